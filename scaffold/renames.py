"""The files that have another path than before: nothing is guessed.

Releases declare what they rename in `templates/renames.yml`. What other answers move stands in a
table of the framework, `places.yml`: a name for each file, or folder, and its path.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from scaffold import releases
from scaffold.choices import Loader
from scaffold.questions import Questionnaire, Sheet
from scaffold.releases import Release

TABLE = "templates/renames.yml"


def renames(
    questions: Questionnaire, origin: Release, goal: Release, sheet: Sheet
) -> dict[str, str]:
    """Return old → new path of the files that were renamed between two releases.

    `questions` and `sheet` are the goal's; its table has the renames of all releases up to it.
    """
    path = questions.root / TABLE
    table: Mapping[str, Any] = {}
    if path.is_file():
        table = yaml.load(path.read_bytes(), Loader) or {}  # noqa: S506 (a safe loader)
    found: dict[str, str] = {}
    for release in releases.since(origin.version, goal.version):
        declared = table.get(release.version.removeprefix("v"), {})
        for old, new in declared.get(sheet.answers["framework"], {}).items():
            _follow(found, questions.text(old, sheet), questions.text(new, sheet))
    return {old: new for old, new in found.items() if old != new}


def moves(before: Sheet, after: Sheet) -> list[tuple[str, str]]:
    """Return (old, new) of the places, files or folders, that other answers changed."""
    package = after.context["package_name"]
    old, new = (sheet.context.get("places") or {} for sheet in (before, after))
    return [
        (f"{package}/{old[name]}", f"{package}/{new[name]}")
        for name in old
        if name in new and old[name] != new[name]
    ]


def moved_files(places: Sequence[tuple[str, str]], base: Path, theirs: Path) -> dict[str, str]:
    """Return old → new path of the files in these places that stand in both folders."""
    found: dict[str, str] = {}
    for old, new in places:
        goal = theirs / new
        files = sorted(goal.rglob("*")) if goal.is_dir() else [goal]
        for path in files:
            below = path.relative_to(goal)
            source, target = Path(old, below), Path(new, below)
            if path.is_file() and (base / source).is_file():
                _pair(found, source.as_posix(), target.as_posix())
    return found


def _pair(found: dict[str, str], old: str, new: str) -> None:
    """Add a move, unless an earlier one has the file, or its new place."""
    if old not in found and new not in found.values():
        found[old] = new


def _follow(found: dict[str, str], old: str, new: str) -> None:
    """Add a rename; a file that was renamed before goes on from where it is."""
    first = next((origin for origin, now in found.items() if now == old), old)
    found[first] = new
