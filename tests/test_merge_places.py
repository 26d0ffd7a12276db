"""Wherever a project lies in a repository, and whatever state that is in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scaffold.merge import last_operation, unresolved
from tests.merge.texts import BOTH, END, TEXT, TOP
from tests.merge.world import World, kinds, write

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


class TestPlaces:
    """Wherever a project lies in a repository, and whatever state that is in."""

    def test_a_folder_of_a_monorepo(self, world: World) -> None:
        world.project = world.repository / "services" / "web site"
        world.project.mkdir(parents=True)
        world.start({"f.txt": TEXT, "c": "base\n"}, {"f.txt": END, "c": "theirs\n"})
        write(world.repository, {"f.txt": "not the project's\n", "c": "nor this\n"})
        world.edit({"f.txt": TOP, "c": "mine\n"})
        before = world.state()
        assert world.update().conflicts == ("c",)
        assert unresolved(world.project) == ("c",)
        assert world.text("f.txt") == BOTH
        assert (world.repository / "f.txt").read_text() == "not the project's\n"
        world.undo()
        assert world.state() == before

    def test_two_projects_in_one_repository(self, world: World) -> None:
        one, two = (World(world.folder, f"project/{name}", init=False) for name in ("a", "b"))
        one.start({"f": "base\n"}, {"f": "theirs\n"})
        two.start({"f": "base\n"}, {"f": "theirs\n"})
        for project in (one, two):
            project.edit({"f": "mine\n"})
        before = one.state()[:2], two.state()[:2]
        one.update()
        two.update()
        one.undo()
        assert one.state()[:2] == before[0]
        assert unresolved(one.project) == ()
        assert unresolved(two.project) == ("f",)
        assert last_operation(two.project) == "update"
        two.undo()
        assert two.state()[:2] == before[1]
        assert two.stages() == {}

    def test_a_linked_work_tree(self, world: World, tmp_path: Path) -> None:
        world.start({"f.txt": TEXT}, {"f.txt": END})
        world.git("worktree", "add", "-q", str(tmp_path / "linked"))
        main = world.project
        world.edit({"f.txt": TOP})
        world.update()
        world.project = tmp_path / "linked"
        assert last_operation(world.project) is None
        assert_merges(world.edit({"f.txt": TOP}))
        assert last_operation(main) == "update"

    def test_a_submodule(self, world: World, tmp_path: Path) -> None:
        world.start({"f.txt": TEXT}, {"f.txt": END})
        outer = World(tmp_path / "outer")
        outer.commit()
        outer.git(
            *("-c", "protocol.file.allow=always", "submodule", "--quiet", "add"),
            *(str(world.project), "sub"),
        )
        world.project = outer.project / "sub"
        assert_merges(world.edit({"f.txt": TOP}))

    def test_a_shallow_clone(self, world: World, tmp_path: Path) -> None:
        world.start({"f.txt": TEXT}, {"f.txt": END})
        world.commit("second")
        url = world.project.as_uri()
        world.git("clone", "-q", "--depth", "1", url, str(tmp_path / "shallow"))
        world.project = tmp_path / "shallow"
        assert_merges(world.edit({"f.txt": TOP}))

    def test_a_detached_head(self, world: World) -> None:
        world.start({"f.txt": TEXT}, {"f.txt": END})
        world.git("checkout", "-q", "--detach")
        assert_merges(world.edit({"f.txt": TOP}))

    def test_no_commits_yet(self, world: World) -> None:
        world.start({"f.txt": TEXT}, {"f.txt": END}, commit=False)
        assert_merges(world.edit({"f.txt": TOP}))

    def test_a_git_folder_elsewhere(self, tmp_path: Path) -> None:
        world = World(tmp_path, init=False)
        world.git("init", "-q", f"--separate-git-dir={tmp_path / 'elsewhere'}")
        world.start({"f.txt": TEXT}, {"f.txt": END})
        assert_merges(world.edit({"f.txt": TOP}))

    def test_ids_of_the_longer_kind(self, tmp_path: Path) -> None:
        world = World(tmp_path, init=False)
        world.git("init", "-q", "--object-format=sha256")
        world.start({"f.txt": TEXT, "c": "base\n"}, {"f.txt": END, "c": "theirs\n"})
        world.edit({"c": "mine\n"})
        before = world.state()
        assert world.update().conflicts == ("c",)
        assert world.git("show", ":3:c") == "theirs\n"
        world.undo()
        assert_merges(world.edit({"f.txt": TOP, "c": "theirs\n"}))
        assert before[3] == world.state()[3]

    @posix
    def test_a_link_to_the_project(self, world: World, tmp_path: Path) -> None:
        world.start({"f.txt": TEXT}, {"f.txt": END}).edit({"f.txt": TOP})
        (tmp_path / "link").symlink_to(world.project)
        world.project = tmp_path / "link"
        assert_merges(world)

    def test_a_split_index(self, world: World) -> None:
        world.start({"f.txt": TEXT, "c": "base\n"}, {"f.txt": END, "c": "theirs\n"})
        world.git("update-index", "--split-index")
        world.edit({"c": "mine\n", "new": "n\n"})
        world.git("add", "new")
        before = world.state()
        assert world.update().conflicts == ("c",)
        world.undo()
        assert world.state() == before

    def test_inside_another_repositorys_hook_variables(
        self, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = World(tmp_path / "other").start({"f.txt": "other\n"}, {})
        world.start({"f.txt": TEXT}, {"f.txt": END}).edit({"f.txt": TOP})
        before = other.state()
        monkeypatch.setenv("GIT_DIR", str(other.project / ".git"))
        monkeypatch.setenv("GIT_WORK_TREE", str(other.project))
        monkeypatch.setenv("GIT_INDEX_FILE", str(other.project / ".git" / "index"))
        world.update()
        assert world.text("f.txt") == BOTH
        world.undo()
        for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
            monkeypatch.delenv(name)
        assert other.state() == before
        assert world.text("f.txt") == TOP


class TestSparseCheckouts:
    """Files that a sparse checkout leaves out are not taken for deleted."""

    @pytest.fixture
    def sparse(self, world: World) -> World:
        world.start({"in/f": TEXT, "out/f": TEXT}, {"in/f": END, "out/f": END})
        world.git("sparse-checkout", "set", "in")
        assert not (world.project / "out/f").exists()
        return world

    def test_a_change_to_one_is_written(self, sparse: World) -> None:
        before = sparse.state()
        assert kinds(sparse.update()) == {"in/f": "changed", "out/f": "changed"}
        assert sparse.text("out/f") == END
        sparse.undo()
        assert sparse.state() == before

    def test_what_does_not_change_stays_out(self, sparse: World) -> None:
        write(sparse.theirs, {"out/f": TEXT})
        assert kinds(sparse.update()) == {"in/f": "changed"}
        assert not (sparse.project / "out").exists()

    def test_a_deleted_one_leaves_the_index(self, sparse: World) -> None:
        (sparse.theirs / "out/f").unlink()
        before = sparse.state()
        assert kinds(sparse.update()) == {"in/f": "changed", "out/f": "deleted"}
        assert sparse.git("ls-files") == "in/f\n"
        sparse.undo()
        assert sparse.state() == before
