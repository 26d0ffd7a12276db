"""Makes a project: renders it, looks it over, finishes it, and puts it into its place at once."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scaffold.finish import Git, Outcome, finish
from scaffold.render import Template, render
from scaffold.soundness import check
from scaffold.staging import nearest_folder, refuse_occupied, staging, unwritable


@dataclass(frozen=True)
class Order:
    """What to make, and where."""

    template: Template
    answers: Mapping[str, Any]
    destination: Path
    git: Git = Git.AUTO
    records: Mapping[str, str] = field(default_factory=dict)  # path → text, the user's from then on


@dataclass(frozen=True)
class Made:
    """A project that stands: its files, and what was done besides rendering them."""

    files: tuple[str, ...]
    outcomes: tuple[Outcome, ...]


def generate(order: Order) -> Made:
    """Make the project; on any failure nothing of it is left."""
    with staging(order.destination) as stage:
        try:
            render(order.template, order.answers, stage.project)
            check(stage.project, order.answers)
            _write_records(order, stage.project)
            files = project_files(stage.project)
            surroundings = _surroundings(order.destination)
            outcomes = finish(stage.project, surroundings=surroundings, wanted=order.git)
        except OSError as error:
            raise unwritable(order.destination, error) from error
        stage.place()
    return Made(files, tuple(outcomes))


@contextmanager
def preview(order: Order) -> Iterator[Path]:
    """Yield a folder with the rendered project, for a look; the destination stays as it is."""
    refuse_occupied(order.destination)
    with tempfile.TemporaryDirectory(prefix="scaffold-preview-") as folder:
        project = Path(folder, "project")
        render(order.template, order.answers, project)
        check(project, order.answers)
        _write_records(order, project)
        yield project


def _write_records(order: Order, project: Path) -> None:
    """Write what belongs to this project alone, outside of rendering, so no update touches it."""
    for name, text in order.records.items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def project_files(project: Path) -> tuple[str, ...]:
    """Return the files below `project`, as sorted POSIX paths, without git's own."""
    paths = (path.relative_to(project) for path in project.rglob("*") if path.is_file())
    return tuple(sorted(path.as_posix() for path in paths if path.parts[0] != ".git"))


def _surroundings(destination: Path) -> Path:
    return destination if destination.is_dir() else nearest_folder(destination)
