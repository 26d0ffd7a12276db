"""What follows from a change of template files: settings, packages, migrations."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scaffold import migrations
from scaffold.finish import ENV_EXAMPLE
from scaffold.questions import Sheet

SETTING = re.compile(r"^#?\s?(?P<name>[A-Z][A-Z0-9_]+)=")


@dataclass(frozen=True)
class Difference:
    """What one side has and the other has not."""

    added: Sequence[str] = ()
    removed: Sequence[str] = ()

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self.added or self.removed)


@dataclass(frozen=True)
class Sides:
    """The two renderings whose difference is merged."""

    base: Path
    theirs: Path
    kept_migrations: Sequence[str] = ()  # that only the base had; they stand in both now


@dataclass(frozen=True)
class Consequences:
    """What the user has to know besides the files."""

    settings: Difference  # variables of the environment
    packages: Difference  # requirements; one with another version stands on both sides
    migrations: Sequence[str]  # new ones, as paths
    kept_migrations: Sequence[str]  # of a feature that goes
    merge_migrations: str  # the command that joins them with the user's own, where one is needed


def consequences(sheet: Sheet, project: Path, sides: Sides) -> Consequences:
    """Compare two rendered folders; `project` is looked through for migrations of the user's."""
    commands = sheet.context["stack"]["commands"]
    base, theirs = sides.base, sides.theirs
    new = migrations.added(sheet, base, theirs)
    forks = migrations.forks(sheet, project, base, new)
    return Consequences(
        settings=_difference(_settings(base), _settings(theirs)),
        packages=_difference(_packages(base), _packages(theirs)),
        migrations=new,
        kept_migrations=sides.kept_migrations,
        merge_migrations=commands.get("merge_migrations", "") if forks else "",
    )


def _difference(before: Sequence[str], after: Sequence[str]) -> Difference:
    return Difference(
        [line for line in after if line not in before],
        [line for line in before if line not in after],
    )


def _settings(folder: Path) -> list[str]:
    path = folder / ENV_EXAMPLE
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return [match["name"] for line in lines if (match := SETTING.match(line))]


def _packages(folder: Path) -> list[str]:
    path = folder / "pyproject.toml"
    content = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    groups: Mapping[str, Any] = content.get("dependency-groups", {})
    lists = [content.get("project", {}).get("dependencies", []), *groups.values()]
    return [line for lines in lists for line in lines if isinstance(line, str)]
