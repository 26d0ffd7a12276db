"""Talks HTTP to a site as a browser does, or as the TLS proxy in front of it.

Paths are sent as they are written: a client that tidies `/static/../` up could not ask for it.
"""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.harness.mail import Outbox
from tests.harness.members import FIRST, SECOND, STAFF, Member, enter
from tests.harness.openid import Provider
from tests.harness.options import Options, option
from tests.harness.page import Page, read_page

TIMEOUT = 15.0
CLIENT = "203.0.113.7"  # the address that the proxy vouches for (RFC 5737: nobody's)
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    request: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def all(self, name: str) -> list[str]:
        """Return the values of a header, one for each time that it was sent."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def header(self, name: str) -> str:
        """Return a header; an empty string when it was not sent."""
        return ", ".join(self.all(name))

    @property
    def media_type(self) -> str:
        """Return the type of the body without its parameters."""
        return self.header("Content-Type").partition(";")[0].strip().lower()

    @property
    def text(self) -> str:
        """Return the body as text."""
        return self.body.decode("utf-8")

    @property
    def location(self) -> str:
        """Return where it redirects to: a path on the same site, or a whole address."""
        return self.header("Location")

    def json(self) -> Any:
        """Return the body read as JSON."""
        return json.loads(self.body)

    @cached_property
    def page(self) -> Page:
        """Return the body read as a page."""
        return read_page(self.text)

    def __str__(self) -> str:
        """Show it for the message of a failed test."""
        return f"{self.request} → {self.status} {self.media_type} {self.body[:300]!r}"


@dataclass(frozen=True)
class Site:
    """A running site: where it is, and which promises hold for it."""

    base_url: str
    production: bool = False
    options: Options = field(default_factory=dict)
    name: str = ""  # the project's name, where it is known
    outbox: Outbox | None = None  # the mail that it sends, where we can read it
    provider: Provider | None = None  # who lets its users in, where it is ours
    make_staff: Callable[[str], None] | None = None  # by user name, where we can do it
    patience: float = 1  # how much of the usual time what comes over a WebSocket may take
    entered: dict[Member, Browser] = field(default_factory=dict, compare=False, repr=False)
    api_tokens: dict[Member, str] = field(default_factory=dict, compare=False, repr=False)

    def has(self, name: str) -> bool:
        """Tell whether the site was made with an option."""
        return bool(option(self.options, name))

    @property
    def style(self) -> str:
        """Return the path of a style sheet that the site has, whatever its pages are."""
        return "/static/style.css" if self.has("template_engine") else "/static/api-docs.css"

    @property
    def host(self) -> str:
        """Return the host and port."""
        return urlsplit(self.base_url).netloc

    @property
    def is_behind_us(self) -> bool:
        """Tell whether we are the proxy that ends TLS for it."""
        return self.production and self.base_url.startswith("http://")

    @property
    def origin(self) -> str:
        """Return scheme, host and port as a browser sees them."""
        scheme = "https" if self.production else urlsplit(self.base_url).scheme
        return f"{scheme}://{self.host}"

    def browser(self) -> Browser:
        """Open a new browser, without cookies: an anonymous visitor."""
        return Browser(self)

    def visitor(self, member: Member = FIRST) -> Browser:
        """Open a new browser that may use the notes: logged in, where the site has accounts."""
        if not self.has("accounts"):
            return self.browser()
        if member not in self.entered:
            self.entered[member] = enter(self.browser(), member)
        known = self.entered[member]
        return Browser(self, dict(known.cookies), list(known.received))

    def another(self) -> Browser:
        """Open a browser as `visitor` does, but somebody else's."""
        return self.visitor(SECOND)

    def staff(self) -> Browser:
        """Open a browser as `visitor` does, of somebody who is let into the admin."""
        if STAFF not in self.entered:
            self.visitor(STAFF)
            assert self.make_staff is not None
            self.make_staff(STAFF.username)
        return self.visitor(STAFF)


@dataclass
class Browser:
    """One visitor: sends its cookies back."""

    site: Site
    cookies: dict[str, str] = field(default_factory=dict)
    received: list[str] = field(default_factory=list)  # every Set-Cookie line

    def get(self, target: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Fetch a page."""
        return self.ask("GET", target, headers=headers)

    def post(
        self, target: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a form."""
        body = urlencode(form).encode()
        return self.ask(
            "POST", target, body=body, headers={"Content-Type": FORM, **(headers or {})}
        )

    def ask(
        self,
        method: str,
        target: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request; an empty value in `headers` leaves that header out."""
        sent = {**self.usual_headers(method), **(headers or {})}
        if body is not None:
            sent.setdefault("Content-Length", str(len(body)))
        connection = connect(self.site)
        try:
            connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
            for name, value in sent.items():
                if value:
                    connection.putheader(name, value.encode("latin-1", "replace"))
            with suppress(BrokenPipeError, ConnectionResetError):  # an answer may be there already
                connection.endheaders(body)
            return self._receive(f"{method} {target}", connection.getresponse())
        finally:
            connection.close()

    def announce(self, target: str, length: int, accept: str = "text/html") -> Answer:
        """Post a form of that length; send its body only if the site waits for it."""
        announced = {"Content-Type": FORM, "Content-Length": str(length), "Accept": accept}
        connection = connect(self.site)
        connection.timeout = 3
        try:
            connection.putrequest("POST", target, skip_host=True, skip_accept_encoding=True)
            for name, value in {**self.usual_headers("POST"), **announced}.items():
                connection.putheader(name, value)
            connection.endheaders()
            return self._receive(f"POST {target}, {length} bytes", connection.getresponse())
        except TimeoutError:
            return self.ask("POST", target, body=b"x" * length, headers=announced)
        finally:
            connection.close()

    def usual_headers(self, method: str) -> dict[str, str]:
        """Return what it says of itself with each request."""
        headers = {"Host": self.site.host, "Accept": "text/html,*/*;q=0.8", "Connection": "close"}
        if self.site.is_behind_us:
            headers |= {"X-Forwarded-Proto": "https", "X-Forwarded-For": CLIENT}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={text}" for name, text in self.cookies.items())
        if method not in ("GET", "HEAD", "OPTIONS"):
            headers |= {"Origin": self.site.origin, "Referer": f"{self.site.origin}/notes/new"}
        return headers

    def _receive(self, request: str, response: http.client.HTTPResponse) -> Answer:
        answer = Answer(request, response.status, tuple(response.getheaders()), response.read())
        for line in answer.all("Set-Cookie"):
            self._keep(line)
        return answer

    def _keep(self, line: str) -> None:
        """Keep a cookie as a browser would: no `Secure` one over plain HTTP, no expired one."""
        self.received.append(line)
        pair, *flags = [part.strip() for part in line.split(";")]
        name, _, value = pair.partition("=")
        words = [flag.lower() for flag in flags]
        if "secure" in words and self.site.origin.startswith("http://"):
            return
        if "max-age=0" in words or not value.strip('"'):
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value


def connect(site: Site) -> http.client.HTTPConnection:
    """Open a connection to the site."""
    kind = (
        http.client.HTTPSConnection
        if site.base_url.startswith("https://")
        else http.client.HTTPConnection
    )
    return kind(site.host, timeout=TIMEOUT)


def send_bytes(site: Site, request: bytes, timeout: float = TIMEOUT) -> bytes:
    """Send bytes over a plain connection; return what comes back until its end."""
    address = urlsplit(site.base_url)
    received = b""
    with socket.create_connection((address.hostname, address.port or 80), timeout) as connection:
        try:
            connection.sendall(request)
            while piece := connection.recv(65536):
                received += piece
        except (ConnectionError, TimeoutError):
            pass  # refused in the middle: what came until then is the answer
    return received


def status_of(received: bytes) -> int:
    """Return the status of an answer as bytes; 0 when there is none."""
    words = received.partition(b"\r\n")[0].split(b" ")
    return int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
