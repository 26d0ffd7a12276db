"""Measures a project's WebSockets: memory for each connection, seconds until all have a note.

`python -m benchmarks.sockets PROJECT` – a project made with `websockets`, installed in its `.venv`.
It serves on loopback with a database of its own, and ends by itself, within five minutes.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import http
import http.client
import os
import re
import resource
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

MOST = 10_000
LIMIT_SECONDS = 300
AT_ONCE = 100  # handshakes
HANDSHAKE = (
    "GET /ws/notes HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


class Client(asyncio.Protocol):
    """One connection that waits: small, so that it is the server that is measured."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.opened: asyncio.Future[bool] = loop.create_future()
        self.heard: asyncio.Future[float] = loop.create_future()

    def data_received(self, data: bytes) -> None:
        """Note the handshake first, then the note; a ping is neither."""
        if not self.opened.done():
            self.opened.set_result(data.startswith(b"HTTP/1.1 101 "))
        elif data[:1] == b"\x81" and not self.heard.done():
            self.heard.set_result(time.perf_counter())

    def connection_lost(self, _: Exception | None) -> None:
        """Let nobody wait for what is gone."""
        for future in (self.opened, self.heard):
            if not future.done():
                future.cancel()


@contextlib.contextmanager
def served(project: Path) -> Iterator[tuple[int, int]]:
    """Serve a project; yield the process and the port."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        settings = {"DEBUG": "true", "SECRET_KEY": secrets.token_hex(), "LOG_LEVEL": "ERROR"}
        settings |= {"DATABASE_URL": f"sqlite:///{folder}/db.sqlite3", "PORT": str(port)}
        environment = os.environ | settings
        facts = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
        (name,) = facts["project"]["scripts"]
        command = str((project / ".venv" / "bin" / name).absolute())
        subprocess.run([command, "db", "upgrade", "head"], env=environment, check=True)
        with subprocess.Popen([command, "serve"], env=environment) as process:
            try:
                yield process.pid, port
            finally:
                process.terminate()


def memory(pid: int) -> int:
    """Return the bytes that a process holds in memory."""
    text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.findall(r"VmRSS:\s+(\d+)", text)[0]) * 1024


def write_note(port: int) -> None:
    """Send the form as a browser does."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/notes/new")
    response = connection.getresponse()
    cookie = (response.getheader("Set-Cookie") or "").partition(";")[0]
    token = re.findall(r'name="_xsrf" value="([^"]+)"', response.read().decode())[0]
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/notes/new", urlencode({"_xsrf": token, "title": "x"}), headers)
    if connection.getresponse().status != http.HTTPStatus.SEE_OTHER:
        raise RuntimeError("the note was not taken")
    connection.close()


async def wait_for(port: int) -> None:
    """Wait until the server listens."""
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return


async def opened(port: int, number: int) -> list[Client]:
    """Open so many connections, some at a time."""
    loop, clients = asyncio.get_running_loop(), list[Client]()
    hello = HANDSHAKE.format(host=f"127.0.0.1:{port}").encode()
    while len(clients) < number:
        few = min(AT_ONCE, number - len(clients))
        pairs = [loop.create_connection(Client, "127.0.0.1", port) for _ in range(few)]
        for transport, client in await asyncio.gather(*pairs):
            transport.write(hello)
            clients.append(client)
        if not all(await asyncio.gather(*(client.opened for client in clients[-few:]))):
            raise RuntimeError(f"refused after {len(clients) - few} connections")
    return clients


async def measure(pid: int, port: int, number: int) -> str:
    """Return what was measured, in words."""
    await wait_for(port)
    write_note(port)  # what is loaded late is loaded now
    before, start = memory(pid), time.perf_counter()
    clients = await opened(port, number)
    seconds, each = time.perf_counter() - start, (memory(pid) - before) / number
    start = time.perf_counter()
    await asyncio.to_thread(write_note, port)
    heard = sorted(await asyncio.gather(*(client.heard for client in clients)))
    return (
        f"{number} connections: opened in {seconds:.1f} s, {each / 1024:.1f} KiB each; a note "
        f"reached the first after {heard[0] - start:.3f} s, half after "
        f"{heard[number // 2] - start:.3f} s, all after {heard[-1] - start:.3f} s"
    )


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sockets", description=__doc__)
    parser.add_argument("project", type=Path)
    parser.add_argument("--connections", type=int, default=MOST)
    options = parser.parse_args()
    number = min(options.connections, MOST)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if 0 <= hard < number + 200:
        print(f"This needs {number + 200} open files (`ulimit -n`), {hard} are allowed.")
        return 1
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))  # the server inherits it
    with served(options.project) as (pid, port):
        print(asyncio.run(asyncio.wait_for(measure(pid, port, number), LIMIT_SECONDS)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
