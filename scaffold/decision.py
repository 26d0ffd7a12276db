"""The decision record of a generated project: why it is made with this framework (Markdown)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scaffold import prose
from scaffold.alternatives import alternatives
from scaffold.catalogue import Catalogue
from scaffold.claims import Claim
from scaffold.flips import flips
from scaffold.needs import assumed
from scaffold.recommend import OUT, Ranked, Reason, Recommendation
from scaffold.vocabulary import NEEDS

TITLE = "1. Web framework"


def record(result: Recommendation, chosen: str, catalogue: Catalogue, *, date: str = "") -> str:
    """Return the text of `docs/decisions/0001-web-framework.md`, to be written once."""
    parts = (
        _head(chosen, catalogue, date),
        _needs(result, catalogue),
        _reasons(result, chosen, catalogue),
        _others(result, chosen, catalogue),
        _changes(result, catalogue),
        _sources(catalogue),
    )
    return "\n".join(line for part in parts for line in part)


def _head(chosen: str, catalogue: Catalogue, date: str) -> Iterator[str]:
    yield f"# {TITLE}: {catalogue.title(chosen)}"
    yield ""
    yield f"Accepted{f' on {date}' if date else ''}. Written once when the project was made;"
    yield "from then on it is yours: correct it, or supersede it with a new record."
    yield ""


def _needs(result: Recommendation, catalogue: Catalogue) -> Iterator[str]:
    yield "## Needs"
    yield ""
    taken = assumed(result.needs, catalogue)
    for name in NEEDS:
        held = getattr(result.needs, name)
        told = held if isinstance(held, str) else ", ".join(sorted(held))
        if told:
            read = (
                f" (read as {result.kind})"
                if name == "kind" and result.kind not in ("", told)
                else ""
            )
            yield f"- {name}: {told}{read}"
        elif name in taken:
            yield f"- {name}: {taken[name]} (assumed, nothing was said)"
    for name in sorted(result.needs.without):
        yield f"- not {catalogue.title(name)}"
    yield ""


def _reasons(result: Recommendation, chosen: str, catalogue: Catalogue) -> Iterator[str]:
    yield "## Decision"
    yield ""
    title = catalogue.title(chosen)
    if chosen == result.winner:
        yield f"The project is made with {title}, which was recommended for these needs."
    elif result.winner:
        recommended = catalogue.title(result.winner)
        yield f"The project is made with {title}. Recommended for these needs was {recommended}."
    else:
        yield f"The project is made with {title}. Nothing meets all of these needs."
    yield ""
    yield from _told(result.of(chosen))
    if result.winner not in ("", chosen):
        yield f"What spoke for {catalogue.title(result.winner)}:"
        yield ""
        yield from _told(result.of(result.winner))


def _told(one: Ranked) -> Iterator[str]:
    for title, reasons in (("For it", one.reasons), ("Against it", one.doubts)):
        if reasons:
            yield f"{title}:"
            yield ""
            yield from (f"- {_reason(reason)}" for reason in reasons)
            yield ""


def _reason(one: Reason) -> str:
    return f"**{prose.asked(one)}**: {_claim(one.claim)}" if one.need else _claim(one.claim)


def _claim(one: Claim) -> str:
    return f"{one.says} *({one.source})*"


def _others(result: Recommendation, chosen: str, catalogue: Catalogue) -> Iterator[str]:
    yield "## Alternatives"
    yield ""
    told = {chosen, result.winner}
    runner_up = result.runner_up
    if runner_up and runner_up.framework not in told:
        told.add(runner_up.framework)
        yield f"- {catalogue.title(runner_up.framework)}, the runner-up: {_few(runner_up.reasons)}"
    for one in alternatives(result, catalogue):
        if one.framework.id not in told:
            yield f"- {one.framework.name}, of the same kind: {prose.claims(one.claims)}"
    for other in result.ranking:
        if other.standing == OUT and other.framework not in told and _guided(other, catalogue):
            yield f"- {catalogue.title(other.framework)} was ruled out: {_reason(other.doubts[0])}"
    yield ""


def _few(reasons: Iterable[Reason]) -> str:
    return "; ".join(_reason(one) for one in list(reasons)[:3]) or "none of the needs speaks for it"


def _guided(one: Ranked, catalogue: Catalogue) -> bool:
    return all(catalogue.frameworks[part].guided for part in one.framework.split("+"))


def _changes(result: Recommendation, catalogue: Catalogue) -> Iterator[str]:
    yield "## What would change it"
    yield ""
    found = prose.by_winner(flips(result.needs, catalogue))
    for winner, changes in found.items():
        name = catalogue.title(winner)
        yield f"- {name} would be recommended, if one of these held: {'; '.join(changes)}"
    if not found:
        yield "- no single change of the needs"
    yield ""


def _sources(catalogue: Catalogue) -> Iterator[str]:
    title = catalogue.vocabulary.document.title
    yield "## Sources"
    yield ""
    yield f"In brackets: the section of “{title}”, or “ours” with the address and the day on which"
    yield "the makers of the generator checked it."
    yield ""
