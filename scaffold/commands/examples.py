"""Examples for the help of commands; the names in them come from the templates, not from code."""

from __future__ import annotations


def epilog(*lines: str) -> str:
    """Return the examples as click shows them; `{0}`, `{1}` … are frameworks with a starter."""
    from scaffold.commands.terminal import starters  # noqa: PLC0415 (only where names are shown)

    names = sorted(starters())
    return examples(*(line.format(*names) for line in lines))


def examples(*lines: str) -> str:
    """Return the examples as click shows them, as they are."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
