"""Requests to providers: bounded in time and size, their answers checked."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus, urlencode

from tornado.escape import json_decode
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.simple_httpclient import SimpleAsyncHTTPClient

SECONDS = 10.0  # for one request, and for all of one log-in
MAX_ANSWER = 256 * 1024  # bytes
AT_ONCE = 100


class ProviderError(Exception):
    """Says what a provider did wrong, for the log: without what it sent."""


def make_client() -> AsyncHTTPClient:
    """Make a client for providers; it is no one's else, as its limits are its own."""
    return SimpleAsyncHTTPClient(
        force_instance=True,
        max_clients=AT_ONCE,
        max_body_size=MAX_ANSWER,
        defaults={
            "connect_timeout": SECONDS,
            "request_timeout": SECONDS,
            "follow_redirects": False,  # a secret goes nowhere else
            "decompress_response": False,  # the limit holds for what is sent
        },
    )


async def fetch_json(
    client: AsyncHTTPClient,
    url: str,
    *,
    form: Mapping[str, str] | None = None,
    user: tuple[str, str] | None = None,
    token: str = "",
) -> dict[str, Any]:
    """Ask for an object in JSON, by POST where there is a form.

    `user` is the client at the provider: https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
    """
    request = HTTPRequest(url, headers={"Accept": "application/json"})
    if form is not None:
        request.method, request.body = "POST", urlencode(form)
        request.headers["Content-Type"] = "application/x-www-form-urlencoded"
    if user:
        request.auth_username, request.auth_password = map(quote_plus, user)
    if token:
        request.headers["Authorization"] = f"Bearer {token}"
    try:
        response = await client.fetch(request)
        return an_object(json_decode(response.body))
    except (HTTPClientError, OSError, ValueError) as error:
        raise ProviderError(fault(error)) from None


def fault(error: Exception) -> str:
    """Say what went wrong, without the text that a provider sent."""
    if isinstance(error, HTTPClientError):
        return f"it answered {error.code}"
    return f"it gave no answer that can be used ({type(error).__name__})"


def an_object(answer: object) -> dict[str, Any]:
    """Return an answer that is an object."""
    if not isinstance(answer, dict):
        raise ProviderError("it answered with no object")
    return answer


def text(answer: Mapping[str, Any], name: str) -> str:
    """Return a text that has to be in an answer."""
    found = words(answer, name)
    if not found:
        raise ProviderError(f"its answer lacks {name}")
    return found


def words(answer: Mapping[str, Any], name: str) -> str:
    """Return a text that may be in an answer; empty where there is none."""
    found = answer.get(name)
    return found if isinstance(found, str) else ""
