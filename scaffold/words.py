"""Plain words: how a text is cut into them, and how phrases are found in it.

In a phrase `#` stands for a number of a thousand or more, and `..` for up to five words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

BIG = "#"
GAP = ".."
LONGEST_GAP = 5
SHORTEST_PLURAL = 4
THOUSAND = 1000
_WORD = re.compile(r"\d+(?:\.\d+)?k\b|[a-z0-9]+|\.\.|[#,.;:!?()]")
_SEPARATOR = re.compile(r"(?<=\d)[,.' ](?=\d{3}\b)")
_SCALES = frozenset(["thousand", "thousands", "million", "millions", "hundreds"])


@dataclass(frozen=True)
class Word:
    """One word: as it is compared, and as it was written."""

    plain: str
    written: str


@dataclass(frozen=True)
class Match:
    """A phrase found: which value it speaks for, and the words that it covers."""

    value: str
    start: int
    end: int

    @property
    def length(self) -> int:
        """Return how many words the phrase covers."""
        return self.end - self.start


def singular(word: str) -> str:
    """Return the word without a plural's ending: good enough to compare two words by."""
    if len(word) < SHORTEST_PLURAL or not word.endswith("s") or word.endswith("ss"):
        return word
    return word[:-3] + "y" if word.endswith("ies") else word[:-1]


def split(text: str, numbers: frozenset[str] = frozenset()) -> list[Word]:
    """Cut a text into words and punctuation; a number of a thousand or more becomes one `#`."""
    text = _SEPARATOR.sub("", text.lower().replace("'", "").replace("’", ""))
    found = [Word(singular(word), word) for word in _WORD.findall(text)]
    return list(_with_big_numbers(found, numbers))


def _with_big_numbers(words: Sequence[Word], numbers: frozenset[str]) -> Iterator[Word]:
    at = 0
    while at < len(words):
        end = _number_end(words, at, numbers)
        run = words[at:end]
        if run and any(_is_big(word.written) for word in run):
            end += end < len(words) and words[end].plain == "of"
            yield Word(BIG, " ".join(word.written for word in words[at:end]))
            at = end
        else:
            yield words[at]
            at += 1


def _number_end(words: Sequence[Word], at: int, numbers: frozenset[str]) -> int:
    end = at
    while end < len(words) and _is_number(words[end].written, numbers):
        end += 1
        joined = words[end : end + 2]  # "hundreds of thousands"
        if len(joined) == 2 and joined[0].plain == "of" and joined[1].written in _SCALES:  # noqa: PLR2004
            end += 1
    return end


def _is_number(word: str, numbers: frozenset[str]) -> bool:
    return word[0].isdigit() or word in _SCALES or word in numbers


def _is_big(word: str) -> bool:
    if word in _SCALES:
        return word != "hundreds"
    return (word[0].isdigit() and word.endswith("k")) or (word.isdigit() and int(word) >= THOUSAND)


class Phrases:
    """Phrases, each for a value, ready to be found in a text."""

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for value, texts in phrases.items():
            for text in texts:
                plain = tuple(part for part in _phrase(text))
                self._by_first.setdefault(plain[0], []).append((plain, value))

    def exact(self, text: str) -> str:
        """Return the value whose phrase is the whole text, or an empty string."""
        plain = _phrase(text)
        for phrase, value in self._by_first.get(plain[0] if plain else "", ()):
            if phrase == plain:
                return value
        return ""

    def all(self, words: Sequence[Word]) -> list[Match]:
        """Find every phrase, overlapping ones too, in the order of the text."""
        found = []
        for start, word in enumerate(words):
            for phrase, value in self._by_first.get(word.plain, ()):
                end = _match(phrase, words, start)
                if end:
                    found.append(Match(value, start, end))
        return found

    def longest(self, words: Sequence[Word]) -> list[Match]:
        """Find phrases that don't overlap, the longer ones first; return them as they stand."""
        kept: list[Match] = []
        for match in sorted(self.all(words), key=lambda one: (-one.length, one.start)):
            if all(match.end <= one.start or match.start >= one.end for one in kept):
                kept.append(match)
        return sorted(kept, key=lambda one: one.start)


def _phrase(text: str) -> tuple[str, ...]:
    return tuple(word.plain for word in split(text))


def _match(phrase: Sequence[str], words: Sequence[Word], start: int) -> int:
    """Return where the phrase ends if it stands at `start`, else 0."""
    at = start
    for place, part in enumerate(phrase):
        if part == GAP:
            rest = phrase[place + 1 :]
            ends = (_match(rest, words, at + skip) for skip in range(LONGEST_GAP + 1))
            return next((end for end in ends if end), 0)
        if at >= len(words) or words[at].plain != part:
            return 0
        at += 1
    return at
