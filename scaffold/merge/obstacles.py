"""Turns results for which the work tree has no room into conflicts."""

from __future__ import annotations

from scaffold.merge.decisions import Outcome, stages
from scaffold.merge.results import Labels
from scaffold.merge.steps import is_file
from scaffold.merge.table import BLOCKED, FOLDER, OCCUPIED
from scaffold.merge.worktree import Worktree


def cleared(worktree: Worktree, outcomes: list[Outcome], labels: Labels) -> list[Outcome]:
    """Return the outcomes, those without room as conflicts that leave the user's files alone."""
    while True:
        leaving = {outcome.case.source for outcome in outcomes if outcome.removes}
        found = {
            number: obstacle
            for number, outcome in enumerate(outcomes)
            if outcome.writes and (obstacle := _obstacle(worktree, outcome, leaving))
        }
        if not found:
            return outcomes
        for number, obstacle in found.items():  # may keep a file that was to make room for another
            outcomes[number] = _kept(outcomes[number], obstacle, labels)


def _obstacle(worktree: Worktree, outcome: Outcome, leaving: set[str]) -> str:
    target = outcome.case.target
    moves = target != outcome.case.source
    if moves and target not in leaving and is_file(worktree.state(target)):
        return target
    return worktree.in_the_way(target, leaving)


def _kept(outcome: Outcome, obstacle: str, labels: Labels) -> Outcome:
    case = outcome.case
    taken = OCCUPIED if case.source != case.target else FOLDER
    row = taken if obstacle == case.target else BLOCKED
    return Outcome(
        case,
        "conflict",
        row.why.format(theirs=labels.theirs, was=case.was, blocker=obstacle),
        leaf=case.ours.leaf,
        stages=stages(case),
    )
