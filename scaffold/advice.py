"""The readable report of a recommendation: plain lines, nothing said by colour alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold import prose
from scaffold.alternatives import alternatives
from scaffold.catalogue import Catalogue
from scaffold.flips import Flip
from scaffold.needs import assumed
from scaffold.prose import Page
from scaffold.recommend import OUT, Ranked, Reason, Recommendation
from scaffold.starting import Start
from scaffold.vocabulary import SEVERAL, SINGLE, WITHOUT

if TYPE_CHECKING:
    from scaffold.sentence import Heard, Reading

TOP = 3  # reasons and doubts of a runner-up


@dataclass(frozen=True)
class Report:
    """A recommendation, and all that is needed to tell it."""

    result: Recommendation
    flips: tuple[Flip, ...]
    start: Start | None
    catalogue: Catalogue
    page: Page

    def lines(self) -> Iterator[str]:
        """Yield the report."""
        yield from self._needs()
        yield from self._answer()
        yield from self._runner_up()
        yield from self._flips()
        yield from self._alternatives()
        yield from self._ruled_out()
        yield from self._end()

    def _needs(self) -> Iterator[str]:
        needs, taken = self.result.needs, assumed(self.result.needs, self.catalogue)
        said = [f"{n}: {self._single(n)}" for n in SINGLE if getattr(needs, n)]
        said += [
            f"{n}: {', '.join(sorted(getattr(needs, n)))}" for n in SEVERAL if getattr(needs, n)
        ]
        said += [f"not {self.catalogue.title(name)}" for name in sorted(getattr(needs, WITHOUT))]
        yield from self.page.title("Your needs")
        for text in said or ["none said"]:
            yield from self.page.item(text, "·")
        if taken:
            told = ", ".join(f"{name} {value}" for name, value in taken.items())
            yield from self.page.item(f"assumed, as nothing was said: {told}", "?")

    def _single(self, name: str) -> str:
        text: str = getattr(self.result.needs, name)
        if name != "kind":
            return text
        kind = self.result.kind
        return (
            text if kind == text else f"{text} (read as {kind or 'none that the guidance knows'})"
        )

    def _answer(self) -> Iterator[str]:
        result = self.result
        if not result.winner:
            yield from self.page.heading("Nothing meets all of this")
            yield from self.page.item(
                "Give one condition up; what that leads to stands below.", "·"
            )
            return
        yield from self.page.heading(f"Recommended: {self.catalogue.title(result.winner)}")
        yield from self._reasons(result.of(result.winner), len(result.ranking))
        for other in result.level:
            text = f"{self.catalogue.title(other)} is level with it: nothing you said decides."
            yield from self.page.item(text, "=")

    def _reasons(self, one: Ranked, most: int) -> Iterator[str]:
        for mark, reasons in (("+", one.reasons), ("-", one.doubts)):
            for reason in reasons[:most]:
                yield from self.page.item(prose.reason(reason), mark)

    def _runner_up(self) -> Iterator[str]:
        runner_up = self.result.runner_up
        if runner_up:
            yield from self.page.heading(f"Runner-up: {self.catalogue.title(runner_up.framework)}")
            yield from self._reasons(runner_up, TOP)
            if not (runner_up.reasons or runner_up.doubts):
                yield from self.page.item("nothing that you said speaks for it or against it", "·")

    def _flips(self) -> Iterator[str]:
        yield from self.page.heading("What would change it")
        if not self.flips:
            yield from self.page.item("No single change of your needs would.", "·")
        for winner, changes in prose.by_winner(self.flips).items():
            text = f"{self.catalogue.title(winner)}, {' · '.join(changes)}"
            yield from prose.wrapped(text, self.page.columns, "  > ", "      ")

    def _alternatives(self) -> Iterator[str]:
        found = alternatives(self.result, self.catalogue)
        if found:
            yield from self.page.heading("Others of its kind, and what would speak for them")
        for one in found:
            yield from self.page.item(f"{one.framework.name}: {prose.claims(one.claims)}", "·")

    def _ruled_out(self) -> Iterator[str]:
        out = [one for one in self.result.ranking if one.standing == OUT]
        if out:
            yield from self.page.heading("Ruled out")
        told = [one for one in out if self._guided(one.framework)]
        for one in told:
            yield from self.page.item(f"{self.catalogue.title(one.framework)}: {_why(one)}", "x")
        rest = [one.framework for one in out if one not in told]
        if rest:
            text = f"{', '.join(rest)} (`scaffold frameworks {rest[0]}` says why)"
            yield from self.page.item(text, "x")

    def _guided(self, framework: str) -> bool:
        return all(self.catalogue.frameworks[part].guided for part in framework.split("+"))

    def _end(self) -> Iterator[str]:
        title = self.catalogue.vocabulary.document.title
        if self.start:
            yield from self.page.heading("A starter project stands")
            yield f"  scaffold new {self.start.flags}"  # not wrapped: it is to be copied
        yield ""
        if self.result.winner and not self.start:
            yield from self.page.text(prose.starter(self.result.winner, (), self.catalogue))
        sources = f"In brackets: the section of “{title}”, or “ours” with the day we checked it."
        yield from self.page.text(sources)


def _why(one: Ranked) -> str:
    first: Reason = one.doubts[0]
    return prose.reason(first)


def understanding(reading: Reading, page: Page) -> Iterator[str]:
    """Yield what was understood of a sentence, and what was not."""
    yield from page.title("Understood")
    for one in reading.heard:
        yield from page.item(_heard(one), "·")
    if not reading.heard:
        yield "  · nothing"
    if reading.not_understood:
        words = ", ".join(f"“{word}”" for word in reading.not_understood)
        yield from page.item(f"not understood: {words}", "?")
    for part in reading.to_check:
        yield from page.item(f"not understood, check this: “{part}”", "!")
    yield ""


def _heard(one: Heard) -> str:
    return f"“{one.phrase}” – {'not wanted, ' if one.refused else ''}{one.need}: {one.value}"
