"""Names the clause of the contract that a test holds, and the sites that it speaks of."""

from __future__ import annotations

import pytest


def clause(
    name: str,
    *,
    example: bool | None = None,
    production: bool | None = None,
    own_server: bool = False,
) -> pytest.MarkDecorator:
    """Mark a test as holding a clause of docs/contract.md.

    `example` and `production` say for which sites it holds, None for both; `own_server` that the
    suite must have started the server itself, with settings that a given one may not have.
    """
    return pytest.mark.clause(name, example=example, production=production, own_server=own_server)
