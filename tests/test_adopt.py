"""`adopt`: the release and the answers of a project that has lost its answers file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scaffold.errors import ScaffoldError
from scaffold.render import ANSWERS_FILE
from tests.commands import scaffold
from tests.conftest import FRAMEWORKS
from tests.projects import NEWEST, OLDEST, Site, make_site

ANSWERS = {
    "project_name": "The Shop",
    "package_name": "shoes",
    "description": "All shoes",
    "example": False,
    "license": "MIT",
    "author": "Ada Lovelace",
}


@pytest.fixture(
    params=[*((OLDEST, name) for name in FRAMEWORKS), (NEWEST, FRAMEWORKS[0])],
    ids=lambda param: f"{param[0].version}-{param[1]}",
)
def lost(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Site, bytes]:
    """Return a project without its answers file, with edits, and what the file said."""
    release, framework = request.param
    site = make_site(tmp_path / "shop", release, framework=framework, **ANSWERS)
    answers = (site.folder / ANSWERS_FILE).read_bytes()
    (site.folder / ANSWERS_FILE).unlink()
    site.write("README.md", site.read("README.md") + "\nMine.\n")
    (site.folder / ".editorconfig").unlink()
    site.write("shoes/mine.py", "MINE = 1\n")
    return site, answers


def test_the_answers_file_comes_back_as_it_was(lost: tuple[Site, bytes]) -> None:
    site, answers = lost

    found = site.json("adopt", ".", "--yes")

    assert (site.folder / ANSWERS_FILE).read_bytes() == answers
    assert found["written"] is True
    assert 0.97 < found["share"] < 1
    assert site.scaffold("update", "--yes").status == 0


def test_nothing_is_written_without_a_yes(tmp_path: Path) -> None:
    site = make_site(tmp_path / "shop", NEWEST, framework=FRAMEWORKS[0])
    (site.folder / ANSWERS_FILE).unlink()

    asked = site.scaffold("adopt", ".", "--set", f"framework={FRAMEWORKS[0]}")
    shown = site.scaffold("adopt", ".", "--set", f"framework={FRAMEWORKS[0]}", "--dry-run")

    assert asked.status == 1
    assert "add `--yes`" in asked.err
    assert shown.status == 0
    assert f"Closest: {NEWEST.version}; 100.0% of its lines stand in" in shown.out
    assert not (site.folder / ANSWERS_FILE).exists()


def test_a_file_that_was_edited_by_hand_is_found_out(tmp_path: Path) -> None:
    site = make_site(tmp_path / "shop", NEWEST, framework=FRAMEWORKS[0])
    before = site.read(ANSWERS_FILE)
    site.replace(ANSWERS_FILE, "example: true", "example: false")

    result = site.scaffold("adopt", ".", "--set", f"framework={FRAMEWORKS[0]}", "--yes")

    assert result.status == 0, result.err
    assert site.read(ANSWERS_FILE) == before


def test_a_project_with_a_good_answers_file_needs_nothing(tmp_path: Path) -> None:
    site = make_site(tmp_path / "shop", NEWEST, framework=FRAMEWORKS[0])

    result = site.scaffold("adopt", ".", "--yes")

    assert result.status == 1
    assert "has an answers file, as it was written" in result.err


def test_something_else_is_told_to_be_none_of_ours(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("print('hello')\n")

    result = scaffold("adopt", tmp_path, "--yes")

    assert result.status == 1
    assert "looks like no project of ours" in result.err
    assert not (tmp_path / ANSWERS_FILE).exists()


def test_an_unknown_answer_is_refused(tmp_path: Path) -> None:
    result = scaffold("adopt", tmp_path, "--set", "licence=MIT")

    assert result.status == 2
    assert "did you mean `license`?" in result.err


def test_a_file_that_can_not_be_written_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scaffold.placing import place_file

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)

    with pytest.raises(ScaffoldError, match="No space left on device"):
        place_file(tmp_path / "x", b"new")
    assert json.dumps([path.name for path in tmp_path.iterdir()]) == "[]"
