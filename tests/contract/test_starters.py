"""Starters as their users get them: the commands of the README, one after the other, for real."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.contract.clauses import clause
from tests.harness.browser import Site
from tests.harness.readme import console_lines
from tests.harness.server import Launch, serving
from tests.harness.workshop import (
    Environment,
    Project,
    WorkshopError,
    find_uv,
    installer_variables,
    run,
)

pytestmark = pytest.mark.starter

COVERED = 95.0  # percent of all lines
NOT_COPIED = shutil.ignore_patterns(".venv", "*.sqlite3*", ".*_cache", "__pycache__", "uv.lock")
SENTINEL = b"a database that no test may open"
CHECKS = ["uv run ruff check", "uv run ruff format --check", "uv run mypy"]


@dataclass(frozen=True)
class Copy:
    """A copy of a project in which nothing is installed yet."""

    original: Project
    folder: Path

    @property
    def shown(self) -> dict[str, list[str]]:
        """Return the commands of its README."""
        return console_lines(self.folder)

    def run(self, line: str, *more: str) -> str:
        """Run a command of the README, with more words after it."""
        return run([*words(line), *more], cwd=self.folder, variables=variables())


def words(line: str) -> list[str]:
    """Return a line of the README as words, with `uv` as a path."""
    uv = find_uv()
    if not uv:
        pytest.skip("there is no uv on this machine")
    return [uv if word == "uv" else word for word in shlex.split(line)]


def variables() -> dict[str, str]:
    """Return the variables of a machine where nothing is activated."""
    return {name: text for name, text in installer_variables().items() if name != "VIRTUAL_ENV"}


def copy_of(starter: Project, work: Path) -> Copy:
    """Copy a project, without what was installed for other tests."""
    folder = work / starter.folder.name
    shutil.copytree(starter.folder, folder, ignore=NOT_COPIED)
    return Copy(starter, folder)


@pytest.fixture(scope="module")
def copy(starter: Project, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return copy_of(starter, tmp_path_factory.mktemp("starter"))


def check_serves(command: list[str], folder: Path, logs: Path, known: Mapping[str, str]) -> None:
    """Check that the command serves the home page, also when it has to install things first."""
    with serving(Launch(command, folder, known), logs, seconds=300) as server:
        browser = Site(server.base_url).browser()
        assert browser.get("/").status == 200
        assert browser.get("/readyz").status == 200


@clause("starter.readme")
def test_the_readme_shows_the_commands_of_the_stack(copy: Copy) -> None:
    shown, commands = copy.shown, copy.original.facts.commands
    assert [shlex.split(line) for line in shown["Start"]] == [["uv", "run", *commands.start]]
    assert shlex.split(shown["Test"][0]) == ["uv", "run", *commands.test]
    assert shown["Test"][1:] == CHECKS
    production = [*commands.prepare, commands.check, commands.serve]
    assert [shlex.split(line) for line in shown["Production"]][: len(production)] == production


@clause("starter.start")
def test_the_start_command_of_the_readme_serves(copy: Copy, tmp_path: Path) -> None:
    check_serves(words(copy.shown["Start"][0]), copy.folder, tmp_path / "logs", variables())


@dataclass(frozen=True)
class OwnTests:
    """What came of one run of a starter's own tests."""

    problem: str
    covered: float  # percent of all lines
    database: bytes


@pytest.fixture(scope="module")
def tested(copy: Copy, tmp_path_factory: pytest.TempPathFactory) -> OwnTests:
    """Run the tests once, with no settings of a developer, and a database that none may open."""
    report = tmp_path_factory.mktemp("coverage") / "report.json"
    cover = [f"--cov={copy.original.facts.package}", f"--cov-report=json:{report}"]
    database = copy.folder / "db.sqlite3"
    database.unlink(missing_ok=True)
    database.write_bytes(SENTINEL)
    (copy.folder / ".env").unlink(missing_ok=True)
    problem = ""
    try:
        copy.run(copy.shown["Test"][0], *cover)
    except WorkshopError as error:
        problem = str(error)
    found = database.read_bytes() if database.exists() else b""
    database.unlink(missing_ok=True)
    totals = json.loads(report.read_text(encoding="utf-8"))["totals"] if report.exists() else {}
    covered = 100 * totals["covered_lines"] / totals["num_statements"] if totals else 0
    return OwnTests(problem, covered, found)


@clause("starter.tests")
def test_its_own_tests_pass_without_settings_of_a_developer(tested: OwnTests) -> None:
    assert tested.problem == ""


@clause("starter.tests")
def test_its_own_tests_cover_95_percent_of_its_lines(tested: OwnTests) -> None:
    assert tested.covered >= COVERED


@clause("starter.tests")
def test_its_own_tests_never_open_the_database_of_development(tested: OwnTests) -> None:
    assert tested.database == SENTINEL


@clause("starter.checks")
@pytest.mark.parametrize("number", range(len(CHECKS)), ids=CHECKS)
def test_a_check_of_the_readme_passes_from_the_start(copy: Copy, number: int) -> None:
    copy.run(copy.shown["Test"][1 + number])


@clause("starter.tests")
def test_its_own_tests_can_fail(copy: Copy) -> None:
    page = copy.folder / copy.original.facts.package / "about.py"
    text = page.read_text(encoding="utf-8")
    page.write_text("NAME = 1 / 0\n", encoding="utf-8")
    try:
        with pytest.raises(WorkshopError):
            copy.run(copy.shown["Test"][0], "-x", "-q")
    finally:
        page.write_text(text, encoding="utf-8")


@clause("starter.pip", example=True)
def test_without_uv_the_same_commands_work(starter: Project, tmp_path: Path) -> None:
    shell = shutil.which("bash")
    if shell is None:
        pytest.skip("there is no bash on this machine to activate an environment in")
    copy = copy_of(starter, tmp_path)
    known = variables()
    known["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), known["PATH"]])
    prelude = copy.shown["Without uv"]
    script = "\n".join([*prelude, shlex.join(starter.facts.commands.test)])
    run([shell, "-e", "-c", script], cwd=copy.folder, variables=known)
    environment = Environment(copy.folder / ".venv")
    command = environment.resolve(starter.facts.commands.start)
    check_serves(command, copy.folder, tmp_path / "logs", environment.variables())
