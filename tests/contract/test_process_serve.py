"""Serving: where it listens, whom it answers, and with how many processes."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.contract.checks import check_error_page
from tests.contract.clauses import clause
from tests.contract.forms import NEW, listed, open_form, submit, unique
from tests.contract.running import STOP_SECONDS, in_production
from tests.harness.server import PROCESSES
from tests.harness.workshop import Project


@clause("serve.hosts", example=True)
def test_the_allowed_hosts_are_answered_and_no_others(starter: Project, tmp_path: Path) -> None:
    hosts = {"ALLOWED_HOSTS": "Notes.example.org, .example.net"}
    with in_production(starter, tmp_path, **hosts) as running:
        browser = running.site.browser()
        for host in ("notes.example.org", "example.net", "a.b.example.net", "NOTES.example.org:80"):
            assert browser.get("/", {"Host": host}).status == 200, host
        for host in ("example.org", "localhost", "badexample.net", running.site.host):
            check_error_page(browser.get("/", {"Host": host}), 400, running.site)


@clause("serve.loopback", example=True)
def test_the_server_listens_on_the_loopback_address_alone(starter: Project, tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux has 127.0.0.2 without being asked for it")
    with in_production(starter, tmp_path) as running:
        port = urlsplit(running.server.base_url).port or 0
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.2", port), 1).close()


@clause("serve.workers", example=True, template_engine=True)
def test_two_processes_share_forms_and_notes(starter: Project, tmp_path: Path) -> None:
    with in_production(starter, tmp_path, WEB_CONCURRENCY="2") as running:
        browser, site = running.site.visitor(), running.site
        form = open_form(browser)
        for number in range(20):
            title = unique(str(number))
            answer = browser.post(NEW, form.filled(title))
            assert answer.status == 303, f"request {number}: {answer}"
            assert listed(site.visitor().get("/notes"))[0][1] == title
        answers = [submit(site.visitor(), unique()) for _ in range(20)]
        assert {answer.status for answer in answers} == {303}
        ended = running.server.stop()
        assert ended.is_clean, ended
        assert ended.seconds <= STOP_SECONDS, ended


@clause("serve.workers", example=True)
def test_web_concurrency_is_the_number_of_processes(starter: Project, tmp_path: Path) -> None:
    if not PROCESSES.is_dir():
        pytest.skip("this system does not show its processes in /proc")
    counts = []
    for workers in ("2", "3"):
        with in_production(starter, tmp_path, WEB_CONCURRENCY=workers) as running:
            counts.append(running.server.steady_processes())
    assert counts[1] - counts[0] == 1, counts
    assert counts[0] >= 2, counts
