"""What visitors fill in."""

from django import forms

from .models import Note


class Field(forms.BoundField):
    """A field on the page, with ids that the style of our pages asks for."""

    @property
    def auto_id(self) -> str:
        """Return the id of the field: its name."""
        return self.html_name

    @property
    def aria_describedby(self) -> str | None:
        """Return the id of the field's message, when there is one."""
        return f"{self.auto_id}-error" if self.errors else None


class NoteForm(forms.ModelForm):
    """The form for a new note."""

    bound_field_class = Field

    class Meta:
        model = Note
        fields = ("title", "text")
