"""Headers: on every answer that the application gives, whatever its kind."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.contract.checks import HSTS, REQUEST_ID, check_headers
from tests.contract.clauses import clause
from tests.contract.forms import NEW, submit, unique
from tests.harness.browser import Answer, Browser, Site

Ask = Callable[[Browser], Answer]

# Each kind of answer: the status that it must have, and how to get it.
KINDS: dict[str, tuple[int, Ask]] = {
    "a page": (200, lambda browser: browser.get("/")),
    "a page's head": (200, lambda browser: browser.ask("HEAD", "/")),
    "a probe": (200, lambda browser: browser.get("/healthz")),
    "the other probe": (200, lambda browser: browser.get("/readyz")),
    "a style sheet": (200, lambda browser: browser.get(browser.site.style)),
    "a style sheet's head": (200, lambda browser: browser.ask("HEAD", browser.site.style)),
    "a missing file": (404, lambda browser: browser.get("/static/nowhere")),
    "a missing page": (404, lambda browser: browser.get("/nowhere")),
    "a missing page's head": (404, lambda browser: browser.ask("HEAD", "/nowhere")),
    "a problem": (404, lambda browser: browser.get("/nowhere", {"Accept": "application/json"})),
    "another's host": (400, lambda browser: browser.get("/", {"Host": "evil.example"})),
    "a body too large": (413, lambda browser: browser.announce("/", 2**20 + 1)),
}
EXAMPLE_KINDS: dict[str, tuple[int, Ask]] = {
    "a list": (200, lambda browser: browser.get("/notes")),
    "a form": (200, lambda browser: browser.get(NEW)),
    "an invalid form": (422, lambda browser: submit(browser, "", "")),
    "a forged form": (403, lambda browser: browser.post(NEW, {"title": "x"})),
    "a redirect": (303, lambda browser: submit(browser, unique())),
    "a note": (200, lambda browser: browser.get(submit(browser, unique()).location)),
    "a missing note": (404, lambda browser: browser.get("/notes/0")),
    "a page of the list that is none": (404, lambda browser: browser.get("/notes?page=0")),
}


@clause("headers.every_answer")
@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_carries_every_header_once(site: Site, kind: str) -> None:
    status, ask = KINDS[kind]
    answer = ask(site.browser())
    assert answer.status == status, str(answer)
    check_headers(answer, site)


@clause("headers.every_answer", example=True, template_engine=True)
@pytest.mark.parametrize("kind", EXAMPLE_KINDS)
def test_an_answer_of_the_example_carries_every_header_once(site: Site, kind: str) -> None:
    status, ask = EXAMPLE_KINDS[kind]
    answer = ask(site.visitor())
    assert answer.status == status, str(answer)
    check_headers(answer, site)


@clause("headers.every_answer")
@pytest.mark.parametrize("headers", [{"Range": "bytes=0-9"}, {"Range": "bytes=9999999-"}])
def test_a_part_of_a_file_carries_them_too(site: Site, headers: dict[str, str]) -> None:
    answer = site.browser().get(site.style, headers)
    assert answer.status in (200, 206, 416), str(answer)
    check_headers(answer, site)


@clause("headers.every_answer")
def test_a_file_that_has_not_changed_carries_them_too(site: Site) -> None:
    browser = site.browser()
    first = browser.get(site.style)
    known = {
        "If-None-Match": first.header("ETag"),
        "If-Modified-Since": first.header("Last-Modified"),
    }
    answer = browser.get(site.style, known)
    assert answer.status in (200, 304), str(answer)
    check_headers(answer, site)


@clause("headers.hsts", production=True)
def test_production_insists_on_https_for_a_year(site: Site) -> None:
    assert site.browser().get("/").all("Strict-Transport-Security") == [HSTS]


@clause("headers.hsts", production=False)
def test_development_does_not_insist_on_https(site: Site) -> None:
    assert site.browser().get("/").all("Strict-Transport-Security") == []


@clause("headers.request_id")
def test_each_request_has_an_id_of_its_own(site: Site) -> None:
    browser = site.browser()
    ids = [browser.get("/healthz").header("X-Request-ID") for _ in range(20)]
    assert len(set(ids)) == len(ids)


@clause("headers.request_id")
@pytest.mark.parametrize("sent", ["a" * 32, "x", '"><script>', "0" * 5000])
def test_an_id_that_a_client_sends_is_not_taken_over(site: Site, sent: str) -> None:
    received = site.browser().get("/", {"X-Request-ID": sent}).header("X-Request-ID")
    assert REQUEST_ID.fullmatch(received)
    assert received != sent


@clause("cookies.flags", example=True)
def test_every_cookie_is_out_of_reach_for_scripts_and_other_sites(site: Site) -> None:
    browser = site.visitor()
    browser.get("/")
    submit(browser, "", "")
    submit(browser, unique())
    assert browser.received, "the form sets no cookie, so its token can't be this visitor's own"
    for line in browser.received:
        words = [word.strip().lower() for word in line.split(";")]
        assert "httponly" in words, line
        assert {"samesite=lax", "samesite=strict"} & set(words), line
        assert "path=/" in words, line
        assert not [word for word in words if word.startswith("domain=")], line


@clause("cookies.production", example=True, production=True)
def test_in_production_a_cookie_is_secure_and_bound_to_this_host(site: Site) -> None:
    browser = site.visitor()
    submit(browser, unique())
    for line in browser.received:
        words = [word.strip().lower() for word in line.split(";")]
        assert "secure" in words, line
        assert line.startswith("__Host-"), line


@clause("cookies.flags", i18n=False)
def test_a_page_without_a_form_sets_no_cookie(site: Site) -> None:
    browser = site.browser()
    for path in ("/", "/nowhere", "/static/style.css"):
        browser.get(path)
    assert browser.received == []
