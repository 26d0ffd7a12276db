"""What is stored."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone


class Note(models.Model):
    """A note that somebody wrote."""

    title = models.CharField(max_length=100)
    text = models.TextField(max_length=10_000, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # Who wrote it: nobody, where the site has no accounts. The column is there all the
    # same, so that accounts can come and go without a change of this table.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        db_index=False,  # the second index below begins with it
        related_name="notes",
    )

    class Meta:
        ordering = ("-created_at", "-id")
        # All that the list shows, in its order: it is read off this index alone. The
        # second one is for the list of one owner.
        indexes = (
            models.Index(fields=["-created_at", "-id", "title"], name="notes_list"),
            models.Index(
                fields=["owner", "-created_at", "-id", "title"],
                name="notes_list_of_owner",
            ),
        )

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the note's page."""
        return reverse("notes:detail", args=[self.pk])
