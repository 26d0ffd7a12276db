"""One update in which everything happens at once, ready to be interrupted."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.merge.texts import TEN
from tests.merge.world import Link, Runnable, World, lines

RENAMES = {"old.txt": "named/new.txt"}


def everything(folder: Path) -> World:
    """Return a project whose update adds, changes, merges, deletes, renames, and has conflicts."""
    world = World(folder)
    world.start(
        {
            "merged.txt": lines(*TEN),
            "conflict.txt": "base\n",
            "gone/deep/deleted.txt": "base\n",
            "old.txt": lines(*TEN),
            "link": Link("merged.txt"),
            "run": b"base\n",
            "tofolder": b"base\n",
            "binary": b"\0base",
        },
        {
            "merged.txt": lines(*TEN, "theirs"),
            "conflict.txt": "theirs\n",
            "named/new.txt": lines(*TEN, "theirs"),
            "added/deep/new.txt": "theirs\n",
            "link": Link("conflict.txt"),
            "run": Runnable(b"theirs\n"),
            "tofolder/inside": b"theirs\n",
            "binary": b"\0theirs",
        },
    )
    world.edit({"staged.txt": "staged\n", "merged.txt": lines("staged", *TEN)})
    world.git("add", "-A")
    world.edit(
        {
            "conflict.txt": "mine\n",
            "old.txt": lines("mine", *TEN),
            "binary": b"\0mine",
            "untracked.txt": "mine\n",
            "staged.txt": "and edited\n",
        }
    )
    (world.project / "empty").mkdir()
    return world


def copied(world: World, folder: Path) -> World:
    """Return a copy of a whole world."""
    shutil.copytree(world.folder, folder, symlinks=True)
    return World(folder, world.project.relative_to(world.folder).as_posix(), init=False)
