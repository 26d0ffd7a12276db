"""Examples for the help of commands; the names in them come from the questions, not from code."""

from __future__ import annotations

from scaffold.questions import questionnaire
from scaffold.releases import newest


def epilog(*lines: str) -> str:
    """Return the examples as click shows them; `{0}`, `{1}` … are frameworks with a starter."""
    names = questionnaire(newest()).questions["framework"].plain_choices.values()
    return "\b\nExamples:\n" + "\n".join(f"  {line.format(*names)}" for line in lines)
