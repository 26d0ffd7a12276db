"""Renames of the template's and of the user's: an edit follows its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.merge.texts import BOTH, END, MARKED, TEXT, TOP
from tests.merge.world import World, kinds, lines, normal


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


class TestRenames:
    """The template renames `old` to `new`."""

    renames = {"old": "new"}  # noqa: RUF012 (a constant)

    def test_an_unedited_file_moves(self, world: World) -> None:
        world.start({"old": TEXT}, {"new": TEXT})
        applied = world.update(self.renames)
        assert world.files() == normal({"new": TEXT})
        assert [(c.kind, c.path, c.old_path) for c in applied.changes] == [
            ("renamed", "new", "old")
        ]

    def test_an_edit_is_in_the_renamed_file(self, world: World) -> None:
        world.start({"old": TEXT}, {"new": END}).edit({"old": TOP})
        assert kinds(world.update(self.renames)) == {"new": "renamed"}
        assert world.files() == normal({"new": BOTH})

    def test_a_conflict_stands_in_the_renamed_file(self, world: World) -> None:
        world.start({"old": "base\n"}, {"new": "theirs\n"}).edit({"old": "mine\n"})
        assert world.update(self.renames).conflicts == ("new",)
        assert world.files() == normal({"new": MARKED})
        assert world.stages() == {"new": [1, 2, 3]}

    def test_a_file_that_the_user_deleted_stays_deleted(self, world: World) -> None:
        world.start({"old": TEXT}, {"new": END}).edit({"old": None})
        assert kinds(world.update(self.renames)) == {"new": "kept deleted"}
        assert world.files() == {}

    def test_a_file_of_the_users_at_the_new_name_is_not_overwritten(self, world: World) -> None:
        world.start({"old": TEXT}, {"new": END}).edit({"old": TOP, "new": "mine\n"})
        before = world.state()
        assert world.update(self.renames).conflicts == ("new",)
        assert world.files() == normal({"old": TOP, "new": "mine\n"})
        assert world.git("show", ":3:new") == END
        world.undo()
        assert world.state() == before

    def test_the_user_renamed_it_just_so(self, world: World) -> None:
        world.start({"old": TEXT}, {"new": END}).edit({"old": None, "new": TOP})
        assert kinds(world.update(self.renames)) == {"new": "merged"}
        assert world.files() == normal({"new": BOTH})

    def test_the_user_renamed_it_otherwise(self, world: World) -> None:
        world.start({"old": TEXT}, {"new": END}).edit({"old": None, "own": TOP})
        applied = world.update(self.renames)
        assert [(c.kind, c.path, c.old_path) for c in applied.changes] == [("merged", "own", "old")]
        assert world.files() == normal({"own": BOTH})

    def test_two_names_are_swapped(self, world: World) -> None:
        world.start({"a": TEXT, "b": "other\n"}, {"b": END, "a": "other\n"}).edit({"a": TOP})
        applied = world.update({"a": "b", "b": "a"})
        assert world.files() == normal({"b": BOTH, "a": "other\n"})
        assert kinds(applied) == {"a": "renamed", "b": "renamed"}

    def test_a_chain_of_names(self, world: World) -> None:
        world.start({"a": TEXT, "b": "other\n"}, {"b": TEXT, "c": "other\n"})
        world.update({"a": "b", "b": "c"})
        assert world.files() == normal({"b": TEXT, "c": "other\n"})

    def test_a_chain_that_is_stuck_overwrites_nothing(self, world: World) -> None:
        world.start({"a": TEXT, "b": "other\n"}, {"b": TEXT, "c": "other\n"})
        world.edit({"b": "other\nmine\n", "c": "mine\n"})
        before = world.files()
        assert world.update({"a": "b", "b": "c"}).conflicts == ("b", "c")
        assert world.files() == before

    def test_a_rename_that_did_not_happen_is_ignored(self, world: World) -> None:
        world.start({"old": TEXT}, {"old": END})
        assert kinds(world.update({"old": "new", "x": "y"})) == {"old": "changed"}

    def test_a_file_that_the_template_keeps_too_is_not_renamed(self, world: World) -> None:
        world.start({"old": TEXT}, {"old": TEXT, "new": TEXT}).edit({"old": TOP})
        assert kinds(world.update(self.renames)) == {"new": "added"}
        assert world.files() == normal({"old": TOP, "new": TEXT})

    def test_a_file_moves_into_a_folder_of_its_own_name(self, world: World) -> None:
        world.start({"app": TEXT}, {"app/main": END}).edit({"app": TOP})
        assert kinds(world.update({"app": "app/main"})) == {"app/main": "renamed"}
        assert world.files() == normal({"app/main": BOTH})


class TestMovesOfTheUser:
    """The user renames a file that the template changes."""

    def test_the_change_reaches_the_renamed_file(self, world: World) -> None:
        world.start({"a/f": TEXT}, {"a/f": END}).edit({"a/f": None, "b/g": TOP})
        applied = world.update()
        assert [(c.kind, c.path, c.old_path) for c in applied.changes] == [("merged", "b/g", "a/f")]
        assert world.files() == normal({"b/g": BOTH})

    def test_a_staged_rename_is_found_too(self, world: World) -> None:
        world.start({"f": TEXT}, {"f": END})
        world.git("mv", "f", "g")
        before = world.state()
        world.update()
        assert world.files() == normal({"g": END})
        world.undo()
        assert world.state() == before

    def test_a_conflict_stands_in_the_renamed_file(self, world: World) -> None:
        theirs = TEXT.replace("line 5", "theirs")
        world.start({"f": TEXT}, {"f": theirs}).edit(
            {"f": None, "g": TEXT.replace("line 5", "mine")}
        )
        assert world.update().conflicts == ("g",)
        assert world.stages() == {"g": [1, 2, 3]}

    def test_an_unlike_file_is_no_rename(self, world: World) -> None:
        world.start({"f": TEXT}, {"f": END}).edit({"f": None, "g": lines(*"abcdefghij")})
        assert kinds(world.update()) == {"f": "kept deleted"}
        assert world.files() == normal({"g": lines(*"abcdefghij")})

    def test_a_file_too_short_to_tell_is_no_rename(self, world: World) -> None:
        world.start({"a/__init__.py": "x\n"}, {"a/__init__.py": "y\n"})
        world.edit({"a/__init__.py": None, "b.py": "x\n"})
        assert kinds(world.update()) == {"a/__init__.py": "kept deleted"}

    def test_a_template_file_is_never_the_target(self, world: World) -> None:
        world.start({"f": TEXT, "g": TEXT}, {"f": END, "g": TEXT}).edit({"f": None})
        assert kinds(world.update()) == {"f": "kept deleted"}
        assert world.files() == normal({"g": TEXT})
