"""What `update`, `set`, `add` and `remove` share: plan, show, ask, apply, tell."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from scaffold import update_report
from scaffold.commands.asking import agreed, somebody_is_there
from scaffold.commands.opening import in_order, opened
from scaffold.errors import CONFLICTS, InputError
from scaffold.leftovers import left_lines
from scaffold.project import read
from scaffold.questions import Sheet
from scaffold.status import left_conflicts
from scaffold.update import Draft, Proposal, Step, Wish, proposed

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True)
class Mode:
    """How a change is made: asked for or not, shown as what."""

    yes: bool
    defaults: bool
    dry_run: bool
    diff: bool
    as_json: bool

    @property
    def asks(self) -> bool:
        """Tell whether there is somebody to ask."""
        return not self.as_json and somebody_is_there()

    def check(self) -> None:
        """Raise InputError when flags contradict each other."""
        if self.yes and self.dry_run:
            raise InputError("`--yes` and `--dry-run` can't go together", hint="leave one out")
        if self.as_json and not (self.yes or self.dry_run):
            raise InputError("`--json` asks nothing", hint="add `--yes` or `--dry-run`")


def mode_options(command: Command) -> Command:
    """Add the flags of a change to a command."""
    for option in reversed(
        [
            click.option("--yes", "-y", is_flag=True, help="Apply without asking."),
            click.option("--defaults", is_flag=True, help="New questions: take the defaults."),
            click.option("--dry-run", is_flag=True, help="Show the plan; change nothing."),
            click.option("--diff", is_flag=True, help="Show the plan with every changed line."),
            click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON."),
        ]
    ):
        command = option(command)
    return command


def taken_mode(flags: dict[str, Any]) -> Mode:
    """Take the flags of a change out of `flags`."""
    names = ("yes", "defaults", "dry_run", "diff", "as_json")
    mode = Mode(**{name: flags.pop(name) for name in names})
    mode.check()
    return mode


def change(start: Path, wish: Wish, mode: Mode) -> int:
    """Change one project; return the exit status."""
    draft = Draft(read(opened(start)), wish)
    step = draft.step(_sheet(draft, mode))
    if step.is_nothing:
        return _nothing(step, mode)
    with proposed(step) as proposal:
        return _carry_out(proposal, mode)


def _nothing(step: Step, mode: Mode) -> int:
    """Tell that nothing is to be done, and what may be left of an earlier operation."""
    left = left_conflicts(step.project.folder)
    data = {**update_report.nothing_data(step), "conflicts": list(left)}
    lines = [update_report.nothing_line(step), *left_lines(left)]
    click.echo(_json(data) if mode.as_json else "\n".join(lines))
    return CONFLICTS if left else 0


def _sheet(draft: Draft, mode: Mode) -> Sheet:
    """Return the answers; new questions are asked where somebody is there."""
    sheet = draft.sheet()
    if not mode.asks or mode.defaults or mode.yes or all(step.given for step in sheet.steps):
        return sheet
    from scaffold.prompts import Prompts  # noqa: PLC0415 (the terminal's weight)
    from scaffold.wizard import Interview  # noqa: PLC0415

    click.echo("New questions; the default leaves all as it is:", err=True)
    return Interview(draft.questions, draft.given, draft.project.name).ask_open(Prompts())


def _carry_out(proposal: Proposal, mode: Mode) -> int:
    from scaffold.merge import apply  # noqa: PLC0415

    if not mode.as_json:
        _show(proposal, mode)
    if mode.dry_run or not (mode.yes or agreed("Apply this plan?")):
        if mode.as_json:
            click.echo(_json(update_report.as_data(proposal, applied=False)))
        else:
            click.echo("Nothing was changed.", err=True)
        return 0
    with in_order(proposal.step.project.folder):
        applied = apply(proposal.plan)
    if mode.as_json:
        click.echo(_json(update_report.as_data(proposal, applied=True)))
    else:
        click.echo("\n".join(update_report.end_lines(applied)))
    return CONFLICTS if applied.conflicts else 0


def _show(proposal: Proposal, mode: Mode) -> None:
    click.echo("\n".join(update_report.plan_lines(proposal)))
    if mode.diff:
        click.echo()
        click.echo(proposal.plan.diff(), nl=False)


def _json(data: object) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False)


def as_pairs(words: Sequence[str]) -> dict[str, str]:
    """Return KEY=VALUE words as a mapping; of two for one key the last holds."""
    pairs = {}
    for word in words:
        name, separator, value = word.partition("=")
        if not separator or not name.strip():
            raise InputError(
                f"`{word}` is no KEY=VALUE", "it takes a question's name and an answer"
            )
        pairs[name.strip()] = value
    return pairs
