"""Serves the exemplar on a free port of the loopback address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from tests.contract.exemplar.messages import Request
from tests.contract.exemplar.site import Exemplar
from tests.harness.browser import Site

ANSWERED = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


class Handler(BaseHTTPRequestHandler):
    """Turns what comes over the wire into a Request, and a Reply into bytes."""

    exemplar: Exemplar
    timeout = 5

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Return the method for a request method that is answered; others are a 501 already."""
        if name.removeprefix("do_") not in ANSWERED:
            raise AttributeError(name)
        return self.answer

    def answer(self) -> None:
        """Answer one request."""
        request = Request(self.command, self.path, dict(self.headers.items()), self.read_body())
        reply = self.exemplar.answer(request)
        self.send_response_only(reply.status)
        for name, value in (("Content-Type", reply.media_type), *reply.headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body.encode())

    def read_body(self) -> bytes:
        """Read a body of a length that will be taken."""
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > self.exemplar.limit:
            return b""
        return self.rfile.read(int(length))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the parent's name)
        """Keep quiet."""


class Server(ThreadingHTTPServer):
    """A server that says nothing of clients which go away."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet."""


@contextmanager
def serving_exemplar(exemplar: Exemplar) -> Iterator[Site]:
    """Serve the exemplar until the block ends."""
    handler = type("Bound", (Handler,), {"exemplar": exemplar})
    server = Server(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        base_url = f"http://127.0.0.1:{server.server_port}"
        yield Site(base_url, exemplar.production, exemplar.example, "Exemplar & sons")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
