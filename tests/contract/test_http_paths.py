"""Odd requests: never a server error, never a look inside."""

from __future__ import annotations

import pytest

from tests.contract.checks import HEADERS, check_headers, check_no_trace
from tests.contract.clauses import clause
from tests.harness.browser import Answer, Site, send_bytes, status_of

PATHS = [
    "//",
    "//evil.example",
    "//evil.example/%2e%2e",
    "/\\evil.example",
    "/%2f%2fevil.example",
    "/.",
    "/..",
    "/./",
    "/../../etc/passwd",
    "/static/../about.py",
    "/static/..%2fabout.py",
    "/static/%2e%2e/about.py",
    "/static/%2e%2e%2f%2e%2e%2f.env",
    "/static/..\\about.py",
    "/static//etc/passwd",
    "/static/%00",
    "/static/style.css/",
    "/static/style.css%00.html",
    "/%00",
    "/%",
    "/%zz",
    "/%ff",
    "/%c3%28",
    "/%0d%0aSet-Cookie:%20a=b",
    "/%E2%80%AE",
    "/" + "a" * 3000,
    "/" + "%41" * 1000,
    "/" + "a/" * 500,
    "/;a=b",
    "/?" + "a=b&" * 1500,
    "/?a=%ff&a=%00&[]=1&=",
    "/.env",
    "/.git/config",
    "/favicon.ico",
    "/robots.txt",
    "/HEALTHZ",
    "//notes",
    "/notes/%d9%a1",
]
NOTE_PATHS = [
    "/notes/%00",
    "/notes/%ff",
    "/notes/1%20",
    "/notes/1;x",
    "/notes/1/edit",
    "/notes/new/1",
    "/notes//new",
    "/NOTES",
    "/notes/" + "9" * 1000,
    "/notes/-9223372036854775809",
]
INSIDE = ("SECRET_KEY", "import ", "root:")
HEADERS_SENT = [
    {"Cookie": "a=b; =; ;; \xff=\xff"},
    {"Cookie": "x" * 6000},
    {"Accept-Language": "*;q=x,,;"},
    {"Accept-Encoding": "gzip, br;q=x, *;q=0"},
    {"If-None-Match": '*, "', "If-Modified-Since": "yesterday"},
    {"Range": "bytes=a-b, 1-"},
    {"Content-Type": "\xff/\xff; charset=none"},
    {"Authorization": "Basic ?"},
    {"X-Forwarded-For": "not an address, ,,", "X-Forwarded-Port": "x"},
    {"X-HTTP-Method-Override": "DELETE"},
    {"Origin": "null", "Referer": "::"},
    {"Expect": "something-else"},
]
# Requests that no browser sends, as bytes; HOST stands for the site's own.
BYTES = [
    b"GET /\r\n\r\n",
    b"GET / HTTP/1.0\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: HOST\r\nHost: evil.example\r\n\r\n",
    b"GET / HTTP/9.9\r\nHost: HOST\r\n\r\n",
    b"GET http://HOST/ HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n",
    b"GET http://evil.example/ HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n",
    b"CONNECT evil.example:80 HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n",
    b"GET nowhere HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n",
    b"GET /\xff\xfe HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n",
    b"GET /\x00 HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: abc\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: -1\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: " + b"9" * 30 + b"\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    b"POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: nothing\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: HOST\r\n folded: x\r\nno colon\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"\r\n\r\n\r\n",
]


def check_odd(answer: Answer, site: Site) -> None:
    """Check an answer to an odd request, which the server may refuse by itself with a bare 400."""
    assert answer.status < 500, str(answer)
    check_no_trace(answer)
    is_bare = not set(HEADERS) & dict(answer.headers).keys()
    if answer.status not in (400, 414, 417, 431) or not is_bare:
        check_headers(answer, site)


@clause("robust.paths")
@pytest.mark.parametrize("path", PATHS, ids=lambda path: str(path)[:40])
def test_an_odd_path_gets_a_plain_answer(site: Site, path: str) -> None:
    answer = site.visitor().get(path)
    check_odd(answer, site)
    assert not [word for word in INSIDE if word.encode() in answer.body], str(answer)
    assert answer.status in (200, 301, 308, 400, 404, 414), str(answer)


@clause("robust.paths")
@pytest.mark.parametrize("path", PATHS, ids=lambda path: str(path)[:40])
def test_no_path_leads_to_another_site(site: Site, path: str) -> None:
    location = site.browser().get(path).location
    assert not location or location.startswith((f"{site.origin}/", "/"))
    assert not location.startswith(("//", "/\\"))


@clause("robust.paths", example=True)
@pytest.mark.parametrize("path", NOTE_PATHS, ids=lambda path: str(path)[:40])
def test_an_odd_path_below_the_notes_is_not_found(site: Site, path: str) -> None:
    answer = site.visitor().get(path)
    check_odd(answer, site)
    assert answer.status in (301, 308, 400, 404), str(answer)


@clause("robust.headers")
@pytest.mark.parametrize("headers", HEADERS_SENT, ids=" ".join)
def test_odd_headers_get_a_plain_answer(site: Site, headers: dict[str, str]) -> None:
    forms = ["/notes/new"] if site.has("example") and site.has("template_engine") else []
    for path in ("/", site.style, *forms):
        answer = site.visitor().get(path, headers)
        check_odd(answer, site)
        if "Cookie" in headers and site.has("accounts") and answer.status in (302, 303):
            continue  # those cookies are nobody's: to the log-in page
        assert answer.status in (200, 206, 304, 400, 416, 417, 431), str(answer)


@clause("robust.bytes")
@pytest.mark.parametrize("number", range(len(BYTES)))
def test_bytes_that_no_browser_sends_do_not_break_the_site(site: Site, number: int) -> None:
    request = BYTES[number].replace(b"HOST", site.host.encode())
    received = send_bytes(site, request, timeout=1)
    assert status_of(received) < 500 or status_of(received) in (501, 505), received[:300]
    assert b"Traceback" not in received
    assert site.browser().get("/healthz").status == 200


@clause("robust.bytes")
def test_a_request_that_stops_half_way_does_not_hold_up_the_others(site: Site) -> None:
    head = f"POST / HTTP/1.1\r\nHost: {site.host}\r\nContent-Length: 1000\r\n\r\nhalf"
    send_bytes(site, head.encode(), timeout=0.3)
    assert site.browser().get("/healthz").status == 200
