"""Tokens: the API of a site with accounts opens to them alone, and shows one's own notes."""

from __future__ import annotations

import pytest

from tests.contract.accounts import (
    NEW_PASSWORD,
    change_password,
    member_of,
    reset_link,
    set_password,
)
from tests.contract.api import (
    DOCS,
    JSON,
    NOTES,
    OPENAPI,
    TOKENS,
    Client,
    add,
    ask_for_token,
    client,
    client_of,
)
from tests.contract.checks import check_headers, check_problem
from tests.contract.clauses import clause
from tests.contract.forms import unique
from tests.contract.test_http_login import TRIES, WRONG, lock
from tests.harness.browser import Answer, Browser, Site
from tests.harness.members import new_member

NO_TOKENS = [
    "",
    "Bearer",
    "Bearer ",
    "Bearer x",
    "Bearer " + "0" * 40,
    "Bearer " + "é" * 40,
    "Bearer a b",
    "Bearer " + "x" * 4000,
    "Basic Y29udHJhY3Q6eA==",
    "Token TOKEN",
    "TOKEN",
    "Bearer TOKENx",
]
NO_FIELDS = [{}, {"username": "ada"}, {"password": "x"}, {"username": [], "password": {}}]


def check_unknown(answer: Answer, site: Site) -> None:
    """Check that the API asks who it is."""
    check_problem(answer, 401, site)
    assert answer.header("WWW-Authenticate").split(" ")[0].rstrip(",") == "Bearer", str(answer)


@clause("tokens.made", rest_api=True, accounts=True)
def test_a_name_and_a_password_get_a_token(site: Site) -> None:
    member, _ = member_of(site)
    answers = [ask_for_token(site, member) for _ in range(2)]
    for answer in answers:
        assert (answer.status, answer.media_type) == (201, JSON), str(answer)
        assert answer.json().keys() == {"token"}
        check_headers(answer, site)
    one, two = (answer.json()["token"] for answer in answers)
    assert one != two
    assert min(len(one), len(two)) >= 32


@clause("tokens.refused", rest_api=True, accounts=True)
def test_a_wrong_password_and_an_unknown_name_get_the_same_problem(site: Site) -> None:
    member, _ = member_of(site)
    known, unknown = (ask_for_token(site, m, WRONG) for m in (member, new_member()))
    assert known.status in (401, 422), str(known)
    for answer in (known, unknown):
        check_problem(answer, known.status, site)
        assert WRONG not in answer.text
    assert known.body == unknown.body


@clause("tokens.refused", rest_api=True, accounts=True)
@pytest.mark.parametrize("fields", NO_FIELDS)
def test_what_lacks_a_name_or_a_password_is_invalid(site: Site, fields: dict[str, object]) -> None:
    answer = Client(site).send(TOKENS, fields)
    check_problem(answer, 422, site)
    assert answer.json().get("errors"), str(answer)


@clause("tokens.refused", rest_api=True, accounts=True)
@pytest.mark.parametrize("body", [b"", b"{", b"\xff"])
def test_what_is_no_json_gets_no_token(site: Site, body: bytes) -> None:
    check_problem(Client(site).post(TOKENS, body), 400, site)
    form = Client(site).post(TOKENS, b"username=a&password=b", "application/x-www-form-urlencoded")
    check_problem(form, 415, site)


@clause("tokens.limit", rest_api=True, accounts=True)
def test_the_sixth_try_for_a_token_is_refused_whatever_the_password(site: Site) -> None:
    member, _ = member_of(site)
    answers = [ask_for_token(site, member, WRONG) for _ in range(TRIES)]
    assert {answer.status for answer in answers} <= {401, 422}, answers
    answer = ask_for_token(site, member)
    check_problem(answer, 429, site)
    assert 1 <= int(answer.header("Retry-After")) <= 900


@clause("tokens.limit", rest_api=True, accounts=True)
def test_who_has_failed_at_the_form_gets_no_more_tries_at_the_api(site: Site) -> None:
    member, _ = member_of(site)
    lock(site, member.username)
    check_problem(ask_for_token(site, member), 429, site)


@clause("tokens.asked", rest_api=True, accounts=True, example=True)
@pytest.mark.parametrize("sent", NO_TOKENS)
def test_without_a_good_token_the_notes_are_closed(site: Site, sent: str) -> None:
    program = client(site)
    note = add(program, unique())
    headers = {"Authorization": sent.replace("TOKEN", program.token)}
    for path in (NOTES, f"{NOTES}/{note['id']}", f"{NOTES}/999999999"):
        check_unknown(Client(site).get(path, headers), site)
    posted = {**headers, "Content-Type": JSON}
    check_unknown(Client(site).ask("POST", NOTES, b'{"title": "x"}', posted), site)


@clause("tokens.asked", rest_api=True, accounts=True, example=True)
def test_the_scheme_may_be_written_in_any_case(site: Site) -> None:
    headers = {"Authorization": f"bearer {client(site).token}"}
    assert Client(site).get(NOTES, headers).status == 200


@clause("tokens.asked", rest_api=True, accounts=True, example=True)
def test_no_cookie_opens_the_api(site: Site) -> None:
    browser = site.visitor()
    check_unknown(browser.get(NOTES), site)
    headers = {"Content-Type": JSON}
    check_unknown(browser.ask("POST", NOTES, body=b'{"title": "x"}', headers=headers), site)


@clause("tokens.asked", rest_api=True, accounts=True)
def test_the_description_is_open_to_all(site: Site) -> None:
    assert [Client(site).get(path).status for path in (OPENAPI, DOCS)] == [200, 200]


@clause("tokens.own", rest_api=True, accounts=True, example=True)
def test_a_token_shows_one_s_own_notes_alone(site: Site) -> None:
    mine, theirs = (client_of(site, member_of(site)[0]) for _ in range(2))
    note, other = add(mine, unique()), add(theirs, unique())
    assert mine.get(NOTES).json()["results"] == [note]
    assert theirs.get(NOTES).json()["count"] == 1
    check_problem(mine.get(f"{NOTES}/{other['id']}"), 404, site)


def is_open(program: Client) -> bool:
    """Tell whether a client's token is good: a bad one is a 401, a good one finds or does not."""
    answer = program.ask("DELETE", TOKENS) if not program.site.has("example") else None
    answer = answer or program.get(NOTES)
    assert answer.status in (200, 204, 401), str(answer)
    return answer.status != 401


@clause("tokens.ended", rest_api=True, accounts=True, example=True)
def test_a_token_ends_when_it_is_given_up_and_no_other_does(site: Site) -> None:
    member, _ = member_of(site)
    ended, kept = client_of(site, member), client_of(site, member)
    answer = ended.ask("DELETE", TOKENS)
    assert (answer.status, answer.body) == (204, b""), str(answer)
    check_headers(answer, site)
    assert not is_open(ended)
    assert is_open(kept)


@clause("tokens.ended", rest_api=True, accounts=True)
def test_only_a_token_can_be_given_up(site: Site) -> None:
    check_unknown(Client(site).ask("DELETE", TOKENS), site)
    check_unknown(site.visitor().ask("DELETE", TOKENS), site)


@clause("tokens.ended", rest_api=True, accounts=True)
def test_a_token_ends_when_the_password_changes(site: Site) -> None:
    member, browser = member_of(site)
    program = client_of(site, member)
    change_password(browser, member.password, NEW_PASSWORD)
    assert not is_open(program)


@clause("tokens.ended", rest_api=True, accounts=True, own_server=True)
def test_a_token_ends_when_the_password_is_reset(site: Site) -> None:
    member, _ = member_of(site)
    program = client_of(site, member)
    set_password(site.browser(), reset_link(site, member))
    assert not is_open(program)


@clause("tokens.ended", rest_api=True, accounts=True)
def test_a_token_is_no_cookie(site: Site) -> None:
    program = client(site)
    answer = Browser(site).get("/", {"Authorization": f"Bearer {program.token}"})
    header = answer.page.one("header", css_class="site-header")
    assert header.all("span", css_class="user") == []
