"""What the description of the API says of its errors: https://www.rfc-editor.org/rfc/rfc9457"""

from http import HTTPStatus
from typing import Any, NamedTuple

SCHEMAS: dict[str, Any] = {
    "Problem": {
        "type": "object",
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
        },
        "required": ["type", "title", "status"],
    },
    "Invalid": {
        "type": "object",
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "errors": {
                "description": "What is wrong with each field.",
                "type": "object",
                "additionalProperties": {"type": "array", "items": {"type": "string"}},
            },
        },
        "required": ["type", "title", "status", "errors"],
    },
}


class Described(NamedTuple):
    """An error of an operation."""

    status: str  # or `default`: any that is not named
    meaning: str
    schema: dict[str, str]


def described(*statuses: int) -> list[Described]:
    """Describe errors, and all others that there may be."""
    return [
        *(
            Described(str(status), HTTPStatus(status).phrase, schema_of(status))
            for status in statuses
        ),
        Described("default", "Any other error", schema_of()),
    ]


def schema_of(status: int | None = None) -> dict[str, str]:
    """Return the schema of the answers with the status."""
    name = "Invalid" if status == HTTPStatus.UNPROCESSABLE_ENTITY else "Problem"
    return {"$ref": f"#/components/schemas/{name}"}
