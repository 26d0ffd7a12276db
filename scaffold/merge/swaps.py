"""What an operation does to the work tree and the index, as plain facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scaffold.merge.results import Change
from scaffold.merge.states import State


@dataclass(frozen=True)
class Swap:
    """One path: what stands there before and after."""

    path: str
    old: State
    new: State

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"path": self.path, "old": self.old.to_dict(), "new": self.new.to_dict()}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Swap:
        """Read what `to_dict` gave."""
        return cls(data["path"], State(**data["old"]), State(**data["new"]))

    def reversed(self) -> Swap:
        """Return the way back."""
        return Swap(self.path, self.new, self.old)


@dataclass(frozen=True)
class Work:
    """A whole operation, known before anything changes."""

    operation: str
    swaps: tuple[Swap, ...] = ()
    contents: Mapping[str, bytes] = field(default_factory=dict)  # of the new files and links
    seen: Mapping[str, State] = field(default_factory=dict)  # what must still stand when it starts
    lines: tuple[str, ...] = ()  # for the index
    stored: tuple[bytes, ...] = ()  # contents that `lines` name
    big: tuple[str, ...] = ()  # files that `lines` name and that were not read
    touched: tuple[str, ...] = ()  # paths whose entries in the index are brought back by an undo
    folders: frozenset[str] = frozenset()  # that go away when they are left empty
    changes: tuple[Change, ...] = ()
    undoes: bool = False  # an undo, which can't be undone itself

    @property
    def idle(self) -> bool:
        """Tell whether there is nothing to do."""
        return not (self.swaps or self.lines)
