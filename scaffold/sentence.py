"""Needs from a plain sentence: what was understood, what was refused, what was not understood.

The words stand in `knowledge/needs.yml`. A phrase counts as refused when a word of negation stands
before it in the same clause ("no admin", "without forms or accounts") or behind it ("not needed").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scaffold.catalogue import Catalogue
from scaffold.needs import Needs
from scaffold.vocabulary import Vocabulary
from scaffold.words import Match, Phrases, Word, split

STOPS = frozenset([".", ";", ":", "!", "?", "(", ")"])
COMMA = ","
REACH = 4  # so many words may stand between a phrase and the negation behind it
# Words that are looked for together: a longer phrase of one hides a shorter one of the other.
TOGETHER = (("features", "constraints"), ("kind",), ("size",), ("style",), ("traffic",))


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


def read(sentence: str, catalogue: Catalogue) -> Reading:
    """Read the needs that a plain sentence speaks of."""
    vocabulary = catalogue.vocabulary
    words = split(sentence, vocabulary.numbers)
    refusals = _Refusals(words, vocabulary)
    found = [
        (match, Heard(_text(words, match), need, value, refusals.reach(match)))
        for together in TOGETHER
        for match in _phrases(together, vocabulary).longest(words)
        for need, value in [_named(match.value)]
    ]
    found.sort(key=lambda one: one[0].start)
    heard = tuple(one for _, one in found)
    covered = {at for match, _ in found for at in range(match.start, match.end)}
    covered |= refusals.words
    return Reading(
        needs=_needs(heard, vocabulary),
        heard=heard,
        not_understood=tuple(_rest(words, covered, vocabulary)),
    )


def _phrases(needs: Sequence[str], vocabulary: Vocabulary) -> Phrases:
    values = ((n, v) for n in needs for v in vocabulary.needs[n].values.values())
    return Phrases({f"{need}={v.name}": (*v.words, *_own_name(need, v.name)) for need, v in values})


def _own_name(need: str, name: str) -> tuple[str, ...]:
    """Return a value's name where it is a phrase that people say."""
    return () if need in ("style", "traffic") and name in ("unstated", "ordinary") else (name,)


def _named(value: str) -> tuple[str, str]:
    need, _, name = value.partition("=")
    return need, name


def _text(words: Sequence[Word], match: Match) -> str:
    return " ".join(word.written for word in words[match.start : match.end])


class _Refusals:
    """Where a sentence says no."""

    def __init__(self, words: Sequence[Word], vocabulary: Vocabulary) -> None:
        self.words: set[int] = set()
        self._sentence = words
        self._before = frozenset(vocabulary.negation["before"])
        self._ends = frozenset(vocabulary.negation["ends"])
        self._behind = Phrases({"after": vocabulary.negation["after"]}).longest(words)

    def reach(self, match: Match) -> bool:
        """Return whether a phrase is refused, by words before it or behind it."""
        if any(word.written in self._before for word in self._covered(match)):
            return False  # the phrase itself says no, and means it
        return self._before_it(match) or self._behind_it(match)

    def _covered(self, match: Match) -> Sequence[Word]:
        return self._sentence[match.start : match.end]

    def _before_it(self, match: Match) -> bool:
        for at in range(match.start - 1, -1, -1):
            word = self._sentence[at].written
            if word in STOPS or word in self._ends:
                return False
            if word in self._before:
                return True
            if word in (COMMA, "and") and not self._list_goes_on(match.end):
                return False
        return False

    def _list_goes_on(self, start: int) -> bool:
        """Return whether "or" or "nor" follows: "no forms, accounts or admin" refuses all three."""
        for word in self._sentence[max(start - 3, 0) :]:
            if word.written in ("or", "nor"):
                return True
            if word.written in STOPS or word.written in self._ends or word.written == "and":
                return False
        return False

    def _behind_it(self, match: Match) -> bool:
        for behind in self._behind:
            between = self._sentence[match.end : behind.start]
            near = match.end <= behind.start <= match.end + REACH
            if near and not any(_breaks(word, self._ends) for word in between):
                self.words.update(range(behind.start, behind.end))
                return True
        return False


def _breaks(word: Word, ends: frozenset[str]) -> bool:
    return word.written in STOPS or word.written == COMMA or word.written in ends


def _needs(heard: Iterable[Heard], vocabulary: Vocabulary) -> Needs:
    needs = Needs()
    for one in heard:
        if one.refused:
            continue
        if one.need == "kind" and needs.kind:  # the first is what is built, later ones are in it
            for feature in vocabulary.needs["kind"].values[one.value].brings:
                needs = needs.with_("features", feature)
        elif one.need == "kind":
            needs = needs.with_("kind", one.phrase)
        else:
            needs = needs.with_(one.need, one.value)
    return _without_refused(needs, heard)


def _without_refused(needs: Needs, heard: Iterable[Heard]) -> Needs:
    for one in heard:
        if one.refused and one.need == "features":
            needs = needs.but("features", one.value)
    return needs


def _rest(words: Sequence[Word], covered: set[int], vocabulary: Vocabulary) -> Iterator[str]:
    seen: set[str] = set()
    known = vocabulary.ignore | vocabulary.numbers | frozenset(vocabulary.negation["before"])
    for at, word in enumerate(words):
        if at in covered or not word.written[0].isalnum() or word.written in seen:
            continue
        if word.written not in known and word.plain not in known:
            seen.add(word.written)
            yield word.written
