"""The database migrations of a project: shipped ones never go away, new ones may need joining."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from scaffold.questions import Sheet


def folders(sheet: Sheet) -> list[PurePosixPath]:
    """Return the folders below a project in which its migrations lie."""
    stack = sheet.context["stack"]
    if "migration_folders" in stack:
        return [PurePosixPath(folder) for folder in stack["migration_folders"]]
    # Releases before v0.2.0 name one folder, below the package.
    below = stack.get("migrations")
    return [PurePosixPath(sheet.answers["package_name"], below)] if below else []


def keep_shipped(sheet: Sheet, base: Path, theirs: Path) -> list[str]:
    """Copy into `theirs` the migrations of `base` that a change of answers would take away.

    They stand in one line with the user's own, and in the tables of every living database: without
    them nothing could be migrated any more. Returns their paths.
    """
    gone = [
        folder / name for folder in folders(sheet) for name in _only(base / folder, theirs / folder)
    ]
    for path in gone:
        (theirs / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(base / path, theirs / path)
    return [str(path) for path in gone]


def added(sheet: Sheet, base: Path, theirs: Path) -> list[str]:
    """Return the paths of the migrations that are new in `theirs`."""
    return [
        str(folder / name)
        for folder in folders(sheet)
        for name in _only(theirs / folder, base / folder)
    ]


def forks(sheet: Sheet, project: Path, base: Path, new: Sequence[str]) -> bool:
    """Tell whether new migrations come to stand beside some that the user wrote."""
    parents = {PurePosixPath(path).parent for path in new}
    for folder in set(folders(sheet)) & parents:
        own = {str(folder / name) for name in _only(project / folder, base / folder)}
        if own - set(new):
            return True
    return False


def _only(folder: Path, other: Path) -> list[str]:
    """Return the names of the migrations in `folder` that `other` lacks."""
    found = sorted(path.name for path in folder.glob("*.py") if path.name != "__init__.py")
    return [name for name in found if not (other / name).exists()]
