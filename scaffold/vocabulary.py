"""The vocabulary of needs: `knowledge/needs.yml` as frozen objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from scaffold.phrases import Grammar, Phrases
from scaffold.words import BIG, split

SINGLE = ("size", "kind", "style", "traffic")
SEVERAL = ("features", "constraints")
NEEDS = (*SINGLE, *SEVERAL)
WITHOUT = "without"  # frameworks that the user leaves out: a need too, though its values are names
_HEAD_ENDS = frozenset(["for", "of", "with", "in", "to", "that", "where", "on", "from", ","])


@dataclass(frozen=True)
class Value:
    """One legal value of a need."""

    name: str
    means: str
    weight: int
    words: tuple[str, ...] = ()  # said in a sentence
    clear: tuple[str, ...] = ()  # said too, and go before the words
    faint: tuple[str, ...] = ()  # said too, but only where no words are
    refuses: tuple[str, ...] = ()  # where they are said, it isn't asked for
    also: tuple[str, ...] = ()  # accepted as the value of a flag, beside the name and the words
    avoid: tuple[str, ...] = ()  # accepted as what is to be avoided
    brings: tuple[str, ...] = ()  # features that it can't be without
    rank: int = 2  # for kinds: which goes first where a text speaks of several


@dataclass(frozen=True)
class Need:
    """One need: its question, why it is asked, and its legal values."""

    name: str
    ask: str
    why: str
    values: Mapping[str, Value]
    assumed: str  # where nothing is said
    grammar: Grammar

    @cached_property
    def spellings(self) -> Phrases:
        """Return every spelling that is accepted for a value: name, words, further ones."""
        return Phrases(
            {v.name: (v.name, *v.also, *v.words) for v in self.values.values() if v.name},
            self.grammar,
        )

    @cached_property
    def avoidances(self) -> Phrases:
        """Return what may be avoided, for each value that such a wish comes to."""
        return Phrases({value.name: value.avoid for value in self.values.values()}, self.grammar)


@dataclass(frozen=True)
class Document:
    """The guidance that the knowledge comes from."""

    title: str
    columns: tuple[str, ...]
    table: tuple[str, ...]
    categories: Mapping[str, str]


@dataclass(frozen=True)
class Vocabulary:
    """All needs, and the words by which sentences are read."""

    document: Document
    needs: Mapping[str, Need]
    always: int  # the weight of a claim that holds whatever is needed
    grammar: Grammar
    sentence: Mapping[str, tuple[str, ...]]  # phrases by what they do in a sentence
    numbers: Mapping[str, int]
    ignore: frozenset[str]
    _kinds: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def weight(self, need: str, value: str) -> int:
        """Return how much a value of a need matters."""
        known = self.needs[need].values.get(value) if need in self.needs else None
        return known.weight if known else self.always

    def kind(self, text: str) -> str:
        """Return the kind that the guidance speaks of and a free text means, or an empty string."""
        if text not in self._kinds:
            self._kinds[text] = self._read_kind(text)
        return self._kinds[text]

    def _read_kind(self, text: str) -> str:
        words = split(text, self.numbers)
        ends = [at for at, word in enumerate(words) if word.plain in _HEAD_ENDS]
        kinds = self.needs["kind"]
        exact = kinds.spellings.exact(text) if text.strip() else ""
        if exact:
            return exact
        found = ends and kinds.spellings.all(words[: ends[0]])
        found = found or kinds.spellings.all(words)
        order = sorted(found, key=lambda m: (kinds.values[m.value].rank, -m.length, -m.end))
        return order[0].value if order else ""


def read(data: Mapping[str, Any]) -> Vocabulary:
    """Turn the mapping of `needs.yml` into a vocabulary."""
    document = data["document"]
    weights = data["weights"]
    grammar = Grammar({name: strings(words) for name, words in data["classes"].items()})
    return Vocabulary(
        document=Document(
            document["title"],
            tuple(document["columns"]),
            tuple(document["table"]),
            document["categories"],
        ),
        needs={name: _need(name, data[name], weights[name], grammar) for name in NEEDS},
        always=weights["always"],
        grammar=grammar,
        sentence={name: strings(words) for name, words in data["sentence"].items()},
        numbers=data["numbers"],
        ignore=frozenset(str(word) for word in data["ignore"]) | {BIG},
    )


def _need(name: str, data: Mapping[str, Any], weight: int, grammar: Grammar) -> Need:
    values = {value: _value(value, entry, weight) for value, entry in data["values"].items()}
    return Need(name, data["ask"], data["why"], values, data.get("assumed", ""), grammar)


def _value(name: str, entry: Mapping[str, Any], weight: int) -> Value:
    def texts(key: str) -> tuple[str, ...]:
        return strings(entry.get(key, ()))

    return Value(
        name,
        entry["means"],
        entry.get("weight", weight),
        words=texts("words"),
        clear=texts("clear"),
        faint=texts("faint"),
        refuses=texts("refuses"),
        also=texts("also"),
        avoid=texts("avoid"),
        brings=texts("brings"),
        rank=entry.get("rank", 2),
    )


def strings(value: str | Iterable[str]) -> tuple[str, ...]:
    """Return one text or several as a tuple of texts."""
    return (value,) if isinstance(value, str) else tuple(value)
