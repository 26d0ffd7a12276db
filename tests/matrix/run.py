"""Runs one row: makes, installs, checks, tests and starts it, and holds the contract against it."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from scaffold.questions import questionnaire
from tests.contract.targets import Target
from tests.harness.browser import Site
from tests.harness.database_servers import KINDS, fresh_database, why_not
from tests.harness.facts import ROOT
from tests.harness.launch import development
from tests.harness.server import serving
from tests.harness.workshop import (
    Project,
    find_uv,
    install,
    install_for_production,
    make,
    project_at,
    run,
)
from tests.matrix.record import Record
from tests.matrix.rows import FOLDER_NAME
from tests.matrix.sample import Sample

LEAST_COVERAGE = 95.0
MINUTES = 15
WORKERS = 3  # for one row: its suites wait for servers more than they work
# Of the contract: what the steps before it hold already; and that pip installs what uv does, which
# takes a minute, and which `make test` asks of each framework.
LEFT_OUT = (
    "tests/contract/test_starters.py::test_its_own_tests",
    "tests/contract/test_starters.py::test_a_check_of_the_readme",
    "tests/contract/test_starters.py::test_without_uv",
)
# Put into the project's environment once its own packages are counted: its tests must pass in any
# order, and what other people would look at it with must find nothing.
BESIDES = ("bandit>=1.9", "deptry>=0.24", "djlint>=1.36", "pyright>=1.1.400", "pytest-randomly>=4")
CHECKS = (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"])


@dataclass
class Findings:
    """What a run finds out, in the order in which it does."""

    packages: int = 0
    install: float = 0.0
    tests: int = 0
    tests_seconds: float = 0.0
    coverage: float = 0.0
    contract: int = 0
    first_answer: float = 0.0
    problem: str = ""
    seconds: dict[str, float] = field(default_factory=dict)


def run_row(sample: Sample, work: Path, options: str) -> tuple[Record, Findings]:
    """Run a row in a folder of its own; return its record, and what was found out."""
    found = Findings()
    folder = work / sample.row.name / target(sample).folder_name  # where the contract looks for it
    folder.parent.mkdir()
    try:
        for step in STEPS:
            with _timed(found, step.__name__):
                step(folder, sample, found)
    except Exception as error:  # whatever goes wrong, the row is red and the others go on
        found.problem = f"{sample.row.name} {sample.row.answers}: {error}"
    finally:
        shutil.rmtree(folder.parent, ignore_errors=True)  # some 300 MB each
    record = Record(
        name=sample.row.name,
        fingerprint=sample.fingerprint,
        date=datetime.now(UTC).date().isoformat(),
        green=not found.problem,
        options=options,
        files=sample.files,
        packages=found.packages,
        install=round(found.install, 1),
        tests=found.tests,
        tests_seconds=round(found.tests_seconds, 1),
        coverage=round(found.coverage, 1),
        contract=found.contract,
        first_answer=round(found.first_answer, 1),
    )
    return record, found


def made(folder: Path, sample: Sample, found: Findings) -> None:
    """Make the project by the program, install it in both ways, and count its packages."""
    wanted = target(sample)
    make(folder, wanted.framework, wanted.answers)
    project = project_at(folder)
    with _clock() as clock:
        install(project)
    found.install = clock()
    listed = run([find_uv(), "pip", "list", "--python", _python(project)], cwd=folder)
    found.packages = len(listed.splitlines()) - 2
    install_for_production(project)
    run([find_uv(), "pip", "install", "-q", "--python", _python(project), *BESIDES], cwd=folder)
    folder.with_suffix(".done").touch()  # the contract's suites take it as it is


def checked(folder: Path, _: Sample, __: Findings) -> None:
    """Run the linter, the formatter and the type check that the project ships with."""
    project = project_at(folder)
    for command in CHECKS:
        _run(project, command)


def tested(folder: Path, _: Sample, found: Findings) -> None:
    """Run the project's own tests in a random order, and look at what they cover."""
    project = project_at(folder)
    report, covered = folder.with_suffix(".tests.xml"), folder.with_suffix(".coverage.json")
    reports = [f"--junit-xml={report}", "--cov", f"--cov-report=json:{covered}"]
    with _clock() as clock:
        _run(project, [*project.facts.commands.test, *reports])
    found.tests_seconds = clock()
    found.tests = _passed(report)
    total = json.loads(covered.read_text(encoding="utf-8"))["totals"]["percent_covered"]
    found.coverage = float(total)
    assert found.coverage >= LEAST_COVERAGE, f"its tests cover {found.coverage:.1f} %"


def tested_at_the_server(folder: Path, sample: Sample, _: Findings) -> None:
    """Run its own tests on a real server of the database that it was made for."""
    kind = sample.row.answers.get("database")
    if kind not in KINDS:
        return
    if reason := why_not(kind):
        print(f"{sample.row.name} is tested on SQLite alone: {reason}", file=sys.stderr)
        return
    project = project_at(folder)
    with fresh_database(kind) as url:
        _run(project, project.facts.commands.test, TEST_DATABASE_URL=url)


def looked_at(folder: Path, sample: Sample, _: Findings) -> None:
    """Let tools that the project does not ship look at it: security, dependencies, pages, types."""
    project = project_at(folder)
    package = project.facts.package
    stack = questionnaire(ROOT).walk(sample.row.answers, FOLDER_NAME).context["stack"]
    by_name = "|".join(stack["by_name"])
    _run(project, ["bandit", "-q", "-r", "-ll", package])
    _run(project, ["deptry", ".", "--per-rule-ignores", f"DEP002={by_name}"])
    if any((folder / package).rglob("*.html")):
        _run(project, ["djlint", package, "--lint", *_ignored(stack["template_lint"])])
    config = folder.with_suffix(".pyright.json")
    config.write_text(json.dumps(_pyright(folder, package, stack["type_lint"])), encoding="utf-8")
    _run(project, ["pyright", "--pythonpath", _python(project), "--project", str(config)])


def _pyright(folder: Path, package: str, rules: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings of pyright for a project beside them."""
    include = [f"{folder.name}/{package}", f"{folder.name}/tests"]
    return {"include": include, "extraPaths": [folder.name], **dict.fromkeys(rules, False)}


def _ignored(rules: Mapping[str, str]) -> list[str]:
    return ["--ignore", ",".join(rules)] if rules else []


def started(folder: Path, _: Sample, found: Findings) -> None:
    """Start it as its README says, on a new database, and wait for the first page."""
    project = project_at(folder)
    with (
        _clock() as clock,
        serving(
            development(project, folder.with_suffix(".sqlite3")), folder.with_suffix(".logs")
        ) as server,
    ):
        answer = Site(server.base_url).browser().get("/")
        found.first_answer = clock()
    assert answer.status == 200, str(answer)


def held(folder: Path, sample: Sample, found: Findings) -> None:
    """Hold the contract against it; its own tests and checks have run before."""
    report = folder.with_suffix(".contract.xml")
    pytest = [sys.executable, "-m", "pytest", "tests/contract", "-q", "-x", "-rfE", "-m", "clause"]
    side_by_side = ["-n", str(WORKERS), "--dist", "loadgroup", "-p", "no:cacheprovider"]
    where = ["--framework", sample.row.framework, "--projects", str(folder.parent)]
    for name, value in sample.row.options:
        where += ["--set", f"{name}={_text(value)}"]
    left_out = [word for test in LEFT_OUT for word in ("--deselect", test)]
    own = [f"--junit-xml={report}", f"--basetemp={folder}-contract"]
    command = [*pytest, *side_by_side, *where, *left_out, *own]
    run(command, cwd=ROOT, timeout=MINUTES * 60)
    found.contract = _passed(report)


STEPS: tuple[Callable[[Path, Sample, Findings], None], ...] = (
    made,
    checked,
    tested,
    tested_at_the_server,
    looked_at,
    started,
    held,
)


def target(sample: Sample) -> Target:
    """Return what the contract calls the row's project."""
    return Target(sample.row.framework, dict(sample.row.options))


def _text(answer: object) -> str:
    return str(answer).lower() if isinstance(answer, bool) else str(answer)


def _run(project: Project, command: Sequence[str], **settings: str) -> str:
    environment = project.development
    resolved = environment.resolve(command)
    return run(resolved, cwd=project.folder, variables=environment.variables(**settings))


def _python(project: Project) -> str:
    return project.development.resolve(["python"])[0]


def _passed(report: Path) -> int:
    """Return how many tests passed, by pytest's own report."""
    suite = next(ElementTree.parse(report).iter("testsuite"))  # noqa: S314 (pytest's, of this run)
    left_out = sum(int(suite.get(name, "0")) for name in ("failures", "errors", "skipped"))
    return int(suite.get("tests", "0")) - left_out


@contextmanager
def _clock() -> Iterator[Callable[[], float]]:
    """Give a function that tells the seconds since the block began, or that it took."""
    began = time.monotonic()
    ended: list[float] = []
    yield lambda: (ended[0] if ended else time.monotonic()) - began
    ended.append(time.monotonic())


@contextmanager
def _timed(found: Findings, name: str) -> Iterator[None]:
    with _clock() as clock:
        yield
    found.seconds[name] = clock()
