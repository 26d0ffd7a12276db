"""`scaffold set`: change answers of a project."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from scaffold.commands.changing import as_pairs, change, mode_options, taken_mode
from scaffold.commands.examples import examples
from scaffold.commands.project_option import project_option
from scaffold.update import Wish

EPILOG = examples("scaffold set license=MIT author='Ada Lovelace'", "scaffold set ci=github --yes")


@click.command("set", epilog=EPILOG)
@click.argument("settings", nargs=-1, required=True, metavar="KEY=VALUE...")
@project_option
@mode_options
def command(settings: tuple[str, ...], project: Path, **flags: Any) -> int:
    """Change answers of a project, as if it had been made with them."""
    mode = taken_mode(flags)
    wish = Wish(stays=True, settings=as_pairs(settings), operation="set")
    return change(project, wish, mode)
