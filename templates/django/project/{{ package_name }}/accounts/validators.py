"""Rules for passwords besides Django's own; settings.py names them all."""

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError


class MaximumLengthValidator:
    """Refuses passwords so long that no person or password manager made them."""

    def __init__(self, max_length: int = 128) -> None:
        """Take the options that stand beside its name in the settings."""
        self.max_length = max_length

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ValidationError when the password is too long."""
        if len(password) > self.max_length:
            message = "This password is too long. It can have %(max)d characters."
            raise ValidationError(
                message, code="password_too_long", params={"max": self.max_length}
            )

    def get_help_text(self) -> str:
        """Say what is allowed."""
        return f"Your password can have at most {self.max_length} characters."
