"""The addresses of the notes."""

from django.urls import path

from . import views

app_name = "notes"
urlpatterns = [
    path("notes", views.NoteList.as_view(), name="list"),
    path("notes/new", views.NoteCreate.as_view(), name="new"),
    path("notes/<int:pk>", views.NoteDetail.as_view(), name="detail"),
]
