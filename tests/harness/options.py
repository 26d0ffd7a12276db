"""The answers that decide what a site promises, as data: no option has a field of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Options = Mapping[str, Any]  # question → answer, as far as they were given
# Questions that are answered with yes unless something else is said; a yes to one that has choices
# is any of them.
ON = frozenset({"example", "orm", "template_engine"})
NONE = "none"


def option(options: Options, name: str) -> Any:
    """Return the answer to a question; without one, whether it is on by default."""
    answer = options.get(name, name in ON)
    return answer != NONE and answer


def meets(options: Options, name: str, wanted: Any) -> bool:
    """Tell whether the answer to a question is the wanted one; True wants anything but a no."""
    answer = option(options, name)
    return bool(answer) is wanted if isinstance(wanted, bool) else bool(answer == wanted)


def read_option(text: str) -> tuple[str, Any]:
    """Read `name=value` of a command line."""
    name, _, value = text.partition("=")
    return name, {"true": True, "false": False}.get(value, value)


def short_name(options: Options) -> str:
    """Return what the options come to in the name of a folder: `notes-accounts`, `bare`."""
    first = "notes" if option(options, "example") else "bare"
    others = {name: value for name, value in options.items() if value and name != "example"}
    words = {True: "{name}", NONE: "no-{name}"}
    named = (words.get(value, value).format(name=name) for name, value in others.items())
    return "-".join([first, *named])
