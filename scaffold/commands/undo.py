"""`scaffold undo`: bring back what stood before the last operation."""

from __future__ import annotations

import json
from pathlib import Path

import click

from scaffold.commands.asking import somebody_is_there
from scaffold.commands.examples import examples
from scaffold.commands.opening import in_order, opened
from scaffold.commands.project_option import project_argument
from scaffold.errors import ScaffoldError, listed
from scaffold.merge import Undone, edited_since, undo

SHOWN = 5


EPILOG = examples("scaffold undo", "scaffold undo ../blog --yes")


@click.command("undo", epilog=EPILOG)
@project_argument
@click.option("--yes", "-y", is_flag=True, help="Do it even if files were edited since.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(project: Path, *, yes: bool, as_json: bool) -> None:
    """Bring back what stood before the last operation: files, uncommitted work, and index."""
    take_back(project, yes=yes, as_json=as_json)


def take_back(start: Path, *, yes: bool, as_json: bool) -> None:
    """Undo, and tell what was done."""
    folder = opened(start)
    edited = edited_since(folder)
    if edited and not yes:
        _ask(edited)
    with in_order(folder):
        undone = undo(folder)
    data = {"operation": undone.operation, "paths": list(undone.paths)}
    data |= {"edited": list(undone.edited), "kept_under": undone.ref if undone.edited else ""}
    click.echo(json.dumps(data, indent=2) if as_json else "\n".join(_lines(undone)))


def _ask(edited: tuple[str, ...]) -> None:
    """Ask whether to go on; a copy of the edits is kept either way."""
    more = f" and {len(edited) - SHOWN} more" if len(edited) > SHOWN else ""
    told = f"You edited {listed(edited[:SHOWN])}{more} since"
    if not somebody_is_there():
        raise ScaffoldError(told, "`undo` would take that back too, and keep a copy", "add `--yes`")
    click.confirm(f"{told}. Undo all the same? A copy is kept.", abort=True, err=True)


def _lines(undone: Undone) -> list[str]:
    lines = [f"Took back `{undone.operation}`: {len(undone.paths)} files are as they were."]
    if undone.edited:
        lines += [
            "Your edits since then are kept; to see one:",
            f"  git show {undone.ref}:files/{undone.edited[0]}",
        ]
    return lines
