"""The failures that a user can cause, and the shape of the sentences that tell of them.

A message has up to three parts: what happened (values in backticks), what is allowed, what to type.
"""

from __future__ import annotations

from collections.abc import Iterable

import click

FAILURE = 1
USAGE = 2
FAULT = 3
CONFLICTS = 4
UPDATE_AVAILABLE = 5
INTERRUPTED = 130


class ScaffoldError(click.ClickException):
    """An expected failure: nothing is lost, and the message says what to do."""

    exit_code = FAILURE

    def __init__(self, happened: str, allowed: str = "", hint: str = "") -> None:
        super().__init__(" – ".join(part for part in (happened, allowed, hint) if part))
        self.happened = happened
        self.allowed = allowed
        self.hint = hint


class InputError(ScaffoldError):
    """The user asked for something that can't be: a usage error."""

    exit_code = USAGE


def nearest(word: str, words: Iterable[str]) -> str:
    """Return the legal word most like `word`, or an empty string when none is near."""
    from difflib import get_close_matches  # noqa: PLC0415 (only after a mistake)

    spelt = {legal.lower(): legal for legal in words}
    matches = get_close_matches(word.lower(), list(spelt), n=1, cutoff=0.5)
    return spelt[matches[0]] if matches else ""


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """Return "did you mean `x`?" for a near miss, else an empty string."""
    match = nearest(word, words)
    return f"did you mean `{match}`?" if match else ""


def listed(words: Iterable[str]) -> str:
    """Return words in backticks, joined by commas."""
    return ", ".join(f"`{word}`" for word in words)
