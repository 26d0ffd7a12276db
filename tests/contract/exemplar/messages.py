"""What the exemplar is asked, and what it answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, unquote_to_bytes


def decoded(path: str) -> str:
    """Return a path with its escapes resolved; an empty string when that is no text."""
    try:
        return unquote_to_bytes(path).decode("utf-8")
    except UnicodeDecodeError:
        return ""


def prefers_json(accept: str) -> bool:
    """Tell whether a client would rather have JSON than HTML."""
    html_, json_ = 0.0, 0.0
    for part in accept.lower().split(","):
        kind, *parameters = [word.strip() for word in part.split(";")]
        weights = [word[2:] for word in parameters if re.fullmatch(r"q=[01](\.\d*)?", word)]
        weight = float(weights[0]) if weights else 1.0
        if kind in ("text/html", "text/*", "*/*", "application/xhtml+xml"):
            html_ = max(html_, weight)
        if kind in ("application/json", "application/problem+json"):
            json_ = max(json_, weight)
    return json_ > html_


@dataclass(frozen=True)
class Request:
    """What was asked."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        """Return the path, decoded; an empty string when it is no text."""
        return decoded(self.target.partition("?")[0])

    @property
    def query(self) -> dict[str, list[str]]:
        """Return the fields of the query."""
        return parse_qs(self.target.partition("?")[2], keep_blank_values=True)

    @property
    def form(self) -> dict[str, str]:
        """Return the fields of the body."""
        if not self.headers.get("Content-Type", "").startswith("application/x-www-form"):
            return {}
        fields = parse_qs(self.body.decode("utf-8", "replace"), keep_blank_values=True)
        return {name: values[0] for name, values in fields.items()}


@dataclass(frozen=True)
class Reply:
    """What is answered."""

    status: int
    media_type: str
    body: str
    headers: tuple[tuple[str, str], ...] = ()

    def having(self, name: str, value: str) -> Reply:
        """Return the reply with one more header."""
        return replace(self, headers=(*self.headers, (name, value)))

    def without(self, name: str) -> Reply:
        """Return the reply without a header."""
        return replace(self, headers=tuple(pair for pair in self.headers if pair[0] != name))


@dataclass(frozen=True)
class Note:
    """A note."""

    title: str
    text: str
    written: str
    owner: str = ""
