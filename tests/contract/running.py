"""A starter's production server together with the site that it serves."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from tests.harness.browser import Answer, Site
from tests.harness.launch import PROXY, make_staff, prepare, production
from tests.harness.members import LOGIN, account_form
from tests.harness.server import Server, serving
from tests.harness.workshop import Project, project_at

# What is promised is 5 seconds; the rest is for a busy machine.
STOP_SECONDS = 6.0


@dataclass(frozen=True)
class Running:
    """A server and its site."""

    server: Server
    site: Site


def ask_database(site: Site, accept: str = "text/html") -> Answer:
    """Ask for what can't be answered without the database, as somebody who is not logged in."""
    browser = site.browser()
    if not site.has("accounts"):
        return browser.get("/notes", {"Accept": accept})
    form = account_form(browser.get(LOGIN))
    values = {"username": "nobody", "current-password": "no password of anybody"}
    return browser.post(form.target, form.filled(values), {"Accept": accept})


@cache
def prepared(folder: Path) -> Path:
    """Do once for a project what production does before each start; return the database."""
    database = folder.parent / f"{folder.name}-{os.getpid()}.sqlite3"
    prepare(project_at(folder), database, **PROXY)
    return database


@contextmanager
def in_production(starter: Project, work: Path, **settings: str) -> Iterator[Running]:
    """Serve on a database that is up to date: the folder's, or a new one."""
    database = work / "production.sqlite3"
    ready = prepared(starter.folder)
    if ready.exists() and not database.exists():  # there is none without an ORM
        shutil.copyfile(ready, database)
    with on_database(starter, database, work / "logs", **settings) as running:
        yield running


@contextmanager
def on_database(starter: Project, database: Path, logs: Path, **settings: str) -> Iterator[Running]:
    """Serve on a database as it is; what else there is to prepare was done."""
    prepared(starter.folder)
    command = starter.facts.commands.serve
    launch = production(starter, command, database, **{**PROXY, **settings})
    with serving(launch, logs) as server:
        facts = starter.facts
        staff = partial(make_staff, starter, database)
        answers, name = facts.answers, facts.name
        yield Running(server, Site(server.base_url, True, answers, name, make_staff=staff))
