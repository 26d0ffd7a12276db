"""Mail where there is no server for it: MAIL_URL=console:."""

import sys
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends import console


class ConsoleBackend(console.EmailBackend):
    """Shows mail on standard error, as it would be read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Write where the log goes, too."""
        super().__init__(*args, stream=sys.stderr, **kwargs)

    def write_message(self, message: EmailMessage) -> None:
        """Write a mail without its encoding, so that links stay whole."""
        to = ", ".join(message.to)
        self.stream.write(f"To: {to}\nSubject: {message.subject}\n\n{message.body}\n")
