"""Questions evaluated by us: what is refused, and that Copier comes to the same answers."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scaffold.questions import Questionnaire, Sheet
from tests.commands import ROOT
from tests.conftest import FRAMEWORKS

BAD_PACKAGES = {
    "a keyword": "class",
    "a soft keyword": "match",
    "a module of the standard library": "json",
    "a folder of the project": "tests",
    "upper case": "Blog",
    "a leading digit": "2fast",
    "a leading dash": "-blog",
    "a leading underscore": "_blog",
    "a dash": "my-blog",
    "a path": "a/b",
    "a path of Windows": "a\\b",
    "a parent folder": "..",
    "a dot": "a.b",
    "a space": "my blog",
    "nothing": "",
    "too many letters": "a" * 41,
    "a letter that looks like a": "bl\u043eg",
    "a full-width letter": "\uff42log",
    "a line break": "blog\n",
    "a null": "blog\x00",
    "a device of Windows": "con",
    "a template": "{{ blog }}",
}
BAD_TEXTS = {
    "a line break": "one\ntwo",
    "a carriage return": "one\rtwo",
    "a null": "one\x00",
    "an escape": "\x1b[31mred",
    "a separator of lines": "one\u2028two",
    "an order of text": "abc\u202edef",
    "half a letter": "one\ud800",
    "spaces around": " one ",
    "too many letters": "a" * 201,
}
GOOD_NAMES = [
    "Blog",
    'My "Notes" \\ \'',
    "{{ x }} {% y %}",
    "日本語",
    "نص",
    "🎉 1",
    "<b>&amp;</b>",
    "#",
]


def problem(questions: Questionnaire, name: str, value: Any, **more: Any) -> str:
    sheet = questions.walk({"framework": FRAMEWORKS[0], **more, name: value}, "site")
    return next(step.problem for step in sheet.steps if step.name == name)


@pytest.mark.parametrize("value", BAD_PACKAGES.values(), ids=BAD_PACKAGES.keys())
def test_a_bad_package_name_is_refused_with_a_good_one(
    questions: Questionnaire, value: str
) -> None:
    message = problem(questions, "package_name", value)

    assert "try `" in message
    proposed = message.rpartition("try `")[2].rstrip("`")
    assert problem(questions, "package_name", proposed) == ""


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_framework_is_no_name_for_a_package(questions: Questionnaire, framework: str) -> None:
    assert problem(questions, "package_name", framework)


@pytest.mark.parametrize("value", BAD_TEXTS.values(), ids=BAD_TEXTS.keys())
@pytest.mark.parametrize("name", ["project_name", "description", "author"])
def test_a_text_that_is_not_one_line_is_refused(
    questions: Questionnaire, name: str, value: str
) -> None:
    assert problem(questions, name, value, license="MIT")


@pytest.mark.parametrize("name", ["project_name", "description", "author"])
@pytest.mark.parametrize("value", GOOD_NAMES[:-1])
def test_any_other_text_is_taken(questions: Questionnaire, name: str, value: str) -> None:
    assert problem(questions, name, value, license="MIT") == ""


@pytest.mark.parametrize("value", ["", "#", "!?", "\u200b"])
@pytest.mark.parametrize("name", ["project_name", "description", "author"])
def test_a_text_needs_a_letter(questions: Questionnaire, name: str, value: str) -> None:
    assert problem(questions, name, value, license="MIT")


@pytest.mark.parametrize(
    ("name", "package"),
    [
        ("My Blog", "my_blog"),
        ("Café Zürich", "cafe_zurich"),
        ("2 Fast", "site_2_fast"),
        ("Class", "class_site"),
        ("日本語", "website"),
        ("Test", "test_site"),
        ("A" * 60, "a" * 34),
    ],
)
def test_a_package_name_is_made_of_the_project_name(
    questions: Questionnaire, name: str, package: str
) -> None:
    sheet = questions.walk({"framework": FRAMEWORKS[0], "project_name": name}, "site")

    assert sheet.answers["package_name"] == package
    assert sheet.problems == []


def test_a_misspelt_choice_gets_the_nearest(questions: Questionnaire) -> None:
    word = FRAMEWORKS[0][:-1]

    assert f"did you mean `{FRAMEWORKS[0]}`?" in problem(questions, "framework", word)


def test_a_choice_is_needed_before_what_depends_on_it(questions: Questionnaire) -> None:
    sheet = questions.walk({}, "site")

    assert not sheet.complete
    assert [step.name for step in sheet.problems] == ["framework"]


def test_an_answer_that_nobody_asks_for_is_told(questions: Questionnaire) -> None:
    given = {"framework": FRAMEWORKS[0], "license": "none", "author": "Ada"}
    sheet = questions.walk(given, "site")

    assert sheet.unused == ["author"]
    assert "author" not in sheet.answers


@pytest.mark.parametrize(
    ("text", "value"), [("true", True), ("YES", True), ("0", False), ("off", False), (True, True)]
)
def test_a_yes_or_no_is_read_generously(questions: Questionnaire, text: Any, value: bool) -> None:
    sheet = questions.walk({"framework": FRAMEWORKS[0], "example": text}, "site")

    assert sheet.answers["example"] is value


@pytest.mark.parametrize("text", ["maybe", "", "2", []])
def test_a_yes_or_no_is_not_guessed(questions: Questionnaire, text: Any) -> None:
    assert problem(questions, "example", text)


# Copier is the oracle: same answers in, same answers out.

NAMES = st.one_of(
    st.sampled_from(GOOD_NAMES),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=20),
)


@st.composite
def generated_answers(draw: st.DrawFn) -> dict[str, Any]:
    optional = {
        "project_name": NAMES,
        "package_name": st.one_of(
            st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True),
            st.sampled_from([*BAD_PACKAGES.values()]),
        ),
        "description": NAMES,
        "example": st.booleans(),
        "python": st.sampled_from(["3.9", "3.11", "3.12", "3.13"]),
        "license": st.sampled_from(["none", "MIT", "Apache-2.0", "WTFPL"]),
    }
    answers = draw(
        st.fixed_dictionaries({"framework": st.sampled_from(FRAMEWORKS)}, optional=optional)
    )
    if answers.get("license") == "MIT" and draw(st.booleans()):
        answers["author"] = draw(NAMES)
    return answers


@pytest.fixture(scope="module")
def plain_templates() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy2(ROOT / "copier.yml", folder)
        shutil.copytree(ROOT / "templates", Path(folder, "templates"))
        yield Path(folder)


def copiers_answers(source: Path, answers: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the answers that Copier would store, or None when it refuses."""
    from copier._main import Worker
    from copier._settings import SettingsModel

    with Worker(
        src_path=str(source),
        dst_path=Path("/nowhere/my-site"),
        data=dict(answers),
        settings=SettingsModel(),
        defaults=True,
    ) as worker:
        try:
            worker._ask()
        except ValueError:
            return None
        stored = worker._answers_to_remember()
        return {name: stored[name] for name in stored if not name.startswith("_")}


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(answers=generated_answers())
def test_copier_comes_to_the_same_answers(
    questions: Questionnaire, plain_templates: Path, answers: dict[str, Any]
) -> None:
    sheet = questions.walk(answers, "my-site")

    assert (sheet.answers if is_good(sheet) else None) == copiers_answers(plain_templates, answers)


def is_good(sheet: Sheet) -> bool:
    return sheet.complete and not sheet.problems
