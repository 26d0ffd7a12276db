"""The providers as allauth knows them: it looks for them in this module.

Google speaks OpenID Connect, too, and so all is checked that can be.
"""

import hashlib
import re
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.providers.facebook.provider import FacebookProvider
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from allauth.socialaccount.providers.openid_connect.provider import (
    OpenIDConnectProvider,
)
from allauth.socialaccount.providers.twitter_oauth2.provider import (
    TwitterOAuth2Provider,
)

from .oauth import FacebookAdapter, XAdapter
from .openid import OpenIDAdapter, nonce_of


def text(value: object) -> str:
    """Return what is a text, and an empty one for all else."""
    return value if isinstance(value, str) else ""


class CarefulProvider(OAuth2Provider):
    """What all of them do in our way."""

    def get_pkce_params(self) -> dict[str, Any]:
        """Bind the code to this log-in: RFC 7636."""
        return dict(generate_code_challenge())

    def extract_extra_data(self, data: Any) -> dict[str, str]:
        """Keep nothing that nobody needs."""
        return {}

    def extract_uid(self, data: Any) -> str:
        """Return the id, which Facebook and X write in digits."""
        uid: str = data["id"]
        if not re.fullmatch(r"[0-9]{1,64}", uid):
            raise ValueError("no id")
        return uid

    def extract_common_fields(self, data: Any) -> dict[str, str]:
        """Return what a user name can be made from."""
        name = data.get("preferred_username") or data.get("username")
        return {"username": text(name), "email": text(data.get("email"))}


class OpenID(CarefulProvider, OpenIDConnectProvider):
    """Any OpenID provider, Google included."""

    oauth2_adapter_class = OpenIDAdapter

    def get_pkce_params(self) -> dict[str, Any]:
        """Add the nonce, which binds the ID token to this log-in."""
        parameters = super().get_pkce_params()
        return parameters | {"nonce": nonce_of(parameters["code_verifier"])}

    def extract_uid(self, data: Any) -> str:
        """Make one key of issuer and subject.

        It fits into the table, and some databases don't tell `a` from `A`.
        """
        return hashlib.sha256(f"{data['iss']}\n{data['sub']}".encode()).hexdigest()

    def extract_email_addresses(self, data: Any) -> list[EmailAddress]:
        """Return the address, if the provider says that it is the user's own."""
        is_verified = data.get("email_verified") is True
        email = text(data.get("email"))
        return [EmailAddress(email=email, verified=True)] if is_verified else []


class Facebook(CarefulProvider, FacebookProvider):
    """Facebook, which does not say of an address whether it is verified."""

    oauth2_adapter_class = FacebookAdapter

    def get_default_scope(self) -> list[str]:
        """Ask for the address, from which the user name is made."""
        return ["email"]

    def get_pkce_params(self) -> dict[str, Any]:
        """Send no challenge: its page forgets it, and its tokens refuse a verifier."""
        return {}

    def get_fields(self) -> list[str]:
        """Return what is asked for."""
        return ["id", "email"]


class X(CarefulProvider, TwitterOAuth2Provider):
    """X, which tells no address."""

    oauth2_adapter_class = XAdapter

    def get_fields(self) -> list[str]:
        """Return what is asked for."""
        return ["id", "username"]


provider_classes = [OpenID, Facebook, X]
