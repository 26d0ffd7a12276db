"""What the program says of a project: its stack, and the commands in it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scaffold.questions import questionnaire
from scaffold.releases import newest

ROOT = Path(__file__).resolve().parents[2]
ANSWERS_FILE = ".copier-answers.yml"


@dataclass(frozen=True)
class Commands:
    """How to run a project, each command as its words."""

    start: list[str]
    dev: list[str]
    test: list[str]
    prepare: list[list[str]]
    check: list[str]
    serve: list[str]


@dataclass(frozen=True)
class Facts:
    """The answers that made a project, and what follows from them."""

    answers: Mapping[str, Any]
    port: int
    commands: Commands
    waived: Mapping[str, str]

    @property
    def package(self) -> str:
        """Return the name of the project's package."""
        return str(self.answers["package_name"])

    @property
    def name(self) -> str:
        """Return the project's name, as people read it."""
        return str(self.answers["project_name"])


def frameworks() -> tuple[str, ...]:
    """Return the ids of all frameworks that there are templates for."""
    stacks = (newest() / "templates").glob("*/stack.yml")
    return tuple(sorted(stack.parent.name for stack in stacks))


def facts(answers: Mapping[str, Any], folder_name: str = "site") -> Facts:
    """Work out the facts of a project by the program's own questions."""
    sheet = questionnaire(newest()).walk(answers, folder_name)
    if not sheet.complete:
        raise ValueError(f"not enough answers to tell the stack: {dict(answers)}")
    stack = sheet.context["stack"]
    commands: dict[str, Any] = {
        name: [shlex.split(line) for line in value] if name == "prepare" else shlex.split(value)
        for name, value in stack["commands"].items()
    }
    return Facts(sheet.answers, stack["port"], Commands(**commands), stack["waived"] or {})


def facts_of(project: Path) -> Facts:
    """Work out the facts of a project that exists, from its answers file."""
    stored = yaml.safe_load((project / ANSWERS_FILE).read_text(encoding="utf-8"))
    answers = {name: value for name, value in stored.items() if not name.startswith("_")}
    return facts(answers, project.name)
