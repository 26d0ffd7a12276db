"""Needs from a plain sentence: what was understood, what was refused, what was not understood.

The words stand in `knowledge/needs.yml`. A phrase counts as refused when a word of negation stands
before it in the same clause ("no admin", "without forms or accounts") or behind it ("not needed").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter

from scaffold import sizes
from scaffold.catalogue import Catalogue
from scaffold.needs import Needs
from scaffold.phrases import Match, Phrases
from scaffold.refusals import Refusals
from scaffold.unheard import Unheard
from scaffold.vocabulary import SINGLE, Value, Vocabulary
from scaffold.words import Word, split

# Words that are looked for together: a longer phrase of one hides a shorter one of the other.
TOGETHER = (("features", "constraints"), ("kind",), ("size",), ("style",), ("traffic",))
# Phrases that hide others and speak of no need: some are understood, some are not.
IDLE, UNCLEAR = "idle", "unclear"


@dataclass(frozen=True)
class Heard:
    """A phrase of the sentence, and the need that it expresses or refuses."""

    phrase: str
    need: str
    value: str
    refused: bool = False


@dataclass(frozen=True)
class Reading:
    """A sentence as it was understood."""

    needs: Needs
    heard: tuple[Heard, ...]
    not_understood: tuple[str, ...]
    to_check: tuple[str, ...]  # parts that sound like a condition and were not understood


@dataclass(frozen=True)
class _Found:
    """A phrase where it stands, and which list of the vocabulary holds it."""

    match: Match
    need: str
    value: str
    how: str


def read(sentence: str, catalogue: Catalogue) -> Reading:
    """Read the needs that a plain sentence speaks of."""
    vocabulary = catalogue.vocabulary
    words = split(sentence, vocabulary.numbers)
    found = [one for phrases in _listeners(catalogue) for one in _all(phrases, words)]
    told = _of_the_project(_kinds_of_their_own(found), words, vocabulary)
    refusals = Refusals(words, _words(found), vocabulary)
    heard = tuple(_heard(one, words, refusals) for one in told)
    unheard = Unheard(
        sentence,
        words,
        covered=_words(one for one in found if one.how != UNCLEAR) | refusals.words,
        needs=_words(one for one in told if one.need != "kind"),
        unclear=_words(one for one in found if one.how == UNCLEAR),
        vocabulary=vocabulary,
    )
    return Reading(_needs(heard, vocabulary), heard, unheard.rest(), unheard.conditions())


@cache
def _listeners(catalogue: Catalogue) -> tuple[Phrases, ...]:
    return tuple(_phrases(needs, catalogue.vocabulary) for needs in TOGETHER)


def _phrases(needs: Sequence[str], vocabulary: Vocabulary) -> Phrases:
    hiding = (IDLE, UNCLEAR) if "constraints" in needs else (IDLE,)
    lists = {f"=={how}": vocabulary.sentence[how] for how in hiding}
    for need in needs:
        for value in vocabulary.needs[need].values.values():
            for how, texts in _lists(need, value).items():
                lists[f"{need}={value.name}={how}"] = texts
    return Phrases(lists, vocabulary.grammar)


def _lists(need: str, value: Value) -> dict[str, tuple[str, ...]]:
    """Return a value's phrases by their list; its name is one where people say it."""
    said = need not in ("style", "traffic") or value.name not in ("unstated", "ordinary")
    return {
        "words": (*value.words, value.name) if said else value.words,
        "clear": value.clear,
        "faint": value.faint,
        "refuses": value.refuses,
    }


def _all(phrases: Phrases, words: Sequence[Word]) -> Iterator[_Found]:
    for match in phrases.longest(words):
        need, value, how = match.value.split("=")
        yield _Found(match, need, value, how)


def _words(found: Iterable[_Found]) -> frozenset[int]:
    return frozenset(at for one in found for at in one.match.words())


def _kinds_of_their_own(found: Sequence[_Found]) -> Iterator[_Found]:
    """Yield what speaks of needs, without kinds that are a part of something longer."""
    others = [one.match for one in found if one.need in ("features", "constraints")]
    for one in found:
        longer = (other for other in others if other.length > one.match.length)
        if one.need and (one.need != "kind" or not any(map(one.match.overlaps, longer))):
            yield one


def _of_the_project(
    found: Iterable[_Found], words: Sequence[Word], vocabulary: Vocabulary
) -> list[_Found]:
    """Return what was found in the order of the text, without sizes that are a detail's."""
    ordered = sorted(found, key=lambda one: one.match.start)
    own = [one for one in ordered if one.need == "size"]
    ranks = sizes.ranks([(one.match, one.how) for one in own], words, vocabulary)
    told = min((*ranks, sizes.DETAIL - 1))
    details = [one for one, rank in zip(own, ranks, strict=True) if rank > told]
    return [one for one in ordered if one not in details]


def _heard(one: _Found, words: Sequence[Word], refusals: Refusals) -> Heard:
    parts = (" ".join(map(attrgetter("written"), words[a:b])) for a, b in sorted(one.match.spans))
    refused = one.how == "refuses" or refusals.reach(one.match)
    return Heard(" … ".join(parts), one.need, one.value, refused)


def _needs(heard: Iterable[Heard], vocabulary: Vocabulary) -> Needs:
    needs = Needs()
    refused = {(one.need, one.value) for one in heard if one.refused}
    for one in heard:
        if one.refused or (one.need != "kind" and (one.need, one.value) in refused):
            continue
        if one.need == "kind" and needs.kind:  # the first is what is built, later ones are in it
            for feature in vocabulary.needs["kind"].values[one.value].brings:
                if ("features", feature) not in refused:
                    needs = needs.with_("features", feature)
        elif one.need == "kind":
            needs = needs.with_("kind", one.phrase.replace(" … ", " "))
        elif one.need not in SINGLE or not getattr(needs, one.need):
            needs = needs.with_(one.need, one.value)
    return needs
