"""`scaffold abort`: take back an update that ended in conflicts."""

from __future__ import annotations

from pathlib import Path

import click

from scaffold.commands.examples import examples
from scaffold.commands.project_option import project_argument
from scaffold.commands.undo import take_back

EPILOG = examples("scaffold abort", "scaffold abort --yes")


@click.command("abort", epilog=EPILOG)
@project_argument
@click.option("--yes", "-y", is_flag=True, help="Do it even if files were edited since.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(project: Path, *, yes: bool, as_json: bool) -> None:
    """Take back an operation that ended in conflicts: the same as `scaffold undo`."""
    take_back(project, yes=yes, as_json=as_json)
