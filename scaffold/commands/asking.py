"""Asking for a yes, where somebody is there to give it."""

from __future__ import annotations

import sys

import click

from scaffold.errors import ScaffoldError


def somebody_is_there() -> bool:
    """Tell whether questions can be asked and answered."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def agreed(question: str) -> bool:
    """Ask for a yes; raise ScaffoldError where there is nobody to ask."""
    if not somebody_is_there():
        raise ScaffoldError(
            "There is no terminal to ask at; nothing was written", hint="add `--yes`"
        )
    return click.confirm(question, err=True)
