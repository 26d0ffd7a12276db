"""Decides every case: the resulting file, what is told about it, and what a conflict leaves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from scaffold.merge.leaves import LINK, Leaf, line_ends
from scaffold.merge.pairing import Case
from scaffold.merge.results import Change, Kind, Labels
from scaffold.merge.table import ROWS, row
from scaffold.merge.workshop import Sides, Workshop

SAME_LINES = "you and {theirs} changed the same lines"
SAME_BINARY = "you and {theirs} both changed it, and it can't be merged: yours is kept"
RENAMED = "{theirs} names `{was}` so now"
RENAMED_EDITED = "{theirs} names `{was}` so now; your edits are in it"
NOT_MOVED = "{theirs} renames `{was}`, but it is too large to be moved, or no plain file"
MOVED = "{theirs} changes `{was}`, which you renamed"
MODE = "{theirs} changes whether it can be run"


@dataclass(frozen=True)
class Outcome:
    """What becomes of one case."""

    case: Case
    kind: Kind | None = None
    why: str = ""
    leaf: Leaf | None = None  # what stands at the target afterwards, as git stores it
    writes: bool = False  # the target gets `leaf`
    removes: bool = False  # the source goes away
    stages: dict[int, Leaf] = field(default_factory=dict)  # what a conflict leaves in the index
    as_is: bool = False  # the user's file is the template's byte for byte: no filter touched it
    waits: bool = False  # for the merge of contents

    def change(self) -> Change | None:
        """Return what is told about it, if anything."""
        if not self.kind:
            return None
        old = self.case.was if self.case.was != self.case.target else ""
        return Change(self.kind, self.case.target, old, self.why)


class Judge:
    """Decides cases under one set of labels; contents of all cases are merged at once."""

    def __init__(self, workshop: Workshop, labels: Labels, once: Collection[str]) -> None:
        """Take what the decisions depend on."""
        self.workshop = workshop
        self.labels = labels
        self.once = once

    def decide(self, cases: Sequence[Case]) -> list[Outcome]:
        """Return the outcome of every case, in their order."""
        outcomes = [self._by_table(case) for case in cases]
        return self._merged(outcomes)

    def _by_table(self, case: Case) -> Outcome:
        once = bool({case.source, case.target, case.was} & set(self.once))
        chosen = row(case, once=once)
        outcome = Outcome(case, chosen.kind, self.words(chosen.why, case), case.ours.leaf)
        act = {
            "keep": self._keep,
            "take": self._take,
            "merge": _wait,
            "delete": _delete,
            "clash": _clash,
        }
        return act[chosen.action](outcome)

    def words(self, text: str, case: Case) -> str:
        """Return a reason with the names filled in."""
        return text.format(theirs=self.labels.theirs, was=case.was, blocker=case.ours.blocker)

    def _keep(self, outcome: Outcome) -> Outcome:
        case = outcome.case
        if case.source == case.target or not case.ours.present:
            return outcome
        if case.ours.leaf is None:
            return _clash(replace(outcome, why=self.words(NOT_MOVED, case)))
        return self._moved(outcome)

    def _moved(self, outcome: Outcome) -> Outcome:
        plain = outcome.leaf in {outcome.case.base, outcome.case.theirs}
        reason = RENAMED if plain else RENAMED_EDITED
        return replace(
            outcome,
            kind="renamed",
            why=self.words(reason, outcome.case),
            writes=True,
            removes=True,
        )

    def _take(self, outcome: Outcome) -> Outcome:
        case = outcome.case
        if not (case.theirs and case.ours.leaf and case.base):
            return replace(outcome, leaf=case.theirs, writes=True)
        if case.ours.raw == case.base.data and not case.ours.sparse:
            return replace(self._settled(outcome, case.theirs), as_is=True)
        ends = line_ends(case.base, case.ours.leaf, case.theirs)
        return self._settled(outcome, case.theirs.ended(ends))

    def _settled(self, outcome: Outcome, leaf: Leaf) -> Outcome:
        """Return the outcome with its content known, called by what it does to the user's file."""
        case, ours = outcome.case, outcome.case.ours.leaf
        changed = replace(outcome, leaf=leaf, writes=leaf != ours or case.source != case.target)
        if case.source != case.target:
            return self._moved(changed)
        if not changed.writes:
            return replace(changed, kind=None, why="")
        if case.moved_by_user:
            return replace(changed, kind="merged", why=self.words(MOVED, case))
        if ours and ours.data == leaf.data:
            return replace(changed, kind="mode", why=self.words(MODE, case))
        return changed

    def _merged(self, outcomes: list[Outcome]) -> list[Outcome]:
        texts = {
            number: _sides(outcome.case) for number, outcome in enumerate(outcomes) if outcome.waits
        }
        needed = {number: sides for number, sides in texts.items() if sides}
        labels = self.labels.yours, self.labels.theirs
        written = [item.leaf.data for item in outcomes if item.writes and item.leaf]
        results = self.workshop.merge(list(needed.values()), labels, also=written)
        for number in texts.keys() - needed.keys():
            outcomes[number] = self._unmergeable(outcomes[number])
        for number, result in zip(needed, results, strict=True):
            outcomes[number] = self._joined(outcomes[number], result.data, clean=result.clean)
        return outcomes

    def _unmergeable(self, outcome: Outcome) -> Outcome:
        case = outcome.case
        leaf = _simple(case)
        if leaf is None:
            kept = replace(outcome, why=self.words(SAME_BINARY, case))
            return _clash(kept)
        return self._settled(outcome, leaf)

    def _joined(self, outcome: Outcome, data: bytes, *, clean: bool) -> Outcome:
        case = outcome.case
        if not (case.ours.leaf and case.theirs):
            raise AssertionError("only files that both sides have are merged")
        ends = line_ends(case.base, case.ours.leaf, case.theirs)
        result = Leaf(mode(case), data).ended(ends)
        if clean:  # of two added files one may be empty
            joined = self.words(ROWS["there", "edited", "new"].why, case)
            return self._settled(replace(outcome, kind="merged", why=joined), result)
        why = self.words(SAME_LINES, case) if case.base else outcome.why
        return replace(
            self._settled(outcome, result), kind="conflict", why=why, stages=stages(case)
        )


def _wait(outcome: Outcome) -> Outcome:
    return replace(outcome, waits=True)


def _delete(outcome: Outcome) -> Outcome:
    return replace(outcome, leaf=None, removes=True)


def _clash(outcome: Outcome) -> Outcome:
    return replace(outcome, kind="conflict", stages=stages(outcome.case))


def _sides(case: Case) -> Sides | None:
    """Return the three texts, or nothing where lines mean nothing or one side decides alone."""
    ours, theirs, base = case.ours.leaf, case.theirs, case.base
    if not (ours and theirs) or _simple(case):
        return None
    if ours.binary or theirs.binary or (base and base.binary):
        return None
    return Sides(base.plain if base else b"", ours.plain, theirs.plain)


def _simple(case: Case) -> Leaf | None:
    """Return the result where at most one side changed the content, else nothing."""
    ours, theirs, base = case.ours.leaf, case.theirs, case.base
    if not (ours and theirs):
        return None
    if ours.reads_as(theirs) or (base and theirs.reads_as(base)):
        chosen = ours
    elif base and ours.reads_as(base):
        chosen = theirs
    else:
        return None
    if chosen.mode == LINK:
        return chosen
    return Leaf(mode(case), chosen.data).ended(line_ends(base, ours, theirs))


def mode(case: Case) -> str:
    """Return whose mode counts: that of the side which changed it, else the user's."""
    ours, theirs = case.ours.leaf, case.theirs
    if not (ours and theirs):
        raise AssertionError("only files that both sides have are merged")
    changed = case.base and ours.mode == case.base.mode
    return theirs.mode if changed else ours.mode


def stages(case: Case) -> dict[int, Leaf]:
    """Return what the index holds of a conflict: base 1, the user's 2, the template's 3."""
    versions = {1: case.base, 2: case.ours.leaf, 3: case.theirs}
    return {stage: leaf for stage, leaf in versions.items() if leaf}
