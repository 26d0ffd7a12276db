"""Serves a local OpenID provider, for sites with log-in by others.

Loopback alone, and each answer has an end.
"""

from __future__ import annotations

import base64
import http.client
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlsplit

from tests.harness.openid import SCRIPT, SLOW_ANSWERS, Provider

DISCOVERY = "/.well-known/openid-configuration"
HELD_SECONDS = 25.0  # for which a provider keeps silent, or goes on to drip
MANY_BYTES = 24 * 1024 * 1024


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    provider: Provider
    timeout = 30

    def do_GET(self) -> None:
        """Answer what a browser, or the site, asks for."""
        path, _, query = self.path.partition("?")
        self.provider.requests.append(f"GET {path}")
        routes = {
            DISCOVERY: self.discovery,
            "/jwks": lambda: self.send(200, {"keys": [self.provider.key.public]}),
            "/authorize": lambda: self.authorize(dict(parse_qsl(query))),
            "/userinfo": self.userinfo,
        }
        routes.get(path, lambda: self.send(404, {}))()

    def do_POST(self) -> None:
        """Answer with tokens."""
        fault = self.provider.fault  # before anybody can know that we were asked
        self.provider.requests.append(f"POST {self.path}")
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), 65536))
        form = dict(parse_qsl(body.decode("utf-8", "replace")))
        if self.path != "/token":
            self.send(404, {})
        elif not self._is_our_client(form):
            self.provider.complaints.append("the client did not say who it is")
            self.send(401, {"error": "invalid_client"})
        elif not self._err(fault):
            self.token(form)

    def discovery(self) -> None:
        """Tell of the provider."""
        broken = self.provider.fault == "no discovery"
        self.send(500 if broken else 200, {} if broken else self.provider.metadata())

    def authorize(self, query: Mapping[str, str]) -> None:
        """Send the browser back at once."""
        try:
            location = self.provider.authorize(query)
        except ValueError as error:
            self.provider.complaints.append(f"authorize: {error}")
            self.send(400, {"error": str(error)})
        else:
            self.send(302, {}, Location=location)

    def token(self, form: Mapping[str, str]) -> None:
        """Give tokens for a code."""
        try:
            self.send(200, self.provider.exchange(form))
        except ValueError as error:
            self.provider.complaints.append(f"token: {error}")
            self.send(400, {"error": "invalid_grant", "error_description": str(error)})

    def userinfo(self) -> None:
        """Tell of whom an access token stands for."""
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        person = self.provider.access.get(token)
        if person is None:
            self.send(401, {"error": "invalid_token"})
            return
        told = {**person.claims, "sub": person.subject}
        if self.provider.fault == "another's userinfo":
            told = {"sub": "somebody-else", "preferred_username": "somebody-else"}
        self.send(200, told)

    def _is_our_client(self, form: Mapping[str, str]) -> bool:
        """Tell whether the site names itself and its secret: RFC 6749, section 2.3.1."""
        kind, _, text = self.headers.get("Authorization", "").partition(" ")
        if kind.lower() == "basic":
            name, _, secret = base64.b64decode(text).decode("utf-8", "replace").partition(":")
            # They should be escaped, and not every library does it.
            pairs = {(name, secret), (unquote_plus(name), unquote_plus(secret))}
        else:
            pairs = {(form.get("client_id", ""), form.get("client_secret", ""))}
        return (self.provider.client_id, self.provider.client_secret) in pairs

    def _err(self, fault: str) -> bool:
        """Answer in the way that is asked for, if one is."""
        answers: dict[str, tuple[int, Any]] = {
            "error": (400, {"error": "invalid_grant", "error_description": SCRIPT}),
            "broken": (500, SCRIPT),
            "no JSON": (200, SCRIPT),
            "a list": (200, [SCRIPT]),
            "nothing": (200, ""),
            "too large": (200, {"access_token": "x" * MANY_BYTES}),
        }
        if fault in SLOW_ANSWERS:
            self._be_slow(dripping=fault == "dripping")
        elif fault == "elsewhere":
            self.send(307, {}, Location=f"{self.provider.url}/elsewhere")
        elif fault in answers:
            self.send(*answers[fault])
        return fault in SLOW_ANSWERS or fault == "elsewhere" or fault in answers

    def _be_slow(self, *, dripping: bool) -> None:
        """Say nothing, or a byte from time to time."""
        if dripping:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "100000")
            self.end_headers()
        end = time.monotonic() + HELD_SECONDS
        while time.monotonic() < end and not self.provider.closing.wait(0.5):
            if dripping:
                self.wfile.write(b" ")
        self.close_connection = True

    def send(self, status: int, content: Any, **headers: str) -> None:
        """Send JSON, or text as it is."""
        text = content if isinstance(content, str) else json.dumps(content)
        self.send_response(status)
        kind = "text/html" if isinstance(content, str) else "application/json"
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(len(text)),
            **headers,
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


class Server(ThreadingHTTPServer):
    """A server that ends with us, and says nothing of clients which go away."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet."""


@contextmanager
def openid_provider() -> Iterator[Provider]:
    """Be a provider on a free port of the loopback address until the block ends."""
    provider = Provider()
    server = Server(("127.0.0.1", 0), type("Bound", (Handler,), {"provider": provider}))
    provider.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def send_to(provider: Provider, location: str) -> tuple[int, str]:
    """Follow a redirect to the provider, as a browser; return the status and where it leads."""
    address = urlsplit(location)
    connection = http.client.HTTPConnection(urlsplit(provider.url).netloc, timeout=15)
    try:
        connection.request("GET", f"{address.path}?{address.query}")
        response = connection.getresponse()
        response.read()
        return response.status, response.getheader("Location") or ""
    finally:
        connection.close()
