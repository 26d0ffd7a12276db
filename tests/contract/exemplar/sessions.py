"""Who a visitor of the exemplar is, and what ends that."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field

from tests.contract.exemplar.accounts import AccountRules, User
from tests.contract.exemplar.messages import Reply, Request
from tests.harness.mail import Letter


@dataclass
class Sessions(AccountRules):
    """Cookies, tokens, and the members behind them."""

    production: bool = False
    checks_token: bool = True
    knows_whose_token: bool = True
    tokens: dict[str, str] = field(default_factory=dict)
    api_tokens: dict[str, str] = field(default_factory=dict)

    @property
    def cookie(self) -> str:
        """Return the name of the cookie."""
        return "__Host-visitor" if self.production else "visitor"

    def visitor_of(self, request: Request) -> str:
        """Return the visitor's number; an empty string for none."""
        match = re.search(rf"{self.cookie}=([0-9a-f]{{32}})", request.headers.get("Cookie", ""))
        return match[1] if match else ""

    def user(self, request: Request) -> str:
        """Return the name of who is logged in; an empty string for nobody."""
        return self.logged_in.get(self.visitor_of(request), "")

    def issue(self, request: Request) -> str:
        """Make a token for a form."""
        token = secrets.token_hex(16)
        self.tokens[token] = self.visitor_of(request) or secrets.token_hex(16)
        return token

    def remembered(self, request: Request, reply: Reply, token: str) -> Reply:
        """Return the reply with the cookie of whom the token was made for, if that is new."""
        owner = self.tokens[token]
        return reply if owner == self.visitor_of(request) else self.with_cookie(reply, owner)

    def with_cookie(self, reply: Reply, visitor: str) -> Reply:
        """Return the reply with a visitor's cookie."""
        flags = "; Secure" if self.production else ""
        line = f"{self.cookie}={visitor}; Path=/; HttpOnly; SameSite=Lax{flags}"
        return reply.having("Set-Cookie", line)

    def is_own(self, request: Request) -> bool:
        """Tell whether a form holds the visitor's own token."""
        token = request.form.get("token") or request.headers.get("X-CSRFToken", "")
        owner = self.tokens.get(token)
        known = not self.knows_whose_token or owner == self.visitor_of(request)
        return owner is not None and known

    def key(self, request: Request, name: str) -> tuple[str, str]:
        """Return what failures are counted by."""
        client = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
        return self.counts_by(name, client)

    def has_failed_too_often(self, request: Request, name: str) -> bool:
        """Tell whether somebody has to wait."""
        return self.failures.get(self.key(request, name), 0) >= self.tries

    def count_failure(self, request: Request, name: str) -> None:
        """Remember that a log-in was wrong."""
        key = self.key(request, name)
        self.failures[key] = self.failures.get(key, 0) + 1

    def make_token(self, name: str) -> str:
        """Make a token that opens the API."""
        token = secrets.token_hex(16)
        self.api_tokens[token] = name
        return token

    def set_password(self, user: User, password: str, besides: str = "") -> None:
        """Give a user another password, and end what the old one has opened."""
        user.password = self.read_password(password)
        if self.ends_others:
            ended = [v for v, name in self.logged_in.items() if name == user.username != v]
            for visitor in set(ended) - {besides}:
                del self.logged_in[visitor]
            self.api_tokens = {t: n for t, n in self.api_tokens.items() if n != user.username}
        if not self.keeps_links:
            self.links = {t: name for t, name in self.links.items() if name != user.username}

    def send_link(self, request: Request, user: User) -> None:
        """Mail a link by which a user can set another password."""
        token = secrets.token_hex(16)
        self.links[token] = user.username
        scheme = "https" if self.production else "http"
        origin = f"{scheme}://{request.headers.get(self.believes_host, request.headers['Host'])}"
        text = (
            f"Your password at Exemplar & sons:\n\n{self.link.format(origin=origin, token=token)}\n"
        )
        for address in filter(None, (user.email, self.sends_to)):
            self.letters.append(Letter(address, "Exemplar & sons", text))
