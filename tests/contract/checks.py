"""Checks that many tests make of an answer."""

from __future__ import annotations

import re

from tests.harness.browser import Answer, Site

CSP = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
HSTS = "max-age=31536000; includeSubDomains"
REQUEST_ID = re.compile(r"[0-9a-f]{32}")
# What gives away that a page shows the inside of the program.
TRACES = ("Traceback (most recent call last)", 'File "/', "site-packages", "INSTALLED_APPS")


def check_headers(answer: Answer, site: Site) -> None:
    """Check the headers that every answer of the application carries, each exactly once."""
    for name, value in HEADERS.items():
        assert answer.all(name) == [value], f"{name} of {answer}"
    ids = answer.all("X-Request-ID")
    assert len(ids) == 1, f"X-Request-ID of {answer}"
    assert REQUEST_ID.fullmatch(ids[0]), f"X-Request-ID of {answer}: {ids[0]}"
    hsts = [HSTS] if site.production else []
    assert answer.all("Strict-Transport-Security") == hsts, f"Strict-Transport-Security of {answer}"


def check_no_trace(answer: Answer) -> None:
    """Check that the answer tells nothing of the program's inside."""
    text = answer.body.decode("utf-8", "replace")
    found = [trace for trace in TRACES if trace in text]
    assert not found, f"{found} in {answer}"


def check_error_page(answer: Answer, status: int, site: Site) -> None:
    """Check that the answer is the project's own page for an error; without pages, a problem."""
    if not site.has("template_engine"):
        check_problem(answer, status, site)
        return
    assert answer.status == status, str(answer)
    assert answer.media_type == "text/html", str(answer)
    check_headers(answer, site)
    check_no_trace(answer)
    page = answer.page
    main = page.one("main")
    assert page.title.startswith(page.heading), f"title `{page.title}`, h1 `{page.heading}`"
    assert main.one("h1").text, f"an empty heading on {answer}"
    assert [p for p in main.all("p") if p.text], f"no sentence that helps on {answer}"
    assert "/" in [a.get("href") for a in main.all("a")], f"no link home on {answer}"


def check_problem(answer: Answer, status: int, site: Site) -> None:
    """Check that the answer tells of an error in JSON: RFC 9457."""
    assert answer.status == status, str(answer)
    assert answer.media_type == "application/problem+json", str(answer)
    check_headers(answer, site)
    check_no_trace(answer)
    problem = answer.json()
    assert problem["type"] == "about:blank", str(answer)
    assert problem["status"] == status, str(answer)
    assert isinstance(problem["title"], str), str(answer)
    assert problem["title"], str(answer)
