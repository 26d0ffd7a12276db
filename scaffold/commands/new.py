"""`scaffold new`: makes a project."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from scaffold.answers import read_answers_file, refuse_problems, set_values
from scaffold.errors import InputError, did_you_mean, listed
from scaffold.finish import ENV_FILE, Git
from scaffold.generate import Order, generate, preview, project_files
from scaffold.questions import Question, Questionnaire, Sheet, questionnaire
from scaffold.releases import newest, newest_version
from scaffold.render import Template
from scaffold.report import Report
from scaffold.staging import refuse_occupied

EPILOG = """\b
Examples:
  scaffold new blog                                asks for the rest
  scaffold new blog --framework flask --defaults   asks nothing
  scaffold new . --answers team.yml --set license=MIT
  scaffold new blog --framework django --defaults --dry-run --show README.md
"""


@dataclass(frozen=True)
class Wishes:
    """How to go about it: what the flags that are not answers say."""

    destination: Path | None
    given: Mapping[str, Any]
    asks: bool
    git: Git
    dry_run: bool
    show: Sequence[str]
    as_json: bool


def answer_options(questions: Sequence[Question]) -> list[click.Option]:
    """Return an option for each question, made from `copier.yml` alone."""
    return [_option(question) for question in questions]


def _option(question: Question) -> click.Option:
    values = [str(value) for value in question.plain_choices.values()]
    default = question.default if isinstance(question.default, (str, bool)) else ""
    shown = "" if "{" in str(default) or default == "" else f"  [default: {_word(default)}]"
    if question.type == "bool":
        flag = f"{question.flag}/--no-{question.flag.removeprefix('--')}"
        return click.Option([flag], default=None, help=question.help + shown)
    return click.Option(
        [question.flag],
        metavar="|".join(values) or "TEXT",
        help=question.help + shown,
        shell_complete=lambda _ctx, _param, incomplete: _starting(values, incomplete),
    )


def _word(value: str | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else value


def _starting(words: Sequence[str], incomplete: str) -> list[str]:
    return [word for word in words if word.startswith(incomplete)]


def complete_setting(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Complete `--set`: first the names of the questions, then a question's values."""
    questions = {question.name: question for question in questionnaire(newest()).asked}
    name, separator, value = incomplete.partition("=")
    if not separator:
        return _starting([f"{question}=" for question in questions], name)
    question = questions.get(name)
    values = ["true", "false"] if question and question.type == "bool" else []
    values += map(str, question.plain_choices.values()) if question else []
    return [f"{name}={word}" for word in _starting(values, value)]


@click.command("new", epilog=EPILOG)
@click.argument("destination", required=False, type=click.Path(path_type=Path))
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="Answer a question; can be given again.",
    shell_complete=complete_setting,
)
@click.option(
    "--answers",
    "answers_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Answers from a YAML or JSON file; flags win over it.",
)
@click.option(
    "--defaults", is_flag=True, help="Ask nothing: take the default of what is not given."
)
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
def command(destination: Path | None, settings: tuple[str, ...], **flags: Any) -> None:
    """Make a project in DESTINATION, a new or empty folder."""
    questions = questionnaire(newest())
    wishes = _wishes(questions, destination, settings, flags)
    if wishes.show and not wishes.dry_run:
        raise InputError("`--show` goes with `--dry-run`", hint="add `--dry-run`")
    sheet, folder = _interview(questions, wishes) if wishes.asks else _given(questions, wishes)
    template = Template(questions.root, newest_version())
    order = Order(template, sheet.answers, folder.absolute(), wishes.git)
    if wishes.dry_run:
        _dry_run(order, wishes)
        return
    made = generate(order)
    report = Report(folder, sheet, made, wishes.git, template.version)
    click.echo(report.json() if wishes.as_json else report.text())


command.params[1:1] = answer_options(questionnaire(newest()).asked)


def _wishes(
    questions: Questionnaire,
    destination: Path | None,
    settings: Sequence[str],
    flags: dict[str, Any],
) -> Wishes:
    answers_file, git = flags.pop("answers_file"), flags.pop("git")
    defaults, as_json = flags.pop("defaults"), flags.pop("as_json")
    dry_run, show = flags.pop("dry_run"), flags.pop("show")
    given = read_answers_file(questions, answers_file) if answers_file else {}
    given |= {name: value for name, value in flags.items() if value is not None}
    given |= set_values(questions, settings)
    return Wishes(
        destination=destination,
        given=given,
        asks=not defaults and not as_json and _is_terminal(),
        git={None: Git.AUTO, True: Git.ALWAYS, False: Git.NEVER}[git],
        dry_run=dry_run,
        show=show,
        as_json=as_json,
    )


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _given(questions: Questionnaire, wishes: Wishes) -> tuple[Sheet, Path]:
    """Take the answers as they were passed; whatever is missing is an error."""
    if wishes.destination is None:
        raise InputError("No folder was named", hint="type `scaffold new FOLDER`")
    refuse_occupied(wishes.destination.absolute())
    sheet = questions.walk(wishes.given, folder_name(wishes.destination))
    refuse_problems(sheet)
    return sheet, wishes.destination


def _interview(questions: Questionnaire, wishes: Wishes) -> tuple[Sheet, Path]:
    """Ask for what was not passed."""
    from scaffold.prompts import Prompts, ask_folder  # noqa: PLC0415 (the terminal's weight)
    from scaffold.wizard import Interview  # noqa: PLC0415

    if wishes.destination:
        refuse_occupied(wishes.destination.absolute())
    folder = wishes.destination or ask_folder()
    given = {step.name: step for step in questions.walk(wishes.given, folder_name(folder)).steps}
    refuse_problems(
        Sheet(steps=[step for step in given.values() if step.given], unused=[], complete=False)
    )
    return Interview(questions, wishes.given, folder_name(folder)).run(Prompts()), folder


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
