"""What of a sentence was not understood, and which parts of that sound like a condition."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from scaffold.phrases import Phrases
from scaffold.vocabulary import Vocabulary
from scaffold.words import COMMA, SENTENCE_ENDS, STOPS, Word


@dataclass(frozen=True)
class Unheard:
    """A text of which some words are covered, and some of these speak of needs."""

    text: str
    words: Sequence[Word]
    covered: Collection[int]
    needs: frozenset[int]
    unclear: frozenset[int]
    vocabulary: Vocabulary

    def rest(self) -> tuple[str, ...]:
        """Return each word that was not understood, once."""
        told = (word.written for at, word in enumerate(self.words) if self._unknown(at))
        return tuple(dict.fromkeys(told))

    def conditions(self) -> tuple[str, ...]:
        """Return, as it was written, each part with a word like "must" and no need heard in it."""
        found = (
            _around(parts, number, whole=not self._open(part))
            for sentence in self._cut(range(len(self.words)), SENTENCE_ENDS)
            for parts in [list(self._cut(sentence, STOPS | {COMMA}))]
            for number, part in enumerate(parts)
            if not (self._strong | self.unclear).isdisjoint(part)
        )
        return tuple(dict.fromkeys(self._written(part) for part in found if self._doubtful(part)))

    @cached_property
    def _strong(self) -> frozenset[int]:
        phrases = Phrases({"": self.vocabulary.sentence["strong"]}, self.vocabulary.grammar)
        return frozenset(at for match in phrases.all(self.words) for at in match.words())

    @cached_property
    def _known(self) -> frozenset[str]:
        sentence = self.vocabulary.sentence
        return self.vocabulary.ignore.union(sentence["no before"], self.vocabulary.numbers)

    def _unknown(self, at: int) -> bool:
        word = self.words[at]
        plain = word.number or at in self.covered or at in self._strong
        plain = plain or not word.written[0].isalnum()
        return not plain and self._known.isdisjoint((word.written, word.plain))

    def _open(self, part: range) -> bool:
        return any(self._unknown(at) for at in part)

    def _doubtful(self, part: range) -> bool:
        unclear = not self.unclear.isdisjoint(part)
        return unclear or (self.needs.isdisjoint(part) and self._open(part))

    def _cut(self, part: range, ends: frozenset[str]) -> Iterator[range]:
        start = part.start
        for at in part:
            if self.words[at].written in ends:
                yield range(start, at)
                start = at + 1
        yield range(start, part.stop)

    def _written(self, part: range) -> str:
        return self.text[self.words[part.start].begin : self.words[part.stop - 1].end]


def _around(parts: Sequence[range], number: int, *, whole: bool) -> range:
    """Return a part, or where it says nothing itself ("and that is a must") the one before too."""
    first = parts[number - 1] if whole and number else parts[number]
    return range(first.start, parts[number].stop)
