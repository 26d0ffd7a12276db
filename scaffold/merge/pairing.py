"""Pairs up what base, user and template call a file, through the renames of both sides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from scaffold.merge.leaves import Leaf
from scaffold.merge.likeness import ENOUGH, find_moves, likeness
from scaffold.merge.place import Place
from scaffold.merge.worktree import NOTHING, Own

Tree = Mapping[str, Leaf]


@dataclass(frozen=True)
class Case:
    """One file: its three versions, where the user has it, and where the result goes."""

    base: Leaf | None
    ours: Own
    theirs: Leaf | None
    source: str
    target: str
    was: str  # the path in base
    occupied: bool = False  # the template's new name belongs to a file of the user's

    @property
    def moved_by_user(self) -> bool:
        """Tell whether the user renamed the file."""
        return self.source != self.was and self.ours.present


def applicable(base: Tree, theirs: Tree, renames: Mapping[str, str]) -> dict[str, str]:
    """Return the declared renames that happened between the two trees, each target once."""
    usable: dict[str, str] = {}
    for old, new in sorted(renames.items()):
        if old != new and old in base and new in theirs and new not in usable.values():
            usable[old] = new
    while wrong := [
        old
        for old, new in usable.items()
        if (old in theirs and old not in usable.values()) or (new in base and new not in usable)
    ]:
        for old in wrong:
            del usable[old]
    return usable


@dataclass(frozen=True)
class Names:
    """The renames of both sides, old path → new path."""

    declared: Mapping[str, str]
    moves: Mapping[str, str]  # the user's


def moves_of_user(
    place: Place, base: Tree, theirs: Tree, owns: Mapping[str, Own], declared: Mapping[str, str]
) -> dict[str, str]:
    """Return where the user moved the files to that the template changed and that are missing."""
    missing = {
        path: leaf
        for path, leaf in base.items()
        if not (owns[path].present or owns[path].blocker)
        and not (path in declared and owns[declared[path]].present)
        and theirs.get(declared.get(path, path)) not in {None, leaf}
    }
    return find_moves(place, missing, {*base, *theirs}) if missing else {}


def pair(base: Tree, theirs: Tree, owns: Mapping[str, Own], names: Names) -> list[Case]:
    """Return a case for every file that base or theirs has."""
    declared = names.declared
    cases: list[Case] = []
    for path in sorted({*base, *theirs} - set(declared.values()) - set(declared)):
        source = names.moves.get(path, path)
        case = Case(base.get(path), owns[source], theirs.get(path), source, source, path)
        cases.append(case)
    for old, new in declared.items():
        at_new = NOTHING if new in declared else owns[new]  # it goes away itself
        bare = Case(base[old], owns[old], theirs[new], old, new, old)
        cases += _renamed(bare, at_new, owns, names)
    return sorted(cases, key=lambda case: (case.target, case.source))


def _renamed(bare: Case, at_new: Own, owns: Mapping[str, Own], names: Names) -> Iterator[Case]:
    if bare.ours.present and at_new.present:
        yield from _occupied(bare, at_new)
    elif bare.ours.present:
        yield bare
    elif at_new.present and _is_it(bare.base, at_new):
        yield replace(bare, ours=at_new, source=bare.target)
    elif at_new.present:
        yield replace(bare, base=None, ours=at_new, source=bare.target, was=bare.target)
    elif bare.was in names.moves:
        moved = names.moves[bare.was]
        yield replace(bare, ours=owns[moved], source=moved, target=moved)
    else:
        yield bare


def _occupied(bare: Case, at_new: Own) -> Iterator[Case]:
    new = Case(None, at_new, bare.theirs, bare.target, bare.target, bare.target)
    if bare.theirs and at_new.leaf and at_new.leaf.like(bare.theirs):
        yield Case(bare.base, bare.ours, None, bare.was, bare.was, bare.was)
        yield new
    else:
        yield replace(new, was=bare.was, occupied=True)


def _is_it(base: Leaf | None, own: Own) -> bool:
    return base is not None and own.leaf is not None and likeness(base, own.leaf) >= ENOUGH
