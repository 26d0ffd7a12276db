"""`scaffold status`: show version, answers and edits of projects, and what is left to do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from scaffold import status
from scaffold.commands.examples import examples
from scaffold.commands.opening import opened
from scaffold.commands.tables import table
from scaffold.errors import FAILURE, UPDATE_AVAILABLE, ScaffoldError
from scaffold.project import holds_answers
from scaffold.status import Status

EPILOG = examples(
    "scaffold status",
    "scaffold status --exit-code --no-drift    for scripts: 5 when an update is there",
    "scaffold status ~/src/* --json",
)


@click.command("status", epilog=EPILOG)
@click.argument("projects", nargs=-1, type=click.Path(path_type=Path), metavar="[PROJECT]...")
@click.option(
    "--drift/--no-drift",
    default=None,
    help="Look for template files that were edited or deleted.  [default: for one project]",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--exit-code", is_flag=True, help="Exit with 5 when an update is available.")
def command(
    projects: tuple[Path, ...], *, drift: bool | None, as_json: bool, exit_code: bool
) -> int:
    """Show version, answers and edits of projects, and what is left to do.

    Without PROJECT: the one that the current folder lies in.
    """
    with_drift = drift if drift is not None else len(projects) < 2  # noqa: PLR2004
    if len(projects) > 1:
        found = _many(projects, with_drift=with_drift, as_json=as_json)
    else:
        folder = opened(projects[0] if projects else Path())
        found = [status.status(folder, with_drift=with_drift)]
        data = json.dumps(found[0].data(), indent=2, ensure_ascii=False)
        click.echo(data if as_json else "\n".join(status.lines(found[0])))
    has_update = any(one.has_update for one in found)
    return UPDATE_AVAILABLE if exit_code and has_update else 0


def _many(projects: Sequence[Path], *, with_drift: bool, as_json: bool) -> list[Status]:
    """Look at each project; one that can't be read is told of and does not stop the rest."""
    found: list[Status] = []
    failed: list[tuple[Path, str]] = []
    for path in projects:
        if not holds_answers(path):
            continue
        try:
            found.append(status.status(opened(path), with_drift=with_drift))
        except ScaffoldError as error:
            failed.append((path, error.message))
    if as_json:
        rows = [one.data() for one in found]
        rows += [{"project": str(path), "problem": told} for path, told in failed]
        click.echo(json.dumps({"projects": rows}, indent=2, ensure_ascii=False))
    else:
        cells = [status.row(one) for one in found]
        cells += [[str(path), "", "can't be read", told] for path, told in failed]
        click.echo("\n".join(table(["project", "version", "state", "notes"], cells)))
    if failed and not found:
        raise click.exceptions.Exit(FAILURE)
    return found
