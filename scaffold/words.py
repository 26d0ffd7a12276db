"""Plain words: how a text is cut into them, and which of them are numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

BIG = "#"  # how a number of a thousand or more is compared
NUMBER = "#<"  # and a smaller one of several words
THOUSAND = 1000
SENTENCE_ENDS = frozenset([".", ";", "!", "?"])
STOPS = SENTENCE_ENDS | {":", "(", ")"}
COMMA = ","
_SHORTEST_PLURAL = 4
_WORD = re.compile(
    r"[0-9]{1,3}(?:[,.'’ ][0-9]{3})+\b|[0-9]+(?:\.[0-9]+)?[kK]\b"
    r"|[A-Za-z0-9]+(?:['’]+[A-Za-z0-9]+)*|\.\.|[#,.;:!?()]"
)
_SEPARATOR = re.compile(r"(?<=[0-9])[,. ](?=[0-9]{3}\b)|['’]")
_DIGITS = re.compile(r"([0-9]+(?:\.[0-9]+)?)(k?)")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_BEFORE_YEARS = frozenset(["in", "since", "until", "from", "by", "before", "after", "of"])
_IRREGULAR = {"lives": "life", "wives": "wife", "knives": "knife", "always": "always"}


@dataclass(frozen=True)
class Word:
    """One word: as it is compared, as it was written, and where."""

    plain: str
    written: str
    begin: int = 0  # in the text
    end: int = 0
    number: int = 0


def singular(word: str) -> str:
    """Return the word without a plural's ending: good enough to compare two words by."""
    if len(word) < _SHORTEST_PLURAL or not word.endswith("s") or word.endswith("ss"):
        return word
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return _IRREGULAR.get(word) or (word[:-3] + "y" if word.endswith("ies") else word[:-1])


def split(text: str, numbers: Mapping[str, int] | None = None) -> list[Word]:
    """Cut a text into words and punctuation; a number of several words becomes one word."""
    found = [_word(match) for match in _WORD.finditer(text)]
    return list(_with_numbers(found, numbers or {}))


def _word(match: re.Match[str]) -> Word:
    written = _SEPARATOR.sub("", match[0].lower())
    return Word(singular(written), written, match.start(), match.end())


def sentence_numbers(words: Iterable[Word]) -> list[int]:
    """Return of each word the number of its sentence."""
    found, number = [], 0
    for word in words:
        found.append(number)
        number += word.written in SENTENCE_ENDS
    return found


def _with_numbers(words: Sequence[Word], numbers: Mapping[str, int]) -> Iterator[Word]:
    at = 0
    while at < len(words):
        end = _number_end(words, at, numbers)
        if end == at or _is_year(words, at, end):
            yield words[at]
            at += 1
        else:
            yield _joined(words[at:end], numbers)
            at = end


def _is_year(words: Sequence[Word], at: int, end: int) -> bool:
    """Return whether a number tells a year: "in 2019 we", but not "in 2000 shops"."""
    shops = end < len(words) and words[end].plain != words[end].written
    dated = at > 0 and words[at - 1].written in _BEFORE_YEARS
    return dated and not shops and bool(_YEAR.fullmatch(words[at].written))


def _number_end(words: Sequence[Word], at: int, numbers: Mapping[str, int]) -> int:
    end = at
    while end < len(words) and (words[end].written in numbers or _DIGITS.match(words[end].written)):
        plural_scale = words[end].plain != words[end].written
        end += 1
        if plural_scale and end < len(words) and words[end].plain == "of":  # "hundreds of"
            end += 1
    return end


def _joined(run: Sequence[Word], numbers: Mapping[str, int]) -> Word:
    number = _value([word.written for word in run], numbers)
    plain = BIG if number >= THOUSAND else run[0].plain if len(run) == 1 else NUMBER
    return Word(
        plain, " ".join(word.written for word in run), run[0].begin, run[-1].end, number=number
    )


def _value(run: Iterable[str], numbers: Mapping[str, int]) -> int:
    """Return what number words come to: "two hundred and", "few hundred", "25k"."""
    total = current = 0
    for written in run:
        digits = _DIGITS.fullmatch(written)
        value = numbers.get(written, 0)
        if digits:
            current += int(float(digits[1]) * (THOUSAND if digits[2] else 1))
        elif value >= 100:  # noqa: PLR2004 (a scale: hundred, thousand, million)
            current = max(current, 1) * value
            if value >= THOUSAND:
                total, current = total + current, 0
        else:
            current += value
    return total + current
