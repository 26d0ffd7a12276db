"""`scaffold new` without a framework: recommended by needs, and the choice recorded."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from scaffold import catalogue
from scaffold.commands.choosing import RECORD, recommended
from scaffold.commands.needs_flags import as_flags
from scaffold.errors import ScaffoldError
from scaffold.memory import last_answers, remember
from scaffold.needs import Needs
from scaffold.recommend import recommend
from tests.commands import scaffold, tree
from tests.conftest import FRAMEWORKS

SMALL = ["--size", "small", "--feature", "forms"]
COMBINED = [
    *("--size", "large", "--kind", "business application", "--feature", "real-time"),
    *("--traffic", "many concurrent connections"),
]


def winner(**needs: object) -> str:
    return recommend(Needs(**needs), catalogue.load(whole=False)).winner  # type: ignore[arg-type]


def test_no_needs_are_refused_with_what_to_type(tmp_path: Path) -> None:
    result = scaffold("new", "site", "--recommend", "--defaults", cwd=tmp_path)

    assert result.status == 2
    assert "--recommend --size small" in result.err
    assert list(tmp_path.iterdir()) == []


def test_a_framework_beside_is_refused(tmp_path: Path) -> None:
    words = ["--recommend", *SMALL, "--framework", FRAMEWORKS[0]]

    result = scaffold("new", "site", *words, cwd=tmp_path)

    assert result.status == 2
    assert "can't go together" in result.err


def test_a_bad_need_is_refused(tmp_path: Path) -> None:
    result = scaffold("new", "site", "--recommend", "--size", "smal", cwd=tmp_path)

    assert result.status == 2
    assert "did you mean `small`?" in result.err


def test_a_combination_is_one_project_and_recorded_as_both(tmp_path: Path) -> None:
    result = scaffold("new", "site", "--recommend", *COMBINED, "--defaults", cwd=tmp_path)

    assert result.status == 0, result.err
    text = (tmp_path / "site" / RECORD).read_text(encoding="utf-8")
    assert text.startswith("# 1. Web framework: Django + Tornado\n")
    assert "which was recommended for these needs" in text


def test_what_has_no_starter_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scaffold.commands.choosing.starters", lambda: frozenset({"x"}))

    with pytest.raises(ScaffoldError, match="for which no starter project stands yet"):
        recommended(Needs(size="small", features=frozenset({"forms"})))


def test_needs_that_nothing_meets_are_told(tmp_path: Path) -> None:
    avoided = [word for name in FRAMEWORKS for word in ("--avoid", name)]

    result = scaffold("new", "site", "--recommend", *SMALL, *avoided, cwd=tmp_path)

    assert result.status == 1
    assert "No framework meets all of these needs" in result.err


def test_the_recommended_framework_is_taken_and_the_choice_recorded(tmp_path: Path) -> None:
    words = ["--recommend", *SMALL, "--defaults", "--json"]

    result = scaffold("new", "site", *words, cwd=tmp_path)

    assert result.status == 0, result.err
    report = json.loads(result.out)
    assert report["framework"] == winner(size="small", features=frozenset({"forms"}))
    assert RECORD in report["files"]
    text = (tmp_path / "site" / RECORD).read_text(encoding="utf-8")
    assert "- size: small" in text
    assert "## What would change it" in text


def test_another_framework_than_the_recommended_is_recorded_as_such(tmp_path: Path) -> None:
    best = winner(size="small", features=frozenset({"forms"}))
    other = next(name for name in FRAMEWORKS if name != best)

    scaffold("new", "site", "--framework", other, *SMALL, "--defaults", cwd=tmp_path)

    text = (tmp_path / "site" / RECORD).read_text(encoding="utf-8")
    assert "Recommended for these needs was" in text


def test_without_needs_there_is_no_record(tmp_path: Path) -> None:
    scaffold("new", "site", "--framework", FRAMEWORKS[0], "--defaults", cwd=tmp_path)

    assert not (tmp_path / "site" / "docs").exists()


def test_the_line_that_makes_it_again_states_the_needs(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    words = ["--recommend", *SMALL, "--must", "wsgi hosting only", "--defaults", "--json"]
    first = scaffold("new", "site", *words, cwd=tmp_path / "a")

    _, *again = shlex.split(json.loads(first.out)["recreate"])
    scaffold(*again, cwd=tmp_path / "b")

    one, two = tree(tmp_path / "a" / "site"), tree(tmp_path / "b" / "site")
    assert {**one, ".env": b""} == {**two, ".env": b""}


def test_needs_are_told_as_the_flags_that_state_them() -> None:
    needs = Needs(size="small", features=frozenset({"forms", "cms"}), without=frozenset({"x"}))

    assert as_flags(needs) == [
        *("--size", "small", "--feature", "cms", "--feature", "forms", "--avoid", "x"),
    ]


def test_answers_of_the_last_interview_are_kept_but_not_its_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platformdirs.user_data_path", lambda _: tmp_path / "data")

    assert last_answers() == {}
    remember({"framework": "x", "project_name": "Blog", "example": False})

    assert last_answers() == {"framework": "x", "example": False}


@pytest.mark.parametrize("content", ["", "[1]", "{"])
def test_a_broken_memory_is_an_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    monkeypatch.setattr("platformdirs.user_data_path", lambda _: tmp_path)
    (tmp_path / "last-answers.json").write_text(content)

    assert last_answers() == {}
