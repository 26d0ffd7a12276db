"""The addresses of the accounts."""

from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("accounts/register", views.Register.as_view(), name="register"),
    path("accounts/login", views.LogIn.as_view(), name="login"),
    path("accounts/logout", views.LogOut.as_view(), name="logout"),
    path("accounts/password", views.PasswordChange.as_view(), name="password"),
    path(
        "accounts/password-reset",
        views.PasswordReset.as_view(),
        name="password_reset",
    ),
    path(
        "accounts/password-reset/sent",
        views.PasswordResetSent.as_view(),
        name="password_reset_sent",
    ),
    path(
        "accounts/password-reset/<uidb64>/<token>",
        views.PasswordResetLink.as_view(),
        name="password_reset_link",
    ),
]
