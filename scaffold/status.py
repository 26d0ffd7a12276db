"""What is to be known of a project: version, answers, edits, and what is left to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from scaffold import merge, releases
from scaffold.errors import ScaffoldError
from scaffold.leftovers import left_lines
from scaffold.project import Project, read, refuse_edited
from scaffold.releases import Release
from scaffold.traces import has_traces

UPDATE, NEWEST, UNKNOWN = "update available", "up to date", "unknown"


@dataclass(frozen=True)
class Drift:
    """The template files of a project that are not as they were made."""

    edited: Sequence[str]
    deleted: Sequence[str]


@dataclass(frozen=True)
class Status:
    """The state of one project."""

    project: str
    version: str
    newest: str
    state: str
    security: Sequence[str]  # the security releases that it lacks
    answers: Mapping[str, Any]
    was_edited: bool  # the answers file, by hand
    problem: str  # why it could not be updated; empty if nothing stands in the way
    conflicts: Sequence[str]  # files that are left to be solved
    last_operation: str  # what `undo` would take back
    drift: Drift | None  # None if it was not looked for, or can't be known

    @property
    def has_update(self) -> bool:
        """Tell whether a newer release is there for it."""
        return self.state == UPDATE

    def data(self) -> dict[str, Any]:
        """Return it for programs."""
        return asdict(self)


def status(folder: Path, *, with_drift: bool) -> Status:
    """Look at the project in `folder`."""
    project = read(folder)
    missing, problem = _missing(project)
    found = None
    if with_drift and not problem:
        found, problem = _drift_of(project)
    return Status(
        project=str(folder),
        version=project.version,
        newest=releases.newest_version(),
        state=UNKNOWN if missing is None else UPDATE if missing else NEWEST,
        security=[release.version for release in missing or () if release.security],
        answers=project.answers,
        was_edited=project.was_edited,
        problem=problem,
        conflicts=left_conflicts(folder),
        last_operation=_of_repository("last_operation", folder, None) or "",
        drift=found,
    )


def left_conflicts(folder: Path) -> tuple[str, ...]:
    """Return the files whose conflicts are not solved; without a repository there are none."""
    found: tuple[str, ...] = _of_repository("unresolved", folder, ())
    return found


def _missing(project: Project) -> tuple[Sequence[Release] | None, str]:
    """Return the releases that a project lacks, and what stands in the way of an update."""
    try:
        origin = releases.made_from(project.version)
    except ScaffoldError as error:
        return None, error.message
    found = releases.since(origin.version, releases.newest_version())
    try:
        refuse_edited(project)
    except ScaffoldError as error:
        return found, error.message
    return found, ""


def _drift_of(project: Project) -> tuple[Drift | None, str]:
    """Return the drift, or why it can't be known."""
    from scaffold.drift import drift  # noqa: PLC0415 (renders: a second that not every status takes)
    from scaffold.update import Draft, Wish  # noqa: PLC0415

    try:
        return drift(Draft(project, Wish(stays=True))), ""
    except ScaffoldError as error:
        return None, error.message


def _of_repository(name: str, folder: Path, otherwise: Any) -> Any:
    """Return what the repository says; one that we never changed anything in has nothing to say."""
    if not has_traces(folder):
        return otherwise
    try:
        return getattr(merge, name)(folder)
    except ScaffoldError:
        return otherwise


def lines(found: Status) -> list[str]:
    """Return it for people."""
    return [
        f"`{found.project}`: {found.version}, {_state(found)}",
        *_answers(found),
        *_problems(found),
        *_drift(found),
        *_operations(found),
    ]


def row(found: Status) -> list[str]:
    """Return it as a row of a table: project, version, state, notes."""
    notes = [found.problem] if found.problem else []
    notes += [f"{len(found.conflicts)} conflicts left"] if found.conflicts else []
    notes += [f"security: {', '.join(found.security)}"] if found.security else []
    if found.drift:
        notes += [f"{len(found.drift.edited)} edited, {len(found.drift.deleted)} deleted"]
    return [found.project, found.version, found.state, "; ".join(notes)]


def _state(found: Status) -> str:
    if not found.has_update:
        return f"{found.state} (this program carries {found.newest})"
    security = f", security: {', '.join(found.security)}" if found.security else ""
    return f"newest is {found.newest}{security} – `scaffold update` shows what it would change"


def _answers(found: Status) -> list[str]:
    width = max((len(name) for name in found.answers), default=0)
    shown = {True: "yes", False: "no"}
    return [
        f"  {name:<{width}}  {shown.get(value, value) if isinstance(value, bool) else value}"
        for name, value in found.answers.items()
    ]


def _problems(found: Status) -> list[str]:
    return ["", found.problem] if found.problem else []


def _drift(found: Status) -> list[str]:
    if not found.drift:
        return []
    if not found.drift.edited and not found.drift.deleted:
        return ["", "Every template file is as it was made."]
    rows = [("edited", found.drift.edited), ("deleted", found.drift.deleted)]
    names = [f"  {kind:<7}  {name}" for kind, listed in rows for name in listed]
    return ["", "Template files that you changed, which updates respect:", *names]


def _operations(found: Status) -> list[str]:
    said = []
    if found.conflicts:
        said = ["", *left_lines(found.conflicts)]
    elif found.last_operation:
        said = ["", f"`scaffold undo` takes back the last operation (`{found.last_operation}`)."]
    return said
