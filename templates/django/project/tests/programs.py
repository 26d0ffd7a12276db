"""Clients that are programs: what opens the API for them is a token, and no cookie."""

from typing import Any

from django.test import Client

from .conftest import PASSWORD


def ask_for_token(username: str = "ada", password: str = PASSWORD) -> Any:
    """Send a user name and a password, and return the answer."""
    credentials = {"username": username, "password": password}
    client = Client(enforce_csrf_checks=True)
    return client.post("/api/tokens", credentials, "application/json")


def with_header(value: str) -> Client:
    """Return a client that sends `Authorization` with each request."""
    headers = {"Authorization": value}
    return Client(enforce_csrf_checks=True, headers=headers)


def program(username: str = "ada") -> Client:
    """Return a client with a token."""
    return with_header(f"Bearer {ask_for_token(username).json()['token']}")
