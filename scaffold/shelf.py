"""The list of all frameworks, and one card whole, as readable lines."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold import prose
from scaffold.cards import Framework
from scaffold.catalogue import Catalogue
from scaffold.prose import Page


def all_cards(catalogue: Catalogue, starters: frozenset[str], page: Page) -> Iterator[str]:
    """Yield the document's own data, and every framework under its category."""
    document = catalogue.vocabulary.document
    yield from page.title(f"The guidance: “{document.title}”")
    yield from page.row("columns of its table", ", ".join(document.columns))
    yield from page.row("projects in its table", ", ".join(document.table))
    yield from page.row("its categories", ", ".join(document.categories.values()))
    for category, title in document.categories.items():
        yield from page.heading(title)
        for card in catalogue.frameworks.values():
            if card.category == category:
                yield from prose.wrapped(_summary(card, starters), page.columns, "  ", "    ")
    yield ""
    text = "One whole: `scaffold frameworks NAME`; side by side: `scaffold compare NAME NAME`."
    yield from page.text(text)


def _summary(card: Framework, starters: frozenset[str]) -> str:
    kept = card.maintenance
    told = [f"{card.name} {kept.release} ({kept.date}), {kept.status}"]
    if card.id in starters:
        told.append("starter project")
    if not card.on("category", "document"):
        told.append("its category is ours, the document gives none")
    return f"{card.id}: {'; '.join(told)}"


def card_lines(
    card: Framework, catalogue: Catalogue, starters: frozenset[str], page: Page
) -> Iterator[str]:
    """Yield a whole card: first what the document says, then what we found."""
    yield from page.title(card.name)
    yield from page.row("category", catalogue.vocabulary.document.categories[card.category])
    if card.aliases:
        yield from page.row("also called", ", ".join(card.aliases))
    yield from page.row("starter", prose.starter(card.id, starters, catalogue))
    today = f"What is so today ({card.maintenance.source})"
    for voice, title in (("document", _title(catalogue)), ("ours", today)):
        yield from page.heading(title)
        yield from _statements(card, voice, page)
    yield from _maintenance(card, page)
    yield from _claims(card, catalogue, page)


def _title(catalogue: Catalogue) -> str:
    return f"What “{catalogue.vocabulary.document.title}” says"


def _statements(card: Framework, voice: str, page: Page) -> Iterator[str]:
    last = ""
    for one in card.statements:
        if one.source.voice == voice:
            label = "" if one.topic == last else one.topic
            known = one.source == card.maintenance.source  # told above them all
            yield from page.row(label, one.says if known else f"{one.says} [{one.source}]")
            last = one.topic


def _maintenance(card: Framework, page: Page) -> Iterator[str]:
    kept = card.maintenance
    yield from page.row("release", f"{kept.release} of {kept.date}")
    yield from page.row("runs on", f"Python {kept.python}")
    note = f"; {kept.note}" if kept.note else ""
    yield from page.row("looked after", f"{kept.status}{note}")


def _claims(card: Framework, catalogue: Catalogue, page: Page) -> Iterator[str]:
    yield from page.heading("What it is recommended by (claims)")
    found = [
        one for pair in catalogue.pairs if card.id in pair.id.split("+") for one in pair.claims
    ]
    for claim in (*card.claims, *found):
        if claim.id != f"{card.id}-left-out":
            wanted = "; ".join(", ".join(value for _, value in group) for group in claim.groups)
            subject = f"{catalogue.title(claim.subject)}: " if "+" in claim.subject else ""
            text = f"{subject}{wanted or 'whatever is needed'} – {prose.claim(claim)}"
            yield from page.row(claim.strength, text)
