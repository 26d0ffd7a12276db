"""What is stored."""

from django.db import models
from django.urls import reverse
from django.utils import timezone


class Note(models.Model):
    """A note that somebody wrote."""

    title = models.CharField(max_length=100)
    text = models.TextField(max_length=10_000, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (
            models.Index(fields=["-created_at", "-id"], name="notes_newest_first"),
        )

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the note's page."""
        return reverse("notes:detail", args=[self.pk])
