"""Starts the sites that the contract is held against, each of them once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path

import pytest

from tests.contract.targets import Target, parameter, starters, suits, targets
from tests.harness.browser import Site
from tests.harness.database_servers import KINDS, fresh_database, why_not
from tests.harness.launch import PROXY, development, make_staff, serving_production
from tests.harness.mail import Outbox, Printed, mail_sink
from tests.harness.openid import Provider
from tests.harness.openid_server import openid_provider
from tests.harness.options import option
from tests.harness.server import Server, serving
from tests.harness.workshop import Project, shared_project

Make = Callable[[Target], Project]
DATABASES = {False: "development.sqlite3", True: "production.sqlite3"}  # by the way of running


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the HTTP suite be run against any server."""
    group = parser.getgroup("contract")
    group.addoption("--base-url", default="", help="address of the server to test")
    group.addoption("--production", action="store_true", help="it runs with production settings")
    group.addoption(
        "--set",
        action="append",
        metavar="OPTION=ANSWER",
        help="what it was made with; without --base-url: make starters with this, and no others",
    )
    group.addoption("--framework", default="", help="make starters of this framework alone")
    group.addoption("--projects", default="", help="folder of projects that are made already")


def pytest_configure(config: pytest.Config) -> None:
    """Make the marks known."""
    config.addinivalue_line("markers", "clause(name): holds a clause of docs/contract.md")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test once for each `site`, or `starter`, that its clauses speak of."""
    marks = list(metafunc.definition.iter_markers("clause"))
    if "site" in metafunc.fixturenames:
        wanted = [target for target in targets(metafunc.config) if suits(target, marks)]
        parameters = [parameter(target, marks) for target in wanted]
        metafunc.parametrize("site", parameters, indirect=True, scope="session")
    if "starter" in metafunc.fixturenames:
        wanted = starters(metafunc.config, marks)
        suite = metafunc.module.__name__.rpartition(".test_")[2]
        parameters = [parameter(target, marks, group=suite) for target in wanted]
        metafunc.parametrize("starter", parameters, indirect=True, scope="session")


@pytest.fixture(scope="session")
def make_project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Return a function that makes and installs a target's project, once for all workers."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if own.name.startswith("popen-") else own

    given = request.config.getoption("--projects")
    projects = Path(given) if given else shared / "projects"

    def make(target: Target) -> Project:
        folder = projects / target.folder_name
        return shared_project(folder, target.framework, target.answers)

    return make


@pytest.fixture(scope="session")
def starter(request: pytest.FixtureRequest, make_project: Make) -> Project:
    """Return a framework's project, installed."""
    return make_project(request.param)


@pytest.fixture(scope="session")
def site(
    request: pytest.FixtureRequest, make_project: Make, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Return a running site."""
    target: Target = request.param
    if target.base_url:
        yield Site(target.base_url, target.production, target.options)
        return
    project = make_project(target)
    facts, work = project.facts, tmp_path_factory.mktemp(str(target))
    with (
        _provider(target) as provider,
        _database(target) as database,
        _serving(project, target, work, database | _settings(provider)) as (server, outbox),
    ):
        yield Site(
            server.base_url,
            target.production,
            facts.answers,
            facts.name,
            outbox,
            provider,
            partial(make_staff, project, work / DATABASES[target.production], settings=database),
        )


def _provider(target: Target) -> AbstractContextManager[Provider | None]:
    """Be who lets users in, where the site asks somebody."""
    return openid_provider() if option(target.options, "social_login") else nullcontext()


def _settings(provider: Provider | None) -> dict[str, str]:
    return dict(provider.settings) if provider else {}


@contextmanager
def _database(target: Target) -> Iterator[dict[str, str]]:
    """Give production a database at a server, where it was made for one and there is one here."""
    kind = option(target.options, "database")
    if not target.production or kind not in KINDS or why_not(kind):
        yield {}
        return
    with fresh_database(kind) as url:
        yield {"DATABASE_URL": url}


@contextmanager
def _serving(
    project: Project, target: Target, work: Path, settings: Mapping[str, str]
) -> Iterator[tuple[Server, Outbox]]:
    """Serve a project, and show the mail that it sends."""
    if target.production:
        with (
            mail_sink() as sink,
            serving_production(project, work, **PROXY, MAIL_URL=sink.url, **settings) as server,
        ):
            yield server, sink
        return
    launch = development(project, work / DATABASES[False], **settings)
    with serving(launch, work / "logs") as server:
        yield server, Printed(lambda: server.errors)
