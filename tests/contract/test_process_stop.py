"""Stopping: what is in flight is answered, and the process is gone within 5 seconds."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from tests.contract.clauses import clause
from tests.contract.forms import NEW, open_form, titles, unique
from tests.contract.running import STOP_SECONDS, in_production
from tests.harness.browser import FORM, Browser, status_of
from tests.harness.launch import development
from tests.harness.server import Ended, Server, serving
from tests.harness.workshop import Project

PAUSE = 0.7  # seconds for the server to take up what it was sent


def check_stopped(server: Server, ended: Ended) -> None:
    """Check that the server is gone, in time, and whatever it started too."""
    assert ended.is_clean, ended
    assert ended.seconds <= STOP_SECONDS, ended
    assert "Traceback" not in ended.errors, ended.errors
    address = urlsplit(server.base_url)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address.hostname or "", address.port or 0), 1).close()
    deadline = time.monotonic() + 1
    while server.processes() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert server.processes() == 0, "it left processes behind"


@contextmanager
def half_sent(browser: Browser, form: dict[str, str]) -> Iterator[tuple[socket.socket, bytes]]:
    """Send the head and half the body of a form; yield the connection and the other half."""
    body = urlencode(form).encode()
    headers = {**browser.usual_headers("POST"), "Content-Type": FORM}
    lines = [f"POST {NEW} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    head = "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode()
    address = urlsplit(browser.site.base_url)
    with socket.create_connection((address.hostname or "", address.port or 0), 10) as connection:
        connection.sendall(head + body[: len(body) // 2])
        time.sleep(PAUSE)
        yield connection, body[len(body) // 2 :]


@clause("stop.idle")
def test_an_idle_server_stops(starter: Project, tmp_path: Path) -> None:
    with in_production(starter, tmp_path) as running:
        check_stopped(running.server, running.server.stop())


@clause("stop.idle", example=True)
def test_a_development_server_stops(starter: Project, tmp_path: Path) -> None:
    with serving(development(starter, tmp_path / "db.sqlite3"), tmp_path / "logs") as server:
        ended = server.stop()
        assert ended.is_clean, ended
        assert ended.seconds <= STOP_SECONDS, ended


@clause("stop.idle", example=True)
def test_a_client_that_keeps_its_connection_does_not_hold_it_up(
    starter: Project, tmp_path: Path
) -> None:
    with in_production(starter, tmp_path) as running:
        address = urlsplit(running.server.base_url)
        place = (address.hostname or "", address.port or 0)
        with socket.create_connection(place, 10) as kept, socket.create_connection(place, 10):
            kept.sendall(f"GET /healthz HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n".encode())
            assert status_of(kept.recv(4096)) == 200
            check_stopped(running.server, running.server.stop())


@clause("stop.in_flight", example=True)
def test_a_form_that_is_being_sent_is_still_stored_and_answered(
    starter: Project, tmp_path: Path
) -> None:
    title = unique()
    with in_production(starter, tmp_path) as running:
        browser = running.site.visitor()
        form = open_form(browser).filled(title, "x" * 5000)
        with half_sent(browser, form) as (connection, rest):
            began = time.monotonic()
            running.server.terminate()
            time.sleep(PAUSE)
            connection.sendall(rest)
            assert status_of(connection.recv(4096)) == 303
        ended = running.server.wait()
        assert time.monotonic() - began <= STOP_SECONDS
        check_stopped(running.server, ended)
    with in_production(starter, tmp_path) as running:
        assert titles(running.site) == [title]


@clause("stop.in_flight", example=True)
def test_a_client_that_never_finishes_does_not_hold_it_up(starter: Project, tmp_path: Path) -> None:
    with in_production(starter, tmp_path) as running:
        browser = running.site.visitor()
        form = open_form(browser).filled(unique(), "x" * 5000)
        with half_sent(browser, form):
            ended = running.server.stop()
            assert ended.is_clean, ended
            assert ended.seconds <= STOP_SECONDS, ended
