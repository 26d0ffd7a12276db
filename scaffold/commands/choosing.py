"""How `scaffold new` comes to a framework that was not named: by needs, or as last time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from scaffold import catalogue
from scaffold.commands.terminal import page, starters
from scaffold.decision import record
from scaffold.errors import InputError, ScaffoldError, listed
from scaffold.flips import flips
from scaffold.memory import last_answers
from scaffold.needs import Needs
from scaffold.recommend import OUT, Recommendation, recommend
from scaffold.starting import Start, made_with, start

if TYPE_CHECKING:
    from questionary import Choice as Entry

RECORD = "docs/decisions/0001-web-framework.md"
RECOMMEND, KNOWN, LAST, AGAIN = "recommend", "known", "last", "\x00again"


@dataclass(frozen=True)
class Choice:
    """Answers that were come to before the questions, and the needs behind them."""

    answers: Mapping[str, Any]
    needs: Needs


def recommended(needs: Needs) -> Choice:
    """Choose the framework that is recommended, asking nothing."""
    if needs == Needs():
        raise InputError(
            "`--recommend` needs to know what the project is for",
            "allowed are `--size`, `--kind`, `--style`, `--traffic`, `--feature`, `--must`, "
            "`--avoid` and `--needs FILE`",
            "type for example `--recommend --size small --feature forms`",
        )
    known = catalogue.load(whole=False)
    winner = recommend(needs, known).winner
    if not winner:
        raise ScaffoldError(
            "No framework meets all of these needs",
            hint="`scaffold recommend` with the same flags says what stands in the way",
        )
    begin = start(winner, needs, starters(), known)
    if not begin:
        parts = [part for part in winner.split("+") if part in starters()]
        raise ScaffoldError(
            f"Recommended is {known.title(winner)}, for which no starter project stands yet",
            f"there are starters for {listed(parts or sorted(starters()))}",
            "pass one as `--framework NAME` in the place of `--recommend`",
        )
    return Choice(begin.answers, needs)


def asked(needs: Needs, *, recommends: bool) -> Choice:
    """Ask how to choose, and choose."""
    way = RECOMMEND if recommends or needs != Needs() else _way()
    if way == LAST:
        return Choice(last_answers(), needs)
    return _by_needs(needs) if way == RECOMMEND else Choice({}, needs)


def _way() -> str:
    import questionary  # noqa: PLC0415 (0.4 s that flags can do without)

    entries = [
        questionary.Choice("Recommend one for me", RECOMMEND),
        questionary.Choice("I know what I want", KNOWN),
    ]
    last = last_answers()
    if last.get("framework") in starters():
        told = ", ".join(str(value) for value in last.values())
        entries.append(questionary.Choice(f"As last time ({told})", LAST))
    return str(questionary.select("Which framework?", entries).unsafe_ask())


def _by_needs(needs: Needs) -> Choice:
    """Interview, recommend, and let the user take it or another one."""
    from scaffold.advice import Report  # noqa: PLC0415
    from scaffold.commands.interview import interviewed  # noqa: PLC0415

    known = catalogue.load(whole=False)
    while True:
        stated = interviewed(known, needs)
        result = recommend(stated, known)
        begin = start(result.winner, stated, starters(), known)
        report = Report(result, flips(stated, known), begin, known, page())
        click.echo("\n".join(report.lines()), err=True)
        taken = _taken(result, begin, known)
        if taken != AGAIN:
            chosen = start(taken, stated, starters(), known)
            return Choice(chosen.answers if chosen else {}, stated)


def _taken(result: Recommendation, begin: Start | None, known: catalogue.Catalogue) -> str:
    import questionary  # noqa: PLC0415

    both = [result.winner] if begin and "+" in result.winner else []
    entries = [_entry(result, name, known) for name in (*both, *_order(result))]
    entries.append(questionary.Choice("ask me again", AGAIN))
    return str(questionary.select("Which one do you take?", entries).unsafe_ask())


def _order(result: Recommendation) -> list[str]:
    """Return the frameworks with a starter: the recommended one, or its parts, first."""
    parts = result.winner.split("+")
    ranked = [one.framework for one in result.ranking if one.framework in starters()]
    return sorted(ranked, key=lambda name: name not in parts)


def _entry(result: Recommendation, name: str, known: catalogue.Catalogue) -> Entry:
    import questionary  # noqa: PLC0415

    standing = result.of(name).standing
    part = name in result.winner.split("+") and name != result.winner
    told = f"a part of {known.title(result.winner)}" if part else standing
    mark = "  !" if standing == OUT and not part else ""
    return questionary.Choice(f"{known.title(name)} – {told}{mark}", name)


def records(needs: Needs, answers: Mapping[str, Any]) -> dict[str, str]:
    """Return the decision record, path → text, where needs were stated; it is the user's then."""
    if needs == Needs():
        return {}
    known = catalogue.load()
    chosen = made_with(answers, known)
    text = record(recommend(needs, known), chosen, known, date=date.today().isoformat())
    return {RECORD: text}
