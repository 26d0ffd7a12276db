"""Log-in by others at the exemplar; its rules are fields, so that each can be broken."""

from __future__ import annotations

import hashlib
import http.client
import itertools
import json
import re
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.contract.exemplar.account_markup import START
from tests.contract.exemplar.accounts import Desk, Handler, User, redirect
from tests.contract.exemplar.messages import Reply, Request
from tests.harness.browser import FORM
from tests.harness.members import LOGIN
from tests.harness.openid import Provider
from tests.harness.rsa import base64url, from_base64url, key_of

if TYPE_CHECKING:
    from tests.contract.exemplar.site import Exemplar

CALLBACK = f"{START}/callback"
BYTES = 100_000
NOT_UNDERSTOOD = (ValueError, KeyError, TypeError, AttributeError, OSError)


@dataclass(frozen=True)
class Departure:
    """Somebody on the way to the provider."""

    visitor: str
    nonce: str
    verifier: str
    target: str


@dataclass
class SocialRules:
    """Rules of log-in by others, and who came by it."""

    social_login: bool = False
    provider: Provider | None = None
    departures: dict[str, Departure] = field(default_factory=dict)
    subjects: dict[str, str] = field(default_factory=dict)  # subject → user name
    lock: Lock = field(default_factory=Lock)
    secret: Callable[[], str] = lambda: secrets.token_urlsafe(32)
    takes_query: bool = False  # over to the provider
    checks_state: bool = True
    once: bool = True
    own_browser: bool = True
    refusal_first: bool = False
    two_at_once: bool = True
    unchecked: str = ""  # what is not checked of a token
    asks_details: bool = True
    subject_key: Callable[[str], str] = str
    remembers: bool = True
    locks: bool = True
    cleans: bool = True
    fallback: str = "user"
    numbers: bool = True
    new_password: Callable[[], str] = lambda: secrets.token_hex(32)
    joins_by_address: bool = False
    takes_address: Callable[[Any], bool] = lambda verified: verified is True
    checks_free: bool = True
    keeps_next: bool = True
    ends_before: bool = True
    stays: bool = False


def handlers(site: Exemplar, path: str) -> dict[str, Handler]:
    """Return what answers a path of log-in by others."""
    gate = Gate(site)
    known: dict[str, dict[str, Handler]] = {
        START: {"GET": gate.start},
        CALLBACK: {"GET": gate.callback},
    }
    return known.get(path, {})


class Gate:
    """The way to the provider, and back."""

    def __init__(self, site: Exemplar) -> None:
        self.site = site
        self.desk = Desk(site)

    @property
    def provider(self) -> Provider:
        """Return who is asked."""
        assert self.site.provider is not None
        return self.site.provider

    def start(self, request: Request) -> Reply:
        """Send the browser to the provider."""
        wanted = request.query.get("next", ["/"])[0] if self.site.keeps_next else "/"
        departure = Departure(
            self.site.visitor_of(request) or secrets.token_hex(16),
            self.site.secret(),
            self.site.secret(),
            wanted if self.desk.is_ours(wanted) else "/",
        )
        if not self.site.two_at_once:
            self.site.departures.clear()
        state = self.site.secret()
        self.site.departures[state] = departure
        digest = hashlib.sha256(departure.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self.provider.client_id,
            "redirect_uri": self.way_back(request),
            "scope": "openid profile email",
            "state": state,
            "nonce": departure.nonce,
            "code_challenge": base64url(digest),
            "code_challenge_method": "S256",
        }
        if self.site.takes_query:
            query |= {name: values[0] for name, values in request.query.items()}
        location = f"{self.provider.url}/authorize?{urlencode(query)}"
        reply = redirect(location, 302).having("Cache-Control", "no-store")
        return self.site.with_cookie(reply, departure.visitor)

    def way_back(self, request: Request) -> str:
        """Return the address that the provider sends browsers to."""
        scheme = "https" if self.site.production else "http"
        return f"{scheme}://{request.headers['Host']}{CALLBACK}"

    def callback(self, request: Request) -> Reply:
        """Answer whom the provider sends back."""
        query = dict(parse_qsl(request.target.partition("?")[2]))
        if self.site.refusal_first and "error" in query:
            return redirect(LOGIN)
        departure = self.departure(request, query.get("state", ""))
        if departure is None:
            return self.site.error(request, 400)
        try:
            claims = self.claims(request, query["code"], departure)
        except NOT_UNDERSTOOD:
            return redirect(LOGIN)
        with self.site.lock if self.site.locks else nullcontext():
            name = self.user(claims)
        old = self.site.visitor_of(request)
        if self.site.stays and old in self.site.logged_in:
            return redirect(departure.target)
        reply = self.desk.enter(request, name, departure.target)
        if self.site.ends_before and self.site.rotates:
            self.site.logged_in.pop(old, None)
        return reply

    def departure(self, request: Request, state: str) -> Departure | None:
        """Return whose state it is, if they have not come back yet."""
        found = self.site.departures.get(state)
        if found is None and not self.site.checks_state and self.site.departures:
            return [*self.site.departures.values()][-1]
        if found is None:
            return None
        if self.site.own_browser and found.visitor != self.site.visitor_of(request):
            return None
        return self.site.departures.pop(state) if self.site.once else found

    def claims(self, request: Request, code: str, departure: Departure) -> dict[str, Any]:
        """Exchange a code for claims, and check them."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.way_back(request),
            "code_verifier": departure.verifier,
            "client_id": self.provider.client_id,
            "client_secret": self.provider.client_secret,
        }
        answer = self.ask("POST", "/token", {"Content-Type": FORM}, urlencode(form))
        claims = self.checked(answer["id_token"], departure.nonce)
        if self.site.asks_details and "preferred_username" not in claims:
            bearer = {"Authorization": f"Bearer {answer['access_token']}"}
            told = self.ask("GET", "/userinfo", bearer)
            if self.site.unchecked != "details" and told["sub"] != claims["sub"]:
                raise ValueError("somebody else's")
            claims = {**claims, **told}
        return claims

    def checked(self, token: str, nonce: str) -> dict[str, Any]:
        """Check a token; return what it says."""
        head, content, signature = token.split(".")
        claims = json.loads(from_base64url(content))
        key = key_of(self.ask("GET", "/jwks")["keys"][0])
        signed = key.has_signed(f"{head}.{content}".encode(), from_base64url(signature))
        good: dict[str, Callable[[], bool]] = {
            "signature": lambda: signed,
            "issuer": lambda: claims["iss"] == self.provider.url,
            "audience": lambda: claims["aud"] == self.provider.client_id,
            "nonce": lambda: claims["nonce"] == nonce,
            "expiry": lambda: claims["exp"] > time.time(),
            "subject": lambda: bool(claims["sub"]),
        }
        for name, test in good.items():
            if name != self.site.unchecked and not test():
                raise ValueError(name)
        claims.setdefault("sub", "nobody")
        return dict(claims)

    def ask(self, method: str, path: str, headers: Any = None, body: str = "") -> dict[str, Any]:
        """Ask the provider."""
        host = urlsplit(self.provider.url).netloc
        connection = http.client.HTTPConnection(host, timeout=5)
        try:
            connection.request(method, path, body or None, headers or {})
            response = connection.getresponse()
            data = response.read(BYTES)
        finally:
            connection.close()
        content = json.loads(data)
        if response.status != 200 or not isinstance(content, dict):
            raise ValueError("a fault of the provider's")
        return content

    def user(self, claims: Mapping[str, Any]) -> str:
        """Return the name of the user; make one of somebody new."""
        subject = self.site.subject_key(claims["sub"])
        email = claims.get("email")
        email = email if isinstance(email, str) else ""
        if subject in self.site.subjects and self.site.remembers:
            return self.site.subjects[subject]
        users = self.site.users
        same = [user for user in users.values() if user.email == email.lower() != ""]
        if same and self.site.joins_by_address:
            return same[0].username
        if not self.site.locks:
            time.sleep(0.1)
        free = not same or not self.site.checks_free
        kept = free and self.site.takes_address(claims.get("email_verified"))
        name = next(name for name in self.names(claims, email) if self.is_free(name))
        users[name] = User(name, email.lower() if kept else "", self.site.new_password())
        self.site.subjects[subject] = name
        return name

    def is_free(self, name: str) -> bool:
        """Tell whether nobody has a name."""
        return name not in self.site.users or not self.site.numbers

    def names(self, claims: Mapping[str, Any], email: str) -> Iterator[str]:
        """Yield the names that somebody may get."""
        wishes = [claims.get("preferred_username"), email.partition("@")[0]]
        texts = [wish for wish in wishes if isinstance(wish, str)]
        if not self.site.cleans:
            yield from [text.lower() for text in texts if text]
        clean = [re.sub(r"[^a-z0-9._-]", "", text.lower()).lstrip("._-")[:24] for text in texts]
        first = next(filter(None, clean), self.site.fallback)
        yield first
        yield from (f"{first}{number}" for number in itertools.count(2))
