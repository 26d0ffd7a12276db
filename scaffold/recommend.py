"""Which framework fits the needs: a pure function from needs and catalogue to a ranking.

A claim that rules out excludes. The others weigh: the weight of the need that a claim speaks of,
times the factor of its strength. Two frameworks side by side get, at each need, the better of both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from scaffold.cards import Framework, Pair
from scaffold.catalogue import Catalogue
from scaffold.claims import FACTORS, RULES_OUT, Asked, Claim
from scaffold.needs import Needs, asked
from scaffold.vocabulary import Vocabulary

RECOMMENDED, FITS, POSSIBLE, OUT = "recommended", "fits", "possible", "ruled out"
STANDINGS = (RECOMMENDED, FITS, POSSIBLE, OUT)


@dataclass(frozen=True)
class Reason:
    """A claim that holds, and the need that it speaks of."""

    need: str
    value: str
    claim: Claim
    weight: int


@dataclass(frozen=True)
class Ranked:
    """How one framework, or two side by side, stand to the needs."""

    framework: str
    standing: str
    score: int
    reasons: tuple[Reason, ...]
    doubts: tuple[Reason, ...]
    offered: bool  # may be recommended: the document says what it is good for


@dataclass(frozen=True)
class Recommendation:
    """The answer: who wins, who is level with the winner, and how everybody stands."""

    needs: Needs
    kind: str  # the kind that the guidance speaks of, as which `needs.kind` was read
    winner: str  # an id, or two joined by `+`; empty where nothing meets the needs
    level: tuple[str, ...]  # others with the same score
    ranking: tuple[Ranked, ...]

    def of(self, framework: str) -> Ranked:
        """Return how one framework stands."""
        return next(one for one in self.ranking if one.framework == framework)

    @property
    def runner_up(self) -> Ranked | None:
        """Return the next best that may be recommended and isn't ruled out."""
        rest = (one for one in self.ranking if one.framework != self.winner)
        return next((one for one in rest if one.offered and one.standing != OUT), None)


@dataclass(frozen=True)
class _Weighed:
    """A candidate with the claims that hold for it."""

    id: str
    reasons: tuple[Reason, ...]
    offered: bool  # may be recommended at all
    out: bool

    @cached_property
    def at(self) -> Mapping[Asked, int]:
        """Return the weight of all claims together, by the need that they speak of."""
        total: dict[Asked, int] = {}
        for reason in self.reasons:
            key = (reason.need, reason.value)
            total[key] = total.get(key, 0) + reason.weight
        return total

    @cached_property
    def score(self) -> int:
        return sum(self.at.values())


def recommend(needs: Needs, catalogue: Catalogue) -> Recommendation:
    """Rank every framework, and the combinations, by how well they meet the needs."""
    wanted = asked(needs, catalogue)
    weighed = _weigh(wanted, catalogue, catalogue.frameworks.values())
    best = _best(weighed)
    ranked = [_ranked(one, best[:1]) for one in weighed]
    order = {one.id: place for place, one in enumerate(weighed)}
    ranked.sort(key=lambda r: (STANDINGS.index(r.standing), -r.score, order[r.framework]))
    return Recommendation(
        needs=needs,
        kind=catalogue.vocabulary.kind(needs.kind),
        winner=best[0] if best else "",
        level=tuple(best[1:]),
        ranking=tuple(ranked),
    )


def winner(needs: Needs, catalogue: Catalogue) -> str:
    """Return the recommended framework alone: what `recommend` says, without the ranking."""
    guided = (one for one in catalogue.frameworks.values() if one.guided)
    best = _best(_weigh(asked(needs, catalogue), catalogue, guided))
    return best[0] if best else ""


def _weigh(
    wanted: frozenset[Asked], catalogue: Catalogue, frameworks: Iterable[Framework]
) -> list[_Weighed]:
    words = catalogue.vocabulary
    singles = {one.id: _single(one, wanted, words) for one in frameworks}
    pairs = [
        _pair(pair, singles[pair.main], singles[pair.beside], wanted, words)
        for pair in catalogue.pairs
        if pair.main in singles and pair.beside in singles
    ]
    return [*singles.values(), *pairs]


def _single(framework: Framework, wanted: frozenset[Asked], words: Vocabulary) -> _Weighed:
    reasons = _holding(framework.claims, wanted, words)
    out = any(reason.claim.strength == RULES_OUT for reason in reasons)
    return _Weighed(framework.id, reasons, offered=framework.guided, out=out)


def _pair(
    pair: Pair, main: _Weighed, beside: _Weighed, wanted: frozenset[Asked], words: Vocabulary
) -> _Weighed:
    own = _holding(pair.claims, wanted, words)
    shared = [
        reason
        for part, other in ((main, beside), (beside, main))
        for reason in part.reasons
        if _counts_in_pair(reason, part, other)
    ]
    return _Weighed(
        pair.id,
        (*own, *shared),
        offered=any(reason.claim.positive for reason in own),
        out=any(reason.claim.strength == RULES_OUT for reason in (*own, *shared)),
    )


def _counts_in_pair(reason: Reason, part: _Weighed, other: _Weighed) -> bool:
    """Return whether a part's reason holds for both together: the better part answers a need."""
    if reason.claim.strength == RULES_OUT:
        return not reason.claim.alone
    need = (reason.need, reason.value)
    here, there = part.at.get(need, 0), other.at.get(need, 0)
    return here > there or (here == there and part.id < other.id)


def _holding(
    claims: Iterable[Claim], wanted: frozenset[Asked], words: Vocabulary
) -> tuple[Reason, ...]:
    return tuple(_reason(claim, wanted, words) for claim in claims if claim.applies(wanted))


def _reason(claim: Claim, wanted: frozenset[Asked], words: Vocabulary) -> Reason:
    need, value = claim.met(wanted)
    return Reason(need, value, claim, words.weight(need, value) * FACTORS[claim.strength])


def _best(weighed: Iterable[_Weighed]) -> list[str]:
    """Return the best candidates, level ones in the catalogue's order."""
    possible = [one for one in weighed if not one.out]
    # Two frameworks are a way out where the document knows of none that would do alone.
    offered = [one for one in possible if one.offered] or [one for one in possible if "+" in one.id]
    top = max((one.score for one in offered), default=0)
    return [one.id for one in offered if one.score == top]


def _ranked(one: _Weighed, best: list[str]) -> Ranked:
    return Ranked(
        framework=one.id,
        standing=_standing(one, best),
        score=one.score,
        reasons=_sorted(reason for reason in one.reasons if reason.claim.positive),
        doubts=_sorted(reason for reason in one.reasons if not reason.claim.positive),
        offered=one.offered,
    )


def _standing(one: _Weighed, best: list[str]) -> str:
    if one.id in best:
        return RECOMMENDED
    if one.out:
        return OUT
    return FITS if one.offered and one.score > 0 else POSSIBLE


def _sorted(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Put what rules out first, then what weighs most."""
    return tuple(sorted(reasons, key=lambda r: (r.claim.strength != RULES_OUT, -abs(r.weight))))
