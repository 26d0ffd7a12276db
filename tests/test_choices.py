"""Choices that do not go with other answers: greyed, refused in the same words, as in Copier."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import copier
import pytest

from scaffold.prompts import Prompts
from scaffold.questions import Questionnaire, Step
from scaffold.wizard import Progress

COPIER_YML = """
_envops: {undefined: jinja2.StrictUndefined}
_answers_file: answers.yml
framework: {type: str, choices: [one, two]}
orm:
  type: str
  default: sql
  choices:
    "SQL – tables": sql
    "none – no database": none
example:
  type: bool
  default: false
  validator: "{% if example and orm == 'none' %}needs a database{% endif %}"
layout:
  type: str
  default: package
  choices:
    "a package": package
    "one module":
      value: module
      validator: "{% if example %}is too small for the example{% endif %}"
api:
  type: bool
  default: "{{ orm == 'none' }}"
  validator: "{% if orm == 'none' and not api %}is all that there is{% endif %}"
library:
  type: str
  choices: "{{ {'x – the usual one': 'x', 'y': {'value': 'y', 'validator': layout}} | to_json }}"
  default: x
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "copier.yml").write_text(COPIER_YML, encoding="utf-8")
    for name, offers in {"one": '"x – usual": x', "two": "z: {value: z, validator: no}"}.items():
        folder = tmp_path / "templates" / name
        folder.mkdir(parents=True)
        (folder / "offers.yml").write_text(f"library:\n  {offers}\n", encoding="utf-8")
    return tmp_path


def step(root: Path, name: str, **answers: Any) -> Step:
    steps = Questionnaire(root).walk({"framework": "one", **answers}, "site").steps
    return next(step for step in steps if step.name == name)


def test_a_choice_that_goes_with_the_others_is_refused_nowhere(root: Path) -> None:
    assert step(root, "layout", layout="module").problem == ""
    assert step(root, "layout").refused == {}
    assert step(root, "example").refused == {}


@pytest.mark.parametrize(
    ("answers", "name", "problem"),
    [
        (
            {"example": True, "layout": "module"},
            "layout",
            "can't be `module` – is too small for the example",
        ),
        (
            {"example": True, "layout": "modul"},
            "layout",
            "can't be `modul` – it is one of `package`",
        ),
        ({"orm": "none", "example": True}, "example", "needs a database"),
        ({"orm": "none", "api": "no"}, "api", "is all that there is"),
        ({"library": "y"}, "library", "can't be `y` – package"),
    ],
)
def test_a_choice_that_does_not_is_refused_with_the_reason(
    root: Path, answers: dict[str, Any], name: str, problem: str
) -> None:
    assert step(root, name, **answers).problem == problem


@pytest.mark.parametrize(
    "answers",
    [
        {"example": True, "layout": "module"},
        {"orm": "none", "example": True},
        {"orm": "none", "api": False},
        {"library": "y"},
    ],
)
def test_copier_refuses_it_too(root: Path, tmp_path: Path, answers: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"Invalid choice|Validation error"):
        copier.run_copy(
            str(root), tmp_path / "made", data={"framework": "one", **answers}, defaults=True
        )


def test_a_no_that_does_not_go_with_the_others_is_a_yes_by_default(root: Path) -> None:
    assert step(root, "api").value is False
    assert step(root, "api").refused == {}
    assert step(root, "api", orm="none").value is True
    assert step(root, "api", orm="none").refused == {False: "is all that there is"}


def test_the_interview_shows_it_greyed_with_the_same_reason(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: dict[tuple[int, str], Any] = {}
    pointed: list[Any] = []

    class Asked:
        def unsafe_ask(self) -> str:
            return "package"

    def select(_: str, choices: list[Any], default: Any) -> Asked:
        shown.update({(len(pointed), choice.title): choice.disabled for choice in choices})
        pointed.append(default.title)
        return Asked()

    monkeypatch.setattr("questionary.select", select)
    asked = Prompts()
    for found in (
        step(root, "layout", example=True),
        step(root, "example", orm="none", example=True),
        step(root, "api", orm="none", api=False),
    ):
        asked.ask(found, Progress(1, 2), can_go_back=False, check=lambda _: "")

    assert shown == {
        (0, "a package"): None,
        (0, "one module"): "is too small for the example",
        (1, "yes"): "needs a database",
        (1, "no"): None,
        (2, "yes"): None,
        (2, "no"): "is all that there is",
    }
    assert pointed == ["a package", "no", "yes"]


def test_what_any_framework_offers_is_known_without_an_answer(root: Path) -> None:
    questions = Questionnaire(root)

    assert questions.offered(questions.questions["library"]) == {"x – usual": "x", "z": "z"}
    assert list(questions.offered(questions.questions["layout"]).values()) == ["package", "module"]
