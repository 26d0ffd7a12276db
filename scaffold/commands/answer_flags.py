"""The flags by which questions are answered: one for each, and `--set`; made from `copier.yml`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from scaffold.questions import Questionnaire, questionnaire
from scaffold.releases import newest
from scaffold.stated import Question

Command = TypeVar("Command", bound=Callable[..., Any])


def answer_options() -> list[click.Parameter]:
    """Return an option for each question."""
    known = questionnaire(newest())
    return [_option(question, _values(known, question)) for question in known.asked]


def set_option() -> Callable[[Command], Command]:
    """Return the decorator that adds `--set`."""
    return click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="KEY=VALUE",
        help="Answer a question; can be given again.",
        shell_complete=_complete_setting,
    )


def _option(question: Question, values: list[str]) -> click.Option:
    text = question.help + _shown_default(question)
    if question.type == "bool":
        flag = f"{question.flag}/--no-{question.flag.removeprefix('--')}"
        return click.Option([flag], default=None, help=text)
    return click.Option(
        [question.flag],
        metavar="|".join(values) or "TEXT",
        help=text,
        shell_complete=lambda _ctx, _param, incomplete: _starting(values, incomplete),
    )


def _shown_default(question: Question) -> str:
    default = question.default
    if isinstance(default, bool):
        default = str(default).lower()
    is_worked_out = not default or "{" in str(default)
    return "" if is_worked_out else f"  [default: {default}]"


def _values(known: Questionnaire, question: Question) -> list[str]:
    if question.type == "bool":
        return ["true", "false"]
    return [str(value) for value in known.offered(question).values()]


def _starting(words: Sequence[str], incomplete: str) -> list[str]:
    return [word for word in words if word.startswith(incomplete)]


def _complete_setting(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Complete first the names of the questions, then a question's values."""
    known = questionnaire(newest())
    questions = {question.name: question for question in known.asked}
    name, separator, value = incomplete.partition("=")
    if not separator:
        return _starting([f"{question}=" for question in questions], name)
    values = _values(known, questions[name]) if name in questions else []
    return [f"{name}={word}" for word in _starting(values, value)]
