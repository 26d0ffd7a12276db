"""The API of the exemplar; its rules are fields, so that each can be broken."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.contract.exemplar.messages import Note, Reply, Request
from tests.contract.exemplar.openapi import description
from tests.contract.exemplar.sockets import Live

if TYPE_CHECKING:
    from tests.contract.exemplar.site import Exemplar

Handler = Callable[[Request], Reply]
NOTES, TOKENS = "/api/notes", "/api/tokens"
JSON = "application/json"
DOCS = (
    '<div id="docs"></div><link rel="stylesheet" href="/static/api-docs.css">'
    '<script src="/static/api-docs.js"></script>'
)


@dataclass
class ApiRules:
    """Rules of the API."""

    rest_api: bool = False
    api_page_size: int = 10
    media_types: tuple[str, ...] = (JSON,)
    trims: bool = True
    reads_surrogates: bool = False  # breaks on them
    reads_members: str = r"[Bb]earer ([0-9a-f]{32})"
    opened_by_cookies: bool = False
    ends_tokens: bool = True
    limits_tokens: bool = True
    described: Callable[[dict[str, Any]], dict[str, Any]] = lambda found: found


def is_below(site: Exemplar, request: Request) -> bool:
    """Tell whether a request is the API's."""
    return site.rest_api and request.path.startswith("/api/")


def handlers(site: Exemplar, path: str) -> dict[str, Handler]:
    """Return what answers a path of the API: method → handler."""
    api = Api(site)
    known: dict[str, dict[str, Handler]] = {
        "/api/openapi.json": {"GET": api.description},
        "/api/docs": {"GET": api.docs},
    }
    if site.accounts:
        known[TOKENS] = {"POST": api.make_token, "DELETE": api.end_token}
    if site.example:
        known[NOTES] = {"GET": api.list, "POST": api.add}
        if re.fullmatch(rf"{NOTES}/\d+", path, re.ASCII):
            known[path] = {"GET": api.show}
    return known.get(path, {})


def answer_json(status: int, content: Any) -> Reply:
    """Return an answer in JSON."""
    return Reply(status, JSON, json.dumps(content))


class Api:
    """What the API answers."""

    def __init__(self, site: Exemplar) -> None:
        self.site = site

    def description(self, _request: Request) -> Reply:
        """Describe the API."""
        found = description(self.site.example, self.site.accounts)
        return answer_json(200, self.site.described(found))

    def docs(self, request: Request) -> Reply:
        """Show the description."""
        return self.site.page(request, 200, "API", DOCS)

    def user(self, request: Request) -> str | None:
        """Return the name of who asks; None for somebody unknown."""
        if not self.site.accounts:
            return ""
        sent = re.fullmatch(self.site.reads_members, request.headers.get("Authorization", ""))
        if self.site.opened_by_cookies and self.site.user(request):
            return self.site.user(request)
        return self.site.api_tokens.get(sent[1]) if sent else None

    def unknown(self, request: Request) -> Reply:
        """Ask who it is."""
        return self.site.error(request, 401).having("WWW-Authenticate", "Bearer")

    def own(self, user: str) -> list[int]:
        """Return the numbers of a user's notes, the newest first."""
        return self.site.own(user)[:: -1 if self.site.newest_first else 1]

    def list(self, request: Request) -> Reply:
        """Answer with one page of the notes."""
        user = self.user(request)
        if user is None:
            return self.unknown(request)
        numbers, size = self.own(user), self.site.api_page_size
        last = max(1, -(-len(numbers) // size))
        text = request.query.get("page", ["1"])[0]
        if not re.fullmatch(self.site.page_number, text, re.ASCII) or int(text) > last:
            return self.site.error(request, 404)
        page = int(text)
        shown = numbers[(page - 1) * size : page * size]
        found = {
            "count": len(numbers),
            "next": f"{NOTES}?page={page + 1}" if page < last else None,
            "previous": f"{NOTES}?page={page - 1}" if page > 1 else None,
            "results": [self.note(number) for number in shown],
        }
        return answer_json(200, found)

    def note(self, number: int) -> dict[str, Any]:
        """Return a note as it is sent."""
        note = self.site.notes[number - 1]
        return {
            "id": number,
            "title": note.title,
            "text": note.text,
            "created_at": note.written,
        }

    def show(self, request: Request) -> Reply:
        """Answer with one note."""
        user, number = self.user(request), int(request.path.rpartition("/")[2])
        if user is None:
            return self.unknown(request)
        if number not in self.site.own(user):
            return self.site.error(request, 404)
        return answer_json(200, self.note(number))

    def read(self, request: Request) -> Mapping[str, Any] | Reply:
        """Return the object in the body, or what is wrong with it."""
        kind = request.headers.get("Content-Type", "").partition(";")[0].lower()
        if kind not in self.site.media_types:
            return self.site.error(request, 415)
        try:
            found = json.loads(request.body)
            json.dumps(found, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError:
            return self.site.error(request, 500 if self.site.reads_surrogates else 422)
        except (ValueError, RecursionError):
            return self.site.error(request, 400)
        return found if isinstance(found, dict) else self.problems({"": ["no object"]})

    def problems(self, errors: Mapping[str, Any]) -> Reply:
        """Say what is wrong with each field."""
        problem = {"type": "about:blank", "title": "Not valid", "status": 422, "errors": errors}
        return Reply(422, "application/problem+json", json.dumps(problem))

    def add(self, request: Request) -> Reply:
        """Store a note."""
        user, sent = self.user(request), self.read(request)
        if user is None:
            return self.unknown(request)
        if isinstance(sent, Reply):
            return sent
        title, text = sent.get("title"), sent.get("text", "")
        title = title.strip() if isinstance(title, str) and self.site.trims else title
        errors = {}
        if not is_text(title, range(1, self.site.title_length + 1)):
            errors["title"] = ["1 to 100 characters"]
        if not is_text(text, range(10_001)):
            errors["text"] = ["at most 10,000 characters"]
        if not errors or self.site.stores_what_is_refused:
            note = Note(str(title), text, datetime.now(UTC).isoformat(), user)
            number = Live(self.site).add(request, note)
        if errors:
            return self.problems(errors)
        return answer_json(201, self.note(number)).having("Location", f"{NOTES}/{number}")

    def make_token(self, request: Request) -> Reply:
        """Give a token for a name and a password."""
        sent = self.read(request)
        if isinstance(sent, Reply):
            return sent
        fields = ("username", "password")
        errors = {name: ["a text"] for name in fields if not is_text(sent.get(name), range(255))}
        if errors:
            return self.problems(errors)
        name, password = sent["username"].strip().lower(), sent["password"]
        if self.site.limits_tokens and self.site.has_failed_too_often(request, name):
            return self.site.error(request, 429).having("Retry-After", "900")
        user = self.site.users.get(name)
        if user is None or user.password != self.site.read_password(password):
            self.site.count_failure(request, name)
            known = user is not None and self.site.tells_who_is_known
            return self.problems({"password" if known else "": ["wrong"]})
        return answer_json(201, {"token": self.site.make_token(name)})

    def end_token(self, request: Request) -> Reply:
        """End the token that is sent."""
        if self.user(request) is None:
            return self.unknown(request)
        if self.site.ends_tokens:
            del self.site.api_tokens[request.headers["Authorization"].split(" ")[1]]
        return Reply(204, JSON, "")


def is_text(value: Any, lengths: range) -> bool:
    """Tell whether a value is a text of such a length, without a null byte."""
    return isinstance(value, str) and len(value) in lengths and "\0" not in value
