"""Which of several words on size speaks of the project, and not of a detail in it.

"A medium-sized site with a little thermometer, for fourteen hospitals" is a medium project: a clear
phrase goes first, then an adjective of what is built, then what is counted, then a bare adjective.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from scaffold.phrases import Match, Phrases
from scaffold.vocabulary import Vocabulary
from scaffold.words import COMMA, STOPS, Word

NEAR = 3  # so many words after an adjective may hold what it speaks of
CLEAR, NAMED, FAINT, BARE, DETAIL = range(5)


def ranks(
    found: Sequence[tuple[Match, str]], words: Sequence[Word], vocabulary: Vocabulary
) -> list[int]:
    """Return how clearly each match, of `clear`, `faint` or other words, speaks of the project."""
    nouns = Phrases({"": vocabulary.sentence["project"]}, vocabulary.grammar).all(words)
    kinds = vocabulary.needs["kind"].spellings.all(words)
    built = {match.start for match in (*nouns, *kinds)}
    breaks = frozenset(vocabulary.sentence["breaks"])
    return [_rank(match, how, words, built, breaks) for match, how in found]


def _rank(
    match: Match, how: str, words: Sequence[Word], built: Collection[int], breaks: frozenset[str]
) -> int:
    if how in ("clear", "faint"):
        return CLEAR if how == "clear" else FAINT
    if _speaks_of_it(match.end, words, built, breaks):
        return NAMED
    return DETAIL if any(at < match.start for at in built) else BARE


def _speaks_of_it(
    end: int, words: Sequence[Word], built: Collection[int], breaks: frozenset[str]
) -> bool:
    """Return whether what is built follows, or nothing at all: "a big shop", "it is big"."""
    following = words[end : end + NEAR]
    if not following or following[0].written in breaks | STOPS | {COMMA}:
        return True
    for at, word in enumerate(following, end):
        if word.written in breaks | STOPS | {COMMA}:
            return False
        if at in built:
            return True
    return False
