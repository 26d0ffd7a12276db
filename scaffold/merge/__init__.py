"""Joins three trees – base, the user's, the template's – into one, applies it, and undoes it.

It knows git and nothing of templates. The flow of `merge`, which only reads:

    place      where the project, its index and our records lie
    leaves     base and theirs as files (mode, bytes); line ends; ids
    worktree   what the user has at the paths which those two name
    filters    the user's files as git would store them, results as a checkout would write them
    likeness   where the user moved a file to that the template changes
    pairing    what the three trees call one and the same file
    table      a row for every case: what happens, and why
    decisions  every case decided; contents merged in `workshop`, a private bare repository
    obstacles  results for which there is no room become conflicts
    consequences  the outcome as `swaps`: each path's state before and after; lines for the index

`apply` and `undo` are the same machine: `perform` stages all new contents in
`<git-dir>/scaffold/<key>/`, keeps a second name of every old file, commits what stood before
(`records`), writes the `journal`, and then takes its `steps`, the index (`index_swap`) first and
the ref `refs/scaffold/undo/<key>` to that commit (`refs`) last. The operation has
happened when the journal is gone. A step that fails takes all back; a killed process leaves the
journal, and `recover` completes it, or takes it back where it can't be completed.

The index stays as it is: what was staged stays staged, and what the merge changes is left unstaged.
Only a conflict changes it (stages 1, 2 and 3, as after any merge), a changed executable bit where
the work tree can't hold one, and a file that a sparse checkout leaves out and the template deletes.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scaffold.merge.applying import apply
    from scaffold.merge.looking import last_operation, unresolved
    from scaffold.merge.merging import merge
    from scaffold.merge.plan import Plan
    from scaffold.merge.recovery import recover
    from scaffold.merge.results import Applied, Change, Labels, Undone
    from scaffold.merge.undoing import edited_since, undo

__all__ = [
    "Applied",
    "Change",
    "Labels",
    "Plan",
    "Undone",
    "apply",
    "edited_since",
    "last_operation",
    "merge",
    "recover",
    "undo",
    "unresolved",
]

# A command imports only what it uses: looking at a project takes a tenth of what changing it does.
HOMES = {
    "Applied": "results",
    "Change": "results",
    "Labels": "results",
    "Plan": "plan",
    "Undone": "results",
    "apply": "applying",
    "edited_since": "undoing",
    "last_operation": "looking",
    "merge": "merging",
    "recover": "recovery",
    "undo": "undoing",
    "unresolved": "looking",
}


def __getattr__(name: str) -> Any:
    """Import a public name's module when the name is first used."""
    if name not in HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{HOMES[name]}"), name)
