"""Undo brings back exactly what stood before, and never loses what came after."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scaffold.errors import ScaffoldError
from scaffold.merge import apply, edited_since, last_operation, undo, unresolved
from tests.merge.scenes import RENAMES, everything
from tests.merge.world import Runnable, World, lines


@pytest.fixture
def world(tmp_path: Path) -> World:
    return everything(tmp_path)


def kept(world: World, ref: str, path: str) -> bytes:
    """Return what a record keeps of a file."""
    record = json.loads(world.git("show", f"{ref}:record.json"))
    number = [swap["path"] for swap in record["swaps"]].index(path)
    return world.git("show", f"{ref}:before/{number}").encode()


def test_there_is_nothing_to_undo_at_first(tmp_path: Path) -> None:
    world = World(tmp_path)
    assert last_operation(world.project) is None
    assert edited_since(world.project) == ()
    with pytest.raises(ScaffoldError, match="nothing to undo"):
        undo(world.project)


def test_everything_stands_as_before_index_and_untracked_files_included(world: World) -> None:
    before = world.state()
    applied = world.update(RENAMES)
    assert world.state() != before
    undone = world.undo()
    assert world.state() == before
    assert undone.operation == "update"
    assert undone.edited == ()
    assert "merged.txt" in undone.paths
    assert applied.ref != undone.ref


def test_a_second_undo_has_nothing_to_do(world: World) -> None:
    world.update(RENAMES)
    world.undo()
    with pytest.raises(ScaffoldError, match="nothing to undo"):
        world.undo()
    assert last_operation(world.project) is None


def test_the_index_is_the_same_byte_for_byte_though_git_looked_at_it(world: World) -> None:
    file = world.project / ".git" / "index"
    before = world.index(), file.stat().st_mtime_ns
    world.update(RENAMES)
    world.git("status")
    world.git("add", "--refresh", ".")
    world.undo()
    assert (world.index(), file.stat().st_mtime_ns) == before, "git compares it with the files'"


def test_an_edit_since_is_kept_and_named(world: World) -> None:
    before = world.state()
    world.update(RENAMES)
    world.edit({"merged.txt": "my newest\n"})
    assert edited_since(world.project) == ("merged.txt",)
    undone = world.undo()
    assert undone.edited == ("merged.txt",)
    assert kept(world, undone.ref, "merged.txt") == b"my newest\n"
    assert world.state() == before


def test_a_file_deleted_since_comes_back(world: World) -> None:
    before = world.state()
    world.update(RENAMES)
    world.edit({"merged.txt": None, "added/deep/new.txt": None})
    assert edited_since(world.project) == ("merged.txt",), "the other one is as it was before"
    assert world.undo().edited == ("merged.txt",)
    assert world.state() == before


def test_a_new_file_that_was_edited_is_kept_too(world: World) -> None:
    world.update(RENAMES)
    world.edit({"added/deep/new.txt": "mine now\n", "added/deep/own.txt": "mine\n"})
    undone = world.undo()
    assert kept(world, undone.ref, "added/deep/new.txt") == b"mine now\n"
    assert world.text("added/deep/own.txt") == "mine\n"
    assert not (world.project / "added/deep/new.txt").exists()


def test_resolved_conflicts_are_conflicts_no_more(world: World) -> None:
    before = world.state()
    world.update(RENAMES)
    world.git("add", "conflict.txt", "binary")
    assert unresolved(world.project) == ()
    world.undo()
    assert world.state() == before
    assert unresolved(world.project) == ()


def test_what_was_staged_elsewhere_since_stays_staged(world: World) -> None:
    world.update(RENAMES)
    world.edit({"later.txt": "later\n"})
    world.git("add", "later.txt")
    world.undo()
    assert world.git("ls-files", "later.txt") == "later.txt\n"
    assert world.stages() == {}
    assert world.git("diff", "--cached", "--name-only").split() == [
        "later.txt",
        "merged.txt",
        "staged.txt",
    ]


def test_branches_stay_when_the_update_was_committed(world: World) -> None:
    before = world.files()
    world.update(RENAMES)
    world.git("add", "-A")
    world.git("commit", "-q", "--no-verify", "-m", "updated")
    head = world.git("rev-parse", "HEAD")
    world.undo()
    assert world.git("rev-parse", "HEAD") == head
    assert world.files() == before


def test_modes_and_permissions_come_back(tmp_path: Path) -> None:
    world = World(tmp_path).start({"run": Runnable(b"x\n"), "f": "x\n"}, {"run": "y\n", "f": "y\n"})
    (world.project / "f").chmod(0o600)
    world.update()
    assert (world.project / "f").stat().st_mode & 0o777 == 0o600
    assert not (world.project / "run").stat().st_mode & 0o111
    (world.project / "f").chmod(0o644)
    world.undo()
    assert (world.project / "f").stat().st_mode & 0o777 == 0o600
    assert (world.project / "run").stat().st_mode & 0o111


def test_only_the_last_operation_is_undone(tmp_path: Path) -> None:
    world = World(tmp_path).start({"f": "1\n"}, {"f": "2\n"})
    world.update()
    second = world.state()
    (world.base / "f").write_text("2\n")
    (world.theirs / "f").write_text("3\n")
    world.update()
    assert world.text("f") == "3\n"
    world.undo()
    assert world.state() == second
    with pytest.raises(ScaffoldError, match="nothing to undo"):
        world.undo()


def test_a_failed_operation_leaves_the_undo_of_the_one_before(world: World) -> None:
    before = world.state()
    world.update(RENAMES)
    (world.theirs / "merged.txt").write_text("third\n")
    world.git("add", "conflict.txt", "binary")
    with world.plan(RENAMES) as plan:
        world.edit({"merged.txt": "meanwhile\n"})
        with pytest.raises(ScaffoldError, match="changed since"):
            apply(plan)
    world.undo()
    assert world.state() == before


def test_a_folder_of_the_users_in_the_way_stops_it(world: World) -> None:
    world.update(RENAMES)
    world.edit({"gone/deep/deleted.txt/mine": "mine\n"})
    after = world.state()
    with pytest.raises(ScaffoldError, match="move it away"):
        world.undo()
    assert world.state() == after
    assert last_operation(world.project) == "update"


def test_without_an_index_there_is_none_afterwards(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.start({"f": "base\n"}, {"f": "theirs\n"}, commit=False).edit({"f": "mine\n"})
    assert world.index() is None
    world.update()
    assert world.stages() == {"f": [1, 2, 3]}
    world.undo()
    assert world.index() is None
    assert world.text("f") == "mine\n"


def test_garbage_collection_keeps_what_an_undo_needs(world: World) -> None:
    before = world.state()
    world.update(RENAMES)
    world.git("gc", "-q", "--prune=now")
    assert world.git("show", ":3:conflict.txt") == "theirs\n"
    world.undo()
    assert world.state()[:2] == before[:2]


def test_what_was_staged_is_kept_when_something_else_is_staged(tmp_path: Path) -> None:
    world = World(tmp_path).start({"f": lines("1", "2", "3")}, {"f": lines("1", "2", "4")})
    world.edit({"f": lines("staged", "2", "3")})
    world.git("add", "f")
    world.edit({"f": lines("0", "2", "3")})
    before = world.state()
    world.update()
    world.git("add", "f")
    world.git("gc", "-q", "--prune=now")
    world.undo()
    assert world.state() == before
    assert world.git("show", ":f") == lines("staged", "2", "3")


def test_a_held_index_lock_is_respected(world: World) -> None:
    before = world.state()
    lock = world.project / ".git" / "index.lock"
    lock.touch()
    with pytest.raises(ScaffoldError, match="git command is at work"):
        world.update(RENAMES)
    assert lock.exists()
    lock.unlink()
    assert world.state() == before


def test_no_conflict_needs_no_index_lock(tmp_path: Path) -> None:
    world = World(tmp_path).start({"f": lines("1")}, {"f": lines("2")})
    (world.project / ".git" / "index.lock").touch()
    world.update()
    world.undo()
    assert world.text("f") == "1\n"
