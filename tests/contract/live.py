"""What the tests of WebSockets share: the address, and what is said there."""

from __future__ import annotations

import json
from typing import Any

from tests.harness.browser import TIMEOUT
from tests.harness.sockets import WebSocket

LIVE = "/ws/notes"


def news(listener: WebSocket, seconds: float = TIMEOUT) -> dict[str, Any]:
    """Return the next note that is told of."""
    found: dict[str, Any] = json.loads(listener.receive(seconds))
    return found


def titles_heard(listener: WebSocket, count: int, seconds: float = TIMEOUT) -> list[str]:
    """Return the titles of the next notes that are told of."""
    return [str(news(listener, seconds)["title"]) for _ in range(count)]


def number(path: str) -> int:
    """Return the number of a note from the path of its page."""
    return int(path.rpartition("/")[2])
