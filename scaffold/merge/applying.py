"""Applies a plan."""

from __future__ import annotations

from scaffold.merge import index
from scaffold.merge.journal import claimed, clear_leftovers, refuse_pending
from scaffold.merge.perform import IndexLines, perform
from scaffold.merge.place import Place
from scaffold.merge.plan import Plan
from scaffold.merge.results import Applied


def apply(plan: Plan) -> Applied:
    """Do what a plan says, all of it or nothing.

    The index stays as it is, what was staged stays staged; only conflicts get their three stages.
    Raises ScaffoldError when a file changed since the plan was made.
    """
    place = plan.place
    if plan.work.idle:
        return Applied(plan.changes, plan.conflicts, "")
    with claimed(place):
        refuse_pending(place)
        clear_leftovers(place)
        lines = IndexLines(plan.work.lines, restoring(place, plan.work.touched, plan.entries))
        perform(place, plan.work, lines, [place.undo_ref])
    return Applied(plan.changes, plan.conflicts, place.undo_ref)


def restoring(
    place: Place, paths: tuple[str, ...], entries: dict[str, list[index.Entry]]
) -> tuple[str, ...]:
    """Return the lines that bring the entries of `paths` back."""
    lines = []
    for path in paths:
        full = place.full(path)
        lines.append(index.removal(full, place.algorithm))
        lines += [
            index.line(full, entry.mode, entry.object_id, entry.stage)
            for entry in entries.get(path, ())
        ]
    return tuple(lines)
