"""The interview about needs at a terminal: prints the questions of `scaffold.interview`."""

from __future__ import annotations

from typing import Any

import click

from scaffold import prose
from scaffold.catalogue import Catalogue
from scaffold.interview import Interview, Question, start
from scaffold.needs import Needs
from scaffold.recommend import winner

BACK, SKIP, WHY, DONE = "\x00back", "\x00skip", "\x00why", "\x00done"


def interviewed(known: Catalogue, needs: Needs = Needs()) -> Needs:  # noqa: B008 (frozen)
    """Ask until no further answer could change the result; return the needs."""
    return _asked(start(known, needs)).needs


def corrected(needs: Needs, known: Catalogue) -> Needs:
    """Let the user accept what was understood, complete it, or go through all of it."""
    import questionary  # noqa: PLC0415 (slow)

    choices = [
        questionary.Choice("Yes, go on", "yes"),
        questionary.Choice("Yes, and ask me for what is missing", "missing"),
        questionary.Choice("No, let me correct it", "no"),
    ]
    answer = _answered(questionary.select("Is that what you meant?", choices))
    if answer == "yes":
        return needs
    interview = start(known, needs)
    return _asked(interview if answer == "missing" else interview.again()).needs


def _asked(interview: Interview) -> Interview:
    told = False
    while question := interview.question:
        if interview.ready and not told:
            name = winner(interview.needs, interview.catalogue)
            text = f"So far: {interview.catalogue.title(name)}" if name else "So far: nothing fits"
            click.echo(f"{text}. The next answers could still change that.")
            told = True
        interview = _step(interview, question)
    return interview


def _step(interview: Interview, question: Question) -> Interview:
    number, most = interview.progress
    answer = _ask(question, f"({number} of at most {most}) {question.ask}", first=number == 1)
    if answer == BACK:
        return interview.back()
    if answer == SKIP:
        return interview.skip()
    if answer == WHY:
        click.echo("\n".join(prose.wrapped(question.why, prose.width(), "  ")))
        return interview
    return interview.answer([answer] if isinstance(answer, str) else answer)


def _ask(question: Question, message: str, *, first: bool) -> Any:
    if question.several:
        return _ask_several(question, message, first=first)
    if question.free:
        answer = _pick(question, message, first=first, extra=[("in my own words …", DONE)])
        return _own_words() if answer == DONE else answer
    return _pick(question, message, first=first, extra=[])


def _ask_several(question: Question, message: str, *, first: bool) -> Any:
    import questionary  # noqa: PLC0415

    ways = [("choose …", DONE), ("none of them", "")]
    answer = _pick(question, message, first=first, extra=ways, listed=False)
    if answer != DONE:
        return [] if answer == "" else answer
    choices = [
        questionary.Choice(
            one.value, one.value, checked=one.value in question.held, description=one.means
        )
        for one in question.choices
    ]
    return _answered(questionary.checkbox(message, choices))


def _pick(
    question: Question,
    message: str,
    *,
    first: bool,
    extra: list[tuple[str, str]],
    listed: bool = True,
) -> Any:
    import questionary  # noqa: PLC0415

    choices = [
        questionary.Choice(one.value, one.value, description=one.means)
        for one in (question.choices if listed else ())
    ]
    ways = [("skip", SKIP), ("why do you ask?", WHY), *([] if first else [("back", BACK)])]
    choices += [questionary.Choice(text, value) for text, value in (*extra, *ways)]
    default = next((c for c in choices if c.value in question.held), None)
    return _answered(questionary.select(message, choices, default=default))


def _own_words() -> str:
    import questionary  # noqa: PLC0415

    return str(_answered(questionary.text("What is to be built?"))).strip()


def _answered(asked: Any) -> Any:
    """Return the answer; an interrupt ends the program as click does."""
    answer = asked.unsafe_ask()
    if answer is None:
        raise click.Abort
    return answer
