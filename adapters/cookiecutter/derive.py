"""Writes `cookiecutter.json` from the newest release's questions.

After a release: `python adapters/cookiecutter/derive.py`.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from scaffold.questions import Questionnaire
from scaffold.releases import newest
from scaffold.stated import Question

HERE = Path(__file__).resolve().parent
# Where a default of ours is worked out by Copier's own means, Cookiecutter gets one of its own.
DEFAULTS = {
    "project_name": "My Site",
    "author": "The authors",
    "rest_api": False,
}
# Cookiecutter asks every question of everybody: with this the hook leaves one to the framework.
USUAL = "usual"
ANSWER = re.compile(r"\{\{ (\w+) \}\}")  # in a default, the answer to another question


def derive(questionnaire: Questionnaire) -> dict[str, Any]:
    """Return what Cookiecutter asks: every question of ours, and the folder."""
    asked = {question.name: _entry(questionnaire, question) for question in questionnaire.asked}
    folder = "{{ cookiecutter.project_name | slugify }}"
    asked["package_name"] = "{{ cookiecutter.project_name | slugify(separator='_') }}"
    prompts = {question.name: question.help for question in questionnaire.asked}
    return {**asked, "folder": folder, "__prompts__": prompts}


def _entry(questionnaire: Questionnaire, question: Question) -> Any:
    if isinstance(question.choices, str) and (offered := questionnaire.offered(question)):
        return [USUAL, *(str(value) for value in offered.values())]
    if question.choices:
        return _choices(questionnaire, question)
    default = DEFAULTS.get(question.name, question.default)
    return ANSWER.sub(r"{{ cookiecutter.\1 }}", default) if isinstance(default, str) else default


def _choices(questionnaire: Questionnaire, question: Question) -> list[str]:
    """Return all choices, over all frameworks, the default first, as Cookiecutter wants it."""
    frameworks = questionnaire.questions["framework"].plain_choices.values()
    found = [
        str(value)
        for framework in frameworks
        for step in questionnaire.walk({"framework": framework}, "site").steps
        if step.name == question.name
        for value in step.choices.values()
    ]
    return list(dict.fromkeys(found)) or [str(v) for v in question.plain_choices.values()]


if __name__ == "__main__":
    text = json.dumps(derive(Questionnaire(newest())), indent=2, ensure_ascii=False)
    (HERE / "cookiecutter.json").write_text(text + "\n", encoding="utf-8")
