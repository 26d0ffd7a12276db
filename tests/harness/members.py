"""Members of a site with accounts: registers them and logs them in, as a password manager would.

Fields are found by `autocomplete`, which is what a password manager goes by, whatever their names:
https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#autofill
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from tests.harness.browser import Answer, Browser
    from tests.harness.page import Element

REGISTER = "/accounts/register"
LOGIN = "/accounts/login"


@dataclass(frozen=True)
class Member:
    """Somebody who has an account, or is to get one."""

    username: str
    password: str = "a password of theirs"  # noqa: S105 (nobody's)
    email: str = ""

    @property
    def address(self) -> str:
        """Return the e-mail address."""
        return self.email or f"{self.username}@example.org"


# The visitors of every site: who writes the notes, and somebody else.
FIRST, SECOND = Member("contract-first"), Member("contract-second")
STAFF = Member("contract-staff")  # where there is an admin


def new_member(prefix: str = "m", **fields: str) -> Member:
    """Return somebody whom no site knows yet."""
    return Member(f"{prefix}{secrets.token_hex(8)}", **fields)


@dataclass(frozen=True)
class AccountForm:
    """The form of a page of the accounts, as it came."""

    element: Element
    page: str  # the path that it was found on

    @property
    def target(self) -> str:
        """Return where it is sent to."""
        address = urlsplit(urljoin(f"//site{self.page}", self.element.get("action") or self.page))
        return address.path + (f"?{address.query}" if address.query else "")

    @property
    def fields(self) -> dict[str, Element]:
        """Return what is to be filled in: `autocomplete` → field."""
        inputs = [field for field in self.element.all("input") if field.get("type") != "hidden"]
        return {field.get("autocomplete"): field for field in inputs}

    @property
    def hidden(self) -> dict[str, str]:
        """Return what the form sends along unseen: the token, and where to go next."""
        inputs = [field for field in self.element.all("input") if field.get("type") == "hidden"]
        return {field.get("name"): field.value for field in inputs}

    def filled(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return what a browser sends; values go by `autocomplete`, those of no field are left."""
        known = {auto: field.get("name") for auto, field in self.fields.items()}
        return self.hidden | {known[auto]: text for auto, text in values.items() if auto in known}


def account_form(answer: Answer) -> AccountForm:
    """Return the one form in the main part of a page."""
    assert answer.status in (200, 422), str(answer)
    return AccountForm(answer.page.one("main").one("form"), answer.request.split(" ")[1])


def fill(browser: Browser, path: str, values: Mapping[str, str]) -> Answer:
    """Open a page, fill its form in by `autocomplete` and send it."""
    form = account_form(browser.get(path))
    return browser.post(form.target, form.filled(values))


def register(browser: Browser, member: Member) -> Answer:
    """Send the form that makes an account."""
    values = {
        "username": member.username,
        "email": member.address,
        "new-password": member.password,
    }
    return fill(browser, REGISTER, values)


def log_in(browser: Browser, member: Member, path: str = LOGIN) -> Answer:
    """Send the form that logs in."""
    values = {"username": member.username, "current-password": member.password}
    return fill(browser, path, values)


def enter(browser: Browser, member: Member) -> Browser:
    """Log a member in, who is registered first unless the site knows them."""
    answer = register(browser, member)
    if answer.status == 422:
        answer = log_in(browser, member)
    assert answer.status == 303, f"{member.username} can't log in: {answer}"
    return browser
