"""The interview at a terminal, by questionary."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scaffold.errors import ScaffoldError
from scaffold.questions import Step
from scaffold.staging import refuse_occupied
from scaffold.wizard import Check, Progress, Turn

if TYPE_CHECKING:
    from questionary import Question

BACK = "← back"
BACK_WORD = "<"


class Prompts:
    """Asks with arrow keys and text fields; Ctrl-C gives up."""

    def __init__(self) -> None:
        """Start; nothing is asked yet."""
        self.back_was_told = False

    def ask(self, step: Step, progress: Progress, *, can_go_back: bool, check: Check) -> Any:
        """Ask one question, and again until the answer can be used."""
        message = f"{progress.number}/{progress.total} {step.help}"
        if step.choices:
            return _answer(_select(message, step, can_go_back=can_go_back))
        if step.question.type == "bool":
            return _answer(_yes_no(message, step, can_go_back=can_go_back))
        self._tell_back(can_go_back)
        text = _answer(_text(message, step, check, can_go_back=can_go_back))
        return Turn.BACK if text == BACK_WORD and can_go_back else text

    def review(self, steps: Sequence[Step]) -> Turn | str:
        """Show the answers, and ask whether to go on."""
        import questionary  # noqa: PLC0415 (0.4 s that flags can do without)

        width = max(len(step.name) for step in steps)
        click.echo("\nThese are your answers:\n", err=True)
        for step in steps:
            click.echo(f"  {step.name:<{width}}  {shown(step.value)}", err=True)
        click.echo(err=True)
        change = [questionary.Choice(f"Change {step.name}", step.name) for step in steps]
        make = questionary.Choice("Make the project", Turn.MAKE)
        turn: Turn | str = _answer(questionary.select("Go on?", [make, *change]))
        return turn

    def _tell_back(self, can_go_back: bool) -> None:
        if can_go_back and not self.back_was_told:
            click.echo(f"  ({BACK_WORD} goes back one question)", err=True)
            self.back_was_told = True


def ask_folder() -> Path:
    """Ask where the project shall be."""
    import questionary  # noqa: PLC0415

    def validate(text: str) -> str | bool:
        try:
            refuse_occupied(Path(text.strip() or ".").absolute())
        except ScaffoldError as error:
            return error.message
        return bool(text.strip()) or "type the name of a new or empty folder"

    folder = questionary.text("In which folder? (new or empty)", validate=validate)
    return Path(_answer(folder).strip())


def shown(value: Any) -> str:
    """Return an answer as people read it."""
    return {True: "yes", False: "no"}.get(value, str(value))


def _answer(question: Question) -> Any:
    return question.unsafe_ask()


def _select(message: str, step: Step, *, can_go_back: bool) -> Question:
    import questionary  # noqa: PLC0415

    choices = [
        questionary.Choice(label, value, disabled=step.refused.get(value))
        for label, value in step.choices.items()
    ]
    default = next((choice for choice in choices if choice.value == step.value), None)
    if can_go_back:
        choices.append(questionary.Choice(BACK, Turn.BACK))
    return questionary.select(message, choices, default=default)


def _yes_no(message: str, step: Step, *, can_go_back: bool) -> Question:
    import questionary  # noqa: PLC0415

    choices = [
        questionary.Choice("yes", True, disabled=step.refused.get(True)),
        questionary.Choice("no", False, disabled=step.refused.get(False)),
    ]
    default = choices[0 if step.value else 1]
    if default.disabled:
        default = next(choice for choice in choices if choice is not default)
    if can_go_back:
        choices.append(questionary.Choice(BACK, Turn.BACK))
    return questionary.select(message, choices, default=default)


def _text(message: str, step: Step, check: Check, *, can_go_back: bool) -> Question:
    import questionary  # noqa: PLC0415

    def validate(text: str) -> str | bool:
        if text == BACK_WORD and can_go_back:
            return True
        return check(text) or True

    default = "" if step.value is None or step.problem else str(step.value)
    return questionary.text(message, default=default, validate=validate)
