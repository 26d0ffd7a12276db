"""Projects rendered from this tree, not installed: each set of answers once in a process."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from scaffold.questions import questionnaire
from scaffold.render import Template, render
from tests.harness.facts import ROOT


def rendered(framework: str, **answers: Any) -> Path:
    """Return the project that these answers make; it is for reading only."""
    return _rendered(framework, tuple(sorted(answers.items())))


def stack(framework: str, **answers: Any) -> dict[str, Any]:
    """Return what `stack.yml` says of it."""
    given = {"framework": framework, **answers}
    found: dict[str, Any] = questionnaire(ROOT).walk(given, "my-site").context["stack"]
    return found


@cache
def _rendered(framework: str, answers: tuple[tuple[str, Any], ...]) -> Path:
    given = {"framework": framework, **dict(answers)}
    sheet = questionnaire(ROOT).walk(given, "my-site")
    if sheet.problems:
        raise ValueError([f"{step.name} {step.problem}" for step in sheet.problems])
    folder = Path(tempfile.mkdtemp(dir=_work(), prefix=framework)) / "my-site"
    render(Template(ROOT, "v0.0.0"), sheet.answers, folder)
    return folder


@cache
def _work() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="scaffold-rendered-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
