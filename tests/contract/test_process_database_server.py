"""Starters with a database at a server: real PostgreSQL and MySQL or MariaDB, where there are."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import FRAMEWORKS
from tests.contract.conftest import Make
from tests.contract.forms import submit, titles, unique, write
from tests.contract.running import Running
from tests.contract.targets import Target
from tests.contract.test_process_database import DOWN, READY
from tests.harness.browser import Site
from tests.harness.database_servers import KINDS, fresh_database, line_to, why_not
from tests.harness.launch import PROXY, prepare, production
from tests.harness.server import run_to_end, serving
from tests.harness.workshop import Project

pytestmark = [
    pytest.mark.starter,
    pytest.mark.parametrize("kind", KINDS),
    pytest.mark.parametrize(
        "framework",
        [
            pytest.param(name, marks=pytest.mark.xdist_group(f"{name}-servers"))
            for name in FRAMEWORKS
        ],
    ),
]
PROBE_SECONDS = 6.0  # four are promised; the rest is for a busy machine
OWL = "\N{OWL}"


@pytest.fixture
def project(framework: str, kind: str, make_project: Make) -> Project:
    if reason := why_not(kind):
        pytest.skip(reason)
    return make_project(Target(framework, {"database": kind}))


@contextmanager
def served(project: Project, url: str, work: Path, **settings: str) -> Iterator[Running]:
    """Serve in production on a database that is up to date."""
    known = {**PROXY, "DATABASE_URL": url, **settings}
    prepare(project, work / "none", **known)
    launch = production(project, project.facts.commands.serve, work / "none", **known)
    with serving(launch, work / "logs") as server:
        yield Running(
            server, Site(server.base_url, True, project.facts.answers, project.facts.name)
        )


def test_notes_are_kept_whole_and_in_their_order(
    project: Project, kind: str, tmp_path: Path
) -> None:
    with (
        fresh_database(kind) as url,
        served(project, url, tmp_path, WEB_CONCURRENCY="2") as running,
    ):
        browser = running.site.browser()
        assert browser.get("/readyz").json() == READY
        path = write(browser, OWL * 100, OWL * 10_000)
        page = browser.get(path).page
        assert (page.heading, page.one("div", css_class="note-text").text) == (
            OWL * 100,
            OWL * 10_000,
        )
        assert submit(browser, "a\0b").status == 422
        written = [unique() for _ in range(5)]
        for title in written:
            write(browser, title)
        assert titles(running.site) == [*reversed(written), OWL * 100]


def test_the_site_outlives_its_server(project: Project, kind: str, tmp_path: Path) -> None:
    with (
        fresh_database(kind) as direct,
        line_to(kind, direct) as (line, url),
        served(project, url, tmp_path) as running,
    ):
        browser = running.site.browser()
        assert browser.get("/notes").status == 200
        line.close_connections()  # the ones that wait in the pool
        assert [browser.get("/notes").status for _ in range(6)] == [200] * 6
        line.hang()
        for _ in range(2):
            began = time.monotonic()
            answer = browser.get("/readyz")
            assert (answer.status, answer.json()) == (503, DOWN)
            assert time.monotonic() - began < PROBE_SECONDS
        assert browser.get("/healthz").status == 200
        line.go_on()
        line.close_connections()
        deadline = time.monotonic() + 15
        while browser.get("/readyz").status != 200 and time.monotonic() < deadline:
            time.sleep(0.2)
        assert browser.get("/readyz").json() == READY
        assert browser.get("/notes").status == 200


WRONG: dict[str, Callable[[str], str]] = {
    "nobody listens": lambda url: url.replace(":5432/", ":1/").replace(":3306/", ":1/"),
    "no such user": lambda url: url.replace("://scaffold_", "://nobody_"),
    "no such database": lambda url: f"{url}_nowhere",
}


def test_a_command_says_in_one_line_that_there_is_no_database(
    project: Project, kind: str, tmp_path: Path
) -> None:
    with fresh_database(kind) as url:
        for wrong, change in WRONG.items():
            known = {**PROXY, "DATABASE_URL": change(url)}
            command = project.facts.commands.prepare[0]
            ended = run_to_end(production(project, command, tmp_path / "none", **known))
            *_, line = ended.errors.splitlines()
            assert ended.status == 1, wrong
            assert line.startswith("Error: DATABASE_URL names a database that can't be"), wrong
            assert "Traceback" not in ended.errors, wrong
            assert "p@ss" not in ended.errors + ended.output, wrong
            assert "p%40ss" not in ended.errors + ended.output, wrong
