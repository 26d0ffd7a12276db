"""Projects with a past that are updated or get other answers, and have to keep every promise then.

The past: notes in the database, a migration and edits of the user's own.
"""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scaffold.releases import Release, releases
from tests.commands import ROOT
from tests.conftest import FRAMEWORKS
from tests.contract.forms import write
from tests.harness.browser import Site as Running
from tests.harness.launch import PROXY, development, prepare, secret_key
from tests.harness.server import run_to_end, serving
from tests.harness.workshop import Environment, Project, install, project_at, run
from tests.projects import NEWEST, Site, make_site

# What a project's own command for an empty migration looks like, by the library that runs it.
EMPTY = {
    "django": "python manage.py dev makemigrations accounts --empty --name mine",
    "flask-alembic": "{command} dev db revision --empty mine",
    "alembic": "{command} dev db revision --autogenerate -m mine",
}
OPTIONS = ("example", "accounts", "rest_api")  # what the suite is told of a site
MINE = "\n## Mine\n\nA line of my own.\n"
COMMENT = "<!-- mine -->"
TITLES = [f"Note {number}" for number in range(12)]
# The longest way and the usual one; each takes minutes, and there will be many releases.
OLDER = sorted({releases()[0], releases()[-2]}, key=releases().index)

pytestmark = [
    pytest.mark.starter,
    pytest.mark.parametrize(
        "framework",
        [
            pytest.param(name, marks=pytest.mark.xdist_group(f"{name}-living"))
            for name in FRAMEWORKS
        ],
    ),
]


@dataclass
class Living:
    """A project that is installed, and its database."""

    site: Site
    database: Path

    @property
    def project(self) -> Project:
        """Return it with the commands that its answers give now."""
        found = project_at(self.site.folder)
        environment = Environment(self.database.parent / "venv")
        return Project(found.folder, found.facts, environment, environment)

    def run(self, line: str) -> None:
        """Run a command of the project's, in development."""
        project = self.project
        known = project.development.variables(DATABASE_URL=f"sqlite:///{self.database}")
        run(project.development.resolve(shlex.split(line)), cwd=project.folder, variables=known)

    def install(self) -> None:
        """Install it anew: its packages may have changed."""
        shutil.rmtree(self.project.development.folder, ignore_errors=True)
        install(self.project)

    def migrate(self) -> None:
        """Do what production does before each start."""
        prepare(self.project, self.database, SECRET_KEY=secret_key(), **PROXY)

    def serve(self, look: Callable[[Running], None]) -> None:
        """Serve it as in development, and look at it."""
        project = self.project
        launch = development(project, self.database)
        with serving(launch, self.database.parent / "logs") as server:
            look(Running(server.base_url, False, project.facts.answers, project.facts.name))

    def add_migration(self) -> None:
        """Write a migration of the user's own, and apply it."""
        packages = self.site.read("pyproject.toml")
        known = next(name for name in EMPTY if f'"{name}' in packages)
        [command] = [*self.project.facts.commands.start[:1]]
        self.run(EMPTY[known].format(command=command))
        self.migrate()


def living(folder: Path, release: Release, **answers: Any) -> Living:
    """Make a project with a past."""
    made = Living(make_site(folder / "my-site", release, **answers), folder / "living.sqlite3")
    made.install()
    made.migrate()
    if made.project.facts.answers["example"]:
        made.serve(fill)
    made.add_migration()
    made.site.write("README.md", made.site.read("README.md") + MINE)
    base = next(name for name in made.site.files() if name.endswith(("base.html", "layout.html")))
    made.site.replace(base, "</footer>", f"</footer>\n    {COMMENT}")
    return made


def fill(site: Running) -> None:
    browser = site.visitor()
    for title in TITLES:
        write(browser, title)


def changed(one: Living, *words: str) -> Mapping[str, Any]:
    """Change the project, and do what the plan says; return the plan."""
    plan = one.site.json(*words, "--yes")
    assert plan["conflicts"] == []
    one.install()
    if plan["consequences"]["merge_migrations"]:
        one.run(plan["consequences"]["merge_migrations"])
    one.migrate()
    return plan


def check(one: Living) -> None:
    """Check that the project is ready, keeps the contract and passes its own tests."""
    assert one.site.read("README.md").endswith(MINE)

    def look(site: Running) -> None:
        ready = site.browser().get("/readyz")
        assert (ready.status, json.loads(ready.text)["migrations"]) == (200, "ok")
        assert COMMENT in site.browser().get("/").text
        keeps_the_contract(site)

    one.serve(look)
    launch = development(one.project)
    command = one.project.development.resolve(one.project.facts.commands.test)
    ended = run_to_end(type(launch)(command, launch.folder, launch.variables), seconds=300)
    assert ended.status == 0, ended.output[-3000:]


def keeps_the_contract(site: Running) -> None:
    """Run the suite over HTTP against a server."""
    suites = sorted(str(path) for path in (ROOT / "tests" / "contract").glob("test_http_*.py"))
    options = [f"--set={name}={str(site.has(name)).lower()}" for name in OPTIONS]
    words = [f"--base-url={site.origin}", *options]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *suites, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]


def migrations(one: Living) -> set[str]:
    """Return the names of a project's migrations."""
    return {path.name for path in one.project.folder.rglob("migrations/**/*.py")}


@pytest.mark.parametrize("release", OLDER, ids=lambda release: release.version)
def test_an_update_of_a_living_project(tmp_path: Path, framework: str, release: Release) -> None:
    one = living(tmp_path, release, framework=framework)
    before = migrations(one)

    plan = changed(one, "update")

    assert bool(plan["consequences"]["migrations"]) == (migrations(one) != before)

    def look(site: Running) -> None:
        first, second = (site.visitor().get(f"/notes?page={number}").text for number in (1, 2))
        assert all(f">{title}<" in first + second for title in TITLES)

    one.serve(look)
    check(one)


def test_a_feature_is_added_to_a_living_project(tmp_path: Path, framework: str) -> None:
    one = living(tmp_path, NEWEST, framework=framework, example=False)

    changed(one, "add", "example")

    check(one)


def test_a_feature_is_removed_from_a_living_project_and_added_again(
    tmp_path: Path, framework: str
) -> None:
    one = living(tmp_path, NEWEST, framework=framework)

    changed(one, "remove", "example")
    check(one)
    changed(one, "add", "example")

    def look(site: Running) -> None:
        assert f">{TITLES[-1]}<" in site.visitor().get("/notes").text

    one.serve(look)
