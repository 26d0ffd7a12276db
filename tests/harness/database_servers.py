"""Database servers of this machine: a fresh database for a test, and a line that can break.

They are asked by their own clients, as the superuser that a fresh installation lets in from this
machine, or as `PGUSER`/`PGPASSWORD` and `MYSQL_USER`/`MYSQL_PWD` say.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import quote

KINDS = ("postgresql", "mysql")
PORTS = {"postgresql": 5432, "mysql": 3306}
# A letter of each sort that an address has to write in another way.
AWKWARD = "p@ss/w?rd#%"


def client(kind: str) -> list[str]:
    """Return the command that carries out SQL from its standard input as the superuser."""
    if kind == "postgresql":
        user = os.environ.get("PGUSER", "postgres")
        return ["psql", "-X", "-q", "-w", "-v", "ON_ERROR_STOP=1", "-h127.0.0.1", "-U", user]
    name = "mariadb" if shutil.which("mariadb") else "mysql"
    return [name, "--host=127.0.0.1", "--user", os.environ.get("MYSQL_USER", "root")]


def execute(kind: str, *statements: str) -> None:
    """Carry out SQL as the superuser."""
    words = [*client(kind), *(["postgres"] if kind == "postgresql" else [])]
    text = "".join(f"{statement};\n" for statement in statements)
    subprocess.run(words, input=text, text=True, capture_output=True, check=True, timeout=30)


@cache
def why_not(kind: str) -> str:
    """Say why a server can't be used here; an empty string when it can."""
    if not shutil.which(client(kind)[0]):
        return f"there is no client of {kind} on this machine"
    try:
        execute(kind, "SELECT 1")
    except subprocess.TimeoutExpired:
        return f"{kind} does not answer"
    except subprocess.CalledProcessError as error:
        return f"{kind} can't be used: {' '.join(error.stderr.split())}"
    return ""


@contextmanager
def fresh_database(kind: str) -> Iterator[str]:
    """Make a database and a user of its own; yield the address; take both away again.

    The user may make one more, `test_` and the name, as a project's own tests do.
    """
    name = f"scaffold_{secrets.token_hex(6)}"
    execute(kind, *MAKE[kind](name))
    try:
        password = quote(AWKWARD, safe="")
        yield f"{kind}://{name}:{password}@127.0.0.1:{PORTS[kind]}/{name}"
    finally:
        execute(kind, *DROP[kind](name))


def _make_postgresql(name: str) -> list[str]:
    return [
        f"CREATE ROLE {name} LOGIN CREATEDB PASSWORD '{AWKWARD}'",
        f"CREATE DATABASE {name} OWNER {name}",
    ]


def _drop_postgresql(name: str) -> list[str]:
    databases = (name, f"test_{name}")
    dropped = [f"DROP DATABASE IF EXISTS {each} WITH (FORCE)" for each in databases]
    return [*dropped, f"DROP ROLE {name}"]


def _make_mysql(name: str) -> list[str]:
    users = [f"{name}@'{host}'" for host in HOSTS]
    return [
        f"CREATE DATABASE {name} CHARACTER SET utf8mb4",
        *(f"CREATE USER {user} IDENTIFIED BY '{AWKWARD}'" for user in users),
        *(f"GRANT ALL ON {each}.* TO {user}" for user in users for each in (name, f"test_{name}")),
    ]


def _drop_mysql(name: str) -> list[str]:
    dropped = [f"DROP DATABASE IF EXISTS {each}" for each in (name, f"test_{name}")]
    return [*dropped, *(f"DROP USER {name}@'{host}'" for host in HOSTS)]


HOSTS = ("localhost", "127.0.0.1", "%")
MAKE = {"postgresql": _make_postgresql, "mysql": _make_mysql}
DROP = {"postgresql": _drop_postgresql, "mysql": _drop_mysql}


@dataclass
class Line:
    """A TCP line to a server: it can be cut, and it can hang."""

    target: int
    listener: socket.socket
    flowing: threading.Event = field(default_factory=threading.Event)
    connections: list[socket.socket] = field(default_factory=list)

    @property
    def port(self) -> int:
        """Return the port of its near end."""
        return int(self.listener.getsockname()[1])

    def hang(self) -> None:
        """Take connections and bytes, and let none through."""
        self.flowing.clear()

    def go_on(self) -> None:
        """Let everything through again."""
        self.flowing.set()

    def close_connections(self) -> None:
        """Close what is open, as a server does that is started anew."""
        for connection in self.connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.connections.clear()

    def serve(self) -> None:
        """Take connections until the listener is closed."""
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._join, args=(near,), daemon=True).start()

    def _join(self, near: socket.socket) -> None:
        self.flowing.wait()
        far = socket.create_connection(("127.0.0.1", self.target))
        self.connections += [near, far]
        back = threading.Thread(target=self._pump, args=(far, near), daemon=True)
        back.start()
        self._pump(near, far)
        back.join()
        near.close()
        far.close()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(65536):
                self.flowing.wait()
                sink.sendall(piece)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def line_to(kind: str, url: str) -> Iterator[tuple[Line, str]]:
    """Yield a line to the server, and the address by which it is reached over it."""
    listener = socket.create_server(("127.0.0.1", 0))
    with closing(listener):
        line = Line(PORTS[kind], listener)
        line.go_on()
        threading.Thread(target=line.serve, daemon=True).start()
        yield line, url.replace(f":{PORTS[kind]}/", f":{line.port}/")
        line.go_on()
        listener.shutdown(socket.SHUT_RDWR)
        line.close_connections()
