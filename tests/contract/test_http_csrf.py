"""Forms of other sites: without the visitor's own token nothing is done."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from tests.contract.checks import check_error_page, check_headers, check_no_trace, check_problem
from tests.contract.clauses import clause
from tests.contract.forms import NEW, NoteForm, open_form, path_of, titles, unique
from tests.harness.browser import Browser, Site

ACCOUNT_PATHS = [
    "/accounts/register",
    "/accounts/login",
    "/accounts/logout",
    "/accounts/password",
    "/accounts/password-reset",
    "/accounts/password-reset/sent",
    "/accounts/password-reset/a/b",
]
Forge = Callable[[Browser, NoteForm], dict[str, str]]


def without_token(_browser: Browser, _form: NoteForm) -> dict[str, str]:
    """Return the form without its hidden fields."""
    return {}


def with_empty_token(_browser: Browser, form: NoteForm) -> dict[str, str]:
    """Return the form with an empty token."""
    return dict.fromkeys(form.hidden, "")


def with_wrong_token(_browser: Browser, form: NoteForm) -> dict[str, str]:
    """Return the form with a token that was turned round."""
    return {name: value[::-1] for name, value in form.hidden.items()}


def with_made_up_token(_browser: Browser, form: NoteForm) -> dict[str, str]:
    """Return the form with a token that never was one."""
    return dict.fromkeys(form.hidden, "é\x00|🦉" * 20)


def with_token_of_another(browser: Browser, _form: NoteForm) -> dict[str, str]:
    """Return the form with another visitor's token."""
    return open_form(browser.site.another()).hidden


def without_cookie(browser: Browser, form: NoteForm) -> dict[str, str]:
    """Return the form as it was, but forget the cookie."""
    browser.cookies.clear()
    return form.hidden


def with_odd_cookies(browser: Browser, form: NoteForm) -> dict[str, str]:
    """Return the form as it was, but with cookies that never were any."""
    browser.cookies = dict.fromkeys(browser.cookies, "no|such|value|at|all")
    return form.hidden


FORGERIES: list[Forge] = [
    without_token,
    with_empty_token,
    with_wrong_token,
    with_made_up_token,
    with_token_of_another,
    without_cookie,
    with_odd_cookies,
]


@clause("csrf.refused", example=True)
@pytest.mark.parametrize("forge", FORGERIES)
def test_a_forged_form_is_refused_and_nothing_is_stored(site: Site, forge: Forge) -> None:
    browser, title, before = site.visitor(), unique(), titles(site)
    hidden = forge(browser, open_form(browser))
    answer = browser.post(NEW, {**hidden, "title": title, "text": ""})
    check_error_page(answer, 403, site)
    assert titles(site) == before


@clause("csrf.refused", example=True)
def test_a_refusal_in_json_is_a_problem(site: Site) -> None:
    answer = site.visitor().post(NEW, {"title": unique()}, {"Accept": "application/json"})
    check_problem(answer, 403, site)


@clause("csrf.refused", example=True)
def test_a_visitor_without_any_cookie_is_refused(site: Site) -> None:
    before = titles(site)
    check_error_page(site.browser().post(NEW, {"title": unique()}), 403, site)
    assert titles(site) == before


@clause("csrf.stable", example=True)
def test_two_open_tabs_can_both_be_sent(site: Site) -> None:
    browser = site.visitor()
    tabs = [open_form(browser), open_form(browser)]
    answers = [browser.post(NEW, tab.filled(unique())) for tab in tabs]
    assert [answer.status for answer in answers] == [303, 303]


@clause("csrf.stable", example=True)
def test_a_token_is_good_for_a_second_form(site: Site) -> None:
    browser = site.visitor()
    form = open_form(browser)
    for _ in range(2):
        assert path_of(browser.post(NEW, form.filled(unique())), site)


@clause("csrf.every_route")
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_no_unsafe_request_without_a_token_gets_through_anywhere(site: Site, method: str) -> None:
    paths = ["/", "/nowhere", "/healthz", "/readyz", "/static/style.css"]
    paths += ["/notes", "/notes/new", "/notes/1"] if site.has("example") else []
    paths += ACCOUNT_PATHS if site.has("accounts") else []
    for browser, path in itertools.product((site.browser(), site.visitor()), paths):
        answer = browser.ask(method, path, body=b"")
        assert answer.status in (403, 404, 405), str(answer)
        check_headers(answer, site)
        check_no_trace(answer)


@clause("csrf.every_route")
def test_a_post_to_the_home_page_without_a_token_is_refused(site: Site) -> None:
    answer = site.visitor().post("/", {"title": "x"})
    assert answer.status in (403, 405), str(answer)
    check_error_page(answer, answer.status, site)
