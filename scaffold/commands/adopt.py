"""`scaffold adopt`: take in a project that was made without an answers file, or lost it."""

from __future__ import annotations

import json
from pathlib import Path

import click

from scaffold.adopt import Candidate, answers_file, search
from scaffold.answers import known_answers
from scaffold.commands.asking import agreed
from scaffold.commands.changing import as_pairs
from scaffold.commands.examples import examples
from scaffold.commands.project_option import project_argument
from scaffold.errors import InputError, ScaffoldError
from scaffold.placing import place_file
from scaffold.project import holds_answers, read
from scaffold.prompts import shown
from scaffold.questions import questionnaire
from scaffold.releases import newest
from scaffold.render import ANSWERS_FILE

EPILOG = examples("scaffold adopt", "scaffold adopt ../shop --set package_name=shop --yes")


@click.command("adopt", epilog=EPILOG)
@project_argument
@click.option(
    "--set", "settings", multiple=True, metavar="KEY=VALUE", help="An answer that you know."
)
@click.option("--yes", "-y", is_flag=True, help="Write the answers file without asking.")
@click.option("--dry-run", is_flag=True, help="Show what was found; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(
    project: Path, *, settings: tuple[str, ...], yes: bool, dry_run: bool, as_json: bool
) -> None:
    """Find the release and the answers that fit a project best, and write its answers file."""
    if as_json and not (yes or dry_run):
        raise InputError("`--json` asks nothing", hint="add `--yes` or `--dry-run`")
    folder = project.resolve()
    if not folder.is_dir():
        raise ScaffoldError(f"There is no folder `{project}`")
    _refuse_known(folder)
    fixed = known_answers(questionnaire(newest()), as_pairs(settings))
    click.echo("Comparing the project with every release …", err=True)
    found = search(folder, fixed)
    if not as_json:
        _show(found, folder)
    writes = not dry_run and (yes or agreed(f"Write `{ANSWERS_FILE}` with these answers?"))
    if writes:
        place_file(folder / ANSWERS_FILE, answers_file(folder, found))
    if as_json:
        data = {"version": found.release.version, "answers": dict(found.answers)}
        click.echo(
            json.dumps(data | {"share": round(found.match.share, 4), "written": writes}, indent=2)
        )
    else:
        click.echo(_end(writes), err=not writes)


def _refuse_known(folder: Path) -> None:
    """Raise ScaffoldError when the project has an answers file that can be trusted."""
    if _is_known(folder):
        raise ScaffoldError(
            f"`{folder}` has an answers file, as it was written",
            hint="`scaffold status` tells how the project differs from it",
        )


def _is_known(folder: Path) -> bool:
    try:
        return holds_answers(folder) and not read(folder).was_edited
    except ScaffoldError:
        return False  # there is one, which can't be used


def _show(found: Candidate, folder: Path) -> None:
    share = f"{found.match.share:.1%} of its lines"
    click.echo(f"Closest: {found.release.version}; {share} stand in `{folder}`.")
    width = max(map(len, found.answers))
    for name, value in found.answers.items():
        click.echo(f"  {name:<{width}}  {shown(value)}")


def _end(writes: bool) -> str:
    if not writes:
        return "Nothing was written."
    return f"Wrote `{ANSWERS_FILE}`; `scaffold status` tells how the project differs from them."
