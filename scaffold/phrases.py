"""Phrases: patterns of words, and where they stand in a text.

In a phrase `#` stands for a number of a thousand or more, `#30` for one of thirty or more, `#2-999`
for one between; `?` for one word or none, `..` for up to five, none of them a stop; `<name>` for a
phrase of that class.
`a & b` asks for both in one sentence, in any order, `a && b` in one sentence or two neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from scaffold.words import BIG, STOPS, THOUSAND, Word, sentence_numbers, singular, split

_GAPS = {"?": 1, "..": 5}
_NUMERIC = BIG  # under which patterns are kept that begin with a number


@dataclass(frozen=True)
class _Gap:
    most: int


@dataclass(frozen=True)
class _Number:
    least: int
    most: int | None = None

    @classmethod
    def read(cls, text: str) -> _Number:
        """Read what stands behind the `#`."""
        least, _, most = text.partition("-")
        return cls(int(least or THOUSAND), int(most) if most else None)


@dataclass(frozen=True)
class _OneOf:
    patterns: tuple[_Pattern, ...]

    @cached_property
    def firsts(self) -> frozenset[str]:
        """Return the words with which it may begin."""
        return frozenset(word for pattern in self.patterns for word in _firsts(pattern))


_Element = str | _Gap | _Number | _OneOf
_Pattern = tuple[_Element, ...]
Span = tuple[int, int]


@dataclass(frozen=True)
class _Phrase:
    """A pattern for a value, and others that have to stand in its neighbourhood."""

    value: str
    first: _Pattern
    others: tuple[_Pattern, ...] = ()
    sentences: int = 0  # how far off the others may stand


@dataclass(frozen=True)
class Match:
    """A phrase found: which value it speaks for, and the words that it covers."""

    value: str
    spans: tuple[Span, ...]

    @property
    def start(self) -> int:
        """Return where its first word stands."""
        return min(start for start, _ in self.spans)

    @property
    def length(self) -> int:
        """Return how many words the phrase covers."""
        return sum(end - start for start, end in self.spans)

    @property
    def end(self) -> int:
        """Return where its last word ends."""
        return max(end for _, end in self.spans)

    def overlaps(self, other: Match) -> bool:
        """Return whether both cover the same word."""
        return any(_overlap(one, two) for one in self.spans for two in other.spans)

    def words(self) -> Iterator[int]:
        """Yield the places of all words that it covers."""
        for start, end in self.spans:
            yield from range(start, end)


@dataclass(frozen=True)
class Grammar:
    """The classes of words that stand for one another, and patterns made with them."""

    classes: Mapping[str, Sequence[str]]
    _compiled: dict[str, _OneOf] = field(default_factory=dict, compare=False, repr=False)

    def phrase(self, text: str, value: str) -> _Phrase:
        """Turn the text of a phrase into patterns."""
        if "&" not in text:
            return _Phrase(value, self._pattern(text))
        first, *others = (self._pattern(part) for part in text.replace("&&", "&").split("&"))
        return _Phrase(value, first, tuple(others), sentences=int("&&" in text))

    def _pattern(self, text: str) -> _Pattern:
        return tuple(element for part in text.split() for element in self._elements(part))

    def _elements(self, part: str) -> Iterable[_Element]:
        if part.isalpha():
            return (singular(part.lower()),)
        if part in _GAPS:
            return (_Gap(_GAPS[part]),)
        if part.startswith("#"):
            return (_Number.read(part[1:]),)
        if part.startswith("<"):
            return (self._class(part[1:-1]),)
        return (word.plain for word in split(part))

    def _class(self, name: str) -> _OneOf:
        if name not in self._compiled:
            patterns = [self._pattern(text) for text in self.classes[name]]
            self._compiled[name] = _OneOf(tuple(sorted(patterns, key=len, reverse=True)))
        return self._compiled[name]


class Phrases:
    """Phrases, each for a value, ready to be found in a text."""

    def __init__(self, phrases: Mapping[str, Iterable[str]], grammar: Grammar) -> None:
        self._by_first: dict[str, list[_Phrase]] = {}
        for value, texts in phrases.items():
            for text in texts:
                phrase = grammar.phrase(text, value)
                for word in _firsts(phrase.first):
                    self._by_first.setdefault(word, []).append(phrase)

    def exact(self, text: str) -> str:
        """Return the value whose phrase is the whole text, or an empty string."""
        words = split(text)
        for phrase in self._beginning(words[0]) if words else ():
            if not phrase.others and len(words) in _ends(phrase.first, words, 0):
                return phrase.value
        return ""

    def all(self, words: Sequence[Word]) -> list[Match]:
        """Find every phrase, overlapping ones too, in the order of the text."""
        sentences = sentence_numbers(words)
        found = []
        for start, word in enumerate(words):
            for phrase in self._beginning(word):
                end = next(_ends(phrase.first, words, start), 0)
                spans = end and _spans(phrase, (start, end), words, sentences)
                if spans:
                    found.append(Match(phrase.value, spans))
        return found

    def longest(self, words: Sequence[Word]) -> list[Match]:
        """Find phrases that don't overlap, the longer ones first; return them as they stand."""
        kept: list[Match] = []
        for match in sorted(self.all(words), key=lambda m: (-m.length, -len(m.spans), m.start)):
            if not any(_hides(one, match) for one in kept):
                kept.append(match)
        return sorted(kept, key=lambda one: one.start)

    def _beginning(self, word: Word) -> Iterator[_Phrase]:
        yield from self._by_first.get(word.plain, ())
        if word.number and word.plain != _NUMERIC:
            yield from self._by_first.get(_NUMERIC, ())


def _hides(kept: Match, match: Match) -> bool:
    """Return whether a match goes: what is said of two things at once is said of each of them."""
    if min(len(kept.spans), len(match.spans)) > 1 and kept.value != match.value:
        return set(match.words()) <= set(kept.words())
    return kept.overlaps(match)


def _firsts(pattern: _Pattern) -> Iterator[str]:
    first = pattern[0]
    if isinstance(first, str):
        yield first
    elif isinstance(first, _Number):
        yield _NUMERIC
    elif isinstance(first, _OneOf):
        yield from first.firsts


def _ends(pattern: _Pattern, words: Sequence[Word], at: int) -> Iterator[int]:
    """Yield where the pattern may end if it stands at `at`."""
    if not pattern:
        yield at
        return
    for end in _steps(pattern[0], words, at):
        yield from _ends(pattern[1:], words, end)


def _steps(element: _Element, words: Sequence[Word], at: int) -> Iterator[int]:
    if isinstance(element, _Gap):
        yield from _skips(element.most, words, at)
    elif at == len(words):
        return
    elif isinstance(element, _OneOf):
        if words[at].number or words[at].plain in element.firsts:
            for pattern in element.patterns:
                yield from _ends(pattern, words, at)
    elif _is(element, words[at]):
        yield at + 1


def _is(element: str | _Number, word: Word) -> bool:
    if isinstance(element, str):
        return word.plain == element
    return element.least <= word.number <= (element.most or word.number)


def _skips(most: int, words: Sequence[Word], at: int) -> Iterator[int]:
    for end in range(at, min(at + most, len(words)) + 1):
        if end > at and words[end - 1].written in STOPS:
            return
        yield end


def _spans(
    phrase: _Phrase, first: Span, words: Sequence[Word], sentences: Sequence[int]
) -> tuple[Span, ...]:
    """Return where all parts of a phrase stand, or nothing where one is missing."""
    spans = [first]
    for pattern in phrase.others:
        near = (
            (start, end)
            for start, word in enumerate(words)
            if abs(sentences[start] - sentences[first[0]]) <= phrase.sentences
            and (end := next(_ends(pattern, words, start), 0))
            and not any(_overlap((start, end), one) for one in spans)
        )
        nearest = min(near, key=lambda span: abs(span[0] - first[0]), default=None)
        if nearest is None:
            return ()
        spans.append(nearest)
    return tuple(spans)


def _overlap(one: Span, two: Span) -> bool:
    return one[0] < two[1] and two[0] < one[1]
