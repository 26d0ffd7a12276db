"""Frameworks side by side: one row per topic, the rows that differ first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scaffold.cards import TOPICS, Framework, Statement
from scaffold.prose import Page, wrapped

LABEL = 20  # columns for the topic
NARROW = 22  # a column of less is hard to read: the frameworks are then listed below each other


@dataclass(frozen=True)
class Row:
    """What is said of each framework on one topic."""

    topic: str
    cells: tuple[tuple[Statement, ...], ...]

    @property
    def differs(self) -> bool:
        """Return whether the frameworks differ in it."""
        first, *rest = ([(one.says, one.source.voice) for one in cell] for cell in self.cells)
        return any(other != first for other in rest)


def rows(cards: Sequence[Framework]) -> list[Row]:
    """Return every topic on which something is said, those that differ first."""
    found = [Row(topic, tuple(card.on(topic) for card in cards)) for topic in TOPICS]
    found += [
        Row(topic, tuple(_kept(card, topic) for card in cards)) for topic in ("release", "runs on")
    ]
    told = [row for row in found if any(row.cells)]
    return [row for row in told if row.differs] + [row for row in told if not row.differs]


def _kept(card: Framework, topic: str) -> tuple[Statement, ...]:
    kept = card.maintenance
    release = f"{kept.release} of {kept.date}, {kept.status}"
    says = release if topic == "release" else f"Python {kept.python}"
    return (Statement(topic, says, kept.source),)


@dataclass(frozen=True)
class Table:
    """A comparison, laid out for a width."""

    cards: Sequence[Framework]
    page: Page
    sources: bool

    def lines(self) -> Iterator[str]:
        """Yield the table: as columns where there is room, else below each other."""
        found = rows(self.cards)
        notes = _Notes(self.sources)
        column = (self.page.columns - LABEL) // len(self.cards)
        lay = self._beside if column >= NARROW else self._below
        for title, differs in (("Where they differ", True), ("Where they agree", False)):
            part = [row for row in found if row.differs == differs]
            if part:
                yield from self.page.title(title)
                yield from lay(part, notes)
        yield from self.page.text(
            "“today” marks what we checked ourselves; the rest is the document's."
        )
        yield from notes.lines(self.page.columns)

    def _beside(self, found: Iterable[Row], notes: _Notes) -> Iterator[str]:
        column = (self.page.columns - LABEL) // len(self.cards)
        yield from _line(["", *(card.name for card in self.cards)], column)
        yield from _line(["", *("-" * len(card.name) for card in self.cards)], column)
        for row in found:
            cells = [list(_cell(cell, column - 2, notes)) for cell in row.cells]
            for at in range(max(len(cell) for cell in cells)):
                texts = [cell[at] if at < len(cell) else "" for cell in cells]
                yield from _line([row.topic if at == 0 else "", *texts], column)
        yield ""

    def _below(self, found: Iterable[Row], notes: _Notes) -> Iterator[str]:
        for row in found:
            yield f"  {row.topic}"
            for card, cell in zip(self.cards, row.cells, strict=True):
                text = "; ".join(_cell(cell, 10 * self.page.columns, notes))
                yield from wrapped(f"{card.name}: {text}", self.page.columns, "    ", "      ")
        yield ""


class _Notes:
    """Sources, numbered as they are met."""

    def __init__(self, wanted: bool) -> None:
        self._wanted = wanted
        self._numbers: dict[str, int] = {}

    def mark(self, one: Statement) -> str:
        if not self._wanted:
            return ""
        number = self._numbers.setdefault(str(one.source), len(self._numbers) + 1)
        return f" [{number}]"

    def lines(self, columns: int) -> Iterator[str]:
        for source, number in self._numbers.items():
            yield from wrapped(source, columns, f"[{number}] ")


def _cell(statements: Sequence[Statement], columns: int, notes: _Notes) -> Iterator[str]:
    for one in statements or ():
        voice = "today: " if one.source.checked else ""
        yield from wrapped(
            f"{voice}{one.says}{notes.mark(one)}", columns, "", "  ", split_words=True
        )
    if not statements:
        yield "nothing said"


def _line(texts: Sequence[str], column: int) -> Iterator[str]:
    label, *cells = texts
    yield (f"{label:<{LABEL}}" + "".join(f"{cell:<{column}}" for cell in cells)).rstrip()
