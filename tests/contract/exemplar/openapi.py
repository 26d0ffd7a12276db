"""The description of the exemplar's API."""

from __future__ import annotations

from typing import Any

PROBLEMS = {
    400: "no JSON",
    401: "unknown",
    404: "not there",
    405: "not allowed",
    413: "too large",
    415: "another media type",
    422: "not valid",
    429: "too often",
}
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "errors": {"type": "object"},
    },
}
NOTE = {
    "type": "object",
    "required": ["id", "title", "text", "created_at"],
    "properties": {
        "id": {"type": "integer"},
        "title": {"type": "string"},
        "text": {"type": "string"},
        "created_at": {"type": "string", "format": "date-time"},
    },
}
PAGE = {
    "type": "object",
    "required": ["count", "next", "previous", "results"],
    "properties": {
        "count": {"type": "integer"},
        "next": {"type": ["string", "null"]},
        "previous": {"type": ["string", "null"]},
        "results": {"type": "array", "items": {"$ref": "#/components/schemas/Note"}},
    },
}
NEW_NOTE = {
    "type": "object",
    "required": ["title"],
    "properties": {
        "title": {"type": "string", "minLength": 1, "maxLength": 100},
        "text": {"type": "string", "maxLength": 10000},
    },
}
PASSWORD = {
    "type": "object",
    "required": ["username", "password"],
    "properties": {"username": {"type": "string"}, "password": {"type": "string"}},
}
TOKEN = {"type": "object", "required": ["token"], "properties": {"token": {"type": "string"}}}
NUMBER = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
WHICH_PAGE = {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1}}


def description(example: bool, accounts: bool) -> dict[str, Any]:
    """Return the description of the API that a site with these options has."""
    paths = {**(notes(accounts) if example else {}), **(tokens() if accounts else {})}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Exemplar & sons", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": {"Note": NOTE, "Problem": PROBLEM},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def notes(accounts: bool) -> dict[str, Any]:
    """Describe what can be done with notes."""
    more: dict[str, Any] = {"security": [{"token": []}]} if accounts else {}
    unknown = (401,) if accounts else ()
    bad = (400, *unknown, 413, 415, 422)
    return {
        "/api/notes": {
            "get": {
                "parameters": [WHICH_PAGE],
                "responses": {"200": content("the notes", PAGE), **problems(404, *unknown)},
                **more,
            },
            "post": {
                "requestBody": body(NEW_NOTE),
                "responses": {"201": content("the note", ref("Note")), **problems(*bad)},
                **more,
            },
        },
        "/api/notes/{id}": {
            "parameters": [NUMBER],
            "get": {
                "responses": {"200": content("it", ref("Note")), **problems(404, *unknown)},
                **more,
            },
        },
    }


def tokens() -> dict[str, Any]:
    """Describe how a token is got and given up."""
    bad = problems(400, 413, 415, 422, 429)
    return {
        "/api/tokens": {
            "post": {
                "requestBody": body(PASSWORD),
                "responses": {"201": content("a token", TOKEN), **bad},
            },
            "delete": {
                "responses": {"204": {"description": "ended"}, **problems(401)},
                "security": [{"token": []}],
            },
        }
    }


def ref(name: str) -> dict[str, str]:
    """Refer to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def content(what: str, schema: Any, media_type: str = "application/json") -> dict[str, Any]:
    """Describe an answer."""
    return {"description": what, "content": {media_type: {"schema": schema}}}


def body(schema: Any) -> dict[str, Any]:
    """Describe what is sent."""
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def problems(*statuses: int) -> dict[str, Any]:
    """Describe errors."""
    return {
        str(status): content(PROBLEMS[status], ref("Problem"), "application/problem+json")
        for status in statuses
    }
