"""`scaffold compare`: lay two or more frameworks side by side, differences first."""

from __future__ import annotations

import json

import click

from scaffold import catalogue
from scaffold.commands.examples import epilog
from scaffold.commands.terminal import page
from scaffold.comparison import Table, rows
from scaffold.errors import InputError
from scaffold.schema import source

EPILOG = epilog("scaffold compare {0} {1}", "scaffold compare {0} {1} {2} --sources")


@click.command("compare", epilog=EPILOG)
@click.argument("names", metavar="FRAMEWORK FRAMEWORK …", nargs=-1)
@click.option("--sources", is_flag=True, help="Say where each statement comes from.")
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
def command(*, names: tuple[str, ...], sources: bool, as_json: bool) -> None:
    """Lay two or more frameworks side by side, differences first."""
    known = catalogue.load()
    cards = list({card.id: card for card in (known.find(name) for name in names)}.values())
    if len(cards) < 2:  # noqa: PLR2004 (two sides)
        raise InputError(
            f"A comparison takes two frameworks, not {len(cards)}",
            hint="type for example `scaffold compare " + " ".join(list(known.frameworks)[:2]) + "`",
        )
    if not as_json:
        click.echo("\n".join(Table(cards, page(), sources).lines()))
        return
    data = {
        "frameworks": [card.id for card in cards],
        "rows": [
            {
                "topic": row.topic,
                "differs": row.differs,
                "values": {
                    card.id: [{"says": s.says, "source": source(s.source)} for s in cell]
                    for card, cell in zip(cards, row.cells, strict=True)
                },
            }
            for row in rows(cards)
        ],
    }
    click.echo(json.dumps(data, indent=2, ensure_ascii=False))
