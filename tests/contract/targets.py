"""What the contract is held against: each starter in each way of running it, or a given server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pytest

from tests.harness.facts import facts, frameworks


@dataclass(frozen=True)
class Target:
    """One site: a framework's starter, or the server at an address."""

    framework: str
    example: bool = True
    production: bool = False
    base_url: str = ""

    @property
    def folder_name(self) -> str:
        """Return the name of the project's folder; its name and its package's follow from it."""
        return f"{self.framework}-{'notes' if self.example else 'bare'}"

    @property
    def answers(self) -> dict[str, Any]:
        """Return the answers that make the project."""
        return {"example": self.example, "project_name": f"Contract & {self.framework}"}

    @property
    def waived(self) -> Mapping[str, str]:
        """Return the clauses that the framework can't keep, each with the reason."""
        return waived(replace(self, production=False)) if self.framework else {}

    def __str__(self) -> str:
        """Return what the ids of its tests say."""
        mode = "production" if self.production else "debug"
        return f"{self.folder_name if self.framework else self.base_url}-{mode}"


@cache
def waived(target: Target) -> Mapping[str, str]:
    """Read a framework's waivers, once for all tests."""
    given = {"framework": target.framework, **target.answers}
    return facts(given, target.folder_name).waived


def targets(config: pytest.Config) -> list[Target]:
    """Return what the options of this run ask for."""
    base_url = config.getoption("--base-url", default="")
    if base_url:
        example = not config.getoption("--no-example")
        return [Target("", example, config.getoption("--production"), base_url.rstrip("/"))]
    return [
        Target(framework, example, production)
        for framework in frameworks()
        for example in (True, False)
        for production in (False, True)
    ]


def suits(target: Target, marks: list[pytest.Mark]) -> bool:
    """Tell whether the clauses that a test holds speak of this target."""
    wanted = [mark.kwargs for mark in marks]
    return all(
        kwargs["example"] in (None, target.example)
        and kwargs["production"] in (None, target.production)
        and not (kwargs["own_server"] and target.base_url)
        for kwargs in wanted
    )


def starters(examples: set[bool | None]) -> list[Target]:
    """Return each starter, without the example too unless the clauses speak of it."""
    wanted = (True,) if examples == {True} else (True, False)
    return [Target(framework, example) for framework in frameworks() for example in wanted]


def parameter(target: Target, marks: list[pytest.Mark], group: str = "") -> Any:
    """Return a test's parameter: a waived clause must fail, and one worker has the whole group."""
    names = [mark.args[0] for mark in marks]
    reasons = [f"{name}: {target.waived[name]}" for name in names if name in target.waived]
    xfail = [pytest.mark.xfail(strict=True, reason=reason) for reason in reasons]
    name = f"{target.framework}-{group}" if group else str(target)
    worker = pytest.mark.xdist_group(name if group else target.folder_name)
    return pytest.param(target, id=target.folder_name if group else name, marks=[worker, *xfail])
