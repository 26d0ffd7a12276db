"""A row rendered: its files, and the fingerprint by which a run of it is remembered."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path

from scaffold.questions import Questionnaire
from scaffold.render import Template, render
from tests.harness.facts import ROOT
from tests.matrix.rows import FOLDER_NAME, Row

# The version in it changes with every release, whatever else does.
LEFT_OUT = ".copier-answers.yml"


@dataclass(frozen=True)
class Sample:
    """A row's project as the templates make it, before anything is installed."""

    row: Row
    files: int
    fingerprint: str


def sample(questions: Questionnaire, row: Row, folder: Path) -> Sample:
    """Render a row into the folder; take the fingerprint of its bytes and dependencies."""
    sheet = questions.walk(row.answers, FOLDER_NAME)
    render(Template(ROOT, "v0.0.0"), sheet.answers, folder)
    names = sorted(path for path in folder.rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for path in names:
        name = path.relative_to(folder).as_posix()
        if name != LEFT_OUT:
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{name} {content}\n".encode())
    for requirement in requirements(folder):
        digest.update(f"{requirement}\n".encode())
    return Sample(row, len(names), digest.hexdigest()[:16])


def requirements(project: Path) -> list[str]:
    """Return what a project depends on, development's tools included."""
    content = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    return sorted([*content["project"]["dependencies"], *content["dependency-groups"]["dev"]])
