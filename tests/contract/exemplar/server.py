"""Serves the exemplar on a free port of the loopback address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from tests.contract.exemplar.messages import Reply, Request
from tests.contract.exemplar.site import Exemplar
from tests.contract.exemplar.sockets import Live
from tests.harness.browser import Site
from tests.harness.mail import Letter
from tests.harness.openid_server import openid_provider

ANSWERED = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


class Handler(BaseHTTPRequestHandler):
    """Turns what comes over the wire into a Request, and a Reply into bytes."""

    exemplar: Exemplar
    timeout = 5
    is_read = True

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Return the method for a request method that is answered; others are a 501 already."""
        if name.removeprefix("do_") not in ANSWERED:
            raise AttributeError(name)
        return self.answer

    def answer(self) -> None:
        """Answer one request."""
        request = Request(self.command, self.path, dict(self.headers.items()), self.read_body())
        reply = self.exemplar.answer(request)
        if reply.status == 101:
            self.open(request, reply)
            return
        self.send_response_only(reply.status)
        for name, value in (("Content-Type", reply.media_type), *reply.headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body.encode())
        if "Transfer-Encoding" in self.headers or not self.is_read:
            self.drain()

    def open(self, request: Request, reply: Reply) -> None:
        """Open a WebSocket."""
        lines = [f"{name}: {value}" for name, value in reply.headers]
        head = "\r\n".join(["HTTP/1.1 101 Switching Protocols", *lines, "", ""])
        Live(self.exemplar).listen(request, self.connection, head.encode("latin-1"))

    def drain(self) -> None:
        """Read what is still coming: a connection closed on it would take the answer along."""
        self.wfile.flush()
        self.connection.settimeout(1)
        with suppress(OSError):
            while self.connection.recv(65536):
                pass
        self.close_connection = True

    def read_body(self) -> bytes:
        """Read a body of a length that will be taken."""
        length = self.headers.get("Content-Length", "0")
        self.is_read = length.isdigit() and int(length) <= self.exemplar.limit
        if not self.is_read:
            return b""
        return self.rfile.read(int(length))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the parent's name)
        """Keep quiet."""


class Server(ThreadingHTTPServer):
    """A server that says nothing of clients which go away."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet."""


@dataclass(frozen=True)
class Kept:
    """The mail that the exemplar keeps to itself."""

    kept: list[Letter]
    seconds: float = 0  # they are there before the answer is

    def letters(self) -> list[Letter]:
        """Return it."""
        return list(self.kept)


@contextmanager
def serving_exemplar(exemplar: Exemplar, patience: float = 1) -> Iterator[Site]:
    """Serve the exemplar until the block ends."""
    with openid_provider() if exemplar.social_login else nullcontext() as provider:
        exemplar.provider = provider
        with _serving(exemplar) as site:
            yield replace(site, patience=patience)


@contextmanager
def _serving(exemplar: Exemplar) -> Iterator[Site]:
    handler = type("Bound", (Handler,), {"exemplar": exemplar})
    server = Server(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        base_url = f"http://127.0.0.1:{server.server_port}"
        outbox = Kept(exemplar.letters)
        name, provider, staff = "Exemplar & sons", exemplar.provider, exemplar.staff.add
        options = exemplar.options
        yield Site(base_url, exemplar.production, options, name, outbox, provider, staff)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
