"""Changes many projects at once: a line for each, a summary, one question for all."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from scaffold.commands.asking import agreed
from scaffold.commands.changing import Mode
from scaffold.commands.tables import table
from scaffold.errors import CONFLICTS, FAILURE, INTERRUPTED, InputError
from scaffold.fleet import CONFLICT, FAILED, NOTHING, PLANNED, Result, run
from scaffold.project import holds_answers
from scaffold.update import Wish
from scaffold.update_report import counts_of

HEAD = ["project", "from", "to", "outcome", "notes"]


def change_many(projects: Sequence[Path], wish: Wish, mode: Mode, jobs: int | None) -> int:
    """Change the projects among `projects`; return the exit status."""
    ours = list(dict.fromkeys(path.resolve() for path in projects if holds_answers(path)))
    if not ours:
        raise InputError("None of these folders is a project of ours", hint="see `scaffold adopt`")
    if mode.diff:
        raise InputError("`--diff` shows one project at a time", hint="leave it out")
    if not mode.yes:
        results = _run(ours, wish, mode, applies=False, jobs=jobs)
        open_ = [result for result in results if result.outcome in (PLANNED, CONFLICT)]
        if mode.dry_run or not open_ or not _agreed(len(open_)):
            return FAILURE if _failures(results) else 0
        ours = [result.project for result in open_]
    results = _run(ours, wish, mode, applies=True, jobs=jobs)
    if _failures(results):
        return FAILURE
    return CONFLICTS if any(result.outcome == CONFLICT for result in results) else 0


def _agreed(number: int) -> bool:
    if agreed(f"Apply these plans to {number} projects?"):
        return True
    click.echo("Nothing was changed.", err=True)
    return False


def _failures(results: Sequence[Result]) -> bool:
    return any(result.outcome == FAILED for result in results)


def _run(
    projects: Sequence[Path], wish: Wish, mode: Mode, *, applies: bool, jobs: int | None
) -> list[Result]:
    """Run, with the number of finished projects at a terminal; show all of them at the end."""
    results: list[Result] = []
    try:
        for result in run(projects, wish, applies=applies, jobs=jobs):
            results.append(result)
            _show_progress(len(results), len(projects))
    except KeyboardInterrupt:
        done = f"{len(results)} of {len(projects)} projects were done; each is whole"
        click.echo(f"\nStopped. {done}.", err=True)
        raise click.exceptions.Exit(INTERRUPTED) from None
    results.sort(key=lambda result: str(result.project))
    if mode.as_json:
        data = [{"outcome": result.outcome, **result.data} for result in results]
        click.echo(json.dumps({"projects": data}, indent=2, ensure_ascii=False))
    else:
        click.echo(
            "\n".join([*table(HEAD, [_row(result) for result in results]), "", _sum(results)])
        )
    return results


def _show_progress(done: int, number: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{done} of {number}", nl=done == number, err=True)


def _row(result: Result) -> list[str]:
    data = result.data
    notes = [result.note] if result.note else []
    if result.outcome not in (NOTHING, FAILED):
        notes.append(counts_of(change["kind"] for change in data["changes"]))
    if result.outcome == CONFLICT:
        notes.append(f"conflicts: {', '.join(data['conflicts'])}")
    way = [str(data.get("from", "")), str(data.get("to", ""))]
    return [str(result.project), *way, result.outcome, "; ".join(notes)]


def _sum(results: Sequence[Result]) -> str:
    counts = Counter(result.outcome for result in results)
    return f"{len(results)} projects: " + ", ".join(f"{n} {name}" for name, n in counts.items())
