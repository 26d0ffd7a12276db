"""`scaffold new`: makes a project."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from scaffold import catalogue
from scaffold.answers import known_answers, read_answers_file, refuse_problems, set_values
from scaffold.commands.answer_flags import answer_options, set_option
from scaffold.commands.asking import somebody_is_there
from scaffold.commands.choosing import Choice, asked, recommended, records
from scaffold.commands.examples import epilog
from scaffold.commands.needs_flags import as_flags, needs_options, taken_needs
from scaffold.commands.which_templates import chosen_template
from scaffold.errors import InputError, did_you_mean, listed
from scaffold.finish import ENV_FILE, Git
from scaffold.generate import Order, generate, preview, project_files
from scaffold.memory import remember
from scaffold.needs import Needs
from scaffold.questions import Questionnaire, Sheet, questionnaire
from scaffold.render import warm_up
from scaffold.staging import make_ready, refuse_occupied
from scaffold.summary import Summary

EPILOG = epilog(
    "scaffold new blog                                asks for the rest",
    "scaffold new blog --framework {0} --defaults   asks nothing",
    "scaffold new blog --recommend --size small --feature forms --defaults",
    "scaffold new . --answers team.yml --set license=MIT",
    "scaffold new blog --framework {1} --defaults --dry-run --show README.md",
)


@dataclass(frozen=True)
class Wishes:
    """What the command line says."""

    destination: Path | None
    pool: Mapping[str, Any]  # answers from a file, which may hold more than this project asks for
    given: Mapping[str, Any]  # answers from flags
    needs: Needs
    recommends: bool
    asks: bool
    git: Git
    dry_run: bool
    show: Sequence[str]
    as_json: bool

    @property
    def answers(self) -> dict[str, Any]:
        """Return all the answers that were given; flags win over the file."""
        return {**self.pool, **self.given}


@click.command("new", epilog=EPILOG)
@click.argument("destination", required=False, type=click.Path(path_type=Path))
@set_option()
@click.option(
    "--answers",
    "answers_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Answers from a YAML or JSON file; flags win over it.",
)
@click.option("--defaults", is_flag=True, help="Ask nothing: take the defaults.")
@click.option("--dry-run", is_flag=True, help="List the files; write nothing.")
@click.option(
    "--show", multiple=True, metavar="PATH", help="With --dry-run: print this file whole."
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON; ask nothing.")
@click.option(
    "--git/--no-git",
    "git",
    default=None,
    help="Make a git repository with a first commit.  [default: unless the folder is in one]",
)
@click.option(
    "--release", metavar="VERSION", help="Take an older release of the templates; see --set."
)
@click.option(
    "--templates",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Take the templates in this folder, released or not; see --set.",
)
@click.option(
    "--recommend",
    "recommends",
    is_flag=True,
    help="Take the framework that fits the needs; these flags state them:",
)
@needs_options
def command(destination: Path | None, settings: tuple[str, ...], **flags: Any) -> None:
    """Make a project in DESTINATION, a new or empty folder."""
    template = chosen_template(flags.pop("release"), flags.pop("templates"))
    questions = questionnaire(template.root)
    wishes = _wishes(questions, destination, settings, flags)
    choice = _choice(wishes)
    wishes = replace(wishes, pool={**choice.answers, **wishes.pool})
    sheet, folder = _interview(questions, wishes) if wishes.asks else _given(questions, wishes)
    order = Order(
        template=template,
        answers=sheet.answers,
        destination=folder.absolute(),
        git=wishes.git,
        records=records(choice.needs, sheet.answers),
    )
    if wishes.dry_run:
        _dry_run(order, wishes)
        return
    if wishes.asks:
        click.echo("Making the project …", err=True)
        remember(sheet.answers)
    summary = Summary(folder, sheet, generate(order), wishes.git, template, as_flags(choice.needs))
    click.echo(summary.json() if wishes.as_json else summary.text())


command.params[1:1] = answer_options()


def _wishes(
    questions: Questionnaire,
    destination: Path | None,
    settings: Sequence[str],
    flags: dict[str, Any],
) -> Wishes:
    file, git, defaults = (flags.pop(name) for name in ("answers_file", "git", "defaults"))
    rest = {name: flags.pop(name) for name in ("recommends", "dry_run", "show", "as_json")}
    needs = taken_needs(flags, catalogue.load(whole=False))
    given = known_answers(questions, flags)
    wishes = Wishes(
        destination=destination,
        pool=read_answers_file(questions, file) if file else {},
        given=given | set_values(questions, settings),
        needs=needs,
        asks=not defaults and not rest["as_json"] and somebody_is_there(),
        git={None: Git.AUTO, True: Git.ALWAYS, False: Git.NEVER}[git],
        **rest,
    )
    _refuse_contradictions(wishes)
    return wishes


def _refuse_contradictions(wishes: Wishes) -> None:
    if wishes.show and not wishes.dry_run:
        raise InputError("`--show` goes with `--dry-run`", hint="add `--dry-run`")
    if wishes.recommends and "framework" in wishes.given:
        raise InputError("`--recommend` and `--framework` can't go together", hint="leave one out")


def _choice(wishes: Wishes) -> Choice:
    """Return what is chosen before the questions: a framework, where none is named."""
    if "framework" in wishes.answers and not wishes.recommends:
        return Choice({}, wishes.needs)
    if wishes.asks:
        return asked(wishes.needs, recommends=wishes.recommends)
    return recommended(wishes.needs) if wishes.recommends else Choice({}, wishes.needs)


def _given(questions: Questionnaire, wishes: Wishes) -> tuple[Sheet, Path]:
    """Take the answers as they were passed; whatever is missing is an error."""
    if wishes.destination is None:
        raise InputError("No folder was named", hint="type `scaffold new FOLDER`")
    _check_free(wishes, wishes.destination)
    sheet = questions.walk(wishes.answers, folder_name(wishes.destination))
    refuse_problems(sheet, wishes.given)
    return sheet, wishes.destination


def _check_free(wishes: Wishes, destination: Path) -> None:
    """Refuse a folder that is taken; what a killed run left in it is completed first."""
    check = refuse_occupied if wishes.dry_run else make_ready
    check(destination.absolute())


def _interview(questions: Questionnaire, wishes: Wishes) -> tuple[Sheet, Path]:
    """Ask for what was not passed."""
    from scaffold.prompts import Prompts, ask_folder  # noqa: PLC0415 (the terminal's weight)
    from scaffold.wizard import Interview  # noqa: PLC0415

    warm_up()
    if wishes.destination:
        _check_free(wishes, wishes.destination)
    folder = wishes.destination or ask_folder()
    interview = Interview(questions, wishes.answers, folder_name(folder))
    refuse_problems(interview.given_so_far(), wishes.given)
    return interview.run(Prompts()), folder


def folder_name(destination: Path) -> str:
    """Return the name of the folder, from which names are derived."""
    return destination.resolve().name or "website"


def _dry_run(order: Order, wishes: Wishes) -> None:
    with preview(order) as project:
        files = project_files(project)
        unknown = [path for path in wishes.show if path not in files]
        if unknown:
            hint = did_you_mean(unknown[0], files) or "see the list without `--show`"
            raise InputError(f"There is no file {listed(unknown)} in the project", hint)
        contents = {path: (project / path).read_text(encoding="utf-8") for path in wishes.show}
    if wishes.as_json:
        click.echo(json.dumps(_dry_report(order, files, contents), indent=2))
    elif contents:
        click.echo("\n".join(contents.values()), nl=False)
    else:
        click.echo("\n".join(files))
        click.echo(f"{len(files)} files, and `{ENV_FILE}`; nothing was written.", err=True)


def _dry_report(
    order: Order, files: Sequence[str], contents: Mapping[str, str]
) -> dict[str, object]:
    return {
        "destination": str(order.destination),
        "answers": dict(order.answers),
        "files": list(files),
        "contents": dict(contents),
    }
