"""What the application and the process in front sign for each other.

https://docs.djangoproject.com/en/stable/topics/signing/
"""

from typing import Any

from django.core.signing import BadSignature, TimestampSigner


def signer(key: str, purpose: str) -> TimestampSigner:
    """Return a signer that needs no settings: the front has none of Django's."""
    return TimestampSigner(key=key, salt=purpose, fallback_keys=[])


def sign(key: str, purpose: str, value: object) -> str:
    """Sign a value; what is signed for one purpose is worth nothing for another."""
    return signer(key, purpose).sign_object(value)


def read(key: str, purpose: str, text: str, seconds: int) -> Any:
    """Return the value, or None where it is forged or older than so many seconds."""
    try:
        return signer(key, purpose).unsign_object(text, max_age=seconds)
    except BadSignature:
        return None
