"""The suite can fail: each clause is broken on a site that keeps them all, and must be noticed.

A small site of our own passes every test that speaks HTTP; with one of its rules turned off, the
tests that the table names no longer all pass.
"""

from __future__ import annotations

import importlib
import inspect
import itertools
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest

from tests.conftest import FRAMEWORKS
from tests.contract.exemplar import (
    broken_accounts,
    broken_admin,
    broken_answers,
    broken_api,
    broken_cms,
    broken_index,
    broken_languages,
    broken_notes,
    broken_pages,
    broken_passwords,
    broken_social,
    broken_sockets,
)
from tests.contract.exemplar.server import serving_exemplar
from tests.contract.exemplar.site import Exemplar
from tests.contract.targets import Target, sites_of, suits
from tests.harness.browser import Site
from tests.harness.facts import ROOT, has_all
from tests.harness.options import NONE, ON, Options
from tests.harness.sockets import ClosedError

HERE = Path(__file__).parent
BROKEN = {
    **broken_pages.RULES,
    **broken_notes.RULES,
    **broken_answers.RULES,
    **broken_accounts.RULES,
    **broken_passwords.RULES,
    **broken_api.RULES,
    **broken_social.RULES,
    **broken_admin.RULES,
    **broken_cms.RULES,
    **broken_languages.RULES,
    **broken_sockets.RULES,
    **broken_index.RULES,
}


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


def speaks_of(name: str, option: str) -> bool:
    """Tell whether a test is for sites with an option alone."""
    return any(option in mark.kwargs["options"] for mark in marks(TESTS[name], "clause"))


# The kinds of site that the suite must pass on: production or not, and the options.
KINDS: dict[str, tuple[bool, Options]] = {
    "notes-debug": (False, {}),
    "notes-production": (True, {}),
    "bare-debug": (False, {"example": False}),
    "bare-production": (True, {"example": False}),
    "plain-production": (True, {"example": False, "orm": False}),
    "alone-debug": (False, {"rest_api": True, "template_engine": False}),
    "alone-production": (
        True,
        {"example": False, "rest_api": True, "template_engine": False},
    ),
    "all-debug": (False, {"accounts": True, "rest_api": True}),
    "all-production": (True, {"accounts": True, "rest_api": True}),
    "api-production": (True, {"rest_api": True}),
    "social-debug": (False, {"accounts": True, "social_login": True}),
    "social-production": (True, {"accounts": True, "social_login": True}),
    "admin-debug": (False, {"accounts": True, "admin": True}),
    "admin-production": (True, {"accounts": True, "admin": True}),
    "bare-admin-debug": (False, {"example": False, "accounts": True, "admin": True}),
    "cms-debug": (False, {"accounts": True, "admin": True, "cms": True}),
    "cms-production": (True, {"accounts": True, "admin": True, "cms": True}),
    "languages-debug": (False, {"i18n": True}),
    "languages-production": (True, {"i18n": True}),
    "bare-languages-debug": (False, {"example": False, "i18n": True}),
    "bare-all-debug": (False, {"example": False, "accounts": True, "rest_api": True}),
    "sockets-debug": (False, {"websockets": True}),
    "sockets-production": (True, {"accounts": True, "rest_api": True, "websockets": True}),
    "bare-sockets-debug": (False, {"example": False, "websockets": True}),
}
# Options whose sites are held to what speaks of them alone.
OF_THEIR_OWN = ("admin", "cms", "i18n", "orm", "template_engine", "websockets")
# They take seconds: for silence, or until a client that hangs is given up.
WAITING = {
    "test_who_does_not_read_is_dropped_and_holds_nobody_up",
    "test_bytes_that_no_browser_sends_do_not_break_the_site",
    "test_a_body_in_chunks_that_never_end_does_not_break_the_site",
}
FITTING = [
    pytest.param(name, kind, id=f"{name}-{kind}")
    for name in TESTS
    for kind, (production, options) in KINDS.items()
    if suits(Target("", options, production), marks(TESTS[name], "clause"))
    and (name not in WAITING or set(options) <= {"websockets"})
    and all(speaks_of(name, each) for each in OF_THEIR_OWN if each in options)
]


@pytest.fixture(scope="module")
def exemplars() -> Iterator[Mapping[str, Site]]:
    """Return the unbroken site in each of its kinds."""
    with ExitStack() as stack:
        yield {
            kind: stack.enter_context(serving_exemplar(Exemplar(production=production, **options)))
            for kind, (production, options) in KINDS.items()
        }


@pytest.mark.parametrize(("name", "kind"), FITTING)
def test_a_site_that_keeps_every_clause_passes(
    exemplars: Mapping[str, Site], name: str, kind: str
) -> None:
    hold(name, exemplars[kind])


# On a broken site what a test waits for may never come: it waits for a part of the usual time.
# That is enough for whatever must not come, which the exemplar sends before it answers the writer.
HURRIED = 0.05
# A test fails as well when what it waits for does not come, or the connection ends.
NOTICED = (AssertionError, TimeoutError, ClosedError)


@pytest.mark.parametrize(
    ("rule", "name"),
    [(rule, name) for rule, broken in BROKEN.items() for name in broken.noticed_by],
)
def test_a_broken_rule_is_noticed(rule: str, name: str) -> None:
    broken = BROKEN[rule]
    exemplar = Exemplar(production=broken.production, **broken.options, **broken.rules)
    with serving_exemplar(exemplar, HURRIED) as site, pytest.raises(NOTICED):
        hold(name, site)


def test_every_http_test_has_failed_once() -> None:
    noticing = {name for broken in BROKEN.values() for name in broken.noticed_by}
    assert sorted(set(TESTS) - noticing - UNBROKEN) == []
    assert sorted(noticing - set(TESTS)) == []


# It asserts nothing but that the site is still there, which every other test does too.
UNBROKEN = {"test_a_request_that_stops_half_way_does_not_hold_up_the_others"}


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_every_test_is_asked_of_some_site_of_a_framework_that_has_its_options(
    framework: str,
) -> None:
    sites = list(sites_of(framework))
    for name, test in TESTS.items():
        clauses = marks(test, "clause")
        spoken = {key: value for mark in clauses for key, value in mark.kwargs["options"].items()}
        wanted = {key: NONE if key in ON and not value else value for key, value in spoken.items()}
        asked = any(suits(site, clauses) for site in sites)
        assert asked or not has_all(framework, wanted), f"{name} is never run"


def test_the_suite_runs_against_any_address() -> None:
    with serving_exemplar(Exemplar(production=True, example=False)) as site:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        options = ["--base-url", site.base_url, "--production", "--set", "example=false"]
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
