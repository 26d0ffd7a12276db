"""What the tests of the accounts share: where the pages are, what a visitor can see of them."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from tests.harness.browser import Answer, Browser, Site
from tests.harness.mail import Letter, wait_for_letter
from tests.harness.members import LOGIN, Member, account_form, enter, fill, log_in, new_member
from tests.harness.page import Element

CHANGE = "/accounts/password"
LOGOUT = "/accounts/logout"
RESET = "/accounts/password-reset"
SENT = "/accounts/password-reset/sent"
NEW_PASSWORD = "another password of theirs"  # noqa: S105 (nobody's)
LINK = re.compile(r"(?m)^\s*(https?://\S+)\s*$")
ANY_LINK = re.compile(r"https?://\S+")


def member_of(site: Site, prefix: str = "m") -> tuple[Member, Browser]:
    """Register somebody new; return them and their browser."""
    member = new_member(prefix)
    return member, enter(site.browser(), member)


def name_shown(browser: Browser, path: str = "/") -> str:
    """Return the user name in the header of a page; an empty string for an anonymous visitor."""
    header = browser.get(path).page.one("header", css_class="site-header")
    return " ".join(span.text for span in header.all("span", css_class="user"))


def is_in(browser: Browser) -> bool:
    """Tell whether the visitor is logged in, by a page that is for members alone."""
    answer = browser.get(CHANGE)
    assert answer.status in (200, 302, 303), str(answer)
    assert (answer.status == 200) == bool(name_shown(browser)), str(answer)
    return answer.status == 200


def can_log_in(site: Site, member: Member, password: str = "") -> bool:
    """Tell whether somebody can log in with a password, their own unless another is given."""
    answer = log_in(site.browser(), Member(member.username, password or member.password))
    assert answer.status in (303, 422), str(answer)
    return answer.status == 303


def logout_form(browser: Browser, path: str = "/") -> Element:
    """Return the form in the header of a page by which the visitor logs out."""
    header = browser.get(path).page.one("header", css_class="site-header")
    [form] = [form for form in header.all("form") if form.get("action") == LOGOUT]
    return form


def log_out(browser: Browser) -> Answer:
    """Log out, by the button in the header."""
    hidden = {field.get("name"): field.value for field in logout_form(browser).all("input")}
    return browser.post(LOGOUT, hidden)


def change_password(browser: Browser, old: str, new: str) -> Answer:
    """Send the form that changes the password."""
    return fill(browser, CHANGE, {"current-password": old, "new-password": new})


def ask_for_reset(browser: Browser, address: str) -> Answer:
    """Send the form that asks for a mail."""
    return fill(browser, RESET, {"email": address})


def reset_link(site: Site, member: Member, number: int = 1) -> str:
    """Ask for a mail with a link; return the link's path. `number` counts the member's mails."""
    assert site.outbox is not None
    answer = ask_for_reset(site.browser(), member.address)
    assert answer.status == 303, str(answer)
    return link_in(wait_for_letter(site.outbox, member.address, number), site)


def link_in(letter: Letter, site: Site) -> str:
    """Return the path of the one link in a letter, which stands on a line of its own."""
    links = ANY_LINK.findall(letter.text)
    assert len(links) == 1, letter
    assert LINK.findall(letter.text) == links, f"not on a line of its own: {letter}"
    address = urlsplit(links[0])
    assert f"{address.scheme}://{address.netloc}" == site.origin, letter
    assert re.fullmatch(rf"{RESET}/[^/]+(/[^/]+)?", address.path), letter
    assert (address.query, address.fragment) == ("", ""), letter
    return str(address.path)


def follow(browser: Browser, path: str) -> Answer:
    """Open a page, and go where it leads, which must be the same site."""
    answer = browser.get(path)
    for _ in range(3):
        if answer.status not in (301, 302, 303, 307, 308):
            break
        address = urlsplit(urljoin(f"{browser.site.origin}{path}", answer.location))
        assert f"{address.scheme}://{address.netloc}" == browser.site.origin, str(answer)
        path = address.path
        answer = browser.get(path)
    return answer


def set_password(browser: Browser, link: str, password: str = NEW_PASSWORD) -> Answer:
    """Follow a link out of a mail, and send the form that it leads to."""
    form = account_form(follow(browser, link))
    return browser.post(form.target, form.filled({"new-password": password}))


def check_sent_to_log_in(answer: Answer, site: Site, target: str) -> None:
    """Check that an anonymous visitor is sent to the log-in page, and back afterwards."""
    assert answer.status in (302, 303), str(answer)
    address = urlsplit(answer.location.removeprefix(site.origin))
    assert address.path == LOGIN, str(answer)
    form = account_form(site.browser().get(f"{address.path}?{address.query}"))
    assert target in form.hidden.values(), f"{answer.location}: {form.hidden}"


def errors_of(answer: Answer) -> list[str]:
    """Return what a page complains of."""
    return [message.text for message in answer.page.one("main").all("p", css_class="error")]
