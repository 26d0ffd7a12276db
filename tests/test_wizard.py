"""The interview: what is asked, going back, changing one's mind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from scaffold.questions import Questionnaire, Step
from scaffold.wizard import Check, Interview, Progress, Turn
from tests.conftest import FRAMEWORKS


class Script:
    """Answers from a list, and remembers what it was asked."""

    def __init__(self, *turns: Any) -> None:
        self.turns = list(turns)
        self.asked: list[str] = []
        self.problems: list[str] = []
        self.progress: list[Progress] = []

    def ask(self, step: Step, progress: Progress, *, can_go_back: bool, check: Check) -> Any:
        self.asked.append(step.name)
        self.progress.append(progress)
        turn = self.turns.pop(0) if self.turns else step.value
        assert turn is not Turn.BACK or can_go_back
        if turn is not Turn.BACK:
            self.problems.append(check(turn))
        return turn

    def review(self, steps: Sequence[Step]) -> Turn | str:
        assert steps
        self.asked.append("review")
        return self.turns.pop(0) if self.turns else Turn.MAKE


def interview(questions: Questionnaire, **given: Any) -> Interview:
    return Interview(questions, given, "my-site")


def test_only_what_was_not_given_is_asked(questions: Questionnaire) -> None:
    script = Script()

    sheet = interview(questions, framework=FRAMEWORKS[0], project_name="Blog").run(script)

    assert script.asked[0] == "package_name"
    assert script.asked[-1] == "review"
    assert "framework" not in script.asked
    assert sheet.answers["package_name"] == "blog"


def test_the_first_question_can_t_be_gone_back_from(questions: Questionnaire) -> None:
    script = Script(Turn.BACK)

    with pytest.raises(AssertionError):
        interview(questions).run(script)


def test_back_asks_the_question_before_again(questions: Questionnaire) -> None:
    script = Script(FRAMEWORKS[0], "First", Turn.BACK, "Second")

    sheet = interview(questions).run(script)

    assert script.asked[:4] == ["framework", "project_name", "package_name", "project_name"]
    assert sheet.answers["project_name"] == "Second"
    assert sheet.answers["package_name"] == "second"


def test_a_question_is_asked_when_an_answer_calls_for_it(questions: Questionnaire) -> None:
    given = {"framework": FRAMEWORKS[0], "license": "MIT"}
    script = Script()

    sheet = interview(questions, **given).run(script)

    assert "author" in script.asked
    assert sheet.answers["author"] == "The My Site authors"


def test_an_answer_is_changed_at_the_review(questions: Questionnaire) -> None:
    given = {"framework": FRAMEWORKS[0], "license": "MIT", "author": "Ada"}
    everything = questions.walk(given, "my-site").answers
    script = Script("license", "none", Turn.MAKE)

    sheet = interview(questions, **everything).run(script)

    assert script.asked == ["review", "license", "review"]
    assert sheet.answers["license"] == "none"
    assert "author" not in sheet.answers


def test_a_bad_answer_is_asked_again(questions: Questionnaire) -> None:
    script = Script(FRAMEWORKS[0], "Blog", "class", "blog")

    sheet = interview(questions).run(script)

    assert script.asked[:4] == ["framework", "project_name", "package_name", "package_name"]
    assert "taken by Python" in script.problems[2]
    assert sheet.answers["package_name"] == "blog"


def test_progress_is_told(questions: Questionnaire) -> None:
    script = Script(FRAMEWORKS[0])

    interview(questions).run(script)

    numbers = [progress.number for progress in script.progress]
    assert numbers == sorted(numbers)
    assert all(progress.number <= progress.total for progress in script.progress)
