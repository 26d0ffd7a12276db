"""How providers are asked who somebody is; most of it is allauth's.

https://docs.allauth.org/en/latest/socialaccount/
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.facebook.views import FacebookOAuth2Adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter
from allauth.socialaccount.providers.twitter_oauth2.views import TwitterOAuth2Adapter
from django.http import HttpRequest
from django.urls import reverse

NOT_UNDERSTOOD = (
    AttributeError,
    KeyError,
    RecursionError,
    TypeError,
    ValueError,
    jwt.PyJWTError,
)


class ProviderFaultError(OAuth2Error):
    """Says what is wrong with an answer, and nothing of what stands in it."""


@contextmanager
def reading() -> Iterator[None]:
    """Say of an answer that is not as it should be that it is the provider's fault."""
    try:
        yield
    except NOT_UNDERSTOOD as error:
        raise ProviderFaultError(f"not understood: {type(error).__name__}") from error


class CarefulAdapter(OAuth2Adapter):
    """What all of them do in our way."""

    def get_provider(self) -> Any:
        """Return the provider, as the settings name it."""
        adapter = get_adapter(self.request)
        return adapter.get_provider(self.request, self.provider_id)

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """Return the address that is registered with the provider."""
        return request.build_absolute_uri(
            reverse("social:callback", args=[self.get_provider().sub_id])
        )

    def get_access_token_data(self, *args: Any, **kwargs: Any) -> Any:
        """Exchange the code."""
        with reading():
            return super().get_access_token_data(*args, **kwargs)

    def parse_token(self, data: Any) -> SocialToken:
        """Take the token, which is used at once and not kept."""
        with reading():
            return SocialToken(token=data["access_token"])

    def complete_login(
        self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Find out who it is."""
        with reading():
            found: SocialLogin = super().complete_login(request, app, token, **kwargs)
        return found


class FacebookAdapter(CarefulAdapter, FacebookOAuth2Adapter):
    """Facebook: by POST, which leaves our secret out of the address."""

    access_token_method = "POST"  # noqa: S105


class XAdapter(CarefulAdapter, TwitterOAuth2Adapter):
    """X, formerly Twitter."""

    provider_id = "x"
