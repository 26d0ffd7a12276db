"""Free text of any kind: refused in one line, or every file parses and says just what was typed."""

from __future__ import annotations

import ast
import json
import os
import shutil
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.questions import Questionnaire, questionnaire
from scaffold.render import Template, render
from scaffold.soundness import faults
from tests.commands import ROOT
from tests.conftest import FRAMEWORKS

# Each is syntax somewhere: Python, Jinja, TOML, YAML, JSON, Markdown, HTML, make, shell, .env.
PIECES = (
    *("'", '"', '"""', "\\", "\\n", "\\u0041", "%s", "{0}", "#", "$HOME", "`id`", "$(id)", "&&"),
    *("{{ x }}", "{% raw %}", "{#", "{{", "%}", "<script>alert(1)</script>", "&amp;", "</h1>"),
    *(
        "<!--",
        "-->",
        "[a](b)",
        "|",
        "***",
        "_x_",
        "~~",
        "---",
        ": ",
        "- ",
        "!tag",
        "&a",
        "*a",
        "? ",
    ),
    *("\n", "\r", "\t", "\x00", "\x1b[31m", "\u2028", "\u202e", "\ud800", "\ufeff", "\u200b"),
    *("日本語", "שלום", "مرحبا", "🎉", "👩‍👩‍👧", "é", "e\u0301", "ß", "İ", "\u0130"),
    *(" ", "x", "a b", "word " * 30, "y" * 70, "null", "yes", "0x1", "1e3", "=", "@", "%", ","),
)
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join)
EVERYTHING = {
    "license": "MIT",
    "docker": True,
    "ci": "github",
    "pre_commit": True,
    "devcontainer": True,
}
THOROUGH = bool(os.environ.get("SCAFFOLD_THOROUGH"))


@pytest.mark.parametrize("framework", FRAMEWORKS)
@settings(max_examples=200 if THOROUGH else 12, deadline=None)
@given(texts=st.fixed_dictionaries(dict.fromkeys(("project_name", "description"), TEXTS)))
def test_whatever_is_typed_is_refused_in_one_line_or_stands_as_typed(
    framework: str, texts: Mapping[str, str]
) -> None:
    questions = questionnaire(ROOT)
    texts = {**texts, "author": texts["description"][:100]}
    given = {"framework": framework, "package_name": "site_1", **EVERYTHING, **texts}
    good = accepted(questions, given)
    sheet = questions.walk({**given, **good}, "site")
    assert sheet.problems == []
    folder = Path(tempfile.mkdtemp(prefix="scaffold-hostile-"))
    try:
        render(Template(ROOT, "v0.0.0"), sheet.answers, folder / "site")
        assert faults(folder / "site", sheet.answers) == []
        check_texts(folder / "site", sheet.answers)
    finally:
        shutil.rmtree(folder)


def accepted(questions: Questionnaire, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a good answer for each that is refused, which must be in one line."""
    good: dict[str, Any] = {}
    for step in questions.walk(given, "site").problems:
        assert step.problem
        assert len(step.problem.splitlines()) == 1
        good[step.name] = "A name"
    return good


def check_texts(project: Path, answers: Mapping[str, Any]) -> None:
    """Check that each text is what it was, in every language that it was written into."""
    name, description = answers["project_name"], answers["description"]
    about = ast.parse((project / "site_1" / "about.py").read_text(encoding="utf-8"))
    known = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in about.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    assert (known["NAME"], known["DESCRIPTION"]) == (name, description)

    toml = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    assert toml["project"]["description"] == description
    assert toml["project"]["authors"] == [{"name": answers["author"]}]

    stored = yaml.safe_load((project / ".copier-answers.yml").read_text(encoding="utf-8"))
    assert {key: stored[key] for key in ("project_name", "description", "author")} == {
        "project_name": name,
        "description": description,
        "author": answers["author"],
    }
    devcontainer = project / ".devcontainer" / "devcontainer.json"
    lines = devcontainer.read_text(encoding="utf-8").splitlines()
    json.loads("\n".join(line for line in lines if not line.lstrip().startswith("//")))
    for path in (project / "compose.yaml", project / ".github" / "workflows" / "tests.yml"):
        yaml.safe_load(path.read_text(encoding="utf-8"))
    readme = (project / "README.md").read_text(encoding="utf-8")
    assert "<script>" not in readme
    assert readme.startswith("# ")


def test_a_text_of_200_letters_is_taken_and_one_more_is_not(questions: Questionnaire) -> None:
    given = {"framework": FRAMEWORKS[0], "package_name": "site_1"}

    assert questions.walk({**given, "description": "x" * 200}, "site").problems == []
    [step] = questions.walk({**given, "description": "x" * 201}, "site").problems
    assert "200" in step.problem
