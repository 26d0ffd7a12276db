"""Odd names, odd places, odd states: the merge works there as anywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scaffold.errors import ScaffoldError
from scaffold.merge import recover
from tests.merge.texts import BOTH, END, TEN, TEXT, TOP
from tests.merge.world import Link, Runnable, World, folders, kinds, lines, write

posix = pytest.mark.skipif(os.name == "nt", reason="such names or files don't exist on Windows")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def assert_merges(world: World, path: str = "f.txt") -> None:
    """An edit of the user's and a change of the template's join, and an undo takes them apart."""
    before = world.state()
    assert kinds(world.update()) == {path: "merged"}
    assert world.text(path) == BOTH
    world.undo()
    assert world.state() == before


class TestDirtyTrees:
    """Work that isn't committed takes part, and stays what it is."""

    def test_a_staged_edit(self, world: World) -> None:
        world.start({"f.txt": TEXT}, {"f.txt": END}).edit({"f.txt": TOP})
        world.git("add", "f.txt")
        assert_merges(world)
        world.update()
        assert world.git("show", ":f.txt") == TOP, "what was staged stays staged"

    def test_an_edit_that_is_not_staged(self, world: World) -> None:
        assert_merges(world.start({"f.txt": TEXT}, {"f.txt": END}).edit({"f.txt": TOP}))

    def test_a_staged_edit_that_was_edited_again(self, world: World) -> None:
        world.start({"f.txt": TEXT}, {"f.txt": END}).edit({"f.txt": "other\n"})
        world.git("add", "f.txt")
        assert_merges(world.edit({"f.txt": TOP}))

    def test_a_staged_edit_that_becomes_a_conflict_comes_back(self, world: World) -> None:
        world.start({"f.txt": "base\n"}, {"f.txt": "theirs\n"}).edit({"f.txt": "mine\n"})
        world.git("add", "f.txt")
        before = world.state()
        assert world.update().conflicts == ("f.txt",)
        world.undo()
        assert world.state() == before

    def test_an_untracked_file_in_the_way(self, world: World) -> None:
        world.start({}, {"new.txt": "theirs\n"}).edit({"new.txt": "mine\n"})
        before = world.state()
        assert world.update().conflicts == ("new.txt",)
        assert "mine" in world.text("new.txt")
        assert world.git("show", ":2:new.txt") == "mine\n"
        world.undo()
        assert world.state() == before

    def test_an_ignored_template_file(self, world: World) -> None:
        files = {".gitignore": "local.py\n"}
        world.start(files | {"local.py": TEXT}, files | {"local.py": END}, commit=False)
        world.git("add", ".gitignore")
        world.git("commit", "-q", "-m", "made")
        assert_merges(world.edit({"local.py": TOP}), "local.py")

    def test_a_file_deleted_from_the_index_only(self, world: World) -> None:
        world.start({"f.txt": TEXT}, {"f.txt": END})
        world.git("rm", "-q", "--cached", "f.txt")
        assert_merges(world.edit({"f.txt": TOP}))

    def test_an_intent_to_add(self, world: World) -> None:
        world.start({"f.txt": TEXT}, {"f.txt": END}, commit=False)
        world.git("add", "-N", "f.txt")
        assert_merges(world.edit({"f.txt": TOP}))


class TestFolders:
    """Folders come and go with the template's files; the user's own stay."""

    def test_a_folder_left_empty_goes(self, world: World) -> None:
        world.start({"a/b/c": TEXT, "k": TEXT}, {"k": TEXT})
        world.update()
        assert folders(world.project) == set()
        world.undo()
        assert folders(world.project) == {"a", "a/b"}

    def test_a_folder_with_a_file_of_the_users_stays(self, world: World) -> None:
        world.start({"a/b/c": TEXT}, {}).edit({"a/mine": "m\n"})
        world.update()
        assert folders(world.project) == {"a"}

    def test_an_empty_folder_of_the_users_stays(self, world: World) -> None:
        world.start({"a/c": TEXT}, {})
        for name in ("own", "a/own"):
            (world.project / name).mkdir()
        world.update()
        assert folders(world.project) == {"own", "a", "a/own"}

    def test_new_folders_go_with_an_undo_unless_something_is_in_them(self, world: World) -> None:
        world.start({}, {"a/b/c": TEXT, "d/e": TEXT})
        world.update()
        world.edit({"a/mine": "m\n"})
        world.undo()
        assert folders(world.project) == {"a"}


class TestOddFiles:
    """Files that are no plain text."""

    def test_a_file_over_50_mb_in_the_way_stays(self, world: World) -> None:
        world.start({}, {"data": "theirs\n"})
        big = world.project / "data"
        with big.open("wb") as file:
            file.truncate(51_000_000)
        before = big.stat()
        assert world.update().conflicts == ("data",)
        after = big.stat()
        assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)
        assert world.stages() == {"data": [2, 3]}
        assert world.git("cat-file", "-s", ":2:data") == "51000000\n"
        world.undo()
        assert big.stat().st_ino == before.st_ino
        assert world.stages() == {}

    def test_a_file_over_50_mb_that_the_template_does_not_change_is_not_read(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        world.start({"data": "base\n", "f": "1\n"}, {"data": "base\n", "f": "2\n"})
        with (world.project / "data").open("wb") as file:
            file.truncate(51_000_000)
        read: list[Path] = []
        real = Path.read_bytes

        def watched(path: Path) -> bytes:
            read.append(path)
            return real(path)

        monkeypatch.setattr(Path, "read_bytes", watched)
        assert kinds(world.update()) == {"f": "changed"}
        assert world.project / "data" not in read

    @posix
    def test_a_link_to_a_folder_outside_is_not_followed(self, world: World, tmp_path: Path) -> None:
        outside = tmp_path / "outside"
        write(outside, {"f": TEXT})
        world.start({"static/f": TEXT}, {"static/f": END, "static/g": END})
        world.edit({"static/f": None})
        (world.project / "static").rmdir()
        world.edit({"static": Link(str(outside))})
        assert kinds(world.update()) == {"static/f": "kept deleted", "static/g": "conflict"}
        assert (outside / "f").read_text() == TEXT
        assert not (outside / "g").exists()
        world.undo()

    @posix
    def test_a_dangling_link_in_the_way_stays(self, world: World) -> None:
        world.start({}, {"f": TEXT}).edit({"f": Link("nowhere")})
        assert world.update().conflicts == ("f",)
        assert world.files() == {"f": Link("nowhere")}

    def test_a_file_over_50_mb_is_not_moved_by_a_rename(self, world: World) -> None:
        world.start({"data": "base\n"}, {"named": "base\n"})
        with (world.project / "data").open("wb") as file:
            file.truncate(51_000_000)
        assert world.update({"data": "named"}).conflicts == ("named",)
        assert (world.project / "data").stat().st_size == 51_000_000
        assert not (world.project / "named").exists()

    @posix
    def test_a_pipe_in_the_way_stays(self, world: World) -> None:
        world.start({"f": TEXT}, {"f": END})
        (world.project / "f").unlink()
        os.mkfifo(world.project / "f")
        assert world.update().conflicts == ("f",)
        assert (world.project / "f").is_fifo()
        (world.project / "f").unlink()

    def test_a_repository_within_the_project_is_left_alone(self, world: World) -> None:
        world.start({}, {"vendor/f": TEXT})
        world.git("init", "-q", "vendor")
        assert kinds(world.update()) == {"vendor/f": "conflict"}
        assert not (world.project / "vendor" / "f").exists()

    def test_an_empty_file_is_a_file(self, world: World) -> None:
        world.start({"a": "", "b": "", "c": "x\n"}, {"a": "x\n", "c": ""}).edit({"b": "mine\n"})
        assert kinds(world.update()) == {"a": "changed", "b": "conflict", "c": "changed"}
        assert world.files() == {"a": b"x\n", "b": b"mine\n", "c": b""}

    def test_windows_line_ends_over_a_binary_change_nothing(self, world: World) -> None:
        world.start({"b": b"\0\n1"}, {"b": b"\0\n2"}).edit({"b": b"\0\r\n1"})
        assert world.update().conflicts == ("b",)
        assert world.files() == {"b": b"\0\r\n1"}

    def test_mixed_line_ends_are_merged_as_they_are(self, world: World) -> None:
        mixed = lines(*TEN[:5]).replace("\n", "\r\n") + lines(*TEN[5:])
        world.start({"f": mixed}, {"f": mixed + "end\n"}).edit({"f": "top\n" + mixed})
        world.update()
        assert world.files() == {"f": f"top\n{mixed}end\n".encode()}

    @posix
    def test_a_name_in_another_case_is_another_file_where_case_counts(self, world: World) -> None:
        world.start({"Readme": TEXT}, {"README": END}).edit({"Readme": TOP})
        if (world.project / "README").exists():
            pytest.skip("this file system ignores case")
        assert kinds(world.update({"Readme": "README"})) == {"README": "renamed"}
        assert world.files() == {"README": BOTH.encode()}


def test_a_program_without_rights_to_the_folder_changes_nothing(world: World) -> None:
    world.start({"a/f": TEXT, "b": TEXT}, {"a/f": END, "b": END})
    if sys.platform == "win32" or os.geteuid() == 0:
        pytest.skip("this user, or this system, may write into every folder")
    before = world.state()
    (world.project / "a").chmod(0o500)
    with pytest.raises(ScaffoldError, match="nothing was changed"):
        world.update()
    (world.project / "a").chmod(0o700)
    assert world.state() == before
    assert recover(world.project) is None


@posix
def test_a_read_only_file_changes_and_stays_read_only(world: World) -> None:
    world.start({"f": TEXT}, {"f": END})
    (world.project / "f").chmod(0o444)
    world.update()
    assert world.text("f") == END
    assert (world.project / "f").stat().st_mode & 0o777 == 0o444
    (world.project / "f").chmod(0o644)


@posix
def test_a_new_file_has_the_permissions_that_the_umask_leaves(world: World) -> None:
    world.start({}, {"f": TEXT, "run": Runnable(b"x")})
    old = os.umask(0o027)
    try:
        world.update()
    finally:
        os.umask(old)
    assert (world.project / "f").stat().st_mode & 0o777 == 0o640
    assert (world.project / "run").stat().st_mode & 0o777 == 0o750


def test_git_tools_work_on_a_conflict(world: World) -> None:
    world.start({"f": "base\n"}, {"f": "theirs\n"}).edit({"f": "mine\n"})
    world.update()
    assert world.git("status", "--short") == "UU f\n"
    world.git("checkout", "--theirs", "f")
    assert world.text("f") == "theirs\n"
    done = subprocess.run(["git", "fsck"], cwd=world.project, capture_output=True, check=False)
    assert done.returncode == 0
