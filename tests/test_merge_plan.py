"""A plan changes nothing and says everything; what can't be planned is refused with a way out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold.errors import ScaffoldError
from scaffold.merge import apply, edited_since, last_operation, merge
from tests.merge.texts import END, TEXT, TOP
from tests.merge.world import LABELS, Files, Link, Runnable, World, kinds, write

F = "f.txt"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


class TestPlan:
    """A plan changes nothing, and says everything."""

    def test_it_changes_nothing(self, world: World) -> None:
        world.start({F: "base\n"}, {F: "theirs\n"}).edit({F: "mine\n"})
        before, git_dir = world.state(), _listing(world)
        with world.plan() as plan:
            plan.diff()
            plan.to_dict()
        assert world.state() == before
        assert _listing(world) == git_dir
        assert not plan.folder.exists()

    def test_the_diff_shows_text_and_names_binaries(self, world: World) -> None:
        world.start({"t": "a\n", "b": b"\0a", "x": "x\n"}, {"t": "b\n", "b": b"\0b"})
        with world.plan() as plan:
            diff = plan.diff()
        assert "-a\n+b\n" in diff
        assert "Binary files a/b and b/b differ" in diff
        assert "deleted file" in diff

    def test_an_idle_plan_has_no_diff(self, world: World) -> None:
        with world.start({F: TEXT}, {F: TEXT}).plan() as plan:
            assert plan.diff() == ""

    def test_it_is_plain_data(self, world: World) -> None:
        world.start({}, {F: "theirs\n"}).edit({F: "mine\n"})
        with world.plan() as plan:
            assert plan.to_dict() == {
                "operation": "update",
                "tree": plan.tree,
                "changes": [
                    {
                        "kind": "conflict",
                        "path": F,
                        "old_path": "",
                        "why": "you and template v0.3.0 both added it",
                    }
                ],
                "conflicts": [F],
            }

    def test_its_tree_is_gits_own(self, world: World) -> None:
        files: Files = {"a/b": "x\n", "a.c": "y\n", "a0": Runnable(b"z"), "l": Link("a0")}
        world.start(files, {**files, "n": "n\n"})
        with world.plan() as plan:
            tree = plan.tree
            apply(plan)
        world.commit()
        assert world.git("rev-parse", "HEAD^{tree}").strip() == tree

    def test_a_file_that_changes_meanwhile_stops_it(self, world: World) -> None:
        world.start({F: TEXT}, {F: END}).edit({F: TOP})
        with world.plan() as plan:
            world.edit({F: "later\n"})
            with pytest.raises(ScaffoldError, match="changed since the plan was made"):
                apply(plan)
        assert world.text(F) == "later\n"
        assert last_operation(world.project) is None

    def test_a_file_that_is_only_named_stops_it_too(self, world: World) -> None:
        world.start({F: TEXT, "g": "1\n"}, {"g": "2\n"}).edit({F: TOP})
        with world.plan() as plan:
            world.edit({F: "later\n"})
            with pytest.raises(ScaffoldError, match="changed since"):
                apply(plan)
        assert world.files() == {F: b"later\n", "g": b"1\n"}

    def test_a_file_that_appears_meanwhile_stops_it(self, world: World) -> None:
        world.start({}, {F: TEXT})
        with world.plan() as plan:
            world.edit({F: "later\n"})
            with pytest.raises(ScaffoldError, match="changed since"):
                apply(plan)
        assert world.files() == {F: b"later\n"}

    def test_secrets_are_never_read(self, world: World) -> None:
        world.start({F: TEXT}, {F: END, ".env": "SECRET=template\n"})
        world.edit({".env": "SECRET=mine\n"})
        assert kinds(world.update()) == {F: "changed"}
        assert world.text(".env") == "SECRET=mine\n"


def _listing(world: World) -> set[str]:
    git_dir = world.project / ".git"
    return {str(path) for path in git_dir.rglob("*")}


class TestRefusals:
    """What a merge can't work on is refused with a way out."""

    def test_no_repository(self, tmp_path: Path) -> None:
        with pytest.raises(ScaffoldError, match="git init"):
            World(tmp_path, init=False).plan()

    def test_no_folder(self, tmp_path: Path) -> None:
        with pytest.raises(ScaffoldError, match="not a folder"):
            merge(tmp_path / "none", tmp_path, tmp_path, labels=LABELS)

    def test_a_bare_repository(self, world: World, tmp_path: Path) -> None:
        world.git("init", "-q", "--bare", str(tmp_path / "bare"))
        world.project = tmp_path / "bare"
        with pytest.raises(ScaffoldError, match="bare repository"):
            world.plan()

    def test_a_conflict_that_is_not_resolved(self, world: World) -> None:
        world.start({F: "base\n"}, {F: "theirs\n"}).edit({F: "mine\n"})
        world.update()
        with pytest.raises(ScaffoldError, match="scaffold undo"):
            world.plan()
        world.git("add", F)
        world.plan().close()

    @pytest.mark.parametrize(("found", "words"), [("git version 2.30.1", "2.38"), ("", "2.38")])
    def test_an_old_git(
        self, world: World, monkeypatch: pytest.MonkeyPatch, found: str, words: str
    ) -> None:
        from scaffold.merge import place
        from scaffold.merge.plumbing import Git

        real: Callable[..., bytes] = Git.run

        def run(self: Git, *arguments: str, **options: object) -> bytes:
            return (
                found.encode() if arguments == ("version",) else real(self, *arguments, **options)
            )

        monkeypatch.setattr(Git, "run", run)
        place.require_git.cache_clear()
        with pytest.raises(ScaffoldError, match=words):
            world.plan()

    def test_no_git(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        from scaffold.merge import place

        place.require_git.cache_clear()
        monkeypatch.setenv("PATH", "")
        with pytest.raises(ScaffoldError, match="git is not installed"):
            world.plan()


def test_an_operation_is_known_by_its_name(world: World) -> None:
    world.start({}, {F: TEXT})
    assert last_operation(world.project) is None
    world.update()
    assert last_operation(world.project) == "update"
    assert edited_since(world.project) == ()
    write(world.project, {F: "edited\n"})
    assert edited_since(world.project) == (F,)
