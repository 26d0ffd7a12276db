"""The files that releases declare as renamed: `templates/renames.yml`, nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping
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


def _follow(found: dict[str, str], old: str, new: str) -> None:
    """Add a rename; a file that was renamed before goes on from where it is."""
    first = next((origin for origin, now in found.items() if now == old), old)
    found[first] = new
