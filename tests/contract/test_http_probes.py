"""Probes: what an orchestrator asks."""

from __future__ import annotations

import pytest

from tests.contract.clauses import clause
from tests.harness.browser import Site

READY = {"status": "ok", "database": "ok", "migrations": "ok"}


@clause("probes.health")
def test_healthz_says_that_the_process_lives(site: Site) -> None:
    answer = site.browser().get("/healthz")
    assert (answer.status, answer.media_type) == (200, "application/json"), str(answer)
    assert answer.json() == {"status": "ok"}


@clause("probes.ready", orm=True)
def test_readyz_says_that_the_database_is_there_and_up_to_date(site: Site) -> None:
    answer = site.browser().get("/readyz")
    assert (answer.status, answer.media_type) == (200, "application/json"), str(answer)
    assert answer.json() == READY


@clause("probes.ready", orm=False)
def test_readyz_says_nothing_of_a_database_that_there_is_not(site: Site) -> None:
    answer = site.browser().get("/readyz")
    assert (answer.status, answer.media_type) == (200, "application/json"), str(answer)
    assert answer.json() == {"status": "ok"}


@clause("probes.health")
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_probe_sets_no_cookie(site: Site, path: str) -> None:
    assert site.browser().get(path).all("Set-Cookie") == []
