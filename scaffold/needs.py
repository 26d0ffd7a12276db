"""What the user wants: from flags, from a file, from a mapping; checked against the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scaffold.catalogue import Catalogue
from scaffold.claims import Asked
from scaffold.errors import InputError, did_you_mean, listed
from scaffold.vocabulary import NEEDS, SEVERAL, SINGLE, WITHOUT


@dataclass(frozen=True)
class Needs:
    """A project's needs; an empty text stands for what nobody has said."""

    size: str = ""
    kind: str = ""
    style: str = ""
    traffic: str = ""
    features: frozenset[str] = frozenset()
    constraints: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()

    def has(self, need: str, value: str) -> bool:
        """Return whether this value of a need is asked for."""
        held = getattr(self, need)
        return held == value if isinstance(held, str) else value in held

    def with_(self, need: str, value: str) -> Needs:
        """Return the needs with one value set, or added."""
        held = getattr(self, need)
        return self._set(need, value if isinstance(held, str) else held | {value})

    def but(self, need: str, value: str) -> Needs:
        """Return the needs with one value taken out."""
        held = getattr(self, need)
        return self._set(need, "" if isinstance(held, str) else held - {value})

    def _set(self, need: str, held: Any) -> Needs:
        return replace(self, **{need: held})

    def joined(self, later: Needs) -> Needs:
        """Return these needs with later ones on top: single ones replaced, several ones added."""
        single: dict[str, Any] = {n: getattr(later, n) or getattr(self, n) for n in SINGLE}
        several = {n: getattr(self, n) | getattr(later, n) for n in (*SEVERAL, WITHOUT)}
        return Needs(**single, **several)

    def mapping(self) -> dict[str, Any]:
        """Return the needs as plain data, as a needs file holds them."""
        single = {name: getattr(self, name) for name in SINGLE}
        several = {name: sorted(getattr(self, name)) for name in SEVERAL}
        return single | several | ({WITHOUT: sorted(self.without)} if self.without else {})


def asked(needs: Needs, catalogue: Catalogue) -> frozenset[Asked]:
    """Return what is asked for: as said, as assumed, and what these can't be without."""
    words = catalogue.vocabulary
    found = {(name, v) for name in (*SEVERAL, WITHOUT) for v in getattr(needs, name)}
    for name in ("size", "style", "traffic"):
        found.add((name, getattr(needs, name) or words.needs[name].assumed))
    kind = words.kind(needs.kind)
    if kind:
        found.add(("kind", kind))
    for name, value in list(found):
        if name in ("kind", "constraints"):
            brought = words.needs[name].values[value].brings
            found.update(("features", feature) for feature in brought)
    return frozenset(found)


def assumed(needs: Needs, catalogue: Catalogue) -> dict[str, str]:
    """Return the needs of which nothing was said, and what is taken in their place."""
    unsaid = {n: catalogue.vocabulary.needs[n].assumed for n in SINGLE if not getattr(needs, n)}
    return {name: value for name, value in unsaid.items() if value}


def from_mapping(data: Any, catalogue: Catalogue, where: str = "the needs") -> Needs:
    """Read needs from plain data: the needs themselves, or a mapping that holds them as `needs`."""
    if isinstance(data, Mapping) and isinstance(data.get("needs"), Mapping):
        data = data["needs"]
    if not isinstance(data, Mapping):
        raise InputError(
            f"There is no mapping in {where}",
            f"allowed keys are {listed((*NEEDS, WITHOUT))}",
            "write for example `size: small`",
        )
    for key in data:
        if key not in (*NEEDS, WITHOUT):
            raise _unknown("need", str(key), (*NEEDS, WITHOUT))
    single: dict[str, Any] = {name: _one(name, data.get(name), catalogue) for name in SINGLE}
    needs = Needs(**single, without=_names(data.get(WITHOUT), catalogue))
    for name in SEVERAL:
        for text in _texts(name, data.get(name)):
            needs = needs.with_(name, read_value(name, text, catalogue))
    return needs


def from_file(path: Path, catalogue: Catalogue) -> Needs:
    """Read needs from a YAML or JSON file."""
    import yaml  # noqa: PLC0415 (only where a file is read)

    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise InputError(
            f"Can't read `{path}`: {reason}", hint="pass a YAML or JSON file"
        ) from error
    except yaml.YAMLError as error:
        raise InputError(
            f"`{path}` is neither YAML nor JSON: {_place(error)}", hint="correct that line"
        ) from error
    return from_mapping(data, catalogue, f"`{path}`")


def from_flags(
    single: Mapping[str, str | None],
    features: Iterable[str],
    must: Iterable[str],
    avoid: Iterable[str],
    catalogue: Catalogue,
) -> Needs:
    """Read needs from the values of the flags, in any order."""
    said: dict[str, Any] = {name: _one(name, text, catalogue) for name, text in single.items()}
    needs = Needs(**said)
    for text in _split(features):
        needs = needs.with_("features", read_value("features", text, catalogue))
    for text in _split(must):
        needs = needs.with_(*_demand(text, catalogue))
    for text in _split(avoid):
        needs = needs.with_(*_avoidance(text, catalogue))
    return needs


def read_value(name: str, text: str, catalogue: Catalogue) -> str:
    """Return the legal value that a text means; a near miss gets a suggestion."""
    need = catalogue.vocabulary.needs[name]
    value = need.spellings.exact(text)
    if not value:
        raise _unknown(name, text, need.values)
    return value


def _one(name: str, text: Any, catalogue: Catalogue) -> str:
    if text is None or text == "":
        return ""
    if not isinstance(text, str):
        raise InputError(f"`{name}` is `{text}`", "allowed is one text")
    if name == "kind":  # free words
        return text.strip()
    return read_value(name, text, catalogue)


def _texts(name: str, held: Any) -> list[str]:
    items = [held] if isinstance(held, str) else held or []
    if not isinstance(items, list | tuple) or not all(isinstance(one, str) for one in items):
        raise InputError(f"`{name}` is `{held}`", "allowed is a list of texts")
    return list(items)


def _names(held: Any, catalogue: Catalogue) -> frozenset[str]:
    return frozenset(catalogue.find(name).id for name in _texts(WITHOUT, held))


def _split(texts: Iterable[str]) -> list[str]:
    return [part.strip() for text in texts for part in text.split(",") if part.strip()]


def _demand(text: str, catalogue: Catalogue) -> Asked:
    """Return what `--must` asks for: a constraint, else a feature."""
    needs = catalogue.vocabulary.needs
    for name in ("constraints", "features"):
        value = needs[name].spellings.exact(text)
        if value:
            return name, value
    raise _unknown("--must", text, needs["constraints"].values, needs["features"].values)


def _avoidance(text: str, catalogue: Catalogue) -> Asked:
    """Return what `--avoid` asks for: a constraint, else to leave a framework out."""
    constraints = catalogue.vocabulary.needs["constraints"]
    value = constraints.avoidances.exact(text)
    if value:
        return "constraints", value
    try:
        return WITHOUT, catalogue.find(text).id
    except InputError:
        allowed = [word for v in constraints.values.values() for word in v.avoid]
        raise _unknown("--avoid", text, allowed, catalogue.frameworks) from None


def _unknown(name: str, text: str, *legal: Iterable[str]) -> InputError:
    words = [word for group in legal for word in group]
    close = did_you_mean(text, words) or _holding(text, words)
    return InputError(
        f"`{text}` is not known as `{name}`",
        f"allowed: {listed(words)}",
        close or f"type for example `{words[0]}`",
    )


def _holding(text: str, words: Iterable[str]) -> str:
    """Return a suggestion where a legal value holds the text as one of its words."""
    found = next((word for word in words if text.lower() in word.split()), "")
    return f"did you mean `{found}`?" if found else ""


def _place(error: Any) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it can't be read"
    return f"line {mark.line + 1}: {problem}" if mark else str(problem)
