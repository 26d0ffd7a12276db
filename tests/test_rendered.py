"""Every option value, and every pair of values that changes code: rendered, parsed, linted."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scaffold.questions import Questionnaire
from scaffold.render import Template, render
from scaffold.soundness import faults
from tests.commands import ROOT
from tests.conftest import FRAMEWORKS
from tests.matrix.rows import OUTSIDE, rows

# One worker renders them all.
pytestmark = pytest.mark.xdist_group("rendered")

HOSTILE = 'It\'s "so" \\ {{ x }} {% y %} <b>&amp; #日本 – 🎉'
SHORT = {"project_name": "A", "package_name": "a", "description": "x"}
LONG = {
    "project_name": "Z" * 60,
    "package_name": "z234567890123456789012345678901234",
    "description": "word " * 39 + "word",
}
STRANGE = {"project_name": HOSTILE, "description": HOSTILE * 3, "author": HOSTILE, "license": "MIT"}
NAMED = {"project_name": "Blog", "package_name": "blog", "description": "A blog"}


def samples(questions: Questionnaire) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield id and answers of each sample.

    Every row of the matrix has a short name and a long one, as both change where a line wraps; what
    stands outside the matrix has each of its values once.
    """
    for framework in FRAMEWORKS:
        base = {"framework": framework}
        defaults, least, most, *pairs = rows(questions, framework)
        for row in (defaults, least, most, *pairs):
            yield f"{row.name}-short", {**row.answers, **SHORT}
            yield f"{row.name}-long", {**row.answers, **LONG}
        for row in (defaults, most):
            yield f"{row.name}-named", {**row.answers, **NAMED}
            yield f"{row.name}-strange", {**row.answers, **STRANGE}
        for step in questions.walk(base, "site").steps:
            if step.name in OUTSIDE - {"framework"}:
                every = [True, False] if step.question.type == "bool" else step.choices.values()
                for value in every:
                    yield f"{framework}-{step.name}-{value}", {**base, step.name: value}


SAMPLES = dict(samples(Questionnaire(ROOT)))


@pytest.fixture(scope="module")
def rendered(questions: Questionnaire, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Render all samples, each into a folder of its own."""
    template = Template(ROOT, "v0.0.0")
    folders = {}
    for name, given in SAMPLES.items():
        sheet = questions.walk(given, "site")
        assert not sheet.problems, (name, [step.problem for step in sheet.problems])
        folders[name] = tmp_path_factory.mktemp(name[:20]) / "site"
        render(template, sheet.answers, folders[name])
        assert faults(folders[name], sheet.answers) == [], name
    return folders


def complaints(command: list[str], folders: dict[str, Path]) -> str:
    """Run a check over all folders, each under its own settings; return what it complains about."""
    words = [sys.executable, "-m", *command, *map(str, folders.values())]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr if done.returncode else ""


def test_every_sample_is_sound(rendered: dict[str, Path]) -> None:
    assert len(rendered) == len(SAMPLES)


def test_every_sample_is_clean_under_its_own_linter(rendered: dict[str, Path]) -> None:
    assert complaints(["ruff", "check", "--no-cache"], rendered) == ""


def test_every_sample_is_formatted(rendered: dict[str, Path]) -> None:
    assert complaints(["ruff", "format", "--check", "--no-cache"], rendered) == ""


def test_no_folder_is_empty_and_no_file_is(rendered: dict[str, Path]) -> None:
    for name, folder in rendered.items():
        empty = [
            path.relative_to(folder).as_posix()
            for path in folder.rglob("*")
            if (path.is_dir() and not any(path.iterdir()))
            or (path.is_file() and not path.stat().st_size and path.name != "__init__.py")
        ]
        assert empty == [], name


def test_files_end_in_one_line_break_and_no_line_in_spaces(rendered: dict[str, Path]) -> None:
    for name, folder in rendered.items():
        for path in (path for path in folder.rglob("*") if path.is_file()):
            if path.suffix == ".png":
                continue
            text = path.read_text(encoding="utf-8")
            where = f"{name}: {path.relative_to(folder)}"
            assert not text or (text.endswith("\n") and not text.endswith("\n\n")), where
            if "licence" not in where.lower() and path.name != "LICENSE":
                assert not [line for line in text.splitlines() if line != line.rstrip()], where
            assert "\n\n\n\n" not in text or path.name == "LICENSE", where


def test_the_markdown_of_a_project_has_no_gaps(rendered: dict[str, Path]) -> None:
    for name, folder in rendered.items():
        assert "\n\n\n" not in (folder / "README.md").read_text(encoding="utf-8"), name
