"""Works out what the outcomes of a plan mean for the work tree and the index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scaffold.merge import filters, index, states
from scaffold.merge.decisions import Outcome
from scaffold.merge.leaves import EXECUTABLE, FILE, LINK
from scaffold.merge.place import Place
from scaffold.merge.plan import Plan
from scaffold.merge.states import ABSENT, UMASK, State
from scaffold.merge.swaps import Swap, Work
from scaffold.merge.worktree import Own, parents

USERS = 2  # stage of the user's version in a conflict


def consequences(plan: Plan, owns: Mapping[str, Own], folders: frozenset[str]) -> Work:
    """Return all that applying the outcomes of a plan takes; `folders` are the template's."""
    writes = {outcome.case.target: outcome for outcome in plan.outcomes if outcome.writes}
    removed = {outcome.case.source for outcome in plan.outcomes if outcome.removes} - {*writes}
    contents = _contents(plan, writes)
    swaps = []
    for path in sorted({*writes, *removed}):
        own = owns.get(path, Own())
        new = (
            _new_state(plan.place, writes[path], own, contents[path]) if path in writes else ABSENT
        )
        old = ABSENT if own.state.kind == "folder" else own.state  # it is empty by then
        if old != new:
            swaps.append(Swap(path, old, new))
    changes = [change for outcome in plan.outcomes if (change := outcome.change())]
    told = {path for change in changes for path in (change.path, change.old_path)} & {*owns}
    return Work(
        plan.labels.operation,
        tuple(swaps),
        contents,
        seen={path: owns[path].state for path in told | {swap.path for swap in swaps}},
        lines=tuple(_lines(plan)),
        stored=tuple({leaf.data for item in plan.outcomes for leaf in item.stages.values()}),
        big=tuple(item.case.source for item in plan.outcomes if item.stages and _big(item)),
        touched=tuple(sorted(told | {swap.path for swap in swaps})),
        folders=folders & parents(removed),
        changes=tuple(sorted(changes, key=lambda change: change.path)),
    )


def _contents(plan: Plan, writes: Mapping[str, Outcome]) -> dict[str, bytes]:
    leaves = {path: outcome.leaf for path, outcome in writes.items() if outcome.leaf}
    moved = {path for path in leaves if _only_moves(writes[path])}
    through = {
        path: leaf for path, leaf in leaves.items() if not (writes[path].as_is or path in moved)
    }
    shown = filters.checked_out(plan.place, plan.workshop, through)
    styled = {
        path: filters.kept_style(data, leaves[path], writes[path].case.ours)
        for path, data in shown.items()
    }
    as_found = {path: writes[path].case.ours.raw for path in moved}
    return {path: leaf.data for path, leaf in leaves.items()} | styled | as_found


def _only_moves(outcome: Outcome) -> bool:
    """Tell whether the user's bytes stay as they are: another name or another mode, no more."""
    ours = outcome.case.ours
    if not (ours.leaf and outcome.leaf) or ours.sparse:
        return False
    same_type = (ours.leaf.mode == LINK) == (outcome.leaf.mode == LINK)
    return same_type and ours.leaf.data == outcome.leaf.data


def _new_state(place: Place, outcome: Outcome, own: Own, data: bytes) -> State:
    leaf = outcome.leaf
    if leaf is None:
        return ABSENT
    mark = states.digest(data)
    if leaf.mode == LINK and place.symlinks:
        return State("link", mark)
    executable = leaf.mode == EXECUTABLE
    before = outcome.case.ours.state if outcome.case.ours.state.kind == "file" else own.state
    permissions = before.permissions if before.kind == "file" else UMASK
    if executable:
        permissions |= (permissions & 0o444) >> 2  # whoever reads it may run it
    elif place.modes:
        permissions &= ~0o111
    return State("file", mark, executable and place.modes, permissions)


def _lines(plan: Plan) -> Iterable[str]:
    place = plan.place
    for outcome in plan.outcomes:
        target, source = (place.full(path) for path in (outcome.case.target, outcome.case.source))
        if outcome.stages:
            yield index.removal(target, place.algorithm)
            yield from _stage_lines(plan, outcome, target)
        elif outcome.writes and not place.modes:
            yield from _mode_line(plan, outcome, target)
        if outcome.removes and outcome.case.ours.sparse:
            yield index.removal(source, place.algorithm)


def _stage_lines(plan: Plan, outcome: Outcome, path: str) -> Iterable[str]:
    for stage, leaf in sorted(outcome.stages.items()):
        yield index.line(path, leaf.mode, plan.workshop.identity(leaf.data), stage)
    if _big(outcome):
        yield index.line(path, FILE, outcome.case.ours.object_id, USERS)


def _big(outcome: Outcome) -> bool:
    return outcome.case.ours.big and bool(outcome.case.ours.object_id)


def _mode_line(plan: Plan, outcome: Outcome, path: str) -> Iterable[str]:
    # Where executable bits mean nothing on disk, the index alone can hold a changed one.
    entry = next(iter(plan.entries.get(outcome.case.target, ())), None)
    wanted = outcome.leaf.mode if outcome.leaf else LINK
    if entry and wanted != entry.mode and LINK not in {wanted, entry.mode}:
        yield index.line(path, wanted, entry.object_id, 0)
