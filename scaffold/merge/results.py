"""What callers of the merge see: labels, changes, and what an operation did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "added",
    "changed",
    "merged",
    "deleted",
    "renamed",
    "mode",
    "kept yours",
    "kept deleted",
    "conflict",
]


@dataclass(frozen=True)
class Labels:
    """How the two sides of a conflict, and the operation, are called."""

    theirs: str = "template"
    yours: str = "yours"
    operation: str = "update"


@dataclass(frozen=True)
class Change:
    """What happens to one file, and why, in words for its owner."""

    kind: Kind
    path: str
    old_path: str
    why: str


@dataclass(frozen=True)
class Applied:
    """What an applied plan did; `ref` keeps what stood before, or is empty if nothing changed."""

    changes: tuple[Change, ...]
    conflicts: tuple[str, ...]
    ref: str


@dataclass(frozen=True)
class Undone:
    """What was taken back; `ref` keeps what stood before the undo, edits since included."""

    operation: str
    paths: tuple[str, ...]
    edited: tuple[str, ...]
    ref: str
