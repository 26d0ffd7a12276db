"""Errors: pages of its own, or problems in JSON where JSON is asked for."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from tests.contract.checks import check_error_page, check_headers, check_no_trace, check_problem
from tests.contract.clauses import clause
from tests.contract.forms import NEW, open_form
from tests.harness.browser import Answer, Browser, Site, send_bytes, status_of

MIB = 1024 * 1024
Raise = Callable[[Browser, str], Answer]


def not_found(browser: Browser, accept: str) -> Answer:
    """Ask for a page that is not there."""
    return browser.get("/nowhere", {"Accept": accept})


def bad_host(browser: Browser, accept: str) -> Answer:
    """Ask for a site that is not this one."""
    return browser.get("/", {"Accept": accept, "Host": "evil.example"})


def too_large(browser: Browser, accept: str) -> Answer:
    """Announce a body that is over the limit."""
    return browser.announce("/", MIB + 1, accept)


ERRORS: dict[Raise, int] = {not_found: 404, bad_host: 400, too_large: 413}
PREFERS_HTML = [
    "",
    "*/*",
    "text/html",
    "text/*",
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "text/html, application/json;q=0.5",
    "application/json;q=0.2, text/html;q=0.4",
    "application/json;q=0",
    "image/png",
    ";;,=q/*;q=x",
]
PREFERS_JSON = [
    "application/json",
    "application/problem+json",
    "application/problem+json, application/json;q=0.9",
    "application/json, text/html;q=0.9",
    "text/html;q=0.4, application/json;q=0.5",
    "Application/JSON",
    "application/json, */*;q=0.1",
]


@clause("errors.pages")
@pytest.mark.parametrize("cause", ERRORS)
def test_an_error_has_a_page_of_the_project_s_own(site: Site, cause: Raise) -> None:
    check_error_page(cause(site.browser(), "text/html"), ERRORS[cause], site)


@clause("errors.pages")
def test_page_not_found_says_so(site: Site) -> None:
    assert not_found(site.browser(), "text/html").page.heading == "Page not found"


@clause("errors.problems")
@pytest.mark.parametrize("cause", ERRORS)
def test_an_error_is_a_problem_where_json_is_asked_for(site: Site, cause: Raise) -> None:
    check_problem(cause(site.browser(), "application/json"), ERRORS[cause], site)


@clause("errors.accept")
@pytest.mark.parametrize("accept", PREFERS_HTML)
def test_html_is_what_most_clients_get(site: Site, accept: str) -> None:
    check_error_page(not_found(site.browser(), accept), 404, site)


@clause("errors.accept")
@pytest.mark.parametrize("accept", PREFERS_JSON)
def test_json_is_for_those_who_prefer_it(site: Site, accept: str) -> None:
    check_problem(not_found(site.browser(), accept), 404, site)


@clause("errors.method", example=True, template_engine=True)
@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/notes/new", {"GET", "HEAD", "POST"}),
        ("/notes", {"GET", "HEAD"}),
        ("/", {"GET", "HEAD"}),
        ("/healthz", {"GET", "HEAD"}),
    ],
)
def test_a_method_that_is_not_there_is_told_which_are(
    site: Site, path: str, methods: set[str]
) -> None:
    browser = site.visitor()
    token = next(iter(open_form(browser).hidden.values()))
    for accept, check in {"text/html": check_error_page, "application/json": check_problem}.items():
        headers = {"Accept": accept, "X-CSRFToken": token}
        answer = browser.ask("DELETE", path, headers=headers)
        check(answer, 405, site)
        allowed = {word.strip() for word in answer.header("Allow").split(",")}
        assert allowed - {"OPTIONS"} == methods, str(answer)


@clause("errors.method")
@pytest.mark.parametrize("path", ["/", "/healthz", "/static/style.css"])
def test_every_405_says_what_is_allowed(site: Site, path: str) -> None:
    answer = site.browser().ask("DELETE", path)
    check_error_page(answer, answer.status, site)
    assert answer.status in (403, 405), str(answer)
    assert answer.status == 403 or {"GET", "HEAD"} <= set(answer.header("Allow").split(", "))


@clause("errors.method")
@pytest.mark.parametrize("method", ["BREW", "PROPFIND", "TRACE", "OPTIONS", "get", "X" * 200])
def test_an_odd_method_never_breaks_the_site(site: Site, method: str) -> None:
    answer = site.browser().ask(method, "/")
    assert answer.status in (200, 204, 400, 403, 405, 501), str(answer)
    check_no_trace(answer)
    if answer.status not in (400, 501):
        check_headers(answer, site)


@clause("errors.host")
@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz", "/static/style.css", "/nowhere"])
def test_a_host_that_is_not_ours_is_refused_everywhere(site: Site, path: str) -> None:
    answer = site.browser().get(path, {"Host": "evil.example"})
    check_error_page(answer, 400, site)


@clause("errors.host")
@pytest.mark.parametrize(
    "host",
    [
        "evil.example:80",
        "127.0.0.1.evil.example",
        "evil.example#localhost",
        "localhost@evil.example",
        "localhost:80:80",
        "[::1",
        "loc alhost",
        "é.example",
        ",",
    ],
)
def test_an_odd_host_is_refused(site: Site, host: str) -> None:
    answer = site.browser().get("/", {"Host": host})
    assert answer.status == 400, str(answer)
    check_no_trace(answer)


@clause("errors.host", own_server=True)
@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "localhost:1", "127.0.0.1", "[::1]:80"])
def test_each_name_of_the_site_is_answered_with_any_port(site: Site, host: str) -> None:
    assert site.browser().get("/", {"Host": host}).status == 200


@clause("errors.host")
def test_a_forwarded_host_is_never_believed(site: Site) -> None:
    for name in ("X-Forwarded-Host", "X-Original-Host", "Forwarded"):
        value = "host=evil.example" if name == "Forwarded" else "evil.example"
        answer = site.browser().get("/", {name: value})
        assert answer.status == 200, str(answer)
        assert "evil.example" not in answer.text


@clause("errors.too_large")
@pytest.mark.parametrize("length", [MIB + 1, 2 * MIB, 100 * MIB])
def test_a_body_that_declares_more_than_a_mib_is_refused(site: Site, length: int) -> None:
    answer = site.browser().announce("/", length)
    check_error_page(answer, 413, site)


@clause("errors.too_large", example=True, template_engine=True)
def test_a_body_of_a_mib_is_read(site: Site) -> None:
    browser = site.visitor()
    form = open_form(browser).filled("A title")
    rest = MIB - len(urlencode(form))
    answer = browser.post(NEW, {**form, "text": "x" * rest})
    assert answer.status == 422, str(answer)


@clause("errors.too_large")
def test_a_body_in_chunks_that_never_end_does_not_break_the_site(site: Site) -> None:
    head = f"POST / HTTP/1.1\r\nHost: {site.host}\r\nTransfer-Encoding: chunked\r\n"
    if site.is_behind_us:
        head += "X-Forwarded-Proto: https\r\n"
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    request = f"{head}Connection: close\r\n\r\n".encode() + chunk * 40
    received = send_bytes(site, request, timeout=2)
    assert status_of(received) in (0, 400, 403, 405, 411, 413), received[:300]
    assert b"Traceback" not in received
    assert site.browser().get("/healthz").status == 200
