"""Odd names of files, and names that differ in case alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.merge.texts import BOTH, END, TEXT, TOP
from tests.merge.world import World, kinds

posix = pytest.mark.skipif(os.name == "nt", reason="such names or files don't exist on Windows")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@posix
@pytest.mark.parametrize(
    "name",
    [
        "with space",
        " leading and trailing ",
        "-rf",
        "--help",
        'quo"te',
        "apos'trophe",
        "back\\slash",
        "new\nline",
        "tab\tand\x01bell",
        "carriage\r",
        ":(glob)*",
        "[a-z]*?",
        "!not",
        "#hash",
        "naïve – 漢字 🐍",
        "e\u0301 decomposed",
        "$HOME `id`",
        "%s{theirs}",
        "a" * 200,
    ],
)
def test_odd_names(tmp_path: Path, name: str) -> None:
    world = World(tmp_path)
    file, inside, conflict = name, f"in/{name}/file", f"c/{name}"
    world.start(
        {file: TEXT, inside: TEXT, conflict: "base\n"},
        {file: END, inside: END, conflict: "theirs\n"},
    )
    world.edit({file: TOP, inside: TOP, conflict: "mine\n"})
    before = world.state()
    applied = world.update()
    assert kinds(applied) == {file: "merged", inside: "merged", conflict: "conflict"}
    assert world.text(file) == world.text(inside) == BOTH
    assert world.stages() == {conflict: [1, 2, 3]}
    world.undo()
    assert world.state() == before


@posix
def test_a_name_that_is_no_unicode(world: World) -> None:
    path = os.fsdecode(b"caf\xe9.txt")
    world.start({path: TEXT}, {path: END}).edit({path: TOP})
    try:
        assert kinds(world.update()) == {path: "merged"}
    finally:
        (world.project / path).unlink()  # pytest could not show it


class TestCaseIgnored:
    """On macOS and Windows `Readme` and `README` are one file, which is simulated here."""

    @pytest.fixture
    def world(self, world: World, monkeypatch: pytest.MonkeyPatch) -> World:
        lstat, read_bytes, replace = Path.lstat, Path.read_bytes, Path.replace
        monkeypatch.setattr(Path, "lstat", lambda path: lstat(_spelt(path)))
        monkeypatch.setattr(Path, "read_bytes", lambda path: read_bytes(_spelt(path)))
        monkeypatch.setattr(Path, "replace", lambda path, to: replace(path, _spelt(to)))
        return world.start({"Readme": TEXT}, {"README": END}).edit({"Readme": TOP})

    def test_a_rename_of_case_keeps_the_edit(self, world: World) -> None:
        assert kinds(world.update({"Readme": "README"})) == {"README": "renamed"}
        assert world.files() == {"README": BOTH.encode()}
        world.undo()
        assert world.files() == {"Readme": TOP.encode()}


def _spelt(path: Path) -> Path:
    """Return the path as the folder spells it."""
    if not path.parent.is_dir():
        return path
    names = {other.name.casefold(): other for other in path.parent.iterdir()}
    return names.get(path.name.casefold(), path)
