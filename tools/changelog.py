"""Reads and stamps `CHANGELOG.md`: a heading for each release, two headings below each."""

from __future__ import annotations

import re
from dataclasses import dataclass

UNRELEASED = "## Unreleased"
COMMAND = "### The command"
PROJECTS = "### What `scaffold update` changes in your project"
HEADING = re.compile(
    r"## (?P<version>\d+\.\d+\.\d+) – (?P<date>\d{4}-\d\d-\d\d)(?P<security> – security)?"
)


class ChangelogError(ValueError):
    """The changelog can't be released; the text says why."""


@dataclass(frozen=True)
class Entry:
    """One release as the changelog tells it."""

    version: str
    date: str
    security: bool
    changes: str  # what an update changes in a project


def entry(text: str, version: str) -> Entry:
    """Return the entry of a release."""
    for section in re.split(r"(?m)^(?=## )", text):
        match = HEADING.fullmatch(section.partition("\n")[0].strip())
        if match and match["version"] == version:
            return Entry(version, match["date"], bool(match["security"]), _changes(section))
    raise ChangelogError(f"there is no heading `## {version} – YYYY-MM-DD`")


def stamp(text: str, version: str, date: str) -> str:
    """Give the entry that is not released yet a version and a date; one that has them stays."""
    if re.search(rf"(?m)^## {re.escape(version)} – ", text):
        return text
    if not re.search(rf"(?m)^{UNRELEASED}( – security)?$", text):
        raise ChangelogError(f"there is no heading `{UNRELEASED}`")
    return re.sub(rf"(?m)^{UNRELEASED}( – security)?$", rf"## {version} – {date}\1", text, count=1)


def _changes(section: str) -> str:
    parts = [part.split(PROJECTS, 1)[1] for part in [section] if PROJECTS in part]
    changes = parts[0].split("\n### ", 1)[0].strip() if parts else ""
    if COMMAND not in section or not changes:
        raise ChangelogError(f"the entry needs text below `{COMMAND}` and `{PROJECTS}`")
    return changes
