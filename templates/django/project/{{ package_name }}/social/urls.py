"""The addresses of the way to a provider, and back; allauth's own are not used."""

from django.urls import path

from . import views

app_name = "social"
urlpatterns = [
    path("accounts/social/<slug:key>", views.start, name="start"),
    path("accounts/social/<slug:key>/callback", views.callback, name="callback"),
]
