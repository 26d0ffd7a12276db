"""Members: notes are whose they are, and each page says who is logged in."""

from __future__ import annotations

import pytest

from tests.contract.accounts import (
    CHANGE,
    LOGOUT,
    check_sent_to_log_in,
    member_of,
    name_shown,
)
from tests.contract.checks import check_error_page, check_headers
from tests.contract.clauses import clause
from tests.contract.forms import NEW, listed, open_form, unique, write
from tests.contract.test_http_notes import pagination
from tests.harness.browser import Browser, Site
from tests.harness.members import LOGIN, REGISTER, account_form, log_in


@clause("members.log_in", accounts=True, example=True)
@pytest.mark.parametrize("target", ["/notes", "/notes?page=2", NEW, "/notes/1"])
def test_a_stranger_is_sent_to_the_log_in_page_and_back(site: Site, target: str) -> None:
    answer = site.browser().get(target)
    check_sent_to_log_in(answer, site, target)
    check_headers(answer, site)


@clause("members.log_in", accounts=True, example=True)
def test_a_stranger_can_not_write_a_note(site: Site) -> None:
    member, browser = member_of(site)
    stranger, title = site.browser(), unique()
    hidden = account_form(stranger.get(LOGIN)).hidden
    answer = stranger.post(NEW, {**hidden, "title": title, "text": ""})
    assert answer.status in (302, 303, 403), str(answer)
    assert not answer.location or answer.location.removeprefix(site.origin).startswith(LOGIN)
    assert listed(browser.get("/notes")) == []
    assert log_in(site.browser(), member).status == 303


@clause("members.log_in", accounts=True, example=True)
def test_a_stranger_can_not_tell_which_notes_there_are(site: Site) -> None:
    path = write(site.visitor(), unique())
    answers = [site.browser().get(note) for note in (path, "/notes/999999999")]
    assert {answer.status for answer in answers} <= {302, 303}
    assert answers[0].body.replace(path.encode(), b"") == answers[1].body.replace(
        b"/notes/999999999", b""
    )


@clause("members.own_notes", accounts=True, example=True)
def test_a_member_sees_their_own_notes_alone(site: Site) -> None:
    (_, mine), (_, theirs) = member_of(site), member_of(site)
    titles = {browser: unique() for browser in ("mine", "theirs")}
    paths = {"mine": write(mine, titles["mine"]), "theirs": write(theirs, titles["theirs"])}
    assert listed(mine.get("/notes")) == [(paths["mine"], titles["mine"])]
    assert listed(theirs.get("/notes")) == [(paths["theirs"], titles["theirs"])]
    assert mine.get(paths["mine"]).status == 200
    check_error_page(mine.get(paths["theirs"]), 404, site)
    check_error_page(theirs.get(paths["mine"]), 404, site)


@clause("members.own_notes", accounts=True, example=True)
def test_another_s_note_can_not_be_told_from_none(site: Site) -> None:
    (_, mine), (_, theirs) = member_of(site), member_of(site)
    answers = [mine.get(path) for path in (write(theirs, unique()), "/notes/999999999")]
    assert answers[0].page.one("main").text == answers[1].page.one("main").text
    assert [answer.status for answer in answers] == [404, 404]


@clause("members.own_notes", accounts=True, example=True)
def test_pages_of_the_list_count_one_s_own_notes(site: Site) -> None:
    (_, mine), (_, theirs) = member_of(site), member_of(site)
    for _ in range(11):
        write(theirs, unique())
    write(mine, unique())
    assert pagination(mine.get("/notes")) == (1, 1)
    check_error_page(mine.get("/notes?page=2"), 404, site)
    assert pagination(theirs.get("/notes")) == (1, 2)


@clause("members.own_notes", accounts=True, example=True)
def test_no_field_of_the_form_gives_a_note_to_somebody_else(site: Site) -> None:
    (_, mine), (other, theirs) = member_of(site), member_of(site)
    fields = dict.fromkeys(("owner", "owner_id", "user", "user_id", "author"), "1")
    form = {**open_form(mine).filled(unique()), **fields, "username": other.username}
    assert mine.post(NEW, form).status == 303
    assert listed(theirs.get("/notes")) == []
    assert len(listed(mine.get("/notes"))) == 1


FOR_ALL = ("/", "/nowhere")


@clause("members.header", accounts=True)
def test_the_header_of_a_stranger_leads_to_log_in_and_register(site: Site) -> None:
    browser = site.browser()
    for path in (*FOR_ALL, LOGIN, REGISTER):
        header = browser.get(path).page.one("header", css_class="site-header")
        links = {link.text: link.get("href").partition("?")[0] for link in header.all("a")}
        assert (links.get("Log in"), links.get("Register")) == (LOGIN, REGISTER), path
        assert (header.all("form"), name_shown(browser, path)) == ([], ""), path


@clause("members.header", accounts=True)
def test_the_header_of_a_member_names_them_and_leads_out(site: Site) -> None:
    member, browser = member_of(site)
    paths = [*FOR_ALL, CHANGE, *(["/notes", NEW] if site.has("example") else [])]
    for path in paths:
        header = browser.get(path).page.one("header", css_class="site-header")
        links = {link.text: link.get("href") for link in header.all("a")}
        assert name_shown(browser, path) == member.username, path
        assert links.get("Change password") == CHANGE, path
        assert not {"Log in", "Register"} & set(links), path
        [form] = header.all("form")
        assert form.get("action") == LOGOUT, path
        assert form.one("button").text == "Log out", path


def is_kept(browser: Browser, path: str) -> bool:
    """Tell whether a cache may keep a page."""
    return "no-store" not in browser.get(path).header("Cache-Control").lower()


@clause("members.no_store", accounts=True)
def test_no_cache_keeps_the_pages_of_a_member(site: Site) -> None:
    browser = site.visitor()
    paths = [*FOR_ALL, CHANGE]
    if site.has("example"):
        paths += ["/notes", NEW, write(browser, unique())]
    assert [path for path in paths if is_kept(browser, path)] == []
