"""The accounts of the exemplar; their rules are fields, so that each can be broken."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.contract.accounts import CHANGE, LOGOUT, RESET, SENT
from tests.contract.exemplar.account_markup import Field, form_of, provider_links
from tests.contract.exemplar.messages import Reply, Request
from tests.harness.mail import Letter
from tests.harness.members import LOGIN, REGISTER

if TYPE_CHECKING:
    from tests.contract.exemplar.site import Exemplar

Handler = Callable[[Request], Reply]
Problems = Mapping[str, str]
EMAIL = re.compile(r"[^@\s\0]{1,64}@[^@\s\0]+\.[^@\s\0]+")
NEW = Field("new", "New password", "password", "new-password")
WRONG = "The user name or the password is wrong."


@dataclass
class User:
    """Somebody who has registered."""

    username: str
    email: str
    password: str


@dataclass
class AccountRules:
    """Rules of the accounts, and who has one."""

    accounts: bool = False
    users: dict[str, User] = field(default_factory=dict)
    logged_in: dict[str, str] = field(default_factory=dict)  # visitor → user name
    links: dict[str, str] = field(default_factory=dict)  # token of a mail → user name
    failures: dict[tuple[str, str], int] = field(default_factory=dict)
    letters: list[Letter] = field(default_factory=list)
    usernames: str = r"[a-z0-9][a-z0-9._-]{0,29}"
    lowers: bool = True
    passwords: range = range(12, 129)
    own_password: bool = True  # one that is the name or the address is refused
    read_password: Callable[[str], str] = str
    next_paths: str = r"/(?![/\\])[^\x00-\x1f\x7f\\]*"
    tries: int = 5
    counts_by: Callable[[str, str], tuple[str, str]] = lambda name, client: (name, client)
    tells_who_is_known: bool = False
    tells_addresses: bool = False
    rotates: bool = True
    ends_at_log_out: bool = True
    ends_others: bool = True
    ends_links: bool = False  # with the first try
    link_length: int = 32
    mixes_links: bool = False
    mails: int | None = None  # for one address
    believes_host: str = "Host"
    keeps_links: bool = False
    sends_to: str = ""  # an address that gets every mail too
    link: str = "{origin}" + RESET + "/{token}"
    asks_old_password: bool = True
    guarded: bool = True
    own_notes: bool = True
    no_store: bool = True


def handlers(site: Exemplar, path: str) -> dict[str, Handler]:
    """Return what answers a path of the accounts: method → handler."""
    desk = Desk(site)
    known: dict[str, dict[str, Handler]] = {
        REGISTER: {"GET": desk.register_form, "POST": desk.register},
        LOGIN: {"GET": desk.login_form, "POST": desk.log_in},
        LOGOUT: {"POST": desk.log_out},
        CHANGE: {"GET": desk.change_form, "POST": desk.change},
        RESET: {"GET": desk.reset_form, "POST": desk.ask},
        SENT: {"GET": desk.sent},
    }
    if path not in known and path.startswith(f"{RESET}/") and desk.owner(path):
        return {"GET": desk.link_form, "POST": desk.use_link}
    return known.get(path, {})


def log_in_first(site: Exemplar, request: Request) -> Reply | None:
    """Send an anonymous visitor to the log-in page; None for members."""
    if not site.accounts or not site.guarded or site.user(request):
        return None
    return redirect(f"{LOGIN}?next={quote(request.target, safe='/')}", 302)


def redirect(location: str, status: int = 303) -> Reply:
    """Return a redirect."""
    return Reply(status, "text/plain", "").having("Location", location)


class Desk:
    """The pages of the accounts."""

    def __init__(self, site: Exemplar) -> None:
        self.site = site

    def page(
        self, request: Request, title: str, fields: list[Field], problems: Problems | None = None
    ) -> Reply:
        """Return a page with a form, with what was typed where there are problems."""
        found = problems or {}
        hidden = {"token": self.site.issue(request)}
        if "next" in request.query or "next" in request.form:
            hidden["next"] = request.form.get("next") or request.query["next"][0]
        body = form_of(request.path, title, hidden, fields, request.form, found)
        if self.site.social_login and request.path in (LOGIN, REGISTER):
            body += provider_links(hidden.get("next", ""))
        status, prefix = (422, "Error: ") if found else (200, "")
        return self.site.remembered(
            request, self.site.page(request, status, title, body, prefix), hidden["token"]
        )

    def register_form(self, request: Request, problems: Problems | None = None) -> Reply:
        """Show the form that makes an account."""
        fields = [
            Field("username", "User name", "text", "username"),
            Field("email", "E-mail address", "email", "email"),
            Field("password", "Password", "password", "new-password"),
        ]
        return self.page(request, "Register", fields, problems)

    def register(self, request: Request) -> Reply:
        """Make an account, or say what is wrong."""
        form = request.form
        name, email = self.name(form), form.get("email", "")
        problems = self.password_problems("password", form.get("password", ""), name, email)
        if not re.fullmatch(self.site.usernames, name, re.ASCII) or name in self.site.users:
            problems["username"] = "taken, or no user name"
        if not EMAIL.fullmatch(email) or len(email) > 254 or self.is_told(email):
            problems["email"] = "no e-mail address"
        if problems:
            return self.register_form(request, problems)
        password = self.site.read_password(form.get("password", ""))
        self.site.users[name] = User(name, email, password)
        return self.enter(request, name, "/")

    def is_told(self, email: str) -> bool:
        """Tell whether an address is refused since somebody has it."""
        known = [user.email for user in self.site.users.values()]
        return self.site.tells_addresses and email in known

    def name(self, form: Mapping[str, str]) -> str:
        """Return the user name in a form."""
        name = form.get("username", "").strip()
        return name.lower() if self.site.lowers else name

    def password_problems(self, name: str, password: str, *own: str) -> dict[str, str]:
        """Say what is wrong with a new password."""
        is_own = self.site.own_password and password.lower() in [text.lower() for text in own]
        if len(password) not in self.site.passwords or is_own:
            return {name: "12 to 128 characters"}
        return {}

    def login_form(self, request: Request, problems: Problems | None = None) -> Reply:
        """Show the form that logs in."""
        fields = [
            Field("username", "User name", "text", "username"),
            Field("password", "Password", "password", "current-password"),
        ]
        return self.page(request, "Log in", fields, problems)

    def log_in(self, request: Request) -> Reply:
        """Log somebody in."""
        name = self.name(request.form)
        user = self.site.users.get(name)
        if self.site.has_failed_too_often(request, name):
            return self.site.error(request, 429).having("Retry-After", "900")
        if user is None and self.site.tells_who_is_known:
            return self.login_form(request, {"username": "Nobody has that name."})
        password = self.site.read_password(request.form.get("password", ""))
        if user is None or user.password != password:
            self.site.count_failure(request, name)
            return self.login_form(request, {"": WRONG})
        target = request.form.get("next", "/")
        return self.enter(request, name, target if self.is_ours(target) else "/")

    def is_ours(self, target: str) -> bool:
        """Tell whether somebody may be sent there."""
        return re.fullmatch(self.site.next_paths, target, re.DOTALL) is not None

    def enter(self, request: Request, name: str, target: str) -> Reply:
        """Log a user in, in a new session."""
        old = self.site.visitor_of(request)
        visitor = secrets.token_hex(16) if self.site.rotates or not old else old
        self.site.logged_in[visitor] = name
        return self.site.with_cookie(redirect(target), visitor)

    def log_out(self, request: Request) -> Reply:
        """End the session."""
        if self.site.ends_at_log_out:
            self.site.logged_in.pop(self.site.visitor_of(request), None)
        return self.site.with_cookie(redirect("/"), secrets.token_hex(16))

    def change_form(self, request: Request, problems: Problems | None = None) -> Reply:
        """Show the form that changes the password."""
        fields = [Field("old", "Old password", "password", "current-password"), NEW]
        first = log_in_first(self.site, request)
        return first or self.page(request, "Change password", fields, problems)

    def change(self, request: Request) -> Reply:
        """Change the password."""
        user = self.site.users.get(self.site.user(request))
        if user is None:
            return redirect(f"{LOGIN}?next={CHANGE}")
        new = request.form.get("new", "")
        problems = self.password_problems("new", new, user.username, user.email)
        if self.site.asks_old_password and request.form.get("old", "") != user.password:
            problems["old"] = "not your password"
        if problems:
            return self.change_form(request, problems)
        self.site.set_password(user, new, besides=self.site.visitor_of(request))
        return redirect("/")

    def reset_form(self, request: Request, problems: Problems | None = None) -> Reply:
        """Show the form that asks for a mail."""
        fields = [Field("email", "E-mail address", "email", "email")]
        return self.page(request, "Reset password", fields, problems)

    def ask(self, request: Request) -> Reply:
        """Send a mail to those whose address it is."""
        email = request.form.get("email", "")
        if not EMAIL.fullmatch(email):
            return self.reset_form(request, {"email": "no e-mail address"})
        found = [user for user in self.site.users.values() if user.email == email]
        for user in found[: self.site.mails]:
            self.site.send_link(request, user)
        if not found and self.site.tells_who_is_known:
            return self.reset_form(request, {"email": "Nobody has that address."})
        return redirect(SENT)

    def sent(self, request: Request) -> Reply:
        """Say that mail is on its way, if it is."""
        return self.site.page(request, 200, "Reset password", "<p>Look into your mail.</p>")

    def owner(self, path: str) -> str:
        """Return the name of whom a link was sent to; an empty string for nobody."""
        length, token = self.site.link_length, path.removeprefix(f"{RESET}/")
        known = {link[:length]: name for link, name in self.site.links.items()}
        name = known.get(token[:length] if length < 32 else token, "")
        return [*self.site.users][-1] if name and self.site.mixes_links else name

    def link_form(self, request: Request, problems: Problems | None = None) -> Reply:
        """Show the form that a link in a mail leads to."""
        return self.page(request, "Reset password", [NEW], problems)

    def use_link(self, request: Request) -> Reply:
        """Set the password of whom the link was sent to."""
        user = self.site.users[self.owner(request.path)]
        if self.site.ends_links:
            self.site.links.clear()
        new = request.form.get("new", "")
        problems = self.password_problems("new", new, user.username, user.email)
        if problems:
            return self.link_form(request, problems)
        self.site.set_password(user, new)
        return redirect(LOGIN)
