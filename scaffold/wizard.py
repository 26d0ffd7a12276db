"""The interview about a project's answers: one question after the other, back, and a review.

It knows no terminal: an `Asker` does the talking, so that tests can talk too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Protocol

from scaffold.questions import Questionnaire, Sheet, Step


class Turn(Enum):
    """What a user can say instead of an answer."""

    BACK = "back"
    MAKE = "make"


@dataclass(frozen=True)
class Progress:
    """Where in the interview we are: the number of this question, and of all that are known."""

    number: int
    total: int


class Asker(Protocol):
    """Talks with the user; raises KeyboardInterrupt when the user gives up."""

    def ask(self, step: Step, progress: Progress, *, can_go_back: bool, check: Check) -> Any:
        """Return an answer, or Turn.BACK."""

    def review(self, steps: Sequence[Step]) -> Turn | str:
        """Show all answers; return Turn.MAKE, or the name of the answer to change."""


class Check(Protocol):
    """Tells what is wrong with an answer; an empty string when nothing is."""

    def __call__(self, value: Any, /) -> str:
        """Return the problem."""


class Interview:
    """Answers being gathered: those given beforehand are not asked for, but can be changed."""

    def __init__(
        self, questionnaire: Questionnaire, given: Mapping[str, Any], folder_name: str
    ) -> None:
        """Begin with the answers that are known."""
        self.questionnaire = questionnaire
        self.answers = dict(given)
        self.folder_name = folder_name
        self.trail: list[str] = []

    def sheet(self) -> Sheet:
        """Return the answers so far, gone through."""
        return self.questionnaire.walk(self.answers, self.folder_name)

    def given_so_far(self) -> Sheet:
        """Return the sheet of the answers that were given, without those still to be asked for."""
        sheet = self.sheet()
        return replace(sheet, steps=[step for step in sheet.steps if step.given])

    def open_step(self) -> Step | None:
        """Return the next question without a good answer of the user's, if there is one."""
        steps = self.sheet().steps
        return next((step for step in steps if not step.given or step.problem), None)

    def answer(self, step: Step, value: Any) -> None:
        """Take an answer, or go back one question."""
        if value is Turn.BACK:
            self.answers.pop(step.name, None)
            self.answers.pop(self.trail.pop(), None)
            return
        self.answers[step.name] = value
        self.trail.append(step.name)

    def change(self, name: str) -> None:
        """Ask a question again, and those that no longer apply not at all."""
        del self.answers[name]
        self.trail = [asked for asked in self.trail if asked != name]
        for unused in self.sheet().unused:
            del self.answers[unused]

    def check(self, step: Step) -> Check:
        """Return the check of a question's answers."""

        def problem(value: Any) -> str:
            sheet = self.questionnaire.walk({**self.answers, step.name: value}, self.folder_name)
            return next((found.problem for found in sheet.steps if found.name == step.name), "")

        return problem

    def progress(self) -> Progress:
        """Return the number of the question that is open."""
        steps = self.sheet().steps
        number = next((i for i, step in enumerate(steps, 1) if not step.given or step.problem), 0)
        total = len(steps) if self.sheet().complete else len(self.questionnaire.asked)
        return Progress(number, total)

    def ask_open(self, asker: Asker) -> Sheet:
        """Ask what has no answer yet, with no review at the end."""
        while step := self.open_step():
            check, back = self.check(step), bool(self.trail)
            self.answer(step, asker.ask(step, self.progress(), can_go_back=back, check=check))
        return self.sheet()

    def run(self, asker: Asker) -> Sheet:
        """Ask until all is answered and the user agrees."""
        while True:
            sheet = self.ask_open(asker)
            turn = asker.review(sheet.steps)
            if turn is Turn.MAKE:
                return sheet
            self.change(str(turn))
