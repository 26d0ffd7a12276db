"""How a project's own commands are launched: for development, and for production behind a proxy."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.harness.options import option
from tests.harness.server import Launch, Server, run_to_end, serving
from tests.harness.workshop import Project, WorkshopError, only_one

NO_SETTINGS: Mapping[str, str] = {}
PROXY = {"TRUSTED_PROXIES": "127.0.0.1"}


def development(project: Project, database: Path | None = None, **settings: str) -> Launch:
    """Return the one command of development; `.env` says the rest."""
    if database is not None and option(project.facts.answers, "orm"):
        settings = {"DATABASE_URL": sqlite(database), **settings}
    environment = project.development
    command = environment.resolve(project.facts.commands.start)
    return Launch(command, project.folder, environment.variables(**settings))


def production(project: Project, command: Sequence[str], database: Path, **settings: str) -> Launch:
    """Return a command with settings that are fit for production; an empty setting is left out."""
    usual = {"SECRET_KEY": secret_key()}
    if option(project.facts.answers, "orm"):
        usual["DATABASE_URL"] = sqlite(database)
    if option(project.facts.answers, "accounts"):
        usual["MAIL_URL"] = "console:"
    settings = usual | settings
    environment = project.production
    variables = environment.variables(**{name: text for name, text in settings.items() if text})
    return Launch(environment.resolve(command), project.folder, variables)


@contextmanager
def serving_production(project: Project, work: Path, **settings: str) -> Iterator[Server]:
    """Prepare a database in the folder `work` and serve on it, as a server's operator does."""
    database = work / "production.sqlite3"
    settings.setdefault("SECRET_KEY", secret_key())
    prepare(project, database, **settings)
    launch = production(project, project.facts.commands.serve, database, **settings)
    with serving(launch, work / "logs") as server:
        yield server


def prepare(project: Project, database: Path, **settings: str) -> None:
    """Run what production runs before each start; some of it writes into the project's folder."""
    with only_one(project.folder.with_suffix(".prepare.lock")):
        for command in project.facts.commands.prepare:
            ended = run_to_end(production(project, command, database, **settings), seconds=60)
            if ended.status:
                raise WorkshopError(f"`{' '.join(command)}` failed:\n{ended.output}{ended.errors}")


def make_staff(
    project: Project,
    database: Path,
    username: str,
    *,
    remove: bool = False,
    settings: Mapping[str, str] = NO_SETTINGS,
) -> None:
    """Let a user into the admin, or out of it, by the project's own command."""
    command = [*project.facts.commands.staff, username, *(["--remove"] if remove else [])]
    ended = run_to_end(production(project, command, database, **settings), seconds=60)
    if ended.status:
        raise WorkshopError(f"`{' '.join(command)}` failed:\n{ended.output}{ended.errors}")


def sqlite(database: Path) -> str:
    """Return the address of a database file."""
    return f"sqlite:///{database.absolute().as_posix()}"


def secret_key() -> str:
    """Make a secret key that is good enough for production."""
    return secrets.token_urlsafe(48)
