"""The suite can fail: each clause is broken on a site that keeps them all, and must be noticed.

A site made of the standard library passes every test that speaks HTTP; with one of its rules turned
off, the tests that the table names no longer all pass.
"""

from __future__ import annotations

import importlib
import inspect
import itertools
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest

from tests.contract.exemplar import broken_answers, broken_notes, broken_pages
from tests.contract.exemplar.server import serving_exemplar
from tests.contract.exemplar.site import Exemplar
from tests.contract.targets import Target, suits
from tests.harness.browser import Site
from tests.harness.facts import ROOT

HERE = Path(__file__).parent
BROKEN = {**broken_pages.RULES, **broken_notes.RULES, **broken_answers.RULES}


def http_tests() -> dict[str, FunctionType]:
    """Return every test that speaks HTTP, by its name."""
    paths = sorted(HERE.glob("test_http_*.py"))
    modules = [importlib.import_module(f"tests.contract.{path.stem}") for path in paths]
    functions = [pair for module in modules for pair in inspect.getmembers(module)]
    return {name: test for name, test in functions if name.startswith("test_")}


TESTS = http_tests()


def marks(test: FunctionType, name: str) -> list[pytest.Mark]:
    """Return the marks of a test."""
    found: list[pytest.Mark] = getattr(test, "pytestmark", [])
    return [mark for mark in found if mark.name == name]


def clauses(name: str) -> set[str]:
    """Return the clauses that a test holds."""
    return {mark.args[0] for mark in marks(TESTS[name], "clause")}


def cases(test: FunctionType) -> Iterator[dict[str, Any]]:
    """Yield the arguments of each case of a parametrized test."""
    columns = []
    for mark in marks(test, "parametrize"):
        names, rows = mark.args[:2]
        keys = [name.strip() for name in names.split(",")] if isinstance(names, str) else names
        columns.append(
            [dict(zip(keys, [row] if len(keys) == 1 else row, strict=True)) for row in rows]
        )
    for row in itertools.product(*columns):
        yield {name: value for part in row for name, value in part.items()}


def hold(name: str, site: Site) -> None:
    """Run all cases of a test against a site."""
    for case in cases(TESTS[name]):
        TESTS[name](site, **case)


KINDS = list(itertools.product((True, False), (False, True)))
FITTING = [
    pytest.param(name, example, production, id=f"{name}-{example}-{production}")
    for name in TESTS
    for example, production in KINDS
    if suits(Target("", example, production), marks(TESTS[name], "clause"))
]


@pytest.fixture(scope="module")
def exemplars() -> Iterator[Mapping[tuple[bool, bool], Site]]:
    """Return the unbroken site in each of its kinds: (with example, in production) → site."""
    with (
        serving_exemplar(Exemplar(example=True, production=False)) as first,
        serving_exemplar(Exemplar(example=False, production=False)) as second,
        serving_exemplar(Exemplar(example=True, production=True)) as third,
        serving_exemplar(Exemplar(example=False, production=True)) as fourth,
    ):
        yield {(s.example, s.production): s for s in (first, second, third, fourth)}


@pytest.mark.parametrize(("name", "example", "production"), FITTING)
def test_a_site_that_keeps_every_clause_passes(
    exemplars: Mapping[tuple[bool, bool], Site], name: str, example: bool, production: bool
) -> None:
    hold(name, exemplars[example, production])


@pytest.mark.parametrize(
    ("rule", "name"),
    [(rule, name) for rule, broken in BROKEN.items() for name in broken.noticed_by],
)
def test_a_broken_rule_is_noticed(rule: str, name: str) -> None:
    broken = BROKEN[rule]
    exemplar = Exemplar(production=broken.production, example=broken.example, **broken.rules)
    with serving_exemplar(exemplar) as site, pytest.raises(AssertionError):
        hold(name, site)


def test_every_http_test_has_failed_once() -> None:
    noticing = {name for broken in BROKEN.values() for name in broken.noticed_by}
    assert sorted(set(TESTS) - noticing - UNBROKEN) == []
    assert sorted(noticing - set(TESTS)) == []


# It asserts nothing but that the site is still there, which every other test does too.
UNBROKEN = {"test_a_request_that_stops_half_way_does_not_hold_up_the_others"}


def test_the_suite_runs_against_any_address() -> None:
    with serving_exemplar(Exemplar(production=True, example=False)) as site:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        options = ["--base-url", site.base_url, "--production", "--no-example"]
        path = str(HERE / "test_http_probes.py")
        done = subprocess.run(
            [*command, *options, path], cwd=ROOT, capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stdout
    assert re.search(r"\b4 passed\b", done.stdout), done.stdout


def documented() -> dict[str, set[str]]:
    """Return the clauses of docs/contract.md and the modules that hold them."""
    text = (ROOT / "docs" / "contract.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| `([a-z_.]+)` \|.*\| (.+) \|$", text)
    return {clause: set(re.findall(r"`(test_\w+)`", modules)) for clause, modules in rows}


def held() -> dict[str, set[str]]:
    """Return the clauses that are marked in the tests, and the modules in which."""
    found: dict[str, set[str]] = {}
    for path in HERE.glob("test_*.py"):
        for clause in re.findall(r'(?m)^@clause\("([^"]+)"', path.read_text(encoding="utf-8")):
            found.setdefault(clause, set()).add(path.stem)
    return found


def test_every_clause_is_documented_with_the_modules_that_hold_it() -> None:
    assert documented() == held()
