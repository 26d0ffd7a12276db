"""What happens to a file, as a table: a row for every case of base, user and template."""

from __future__ import annotations

from typing import Literal, NamedTuple

from scaffold.merge.leaves import Leaf
from scaffold.merge.pairing import Case
from scaffold.merge.results import Kind

Action = Literal["keep", "take", "merge", "delete", "clash"]


class Row(NamedTuple):
    """What is done, how it is called, and why, with `{theirs}` for the template's name."""

    action: Action
    kind: Kind | None  # None: there is nothing to tell
    why: str = ""


NOTHING_NEW = Row("keep", None)
EDITED_GONE = "gone from {theirs}, but you edited it: yours is kept"
OWN_ONCE = "yours since it was made; {theirs} has another one"

# base, the user's file, the template's file → what happens
ROWS: dict[tuple[str, str, str], Row] = {
    ("there", "gone", "as base"): NOTHING_NEW,
    ("there", "gone", "new"): Row("keep", "kept deleted", "you deleted it; {theirs} changes it"),
    ("there", "gone", "gone"): NOTHING_NEW,
    ("there", "as base", "as base"): NOTHING_NEW,
    ("there", "as base", "new"): Row("take", "changed", "changed in {theirs}; you did not edit it"),
    ("there", "as base", "gone"): Row("delete", "deleted", "gone from {theirs}; not edited by you"),
    ("there", "as theirs", "new"): NOTHING_NEW,
    ("there", "edited", "as base"): NOTHING_NEW,
    ("there", "edited", "new"): Row("merge", "merged", "your edits and those of {theirs} joined"),
    ("there", "edited", "gone"): Row("clash", "conflict", EDITED_GONE),
    ("absent", "gone", "new"): Row("take", "added", "new in {theirs}"),
    ("absent", "as theirs", "new"): NOTHING_NEW,
    ("absent", "edited", "new"): Row("merge", "conflict", "you and {theirs} both added it"),
}

# The same for files that belong to the user once they are made.
ONCE_ROWS: dict[tuple[str, str, str], Row] = {
    ("there", "gone", "as base"): Row("take", "added", "missing; {theirs} makes it anew"),
    ("there", "gone", "new"): Row("take", "added", "missing; {theirs} makes it anew"),
    ("there", "as base", "new"): Row("keep", "kept yours", OWN_ONCE),
    ("there", "as base", "gone"): Row("keep", "kept yours", "yours; {theirs} has it no more"),
    ("there", "edited", "new"): Row("keep", "kept yours", OWN_ONCE),
    ("there", "edited", "gone"): Row("keep", "kept yours", "yours; {theirs} has it no more"),
    ("absent", "edited", "new"): Row("keep", "kept yours", OWN_ONCE),
}

OCCUPIED = Row("clash", "conflict", "{theirs} gives `{was}` this name, which a file of yours has")
FOLDER = Row("clash", "conflict", "a folder of yours stands where {theirs} has a file")
BLOCKED = Row("clash", "conflict", "`{blocker}` stands where {theirs} needs a folder")
BLOCKED_GONE = Row("keep", "kept deleted", "`{blocker}` took its place; {theirs} changes it")


def row(case: Case, *, once: bool) -> Row:
    """Return what happens to a file."""
    if case.occupied:
        return OCCUPIED
    states = ("there" if case.base else "absent"), _user(case), _template(case)
    if states[::2] == ("there", "new") and case.ours.blocker:
        return BLOCKED_GONE
    if states[::2] == ("there", "new") and case.ours.state.kind == "folder":
        return FOLDER
    return (ONCE_ROWS.get(states) if once else None) or ROWS[states]


def _user(case: Case) -> str:
    ours = case.ours.leaf
    if not case.ours.present:
        return "gone"
    if ours is None:
        return "edited"  # too big to be a template's, or no file at all
    # Where the template changed nothing, "as base" is the name of both.
    if case.base and _unedited(ours, case.base, case.ours.raw):
        return "as base"
    return "as theirs" if case.theirs and ours == case.theirs else "edited"


def _unedited(ours: Leaf, base: Leaf, raw: bytes) -> bool:
    return ours.mode == base.mode and (raw == base.data or ours.reads_as(base))


def _template(case: Case) -> str:
    if case.theirs is None:
        return "gone"
    return "as base" if case.theirs == case.base else "new"
