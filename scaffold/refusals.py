"""Where a sentence says no: before a phrase ("no admin"), or behind it ("is not needed")."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from scaffold.phrases import Match, Phrases, Span
from scaffold.vocabulary import Vocabulary
from scaffold.words import COMMA, STOPS, Word

REACH = 4  # so many words may stand between a phrase and the negation behind it


class Refusals:
    """The words of negation in a sentence, and the phrases that they reach."""

    def __init__(
        self, words: Sequence[Word], spent: Collection[int], vocabulary: Vocabulary
    ) -> None:
        self.words: set[int] = set()
        self._sentence = words
        self._spent = spent  # words of phrases: their "no" speaks of nothing else
        self._before = frozenset(vocabulary.sentence["no before"])
        self._ends = frozenset(vocabulary.sentence["no ends"])
        after = Phrases({"after": vocabulary.sentence["no after"]}, vocabulary.grammar)
        self._behind = after.longest(words)

    def reach(self, match: Match) -> bool:
        """Return whether a phrase is refused, by words before it or behind it."""
        if any(self._sentence[at].written in self._before for at in match.words()):
            return False  # the phrase itself says no, and means it
        return any(self._before_it(span) or self._behind_it(span) for span in match.spans)

    def _before_it(self, span: Span) -> bool:
        for at in range(span[0] - 1, -1, -1):
            word = self._sentence[at].written
            if word in STOPS or word in self._ends:
                return False
            if word in self._before and at not in self._spent:
                return True
            if word in (COMMA, "and") and not self._list_goes_on(span[1]):
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

    def _behind_it(self, span: Span) -> bool:
        for behind in self._behind:
            near = span[1] <= behind.start <= span[1] + REACH
            if near and not self._broken(self._sentence[span[1] : behind.start]):
                self.words.update(behind.words())
                return True
        return False

    def _broken(self, words: Iterable[Word]) -> bool:
        breaks = STOPS | self._ends | {COMMA}
        return any(word.written in breaks for word in words)
