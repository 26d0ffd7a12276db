"""The other frameworks of the winner's category, and what would speak for each."""

from __future__ import annotations

from dataclasses import dataclass

from scaffold.cards import Framework
from scaffold.catalogue import Catalogue
from scaffold.claims import FACTORS, Claim
from scaffold.recommend import OUT, Recommendation

MOST = 3  # claims per framework: enough to see what it is for


@dataclass(frozen=True)
class Alternative:
    """A framework like the winner, with the claims that would speak for it."""

    framework: Framework
    claims: tuple[Claim, ...]


def alternatives(result: Recommendation, catalogue: Catalogue) -> tuple[Alternative, ...]:
    """Return the frameworks of the winner's categories that aren't ruled out, best first."""
    parts = result.winner.split("+") if result.winner else []
    categories = {catalogue.frameworks[part].category for part in parts}
    singles = [one for one in result.ranking if one.framework in catalogue.frameworks]
    return tuple(
        Alternative(card, _speaking_for(card))
        for one in singles
        if one.framework not in parts and one.standing != OUT
        for card in [catalogue.frameworks[one.framework]]
        if card.category in categories
    )


def _speaking_for(card: Framework) -> tuple[Claim, ...]:
    positive = [claim for claim in card.claims if claim.positive]
    return tuple(sorted(positive, key=lambda claim: -FACTORS[claim.strength])[:MOST])
