"""`scaffold update`: bring projects to newer templates, with their edits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from scaffold.commands.changing import as_pairs, change, mode_options, taken_mode
from scaffold.commands.examples import examples
from scaffold.update import Wish

EPILOG = examples(
    "scaffold update                       shows the plan, asks, applies",
    "scaffold update --dry-run --diff",
    "scaffold update --to 0.2.0 --yes",
    "scaffold update ~/src/* --yes         many at once",
)


@click.command("update", epilog=EPILOG)
@click.argument("projects", nargs=-1, type=click.Path(path_type=Path), metavar="[PROJECT]...")
@click.option("--to", metavar="VERSION", help="This release.  [default: the newest]")
@click.option(
    "--set", "settings", multiple=True, metavar="KEY=VALUE", help="Change an answer as well."
)
@mode_options
@click.option("--jobs", type=click.IntRange(1), help="How many at once.  [default: one a core]")
def command(
    projects: tuple[Path, ...], to: str | None, settings: tuple[str, ...], **flags: Any
) -> int:
    """Bring projects to newer templates; no edit is lost, and nothing happens unasked.

    Without PROJECT: the one that the current folder lies in.
    """
    jobs = flags.pop("jobs")
    mode = taken_mode(flags)
    wish = Wish(to=to, settings=as_pairs(settings))
    if len(projects) > 1:
        from scaffold.commands.many import change_many  # noqa: PLC0415 (one is the usual case)

        return change_many(projects, wish, mode, jobs)
    return change(projects[0] if projects else Path(), wish, mode)
