"""Entries of the user's index: read through git, changed by lines for `update-index`."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from scaffold.merge.place import Place
from scaffold.merge.plumbing import Git

SKIPPED = "S"  # git's tag for an entry outside a sparse checkout
MODULE = "160000"
REMOVAL = 2  # facts in a line that removes


@dataclass(frozen=True)
class Entry:
    """One entry: its place in a conflict is `stage`, 0 when there is none."""

    tag: str
    mode: str
    object_id: str
    stage: int

    @property
    def skipped(self) -> bool:
        """Tell whether a sparse checkout leaves the file out of the work tree."""
        return self.tag == SKIPPED


def read_index(place: Place, paths: Collection[str]) -> dict[str, list[Entry]]:
    """Return the entries at `paths`."""
    # git compares every entry with every pathspec: the few top names cost less than all paths.
    tops = sorted({path.split("/", 1)[0] for path in paths})
    if not tops:
        return {}
    answer = place.git.run("--literal-pathspecs", "ls-files", "-s", "-t", "-z", "--", *tops)
    return parse(answer, paths)


def parse(answer: bytes, paths: Collection[str] | None = None) -> dict[str, list[Entry]]:
    """Read what `ls-files -s -t -z` wrote, all of it or what it says of `paths`."""
    found: dict[str, list[Entry]] = {}
    for row in os.fsdecode(answer).split("\0"):
        facts, _, path = row.partition("\t")
        if path and (paths is None or path in paths):
            tag, mode, object_id, stage = facts.split(" ")
            found.setdefault(path, []).append(Entry(tag, mode, object_id, int(stage)))
    return found


def untagged(entries: Iterable[Entry]) -> list[Entry]:
    """Return entries as `update-index` can make them."""
    return [replace(entry, tag="") for entry in entries]


def line(path: str, mode: str, object_id: str, stage: int) -> str:
    """Return the line that adds an entry; `path` counts from the top of the work tree."""
    return f"{mode} {object_id} {stage}\t{path}"


def removal(path: str, algorithm: str) -> str:
    """Return the line that removes every entry of a path."""
    return f"0 {'0' * (64 if algorithm == 'sha256' else 40)}\t{path}"


def named_objects(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the objects that lines put into the index."""
    facts = (text.partition("\t")[0].split(" ") for text in lines)
    found = (fact[1] for fact in facts if len(fact) > REMOVAL and fact[0] != MODULE)
    return tuple(dict.fromkeys(found))


def change(place: Place, file: Path, lines: Iterable[str]) -> None:
    """Apply lines to a copy of the index that lies in `file`."""
    feed = b"".join(os.fsencode(text) + b"\0" for text in lines)
    git = Git(place.project, {"GIT_INDEX_FILE": str(file)})
    git.run("update-index", "-z", "--index-info", feed=feed)


def listing(place: Place, file: Path) -> bytes:
    """Return all that matters of the index in `file`, as text."""
    git = Git(place.project, {"GIT_INDEX_FILE": str(file)})
    return git.run("ls-files", "-s", "-t", "-z", "--full-name", ":/")
