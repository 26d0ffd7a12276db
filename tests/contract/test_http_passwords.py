"""Passwords: changed by who knows the old one, reset by who gets the mail."""

from __future__ import annotations

import pytest

from tests.contract.accounts import (
    CHANGE,
    NEW_PASSWORD,
    RESET,
    SENT,
    ask_for_reset,
    can_log_in,
    change_password,
    check_sent_to_log_in,
    follow,
    is_in,
    member_of,
    reset_link,
    set_password,
)
from tests.contract.checks import check_error_page, check_headers, check_no_trace
from tests.contract.clauses import clause
from tests.contract.test_http_login import WRONG
from tests.contract.test_http_register import NO_ADDRESSES, check_refused, refused_passwords
from tests.harness.browser import Answer, Browser, Site
from tests.harness.mail import wait_for_letter
from tests.harness.members import (
    LOGIN,
    Member,
    account_form,
    fill,
    log_in,
    new_member,
    register,
)


@clause("accounts.change", accounts=True)
def test_a_stranger_has_no_password_to_change(site: Site) -> None:
    check_sent_to_log_in(site.browser().get(CHANGE), site, CHANGE)
    browser = site.browser()
    hidden = account_form(browser.get(LOGIN)).hidden
    answer = browser.post(CHANGE, hidden)
    assert answer.status in (302, 303, 403), str(answer)


@clause("accounts.change", accounts=True)
def test_the_new_password_opens_the_account_and_the_old_one_no_more(site: Site) -> None:
    member, browser = member_of(site)
    answer = change_password(browser, member.password, NEW_PASSWORD)
    assert answer.status == 303, str(answer)
    assert answer.location in ("/", f"{site.origin}/")
    assert can_log_in(site, member, NEW_PASSWORD)
    assert not can_log_in(site, member)


@clause("accounts.change", accounts=True)
def test_a_changed_password_ends_every_other_session(site: Site) -> None:
    member, browser = member_of(site)
    elsewhere = site.browser()
    log_in(elsewhere, member)
    stolen = Browser(site, dict(elsewhere.cookies))
    assert is_in(stolen)
    change_password(browser, member.password, NEW_PASSWORD)
    assert is_in(browser)
    assert not is_in(elsewhere)
    assert not is_in(stolen)


@clause("accounts.change", accounts=True)
@pytest.mark.parametrize("old", ["", WRONG, NEW_PASSWORD])
def test_who_does_not_know_the_old_password_changes_nothing(site: Site, old: str) -> None:
    member, browser = member_of(site)
    answer = change_password(browser, old, NEW_PASSWORD)
    check_refused(answer, "current-password")
    assert NEW_PASSWORD not in answer.text
    assert can_log_in(site, member)


@clause("accounts.passwords", accounts=True)
def test_a_bad_new_password_changes_nothing(site: Site) -> None:
    member, browser = member_of(site)
    for password in refused_passwords(member).values():
        check_refused(change_password(browser, member.password, password), "new-password")
    assert can_log_in(site, member)


@clause("accounts.csrf", accounts=True)
def test_nobody_s_password_is_changed_by_a_forged_form(site: Site) -> None:
    member, browser = member_of(site)
    form = account_form(browser.get(CHANGE))
    sent = form.filled({"current-password": member.password, "new-password": NEW_PASSWORD})
    bare = {name: text for name, text in sent.items() if name not in form.hidden}
    others = account_form(site.another().get(CHANGE)).hidden
    for forged in (bare, bare | others):
        check_error_page(browser.post(form.target, forged), 403, site)
    assert can_log_in(site, member)


@clause("accounts.csrf", accounts=True)
@pytest.mark.parametrize("path", ["/accounts/register", RESET])
def test_nobody_registers_or_asks_for_mail_by_a_forged_form(site: Site, path: str) -> None:
    browser, member = site.browser(), new_member()
    form = account_form(browser.get(path))
    values = {"username": member.username, "email": member.address, "new-password": WRONG}
    sent = form.filled(values)
    bare = {name: text for name, text in sent.items() if name not in form.hidden}
    others = account_form(site.browser().get(path)).hidden
    for forged in (bare, bare | others):
        check_error_page(browser.post(form.target, forged), 403, site)
    assert not can_log_in(site, member, WRONG)


@clause("accounts.enumeration", accounts=True)
def test_who_asks_for_a_reset_is_told_the_same_known_or_not(site: Site) -> None:
    member, _ = member_of(site)
    known, unknown = (ask_for_reset(site.browser(), m.address) for m in (member, new_member()))
    for answer in (known, unknown):
        assert answer.status == 303, str(answer)
        assert answer.location.removeprefix(site.origin) == SENT, str(answer)
    assert known.body == unknown.body


@clause("accounts.reset", accounts=True)
def test_the_page_after_it_has_no_form(site: Site) -> None:
    answer = site.browser().get(SENT)
    assert answer.status == 200, str(answer)
    assert answer.page.one("main").all("form") == []


@clause("accounts.reset", accounts=True)
@pytest.mark.parametrize("case", [case for case in NO_ADDRESSES if case != "255 letters"])
def test_no_mail_is_sent_to_what_is_no_address(site: Site, case: str) -> None:
    check_refused(fill(site.browser(), RESET, {"email": NO_ADDRESSES[case]}), "email")


@clause("accounts.mail", accounts=True, own_server=True)
def test_the_mail_goes_to_the_member_alone_and_names_the_site(site: Site) -> None:
    assert site.outbox is not None
    stranger, (member, _) = new_member(), member_of(site)
    for somebody in (stranger, member):
        ask_for_reset(site.browser(), somebody.address)
    letter = wait_for_letter(site.outbox, member.address)
    assert site.name in letter.subject + letter.text, letter
    sent = {one.to for one in site.outbox.letters() if one.text == letter.text}
    assert sent == {member.address}
    assert stranger.address not in {one.to for one in site.outbox.letters()}


@clause("accounts.mail", accounts=True, own_server=True)
def test_the_mail_of_one_link_of_this_site_sets_a_password(site: Site) -> None:
    member, elsewhere = member_of(site)
    link = reset_link(site, member)
    browser = site.browser()
    answer = set_password(browser, link)
    assert answer.status == 303, str(answer)
    assert can_log_in(site, member, NEW_PASSWORD)
    assert not can_log_in(site, member)
    assert not is_in(elsewhere)


@clause("accounts.mail", accounts=True, own_server=True)
@pytest.mark.parametrize("name", ["X-Forwarded-Host", "X-Original-Host", "Forwarded", "Origin"])
def test_no_header_decides_where_the_link_leads(site: Site, name: str) -> None:
    assert site.outbox is not None
    member, _ = member_of(site)
    browser = site.browser()
    form = account_form(browser.get(RESET))
    value = "host=evil.example" if name == "Forwarded" else "evil.example"
    value = "https://evil.example" if name == "Origin" else value
    answer = browser.post(form.target, form.filled({"email": member.address}), {name: value})
    if answer.status == 403:
        return  # an origin of another site is one more reason to refuse it
    assert answer.status == 303, str(answer)
    assert "evil.example" not in wait_for_letter(site.outbox, member.address).text


def check_gone(answer: Answer, site: Site) -> None:
    """Check that a page says that its link is of no use."""
    assert answer.status in (404, 410), str(answer)
    check_headers(answer, site)
    check_no_trace(answer)
    main = answer.page.one("main")
    assert [p for p in main.all("p") if p.text], str(answer)
    assert [field for field in main.all("input") if field.get("type") == "password"] == []


@clause("accounts.link", accounts=True, own_server=True)
def test_a_link_works_once(site: Site) -> None:
    member, _ = member_of(site)
    link = reset_link(site, member)
    browser, late = site.browser(), site.browser()
    form = account_form(follow(late, link))
    assert set_password(browser, link).status == 303
    for visitor in (browser, late, site.browser()):
        check_gone(follow(visitor, link), site)
    answer = late.post(form.target, form.filled({"new-password": WRONG}))
    check_gone(answer, site)
    assert not can_log_in(site, member, WRONG)


@clause("accounts.link", accounts=True, own_server=True)
def test_a_link_from_before_the_password_changed_is_of_no_use(site: Site) -> None:
    member, browser = member_of(site)
    first, second = reset_link(site, member, 1), reset_link(site, member, 2)
    change_password(browser, member.password, NEW_PASSWORD)
    for link in (first, second):
        check_gone(follow(site.browser(), link), site)


@clause("accounts.link", accounts=True, own_server=True)
def test_a_link_is_still_good_when_the_first_password_was_refused(site: Site) -> None:
    member, _ = member_of(site)
    link = reset_link(site, member)
    browser = site.browser()
    for password in refused_passwords(member).values():
        check_refused(set_password(browser, link, password), "new-password")
    assert set_password(browser, link).status == 303
    assert can_log_in(site, member, NEW_PASSWORD)


MADE_UP = [
    "0" * 32,
    "MQ/set-password",
    "MQ/0-0",
    "%00",
    "%ff/%ff",
    "x" * 2000,
    "a.b.c",
    "%E2%82%AC",
]


@clause("accounts.link", accounts=True, own_server=True)
def test_a_garbled_link_is_of_no_use(site: Site) -> None:
    member, _ = member_of(site)
    link = reset_link(site, member)
    garbled = [link[:-1], link + "a", link[:-4] + "0000", *(f"{RESET}/{word}" for word in MADE_UP)]
    for path in garbled:
        check_gone(follow(site.browser(), path), site)
    assert set_password(site.browser(), link).status == 303


@clause("accounts.link", accounts=True, own_server=True)
def test_one_s_link_sets_nobody_else_s_password(site: Site) -> None:
    mine, theirs = member_of(site)[0], member_of(site)[0]
    links = [reset_link(site, member).split("/") for member in (mine, theirs)]
    mixed = "/".join([*links[1][:-1], links[0][-1]])
    if mixed != "/".join(links[0]):
        check_gone(follow(site.browser(), mixed), site)
    assert set_password(site.browser(), "/".join(links[0])).status == 303
    assert can_log_in(site, theirs)


@clause("accounts.csrf", accounts=True, own_server=True)
def test_a_link_needs_a_token_of_the_form_too(site: Site) -> None:
    member, _ = member_of(site)
    browser = site.browser()
    form = account_form(follow(browser, reset_link(site, member)))
    sent = form.filled({"new-password": NEW_PASSWORD})
    bare = {name: text for name, text in sent.items() if name not in form.hidden}
    check_error_page(browser.post(form.target, bare), 403, site)
    assert can_log_in(site, member)


@clause("accounts.mail", accounts=True, own_server=True)
def test_each_account_of_an_address_gets_a_mail_of_its_own(site: Site) -> None:
    assert site.outbox is not None
    one = new_member()
    two = Member(new_member().username, email=one.address)
    for member in (one, two):
        assert register(site.browser(), member).status == 303
    ask_for_reset(site.browser(), one.address)
    letters = [wait_for_letter(site.outbox, one.address, number) for number in (1, 2)]
    assert letters[0].text != letters[1].text
