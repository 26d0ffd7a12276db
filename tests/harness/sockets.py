"""Opens WebSockets as a browser does: by wsproto, which keeps to RFC 6455 and opens nothing itself.

No thread reads along: what is not asked for stays with the system, as with a client that hangs.
"""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from wsproto import ConnectionType, WSConnection
from wsproto.events import (
    AcceptConnection,
    BytesMessage,
    CloseConnection,
    Event,
    Message,
    Ping,
    RejectConnection,
    Request,
    TextMessage,
)

from tests.harness.browser import TIMEOUT, Answer, Browser, Site

UPGRADE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
}
SILENCE = 0.5  # seconds in which nothing comes that is not to come
ABNORMAL = 1006  # the code for a connection that ends without one: RFC 6455, 7.1.5


class ClosedError(Exception):
    """The server has closed the connection."""

    def __init__(self, code: int) -> None:
        """Take the code that it gave."""
        super().__init__(f"closed with {code}")
        self.code = code


@dataclass
class WebSocket:
    """An open WebSocket."""

    connection: socket.socket
    protocol: WSConnection
    answer: Answer  # to the handshake
    waiting: list[Event] = field(default_factory=list)
    patience: float = 1  # the site's
    answers_pings: bool = True

    def send(self, message: str | bytes) -> None:
        """Send a message; a server that has gone already does not read it."""
        event = TextMessage(message) if isinstance(message, str) else BytesMessage(message)
        with suppress(ConnectionError):
            self.connection.sendall(self.protocol.send(event))

    def receive(self, seconds: float = TIMEOUT) -> str:
        """Return the next message; raise ClosedError, or TimeoutError when none comes in time."""
        return self.message(self.deadline(seconds))

    def deadline(self, seconds: float) -> float:
        """Return until when something is waited for."""
        return time.monotonic() + seconds * self.patience

    def message(self, deadline: float) -> str:
        """Return the next message, whatever is in it."""
        text = ""
        while True:
            event = self._next(deadline)
            if isinstance(event, CloseConnection):
                self._answer(event)
                raise ClosedError(event.code)
            if isinstance(event, Message):
                text += str(event.data)
                if event.message_finished:
                    return text

    def is_silent(self, seconds: float = SILENCE) -> bool:
        """Tell whether nothing comes for a while."""
        try:
            self.receive(seconds)
        except TimeoutError:
            return True
        return False

    def end(self, seconds: float = TIMEOUT) -> int:
        """Wait until the server closes, whatever it sends before; return the code."""
        deadline = self.deadline(seconds)
        try:
            while True:
                self.message(deadline)
        except ClosedError as closed:
            return closed.code

    def close(self) -> None:
        """Say that the client goes, and go."""
        with suppress(Exception):  # it may be closed already
            self.connection.sendall(self.protocol.send(CloseConnection(code=1000)))
        self.connection.close()

    def _answer(self, event: CloseConnection) -> None:
        """Answer a close, unless it is the end of the connection itself."""
        if event.code != ABNORMAL:
            with suppress(OSError):
                self.connection.sendall(self.protocol.send(event.response()))

    def _next(self, deadline: float) -> Event:
        """Return the next thing that comes; pings are answered on the way."""
        while not self.waiting:
            self.connection.settimeout(max(0.01, deadline - time.monotonic()))
            try:
                received = self.connection.recv(65536)
            except ConnectionError:
                received = b""
            self.protocol.receive_data(received or None)
            self.waiting += self.protocol.events()
        event = self.waiting.pop(0)
        if isinstance(event, Ping) and self.answers_pings:
            with suppress(ConnectionError):
                self.connection.sendall(self.protocol.send(event.response()))
        return event


class SocketIO(WebSocket):
    """An open WebSocket that speaks Socket.IO; who listens is told of notes as without it.

    https://socket.io/docs/v4/engine-io-protocol/ and https://socket.io/docs/v4/socket-io-protocol/
    """

    def join(self) -> None:
        """Say that we want to hear something, as every client does first."""
        deadline = time.monotonic() + TIMEOUT
        assert self.message(deadline).startswith("0{"), "no word of how often it pings"
        self.send("40")
        assert self.message(deadline).startswith("40{"), "we may not join"

    def message(self, deadline: float) -> str:
        """Return the next packet; pings are answered on the way."""
        while (packet := super().message(deadline)) == "2":
            if self.answers_pings:
                self.send("3")
        return packet

    def receive(self, seconds: float = TIMEOUT) -> str:
        """Return the note in the next event."""
        packet = self.message(self.deadline(seconds))
        assert packet.startswith("42"), packet
        name, note = json.loads(packet[2:])
        assert name == "note", packet
        return json.dumps(note)


def speaks_socketio(site: Site) -> bool:
    """Tell whether it takes more than a WebSocket to listen."""
    return site.options.get("websockets_library") == "socketio"


def spelled_out(site: Site, target: str) -> str:
    """Return the address that the site's own script would take."""
    if not speaks_socketio(site):
        return target
    path, _, query = target.partition("?")
    return f"{path}?EIO=4&transport=websocket{'&' if query else ''}{query}"


def refused(browser: Browser, target: str, headers: Mapping[str, str] | None = None) -> Answer:
    """Ask for a WebSocket and return the answer, which is 101 where it was not refused after all.

    An empty value in `headers` leaves that header out.
    """
    own, target = {"Origin": browser.site.origin}, spelled_out(browser.site, target)
    return browser.ask("GET", target, headers={**UPGRADE, **own, **(headers or {})})


@contextmanager
def listening(
    browser: Browser,
    target: str,
    headers: Mapping[str, str] | None = None,
    *,
    hangs: bool = False,
) -> Iterator[WebSocket]:
    """Open a WebSocket, which must be granted, until the block ends.

    With `hangs` the systems at both ends keep next to nothing for a client that does not read.
    """
    opened = open_socket(browser, target, headers, hangs=hangs)
    try:
        yield opened
    finally:
        opened.close()


def open_socket(
    browser: Browser,
    target: str,
    headers: Mapping[str, str] | None = None,
    *,
    hangs: bool = False,
) -> WebSocket:
    """Open a WebSocket, which must be granted."""
    usual = browser.usual_headers("GET") | {"Origin": browser.site.origin}
    sent = {name: text for name, text in {**usual, **(headers or {})}.items() if text}
    host = sent.pop("Host")
    sent.pop("Connection")  # the protocol has its own
    pairs = [(name.encode(), text.encode("latin-1")) for name, text in sent.items()]
    protocol = WSConnection(ConnectionType.CLIENT)
    target = spelled_out(browser.site, target)
    connection = _connect(browser, hangs)
    try:
        connection.sendall(protocol.send(Request(host, target, extra_headers=pairs)))
        answer, waiting = _granted(connection, protocol, target)
        if speaks_socketio(browser.site):
            opened = SocketIO(connection, protocol, answer, waiting, browser.site.patience)
            opened.join()
            return opened
    except BaseException:
        connection.close()
        raise
    return WebSocket(connection, protocol, answer, waiting, browser.site.patience)


def _connect(browser: Browser, hangs: bool) -> socket.socket:
    """Open a plain connection to the site."""
    address = urlsplit(browser.site.base_url)
    assert address.scheme == "http", "over TLS there is no WebSocket here"
    connection = socket.socket()
    connection.settimeout(TIMEOUT)
    if hangs:  # small packets: the server's buffer is a number of them
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
    connection.connect((address.hostname, address.port or 80))
    return connection


def _granted(
    connection: socket.socket, protocol: WSConnection, target: str
) -> tuple[Answer, list[Event]]:
    """Read the answer to the handshake, and what came right behind it."""
    events: list[Event] = []
    while not events:
        received = connection.recv(65536)
        assert received, f"GET {target}: the server closed the connection before the handshake"
        protocol.receive_data(received)
        events += protocol.events()
    first, *others = events
    assert not isinstance(first, RejectConnection), f"GET {target}: refused with {first}"
    assert isinstance(first, AcceptConnection), first
    headers = tuple((name.decode(), text.decode()) for name, text in first.extra_headers)
    return Answer(f"GET {target}", 101, headers, b""), others
