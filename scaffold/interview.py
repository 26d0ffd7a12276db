"""The interview about needs: which question comes next, with back, skip, why; no input or output.

The first questions are always asked; a further one only where its answer could change the result.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from scaffold.catalogue import Catalogue
from scaffold.flips import changes
from scaffold.needs import Needs
from scaffold.recommend import winner
from scaffold.vocabulary import NEEDS, SEVERAL

FIRST = ("size", "kind", "traffic")  # before the first recommendation
ORDER = (*FIRST, *(name for name in NEEDS if name not in FIRST))


@dataclass(frozen=True)
class Choice:
    """One answer that a question offers."""

    value: str
    means: str


@dataclass(frozen=True)
class Question:
    """A question about one need."""

    need: str
    ask: str
    why: str
    choices: tuple[Choice, ...]
    several: bool  # any number of choices, or one
    free: bool  # other words are welcome too
    held: tuple[str, ...]  # what is known of the answer so far


@dataclass(frozen=True)
class Interview:
    """The state of an interview: every answer gives a new one, and the old one is the way back."""

    catalogue: Catalogue
    needs: Needs
    settled: frozenset[str] = frozenset()  # answered, skipped, or known beforehand
    before: Interview | None = None

    @property
    def question(self) -> Question | None:
        """Return the next question, or nothing where no answer could change the result."""
        open_ = [name for name in ORDER if name not in self.settled]
        name = next((one for one in open_ if one in FIRST or self._matters(one)), None)
        return self._question(name) if name else None

    @property
    def ready(self) -> bool:
        """Return whether the first questions are answered: a recommendation can be given."""
        return self.settled.issuperset(FIRST)

    @property
    def progress(self) -> tuple[int, int]:
        """Return the number of the next question, and of all that may come."""
        open_ = [name for name in ORDER if name not in self.settled]
        coming = sum(1 for one in open_ if one in FIRST or self._matters(one))
        done = self._depth()
        return done + 1, done + coming

    def answer(self, values: Iterable[str]) -> Interview:
        """Return the interview after an answer: one text, several, or none of the choices."""
        question = self._asked()
        answer: dict[str, Any] = {question.need: _held(question, tuple(values))}
        needs = replace(self.needs, **answer)
        return self._after(question.need, needs)

    def skip(self) -> Interview:
        """Return the interview without an answer to this question: what is known stays."""
        return self._after(self._asked().need, self.needs)

    def back(self) -> Interview:
        """Return the interview before the last answer; the first question has nothing before it."""
        return self.before or self

    def again(self) -> Interview:
        """Return an interview that asks every question, with the present answers as proposals."""
        return Interview(self.catalogue, self.needs)

    def _asked(self) -> Question:
        question = self.question
        if question is None:
            raise LookupError("every question is answered")
        return question

    def _after(self, need: str, needs: Needs) -> Interview:
        return replace(self, needs=needs, settled=self.settled | {need}, before=self)

    def _depth(self) -> int:
        return 1 + self.before._depth() if self.before else 0

    def _matters(self, need: str) -> bool:
        """Return whether some answer would change the winner."""
        now = winner(self.needs, self.catalogue)
        tried = (one for one in changes(self.needs, self.catalogue) if one.need == need)
        return any(winner(one.applied(self.needs), self.catalogue) != now for one in tried)

    def _question(self, name: str) -> Question:
        need = self.catalogue.vocabulary.needs[name]
        held = getattr(self.needs, name)
        return Question(
            need=name,
            ask=need.ask,
            why=need.why,
            choices=tuple(Choice(one.name, one.means) for one in need.values.values()),
            several=name in SEVERAL,
            free=name == "kind",
            held=((held,) if held else ()) if isinstance(held, str) else tuple(sorted(held)),
        )


def start(catalogue: Catalogue, needs: Needs = Needs()) -> Interview:  # noqa: B008 (frozen)
    """Return an interview that asks for what isn't known yet."""
    known = frozenset(name for name in NEEDS if getattr(needs, name))
    return Interview(catalogue, needs, settled=known)


def _held(question: Question, values: tuple[str, ...]) -> str | frozenset[str]:
    if question.several:
        return frozenset(values)
    return values[0] if values else ""
