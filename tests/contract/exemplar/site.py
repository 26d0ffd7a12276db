"""What the exemplar answers; its rules are fields, so that each can be broken."""

from __future__ import annotations

import html
import json
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from tests.contract.admin import ADMIN
from tests.contract.checks import HEADERS, HSTS
from tests.contract.exemplar import accounts, admin, api, cms, languages, social, sockets
from tests.contract.exemplar.account_markup import account_links
from tests.contract.exemplar.accounts import log_in_first
from tests.contract.exemplar.admin import AdminRules
from tests.contract.exemplar.api import ApiRules
from tests.contract.exemplar.cms import CmsRules
from tests.contract.exemplar.languages import LanguageRules
from tests.contract.exemplar.markup import PAGE, form_field, navigation, pagination
from tests.contract.exemplar.messages import Note, Reply, Request, prefers_json
from tests.contract.exemplar.sessions import Sessions
from tests.contract.exemplar.social import SocialRules
from tests.contract.exemplar.sockets import Live, SocketRules

MIB = 1024 * 1024
PROBES = ("/healthz", "/readyz")
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
FILES = {
    "/static/style.css": ("text/css; charset=utf-8", "main { margin: 0 auto; }\n"),
    "/static/favicon.svg": ("image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg"/>\n'),
    "/static/api-docs.css": ("text/css; charset=utf-8", "main { color: #333; }\n"),
    "/static/api-docs.js": ("text/javascript; charset=utf-8", "console.log()\n"),
    "/static/live.js": ("text/javascript; charset=utf-8", "console.log()\n"),
    "/static/apple-touch-icon.png": ("image/png", "\x89PNG\r\n\x1a\n"),
}
ERRORS = {
    400: "Bad request",
    401: "Who are you?",
    403: "Not allowed",
    404: "Page not found",
    405: "Method not allowed",
    411: "Length needed",
    413: "Too large",
    415: "No JSON",
    422: "Not valid",
    429: "Too many requests",
    500: "A fault",
}


@dataclass
class Exemplar(Sessions, SocialRules, AdminRules, CmsRules, ApiRules, SocketRules, LanguageRules):
    """The site; its rules are fields, so that each can be broken."""

    example: bool = True
    orm: bool = True
    template_engine: bool = True
    notes: list[Note] = field(default_factory=list)
    page_size: int = 10
    newest_first: bool = True
    title_length: int = 100
    escape: Callable[[str], str] = html.escape
    believes: str = "X-Forwarded-Proto"
    exempt: tuple[str, ...] = PROBES
    hosts: str = r"(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?"
    page_number: str = r"[1-9]\d{0,9}"
    limit: int = MIB
    stores_what_is_refused: bool = False
    keeps_what_was_typed: bool = True
    after: Callable[[Request, Reply], Reply] = lambda _request, reply: reply

    @property
    def options(self) -> dict[str, bool]:
        """Return the options that it plays."""
        names = (
            *("example", "orm", "template_engine", "accounts", "social_login", "admin", "cms"),
            *("rest_api", "websockets", "i18n"),
        )
        return {name: getattr(self, name) for name in names}

    def answer(self, request: Request) -> Reply:
        """Answer a request; `after` has the last word."""
        reply = self._refusal(request) or self._route(request)
        headers = {**HEADERS, "X-Request-ID": secrets.token_hex(16)}
        if self.production:
            headers["Strict-Transport-Security"] = HSTS
        for name, value in headers.items():
            reply = reply.having(name, value)
        reply = self.after(request, reply)
        if reply.status == 101:
            return reply
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
        is_private = self.example and re.match(r"/notes($|/)", request.path)
        first = log_in_first(self, request) if is_private else None
        if not handlers:
            is_note = re.fullmatch(r"/notes/\d+", request.path, re.ASCII)
            hidden = first if is_note and request.method in SAFE else None
            return hidden or self.error(request, 404)
        if not self._is_from_our_form(request):
            return self.error(request, 403)
        method = "GET" if request.method == "HEAD" else request.method
        if method not in handlers:
            allowed = ", ".join(sorted({"HEAD", *handlers}))
            return self.error(request, 405).having("Allow", allowed)
        return first or handlers[method](request)

    def _handlers(self, path: str) -> dict[str, Callable[[Request], Reply]]:
        known: dict[str, dict[str, Callable[[Request], Reply]]] = {
            "/": {"GET": self._home if self.template_engine else self._index},
            **{path: {"GET": self._probe} for path in PROBES},
            **{path: {"GET": self._file} for path in FILES if self._has_file(path)},
        }
        if self.example and self.template_engine:
            known["/notes"] = {"GET": self._list}
            known["/notes/new"] = {"GET": self._form, "POST": self._store}
            known |= {f"/notes/{n}": {"GET": self._note} for n in range(1, len(self.notes) + 1)}
        found = known.get(path, {})
        is_live = self.websockets and self.example
        found = found or (sockets.handlers(self, path) if is_live else {})
        found = found or (accounts.handlers(self, path) if self.accounts else {})
        found = found or (social.handlers(self, path) if self.social_login else {})
        found = found or (admin.handlers(self, path) if self.admin else {})
        found = found or (cms.handlers(self, path) if self.cms else {})
        found = found or (languages.handlers(self, path) if self.i18n else {})
        return found or (api.handlers(self, path) if self.rest_api else {})

    def _is_from_our_form(self, request: Request) -> bool:
        if request.method in SAFE or not self.checks_token or api.is_below(self, request):
            return True
        if not self.template_engine:
            return True
        return self.is_own(request)

    def own(self, user: str) -> list[int]:
        """Return the numbers of a user's notes; all of them where there are no accounts."""
        own_alone = self.accounts and self.own_notes
        return [n for n, note in enumerate(self.notes, 1) if not own_alone or note.owner == user]

    def _has_file(self, path: str) -> bool:
        return self.template_engine or path.startswith("/static/api-docs")

    def _file(self, request: Request) -> Reply:
        return Reply(200, *FILES[request.path])

    def _probe(self, request: Request) -> Reply:
        known = {"status": "ok"}
        if request.path == "/readyz" and self.orm:
            known |= {"database": "ok", "migrations": "ok"}
        return Reply(200, "application/json", json.dumps(known))

    def _home(self, request: Request) -> Reply:
        more = '<p><a class="button" href="/notes/new">Write a note</a></p>'
        if not self.example:
            more = "<p>Edit <code>pages.py</code> first.</p>"
        return self.page(request, 200, "", f'<p class="lead">As it should be</p>{more}')

    def _index(self, _request: Request) -> Reply:
        about = {"name": "Exemplar & sons", "description": "As it should be"}
        links = {"openapi": "/api/openapi.json", "documentation": "/api/docs"}
        return Reply(200, "application/json", json.dumps({**about, **links}))

    def _list(self, request: Request) -> Reply:
        numbers = self.own(self.user(request))
        last = max(1, -(-len(numbers) // self.page_size))
        text = request.query.get("page", ["1"])[0]
        if not re.fullmatch(self.page_number, text, re.ASCII) or int(text) > last:
            return self.error(request, 404)
        page = max(1, int(text))
        numbers = numbers[::-1] if self.newest_first else numbers
        shown = numbers[(page - 1) * self.page_size : page * self.page_size]
        items = "".join(self._item(number) for number in shown)
        listed = f'<ul class="notes">{items}</ul>' if items else "<p>No notes yet.</p>"
        is_live = self.websockets and page == 1
        live = sockets.place(max(numbers, default=0)) if is_live else ""
        return self.page(request, 200, "Notes", live + listed + pagination(page, last))

    def _item(self, number: int) -> str:
        note = self.notes[number - 1]
        time = f'<time class="meta" datetime="{note.written}">{note.written}</time>'
        return f'<li><a href="/notes/{number}">{self.escape(note.title)}</a>{time}</li>'

    def _note(self, request: Request) -> Reply:
        number = int(request.path[7:])
        if number not in self.own(self.user(request)):
            return self.error(request, 404)
        note = self.notes[number - 1]
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
            written = datetime.now(UTC).isoformat()
            number = Live(self).add(request, Note(title, text, written, self.user(request)))
        if problems:
            return self._form_page(request, 422, request.form, problems)
        return Reply(303, "text/plain", "").having("Location", f"/notes/{number}")

    def _form_page(
        self, request: Request, status: int, typed: Mapping[str, str], problems: Mapping[str, str]
    ) -> Reply:
        typed = typed if self.keeps_what_was_typed else {}
        token = self.issue(request)
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
        return self.remembered(request, reply, token)

    def error(self, request: Request, status: int) -> Reply:
        """Return an error, in the form that the client prefers."""
        title = ERRORS[status]
        is_programs = not self.template_engine or api.is_below(self, request)
        if is_programs or prefers_json(request.headers.get("Accept", "")):
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
            nav=self._navigation(request),
            heading=self.escape(heading) if heading else name,
            body=body,
        )
        reply = Reply(status, "text/html; charset=utf-8", text)
        reply = languages.translated(self, request, reply) if self.i18n else reply
        is_private = self.no_store and self.user(request)
        return reply.having("Cache-Control", "no-store") if is_private else reply

    def _navigation(self, request: Request) -> str:
        found = navigation(request.path) if self.example else ""
        if not self.accounts:
            return found
        user = self.user(request)
        link = f'<a href="{ADMIN}">Admin</a>' if user in self.staff else ""
        return found + link + account_links(user, self.issue(request) if user else "")
