"""Finds where the user moved a template file to, by what the two have in common."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from scaffold.merge.leaves import LINK, SECRETS, Leaf, read_leaf
from scaffold.merge.place import Place
from scaffold.merge.states import BIG

ENOUGH = 0.5  # of the larger file's bytes, git's own measure for a rename
TELLING = 3  # lines that say something; below it only an equal file of the same name will do
MOST = 3000  # files that are read; those of the same name, then of the same suffix, come first


def find_moves(place: Place, missing: Mapping[str, Leaf], taken: Collection[str]) -> dict[str, str]:
    """Return old path → new path for template files that the user moved; `taken` are no targets."""
    texts = {path: leaf for path, leaf in missing.items() if leaf.data and leaf.mode != LINK}
    if not texts:
        return {}
    found = []
    for candidate, leaf in _candidates(place, texts, taken):
        for path, base in texts.items():
            score = _score(path, base, candidate, leaf)
            if score >= ENOUGH:
                found.append((-score, _name(path) != _name(candidate), path, candidate))
    return _best(sorted(found))


def _best(found: list[tuple[float, bool, str, str]]) -> dict[str, str]:
    moves: dict[str, str] = {}
    targets: set[str] = set()
    for _, _, path, candidate in found:
        if path not in moves and candidate not in targets:
            moves[path] = candidate
            targets.add(candidate)
    return moves


def _score(path: str, base: Leaf, candidate: str, leaf: Leaf) -> float:
    if base.plain == leaf.plain:
        same_name = _name(path) == _name(candidate)
        return 1.0 if same_name or _telling(base) else 0.0
    return likeness(base, leaf) if _telling(base) else 0.0


def _telling(leaf: Leaf) -> bool:
    return sum(len(line.strip()) > 1 for line in leaf.data.splitlines()) >= TELLING


def likeness(one: Leaf, other: Leaf) -> float:
    """Return the share of the larger file's bytes that lie in lines which both have."""
    size = max(len(one.plain), len(other.plain))
    if not size or one.binary or other.binary:
        return float(one.data == other.data)
    common = Counter(one.plain.splitlines(True)) & Counter(other.plain.splitlines(True))
    return sum(len(line) * times for line, times in common.items()) / size


def _candidates(
    place: Place, texts: Mapping[str, Leaf], taken: Collection[str]
) -> Iterator[tuple[str, Leaf]]:
    paths = _by_promise(_listed(place) - set(taken), texts)
    read = 0
    for path in paths:
        file = place.project / path
        if read < MOST and _near_in_size(file, texts):
            try:
                yield path, read_leaf(file)
            except OSError:  # unreadable or just gone: no place to merge into
                continue
            read += 1


def _listed(place: Place) -> set[str]:
    answer = place.git.run("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    paths = os.fsdecode(answer).split("\0")
    return {path for path in paths if path and _name(path) != SECRETS}


def _by_promise(paths: Collection[str], texts: Mapping[str, Leaf]) -> list[str]:
    names = {_name(path) for path in texts}
    suffixes = {_suffix(path) for path in texts}
    return sorted(
        paths, key=lambda path: (_name(path) not in names, _suffix(path) not in suffixes, path)
    )


def _near_in_size(file: os.PathLike[str], texts: Mapping[str, Leaf]) -> bool:
    try:
        size = os.lstat(file).st_size
    except OSError:
        return False
    # Windows line ends may add a byte for each of the template's.
    return 0 < size <= BIG and any(
        min(size, len(leaf.data)) >= ENOUGH * max(size, len(leaf.data)) * 0.9
        for leaf in texts.values()
    )


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _suffix(path: str) -> str:
    return _name(path).rpartition(".")[2]
