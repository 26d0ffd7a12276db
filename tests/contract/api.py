"""What the tests of the API share: a client that sends JSON, and knows its token."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.harness.browser import Answer, Browser, Site
from tests.harness.members import FIRST, Member

NOTES = "/api/notes"
TOKENS = "/api/tokens"
OPENAPI = "/api/openapi.json"
DOCS = "/api/docs"
JSON = "application/json"
PROBLEM = "application/problem+json"


@dataclass
class Client:
    """A program that uses the API; it keeps no cookie."""

    site: Site
    token: str = ""

    def ask(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request; an empty value in `headers` leaves that header out."""
        sent = {"Referer": "", "Origin": "", **self.headers(), **(headers or {})}
        return Browser(self.site).ask(method, target, body=body, headers=sent)

    def headers(self) -> dict[str, str]:
        """Return what it says of itself with each request."""
        usual = Browser(self.site).usual_headers("GET")
        known = {"Accept": JSON, **{k: v for k, v in usual.items() if k.startswith("X-")}}
        return known | ({"Authorization": f"Bearer {self.token}"} if self.token else {})

    def get(self, target: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Fetch something."""
        return self.ask("GET", target, headers=headers)

    def send(self, target: str, content: Any) -> Answer:
        """Post something in JSON."""
        return self.post(target, json.dumps(content).encode())

    def post(self, target: str, body: bytes, media_type: str = JSON) -> Answer:
        """Post bytes, which are said to be of a media type."""
        return self.ask("POST", target, body, {"Content-Type": media_type})


def ask_for_token(site: Site, member: Member, password: str = "") -> Answer:
    """Ask for a token, with the member's own password unless another is given."""
    fields = {"username": member.username, "password": password or member.password}
    return Client(site).send(TOKENS, fields)


def client_of(site: Site, member: Member) -> Client:
    """Return a client with a token of its own for a member."""
    answer = ask_for_token(site, member)
    assert answer.status == 201, str(answer)
    return Client(site, str(answer.json()["token"]))


def client(site: Site, member: Member = FIRST) -> Client:
    """Return a client that may use the notes of the site's visitors."""
    if not site.has("accounts"):
        return Client(site)
    if member not in site.api_tokens:
        site.visitor(member)  # so that there is such a member
        site.api_tokens[member] = client_of(site, member).token
    return Client(site, site.api_tokens[member])


def add(program: Client, title: str, text: str = "") -> dict[str, Any]:
    """Add a note, which must be taken; return it."""
    answer = program.send(NOTES, {"title": title, "text": text})
    assert answer.status == 201, str(answer)
    found: dict[str, Any] = answer.json()
    return found


def local(address: str, site: Site) -> str:
    """Return an address of the site as a path; it may have been a whole one."""
    path = address.removeprefix(site.origin)
    assert path.startswith("/"), address
    return path
