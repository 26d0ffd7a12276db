"""What a local OpenID provider knows and answers: it asks nobody, and errs on demand.

OpenID Connect Core 1.0 with PKCE (RFC 7636), as far as a site may use it:
https://openid.net/specs/openid-connect-core-1_0.html. `openid_server.py` serves it.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from threading import Event
from typing import Any
from urllib.parse import urlencode

from tests.harness.rsa import Key, base64url, new_key, signed_token

SCRIPT = "<script>alert('provider')</script>"
# Faults of an ID token, each with the claims that it changes; None leaves a claim out.
BAD_CLAIMS: dict[str, dict[str, Any]] = {
    "wrong issuer": {"iss": "https://evil.example"},
    "no issuer": {"iss": None},
    "wrong audience": {"aud": "another-client"},
    "no audience": {"aud": None},
    "wrong nonce": {"nonce": "another-nonce"},
    "no nonce": {"nonce": None},
    "no subject": {"sub": None},
    "empty subject": {"sub": ""},
    "no expiry": {"exp": None},
    "expired": {"exp": 1_500_000_000, "iat": 1_499_999_000},
}
# Faults of its signature, or of what stands in its place.
BAD_TOKENS = ("another key", "unknown key", "no signature", "signed by the secret", "no token")
# Faults of the answer that holds it.
BAD_ANSWERS = ("error", "broken", "no JSON", "a list", "nothing", "elsewhere", "too large")
SLOW_ANSWERS = ("silent", "dripping")
THIN = ("thin token", "another's userinfo")  # the token tells the subject alone
REFUSALS = {"refused": "access_denied", "fault": "server_error"}


@dataclass(frozen=True)
class Person:
    """Somebody whom the provider knows: the subject, and what it tells of them."""

    subject: str
    claims: Mapping[str, Any] = field(default_factory=dict)


def new_person(**claims: Any) -> Person:
    """Return somebody whom no site knows yet."""
    return Person(f"Subject-{secrets.token_hex(8)}", claims)


@dataclass(frozen=True)
class Grant:
    """What a code stands for."""

    person: Person
    query: Mapping[str, str]


@cache
def usual_key() -> Key:
    """Make the key of all providers of this run."""
    return new_key()


@cache
def another_key() -> Key:
    """Make a key that no provider has."""
    return new_key()


@dataclass
class Provider:
    """The provider; `person` is who it lets in next, `fault` what goes wrong from now on."""

    url: str = ""
    client_id: str = field(default_factory=lambda: f"client-{secrets.token_hex(6)}")
    client_secret: str = field(default_factory=lambda: f"s3:cr%t/{secrets.token_hex(16)}")
    key: Key = field(default_factory=usual_key)
    person: Person = field(default_factory=new_person)
    fault: str = ""
    grants: dict[str, Grant] = field(default_factory=dict)
    access: dict[str, Person] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)  # `GET /authorize`
    complaints: list[str] = field(default_factory=list)  # what a site did wrong
    given: list[str] = field(default_factory=list)  # codes and tokens, which nobody may log
    closing: Event = field(default_factory=Event)

    @property
    def settings(self) -> dict[str, str]:
        """Return the settings of a site that uses it."""
        names = {"ISSUER": self.url, "CLIENT_ID": self.client_id}
        names["CLIENT_SECRET"] = self.client_secret
        return {f"OPENID_{name}": text for name, text in names.items()}

    @contextmanager
    def broken(self, fault: str) -> Iterator[None]:
        """Err in one way until the block ends."""
        self.fault = fault
        try:
            yield
        finally:
            self.fault = ""

    def metadata(self) -> dict[str, Any]:
        """Return what discovery tells."""
        paths = {"authorization_endpoint": "authorize", "token_endpoint": "token"}
        paths |= {"userinfo_endpoint": "userinfo", "jwks_uri": "jwks"}
        return {
            "issuer": "https://evil.example" if self.fault == "another issuer" else self.url,
            **{name: f"{self.url}/{path}" for name, path in paths.items()},
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", "profile", "email"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        }

    def authorize(self, query: Mapping[str, str]) -> str:
        """Return where the browser is sent; raise ValueError when the site asked in a wrong way."""
        wanted = {"response_type": "code", "client_id": self.client_id}
        wanted |= {"code_challenge_method": "S256"}
        wrong = [name for name, text in wanted.items() if query.get(name) != text]
        asked = ("redirect_uri", "state", "nonce", "code_challenge")
        wrong += [name for name in asked if not query.get(name)]
        wrong += [] if "openid" in query.get("scope", "").split() else ["scope"]
        if wrong:
            raise ValueError(f"wrong or missing: {', '.join(wrong)}")
        answer = {"state": query["state"]}
        if self.fault in REFUSALS:
            answer |= {"error": REFUSALS[self.fault], "error_description": SCRIPT}
        else:
            answer["code"] = self._new_secret()
            self.grants[answer["code"]] = Grant(self.person, query)
        return f"{query['redirect_uri']}?{urlencode(answer)}"

    def exchange(self, form: Mapping[str, str]) -> dict[str, Any]:
        """Return the tokens for a code; raise ValueError when it is not the site's to use."""
        grant = self.grants.pop(form.get("code", ""), None)
        if grant is None:
            raise ValueError("no such code, or a used one")
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64url(digest) != grant.query["code_challenge"]:
            raise ValueError("not the verifier of the challenge")
        if form.get("redirect_uri") != grant.query["redirect_uri"]:
            raise ValueError("another redirect_uri")
        if form.get("grant_type") != "authorization_code":
            raise ValueError("another grant_type")
        token = self._new_secret()
        self.access[token] = grant.person
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": 300}
        id_token = self._id_token(grant)
        return answer | ({"id_token": id_token} if id_token else {})

    def _new_secret(self) -> str:
        self.given.append(secrets.token_urlsafe(24))
        return self.given[-1]

    def _id_token(self, grant: Grant) -> str:
        now = int(time.time())
        usual = {"iss": self.url, "aud": self.client_id, "iat": now, "exp": now + 300}
        usual |= {"sub": grant.person.subject, "nonce": grant.query["nonce"]}
        told = {} if self.fault in THIN else dict(grant.person.claims)
        claims = usual | told | BAD_CLAIMS.get(self.fault, {})
        claims = {name: value for name, value in claims.items() if value is not None}
        good = signed_token(self.key, claims)
        content = good.rpartition(".")[0].partition(".")[2]
        if self.fault == "another key":
            return signed_token(another_key(), claims, kid=self.key.kid)
        if self.fault == "unknown key":
            return signed_token(another_key(), claims)
        if self.fault == "no signature":
            return f"{_header('none')}.{content}."
        if self.fault == "signed by the secret":
            return _signed_by_secret(f"{_header('HS256')}.{content}", self.client_secret)
        return "" if self.fault == "no token" else good


def _header(algorithm: str) -> str:
    return base64url(json.dumps({"alg": algorithm, "typ": "JWT"}).encode())


def _signed_by_secret(content: str, secret: str) -> str:
    digest = hashlib.sha256
    inner, outer = (
        bytes(byte ^ pad for byte in secret.encode().ljust(64, b"\0")) for pad in (54, 92)
    )
    return (
        f"{content}.{base64url(digest(outer + digest(inner + content.encode()).digest()).digest())}"
    )
