"""Logs: one line of JSON a record, each request once, and no secret."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.contract.clauses import clause
from tests.contract.forms import NEW, submit, unique
from tests.contract.running import in_production
from tests.harness.browser import CLIENT, Answer, Browser, Site, send_bytes
from tests.harness.launch import secret_key
from tests.harness.server import Ended
from tests.harness.workshop import Project

HIDDEN = "hunter2"  # stands in queries, forms and cookies, and must not stand in a log
KEYS = {"time", "level", "logger", "message", "request_id"}
REQUEST_KEYS = {"method", "path", "status", "duration_ms", "client", "request_id"}


@dataclass(frozen=True)
class Session:
    """What was asked of a server, and what it had logged when it was stopped."""

    answers: list[Answer]
    ended: Ended
    secret_key: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """Return the lines of the log; each must be an object in JSON."""
        records = []
        for line in self.ended.errors.splitlines():
            try:
                record = json.loads(line)
            except ValueError:
                record = None
            assert isinstance(record, dict), f"not a JSON object: {line}"
            records.append(record)
        return records

    def record_of(self, answer: Answer) -> dict[str, Any]:
        """Return the one record of a request."""
        wanted = answer.header("X-Request-ID")
        found = [r for r in self.records if r["request_id"] == wanted and "status" in r]
        assert len(found) == 1, f"{len(found)} records of {answer}"
        return found[0]


def ask_all_kinds(browser: Browser) -> Iterator[Answer]:
    """Yield an answer of each kind."""
    yield browser.get(f"/?token={HIDDEN}")
    yield browser.get("/healthz")
    yield browser.get(f"/readyz?token={HIDDEN}")
    yield browser.get(f"{browser.site.style}?token={HIDDEN}")
    # Somebody else's: an answer may come with a session in the place of one that can't be read.
    stranger = browser.site.browser()
    yield stranger.get("/nowhere", {"Cookie": f"session={HIDDEN}", "Referer": f"/?{HIDDEN}"})
    yield browser.get("/line%0Abreak%22%1b", {"User-Agent": 'a"b\\c'})
    yield browser.get("/%ff")
    yield browser.ask("HEAD", "/")
    yield browser.get("/", {"Host": "evil.example"})
    yield browser.get(f"/?token={HIDDEN}", {"X-Forwarded-Proto": "http"})
    yield browser.announce("/", 2**20 + 1)
    if browser.site.has("example") and browser.site.has("template_engine"):
        yield browser.get(f"/notes?page=1&token={HIDDEN}")
        yield browser.post(NEW, {"title": HIDDEN})
        yield submit(browser, unique(), HIDDEN)
        yield submit(browser, "", HIDDEN)


@pytest.fixture(scope="module")
def session(starter: Project, tmp_path_factory: pytest.TempPathFactory) -> Session:
    key = secret_key()
    with in_production(starter, tmp_path_factory.mktemp("logs"), SECRET_KEY=key) as running:
        answers = list(ask_all_kinds(running.site.visitor()))
        send_bytes(running.site, b"nonsense\r\n\r\n", timeout=1)
        return Session(answers, running.server.stop(), key)


@clause("logs.json")
def test_every_line_is_a_record_in_json(session: Session) -> None:
    assert session.ended.output == ""
    assert session.records
    for record in session.records:
        assert record.keys() >= KEYS, record


@clause("logs.requests")
def test_every_request_is_logged_once_with_the_id_of_its_answer(session: Session) -> None:
    for answer in session.answers:
        method, target = answer.request.split(" ")[:2]
        record = session.record_of(answer)
        assert record.keys() >= REQUEST_KEYS, record
        assert (record["method"], record["status"]) == (method, answer.status), record
        if "%" not in target:
            assert record["path"] == target.rstrip(",").partition("?")[0], record
        assert isinstance(record["duration_ms"], int | float), record


@clause("logs.requests")
def test_the_client_is_the_one_that_the_proxy_names(session: Session) -> None:
    assert {session.record_of(answer)["client"] for answer in session.answers} == {CLIENT}


@clause("logs.secrets")
def test_no_secret_is_logged(session: Session) -> None:
    text = session.ended.output + session.ended.errors
    assert session.secret_key not in text
    assert HIDDEN not in text


@clause("logs.level", example=True)
def test_the_level_decides_what_is_logged(starter: Project, tmp_path: Path) -> None:
    with in_production(starter, tmp_path, LOG_LEVEL="ERROR") as running:
        running.site.browser().get("/")
        assert running.server.stop().errors == ""


@clause("logs.faults", example=True)
def test_a_fault_is_logged_with_its_traceback_in_the_same_line(
    starter: Project, tmp_path: Path
) -> None:
    with in_production(starter, tmp_path) as running:
        browser = running.site.visitor()
        database = tmp_path / "production.sqlite3"
        database.write_bytes(b"no database at all " * 1000)
        path = "/notes" if running.site.has("template_engine") else "/api/notes"
        answer = browser.get(path)
        session = Session([answer], running.server.stop(), "-")
    assert answer.status in (500, 503), str(answer)
    faults = [record for record in session.records if "exception" in record]
    assert faults, session.ended.errors
    assert faults[0]["level"] == "ERROR"
    assert faults[0]["request_id"] == answer.header("X-Request-ID")


@clause("proxy.untrusted", example=True)
def test_what_a_stranger_says_of_the_client_is_not_believed(
    starter: Project, tmp_path: Path
) -> None:
    with in_production(starter, tmp_path, TRUSTED_PROXIES="") as running:
        site: Site = running.site
        answers = [site.browser().get("/"), site.browser().get("/healthz")]
        session = Session(answers, running.server.stop(), "-")
    assert [answer.status for answer in answers][1:] == [200]
    assert answers[0].status in (301, 308), str(answers[0])
    assert {session.record_of(answer)["client"] for answer in answers} == {"127.0.0.1"}
