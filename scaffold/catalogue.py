"""The catalogue: every card of `knowledge/`, the combinations, and the vocabulary of needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from scaffold import cards, vocabulary
from scaffold.cards import Framework, Pair
from scaffold.claims import Claim, KnowledgeError
from scaffold.errors import InputError, did_you_mean, listed
from scaffold.vocabulary import Vocabulary

KNOWLEDGE = Path(__file__).resolve().parent / "knowledge"
NEEDS = "needs"
COMPILED = "compiled.json"  # made by tools/wheel.py; a checkout has none


@dataclass(frozen=True, eq=False)
class Catalogue:
    """All that is known, ready to be asked."""

    frameworks: Mapping[str, Framework]
    pairs: tuple[Pair, ...]
    vocabulary: Vocabulary

    def claims(self) -> Iterator[Claim]:
        """Yield every claim, those on combinations too."""
        for framework in self.frameworks.values():
            yield from framework.claims
        for pair in self.pairs:
            yield from pair.claims

    def find(self, name: str) -> Framework:
        """Return the framework of that name, whatever its spelling; or say which there are."""
        spellings = self._spellings()
        found = spellings.get(name.strip().lower())
        if found is None:
            raise InputError(
                f"There is no framework `{name}`",
                f"known are {listed(self.frameworks)}",
                did_you_mean(name, spellings) or "try `scaffold frameworks`",
            )
        return self.frameworks[found]

    def _spellings(self) -> dict[str, str]:
        return {
            spelling.lower(): one.id
            for one in self.frameworks.values()
            for spelling in (one.id, one.name, *one.aliases)
        }

    def title(self, framework: str) -> str:
        """Return the name to print for an id, or for two ids joined by `+`."""
        return " + ".join(self.frameworks[part].name for part in framework.split("+"))


@cache
def load(folder: Path = KNOWLEDGE, *, whole: bool = True) -> Catalogue:
    """Read and check the knowledge; not whole, it lacks what only cards and comparisons tell."""
    words = vocabulary.read(_yaml(folder / f"{NEEDS}.yml")[0])
    read = {path.stem: _yaml(path, whole=whole) for path in _in_order(folder, words)}
    frameworks = {name: cards.read(name, data, told, words) for name, (data, told) in read.items()}
    found = [pair for name, (data, _) in read.items() for pair in cards.pairs(name, data, words)]
    pairs = [pair for pair in found if pair.main in frameworks]
    known = Catalogue(frameworks, tuple(pairs), words)
    _check_ids(known.claims())
    return known


def _in_order(folder: Path, words: Vocabulary) -> list[Path]:
    """Return the cards: those of the document's table first, as it lists them, then by name."""
    table = words.document.table
    paths = [path for path in folder.glob("*.yml") if path.stem != NEEDS]

    def place(path: Path) -> tuple[int, str]:
        return (table.index(path.stem) if path.stem in table else len(table), path.stem)

    return sorted(paths, key=place)


def _check_ids(all_claims: Iterable[Claim]) -> None:
    seen: set[str] = set()
    for claim in all_claims:
        if claim.id in seen:
            raise KnowledgeError(f"Two claims are called `{claim.id}`", hint="rename one of them")
        seen.add(claim.id)


@cache
def _compiled(folder: Path) -> Mapping[str, Any]:
    """Return what the wheel carries beside the files: their first documents as JSON, by stem.

    Reading it takes a fortieth of the time that YAML takes.
    """
    import json  # noqa: PLC0415

    try:
        found: Mapping[str, Any] = json.loads((folder / COMPILED).read_bytes())
    except OSError:
        return {}
    return found


def _yaml(path: Path, *, whole: bool = False) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return a file's first document, and where it is asked for the second."""
    if not whole and path.stem in _compiled(path.parent):
        return _compiled(path.parent)[path.stem], {}
    import yaml  # noqa: PLC0415 (only where the knowledge is read)

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        documents = yaml.load_all(path.read_text(encoding="utf-8"), Loader=loader)
        data: Any = next(documents, None)
        told: Any = next(documents, {}) if whole else {}
    except (OSError, yaml.YAMLError) as error:
        reason = str(error).replace("\n", " ")
        raise KnowledgeError(f"The knowledge in `{path.name}` can't be read: {reason}") from error
    if not isinstance(data, dict) or not isinstance(told, dict):
        raise KnowledgeError(f"The knowledge in `{path.name}` is no mapping")
    return data, told
