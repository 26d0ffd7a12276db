"""`scaffold frameworks`: list the frameworks that are known, or show one whole."""

from __future__ import annotations

import json

import click

from scaffold import catalogue, schema, shelf
from scaffold.catalogue import Catalogue
from scaffold.commands.examples import epilog
from scaffold.commands.terminal import page, starters

EPILOG = epilog("scaffold frameworks", "scaffold frameworks {1}", "scaffold frameworks --json")


@click.command("frameworks", epilog=EPILOG)
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the cards as JSON.")
def command(*, name: str | None, as_json: bool) -> None:
    """List the frameworks that are known, or show one whole."""
    known = catalogue.load()
    if as_json:
        click.echo(json.dumps(_data(name, known), indent=2, ensure_ascii=False))
    elif name:
        card = known.find(name)
        click.echo("\n".join(shelf.card_lines(card, known, starters(), page())))
    else:
        click.echo("\n".join(shelf.all_cards(known, starters(), page())))


def _data(name: str | None, known: Catalogue) -> object:
    if name:
        return schema.framework(known.find(name), starters())
    document = known.vocabulary.document
    return {
        "document": {
            "title": document.title,
            "columns": list(document.columns),
            "table": list(document.table),
            "categories": dict(document.categories),
        },
        "frameworks": [schema.framework(card, starters()) for card in known.frameworks.values()],
    }
