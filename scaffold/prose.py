"""The sentences that reports share, and their wrapping."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from scaffold.catalogue import Catalogue
from scaffold.claims import Claim
from scaffold.flips import Change, Flip
from scaffold.recommend import Reason

USUAL = 80  # columns, where no terminal says so
NARROWEST, WIDEST = 40, 100
LABEL = 22  # columns for the label of a row


@dataclass(frozen=True)
class Page:
    """Where lines are printed: how wide it is, and how it shows a heading."""

    columns: int
    bold: Callable[[str], str] = str

    def heading(self, text: str) -> Iterator[str]:
        """Yield a heading, after an empty line."""
        yield ""
        yield from self.title(text)

    def title(self, text: str) -> Iterator[str]:
        """Yield a heading that stands first."""
        yield from map(self.bold, wrapped(text, self.columns))

    def item(self, text: str, mark: str) -> Iterator[str]:
        """Yield a list's item."""
        yield from wrapped(text, self.columns, f"  {mark} ")

    def text(self, text: str) -> Iterator[str]:
        """Yield a paragraph."""
        yield from wrapped(text, self.columns)

    def row(self, label: str, text: str) -> Iterator[str]:
        """Yield a labelled row."""
        yield from wrapped(text, self.columns, f"  {label:<{LABEL}}  ")


def width() -> int:
    """Return the terminal's width, within what is pleasant to read."""
    return max(NARROWEST, min(_columns(), WIDEST))


def _columns() -> int:
    """Return what `shutil.get_terminal_size` does, without the time that its import takes."""
    set_by_hand = os.environ.get("COLUMNS", "")
    if set_by_hand.isdigit() and int(set_by_hand):
        return int(set_by_hand)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns  # type: ignore[union-attr]
    except (AttributeError, ValueError, OSError):
        return USUAL


def wrapped(
    text: str, columns: int, first: str = "", then: str | None = None, *, split_words: bool = False
) -> Iterator[str]:
    """Yield a text in lines; `first` opens the first line, `then` the others."""
    yield from textwrap.wrap(
        text,
        columns,
        initial_indent=first,
        subsequent_indent=" " * len(first) if then is None else then,
        break_on_hyphens=False,
        break_long_words=split_words,
    )


def reason(one: Reason) -> str:
    """Return a reason as one sentence: need, claim, source."""
    return f"{asked(one)}: {claim(one.claim)}" if one.need else claim(one.claim)


def asked(one: Reason) -> str:
    """Return the need that a reason speaks of."""
    return f"{one.need} {one.value}" if one.need in ("size", "style", "kind") else one.value


def claim(one: Claim) -> str:
    """Return what a claim says, with its source."""
    return f"{one.says} [{one.source}]"


def claims(several: Iterable[Claim]) -> str:
    """Return what claims say, each source once."""
    held = list(several)
    says = "; ".join(dict.fromkeys(one.says for one in held))
    sources = "; ".join(dict.fromkeys(str(one.source) for one in held))
    return f"{says} [{sources}]" if held else "nothing that we know of"


def change(one: Change) -> str:
    """Return a change of the needs in words."""
    if one.how == "set":
        return f"{one.need}: {one.value}"
    return f"{'with' if one.how == 'add' else 'without'} {one.value}"


def by_winner(flips: Iterable[Flip]) -> Mapping[str, list[str]]:
    """Return the changes in words, under the framework that each leads to."""
    found: dict[str, list[str]] = {}
    for flip in flips:
        found.setdefault(flip.winner, []).append(change(flip.change))
    return found


def starter(framework: str, starters: Iterable[str], catalogue: Catalogue) -> str:
    """Say what to type for a framework's starter project, or that none stands yet."""
    if framework in set(starters):
        return f"A starter project stands: `scaffold new --framework {framework}`."
    parts = [part for part in framework.split("+") if part in set(starters)]
    none = f"No starter project stands yet for {catalogue.title(framework)}"
    alone = " and ".join(f"`scaffold new --framework {part}`" for part in parts)
    return f"{none}; for each alone: {alone}." if alone else f"{none}."
