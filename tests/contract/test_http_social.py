"""Log-in by others: the way to an OpenID provider and back, and who one is after it."""

from __future__ import annotations

import re
import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from tests.contract.accounts import ask_for_reset, can_log_in, is_in, member_of, name_shown
from tests.contract.checks import check_error_page, check_headers
from tests.contract.clauses import clause
from tests.contract.forms import listed, unique, write
from tests.contract.social import (
    REDIRECTS,
    USERNAME,
    callback,
    check_entered,
    check_turned_away,
    depart,
    enter_by,
    entered_by,
    name_of,
    named,
    only_link,
    provider_link,
    provider_of,
    state_in,
    visit,
    with_state,
)
from tests.contract.test_http_login import HOSTILE, OURS
from tests.harness.browser import Browser, Site
from tests.harness.mail import wait_for_letter
from tests.harness.members import LOGIN, REGISTER, Member
from tests.harness.openid import (
    BAD_ANSWERS,
    BAD_CLAIMS,
    BAD_TOKENS,
    REFUSALS,
    new_person,
)

ODD_CLAIMS: list[dict[str, Any]] = [
    {"preferred_username": 5, "email": 5},
    {"preferred_username": ["a"], "email": ["a@example.org"], "email_verified": True},
    {"preferred_username": {}, "email": {}, "name": {}},
    {"preferred_username": None, "email": None, "email_verified": None},
    {"preferred_username": "", "email": "", "email_verified": True},
    {"preferred_username": "\x00", "email": "a\x00@example.org", "email_verified": True},
    {"preferred_username": "x" * 5000, "email": "x" * 5000, "email_verified": True},
    {"preferred_username": "\U0001f600 é/<b>", "email": "<b>@", "email_verified": True},
    {"given_name": "x" * 5000, "family_name": "\x00", "name": "\x00", "picture": 5},
    {"email": f"{'x' * 400}@example.org", "email_verified": True},
]


@clause("social.link", social_login=True)
@pytest.mark.parametrize("path", [LOGIN, REGISTER])
def test_a_link_leads_to_the_provider(site: Site, path: str) -> None:
    answer = site.browser().get(path)
    link = only_link(answer)
    assert link.text == "Continue with OpenID"
    assert link.classes == ["button", "provider"]
    assert not link.is_in("form")
    assert site.has("accounts")


@clause("social.start", social_login=True, own_server=True)
def test_the_link_asks_the_provider_as_it_should_be_asked(site: Site) -> None:
    browser = site.browser()
    answer = browser.get(provider_link(browser))
    assert answer.status in REDIRECTS, str(answer)
    assert "no-store" in answer.header("Cache-Control"), str(answer)
    check_headers(answer, site)
    provider = provider_of(site)
    address, asked = answer.location.partition("?")[::2]
    query = parse_qs(asked, strict_parsing=True)
    assert address == f"{provider.url}/authorize"
    assert query["response_type"] == ["code"]
    assert query["client_id"] == [provider.client_id]
    assert query["code_challenge_method"] == ["S256"]
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", query["code_challenge"][0])
    assert {"openid", "email", "profile"} == set(query["scope"][0].split())
    assert query["redirect_uri"][0].startswith(f"{site.origin}/"), query["redirect_uri"]
    assert provider.client_secret not in answer.location


@clause("social.start", social_login=True, own_server=True)
def test_each_departure_has_secrets_of_its_own(site: Site) -> None:
    browser = site.browser()
    queries = [parse_qs(urlsplit(depart(browser)).query) for _ in range(3)]
    for name in ("state", "nonce", "code_challenge"):
        found = {query[name][0] for query in queries}
        assert len(found) == 3, name
        assert min(map(len, found)) >= 16, name


@clause("social.start", social_login=True, own_server=True)
def test_no_query_of_the_link_changes_what_the_provider_is_asked(site: Site) -> None:
    browser = site.browser()
    hostile = "redirect_uri=https://evil.example/&client_id=evil&state=evil&scope=evil"
    plain = provider_link(browser)
    link = f"{plain}{'&' if '?' in plain else '?'}{hostile}&auth_params={quote(hostile)}"
    answer = browser.get(f"{link}&process=connect&action=rerequest")
    assert answer.status in (*REDIRECTS, 400, 404), str(answer)
    assert "evil" not in answer.location


@clause("social.login", social_login=True, own_server=True)
def test_somebody_new_becomes_a_user(site: Site) -> None:
    person, browser = named(), site.browser()
    check_entered(enter_by(browser, person), site)
    assert name_shown(browser) == person.claims["preferred_username"]
    assert is_in(browser)


@clause("social.login", social_login=True, own_server=True)
def test_whoever_comes_again_is_the_same_user(site: Site) -> None:
    person = named()
    first = name_of(site, person)
    changed = new_person(preferred_username="another-name", email="new@example.org")
    again = type(person)(person.subject, changed.claims)
    assert name_of(site, again) == first
    assert name_of(site, type(person)(person.subject)) == first


@clause("social.login", social_login=True, own_server=True)
def test_the_register_page_leads_there_too(site: Site) -> None:
    person, browser = named(), site.browser()
    check_entered(enter_by(browser, person, REGISTER), site)
    assert name_shown(browser) == person.claims["preferred_username"]


@clause("social.login", social_login=True, own_server=True, example=True)
def test_their_notes_are_there_when_they_come_again(site: Site) -> None:
    person, title = named(), unique()
    path = write(entered_by(site, person), title)
    assert listed(entered_by(site, person).get("/notes")) == [(path, title)]
    assert listed(entered_by(site, named()).get("/notes")) == []


@clause("social.login", social_login=True, own_server=True)
def test_nobody_logs_in_without_a_password(site: Site) -> None:
    name = name_of(site, named())
    for password in ("", " ", "None", "!", "a password of theirs"):
        assert not can_log_in(site, Member(name, password or " "))


@clause("social.subject", social_login=True, own_server=True)
@pytest.mark.parametrize("change", [str.upper, str.lower, str.swapcase, "{} ".format])
def test_a_subject_is_taken_to_the_letter(site: Site, change: Any) -> None:
    person = named()
    browser = entered_by(site, person)
    other = type(person)(change(person.subject), named().claims)
    assert other.subject != person.subject
    assert name_of(site, other) != name_shown(browser)


@clause("social.subject", social_login=True, own_server=True)
def test_a_subject_of_the_greatest_length_is_known_again(site: Site) -> None:
    person = type(named())("x" * 240 + secrets.token_hex(7), named().claims)
    other = type(person)(person.subject[:-1], named().claims)
    assert name_of(site, person) == name_of(site, person)
    assert name_of(site, other) != name_of(site, person)


@clause("social.names", social_login=True, own_server=True)
def test_a_user_name_keeps_to_the_rules(site: Site) -> None:
    mark = secrets.token_hex(4)
    wanted = {f"Ada{mark}": f"ada{mark}", f"{mark}.b-c_d": f"{mark}.b-c_d"}
    for given, expected in wanted.items():
        assert name_of(site, named(given)) == expected
    for given in (f"-{mark}", f"é {mark}!", f"{mark}" * 9, "用户", f"a@{mark}.example", "---"):
        assert USERNAME.fullmatch(name_of(site, named(given))), given


@clause("social.names", social_login=True, own_server=True)
def test_without_a_user_name_it_is_the_name_in_the_address(site: Site) -> None:
    mark = f"m{secrets.token_hex(5)}"
    address = new_person(email=f"{mark.upper()}@example.org", email_verified=True)
    assert name_of(site, address) == mark
    assert re.fullmatch(r"user[._-]?\d*", name_of(site, new_person()))


@clause("social.names", social_login=True, own_server=True)
def test_a_name_that_somebody_has_gets_a_number(site: Site) -> None:
    member, browser = member_of(site)
    names = {name_of(site, named(member.username.upper())) for _ in range(3)}
    assert len(names) == 3
    for name in names:
        assert re.fullmatch(rf"{member.username}[._-]?\d+", name), name
    longest = named("y" * 24 + secrets.token_hex(3))
    taken = [longest, *(type(longest)(f"{n}", longest.claims) for n in ("a", "b"))]
    found = {name_of(site, type(one)(secrets.token_hex(9), one.claims)) for one in taken}
    assert len(found) == 3
    assert all(USERNAME.fullmatch(name) for name in found)
    assert is_in(browser)
    assert can_log_in(site, member)


@clause("social.email", social_login=True, own_server=True)
@pytest.mark.parametrize("verified", [True, False])
def test_an_address_opens_nobody_s_account(site: Site, verified: bool) -> None:
    member, browser = member_of(site)
    for address in (member.address, member.address.upper()):
        person = new_person(email=address, email_verified=verified)
        assert name_of(site, person) != member.username
    assert is_in(browser)
    assert can_log_in(site, member)


@clause("social.email", social_login=True, own_server=True)
def test_a_verified_address_is_taken(site: Site) -> None:
    assert site.outbox is not None
    mark = f"v{secrets.token_hex(5)}"
    entered_by(site, new_person(email=f"{mark}@example.org", email_verified=True))
    ask_for_reset(site.browser(), f"{mark}@example.org")
    assert wait_for_letter(site.outbox, f"{mark}@example.org")


@clause("social.email", social_login=True, own_server=True)
@pytest.mark.parametrize("verified", [False, "false", None, 0, "no"])
def test_an_address_that_is_not_verified_is_not_taken(site: Site, verified: Any) -> None:
    assert site.outbox is not None
    address = f"u{secrets.token_hex(5)}@example.org"
    entered_by(site, new_person(email=address, email_verified=verified))
    ask_for_reset(site.browser(), address)
    member, browser = member_of(site)
    ask_for_reset(browser, member.address)
    assert wait_for_letter(site.outbox, member.address)
    assert address not in [letter.to for letter in site.outbox.letters()]


@clause("social.email", social_login=True, own_server=True)
def test_an_address_that_somebody_has_is_not_taken(site: Site) -> None:
    assert site.outbox is not None
    member, _ = member_of(site)
    entered_by(site, new_person(email=member.address, email_verified=True))
    ask_for_reset(site.browser(), member.address)
    assert wait_for_letter(site.outbox, member.address)
    later, browser = member_of(site)
    ask_for_reset(browser, later.address)
    assert wait_for_letter(site.outbox, later.address)
    assert [letter.to for letter in site.outbox.letters()].count(member.address) == 1


@clause("social.email", social_login=True, own_server=True)
def test_what_the_token_leaves_out_is_asked_for(site: Site) -> None:
    person = named()
    with provider_of(site).broken("thin token"):
        assert name_of(site, person) == person.claims["preferred_username"]


@clause("social.state", social_login=True, own_server=True)
@pytest.mark.parametrize("state", [None, "", "x", "wrong-wrong-wrong-wrong", "\x00", "é" * 300])
def test_a_wrong_state_is_refused(site: Site, state: str | None) -> None:
    person, browser = named(), site.browser()
    target = with_state(callback(browser, person), state)
    check_not_ours(browser, target)
    assert name_of(site, person) == person.claims["preferred_username"]


@clause("social.state", social_login=True, own_server=True)
def test_a_state_is_good_for_once(site: Site) -> None:
    browser = site.browser()
    target = callback(browser, named())
    thief = Browser(site, dict(browser.cookies))
    assert browser.get(target).status in REDIRECTS
    check_error_page(browser.get(target), browser.get(target).status, site)
    assert browser.get(target).status in (400, 403)
    check_not_ours(thief, target)


@clause("social.state", social_login=True, own_server=True)
def test_a_state_is_good_in_its_own_browser_alone(site: Site) -> None:
    target = callback(site.browser(), named())
    check_not_ours(site.browser(), target)
    victim = site.browser()
    depart(victim)
    check_not_ours(victim, target)
    depart_again = state_in(depart(victim))
    check_not_ours(victim, with_state(target, depart_again), wrong_code=True)


@clause("social.state", social_login=True, own_server=True)
def test_the_wrong_state_of_a_refusal_is_refused_too(site: Site) -> None:
    browser = site.browser()
    path = callback(browser, named()).partition("?")[0]
    for query in ("", "error=access_denied", "error=access_denied&state=x", "code=x"):
        check_not_ours(browser, f"{path}?{query}" if query else path)


@clause("social.state", social_login=True, own_server=True)
def test_who_comes_back_by_a_forged_link_stays_who_they_are(site: Site) -> None:
    attacker = site.browser()
    target = callback(attacker, named())
    member, victim = member_of(site)
    check_error_page(victim.get(target), victim.get(target).status, site)
    assert name_shown(victim) == member.username


@clause("social.state", social_login=True, own_server=True)
def test_two_tabs_do_not_disturb_each_other(site: Site) -> None:
    browser = site.browser()
    person = named()
    first, second = depart(browser), depart(browser)
    check_entered(browser.get(visit(browser, first, person)), site)
    assert name_shown(browser) == person.claims["preferred_username"]
    assert browser.get(visit(browser, second, person)).status in (*REDIRECTS, 400, 403)


def check_not_ours(browser: Browser, target: str, *, wrong_code: bool = False) -> None:
    """Check that a way back which is not this browser's leads nowhere."""
    answer = browser.get(target)
    if wrong_code:  # the state is right, and the code is another departure's
        check_turned_away(answer, browser)
        return
    assert answer.status in (400, 403), str(answer)
    check_error_page(answer, answer.status, browser.site)
    assert not is_in(browser)


@clause("social.refused", social_login=True, own_server=True)
@pytest.mark.parametrize("fault", REFUSALS)
def test_who_is_refused_at_the_provider_is_not_let_in(site: Site, fault: str) -> None:
    browser, person = site.browser(), named()
    with provider_of(site).broken(fault):
        check_turned_away(enter_by(browser, person), browser)
    check_entered(enter_by(browser, person), site)
    assert name_shown(browser) == person.claims["preferred_username"]


@clause("social.faults", social_login=True, own_server=True)
@pytest.mark.parametrize("fault", [*BAD_CLAIMS, *BAD_TOKENS, *BAD_ANSWERS])
def test_a_fault_of_the_provider_lets_nobody_in(site: Site, fault: str) -> None:
    browser, person = site.browser(), named()
    provider = provider_of(site)
    with provider.broken(fault):
        check_turned_away(enter_by(browser, person), browser)
    assert "GET /elsewhere" not in provider.requests
    assert "POST /elsewhere" not in provider.requests
    check_entered(enter_by(browser, person), site)
    assert name_shown(browser) == person.claims["preferred_username"]


@clause("social.faults", social_login=True, own_server=True)
def test_another_s_details_are_not_taken(site: Site) -> None:
    browser, person = site.browser(), named()
    with provider_of(site).broken("another's userinfo"):
        answer = enter_by(browser, person)
    if is_in(browser):
        assert not name_shown(browser).startswith("somebody-else")
        assert name_of(site, person) == name_shown(browser)
    else:
        check_turned_away(answer, browser)


@clause("social.faults", social_login=True, own_server=True)
@pytest.mark.parametrize("claims", ODD_CLAIMS)
def test_no_claim_breaks_the_site(site: Site, claims: dict[str, Any]) -> None:
    browser, person = site.browser(), new_person(**claims)
    answer = enter_by(browser, person)
    if answer.status in REDIRECTS and is_in(browser):
        assert USERNAME.fullmatch(name_shown(browser))
    else:
        check_turned_away(answer, browser)


@clause("social.next", social_login=True, own_server=True)
@pytest.mark.parametrize("target", OURS)
def test_whoever_comes_back_is_led_to_where_they_were(site: Site, target: str) -> None:
    browser = site.browser()
    answer = enter_by(browser, named(), f"{LOGIN}?next={quote(target, safe='')}")
    check_entered(answer, site, target)


@clause("social.next", social_login=True, own_server=True)
def test_nobody_who_comes_back_is_led_to_another_site(site: Site) -> None:
    plain = provider_link(site.browser()).partition("?")[0]
    for target in HOSTILE:
        browser = site.browser()
        answer = browser.get(f"{plain}?next={quote(target, safe='')}")
        assert answer.status in (*REDIRECTS, 400), str(answer)
        if answer.status != 400:
            check_entered(browser.get(visit(browser, answer.location, named())), site)


@clause("social.session", social_login=True, own_server=True)
def test_a_cookie_from_before_they_came_back_opens_nothing(site: Site) -> None:
    browser = site.browser()
    target = callback(browser, named())
    before = Browser(site, dict(browser.cookies))
    check_entered(browser.get(target), site)
    assert is_in(browser)
    assert not is_in(before)


@clause("social.session", social_login=True, own_server=True)
def test_whoever_comes_back_as_somebody_else_is_that_one(site: Site) -> None:
    _, browser = member_of(site)
    before = Browser(site, dict(browser.cookies))
    person = named()
    check_entered(enter_by(browser, person), site)
    assert name_shown(browser) == person.claims["preferred_username"]
    assert name_shown(before) != name_shown(browser)


@clause("social.session", social_login=True, own_server=True)
def test_each_time_has_a_session_of_its_own(site: Site) -> None:
    person = named()
    browser = entered_by(site, person)
    before = dict(browser.cookies)
    check_entered(enter_by(browser, person), site)
    assert browser.cookies != before
    assert not is_in(Browser(site, before))


@clause("social.once", social_login=True, own_server=True)
def test_two_first_log_ins_at_once_make_one_user(site: Site) -> None:
    for _ in range(3):
        person = named()
        browsers = [site.browser() for _ in range(4)]
        targets = [callback(browser, person) for browser in browsers]
        with ThreadPoolExecutor(len(browsers)) as pool:
            answers = list(pool.map(Browser.get, browsers, targets))
        assert {answer.status for answer in answers} <= {*REDIRECTS}, answers
        assert {name_shown(browser) for browser in browsers} == {
            person.claims["preferred_username"]
        }
