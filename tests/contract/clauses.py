"""Names the clause of the contract that a test holds, and the sites that it speaks of."""

from __future__ import annotations

from typing import Any

import pytest


def clause(
    name: str, *, production: bool | None = None, own_server: bool = False, **options: Any
) -> pytest.MarkDecorator:
    """Mark a test as holding a clause of docs/contract.md.

    `production` says for which way of running it holds, None for both; `own_server` that the suite
    must have started the server itself, with settings and mail that a given one may not have. Every
    other name is an option of projects, with the answer that the site must have been made with.
    """
    return pytest.mark.clause(name, production=production, own_server=own_server, options=options)
