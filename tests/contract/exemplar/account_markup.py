"""The markup of the forms of the exemplar's accounts."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from tests.contract.accounts import CHANGE, LOGOUT
from tests.harness.members import LOGIN, REGISTER

START = "/accounts/social/openid"


@dataclass(frozen=True)
class Field:
    """A field of a form."""

    name: str
    label: str
    type: str
    autocomplete: str

    def html(self, typed: str, problem: str) -> str:
        """Return its markup; a password is never given back."""
        value = "" if self.type == "password" else html.escape(typed)
        marks = f' aria-invalid="true" aria-describedby="{self.name}-error"' if problem else ""
        error = f'<p class="error" id="{self.name}-error">{problem}</p>' if problem else ""
        return (
            f'<div class="field"><label for="{self.name}">{self.label}</label>'
            f'<input id="{self.name}" name="{self.name}" type="{self.type}" value="{value}" '
            f'autocomplete="{self.autocomplete}" required{marks}>{error}</div>'
        )


def form_of(
    action: str,
    title: str,
    hidden: Mapping[str, str],
    fields: list[Field],
    typed: Mapping[str, str],
    problems: Mapping[str, str],
) -> str:
    """Return a form; the problem of no field stands above it."""
    first = f'<p class="error" role="alert">{problems[""]}</p>' if "" in problems else ""
    kept = "".join(
        f'<input type="hidden" name="{name}" value="{html.escape(value)}">'
        for name, value in hidden.items()
    )
    shown = typed if problems else {}
    body = "".join(
        field.html(shown.get(field.name, ""), problems.get(field.name, "")) for field in fields
    )
    return (
        f'<form method="post" action="{action}" novalidate>{first}{kept}{body}'
        f'<button class="button" type="submit">{title}</button></form>'
    )


def account_links(user: str, token: str) -> str:
    """Return what the header of each page holds, for a member or for everybody else."""
    if not user:
        return f'<a href="{LOGIN}">Log in</a> <a href="{REGISTER}">Register</a>'
    return (
        f'<span class="user">{user}</span> <a href="{CHANGE}">Change password</a> '
        f'<form method="post" action="{LOGOUT}">'
        f'<input type="hidden" name="token" value="{token}">'
        '<button type="submit">Log out</button></form>'
    )


def provider_links(target: str) -> str:
    """Return the list of providers that log people in; `target` is where they go afterwards."""
    query = f"?next={quote(target, safe='')}" if target else ""
    link = f'<a class="button provider" href="{START}{query}">Continue with OpenID</a>'
    return f'<ul class="providers"><li>{link}</li></ul>'
