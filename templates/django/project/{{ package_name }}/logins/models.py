"""Log-ins that failed: they are counted, so that nobody can try many passwords."""

from datetime import timedelta
from hashlib import sha256
from math import ceil

from django.db import models
from django.utils import timezone

LIMIT = 5
PERIOD = timedelta(minutes=15)


class TooManyLoginsError(Exception):
    """Says that a user name was tried too often from one client."""

    def __init__(self, retry_after: int) -> None:
        """Take the seconds until it can be tried again."""
        super().__init__(f"Try again in {retry_after} seconds")
        self.retry_after = retry_after


class FailedLogin(models.Model):
    """A log-in that failed, or one whose password is just being checked."""

    key = models.CharField(max_length=64)
    failed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = (
            models.Index(fields=["key", "failed_at"], name="logins_by_key"),
            models.Index(fields=["failed_at"], name="logins_by_time"),
        )

    def __str__(self) -> str:
        """Return the time, as the key tells nobody anything."""
        return f"{self.failed_at:%Y-%m-%d %H:%M:%S}"


def count_login(username: str, client: str) -> FailedLogin:
    """Count a log-in as failed; raise TooManyLoginsError after too many.

    Whoever finds the password right deletes what is returned. Counting comes first, so
    that log-ins at the same time, in whatever processes, don't get more tries.
    """
    now = timezone.now()
    FailedLogin.objects.filter(failed_at__lte=now - PERIOD).delete()
    # A hash: names and addresses are not kept for whoever reads a backup.
    key = sha256(f"{username}\n{client}".encode()).hexdigest()
    login = FailedLogin.objects.create(key=key, failed_at=now)
    failed = FailedLogin.objects.filter(key=key).order_by("failed_at")
    times = list(failed.values_list("failed_at", flat=True))
    if len(times) > LIMIT:
        login.delete()
        wait = times[0] + PERIOD - now
        raise TooManyLoginsError(max(1, ceil(wait.total_seconds())))
    return login
