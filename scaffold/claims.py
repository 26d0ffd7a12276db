"""A claim: what speaks for or against a framework, when, how strongly, and who says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scaffold.errors import ScaffoldError, did_you_mean, listed
from scaffold.vocabulary import NEEDS, WITHOUT, Vocabulary, strings

RULES_OUT = "rules out"
FACTORS = {RULES_OUT: 0, "strongly for": 2, "for": 1, "against": -1}

Asked = tuple[str, str]  # a need and one of its values
Group = tuple[Asked, ...]  # one of these at least


class KnowledgeError(ScaffoldError):
    """A file of the knowledge is not as it has to be."""


@dataclass(frozen=True)
class Source:
    """Where something is said: a place in the document, or an address that we checked."""

    place: str
    checked: str = ""

    @property
    def voice(self) -> str:
        """Return who speaks: `document` or `ours`."""
        return "ours" if self.checked else "document"

    def __str__(self) -> str:
        return f"ours: {self.place}, {self.checked}" if self.checked else self.place


@dataclass(frozen=True)
class Claim:
    """A statement on how well a framework, or two together, meets a need."""

    id: str
    subject: str
    strength: str
    says: str
    source: Source
    groups: tuple[Group, ...] = ()  # of each group one has to be asked for
    unless: frozenset[Asked] = frozenset()
    alone: bool = False  # rules the framework out alone, not as a part beside another
    unused: str = ""  # why no case turns on it, though it is strong

    @property
    def positive(self) -> bool:
        """Return whether it speaks for its subject."""
        return FACTORS[self.strength] > 0

    @property
    def strong(self) -> bool:
        """Return whether it can decide alone."""
        return self.strength in (RULES_OUT, "strongly for")

    def applies(self, asked: frozenset[Asked]) -> bool:
        """Return whether what is asked for makes it hold."""
        if not self.unless.isdisjoint(asked):
            return False
        return not any(asked.isdisjoint(group) for group in self.groups)

    def met(self, asked: frozenset[Asked]) -> Asked:
        """Return the need that it speaks of, as it is asked for."""
        return next((one for group in self.groups for one in group if one in asked), ("", ""))


def read(data: Mapping[str, Any], subject: str, vocabulary: Vocabulary) -> Claim:
    """Turn one claim of a card into an object; say what is wrong with it."""
    name = data.get("id", "?")
    missing = [key for key in ("id", "strength", "says", "source") if key not in data]
    if missing:
        raise wrong(subject, f"claim `{name}` lacks {listed(missing)}")
    _one_of(subject, name, data["strength"], FACTORS)
    alternatives = data.get("any", [])
    return Claim(
        id=name,
        subject=subject,
        strength=data["strength"],
        says=data["says"],
        source=Source(data["source"], str(data.get("checked", ""))),
        groups=(
            *(_pairs({key: values}, subject, vocabulary) for key, values in _when(data)),
            *(
                _pairs(group, subject, vocabulary)
                for group in (alternatives if isinstance(alternatives, list) else [alternatives])
            ),
        ),
        unless=frozenset(_pairs(data.get("unless", {}), subject, vocabulary)),
        alone=data.get("alone", False),
        unused=data.get("unused", ""),
    )


def _when(data: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return list((data.get("when") or {}).items())


def _pairs(conditions: Mapping[str, Any], subject: str, vocabulary: Vocabulary) -> Group:
    for need, values in conditions.items():
        _one_of(subject, "when", need, (*NEEDS, WITHOUT))
        for value in strings(values):
            if need != WITHOUT:
                _one_of(subject, need, value, vocabulary.needs[need].values)
    return tuple((need, v) for need, values in conditions.items() for v in strings(values))


def _one_of(subject: str, where: str, word: str, legal: Any) -> None:
    if word not in legal:
        raise wrong(subject, f"`{word}` under `{where}`", listed(legal), did_you_mean(word, legal))


def wrong(subject: str, happened: str, allowed: str = "", hint: str = "") -> KnowledgeError:
    """Return the error for a card that is not as it has to be."""
    return KnowledgeError(
        f"The knowledge of `{subject}` is wrong: {happened}",
        f"allowed: {allowed}" if allowed else "",
        hint or "correct the file under `scaffold/knowledge/`",
    )
