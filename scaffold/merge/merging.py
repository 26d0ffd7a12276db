"""Reads the three trees and plans their merge."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from scaffold.errors import ScaffoldError, listed
from scaffold.merge import filters, index
from scaffold.merge.consequences import consequences
from scaffold.merge.decisions import Judge
from scaffold.merge.journal import refuse_busy
from scaffold.merge.leaves import Leaf, read_tree
from scaffold.merge.obstacles import cleared
from scaffold.merge.pairing import Names, applicable, moves_of_user, pair
from scaffold.merge.place import locate
from scaffold.merge.plan import Plan
from scaffold.merge.results import Labels
from scaffold.merge.worktree import Own, Worktree, parents, twins

SHOWN = 5
NO_RENAMES: Mapping[str, str] = {}


def merge(
    project: Path,
    base: Path,
    theirs: Path,
    *,
    labels: Labels,
    renames: Mapping[str, str] = NO_RENAMES,
    once: Collection[str] = (),
) -> Plan:
    """Plan how the change from `base` to `theirs` is joined with the user's files.

    `renames`: old path → new path, as the template declares them. `once`: files that belong to the
    user after they were made.
    """
    place = locate(project)
    refuse_busy(place)
    plan = Plan(place, labels)
    try:
        _fill(plan, read_tree(base), read_tree(theirs), renames, frozenset(once))
    except BaseException:
        plan.close()
        raise
    return plan


def _fill(
    plan: Plan,
    base: dict[str, Leaf],
    theirs: dict[str, Leaf],
    renames: Mapping[str, str],
    once: frozenset[str],
) -> None:
    declared = applicable(base, theirs, renames)
    plan.entries = index.read_index(plan.place, {*base, *theirs, *parents({*base, *theirs})})
    worktree = Worktree(plan.place, plan.entries, twins({*base, *theirs}))
    owns = _look(
        plan, worktree, {path: _references(path, base, theirs) for path in {*base, *theirs}}
    )
    moves = moves_of_user(plan.place, base, theirs, owns, declared)
    if moves:
        plan.entries |= index.read_index(plan.place, set(moves.values()))
        owns |= _look(plan, worktree, {new: [base[old]] for old, new in moves.items()})
    _refuse_unmerged(plan, {*owns})
    cases = pair(base, theirs, owns, Names(declared, moves))
    outcomes = Judge(plan.workshop, plan.labels, once).decide(cases)
    plan.outcomes = cleared(worktree, outcomes, plan.labels)
    plan.work = consequences(plan, owns, frozenset(parents(base)))


def _references(path: str, base: Mapping[str, Leaf], theirs: Mapping[str, Leaf]) -> list[Leaf]:
    return [tree[path] for tree in (base, theirs) if path in tree]


def _look(plan: Plan, worktree: Worktree, paths: Mapping[str, list[Leaf]]) -> dict[str, Own]:
    """Return what the user has; files that differ from the template's pass the user's filters."""
    owns = {path: worktree.look(path, known[0]) for path, known in paths.items()}
    differing = {
        path: own
        for path, own in owns.items()
        if (own.leaf and own.leaf.data not in {leaf.data for leaf in paths[path]})
        or (own.big and paths[path] != paths[path][:1] * 2)
    }
    return owns | filters.cleaned(plan.place, plan.workshop, differing)


def _refuse_unmerged(plan: Plan, paths: Iterable[str]) -> None:
    unmerged = sorted(
        path for path in paths if any(entry.stage for entry in plan.entries.get(path, ()))
    )
    if unmerged:
        more = f" and {len(unmerged) - SHOWN} more" if len(unmerged) > SHOWN else ""
        raise ScaffoldError(
            f"{listed(unmerged[:SHOWN])}{more}: a conflict is not resolved yet",
            "the next change needs every file settled",
            "resolve and `git add` them, or type `scaffold undo`",
        )
