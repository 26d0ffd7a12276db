"""Logging in and out: who gets in, where they are led, and how often they may try."""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit

import pytest

from tests.contract.accounts import (
    CHANGE,
    LOGOUT,
    can_log_in,
    errors_of,
    is_in,
    log_out,
    logout_form,
    member_of,
    name_shown,
)
from tests.contract.checks import check_error_page, check_headers, check_problem
from tests.contract.clauses import clause
from tests.contract.test_http_register import check_keeps_no_password
from tests.harness.browser import CLIENT, Answer, Browser, Site
from tests.harness.members import LOGIN, Member, account_form, log_in, new_member

TRIES = 5
WRONG = "a wrong password of theirs"
OURS = ["/", "/accounts/password", "/notes?page=1&x=%2F", "/nowhere", "/a//b"]
# Addresses that are not a path of this site, or that some browser takes for another site's.
HOSTILE = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "\x00//evil.example",
    "https://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "evil.example",
    "/notes\r\nSet-Cookie: a=b",
    "/\x7f",
]


def wrong(browser: Browser, username: str, password: str = WRONG) -> Answer:
    """Try to log in."""
    return log_in(browser, Member(username, password))


def lock(site: Site, username: str) -> list[Answer]:
    """Fail as often as one may, and once more."""
    return [wrong(site.browser(), username) for _ in range(TRIES + 1)]


@clause("accounts.login", accounts=True)
def test_whoever_logs_in_is_led_home(site: Site) -> None:
    member, _ = member_of(site)
    browser = site.browser()
    answer = log_in(browser, member)
    assert answer.status == 303, str(answer)
    assert answer.location in ("/", f"{site.origin}/")
    assert name_shown(browser) == member.username
    assert is_in(browser)


@clause("accounts.next", accounts=True)
@pytest.mark.parametrize("target", OURS)
def test_whoever_logs_in_is_led_to_where_they_were(site: Site, target: str) -> None:
    member, _ = member_of(site)
    answer = log_in(site.browser(), member, f"{LOGIN}?next={quote(target, safe='')}")
    assert answer.status == 303, str(answer)
    assert answer.location.removeprefix(site.origin) == target


@clause("accounts.next", accounts=True)
def test_a_wrong_password_does_not_lose_where_they_were(site: Site) -> None:
    member, _ = member_of(site)
    browser = site.browser()
    path = f"{LOGIN}?next=/nowhere"
    form = account_form(log_in(browser, Member(member.username, WRONG), path))
    right = {"username": member.username, "current-password": member.password}
    answer = browser.post(form.target, form.filled(right))
    assert (answer.status, answer.location.removeprefix(site.origin)) == (303, "/nowhere")


@clause("accounts.next", accounts=True)
def test_nobody_is_led_to_another_site(site: Site) -> None:
    member, _ = member_of(site)
    for target in HOSTILE:
        check_led_home(led_to(site, member, target), site, target)
    for target in HOSTILE[:2]:
        answer = log_in(site.browser(), member, f"{LOGIN}?next={quote(target, safe='')}")
        check_led_home(answer, site, target)


def led_to(site: Site, member: Member, target: str) -> Answer:
    """Log in with a form that says where to go next."""
    browser = site.browser()
    form = account_form(browser.get(f"{LOGIN}?next=/nowhere"))
    hidden = {name: target if text == "/nowhere" else text for name, text in form.hidden.items()}
    assert target in hidden.values()
    right = {"username": member.username, "current-password": member.password}
    return browser.post(LOGIN, {**form.filled(right), **hidden})


def check_led_home(answer: Answer, site: Site, target: str) -> None:
    """Check that an address which is not ours was not followed."""
    assert answer.status == 303, f"{target!r}: {answer}"
    assert answer.location in ("/", f"{site.origin}/"), f"{target!r}: {answer}"
    assert not [line for line in answer.all("Set-Cookie") if line.startswith("a=b")], target


@clause("accounts.next", accounts=True)
@pytest.mark.parametrize("target", ["/%5cevil.example", "/..//evil.example", "/%2f/evil.example"])
def test_an_odd_path_leads_nowhere_else(site: Site, target: str) -> None:
    member, _ = member_of(site)
    answer = log_in(site.browser(), member, f"{LOGIN}?next={quote(target, safe='')}")
    address = urlsplit(urljoin(f"{site.origin}{LOGIN}", answer.location))
    assert (answer.status, f"{address.scheme}://{address.netloc}") == (303, site.origin)
    assert not answer.location.startswith(("//", "/\\"))


def looks_like(answer: Answer) -> tuple[object, ...]:
    """Return what a visitor sees of a refusal, and what a program can see besides the token."""
    fields = account_form(answer).fields
    marks = [(name, sorted(set(at.attributes) - {"value"})) for name, at in fields.items()]
    cookies = sorted(line.partition("=")[0] for line in answer.all("Set-Cookie"))
    return answer.status, answer.page.title, answer.page.one("main").text, marks, cookies


@clause("accounts.enumeration", accounts=True)
def test_a_wrong_password_and_an_unknown_user_get_the_same_answer(site: Site) -> None:
    member, _ = member_of(site)
    known, unknown = (wrong(site.browser(), m.username) for m in (member, new_member()))
    assert known.status == 422, str(known)
    assert len(errors_of(known)) == 1, str(known)
    assert looks_like(known) == looks_like(unknown)


@clause("accounts.login", accounts=True)
def test_who_is_refused_is_not_logged_in_and_no_password_is_echoed(site: Site) -> None:
    member, _ = member_of(site)
    browser = site.browser()
    answer = wrong(browser, member.username)
    assert answer.page.title.startswith("Error: "), answer.page.title
    assert account_form(answer).fields["username"].value == member.username
    assert WRONG not in answer.text
    check_keeps_no_password(answer)
    assert not is_in(browser)


@clause("accounts.login", accounts=True)
@pytest.mark.parametrize("password", ["", " ", "\x00", "' OR 1=1 --", "x" * 5000])
def test_no_other_password_opens_an_account(site: Site, password: str) -> None:
    member, _ = member_of(site)
    browser = site.browser()
    answer = wrong(browser, member.username, password)
    assert answer.status in (400, 422), str(answer)
    check_headers(answer, site)
    assert not is_in(browser)


@clause("accounts.limit", accounts=True)
def test_the_sixth_try_is_refused_whatever_the_password(site: Site) -> None:
    member, _ = member_of(site)
    answers = lock(site, member.username)
    assert [answer.status for answer in answers] == [422] * TRIES + [429]
    answer = log_in(site.browser(), member)
    check_error_page(answer, 429, site)
    assert re.fullmatch(r"\d+", answer.header("Retry-After")), str(answer)
    assert 1 <= int(answer.header("Retry-After")) <= 900


@clause("accounts.limit", accounts=True)
def test_the_limit_in_json_is_a_problem(site: Site) -> None:
    member = new_member()
    lock(site, member.username)
    browser = site.browser()
    form = account_form(browser.get(LOGIN))
    right = {"username": member.username, "current-password": WRONG}
    answer = browser.post(form.target, form.filled(right), {"Accept": "application/json"})
    check_problem(answer, 429, site)
    assert answer.header("Retry-After").isdigit()


@clause("accounts.limit", accounts=True)
def test_the_limit_does_not_tell_who_is_known(site: Site) -> None:
    answers = lock(site, new_member().username)
    assert [answer.status for answer in answers] == [422] * TRIES + [429]


@clause("accounts.limit", accounts=True)
def test_a_name_in_other_letters_is_the_same_name(site: Site) -> None:
    member, _ = member_of(site)
    name = member.username
    for spelled in (name, name.upper(), name.title(), f" {name}", name.upper()):
        wrong(site.browser(), spelled)
    assert log_in(site.browser(), member).status == 429


@clause("accounts.limit", accounts=True)
def test_the_limit_of_one_holds_nobody_else_up(site: Site) -> None:
    locked, other = new_member(), member_of(site)[0]
    lock(site, locked.username)
    assert can_log_in(site, other)


@clause("accounts.limit", accounts=True, production=True, own_server=True)
def test_the_limit_holds_for_one_client_alone(site: Site) -> None:
    member, _ = member_of(site)
    lock(site, member.username)
    browser = site.browser()
    form = account_form(browser.get(LOGIN))
    right = form.filled({"username": member.username, "current-password": member.password})
    for forwarded, status in {f"198.51.100.9, {CLIENT}": 429, "198.51.100.9": 303}.items():
        answer = browser.post(form.target, right, {"X-Forwarded-For": forwarded})
        assert answer.status == status, f"{forwarded}: {answer}"


@clause("accounts.session", accounts=True)
def test_a_cookie_from_before_the_log_in_opens_nothing(site: Site) -> None:
    member, _ = member_of(site)
    browser = site.browser()
    browser.get(LOGIN)
    before = Browser(site, dict(browser.cookies))
    planted = dict(browser.cookies)
    log_in(browser, member)
    assert is_in(browser)
    assert browser.cookies != planted
    assert not is_in(before)


@clause("accounts.session", accounts=True)
def test_a_cookie_from_before_the_log_out_opens_nothing(site: Site) -> None:
    member, browser = member_of(site)
    stolen = Browser(site, dict(browser.cookies))
    other = site.browser()
    log_in(other, member)
    assert is_in(stolen)
    answer = log_out(browser)
    assert answer.status == 303, str(answer)
    assert not is_in(browser)
    assert not is_in(stolen)
    assert is_in(other)


@clause("accounts.logout", accounts=True)
def test_the_button_in_the_header_logs_out(site: Site) -> None:
    _, browser = member_of(site)
    form = logout_form(browser)
    assert form.get("method").lower() == "post"
    assert form.one("button").text == "Log out"
    answer = log_out(browser)
    assert urlsplit(answer.location.removeprefix(site.origin)).netloc == "", str(answer)
    assert name_shown(browser) == ""


@clause("accounts.logout", accounts=True)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_no_link_logs_out(site: Site, method: str) -> None:
    _, browser = member_of(site)
    for visitor in (browser, site.browser()):
        answer = visitor.ask(method, LOGOUT)
        assert answer.status == 405, str(answer)
        assert "POST" in answer.header("Allow").split(", "), str(answer)
        check_headers(answer, site)
    assert is_in(browser)


@clause("accounts.csrf", accounts=True)
@pytest.mark.parametrize("forged", ["", "another's"])
def test_nobody_is_logged_in_by_a_forged_form(site: Site, forged: str) -> None:
    member, _ = member_of(site)
    browser = site.browser()
    form = account_form(browser.get(LOGIN))
    right = {"username": member.username, "current-password": member.password}
    sent = form.filled(right) | account_form(site.another().get(CHANGE)).hidden
    fields = sent if forged else {n: t for n, t in sent.items() if n not in form.hidden}
    check_error_page(browser.post(form.target, fields), 403, site)
    assert not is_in(browser)


@clause("accounts.csrf", accounts=True)
def test_nobody_is_logged_out_by_a_forged_form(site: Site) -> None:
    _, browser = member_of(site)
    check_error_page(browser.post(LOGOUT, {}), 403, site)
    hidden = {f.get("name"): f.value for f in logout_form(site.another()).all("input")}
    check_error_page(browser.post(LOGOUT, hidden), 403, site)
    assert is_in(browser)
