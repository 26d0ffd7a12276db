"""`scaffold recommend`: name the framework that fits a project's needs, with reasons."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from scaffold import catalogue
from scaffold.advice import Report, understanding
from scaffold.catalogue import Catalogue
from scaffold.commands.examples import epilog
from scaffold.commands.needs_flags import needs_options, taken_needs
from scaffold.commands.terminal import page, starters
from scaffold.errors import InputError
from scaffold.flips import flips
from scaffold.needs import Needs
from scaffold.recommend import recommend
from scaffold.starting import start

if TYPE_CHECKING:
    from scaffold.sentence import Reading

EPILOG = epilog(
    "scaffold recommend",
    'scaffold recommend "a small shop, no admin needed"',
    'scaffold recommend --size large --feature "admin panel" --must "wsgi hosting only"',
    "scaffold recommend --needs needs.yml --json",
)
EXAMPLE = 'scaffold recommend "a small shop, no admin needed"'


@click.command("recommend", epilog=EPILOG)
@click.argument("words", metavar='["A PLAIN SENTENCE"]', nargs=-1)
@needs_options
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(*, words: tuple[str, ...], as_json: bool, **flags: Any) -> None:
    """Name the framework that fits a project's needs, with reasons.

    Needs come from flags, from a file, from a plain sentence, or, at a terminal, from questions.
    """
    known = catalogue.load(whole=False)
    reading = _read(words, known)
    needs = taken_needs(flags, known, reading.needs if reading else None)
    needs = _completed(needs, reading, known, as_json=as_json)
    _show(needs, reading, known, as_json=as_json)


def _read(words: Sequence[str], known: Catalogue) -> Reading | None:
    """Read a plain sentence, if there is one."""
    if not words:
        return None
    from scaffold import sentence  # noqa: PLC0415 (its patterns take time that flags do not need)

    return sentence.read(" ".join(words), known)


def _completed(needs: Needs, reading: Reading | None, known: Catalogue, *, as_json: bool) -> Needs:
    """Return the needs after the interview, or after the user has corrected what was understood."""
    terminal = sys.stdin.isatty() and sys.stdout.isatty() and not as_json
    if terminal and reading:
        from scaffold.commands.interview import corrected  # noqa: PLC0415 (questionary is slow)

        click.echo("\n".join(understanding(reading, page())))
        return corrected(needs, known)
    if not reading and needs == Needs():
        if not terminal:
            raise InputError(
                "No needs were given, and there is no terminal to ask at",
                "allowed are `--size`, `--kind`, `--style`, `--traffic`, `--feature`, `--must`, "
                "`--avoid`, `--needs FILE` or a sentence",
                f"type for example `{EXAMPLE}`",
            )
        from scaffold.commands.interview import interviewed  # noqa: PLC0415

        return interviewed(known)
    return needs


def _show(needs: Needs, reading: Reading | None, known: Catalogue, *, as_json: bool) -> None:
    result = recommend(needs, known)
    changes = flips(needs, known)
    begin = start(result.winner, needs, starters(), known)
    if as_json:
        from scaffold import schema  # noqa: PLC0415

        data = schema.recommendation(result, changes, begin, known, reading)
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
        return
    if reading and not (sys.stdin.isatty() and sys.stdout.isatty()):
        click.echo("\n".join(understanding(reading, page())))
    click.echo("\n".join(Report(result, changes, begin, known, page()).lines()))
