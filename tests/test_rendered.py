"""Every option value, and every pair of values that changes code: rendered, parsed, linted."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from allpairspy import AllPairs

from scaffold.questions import Questionnaire
from scaffold.render import Template, render
from scaffold.soundness import faults
from tests.commands import ROOT
from tests.conftest import FRAMEWORKS

# One value each in the pairs: they change no code. Each of their values is rendered alone.
OUTSIDE = {"license", "python", "framework"}
HOSTILE = 'It\'s "so" \\ {{ x }} {% y %} <b>&amp; #日本 – 🎉'
TEXTS = {
    "plain": {"project_name": "Blog", "package_name": "blog", "description": "A blog"},
    "hostile": {"project_name": HOSTILE, "description": HOSTILE * 3, "author": HOSTILE},
    "short": {"project_name": "A", "package_name": "a", "description": "x"},
    "long": {
        "project_name": "Z" * 60,
        "package_name": "z234567890123456789012345678901234",
        "description": "word " * 39 + "word",
    },
}


def values(questions: Questionnaire, framework: str, name: str) -> list[Any]:
    """Return all the values that a question can have; none for free text."""
    steps = questions.walk({"framework": framework}, "site").steps
    step = next((step for step in steps if step.name == name), None)
    if step and step.question.type == "bool":
        return [True, False]
    return list(step.choices.values()) if step else []


def samples(questions: Questionnaire) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield id and answers of each sample."""
    for framework in FRAMEWORKS:
        base = {"framework": framework}
        options = {q.name: values(questions, framework, q.name) for q in questions.asked}
        for name, value in ((n, v) for n, vs in options.items() for v in vs if n != "framework"):
            yield f"{framework}-{name}-{value}", {**base, name: value}
        for label, texts in TEXTS.items():
            licence = {"license": "MIT"} if "author" in texts else {}
            yield f"{framework}-{label}", {**base, **licence, **texts}
        changing = {n: vs for n, vs in options.items() if len(vs) > 1 and n not in OUTSIDE}
        for number, row in enumerate(covering(list(changing.values()))):
            yield f"{framework}-pairs-{number}", {**base, **dict(zip(changing, row, strict=True))}


def covering(columns: list[list[Any]]) -> Iterator[list[Any]]:
    """Yield rows in which every pair of values stands."""
    if len(columns) < 2:
        yield from ([value] for value in itertools.chain(*columns))
    else:
        yield from AllPairs(columns)


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


def complaints(command: list[str], folders: dict[str, Path]) -> dict[str, str]:
    """Run a check in every folder; return what it complains about, by sample."""

    def run(item: tuple[str, Path]) -> tuple[str, str]:
        words = [sys.executable, "-m", *command]
        done = subprocess.run(words, cwd=item[1], capture_output=True, text=True, check=False)
        return item[0], done.stdout + done.stderr if done.returncode else ""

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return {name: text for name, text in pool.map(run, folders.items()) if text}


def test_every_sample_is_sound(rendered: dict[str, Path]) -> None:
    assert len(rendered) == len(SAMPLES)


def test_every_sample_is_clean_under_its_own_linter(rendered: dict[str, Path]) -> None:
    assert complaints(["ruff", "check", "--no-cache"], rendered) == {}


def test_every_sample_is_formatted(rendered: dict[str, Path]) -> None:
    assert complaints(["ruff", "format", "--check", "--no-cache"], rendered) == {}


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
            text = path.read_text(encoding="utf-8")
            where = f"{name}: {path.relative_to(folder)}"
            assert not text or (text.endswith("\n") and not text.endswith("\n\n")), where
            if "licence" not in where.lower() and path.name != "LICENSE":
                assert not [line for line in text.splitlines() if line != line.rstrip()], where
            assert "\n\n\n\n" not in text or path.name == "LICENSE", where


def test_the_markdown_of_a_project_has_no_gaps(rendered: dict[str, Path]) -> None:
    for name, folder in rendered.items():
        assert "\n\n\n" not in (folder / "README.md").read_text(encoding="utf-8"), name
