"""What the description of the API leaves out: the editor has addresses of its own."""

from typing import Any

Endpoint = tuple[str, str, str, Any]


def own(endpoints: list[Endpoint]) -> list[Endpoint]:
    """Return those of the site's own API."""
    return [each for each in endpoints if each[0].startswith("/api/")]
