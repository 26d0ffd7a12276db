"""Accounts and their process: sessions, limits, mail, and what is logged of them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.contract.accounts import (
    NEW_PASSWORD,
    SENT,
    ask_for_reset,
    can_log_in,
    follow,
    is_in,
    log_out,
    member_of,
    reset_link,
    set_password,
)
from tests.contract.api import NOTES, client_of
from tests.contract.clauses import clause
from tests.contract.running import Running, in_production
from tests.contract.test_http_login import TRIES, WRONG, wrong
from tests.contract.test_process_start import check_refusal, refused
from tests.harness.browser import Browser, Site
from tests.harness.launch import secret_key
from tests.harness.mail import Sink, mail_sink, wait_for_letter
from tests.harness.members import log_in, new_member
from tests.harness.workshop import Project

HELD_SECONDS = 8.0  # for which a mail server keeps silent; nobody may wait for it
NO_MAIL_SERVERS = {
    "missing": "",
    "no address": "mail.example.org",
    "another scheme": "https://mail.example.org",
    "a password in the clear": "smtp://me:hunter2@mail.example.org",
}


@contextmanager
def mailing(starter: Project, work: Path, **settings: str) -> Iterator[tuple[Running, Sink]]:
    """Serve in production, with a mail server of ours."""
    with (
        mail_sink() as sink,
        in_production(starter, work, MAIL_URL=sink.url, **settings) as running,
    ):
        yield replace(running, site=replace(running.site, outbox=sink)), sink


@clause("start.mail", accounts=True)
@pytest.mark.parametrize("case", NO_MAIL_SERVERS)
def test_production_refuses_to_start_without_a_mail_server(
    starter: Project, tmp_path: Path, case: str
) -> None:
    commands = starter.facts.commands
    for command in (commands.serve, commands.check):
        ended = refused(starter, command, tmp_path, MAIL_URL=NO_MAIL_SERVERS[case])
        check_refusal(ended, "MAIL_URL")
        assert "hunter2" not in ended.errors


@clause("accounts.restart", accounts=True)
def test_sessions_and_tokens_outlive_the_process(starter: Project, tmp_path: Path) -> None:
    key = secret_key()
    with in_production(starter, tmp_path, SECRET_KEY=key) as running:
        member, browser = member_of(running.site)
        other = running.site.browser()
        log_in(other, member)
        ended = dict(other.cookies)
        log_out(other)
        has_api = running.site.has("rest_api") and running.site.has("example")
        token = client_of(running.site, member).token if has_api else ""
        running.server.stop()
    with in_production(starter, tmp_path, SECRET_KEY=key) as running:
        assert is_in(Browser(running.site, dict(browser.cookies)))
        assert not is_in(Browser(running.site, ended))
        assert can_log_in(running.site, member)
        headers = {"Authorization": f"Bearer {token}"}
        assert not has_api or running.site.browser().get(NOTES, headers).status == 200


@clause("accounts.workers", accounts=True)
def test_two_processes_share_sessions(starter: Project, tmp_path: Path) -> None:
    with in_production(starter, tmp_path, WEB_CONCURRENCY="2") as running:
        member, browser = member_of(running.site)
        assert [is_in(browser) for _ in range(10)] == [True] * 10
        stolen = Browser(running.site, dict(browser.cookies))
        log_out(browser)
        assert [is_in(stolen) for _ in range(10)] == [False] * 10
        assert [can_log_in(running.site, member) for _ in range(6)] == [True] * 6


@clause("accounts.workers", accounts=True)
def test_two_processes_count_bad_log_ins_together(starter: Project, tmp_path: Path) -> None:
    with in_production(starter, tmp_path, WEB_CONCURRENCY="2") as running:
        member, _ = member_of(running.site)
        answers = [wrong(running.site.browser(), member.username) for _ in range(TRIES + 5)]
        statuses = [answer.status for answer in answers]
        assert statuses == [422] * TRIES + [429] * 5
        assert log_in(running.site.browser(), member).status == 429


@clause("accounts.restart", accounts=True)
def test_a_restart_forgives_no_bad_log_in(starter: Project, tmp_path: Path) -> None:
    key = secret_key()
    with in_production(starter, tmp_path, SECRET_KEY=key) as running:
        member, _ = member_of(running.site)
        for _ in range(TRIES):
            wrong(running.site.browser(), member.username)
        running.server.stop()
    with in_production(starter, tmp_path, SECRET_KEY=key) as running:
        assert log_in(running.site.browser(), member).status == 429


@clause("mail.sender", accounts=True)
def test_mail_comes_from_the_address_that_is_set(starter: Project, tmp_path: Path) -> None:
    with mailing(starter, tmp_path, MAIL_FROM="notes@example.net") as (running, sink):
        member, _ = member_of(running.site)
        link = reset_link(running.site, member)
        assert "notes@example.net" in sink.letters()[0].sender
        assert set_password(running.site.browser(), link).status == 303
        assert can_log_in(running.site, member, NEW_PASSWORD)


@clause("mail.away", accounts=True)
def test_nobody_is_told_that_mail_can_not_be_sent(starter: Project, tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))  # and does not listen: whoever connects is refused
        url = f"smtp://127.0.0.1:{listener.getsockname()[1]}"
        with in_production(starter, tmp_path, MAIL_URL=url) as running:
            member, _ = member_of(running.site)
            for somebody in (member, new_member()):
                answer = ask_for_reset(running.site.browser(), somebody.address)
                assert answer.status == 303, str(answer)
                assert answer.location.removeprefix(running.site.origin) == SENT
            assert running.site.browser().get("/readyz").status == 200


@clause("mail.away", accounts=True)
def test_nobody_waits_for_the_mail_server(starter: Project, tmp_path: Path) -> None:
    with mailing(starter, tmp_path) as (running, sink):
        member, _ = member_of(running.site)
        sink.open.clear()
        late = threading.Timer(HELD_SECONDS, sink.open.set)
        late.start()
        try:
            answer = ask_for_reset(running.site.browser(), member.address)
            assert answer.status == 303, str(answer)
            assert not sink.open.is_set(), "the answer came when the mail was sent"
        finally:
            late.cancel()
            sink.open.set()
        assert wait_for_letter(sink, member.address)


@pytest.fixture
def hidden(starter: Project, tmp_path: Path) -> dict[str, str]:
    """Return what must not stand in the log, and the log itself under `log`."""
    with mailing(starter, tmp_path) as (running, _):
        site: Site = running.site
        member, browser = member_of(site)
        wrong(site.browser(), member.username)
        cookies = dict(browser.cookies)
        token = client_of(site, member).token if site.has("rest_api") else "-" * 40
        link = reset_link(site, member)
        follow(site.browser(), link)
        set_password(site.browser(), link)
        ended = running.server.stop()
    found = {f"cookie {name}": value for name, value in cookies.items()}
    found |= {"password": member.password, "wrong password": WRONG, "new password": NEW_PASSWORD}
    return found | {"token": token, "log": ended.output + ended.errors, "link": link}


@clause("logs.accounts", accounts=True)
def test_no_password_cookie_or_token_is_logged(hidden: dict[str, str]) -> None:
    log, link = hidden.pop("log"), hidden.pop("link")
    assert link
    assert [name for name, secret in hidden.items() if secret in log] == []


@clause("logs.accounts", accounts=True)
def test_no_link_of_a_mail_is_logged(hidden: dict[str, str]) -> None:
    secret = hidden["link"].rpartition("/")[2]
    assert [line for line in hidden["log"].splitlines() if secret in line] == []
