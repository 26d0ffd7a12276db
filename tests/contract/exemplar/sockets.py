"""The WebSockets of the exemplar; their rules are fields, so that each can be broken.

Whoever writes a note tells of it before their own answer goes out: no test has to wait for that.
"""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

from wsproto.connection import Connection, ConnectionType
from wsproto.events import CloseConnection, Event, Message, Ping, TextMessage
from wsproto.utilities import LocalProtocolError, generate_accept_token

from tests.contract.exemplar.messages import Note, Reply, Request
from tests.contract.live import LIVE

if TYPE_CHECKING:
    from tests.contract.exemplar.site import Exemplar

Handler = Callable[[Request], Reply]
HANDSHAKE = {
    "Upgrade": r"(?i:websocket)",
    "Sec-WebSocket-Key": r"[A-Za-z0-9+/]{22}==",
    "Sec-WebSocket-Version": r"13",
}
KIB = 1024
BUFFER = 64 * KIB  # what the system may keep for one who does not read


@dataclass(eq=False)
class Listener:
    """Somebody who listens."""

    connection: socket.socket
    user: str
    protocol: Connection = field(default_factory=lambda: Connection(ConnectionType.SERVER))
    lock: Lock = field(default_factory=Lock)
    hangs: bool = False  # did not take all that was said

    def __post_init__(self) -> None:
        """Take another handle of the connection, one that waits for nobody."""
        self.voice = self.connection.dup()
        self.voice.setblocking(False)

    def say(self, event: Event) -> None:
        """Say something, if all of it goes at once."""
        with self.lock:
            try:
                data = self.protocol.send(event)
                self.hangs |= self.voice.send(data) < len(data)
            except (LocalProtocolError, OSError):
                self.hangs = True

    def next_bytes(self) -> bytes:
        """Wait for what the client says; nothing at its end."""
        while True:
            try:
                return self.connection.recv(64 * KIB)
            except TimeoutError:
                continue  # it has nothing to say
            except OSError:
                return b""


Listeners = list[Listener]


def members_alone(listeners: Listeners, owner: str) -> Listeners:
    """Return those who may hear of a note."""
    return [one for one in listeners if one.user == owner]


@dataclass
class SocketRules:
    """Rules of the WebSockets, and who listens."""

    websockets: bool = False
    listeners: Listeners = field(default_factory=list)
    telling: Lock = field(default_factory=Lock)
    sockets_at: str = LIVE
    handshake: Mapping[str, str] = field(default_factory=lambda: HANDSHAKE)
    may_ask: Callable[[str, str], bool] = lambda origin, own: origin in ("", own)
    asks_who_listens: Callable[[Request], bool] = lambda _request: True
    tokens_open_sockets: bool = False
    spelled: Callable[[dict[str, Any]], str] = json.dumps
    tells_of: Callable[[Request], bool] = lambda _request: True
    told: Callable[[Listeners, str], Listeners] = members_alone
    since: str = r"[0-9]{1,18}"
    missed: Callable[[list[int]], list[int]] = lambda numbers: numbers[-10:]
    missed_own: bool = True  # and nobody else's
    shown_out: Callable[[bytes], int] = lambda said: 1009 if len(said) > KIB else 1008
    drops: bool = True  # who does not read
    goes_on: bool = True  # behind one who does not read


def handlers(site: Exemplar, path: str) -> dict[str, Handler]:
    """Return what answers the address of the WebSockets: method → handler."""
    return {"GET": Live(site).open} if re.fullmatch(site.sockets_at, path) else {}


def place(newest: int) -> str:
    """Return where the page shows what is new, and the script that does."""
    line = f'<p id="live" role="status" data-socket="{LIVE}" data-newest="{newest}"></p>'
    return f'{line}<script src="/static/live.js" defer></script>'


class Live:
    """What is told at once."""

    def __init__(self, site: Exemplar) -> None:
        self.site = site

    def open(self, request: Request) -> Reply:
        """Grant a WebSocket, or refuse it."""
        sent = request.headers
        wanted = self.site.handshake.items()
        if not all(re.fullmatch(form, sent.get(name, "")) for name, form in wanted):
            return self.site.error(request, 400)
        own = f"{'https' if self.site.production else 'http'}://{sent['Host']}"
        if not self.site.may_ask(sent.get("Origin", ""), own) or not self.may_listen(request):
            return self.site.error(request, 403)
        accepted = generate_accept_token(sent.get("Sec-WebSocket-Key", "").encode()).decode()
        reply = Reply(101, "", "").having("Upgrade", "websocket").having("Connection", "Upgrade")
        return reply.having("Sec-WebSocket-Accept", accepted)

    def may_listen(self, request: Request) -> bool:
        """Tell whether somebody is let in."""
        known = self.site.api_tokens if self.site.tokens_open_sockets else {}
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        is_closed = self.site.accounts and self.site.asks_who_listens(request)
        return not is_closed or bearer in known or bool(self.site.user(request))

    def listen(self, request: Request, connection: socket.socket, head: bytes) -> None:
        """Send the answer that opens it with what was missed, then what comes, until the end."""
        listener = Listener(connection, self.site.user(request))
        with self.site.telling:
            news = [TextMessage(self.told_of(number)) for number in self.missed(request)]
            connection.sendall(head + b"".join(map(listener.protocol.send, news)))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
            self.site.listeners.append(listener)
        try:
            self.hear_out(listener)
        finally:
            with self.site.telling, listener.voice:
                self.forget(listener)

    def missed(self, request: Request) -> list[int]:
        """Return the notes that somebody was not there for."""
        after = request.query.get("after", [""])[0]
        if not re.fullmatch(self.site.since, after):
            return []
        everybody_s = range(1, len(self.site.notes) + 1)
        known = self.site.own(self.site.user(request)) if self.site.missed_own else everybody_s
        since = int(after) if after.isdecimal() else 0
        return self.site.missed([number for number in known if number > since])

    def told_of(self, number: int) -> str:
        """Return what is told of a note."""
        note = self.site.notes[number - 1]
        found = {"id": number, "title": note.title, "created_at": note.written}
        return self.site.spelled({**found, "url": f"/notes/{number}"})

    def add(self, request: Request, note: Note) -> int:
        """Store a note and tell of it; return its number."""
        with self.site.telling:
            self.site.notes.append(note)
            number = len(self.site.notes)
            if self.site.tells_of(request):
                self.tell(TextMessage(self.told_of(number)), note.owner)
        return number

    def tell(self, news: TextMessage, owner: str) -> None:
        """Say something to all who may hear it, and drop those who hang."""
        for listener in self.site.told([*self.site.listeners], owner):
            if not listener.hangs:
                listener.say(news)
            if listener.hangs and not self.site.goes_on:
                return
            if listener.hangs and self.site.drops:
                self.forget(listener)

    def forget(self, listener: Listener) -> None:
        """Say nothing more to somebody."""
        if listener in self.site.listeners:
            self.site.listeners.remove(listener)
            with suppress(OSError):  # it may be gone
                listener.connection.shutdown(socket.SHUT_RDWR)

    def hear_out(self, listener: Listener) -> None:
        """Read what a client says until it goes, which it is asked to when it says anything."""
        said = b""
        while received := listener.next_bytes():
            listener.protocol.receive_data(received)
            for event in listener.protocol.events():
                if isinstance(event, Ping | CloseConnection):
                    listener.say(event.response())
                if isinstance(event, CloseConnection):
                    return
                if isinstance(event, Message):
                    said += event.data.encode() if isinstance(event.data, str) else event.data
                    code = self.site.shown_out(said) if event.message_finished else 0
                    if code:
                        listener.say(CloseConnection(code))
