"""Notes in JSON."""

from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from rest_framework import serializers

from .models import Note


class TextField(serializers.CharField):
    """A text: no number, which Django REST framework would make one."""

    def to_internal_value(self, data: Any) -> str:
        """Return the text."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class NoteSerializer(serializers.ModelSerializer[Note]):
    """A note, its limits taken from the model."""

    serializer_field_mapping: ClassVar = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.CharField: TextField,
        models.TextField: TextField,
    }

    class Meta:
        model = Note
        fields = ("id", "title", "text", "created_at")
        # Spaces alone are refused anyway: so the description says it, too.
        extra_kwargs: ClassVar = {"title": {"validators": [RegexValidator(r"\S")]}}
