"""What would change the recommendation: each single change of the needs, tried."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scaffold.catalogue import Catalogue
from scaffold.needs import Needs, assumed
from scaffold.recommend import winner
from scaffold.vocabulary import SEVERAL, SINGLE


@dataclass(frozen=True)
class Change:
    """One change of the needs: a value set, added or taken out."""

    need: str
    value: str
    how: str  # "set", "add" or "remove"

    def applied(self, needs: Needs) -> Needs:
        """Return the needs with this change made."""
        if self.how == "remove":
            return needs.but(self.need, self.value)
        return needs.with_(self.need, self.value)


@dataclass(frozen=True)
class Flip:
    """A change that leads to another recommendation."""

    change: Change
    winner: str


def changes(needs: Needs, catalogue: Catalogue) -> Iterator[Change]:
    """Yield every single change that the vocabulary allows."""
    words = catalogue.vocabulary
    taken = assumed(needs, catalogue)
    for name in SINGLE:
        held = getattr(needs, name) or taken.get(name, "")
        current = words.kind(held) if name == "kind" else held
        for value in words.needs[name].values:
            if value != current:
                yield Change(name, value, "set")
    for name in SEVERAL:
        for value in words.needs[name].values:
            yield Change(name, value, "remove" if needs.has(name, value) else "add")


def flips(needs: Needs, catalogue: Catalogue) -> tuple[Flip, ...]:
    """Return each change of one need that makes another framework win."""
    now = winner(needs, catalogue)
    tried = (Flip(one, winner(one.applied(needs), catalogue)) for one in changes(needs, catalogue))
    return tuple(flip for flip in tried if flip.winner not in ("", now))
