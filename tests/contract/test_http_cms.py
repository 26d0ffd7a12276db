"""The pages that editors write, and the editor: for staff alone, and under a policy of its own."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from tests.contract.accounts import check_sent_to_log_in
from tests.contract.checks import HEADERS, check_error_page, check_headers
from tests.contract.clauses import clause
from tests.contract.test_http_pages import LOADED
from tests.harness.browser import Answer, Site

EDITOR = "/editor/"
PAGES = "/pages"
WITHIN = (EDITOR, f"{EDITOR}pages/", f"{EDITOR}login/", f"{EDITOR}nowhere")
POLICY = "Content-Security-Policy"


def check_loads_nothing_foreign(answer: Answer) -> None:
    """Check that all that a page loads is the site's own."""
    for element in answer.page.all(*LOADED):
        address = urlsplit(element.get(LOADED[element.tag]))
        assert (address.scheme, address.netloc) == ("", ""), f"{address} on {answer}"


@clause("cms.strangers", accounts=True, admin=True, cms=True)
@pytest.mark.parametrize("path", WITHIN)
def test_a_stranger_is_sent_from_the_editor_to_the_log_in_page(site: Site, path: str) -> None:
    answer = site.browser().get(path)
    check_sent_to_log_in(answer, site, path)
    check_headers(answer, site)


@clause("cms.members", accounts=True, admin=True, cms=True)
@pytest.mark.parametrize("path", WITHIN)
def test_who_is_not_staff_is_refused_by_the_editor(site: Site, path: str) -> None:
    check_error_page(site.visitor().get(path), 403, site)


@clause("cms.pages", accounts=True, admin=True, cms=True)
def test_the_first_page_is_one_of_the_site(site: Site) -> None:
    answer = site.browser().get(PAGES)
    assert answer.status == 200, str(answer)
    check_headers(answer, site)
    assert answer.page.heading in answer.page.title, str(answer)
    assert answer.page.one("header", css_class="site-header").text, str(answer)


@clause("cms.pages", accounts=True, admin=True, cms=True)
def test_a_page_loads_nothing_from_another_host(site: Site) -> None:
    check_loads_nothing_foreign(site.browser().get(PAGES))


@clause("cms.unknown", accounts=True, admin=True, cms=True)
@pytest.mark.parametrize(
    "path", ["/pages/", "/pages/nowhere", "/pages/a/b", "/pages//a", "/pagesa"]
)
def test_an_unknown_page_is_a_404_of_the_site(site: Site, path: str) -> None:
    check_error_page(site.browser().get(path), 404, site)


@clause("cms.unknown", accounts=True, admin=True, cms=True)
def test_a_page_takes_no_form(site: Site) -> None:
    assert site.browser().post(PAGES, {"title": "x"}).status == 403


@clause("cms.editor", accounts=True, admin=True, cms=True, own_server=True)
def test_the_editor_is_open_to_staff_and_loads_nothing_foreign(site: Site) -> None:
    answer = site.staff().get(EDITOR)
    assert answer.status == 200, str(answer)
    for name in {*HEADERS} - {POLICY}:
        assert answer.all(name) == [HEADERS[name]], f"{name} of {answer}"
    assert "no-store" in answer.header("Cache-Control"), str(answer)
    check_loads_nothing_foreign(answer)


@clause("cms.editor", accounts=True, admin=True, cms=True, own_server=True)
def test_the_policy_of_the_editor_allows_styles_of_scripts_and_no_more(site: Site) -> None:
    (policy,) = site.staff().get(EDITOR).all(POLICY)
    for rule in HEADERS[POLICY].split("; "):
        assert rule in policy.split("; "), policy
    more = {*policy.split("; ")} - {*HEADERS[POLICY].split("; ")}
    assert more <= {"style-src-elem 'self' 'unsafe-inline'"}, policy
