"""The answers that decide what a site promises, as data: no option has a field of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Options = Mapping[str, Any]  # question → answer, as far as they were given
ON = frozenset({"example"})  # questions that are answered with yes unless something else is said


def option(options: Options, name: str) -> Any:
    """Return the answer to a question; without one, whether it is on by default."""
    return options.get(name, name in ON)


def read_option(text: str) -> tuple[str, Any]:
    """Read `name=value` of a command line."""
    name, _, value = text.partition("=")
    return name, {"true": True, "false": False}.get(value, value)


def short_name(options: Options) -> str:
    """Return what the options come to in the name of a folder: `notes-accounts`, `bare`."""
    first = "notes" if option(options, "example") else "bare"
    others = {name: value for name, value in options.items() if value and name not in ON}
    return "-".join([first, *(name if value is True else value for name, value in others.items())])
