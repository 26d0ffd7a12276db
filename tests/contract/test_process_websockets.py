"""WebSockets and processes: two of them, their end, and their log."""

from __future__ import annotations

import json
import os
import signal
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.contract.clauses import clause
from tests.contract.forms import open_form, titles, unique, write
from tests.contract.live import LIVE, titles_heard
from tests.contract.running import STOP_SECONDS, Running, in_production
from tests.contract.test_process_stop import check_stopped, half_sent
from tests.harness.browser import CLIENT, status_of
from tests.harness.server import PROCESSES
from tests.harness.sockets import WebSocket, listening, refused
from tests.harness.workshop import Project

MANY = 12  # so many connections that each of two processes has some


def open_many(stack: ExitStack, running: Running, query: str = "") -> list[WebSocket]:
    """Open WebSockets of the visitor, until the block ends."""
    visitor = running.site.visitor()
    return [stack.enter_context(listening(visitor, LIVE + query)) for _ in range(MANY)]


@clause("sockets.workers", websockets=True, example=True)
def test_a_note_reaches_all_who_listen_in_all_processes(starter: Project, tmp_path: Path) -> None:
    with in_production(starter, tmp_path, WEB_CONCURRENCY="2") as running, ExitStack() as stack:
        listeners = open_many(stack, running)
        written = [unique(str(count)) for count in range(MANY)]
        for title in written:
            write(running.site.visitor(), title)
        for listener in listeners:
            assert sorted(titles_heard(listener, MANY, 2)) == sorted(written)


@clause("sockets.workers", websockets=True, example=True)
def test_a_process_that_died_is_replaced_and_told(starter: Project, tmp_path: Path) -> None:
    if not PROCESSES.is_dir():
        pytest.skip("this system does not show its processes in /proc")
    with in_production(starter, tmp_path, WEB_CONCURRENCY="2") as running:
        with ExitStack() as stack:
            open_many(stack, running)
            kill_a_worker(running)
        with ExitStack() as stack:
            listeners = open_many(stack, running)
            written = [unique(str(count)) for count in range(MANY)]
            for title in written:
                write(running.site.visitor(), title)
            for listener in listeners:
                assert sorted(titles_heard(listener, MANY, 2)) == sorted(written)


@clause("sockets.stop", websockets=True, example=True)
def test_at_the_end_each_client_is_told(starter: Project, tmp_path: Path) -> None:
    with in_production(starter, tmp_path, WEB_CONCURRENCY="2") as running, ExitStack() as stack:
        listeners = open_many(stack, running)
        began = time.monotonic()
        running.server.terminate()
        assert {listener.end() for listener in listeners} == {1001}
        assert time.monotonic() - began <= STOP_SECONDS
        check_stopped(running.server, running.server.wait())


@clause("sockets.stop", websockets=True, example=True)
def test_clients_that_hang_and_forms_in_flight_do_not_hold_up_the_end(
    starter: Project, tmp_path: Path
) -> None:
    title = unique()
    with in_production(starter, tmp_path) as running, ExitStack() as stack:
        open_many(stack, running)  # none of them reads, or answers
        browser = running.site.visitor()
        form = open_form(browser).filled(title, "x" * 5000)
        with half_sent(browser, form) as (connection, rest):
            running.server.terminate()
            time.sleep(0.7)
            connection.sendall(rest)
            assert status_of(connection.recv(4096)) == 303
        ended = running.server.wait()
        check_stopped(running.server, ended)
    with in_production(starter, tmp_path) as running:
        assert titles(running.site) == [title]


@clause("sockets.logs", websockets=True, example=True)
def test_each_handshake_has_one_record_without_its_query(starter: Project, tmp_path: Path) -> None:
    with in_production(starter, tmp_path, LOG_LEVEL="DEBUG") as running:
        visitor = running.site.visitor()
        with listening(visitor, f"{LIVE}?after=1&secret=s3cr3t") as listener:
            write(visitor, unique())
            titles_heard(listener, 1)
        denied = refused(visitor, LIVE, {"Origin": "https://example.com"})
        ended = running.server.stop()
    assert "s3cr3t" not in ended.errors
    records = [json.loads(line) for line in ended.errors.splitlines()]
    found = [one for one in records if one.get("path") == LIVE]
    # In either order: one that was opened may be logged when it is over.
    logged = sorted((one["status"], one["request_id"]) for one in found)
    answered = (101, listener.answer), (403, denied)
    assert logged == [(status, its.header("X-Request-ID")) for status, its in answered], found
    assert {one["client"] for one in found} == {CLIENT}, found
    assert [one for one in records if one["level"] in ("ERROR", "CRITICAL")] == []


def kill_a_worker(running: Running) -> None:
    """Kill one of the processes that serve, and wait until another has its place."""
    os.kill(youngest(running.server.process.pid), signal.SIGKILL)
    time.sleep(1)
    running.server.steady_processes(1)


def youngest(process: int) -> int:
    """Return the last child of the last child of a process: who serves has no children."""
    children = (PROCESSES / f"{process}/task/{process}/children").read_text().split()
    return youngest(int(children[-1])) if children else process
