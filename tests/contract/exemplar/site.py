"""What the exemplar answers; its rules are fields, so that each can be broken."""

from __future__ import annotations

import html
import json
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from tests.contract.checks import HEADERS, HSTS
from tests.contract.exemplar.markup import PAGE, form_field, navigation, pagination
from tests.contract.exemplar.messages import Reply, Request, prefers_json

MIB = 1024 * 1024
PROBES = ("/healthz", "/readyz")
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
FILES = {
    "/static/style.css": ("text/css; charset=utf-8", "main { margin: 0 auto; }\n"),
    "/static/favicon.svg": ("image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg"/>\n'),
}
ERRORS = {
    400: "Bad request",
    403: "Not allowed",
    404: "Page not found",
    405: "Method not allowed",
    411: "Length needed",
    413: "Too large",
}


@dataclass(frozen=True)
class Note:
    """A note."""

    title: str
    text: str
    written: str


@dataclass
class Exemplar:
    """The site; its rules are fields, so that each can be broken."""

    production: bool = False
    example: bool = True
    notes: list[Note] = field(default_factory=list)
    page_size: int = 10
    newest_first: bool = True
    title_length: int = 100
    escape: Callable[[str], str] = html.escape
    checks_token: bool = True
    knows_whose_token: bool = True
    believes: str = "X-Forwarded-Proto"
    exempt: tuple[str, ...] = PROBES
    hosts: str = r"(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?"
    page_number: str = r"[1-9]\d{0,9}"
    limit: int = MIB
    stores_what_is_refused: bool = False
    keeps_what_was_typed: bool = True
    tokens: dict[str, str] = field(default_factory=dict)
    after: Callable[[Request, Reply], Reply] = lambda _request, reply: reply

    @property
    def cookie(self) -> str:
        """Return the name of the cookie."""
        return "__Host-visitor" if self.production else "visitor"

    def answer(self, request: Request) -> Reply:
        """Answer a request; `after` has the last word."""
        reply = self._refusal(request) or self._route(request)
        headers = {**HEADERS, "X-Request-ID": secrets.token_hex(16)}
        if self.production:
            headers["Strict-Transport-Security"] = HSTS
        for name, value in headers.items():
            reply = reply.having(name, value)
        reply = self.after(request, reply)
        reply = reply.having("Content-Length", str(len(reply.body.encode())))
        return replace(reply, body="") if request.method == "HEAD" else reply

    def _refusal(self, request: Request) -> Reply | None:
        """Refuse what is refused whatever its path, or redirect it to HTTPS."""
        host = request.headers.get("Host", "").lower()
        scheme = request.headers.get(self.believes, "http").split(",")[-1].strip().lower()
        if not re.fullmatch(self.hosts, host):
            return self.error(request, 400)
        if self.production and scheme != "https" and request.path not in self.exempt:
            location = f"https://{host}/{request.target.lstrip('/')}"
            return Reply(308, "text/plain", "").having("Location", location)
        if "Transfer-Encoding" in request.headers:
            return self.error(request, 411)
        length = request.headers.get("Content-Length", "0")
        if not length.isdigit():
            return self.error(request, 400)
        return self.error(request, 413) if int(length) > self.limit else None

    def _route(self, request: Request) -> Reply:
        handlers = self._handlers(request.path)
        if not handlers:
            return self.error(request, 404)
        if request.method not in SAFE and self.checks_token and not self._is_own(request):
            return self.error(request, 403)
        method = "GET" if request.method == "HEAD" else request.method
        if method not in handlers:
            allowed = ", ".join(sorted({"HEAD", *handlers}))
            return self.error(request, 405).having("Allow", allowed)
        return handlers[method](request)

    def _handlers(self, path: str) -> dict[str, Callable[[Request], Reply]]:
        known: dict[str, dict[str, Callable[[Request], Reply]]] = {
            "/": {"GET": self._home},
            **{path: {"GET": self._probe} for path in PROBES},
            **{path: {"GET": self._file} for path in FILES},
        }
        if self.example:
            known["/notes"] = {"GET": self._list}
            known["/notes/new"] = {"GET": self._form, "POST": self._store}
            known |= {f"/notes/{n}": {"GET": self._note} for n in range(1, len(self.notes) + 1)}
        return known.get(path, {})

    def _file(self, request: Request) -> Reply:
        return Reply(200, *FILES[request.path])

    def _probe(self, request: Request) -> Reply:
        known = {"status": "ok"}
        if request.path == "/readyz":
            known |= {"database": "ok", "migrations": "ok"}
        return Reply(200, "application/json", json.dumps(known))

    def _home(self, request: Request) -> Reply:
        more = '<p><a class="button" href="/notes/new">Write a note</a></p>'
        if not self.example:
            more = "<p>Edit <code>pages.py</code> first.</p>"
        return self.page(request, 200, "", f'<p class="lead">As it should be</p>{more}')

    def _list(self, request: Request) -> Reply:
        last = max(1, -(-len(self.notes) // self.page_size))
        text = request.query.get("page", ["1"])[0]
        if not re.fullmatch(self.page_number, text, re.ASCII) or int(text) > last:
            return self.error(request, 404)
        page = max(1, int(text))
        numbers = list(range(1, len(self.notes) + 1))
        numbers = numbers[::-1] if self.newest_first else numbers
        shown = numbers[(page - 1) * self.page_size : page * self.page_size]
        items = "".join(self._item(number) for number in shown)
        listed = f'<ul class="notes">{items}</ul>' if items else "<p>No notes yet.</p>"
        return self.page(request, 200, "Notes", listed + pagination(page, last))

    def _item(self, number: int) -> str:
        note = self.notes[number - 1]
        time = f'<time class="meta" datetime="{note.written}">{note.written}</time>'
        return f'<li><a href="/notes/{number}">{self.escape(note.title)}</a>{time}</li>'

    def _note(self, request: Request) -> Reply:
        note = self.notes[int(request.path[7:]) - 1]
        text = f'<div class="note-text">{self.escape(note.text)}</div>' if note.text else ""
        time = f'<time class="meta" datetime="{note.written}">{note.written}</time>'
        back = '<p><a href="/notes">All notes</a></p>'
        return self.page(request, 200, note.title, time + text + back)

    def _form(self, request: Request) -> Reply:
        return self._form_page(request, 200, {}, {})

    def _store(self, request: Request) -> Reply:
        title = request.form.get("title", "").strip()
        text = request.form.get("text", "")
        problems = {}
        if not 1 <= len(title) <= self.title_length or "\0" in title:
            problems["title"] = "1 to 100 characters"
        if len(text) > 10_000 or "\0" in text:
            problems["text"] = "at most 10,000 characters"
        if not problems or self.stores_what_is_refused:
            self.notes.append(Note(title, text, datetime.now(UTC).isoformat()))
        if problems:
            return self._form_page(request, 422, request.form, problems)
        location = f"/notes/{len(self.notes)}"
        return Reply(303, "text/plain", "").having("Location", location)

    def _form_page(
        self, request: Request, status: int, typed: Mapping[str, str], problems: Mapping[str, str]
    ) -> Reply:
        typed = typed if self.keeps_what_was_typed else {}
        token = secrets.token_hex(16)
        fields = "".join(
            form_field(name, self.escape(typed.get(name, "")), problems.get(name, ""))
            for name in ("title", "text")
        )
        body = (
            '<form method="post" action="/notes/new" novalidate>'
            f'<input type="hidden" name="token" value="{token}">{fields}'
            '<button class="button" type="submit">Save note</button></form>'
        )
        reply = self.page(request, status, "New note", body, "Error: " if problems else "")
        visitor = self._visitor(request) or secrets.token_hex(16)
        self.tokens[token] = visitor
        flags = "; Secure" if self.production else ""
        line = f"{self.cookie}={visitor}; Path=/; HttpOnly; SameSite=Lax{flags}"
        return reply.having("Set-Cookie", line)

    def _visitor(self, request: Request) -> str:
        match = re.search(rf"{self.cookie}=([0-9a-f]{{32}})", request.headers.get("Cookie", ""))
        return match[1] if match else ""

    def _is_own(self, request: Request) -> bool:
        token = request.form.get("token") or request.headers.get("X-CSRFToken", "")
        owner = self.tokens.get(token)
        return owner is not None and (not self.knows_whose_token or owner == self._visitor(request))

    def error(self, request: Request, status: int) -> Reply:
        """Return an error, in the form that the client prefers."""
        title = ERRORS[status]
        if prefers_json(request.headers.get("Accept", "")):
            problem = {"type": "about:blank", "title": title, "status": status}
            return Reply(status, "application/problem+json", json.dumps(problem))
        return self.page(request, status, title, '<p>Go <a href="/">home</a>.</p>')

    def page(
        self, request: Request, status: int, heading: str, body: str, prefix: str = ""
    ) -> Reply:
        """Return a page."""
        name = "Exemplar &amp; sons"
        title = f"{prefix}{self.escape(heading)} – {name}" if heading else name
        about = "" if heading else '<meta name="description" content="As it should be">'
        text = PAGE.format(
            title=title,
            about=about,
            name=name,
            nav=navigation(request.path) if self.example else "",
            heading=self.escape(heading) if heading else name,
            body=body,
        )
        return Reply(status, "text/html; charset=utf-8", text)
