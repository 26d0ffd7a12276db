"""Placing a project: all of it or nothing, never over anything, and nothing left behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scaffold.errors import ScaffoldError
from scaffold.locks import Lock
from scaffold.staging import PREFIX, staging


def entries(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def make(destination: Path, *names: str) -> None:
    with staging(destination) as stage:
        for name in names:
            (stage.project / name).parent.mkdir(parents=True, exist_ok=True)
            (stage.project / name).write_text(name)
        stage.place()


def make_and_stop(destination: Path) -> None:
    with staging(destination) as stage:
        (stage.project / "one").touch()
        raise KeyboardInterrupt


def make_beside(destination: Path, neighbour: Path) -> None:
    """Make a project, and another one while the first is not in its place yet."""
    with staging(destination) as stage:
        (stage.project / "one").touch()
        make(neighbour, "two")
        stage.place()


def make_while_somebody_else_does(destination: Path) -> None:
    with staging(destination) as stage:
        (stage.project / "one").touch()
        destination.mkdir()
        (destination / "mine").touch()
        stage.place()


def leftover(parent: Path, *names: str, journal: list[str] | None = None) -> Path:
    """Leave what a killed run would."""
    folder = parent / f"{PREFIX}dead"
    (folder / "top").mkdir(parents=True)
    (folder / "lock").touch()
    for name in names:
        (folder / "top" / name).write_text(name)
    if journal is not None:
        (folder / "journal.json").write_text(json.dumps(journal))
    return folder


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("mine")

    with pytest.raises(ScaffoldError, match="is a file"):
        make(tmp_path / "site", "a")

    assert (tmp_path / "site").read_text() == "mine"


def test_a_dangling_link_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").symlink_to(tmp_path / "nowhere")

    with pytest.raises(ScaffoldError, match="is a file"):
        make(tmp_path / "site", "a")


def test_a_folder_with_files_is_refused_and_they_are_listed(tmp_path: Path) -> None:
    for name in "abcdefg":
        (tmp_path / name).touch()

    with pytest.raises(ScaffoldError, match="holds `a`, `b`, `c`, `d`, `e` and 2 more"):
        make(tmp_path, "z")

    assert entries(tmp_path) == list("abcdefg")


def test_a_new_folder_is_made_with_all_above_it(tmp_path: Path) -> None:
    make(tmp_path / "a" / "b" / "site", "one", "two/three")

    assert entries(tmp_path) == ["a"]
    assert entries(tmp_path / "a" / "b" / "site") == ["one", "two"]


@pytest.mark.parametrize("neighbour", ["a/other", "a/b/other", "a/b/c/other"])
def test_folders_above_that_another_run_makes_meanwhile_are_shared(
    tmp_path: Path, neighbour: str
) -> None:
    make_beside(tmp_path / "a/b/c/site", tmp_path / neighbour)

    assert entries(tmp_path) == ["a"]
    assert entries(tmp_path / "a/b/c/site") == ["one"]
    assert entries(tmp_path / neighbour) == ["two"]


def test_an_empty_folder_is_filled_and_stays_the_same_folder(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    before = folder.stat().st_ino

    make(folder, "one", "two/three")

    assert folder.stat().st_ino == before
    assert entries(folder) == ["one", "two"]


def test_a_new_clone_of_an_empty_repository_counts_as_empty(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()

    make(tmp_path, "one")

    assert entries(tmp_path) == [".git", "one"]


@pytest.mark.parametrize("exists", [True, False])
def test_a_failure_leaves_nothing(tmp_path: Path, exists: bool) -> None:
    destination = tmp_path / "a" / "site"
    if exists:
        destination.mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))

    with pytest.raises(KeyboardInterrupt):
        make_and_stop(destination)

    assert sorted(tmp_path.rglob("*")) == before


def test_a_failure_while_filling_takes_back_what_was_placed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename, calls = Path.rename, []

    def fails_at_the_second(self: Path, target: Path) -> Path:
        if target.parent == tmp_path:
            calls.append(target)
            if len(calls) == 2:
                raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fails_at_the_second)

    with pytest.raises(ScaffoldError, match="No space left"):
        make(tmp_path, "one", "two", "three")

    assert entries(tmp_path) == []


def test_a_folder_that_appears_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    destination = tmp_path / "site"

    with pytest.raises(ScaffoldError, match="could not be written"):
        make_while_somebody_else_does(destination)

    assert entries(destination) == ["mine"]
    assert entries(tmp_path) == ["site"]


def test_what_a_killed_run_staged_is_cleared_away(tmp_path: Path) -> None:
    leftover(tmp_path, "one")

    make(tmp_path / "site", "two")

    assert entries(tmp_path) == ["site"]


def test_a_killed_filling_is_completed_and_told(tmp_path: Path) -> None:
    (tmp_path / "one").write_text("edited since")
    leftover(tmp_path, "two", "three", journal=["one", "three", "two"])

    with pytest.raises(ScaffoldError, match="is complete now"):
        make(tmp_path, "four")

    assert entries(tmp_path) == ["one", "three", "two"]
    assert (tmp_path / "one").read_text() == "edited since"


def test_another_run_at_work_is_left_alone(tmp_path: Path) -> None:
    folder = leftover(tmp_path, "one")

    with Lock(folder / "lock"):
        make(tmp_path / "site", "two")

    assert entries(tmp_path) == [folder.name, "site"]


def test_a_folder_that_cant_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(ScaffoldError, match="could not be written"):
        make(tmp_path / "file" / "site", "one")
