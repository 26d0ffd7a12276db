"""A plan of a merge: it changes nothing, and knows everything that would change."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

from scaffold.merge import states
from scaffold.merge.decisions import Outcome
from scaffold.merge.index import Entry
from scaffold.merge.leaves import EXECUTABLE, FILE, LINK, Leaf, tree_identity
from scaffold.merge.place import Place
from scaffold.merge.results import Change, Labels
from scaffold.merge.states import State
from scaffold.merge.steps import is_file
from scaffold.merge.swaps import Work
from scaffold.merge.workshop import Workshop


class Plan:
    """What a merge would do; a context manager, as it owns a temporary folder."""

    def __init__(self, place: Place, labels: Labels) -> None:
        """Make the temporary folder."""
        self.place = place
        self.labels = labels
        self.folder = Path(tempfile.mkdtemp(prefix="scaffold-merge-"))
        self.workshop = Workshop(self.folder / "repository", place.algorithm)
        self.outcomes: list[Outcome] = []
        self.work = Work(labels.operation)
        self.entries: dict[str, list[Entry]] = {}

    def __enter__(self) -> Plan:
        """Return the plan itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Clear the temporary folder away."""
        self.close()

    def close(self) -> None:
        """Clear the temporary folder away."""
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def changes(self) -> tuple[Change, ...]:
        """Return what happens, in the order of the paths."""
        return self.work.changes

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return the paths that are left for the user to decide."""
        return tuple(change.path for change in self.changes if change.kind == "conflict")

    @cached_property
    def tree(self) -> str:
        """Return the id of the resulting files as a git tree: same inputs, same id."""
        entries = {}
        for outcome in self.outcomes:
            path = outcome.case.target if outcome.writes else outcome.case.source
            if outcome.leaf:
                entries[path] = (outcome.leaf.mode, self.workshop.identity(outcome.leaf.data))
            elif outcome.case.ours.object_id and not outcome.removes:
                entries[path] = (FILE, outcome.case.ours.object_id)
        return tree_identity(self.place.algorithm, entries)

    def diff(self) -> str:
        """Return what would change in the work tree as a unified diff; binary files only named."""
        before: dict[str, Leaf] = {}
        after: dict[str, Leaf] = {}
        for swap in self.work.swaps:
            data = states.read(self.place.project / swap.path)[1]
            for side, state, content in (
                (before, swap.old, data),
                (after, swap.new, self.work.contents.get(swap.path, b"")),
            ):
                if is_file(state):
                    side[swap.path] = Leaf(_mode(state), content)
        return self.workshop.diff(before, after) if before or after else ""

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "operation": self.labels.operation,
            "tree": self.tree,
            "changes": [asdict(change) for change in self.changes],
            "conflicts": list(self.conflicts),
        }


def _mode(state: State) -> str:
    if state.kind == "link":
        return LINK
    return EXECUTABLE if state.executable else FILE
