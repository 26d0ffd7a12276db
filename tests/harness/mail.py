"""The mail that a site sends: taken by a small server of ours, or read from the console."""

from __future__ import annotations

import email
import email.policy
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Lock, Thread
from typing import Protocol

SECONDS = 15.0  # for mail to arrive, on a busy machine
LETTER = re.compile(r"(?m)^To: (\S+)$")
SUBJECT = re.compile(r"(?m)^Subject: (.*)$")


@dataclass(frozen=True)
class Letter:
    """A mail, as far as we look at it."""

    to: str
    subject: str
    text: str
    sender: str = ""


class Outbox(Protocol):
    """Whatever shows the mail that a site has sent."""

    @property
    def seconds(self) -> float:
        """Return how long a letter may be on its way."""

    def letters(self) -> list[Letter]:
        """Return what was sent until now, the oldest first."""


@dataclass(frozen=True)
class Printed:
    """Mail that a development server prints: read out of what it has printed until now."""

    printed: Callable[[], str]
    seconds: float = SECONDS

    def letters(self) -> list[Letter]:
        """Return what was printed; a letter ends where the next one, or nothing, begins."""
        text = self.printed()
        marks = list(LETTER.finditer(text))
        ends = [mark.start() for mark in marks[1:]] + [len(text)]
        return [
            Letter(mark[1], _subject(text, mark), text[mark.end() : end])
            for mark, end in zip(marks, ends, strict=False)  # without a letter one end is left over
        ]


def _subject(text: str, mark: re.Match[str]) -> str:
    """Return the subject that stands nearest to an address: before it or after it."""
    found = SUBJECT.finditer(text)
    near = min(found, key=lambda subject: abs(subject.start() - mark.start()), default=None)
    return near[1] if near else ""


@dataclass
class Sink:
    """A server that takes all mail and sends none on; `open` is cleared to let it keep silent."""

    url: str = ""
    seconds: float = SECONDS
    taken: list[Letter] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)
    open: Event = field(default_factory=Event)

    def letters(self) -> list[Letter]:
        """Return what came."""
        with self.lock:
            return list(self.taken)

    def take(self, data: bytes, to: list[str]) -> None:
        """Keep a mail, once for each of its addresses."""
        message = email.message_from_bytes(data, policy=email.policy.default)
        body = message.get_body(("plain",))
        text = str(body.get_content()) if body else ""
        subject, sender = str(message["Subject"]), str(message["From"])
        with self.lock:
            self.taken += [Letter(address, subject, text, sender) for address in to]


class Talk(StreamRequestHandler):
    """One client: as much of SMTP as it takes to be handed mail (RFC 5321)."""

    sink: Sink
    timeout = 30

    def handle(self) -> None:
        """Answer each command."""
        self.sink.open.wait(60)
        self.say("220 sink.example ESMTP")
        to: list[str] = []
        while line := self.rfile.readline().decode("utf-8", "replace").strip():
            word = line.partition(" ")[0].upper()
            if word == "RCPT":
                to.append(line.partition("<")[2].partition(">")[0])
            if word == "DATA":
                self.say("354 go on")
                self.sink.take(self.read_mail(), to)
                to = []
            self.say("221 bye" if word == "QUIT" else "250 fine")
            if word == "QUIT":
                return

    def say(self, line: str) -> None:
        """Send a line."""
        self.wfile.write(f"{line}\r\n".encode())

    def read_mail(self) -> bytes:
        """Read a mail to the dot that ends it."""
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines).replace(b"\r\n", b"\n")


class MailServer(ThreadingTCPServer):
    """A server that ends with us, and says nothing of clients which go away."""

    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet."""


@contextmanager
def mail_sink() -> Iterator[Sink]:
    """Take mail on a free port of the loopback address until the block ends."""
    sink = Sink()
    sink.open.set()
    server = MailServer(("127.0.0.1", 0), type("Bound", (Talk,), {"sink": sink}))
    sink.url = f"smtp://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield sink
    finally:
        sink.open.set()
        server.shutdown()
        server.server_close()
        thread.join()


def wait_for_letter(outbox: Outbox, address: str, number: int = 1) -> Letter:
    """Return the letter of that number to an address, as soon as it is there."""
    deadline = time.monotonic() + outbox.seconds
    while True:
        found = [letter for letter in outbox.letters() if letter.to == address]
        if len(found) >= number:
            return found[number - 1]
        assert time.monotonic() < deadline, f"{len(found)} letters to {address}, not {number}"
        time.sleep(0.05)
