"""Log-in by others and the process: settings, providers that are away or slow, and the log."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.contract.clauses import clause
from tests.contract.running import Running, in_production
from tests.contract.social import (
    callback,
    check_entered,
    check_turned_away,
    depart,
    enter_by,
    named,
    provider_link,
    provider_links,
    state_in,
    visit,
    with_state,
)
from tests.contract.test_process_start import check_refusal, refused
from tests.harness.browser import Answer, Browser
from tests.harness.members import LOGIN, REGISTER
from tests.harness.openid import SLOW_ANSWERS, Provider
from tests.harness.openid_server import openid_provider
from tests.harness.workshop import Project

PATIENCE = 14.0  # seconds: 10 are promised, the rest is for a busy machine
SECRET = "hunter2-hunter2"  # noqa: S105 (nobody's)
PAIRS = ("GOOGLE", "FACEBOOK", "X", "OPENID")
BAD_ISSUERS = ("accounts.example", "http://accounts.example", "ftp://127.0.0.1/", "https://")


@contextmanager
def with_provider(
    starter: Project, work: Path, **settings: str
) -> Iterator[tuple[Running, Provider]]:
    """Serve in production, with a provider of ours."""
    with (
        openid_provider() as provider,
        in_production(starter, work, **provider.settings, **settings) as running,
    ):
        yield replace(running, site=replace(running.site, provider=provider)), provider


@clause("start.social", social_login=True)
@pytest.mark.parametrize("name", PAIRS)
def test_half_a_pair_is_refused(starter: Project, tmp_path: Path, name: str) -> None:
    issuer = {"OPENID_ISSUER": "https://accounts.example"} if name == "OPENID" else {}
    halves = {f"{name}_CLIENT_ID": "an-id", f"{name}_CLIENT_SECRET": SECRET}
    for missing in halves:
        given = {half: text for half, text in halves.items() if half != missing}
        ended = refused(starter, starter.facts.commands.serve, tmp_path, **given, **issuer)
        check_refusal(ended, missing)
        assert SECRET not in ended.errors


@clause("start.social", social_login=True)
def test_a_bad_issuer_is_refused(starter: Project, tmp_path: Path) -> None:
    usual = {"OPENID_CLIENT_ID": "an-id", "OPENID_CLIENT_SECRET": SECRET}
    for issuer in ("", *BAD_ISSUERS):
        command = starter.facts.commands.check
        ended = refused(starter, command, tmp_path, **usual, OPENID_ISSUER=issuer)
        check_refusal(ended, "OPENID_ISSUER")


@clause("social.none", social_login=True)
def test_each_provider_is_shown_where_it_is_set(starter: Project, tmp_path: Path) -> None:
    with in_production(starter, tmp_path) as running:
        for path in (LOGIN, REGISTER):
            answer = running.site.browser().get(path)
            assert (answer.status, provider_links(answer)) == (200, [])
            assert answer.page.one("main").all("ul", css_class="providers") == []
    pairs = {f"{name}_CLIENT_{part}": "x" * 20 for name in PAIRS for part in ("ID", "SECRET")}
    more = {"OPENID_ISSUER": "https://accounts.example", "OPENID_NAME": "Guild & Co"}
    with in_production(starter, tmp_path, **pairs, **more) as running:
        for path in (LOGIN, REGISTER):
            names = [link.text for link in provider_links(running.site.browser().get(path))]
            wanted = ("Google", "Facebook", "X", "Guild & Co")
            assert names == [f"Continue with {name}" for name in wanted]


@clause("social.quiet", social_login=True)
def test_the_provider_is_asked_only_when_somebody_goes_there(
    starter: Project, tmp_path: Path
) -> None:
    with with_provider(starter, tmp_path) as (running, provider):
        browser = running.site.browser()
        for path in ("/", LOGIN, REGISTER, "/readyz", "/healthz"):
            assert browser.get(path).status == 200
        assert provider.requests == []
        for _ in range(3):
            check_entered(enter_by(running.site.browser(), named()), running.site)
        asked = [request for request in provider.requests if "openid-conf" in request]
        assert len(asked) == 1, provider.requests


@clause("social.away", social_login=True)
@pytest.mark.parametrize("fault", ["no discovery", "another issuer"])
def test_a_provider_that_is_away_is_asked_again(
    starter: Project, tmp_path: Path, fault: str
) -> None:
    with with_provider(starter, tmp_path) as (running, provider):
        browser = running.site.browser()
        with provider.broken(fault):
            check_turned_away(browser.get(provider_link(browser)), browser)
        check_entered(enter_by(browser, named()), running.site)


@clause("social.away", social_login=True)
def test_nobody_waits_long_for_a_provider(starter: Project, tmp_path: Path) -> None:
    with with_provider(starter, tmp_path) as (running, provider):
        browsers = [running.site.browser() for _ in SLOW_ANSWERS]
        targets = [callback(browser, named()) for browser in browsers]
        with ThreadPoolExecutor(len(browsers)) as pool:
            waiting = []
            for browser, target, fault in zip(browsers, targets, SLOW_ANSWERS, strict=True):
                provider.fault, before = fault, len(provider.requests)
                waiting.append(pool.submit(timed, browser, target))
                wait_for_request(provider, before)
            provider.fault = ""
            assert running.site.browser().get(LOGIN).status == 200
        for browser, result in zip(browsers, waiting, strict=True):
            seconds, answer = result.result()
            assert seconds < PATIENCE
            check_turned_away(answer, browser)


def timed(browser: Browser, target: str) -> tuple[float, Answer]:
    """Ask, and measure the time."""
    began = time.monotonic()
    answer = browser.get(target)
    return time.monotonic() - began, answer


def wait_for_request(provider: Provider, before: int) -> None:
    """Wait until the provider was asked again."""
    end = time.monotonic() + 10
    while len(provider.requests) <= before and time.monotonic() < end:
        time.sleep(0.02)


@clause("social.workers", social_login=True)
def test_whoever_left_one_process_comes_back_to_another(starter: Project, tmp_path: Path) -> None:
    with with_provider(starter, tmp_path, WEB_CONCURRENCY="2") as (running, _):
        for _ in range(8):
            check_entered(enter_by(running.site.browser(), named()), running.site)
        browser = running.site.browser()
        target = callback(browser, named())
        check_entered(browser.get(target), running.site)
        assert {browser.get(target).status for _ in range(6)} <= {400, 403}


@clause("logs.social", social_login=True)
def test_no_code_token_or_state_is_logged(starter: Project, tmp_path: Path) -> None:
    with with_provider(starter, tmp_path, LOG_LEVEL="DEBUG") as (running, provider):
        site = running.site
        browser, person = site.browser(), named()
        address = depart(browser)
        check_entered(browser.get(visit(browser, address, person)), site)
        target = callback(site.browser(), named())
        site.browser().get(with_state(target, "another-state-of-theirs"))
        for fault in ("error", "another key", "no JSON"):
            with provider.broken(fault):
                enter_by(site.browser(), named())
        ended = running.server.stop()
    log = ended.output + ended.errors
    hidden = [provider.client_secret, state_in(address), "another-state-of-theirs"]
    hidden += [*provider.given, *browser.cookies.values()]
    assert [text for text in hidden if text in log] == []
