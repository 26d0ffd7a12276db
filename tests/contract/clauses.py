"""Names the clause of the contract that a test holds, and the sites that it speaks of."""

from __future__ import annotations

from typing import Any

import pytest

# What begins so speaks of pages and their forms: it holds where a template engine makes some.
OF_PAGES = (
    "cookies",
    "csrf.refused",
    "csrf.stable",
    "database",
    "errors.accept",
    "errors.pages",
    "form",
    "notes",
    "pages",
    "stop.in_flight",
)


def clause(
    name: str, *, production: bool | None = None, own_server: bool = False, **options: Any
) -> pytest.MarkDecorator:
    """Mark a test as holding a clause of docs/contract.md.

    `production` says for which way of running it holds, None for both; `own_server` that the suite
    must have started the server itself, with settings and mail that a given one may not have. Every
    other name is an option of projects, with the answer that the site must have been made with.
    """
    if name.startswith(OF_PAGES):
        options = {"template_engine": True, **options}
    return pytest.mark.clause(name, production=production, own_server=own_server, options=options)
