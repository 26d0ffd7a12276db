"""The bridge for Cookiecutter: the same project, and the same refusals."""

from __future__ import annotations

import json
import runpy
import sys
from pathlib import Path
from typing import Any

import pytest

from scaffold.questions import questionnaire
from scaffold.releases import newest
from tests.commands import ROOT, environment, scaffold, tree

BRIDGE = ROOT / "adapters" / "cookiecutter"
# Cookiecutter's own dependencies warn; none of that is ours to mend.
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(autouse=True)
def our_own_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    for name, value in environment(HOME=str(tmp_path_factory.mktemp("home"))).items():
        monkeypatch.setenv(name, value)


def test_its_questions_are_those_of_the_newest_release() -> None:
    derive = runpy.run_path(str(BRIDGE / "derive.py"))["derive"]

    assert json.loads((BRIDGE / "cookiecutter.json").read_text(encoding="utf-8")) == derive(
        questionnaire(newest())
    )


def test_it_has_no_template_of_its_own() -> None:
    files = [path for path in BRIDGE.rglob("*") if path.is_file() and path.suffix != ".pyc"]

    assert {path.name for path in files} == {
        "cookiecutter.json",
        "derive.py",
        "placeholder.txt",
        "post_gen_project.py",
    }


def test_a_bake_gives_what_new_gives(cookies: Any, tmp_path: Path, framework: str) -> None:
    baked = cookies.bake(
        template=str(BRIDGE),
        extra_context={"framework": framework, "project_name": 'My "Notes" 🎉', "example": False},
    )
    assert baked.exception is None

    ours = scaffold(
        *("new", tmp_path / "ours", "--defaults", "--framework", framework, "--no-example"),
        *("--project-name", 'My "Notes" 🎉', "--package-name", "my_notes"),
    )

    assert ours.status == 0, ours.err
    assert {**tree(baked.project_path), ".env": b""} == {**tree(tmp_path / "ours"), ".env": b""}


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"package_name": "class"}, "`package_name` is taken by Python"),
        ({"project_name": "!", "folder": "site"}, "`project_name` needs a letter"),
        ({"framework": "nosuch"}, ""),
    ],
)
def test_a_bad_answer_fails_the_bake_and_leaves_nothing(
    cookies: Any,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
    answer: dict[str, str],
    sentence: str,
) -> None:
    baked = cookies.bake(template=str(BRIDGE), extra_context=answer)

    assert baked.exception is not None
    assert baked.project_path is None
    assert sentence in capfd.readouterr().err
    assert list(tmp_path.rglob("README.md")) == []


def test_it_runs_the_scaffold_that_is_installed_beside_cookiecutter() -> None:
    hook = (BRIDGE / "hooks" / "post_gen_project.py").read_text()

    assert "sys.executable" in hook
    assert sys.executable not in hook
