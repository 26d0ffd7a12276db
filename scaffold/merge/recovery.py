"""Completes or takes back what a killed process left half done."""

from __future__ import annotations

from pathlib import Path

from scaffold.errors import ScaffoldError, listed
from scaffold.merge.journal import Journal, claimed, clear_leftovers, read_journal
from scaffold.merge.perform import close, step_through, take_back, unwritable
from scaffold.merge.place import Place, locate


def recover(project: Path) -> str | None:
    """Complete or take back an interrupted operation; return a sentence that says which.

    Without one it clears leftovers away, and returns None; also where there is no repository.
    """
    try:
        place = locate(project)
    except ScaffoldError:
        return None
    if not place.state.exists():
        return None
    if not place.journal.exists() and not (place.state / "work").exists():
        return None
    with claimed(place):
        journal = read_journal(place)
        if journal:
            return _settle(place, journal)
        clear_leftovers(place)
    return None


def _settle(place: Place, journal: Journal) -> str:
    try:
        if journal.direction == "forward":
            try:
                return _complete(place, journal)
            except (OSError, ScaffoldError):
                pass  # it can't be completed, perhaps as the disk is full: go back
        disturbed = take_back(place, journal)
    except OSError as error:
        raise unwritable(error) from error
    return _sentence(f"An interrupted `{journal.operation}` was taken back", disturbed)


def _complete(place: Place, journal: Journal) -> str:
    disturbed = step_through(place, journal, patient=True)
    close(place, journal)
    return _sentence(f"An interrupted `{journal.operation}` was completed", disturbed)


def _sentence(what: str, disturbed: list[str]) -> str:
    if not disturbed:
        return what
    return f"{what}; {listed(sorted(disturbed))} had changed meanwhile and stayed as found"
