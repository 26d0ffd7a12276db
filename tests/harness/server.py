"""Runs commands as real processes: a server until it is stopped, others to their end."""

from __future__ import annotations

import http.client
import itertools
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

# On Linux a server is asked to stop when we are killed: PR_SET_PDEATHSIG, see `man 2 prctl`.
TIED = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, signal.SIGTERM, 0, 0, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""
LEASH = [sys.executable, "-I", "-S", "-c", TIED] if sys.platform == "linux" else []
START_SECONDS = 60.0
STOP_SECONDS = 15.0
TAIL = 3000
PROCESSES = Path("/proc")
POSIX = sys.platform != "win32"
PORTS = range(20000, 32000)
FIRST_PORT = os.getpid() * 101  # processes that run side by side begin at different places
COUNTER = itertools.count()


class ServerError(Exception):
    """A server did not come up; the text holds the end of its log."""


@dataclass(frozen=True)
class Launch:
    """A command, where to run it, and with which variables."""

    command: Sequence[str]
    folder: Path
    variables: Mapping[str, str]


@dataclass(frozen=True)
class Ended:
    """How a process ended."""

    status: int
    seconds: float
    output: str
    errors: str

    @property
    def is_clean(self) -> bool:
        """Tell whether it ended by itself without fault, or by the signal that it was sent."""
        return self.status in (0, -signal.SIGTERM, 128 + signal.SIGTERM)


@dataclass
class Server:
    """A running server."""

    base_url: str
    process: subprocess.Popen[bytes]
    logs: Path

    @property
    def output(self) -> str:
        """Return what it has written to standard output until now."""
        return _read(self.logs / "stdout")

    @property
    def errors(self) -> str:
        """Return what it has written to standard error until now."""
        return _read(self.logs / "stderr")

    @property
    def tail(self) -> str:
        """Return the end of both, for a message."""
        return f"{self.output[-TAIL:]}\n{self.errors[-TAIL:]}".strip() or "(it printed nothing)"

    def processes(self) -> int:
        """Count the processes of its group; 0 where the system does not show them."""
        count = 0
        for stat in PROCESSES.glob("[0-9]*/stat"):
            try:
                state, _, group = stat.read_text("utf-8").rpartition(")")[2].split()[:3]
            except OSError:
                continue  # it has just ended
            count += group == str(self.process.pid) and state != "Z"
        return count

    def steady_processes(self, steady: float = 2.0) -> int:
        """Count its processes once their number has been the same for so many seconds."""
        count, since = self.processes(), time.monotonic()
        while time.monotonic() - since < steady:
            time.sleep(0.05)
            if (now := self.processes()) != count:
                count, since = now, time.monotonic()
        return count

    def terminate(self) -> None:
        """Ask it to stop, as a process supervisor does: a signal to the first process alone."""
        self.process.terminate()

    def wait(self, seconds: float = STOP_SECONDS) -> Ended:
        """Wait for its end; raise ServerError when it does not come."""
        began = time.monotonic()
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise ServerError(f"still running {seconds} s after the signal:\n{self.tail}") from None
        return Ended(status, time.monotonic() - began, self.output, self.errors)

    def stop(self) -> Ended:
        """Ask it to stop and wait for its end."""
        self.terminate()
        return self.wait()


@contextmanager
def serving(launch: Launch, logs: Path, *, seconds: float = START_SECONDS) -> Iterator[Server]:
    """Run a server on a free port until the block ends; raise ServerError unless it comes up."""
    port = free_port()
    logs.mkdir(parents=True, exist_ok=True)
    variables = {**launch.variables, "PORT": str(port)}
    with (logs / "stdout").open("wb") as output, (logs / "stderr").open("wb") as errors:
        process = subprocess.Popen(
            [*LEASH, *launch.command],
            cwd=launch.folder,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            start_new_session=POSIX,
        )
    server = Server(f"http://127.0.0.1:{port}", process, logs)
    try:
        _wait_until_it_answers(server, port, time.monotonic() + seconds)
        yield server
    finally:
        _end(process)


def run_to_end(launch: Launch, *, seconds: float = 30.0) -> Ended:
    """Run a command that is to end by itself; whatever it leaves running is killed."""
    began = time.monotonic()
    process = subprocess.Popen(
        launch.command,
        cwd=launch.folder,
        env=dict(launch.variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=POSIX,
    )
    try:
        output, errors = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        shown = " ".join(launch.command)
        raise ServerError(f"`{shown}` still runs after {seconds} s") from None
    finally:
        _end(process)
    texts = [text.decode("utf-8", "replace") for text in (output, errors)]
    return Ended(process.returncode, time.monotonic() - began, texts[0], texts[1])


def free_port() -> int:
    """Return a port of the loopback address that nothing has, and that we have not returned yet.

    It is below the ports that systems give to outgoing connections (32768 and up): between this
    answer and the server's start, no connection of another process can take it.
    """
    for number in COUNTER:
        port = PORTS[(FIRST_PORT + number) % len(PORTS)]
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port
    raise AssertionError("the counter has no end")


def _wait_until_it_answers(server: Server, port: int, deadline: float) -> None:
    while not _answers(port):
        status = server.process.poll()
        if status is not None:
            raise ServerError(f"the server ended with {status} at its start:\n{server.tail}")
        if time.monotonic() > deadline:
            raise ServerError(f"the server does not answer on port {port}:\n{server.tail}")
        time.sleep(0.05)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the process and of all that it started."""
    if POSIX:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    elif process.poll() is None:
        process.kill()
    process.wait(STOP_SECONDS)
    for stream in (process.stdout, process.stderr):
        if stream is not None:
            stream.close()


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
