"""Opening a project, and leaving it in order: what was stopped half way is completed or undone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from scaffold.errors import INTERRUPTED
from scaffold.project import locate
from scaffold.traces import has_traces


def opened(start: Path) -> Path:
    """Return the project's folder, after what a killed run left there was put in order."""
    folder = locate(start)
    if not has_traces(folder):
        return folder
    from scaffold.merge import recover  # noqa: PLC0415 (there is nothing to put in order yet)

    if told := recover(folder):
        click.echo(told, err=True)
    return folder


@contextmanager
def in_order(folder: Path) -> Iterator[None]:
    """Put the project in order when the user stops what the block does, and say what was done."""
    from scaffold.merge import recover  # noqa: PLC0415

    try:
        yield
    except KeyboardInterrupt:
        told = recover(folder) or "Nothing was changed"
        click.echo(f"\nStopped. {told}.", err=True)
        raise click.exceptions.Exit(INTERRUPTED) from None
