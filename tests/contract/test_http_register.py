"""Registering: who gets an account, under which name, with which password."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from tests.contract.accounts import (
    CHANGE,
    RESET,
    can_log_in,
    errors_of,
    is_in,
    member_of,
    name_shown,
)
from tests.contract.checks import check_headers, check_no_trace
from tests.contract.clauses import clause
from tests.harness.browser import Answer, Browser, Site
from tests.harness.members import LOGIN, REGISTER, Member, account_form, fill, new_member, register

# Page: its title, and its fields by `autocomplete` with their types.
FORMS: dict[str, tuple[str, dict[str, str]]] = {
    REGISTER: ("Register", {"username": "text", "email": "email", "new-password": "password"}),
    LOGIN: ("Log in", {"username": "text", "current-password": "password"}),
    CHANGE: ("Change password", {"current-password": "password", "new-password": "password"}),
    RESET: ("Reset password", {"email": "email"}),
}
NO_NAMES = {
    "nothing": "",
    "a space": " ",
    "a dot first": ".ada",
    "a dash first": "-ada",
    "an underscore first": "_ada",
    "a space in it": "ada lovelace",
    "31 letters": "a" * 31,
    "another script": "ада-лавлейс",
    "an accent": "adá",
    "a slash": "ada/../eve",
    "an at sign": "ada@example.org",
    "markup": "<b>ada</b>",
    "a null byte": "ada\x00",
    "a line break in it": "ada\neve",
}
NO_ADDRESSES = {
    "nothing": "",
    "no at sign": "ada.example.org",
    "nobody": "@example.org",
    "nowhere": "ada@",
    "a space": "a da@example.org",
    "a header": "ada@example.org\nBcc: eve@example.org",
    "two": "ada@example.org,eve@example.org",
    "a null byte": "ada\x00@example.org",
    "255 letters": "a@" + "b" * 60 + ("." + "c" * 60) * 3 + ".example.org",
}


def values_of(member: Member, **changes: str) -> dict[str, str]:
    """Return the fields of a member to be, some of them changed."""
    fields = {
        "username": member.username,
        "email": member.address,
        "new_password": member.password,
    }
    return {name.replace("_", "-"): text for name, text in (fields | changes).items()}


def check_refused(answer: Answer, field: str) -> None:
    """Check that the form came again with a message that is tied to one field, and no password."""
    assert answer.status == 422, str(answer)
    assert answer.page.title.startswith("Error: "), answer.page.title
    fields = account_form(answer).fields
    invalid = [name for name, at in fields.items() if at.get("aria-invalid") == "true"]
    assert invalid == [field], f"{invalid} on {answer}"
    message = answer.page.by_id(fields[field].get("aria-describedby").split()[-1])
    assert "error" in message.classes
    assert message.text
    check_keeps_no_password(answer)


def check_keeps_no_password(answer: Answer) -> None:
    """Check that a form gives no password back."""
    fields = account_form(answer).fields.values()
    assert [f.value for f in fields if f.get("type") == "password" and f.value] == [], str(answer)


def open_page(site: Site, path: str) -> Answer:
    """Open a page of the accounts, as somebody who may."""
    browser = site.visitor() if path == CHANGE else site.browser()
    return browser.get(path)


@clause("accounts.markup", accounts=True)
@pytest.mark.parametrize("path", FORMS)
def test_an_account_page_has_one_form_with_labels_for_password_managers(
    site: Site, path: str
) -> None:
    title, types = FORMS[path]
    answer = open_page(site, path)
    form = account_form(answer)
    assert (answer.page.heading, answer.page.title.partition(" – ")[0]) == (title, title)
    assert {name: field.get("type") or "text" for name, field in form.fields.items()} == types
    assert form.element.get("method").lower() == "post"
    assert "novalidate" in form.element.attributes
    labels = {label.get("for"): label.text for label in form.element.all("label")}
    ids = [field.get("id") for field in form.fields.values()]
    assert sorted(labels) == sorted(ids)
    assert all(labels.values())
    assert all("required" in field.attributes for field in form.fields.values())
    assert form.element.one("button", css_class="button").get("type") == "submit"


@clause("accounts.markup", accounts=True)
@pytest.mark.parametrize("path", FORMS)
def test_an_account_page_that_was_not_sent_yet_complains_of_nothing(site: Site, path: str) -> None:
    answer = open_page(site, path)
    assert errors_of(answer) == []
    assert not answer.page.title.startswith("Error")
    assert [f.value for f in account_form(answer).fields.values() if f.value] == []


@clause("accounts.register", accounts=True)
def test_whoever_registers_is_logged_in(site: Site) -> None:
    browser, member = site.browser(), new_member()
    answer = register(browser, member)
    assert answer.status == 303, str(answer)
    assert answer.location in ("/", f"{site.origin}/")
    assert is_in(browser)
    assert name_shown(browser) == member.username
    assert can_log_in(site, member)


@clause("accounts.register", accounts=True, own_server=True)
@pytest.mark.parametrize("name", ["z", "7", "z" * 30, "0.a_b-c", "x--", "y..y"])
def test_a_user_name_of_1_to_30_letters_is_taken(site: Site, name: str) -> None:
    member = Member(name, email="short@example.org")
    assert register(site.browser(), member).status == 303
    assert can_log_in(site, member)


@clause("accounts.register", accounts=True)
@pytest.mark.parametrize("case", NO_NAMES)
def test_what_is_no_user_name_is_refused(site: Site, case: str) -> None:
    browser, member = site.browser(), new_member()
    answer = fill(browser, REGISTER, values_of(member, username=NO_NAMES[case]))
    check_refused(answer, "username")
    assert not is_in(browser)


@clause("accounts.register", accounts=True)
@pytest.mark.parametrize("case", NO_ADDRESSES)
def test_what_is_no_e_mail_address_is_refused(site: Site, case: str) -> None:
    browser, member = site.browser(), new_member()
    check_refused(fill(browser, REGISTER, values_of(member, email=NO_ADDRESSES[case])), "email")
    assert not is_in(browser)


def full_width(name: str) -> str:
    """Return a name in letters that Unicode takes for the same, though they are others."""
    return "".join(chr(ord(letter) + 0xFEE0) for letter in name)


@clause("accounts.register", accounts=True)
@pytest.mark.parametrize("change", [str, str.upper, str.title, " {} ".format, full_width])
def test_a_user_name_that_is_taken_is_refused_in_any_case(
    site: Site, change: Callable[[str], str]
) -> None:
    member, _ = member_of(site)
    again = values_of(new_member(), username=change(member.username))
    check_refused(fill(site.browser(), REGISTER, again), "username")
    assert can_log_in(site, member)


@clause("accounts.register", accounts=True)
def test_a_user_name_is_lower_cased(site: Site) -> None:
    browser, member = site.browser(), new_member("Ada")
    assert register(browser, member).status == 303
    assert name_shown(browser) == member.username.lower()
    assert can_log_in(site, member)
    assert can_log_in(site, Member(member.username.lower()))


@clause("accounts.enumeration", accounts=True)
def test_an_e_mail_address_is_never_told_to_be_known(site: Site) -> None:
    member, _ = member_of(site)
    browser, other = site.browser(), new_member(email=member.address)
    answer = register(browser, other)
    assert (answer.status, errors_of_refused(answer)) == (303, [])
    assert name_shown(browser) == other.username


def errors_of_refused(answer: Answer) -> list[str]:
    """Return what a form complains of; nothing where it was taken."""
    return errors_of(answer) if answer.status == 422 else []


def refused_passwords(member: Member) -> Mapping[str, str]:
    """Return passwords that a member must not have."""
    return {
        "nothing": "",
        "11 letters": "elevenchars",
        "11 emoji": "🦉" * 11,
        "129 letters": "x" * 129,
        "the user name": member.username,
        "the user name in other letters": member.username.upper(),
        "the e-mail address": member.address,
    }


@clause("accounts.passwords", accounts=True)
@pytest.mark.parametrize("case", refused_passwords(Member("x")))
def test_a_bad_password_is_refused_and_not_echoed(site: Site, case: str) -> None:
    member = new_member()
    password = refused_passwords(member)[case]
    answer = fill(site.browser(), REGISTER, values_of(member, new_password=password))
    check_refused(answer, "new-password")
    if password and not case.startswith("the "):
        assert password not in answer.text


@clause("accounts.passwords", accounts=True)
@pytest.mark.parametrize("password", ["p" * 12, "ש" * 128, "  spaces, at both ends  ", "🦉" * 12])
def test_a_password_of_12_to_128_characters_is_taken_as_it_is_typed(
    site: Site, password: str
) -> None:
    member = new_member(password=password)
    assert register(site.browser(), member).status == 303
    assert can_log_in(site, member)
    assert not can_log_in(site, member, password.strip()[:-1])
    assert password.strip() == password or not can_log_in(site, member, password.strip())


@clause("accounts.passwords", accounts=True)
def test_every_letter_of_a_long_password_counts(site: Site) -> None:
    member = new_member(password="a" * 127 + "b")
    assert register(site.browser(), member).status == 303
    assert not can_log_in(site, member, "a" * 128)
    assert not can_log_in(site, member, "a" * 127)
    assert not can_log_in(site, member, "a" * 72)


@clause("accounts.kept", accounts=True)
def test_what_was_typed_is_kept_besides_the_password(site: Site) -> None:
    typed = '"><script>x</script>'
    answer = fill(
        site.browser(),
        REGISTER,
        {"username": typed, "email": f"{typed}@example.org", "new-password": "secret-and-typed"},
    )
    fields = account_form(answer).fields
    assert fields["username"].value == typed
    assert fields["email"].value == f"{typed}@example.org"
    assert answer.page.one("main").all("script") == []
    assert "secret-and-typed" not in answer.text


@clause("accounts.kept", accounts=True)
def test_a_form_that_was_put_right_registers(site: Site) -> None:
    browser, member = site.browser(), new_member()
    answer = fill(browser, REGISTER, values_of(member, username=""))
    form = account_form(answer)
    assert browser.post(form.target, form.filled(values_of(member))).status == 303
    assert is_in(browser)


def sent_oddly(browser: Browser, path: str, body: bytes) -> Answer:
    """Send an odd body with the token of a form."""
    hidden = account_form(browser.get(path)).hidden
    return browser.post(path, {**hidden, "username": body.decode("latin-1"), "password": "\x00"})


@clause("accounts.odd", accounts=True)
@pytest.mark.parametrize("path", [REGISTER, LOGIN, RESET])
@pytest.mark.parametrize("body", [b"", b"\x00", b"\xff" * 100, b"x" * 100_000])
def test_odd_fields_never_break_an_account_page(site: Site, path: str, body: bytes) -> None:
    answer = sent_oddly(site.browser(), path, body)
    assert answer.status in (400, 422, 429), str(answer)
    check_headers(answer, site)
    check_no_trace(answer)
