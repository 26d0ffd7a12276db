"""Sites without pages: what stands at their root, problems for every error, and no cookie."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from tests.contract.api import DOCS, NOTES, OPENAPI, Client, local
from tests.contract.checks import check_headers, check_problem
from tests.contract.clauses import clause
from tests.contract.test_http_errors import ERRORS, PREFERS_HTML, PREFERS_JSON
from tests.harness.browser import FORM, Answer, Browser, Site

# Where other sites have their pages, and what these need.
PAGES = [
    "/notes",
    "/notes/new",
    "/notes/1",
    "/accounts/login",
    "/static/style.css",
    "/static/favicon.svg",
]
UNSAFE = ["POST", "PUT", "PATCH", "DELETE"]


def not_allowed(browser: Browser, accept: str) -> Answer:
    """Ask for what can't be done."""
    return browser.ask("DELETE", "/", headers={"Accept": accept})


@clause("index.links", template_engine=False)
def test_the_index_names_the_project_and_leads_to_the_api(site: Site) -> None:
    answer = site.browser().get("/")
    assert (answer.status, answer.media_type) == (200, "application/json"), str(answer)
    check_headers(answer, site)
    index: dict[str, Any] = answer.json()
    description = Client(site).get(local(index["openapi"], site)).json()
    assert index["name"] == description["info"]["title"] == (site.name or index["name"])
    assert index["description"]
    page = site.browser().get(local(index["documentation"], site))
    assert (page.status, page.media_type) == (200, "text/html"), str(page)


@clause("index.links", template_engine=False)
def test_head_of_the_index_and_of_the_docs_answers_as_get_does(site: Site) -> None:
    for path in ("/", DOCS):
        got, head = site.browser().get(path), site.browser().ask("HEAD", path)
        assert (head.status, head.body) == (got.status, b""), path
        assert head.header("Content-Type") == got.header("Content-Type"), path


@clause("index.problems", template_engine=False)
@pytest.mark.parametrize("cause", [*ERRORS, not_allowed])
def test_every_error_is_a_problem_whatever_is_asked_for(site: Site, cause: Any) -> None:
    for accept in (*PREFERS_HTML, *PREFERS_JSON):
        check_problem(cause(site.browser(), accept), ERRORS.get(cause, 405), site)


@clause("index.no_pages", template_engine=False)
@pytest.mark.parametrize("path", PAGES)
def test_there_are_no_pages_and_no_files_for_them(site: Site, path: str) -> None:
    check_problem(site.browser().get(path, {"Accept": "text/html"}), 404, site)


@clause("index.no_forms", template_engine=False)
@pytest.mark.parametrize("method", UNSAFE)
def test_no_form_is_read(site: Site, method: str) -> None:
    for path in ("/", "/nowhere", "/healthz", site.style, DOCS, OPENAPI, NOTES):
        headers = {"Content-Type": FORM}
        answer = site.browser().ask(method, path, body=b"title=Forged", headers=headers)
        assert answer.status in (404, 405, 415), str(answer)
        check_problem(answer, answer.status, site)


@clause("index.no_cookies", template_engine=False)
def test_no_answer_sets_a_cookie(site: Site) -> None:
    browser = site.browser()
    paths = ["/", "/nowhere", "/healthz", "/readyz", site.style, DOCS, OPENAPI, NOTES]
    answers = [browser.get(path) for path in paths]
    answers += [browser.get(path, {"Cookie": "session=x; __Host-session=x"}) for path in paths]
    answers += [Client(site).send(NOTES, {"title": title}) for title in ("", "A title")]
    for method, path in itertools.product(UNSAFE, paths):
        answers.append(browser.ask(method, path, body=b""))
    assert [answer for answer in answers if answer.all("Set-Cookie")] == []
