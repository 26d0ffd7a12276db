"""A recommendation as plain data: the schema of `scaffold recommend --json` (docs/recommend.md)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scaffold.alternatives import alternatives
from scaffold.cards import Framework
from scaffold.catalogue import Catalogue
from scaffold.claims import Claim, Source
from scaffold.flips import Flip
from scaffold.needs import assumed
from scaffold.recommend import Ranked, Reason, Recommendation
from scaffold.sentence import Reading
from scaffold.starting import Start


def recommendation(
    result: Recommendation,
    flips: Iterable[Flip],
    start: Start | None,
    catalogue: Catalogue,
    reading: Reading | None = None,
) -> dict[str, Any]:
    """Return all that the report says."""
    return {
        "recommended": result.winner or None,
        "level": list(result.level),
        "starter": start is not None,
        "answers": start.answers if start else None,
        "needs": result.needs.mapping(),
        "kind_read_as": result.kind or None,
        "assumed": assumed(result.needs, catalogue),
        "sentence": _sentence(reading) if reading else None,
        "ranking": [_ranked(one) for one in result.ranking],
        "alternatives": [
            {"framework": one.framework.id, "speaks_for": [_claim(claim) for claim in one.claims]}
            for one in alternatives(result, catalogue)
        ],
        "flips": [
            {
                "need": flip.change.need,
                "value": flip.change.value,
                "change": flip.change.how,
                "winner": flip.winner,
            }
            for flip in flips
        ],
    }


def framework(card: Framework, starters: Iterable[str]) -> dict[str, Any]:
    """Return a whole card."""
    return {
        "framework": card.id,
        "name": card.name,
        "aliases": list(card.aliases),
        "category": card.category,
        "starter": card.id in set(starters),
        "maintenance": {
            "release": card.maintenance.release,
            "date": card.maintenance.date,
            "python": card.maintenance.python,
            "status": card.maintenance.status,
            "note": card.maintenance.note,
            "source": source(card.maintenance.source),
        },
        "statements": [
            {"topic": one.topic, "says": one.says, "source": source(one.source)}
            for one in card.statements
        ],
        "claims": [_claim(one) for one in card.claims],
    }


def source(one: Source) -> dict[str, Any]:
    """Return who says something, where, and when we checked it."""
    return {"voice": one.voice, "place": one.place, "checked": one.checked or None}


def _sentence(reading: Reading) -> dict[str, Any]:
    return {
        "heard": [
            {"phrase": one.phrase, "need": one.need, "value": one.value, "refused": one.refused}
            for one in reading.heard
        ],
        "not_understood": list(reading.not_understood),
        "to_check": list(reading.to_check),
    }


def _ranked(one: Ranked) -> dict[str, Any]:
    return {
        "framework": one.framework,
        "standing": one.standing,
        "score": one.score,
        "reasons": [_reason(reason) for reason in one.reasons],
        "doubts": [_reason(reason) for reason in one.doubts],
    }


def _reason(one: Reason) -> dict[str, Any]:
    return {
        "need": one.need or None,
        "value": one.value or None,
        **_claim(one.claim),
    }


def _claim(one: Claim) -> dict[str, Any]:
    return {
        "claim": one.id,
        "strength": one.strength,
        "says": one.says,
        "source": source(one.source),
    }
