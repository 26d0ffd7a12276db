"""What lands in the work tree looks as the user's checkout looks: filters, line ends, modes."""

from __future__ import annotations

from pathlib import Path

import pytest

from scaffold.errors import ScaffoldError
from tests.merge.texts import TEN
from tests.merge.world import World, kinds, lines


class TestAttributesInTheProject:
    """A `.gitattributes` of the project's own."""

    @pytest.fixture
    def world(self, tmp_path: Path) -> World:
        return World(tmp_path)

    def test_a_merge_driver_does_not_run(self, world: World) -> None:
        world.start({"f": lines(*TEN)}, {"f": lines(*TEN, "end")})
        world.git("config", "merge.bad.driver", "false")
        world.edit({".gitattributes": "* merge=bad conflict-marker-size=20\n"})
        world.edit({"f": lines("top", *TEN)})
        assert kinds(world.update()) == {"f": "merged"}

    def test_a_filter_of_the_users_is_respected(self, world: World) -> None:
        """As large file storage does: what is stored is not what stands in the work tree."""
        world.git("config", "filter.shout.clean", "tr A-Z a-z")
        world.git("config", "filter.shout.smudge", "tr a-z A-Z")
        world.start({"f": lines(*TEN), "g": "g\n"}, {"f": lines(*TEN, "end"), "g": "new g\n"})
        world.edit({".gitattributes": "f filter=shout\ng filter=shout\n"})
        world.edit({"f": lines("TOP", *(line.upper() for line in TEN)), "g": "G\n"})
        before = world.state()
        assert kinds(world.update()) == {"f": "merged", "g": "changed"}
        assert world.text("f") == lines("TOP", *(line.upper() for line in TEN), "END")
        assert world.text("g") == "NEW G\n"
        world.undo()
        assert world.state() == before

    def test_a_rename_keeps_the_bytes_that_stand_in_the_work_tree(self, world: World) -> None:
        world.git("config", "filter.lower.clean", "tr A-Z a-z")
        world.start({"f": "a b\n"}, {"g": "a b\n"})
        world.edit({".gitattributes": "* filter=lower\n", "f": "A b\n"})
        world.update({"f": "g"})
        assert world.files()["g"] == b"A b\n"

    def test_a_filter_that_fails_stops_before_anything_changes(self, world: World) -> None:
        world.start({"f": "1\n"}, {"f": "2\n"}).edit({".gitattributes": "f filter=bad\n"})
        world.git("config", "filter.bad.clean", "false")
        world.git("config", "filter.bad.required", "true")
        world.edit({"f": "3\n"})
        before = world.state()
        with pytest.raises(ScaffoldError, match="git hash-object"):
            world.plan()
        assert world.state() == before

    def test_line_ends_by_attribute(self, world: World) -> None:
        world.start({"f": lines(*TEN), "new": "x\n"}, {"f": lines(*TEN, "end"), "n2": "x\n"})
        world.edit({".gitattributes": "* text eol=crlf\n"})
        world.edit({"f": lines("top", *TEN).replace("\n", "\r\n")})
        world.update()
        merged = lines("top", *TEN, "end").replace("\n", "\r\n")
        assert world.files()["f"] == merged.encode()
        assert world.files()["n2"] == b"x\r\n"

    def test_an_encoding_by_attribute(self, world: World) -> None:
        text = lines(*TEN)
        world.start({"f": text}, {"f": text + "end\n"})
        world.edit({".gitattributes": "f working-tree-encoding=UTF-16LE\n"})
        world.edit({"f": ("top\n" + text).encode("utf-16-le")})
        assert kinds(world.update()) == {"f": "merged"}
        assert world.files()["f"] == ("top\n" + text + "end\n").encode("utf-16-le")


class TestLineEndsOfWindows:
    """`core.autocrlf=true`, the default of git for Windows."""

    @pytest.fixture
    def world(self, tmp_path: Path) -> World:
        world = World(tmp_path)
        world.git("config", "core.autocrlf", "true")
        world.git("config", "core.safecrlf", "true")
        return world

    def start(self, world: World) -> None:
        world.git("config", "core.safecrlf", "false")
        world.start(
            {"f": lines(*TEN), "g": lines(*TEN)},
            {"f": lines(*TEN, "end"), "g": lines(*TEN, "end"), "new": "x\n"},
        )
        world.git("config", "core.safecrlf", "true")

    def test_a_checkout_with_windows_line_ends_keeps_them(self, world: World) -> None:
        self.start(world)
        for name in ("f", "g"):
            (world.project / name).unlink()
        world.git("checkout", "--", "f", "g")
        assert b"\r\n" in (world.project / "f").read_bytes()
        world.edit({"f": lines("top", *TEN).replace("\n", "\r\n")})
        before = world.state()
        assert kinds(world.update()) == {"f": "merged", "g": "changed", "new": "added"}
        ends = {name: data.count(b"\r\n") for name, data in _bytes(world).items()}
        assert ends == {"f": 12, "g": 11, "new": 1}
        world.undo()
        assert world.state() == before

    def test_a_checkout_with_plain_line_ends_keeps_those(self, world: World) -> None:
        self.start(world)
        world.edit({"f": lines("top", *TEN)})
        world.update()
        assert world.text("f") == lines("top", *TEN, "end")
        assert world.text("g") == lines(*TEN, "end")
        assert b"\r" not in _bytes(world)["f"] + _bytes(world)["g"]

    def test_the_tree_is_the_same_either_way(self, world: World, tmp_path: Path) -> None:
        self.start(world)
        calm = World(tmp_path / "calm")
        self.start(calm)
        calm.git("config", "core.autocrlf", "false")
        edits = {"f": lines("top", *TEN)}
        calm.edit(edits)
        world.edit({name: text.replace("\n", "\r\n") for name, text in edits.items()})
        with world.plan() as plan, calm.plan() as other:
            assert plan.tree == other.tree


def _bytes(world: World) -> dict[str, bytes]:
    return {name: (world.project / name).read_bytes() for name in world.files()}


class TestModesThatDoNotCount:
    """`core.fileMode=false`: the index knows what can be run, the disk does not."""

    @pytest.fixture
    def world(self, tmp_path: Path) -> World:
        world = World(tmp_path)
        world.git("config", "core.fileMode", "false")
        return world

    def index_modes(self, world: World) -> dict[str, str]:
        rows = world.git("ls-files", "-s").splitlines()
        return {row.split("\t")[1]: row.split()[0] for row in rows}

    def test_bits_on_disk_are_no_edit(self, world: World) -> None:
        world.start({"f": "1\n"}, {"f": "2\n"})
        (world.project / "f").chmod(0o755)
        assert kinds(world.update()) == {"f": "changed"}

    def test_a_mode_of_the_template_reaches_the_index(self, world: World) -> None:
        world.start({"f": "1\n", "g": "1\n"}, {"f": "1\n", "g": "1\n"})
        (world.theirs / "f").chmod(0o755)
        before = world.state()
        assert kinds(world.update()) == {"f": "mode"}
        assert self.index_modes(world) == {"f": "100755", "g": "100644"}
        world.undo()
        assert world.state()[2] == before[2]

    def test_a_mode_of_the_users_stays(self, world: World) -> None:
        world.start({"f": "1\n"}, {"f": "2\n"})
        world.git("update-index", "--chmod=+x", "f")
        assert kinds(world.update()) == {"f": "merged"}
        assert self.index_modes(world) == {"f": "100755"}
