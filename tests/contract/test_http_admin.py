"""The admin: for staff alone, by the site's own log-in page, and under the site's own rules."""

from __future__ import annotations

from urllib.parse import urlsplit

from tests.contract.accounts import check_sent_to_log_in, is_in, member_of
from tests.contract.admin import (
    ADMIN,
    HASHES,
    SESSIONS,
    act,
    controls,
    edit_form,
    every_admin_page,
    path_of,
    posting,
    rows,
    search,
    table,
    target,
    without_token,
)
from tests.contract.checks import check_error_page, check_headers, check_no_trace
from tests.contract.clauses import clause
from tests.contract.forms import listed, unique, write
from tests.contract.test_http_pages import LOADED
from tests.harness.browser import Browser, Site
from tests.harness.members import LOGIN, STAFF, Member, log_in


def admin_link(browser: Browser) -> list[str]:
    """Return where the header's link to the admin leads."""
    header = browser.get("/").page.one("header", css_class="site-header")
    return [link.get("href") for link in header.all("a") if link.text == "Admin"]


def find_user(browser: Browser, member: Member) -> tuple[str, dict[str, str]]:
    """Return the form of a user in the admin."""
    return edit_form(browser.get(rows(table(browser, "Users"))[member.username].edit))


@clause("admin.strangers", accounts=True, admin=True, own_server=True)
def test_a_stranger_is_sent_to_the_site_s_own_log_in_page(site: Site) -> None:
    site.visitor()
    for page in every_admin_page(site.staff()):
        if page.status == 200:
            check_sent_to_log_in(site.browser().get(path_of(page)), site, path_of(page))


@clause("admin.strangers", accounts=True, admin=True, own_server=True)
def test_log_in_leads_into_the_admin(site: Site) -> None:
    site.staff()
    browser = site.browser()
    first = browser.get(ADMIN).location.removeprefix(site.origin)
    answer = log_in(browser, STAFF, first)
    assert (answer.status, answer.location) == (303, ADMIN), str(answer)
    assert browser.get(ADMIN).status == 200


@clause("admin.strangers", accounts=True, admin=True, own_server=True)
def test_the_short_address_leads_into_the_admin(site: Site) -> None:
    answer = site.staff().get(ADMIN.rstrip("/"))
    assert answer.status in (301, 302, 303, 307, 308), str(answer)
    assert urlsplit(answer.location).path == ADMIN, str(answer)


@clause("admin.members", accounts=True, admin=True, own_server=True)
def test_who_is_not_staff_is_refused_everywhere(site: Site) -> None:
    pages = [path_of(page) for page in every_admin_page(site.staff()) if page.status == 200]
    for page in pages:
        check_error_page(site.visitor().get(page), 403, site)


@clause("admin.members", accounts=True, admin=True, own_server=True)
def test_who_is_not_staff_changes_nothing(site: Site) -> None:
    member, browser = member_of(site)
    staff, hidden = site.staff(), member_of(site)[0]
    action, data = find_user(staff, hidden)
    own = {f.get("name"): f.value for f in browser.get("/").page.all("input")}
    answer = browser.post(action, {**data, **own, "username": unique("u")[:20].lower()})
    assert answer.status == 403, str(answer)
    found = rows(table(staff, "Users"))
    assert {member.username, hidden.username} <= set(found)


@clause("admin.header", accounts=True, admin=True, own_server=True)
def test_the_header_leads_staff_there_and_nobody_else(site: Site) -> None:
    assert admin_link(site.staff()) == [ADMIN]
    assert admin_link(site.visitor()) == []
    assert admin_link(site.browser()) == []


@clause("admin.headers", accounts=True, admin=True, own_server=True)
def test_every_page_of_the_admin_carries_the_headers(site: Site) -> None:
    pages = every_admin_page(site.staff())
    assert len(pages) > 2
    for page in pages:
        check_headers(page, site)
        check_no_trace(page)
        assert page.status in (200, 302, 303, 403, 404), str(page)
        assert "no-store" in page.header("Cache-Control"), str(page)


@clause("admin.headers", accounts=True, admin=True, own_server=True)
def test_no_page_of_the_admin_needs_what_the_policy_forbids(site: Site) -> None:
    for page in every_admin_page(site.staff()):
        for element in page.page.descendants() if page.media_type == "text/html" else ():
            handlers = [name for name in element.attributes if name.startswith("on")]
            assert not handlers, f"{handlers} on {page}"
            assert "style" not in element.attributes, f"style= on {page}"
            assert element.tag != "style", f"<style> on {page}"
            assert element.tag != "script" or element.get("src"), f"<script> on {page}"
            assert not element.get("href").startswith("javascript:"), f"javascript: on {page}"
            if element.tag in LOADED:
                address = urlsplit(element.get(LOADED[element.tag]))
                assert (address.scheme, address.netloc) == ("", ""), f"{address} on {page}"


@clause("admin.passwords", accounts=True, admin=True, own_server=True)
def test_the_admin_shows_no_password_and_asks_for_none(site: Site) -> None:
    member, _ = member_of(site)
    staff = site.staff()
    pages = [*every_admin_page(staff), staff.get(rows(table(staff, "Users"))[member.username].edit)]
    for page in pages:
        if page.media_type == "text/html":
            assert not HASHES.search(page.text), f"{HASHES.search(page.text)} on {page}"
            fields = [field.get("type") for field in page.page.all("input")]
            assert "password" not in fields, f"a field for a password on {page}"


@clause("admin.users", accounts=True, admin=True, own_server=True)
def test_users_are_found_by_name(site: Site) -> None:
    (one, _), (other, _) = member_of(site), member_of(site)
    found = rows(search(site.staff(), table(site.staff(), "Users"), one.username))
    assert [*found] == [one.username], f"{other.username} is another"
    assert one.address in found[one.username].text


@clause("admin.users", accounts=True, admin=True, own_server=True)
def test_a_user_is_changed(site: Site) -> None:
    member, browser = member_of(site)
    staff = site.staff()
    action, data = find_user(staff, member)
    assert (data["username"], data["email"]) == (member.username, member.address)
    new = Member(f"x{member.username}"[:30], member.password)
    answer = staff.post(action, {**data, "username": new.username})
    assert answer.status in (302, 303), str(answer)
    assert is_in(browser)
    assert log_in(site.browser(), new).status == 303
    assert log_in(site.browser(), member).status == 422


@clause("admin.users", accounts=True, admin=True, own_server=True)
def test_a_user_gets_no_name_that_can_not_be_registered(site: Site) -> None:
    (member, _), (other, _) = member_of(site), member_of(site)
    staff = site.staff()
    action, data = find_user(staff, member)
    for name in ("", "two words", other.username, other.username.upper(), "a" * 31):
        answer = staff.post(action, {**data, "username": name})
        assert answer.status in (200, 422), f"{name!r}: {answer}"
    assert log_in(site.browser(), member).status == 303


@clause("admin.users", accounts=True, admin=True, own_server=True)
def test_a_user_is_deleted(site: Site) -> None:
    member, browser = member_of(site)
    if site.has("example"):
        write(browser, unique())
    staff = site.staff()
    found = search(staff, table(staff, "Users"), member.username)
    answer = act(staff, found, rows(found)[member.username], "delete")
    assert answer.status in (302, 303), str(answer)
    assert not is_in(browser)
    assert log_in(site.browser(), member).status == 422


@clause("admin.sessions", accounts=True, admin=True, own_server=True)
def test_staff_end_the_sessions_of_a_user_and_no_others(site: Site) -> None:
    (member, browser), (_, another) = member_of(site), member_of(site)
    staff = site.staff()
    found = search(staff, table(staff, "Users"), member.username)
    answer = act(staff, found, rows(found)[member.username], SESSIONS)
    assert answer.status in (302, 303), str(answer)
    assert not is_in(browser)
    assert is_in(another)
    assert is_in(site.staff())
    assert log_in(site.browser(), member).status == 303


@clause("admin.notes", accounts=True, admin=True, example=True, own_server=True)
def test_notes_of_all_are_found_and_changed(site: Site) -> None:
    _, browser = member_of(site)
    title, other, new = unique(), unique(), unique("<b>bold</b>")
    path = write(browser, title)
    write(site.visitor(), other)
    staff = site.staff()
    found = rows(search(staff, table(staff, "Notes"), title))
    assert [*found] == [title]
    action, data = edit_form(staff.get(found[title].edit))
    assert data["title"] == title
    answer = staff.post(action, {**data, "title": new})
    assert answer.status in (302, 303), str(answer)
    assert browser.get(path).page.heading == new
    assert [*rows(search(staff, table(staff, "Notes"), new))] == [new]


@clause("admin.notes", accounts=True, admin=True, example=True, own_server=True)
def test_a_note_is_deleted(site: Site) -> None:
    _, browser = member_of(site)
    title, kept = unique(), unique()
    write(browser, kept)
    path = write(browser, title)
    staff = site.staff()
    found = search(staff, table(staff, "Notes"), title)
    answer = act(staff, found, rows(found)[title], "delete")
    assert answer.status in (302, 303), str(answer)
    assert browser.get(path).status == 404
    assert [each for _, each in listed(browser.get("/notes"))] == [kept]


@clause("admin.csrf", accounts=True, admin=True, own_server=True)
def test_no_form_of_the_admin_works_without_its_token(site: Site) -> None:
    member, browser = member_of(site)
    staff = site.staff()
    action, data = find_user(staff, member)
    found = search(staff, table(staff, "Users"), member.username)
    answers = [
        act(staff, found, rows(found)[member.username], word, token=False)
        for word in ("delete", SESSIONS)
    ]
    answers += [staff.post(action, without_token({**data, "username": "changed"}))]
    for page in every_admin_page(staff):
        is_page = page.status == 200 and page.media_type == "text/html"
        for form in posting(page.page) if is_page else []:
            path = target(path_of(page), form.get("action")) or path_of(page)
            answers += [staff.post(path, without_token(dict(controls(form))))]
    for answer in answers:
        check_error_page(answer, 403, site)
    assert is_in(browser)
    assert member.username in rows(table(staff, "Users"))


@clause("admin.robust", accounts=True, admin=True, own_server=True)
def test_nothing_that_is_asked_breaks_the_admin(site: Site) -> None:
    staff = site.staff()
    users = path_of(table(staff, "Users")).partition("?")[0]
    odd = ("x", "-1", "0", "99999999999999999999", "%00", "%ff", "%27%22%3C", "9" * 2000)
    names = ("p", "page", "sort", "o", "q", "search", "id", "desc", "flt0_0", "page_size", "url")
    for name in names:
        for text in odd:
            answer = staff.get(f"{users}?{name}={text}")
            assert answer.status < 500, str(answer)
            check_headers(answer, site)
    for path in (f"{users}{text}/" for text in odd):
        assert staff.get(path).status in (302, 303, 400, 404), path


@clause("admin.robust", accounts=True, admin=True, own_server=True)
def test_the_admin_has_no_log_in_form_of_its_own(site: Site) -> None:
    for browser in (site.browser(), site.visitor(), site.staff()):
        for path in ("login/", "login", "logout/", "password_change/"):
            answer = browser.get(f"{ADMIN}{path}")
            assert answer.status in (302, 303, 403, 404), str(answer)
            at = urlsplit(answer.location).path
            assert not at or at == LOGIN, str(answer)
