"""What the program says of a project: its stack, and the commands in it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from scaffold.choices import labelled
from scaffold.questions import questionnaire
from tests.harness.options import NONE

ROOT = Path(__file__).resolve().parents[2]  # the templates as they stand, released or not
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
    merge_migrations: list[str] = field(default_factory=list)
    staff: list[str] = field(default_factory=list)  # with `admin` alone


@dataclass(frozen=True)
class Facts:
    """The answers that made a project, with the only choices there were, and what follows."""

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


@cache
def frameworks() -> tuple[str, ...]:
    """Return the ids of all frameworks that there are templates for."""
    stacks = (ROOT / "templates").glob("*/stack.yml")
    return tuple(sorted(stack.parent.name for stack in stacks))


def offered(framework: str, question: str) -> tuple[str, ...]:
    """Return what a framework offers where frameworks differ, its usual one first."""
    return tuple(_offers(framework)[question].values())


def engines(framework: str) -> tuple[str, ...]:
    """Return the template engines besides the usual one that make the same pages."""
    return tuple(name for name in offered(framework, "template_engine")[1:] if name != NONE)


def has_all(framework: str, options: Mapping[str, Any]) -> bool:
    """Tell whether a framework has each of the options."""
    offers = {name: list(choices.values()) for name, choices in _offers(framework).items()}
    asked = {name: answer for name, answer in options.items() if answer and name in offers}
    return all(
        bool(offers[name]) if answer is True else answer in offers[name]
        for name, answer in asked.items()
    )


@cache
def _offers(framework: str) -> dict[str, dict[str, str]]:
    file = ROOT / "templates" / framework / "offers.yml"
    found = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {name: labelled(choices) for name, choices in found.items()}


def facts(answers: Mapping[str, Any], folder_name: str = "site") -> Facts:
    """Work out the facts of a project by the program's own questions."""
    sheet = questionnaire(ROOT).walk(answers, folder_name)
    if not sheet.complete:
        raise ValueError(f"not enough answers to tell the stack: {dict(answers)}")
    stack = sheet.context["stack"]
    commands: dict[str, Any] = {
        name: [shlex.split(line) for line in value] if name == "prepare" else shlex.split(value)
        for name, value in stack["commands"].items()
    }
    libraries = {name: value for name, value in sheet.context.items() if name.endswith("_library")}
    return Facts(
        {**libraries, **sheet.answers}, stack["port"], Commands(**commands), stack["waived"] or {}
    )


def facts_of(project: Path) -> Facts:
    """Work out the facts of a project that exists, from its answers file."""
    stored = yaml.safe_load((project / ANSWERS_FILE).read_text(encoding="utf-8"))
    answers = {name: value for name, value in stored.items() if not name.startswith("_")}
    return facts(answers, project.name)
