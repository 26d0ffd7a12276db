"""Who sees which notes."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.views.generic import View

from .models import Note


class OwnNotesMixin(LoginRequiredMixin, View):
    """Shows people their own notes; those of others don't exist for them."""

    queryset: Any = None

    def get_queryset(self) -> QuerySet[Note]:
        """Return the notes of whoever asks, as far as the page shows them."""
        queryset: QuerySet[Note] | None = self.queryset
        notes = Note.objects.all() if queryset is None else queryset.all()
        return notes.filter(owner=self.request.user.pk)
