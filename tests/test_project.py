"""What an answers file says of a project, and what is wrong with one that was edited."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scaffold.errors import ScaffoldError
from scaffold.project import locate, read
from scaffold.questions import questionnaire
from scaffold.releases import newest
from scaffold.render import ANSWERS_FILE, Template, render
from tests.conftest import FRAMEWORKS

FIRST = FRAMEWORKS[0]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project") / "my-site"
    write(folder, {})
    return folder


def write(folder: Path, answers: dict[str, Any]) -> dict[str, Any]:
    sheet = questionnaire(newest()).walk({"framework": FIRST, **answers}, folder.name)
    assert sheet.problems == []
    render(Template(newest(), "v0.1.0"), sheet.answers, folder)
    return sheet.answers


def edited(made: Path, folder: Path, old: str, new: str) -> Path:
    text = (made / ANSWERS_FILE).read_text(encoding="utf-8")
    assert old in text
    (folder / ANSWERS_FILE).write_text(text.replace(old, new), encoding="utf-8")
    return folder


def test_a_new_project_is_read_as_it_was_made(made: Path) -> None:
    project = read(made)

    assert not project.was_edited
    assert project.version == "v0.1.0"
    assert project.answers["project_name"] == "My Site"
    assert project.answers["example"] is True
    assert not any(name.startswith("_") for name in project.answers)


TEXTS = st.text(
    st.characters(blacklist_categories=["Cc", "Cs", "Cn"], blacklist_characters="{}%\u2028\u2029"),
    min_size=1,
    max_size=40,
).map(lambda text: f"A{text.strip()}")


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=TEXTS)
def test_no_text_is_taken_for_an_edit(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    questions = questionnaire(newest())
    sheet = questions.walk({"framework": FIRST, "description": text}, "site")
    if sheet.problems:
        return
    folder = tmp_path_factory.mktemp("text") / "site"
    render(Template(newest(), "v0.1.0"), sheet.answers, folder)

    project = read(folder)

    assert project.answers == sheet.answers
    assert not project.was_edited


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("example: true", "example: false"),
        ("project_name: My Site", "project_name: Your Site"),
        ("license: none\n", ""),
        ("license: none", "license: none\nmore: 1"),
        ("# checksum", "# was"),
    ],
)
def test_an_edit_by_hand_is_found(made: Path, tmp_path: Path, old: str, new: str) -> None:
    assert read(edited(made, tmp_path, old, new)).was_edited


def test_another_order_or_a_comment_is_no_edit(made: Path, tmp_path: Path) -> None:
    lines = (made / ANSWERS_FILE).read_text(encoding="utf-8").splitlines()
    answers = sorted((line for line in lines if not line.startswith("#")), reverse=True)
    comments = [line for line in lines if line.startswith("#")]
    text = "\r\n".join([*answers, "# mine", *comments]) + "\r\n"
    (tmp_path / ANSWERS_FILE).write_bytes(text.encode())

    assert not read(tmp_path).was_edited


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("framework: [", "can't be used"),
        ("<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> main\n", "holds the markers of a conflict"),
        ("just text", "holds no framework and no version"),
        ("_commit: v1.0.0\nname: x\n", "holds no framework and no version"),
        ("a: \x00", "can't be used"),
    ],
)
def test_a_file_that_is_no_answers_file_is_refused(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / ANSWERS_FILE).write_text(content, encoding="utf-8")

    with pytest.raises(ScaffoldError, match=told) as caught:
        read(tmp_path)

    assert "git checkout" in caught.value.message
    assert "scaffold adopt" in caught.value.message


def test_the_project_is_found_from_any_folder_inside_it(made: Path) -> None:
    inside = made / "tests"

    assert locate(inside) == locate(made) == made.resolve()


def test_a_folder_outside_of_any_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScaffoldError, match="is no project of ours"):
        locate(tmp_path)


def test_a_folder_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScaffoldError, match="There is no folder"):
        locate(tmp_path / "nowhere")
