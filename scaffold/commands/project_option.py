"""The option that names the project where a command's words name something else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def project_option(command: Command) -> Command:
    """Add `--project`."""
    return click.option(
        "--project",
        type=click.Path(path_type=Path),
        default=Path(),
        metavar="FOLDER",
        help="The project.  [default: the one that the current folder lies in]",
    )(command)


def project_argument(command: Command) -> Command:
    """Add the argument that names one project."""
    return click.argument(
        "project", required=False, default=Path(), type=click.Path(path_type=Path)
    )(command)
