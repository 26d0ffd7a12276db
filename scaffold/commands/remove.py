"""`scaffold remove`: switch features of a project off."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from scaffold.commands.changing import change, mode_options, taken_mode
from scaffold.commands.examples import examples
from scaffold.commands.project_option import project_option
from scaffold.features import switched_off
from scaffold.update import Wish

EPILOG = examples("scaffold remove docker", "scaffold remove example --dry-run")


@click.command("remove", epilog=EPILOG)
@click.argument("features", nargs=-1, required=True, metavar="FEATURE...")
@project_option
@mode_options
def command(features: tuple[str, ...], project: Path, **flags: Any) -> int:
    """Switch features off; what you changed of them is kept, as a conflict."""
    mode = taken_mode(flags)
    settings = switched_off(features)
    return change(project, Wish(stays=True, settings=settings, operation="remove"), mode)
