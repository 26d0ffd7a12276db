"""The choices of a question: their values, and those that do not go with other answers.

A choice is a value, or a mapping of `value` and `validator`: a Jinja template whose text says why
it can't be chosen, https://copier.readthedocs.io/en/stable/configuring/#questions
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from scaffold.errors import did_you_mean, listed

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def labelled(choices: Any) -> dict[str, Any]:
    """Return label → value; a choice of a list is its own label."""
    if not isinstance(choices, Mapping):
        return {str(value): value for value in choices}
    return {str(label): _value(choice) for label, choice in choices.items()}


def refusals(choices: Any, text: Callable[[str], str]) -> dict[Any, str]:
    """Return value → reason of the choices whose check says one; `text` renders it."""
    listing = choices.values() if isinstance(choices, Mapping) else ()
    checked = [choice for choice in listing if isinstance(choice, Mapping)]
    reasons = {_value(choice): text(choice.get("validator", "")).strip() for choice in checked}
    return {value: reason for value, reason in reasons.items() if reason}


def offered(templates: Path, name: str) -> dict[str, Any]:
    """Return label → value of all choices that any framework offers for a question."""
    found: dict[str, Any] = {}
    for path in sorted(templates.glob("*/offers.yml")):
        offers = yaml.load(path.read_bytes(), Loader)  # noqa: S506 (a safe loader)
        found |= labelled(offers.get(name, {}))
    return found


def bad_choice(value: Any, choices: Mapping[str, Any], refused: Mapping[Any, str]) -> str:
    """Say why a value is none of the choices; an empty string when it is one."""
    if not choices:
        return ""
    if value in refused:
        return f"can't be `{value}` – {refused[value]}"
    if value in choices.values():
        return ""
    legal = [str(choice) for choice in choices.values() if choice not in refused]
    hint = did_you_mean(str(value), legal)
    return f"can't be `{value}` – it is one of {listed(legal)}" + (hint and f" – {hint}")


def _value(choice: Any) -> Any:
    return choice["value"] if isinstance(choice, Mapping) else choice
