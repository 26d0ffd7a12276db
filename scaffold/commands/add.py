"""`scaffold add`: switch features of a project on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from scaffold.commands.changing import change, mode_options, taken_mode
from scaffold.commands.examples import examples
from scaffold.commands.project_option import project_option
from scaffold.features import switched_on
from scaffold.update import Wish

EPILOG = examples("scaffold add docker pre_commit", "scaffold add ci=github --yes")


@click.command("add", epilog=EPILOG)
@click.argument("features", nargs=-1, required=True, metavar="FEATURE...")
@project_option
@mode_options
def command(features: tuple[str, ...], project: Path, **flags: Any) -> int:
    """Switch features on, as if the project had been made with them."""
    mode = taken_mode(flags)
    settings = switched_on(features)
    return change(project, Wish(stays=True, settings=settings, operation="add"), mode)
