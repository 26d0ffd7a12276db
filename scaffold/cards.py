"""A framework's card: `knowledge/<framework>.yml` as a frozen object, checked while it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scaffold import claims
from scaffold.claims import RULES_OUT, Claim, Source, wrong
from scaffold.errors import did_you_mean, listed
from scaffold.vocabulary import WITHOUT, Vocabulary, strings

# The rows of a card, in the order in which it is shown.
TOPICS = (
    "repository", "stars", "forks", "tagline", "named", "category", "nature", "origin",
    "popularity", "qualities", "size", "custom features", "unfit for", "style", "architecture",
    "request model", "connections", "real-time", "speed", "standard", "integration",
    "beside others", "out of the box", "classes", "views", "templates", "forms", "orm", "routing",
    "static files", "management tool", "project layout", "modules", "admin panel", "rest api",
    "websockets", "social login", "accounts", "cms", "security", "server", "testing",
    "starter of its own",
)  # fmt: skip
STATUSES = ("alive", "kept up", "unmaintained")
_OPTIONAL = frozenset(["aliases", "cannot", "beside", "starter"])
_KEYS = _OPTIONAL | {"name", "category", "source", "checked", "maintenance", "claims"}


@dataclass(frozen=True)
class Statement:
    """One row of a card: what is said on a topic, and by whom."""

    topic: str
    says: str
    source: Source


@dataclass(frozen=True)
class Maintenance:
    """How a framework is looked after, as we found it."""

    release: str
    date: str
    python: str
    status: str
    note: str
    source: Source


@dataclass(frozen=True)
class Framework:
    """All that is known of one framework."""

    id: str
    name: str
    aliases: tuple[str, ...]
    category: str
    statements: tuple[Statement, ...]
    maintenance: Maintenance
    claims: tuple[Claim, ...]
    starter: Mapping[str, tuple[str, ...]]  # feature → what is switched on for it in its starter

    @property
    def guided(self) -> bool:
        """Return whether the document says what it is good for, so that it can be recommended."""
        return any(claim.positive and not claim.source.checked for claim in self.claims)

    def on(self, topic: str, voice: str = "") -> tuple[Statement, ...]:
        """Return what is said on a topic, by both voices or by one."""
        return tuple(
            one for one in self.statements if one.topic == topic and voice in ("", one.source.voice)
        )


@dataclass(frozen=True)
class Pair:
    """Two frameworks side by side: a main one, and one beside it."""

    main: str
    beside: str
    claims: tuple[Claim, ...]
    starter: Mapping[str, Any]  # the answers by which the starter of the main one has both

    @property
    def id(self) -> str:
        """Return both names, joined as in a recommendation."""
        return f"{self.main}+{self.beside}"


def read(
    name: str, data: Mapping[str, Any], told: Mapping[str, Any], vocabulary: Vocabulary
) -> Framework:
    """Turn the two documents of a card into a framework; say what is wrong with it."""
    _check(name, data, vocabulary)
    today = Source(data["source"], str(data["checked"]))
    return Framework(
        id=name,
        name=data["name"],
        aliases=tuple(data.get("aliases", ())),
        category=data["category"],
        statements=tuple(_ordered([*_of_document(name, told), *_of_today(name, told, today)])),
        maintenance=_maintenance(name, data["maintenance"], today),
        claims=(
            *(claims.read(entry, name, vocabulary) for entry in data["claims"]),
            *_of_what_it_cannot(name, data.get("cannot", {}), today, vocabulary),
            _left_out(name, data["maintenance"]["status"], vocabulary),
        ),
        starter=_starter(name, data.get("starter", {}), vocabulary),
    )


def pairs(name: str, data: Mapping[str, Any], vocabulary: Vocabulary) -> Iterator[Pair]:
    """Yield the combinations in which a framework stands beside another."""
    for entry in data.get("beside", ()):
        both = f"{entry['with']}+{name}"
        found = (claims.read(one, both, vocabulary) for one in entry["claims"])
        yield Pair(entry["with"], name, tuple(found), entry.get("starter", {}))


def _starter(
    name: str, data: Mapping[str, Any], vocabulary: Vocabulary
) -> Mapping[str, tuple[str, ...]]:
    features = vocabulary.needs["features"].values
    for feature in data:
        if feature not in features:
            hint = did_you_mean(feature, features)
            raise wrong(name, f"`starter`: there is no feature `{feature}`", listed(features), hint)
    return {feature: tuple(options) for feature, options in data.items()}


def _check(name: str, data: Mapping[str, Any], vocabulary: Vocabulary) -> None:
    for key in data:
        if key not in _KEYS:
            hint = did_you_mean(key, _KEYS)
            raise wrong(name, f"there is no `{key}`", listed(sorted(_KEYS)), hint)
    missing = sorted(_KEYS - data.keys() - _OPTIONAL)
    if missing:
        raise wrong(name, f"{listed(missing)} missing")
    categories = vocabulary.document.categories
    if data["category"] not in categories:
        raise wrong(name, f"`{data['category']}` under `category`", listed(categories))


def _of_document(name: str, data: Mapping[str, Any]) -> Iterator[Statement]:
    for place, topics in data.get("document", {}).items():
        for topic, says in topics.items():
            _check_topic(name, topic)
            for one in strings(says):
                yield Statement(topic, one, Source(place))


def _of_today(name: str, data: Mapping[str, Any], source: Source) -> Iterator[Statement]:
    for topic, says in data.get("today", {}).items():
        _check_topic(name, topic)
        if isinstance(says, str):
            yield Statement(topic, says, source)
        else:
            yield Statement(topic, says["say"], Source(says["source"], source.checked))


def _check_topic(name: str, topic: str) -> None:
    if topic not in TOPICS:
        hint = did_you_mean(topic, TOPICS)
        raise wrong(name, f"there is no topic `{topic}`", listed(TOPICS), hint)


def _ordered(statements: list[Statement]) -> list[Statement]:
    return sorted(statements, key=lambda one: TOPICS.index(one.topic))


def _maintenance(name: str, data: Mapping[str, Any], source: Source) -> Maintenance:
    if data["status"] not in STATUSES:
        raise wrong(name, f"`{data['status']}` under `maintenance`", listed(STATUSES))
    return Maintenance(
        str(data["release"]),
        str(data["date"]),
        str(data["python"]),
        data["status"],
        data.get("note", ""),
        source,
    )


def _of_what_it_cannot(
    name: str, data: Mapping[str, str], source: Source, vocabulary: Vocabulary
) -> Iterator[Claim]:
    """Yield a claim for each constraint that the card says the framework can't keep."""
    for constraint, says in data.items():
        entry = {
            "id": f"{name}-cannot: {constraint}",
            "strength": RULES_OUT,
            "when": {"constraints": constraint},
            "says": says,
            "source": source.place,
            "checked": source.checked,
        }
        yield claims.read(entry, name, vocabulary)


def _left_out(name: str, status: str, vocabulary: Vocabulary) -> Claim:
    """Return the claim that holds where the user leaves the framework out."""
    entry = {
        "id": f"{name}-left-out",
        "strength": RULES_OUT,
        "when": {WITHOUT: name},
        "says": "is to be left out",
        "source": "your own condition",
        "unused": "it is ruled out in any case" if status == "unmaintained" else "",
    }
    return claims.read(entry, name, vocabulary)
