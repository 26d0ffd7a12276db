"""Starts the sites that the contract is held against, each of them once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.contract.targets import Target, parameter, starters, suits, targets
from tests.harness.browser import Site
from tests.harness.launch import PROXY, development, serving_production
from tests.harness.server import Server, serving
from tests.harness.workshop import Project, shared_project

Make = Callable[[Target], Project]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the HTTP suite be run against any server."""
    group = parser.getgroup("contract")
    group.addoption("--base-url", default="", help="address of the server to test")
    group.addoption("--production", action="store_true", help="it runs with production settings")
    group.addoption("--no-example", action="store_true", help="it was made with `example: no`")


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
        examples = {mark.kwargs["example"] for mark in marks}
        wanted = [] if metafunc.config.getoption("--base-url", default="") else starters(examples)
        parameters = [parameter(target, marks, group="process") for target in wanted]
        metafunc.parametrize("starter", parameters, indirect=True, scope="session")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests of a group on one worker, which pytest-xdist 3.8 fails to do with pytest 9.2.

    It marks a group in the id of the test, which has another form by now:
    https://github.com/pytest-dev/pytest-xdist/issues/1386
    """
    if not getattr(config.option, "loadgroup", False):
        return
    for item in items:
        mark = item.get_closest_marker("xdist_group")
        old = getattr(item, "_id", None)
        if mark is not None and old is not None and not str(old).endswith(f"@{mark.args[0]}"):
            item._id = type(old).parse(f"{old}@{mark.args[0]}")


@pytest.fixture(scope="session")
def make_project(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Return a function that makes and installs a target's project, once for all workers."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if own.name.startswith("popen-") else own

    def make(target: Target) -> Project:
        folder = shared / "projects" / target.folder_name
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
        yield Site(target.base_url, target.production, target.example)
        return
    project = make_project(target)
    work = tmp_path_factory.mktemp(str(target))
    with _serving(project, target, work) as server:
        yield Site(server.base_url, target.production, target.example, project.facts.name)


def _serving(project: Project, target: Target, work: Path) -> AbstractContextManager[Server]:
    if target.production:
        return serving_production(project, work, **PROXY)
    return serving(development(project, work / "development.sqlite3"), work / "logs")
