"""Tells a load balancer or an orchestrator how the site is."""

import logging

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer while the process lives."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Tell whether the site can do its work: is the database there, and up to date?"""
    try:
        migrations = "pending" if migrations_are_pending() else "ok"
    except Error as error:
        logger.warning("The database is unavailable: %s", error)
        return readiness("unavailable", database="unavailable", migrations="unknown")
    status = "ok" if migrations == "ok" else "unavailable"
    return readiness(status, database="ok", migrations=migrations)


def migrations_are_pending() -> bool:
    """Tell whether `migrate` would have something to do."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def readiness(status: str, **parts: str) -> JsonResponse:
    """Return the answer, with 503 for all that is not well."""
    code = 200 if status == "ok" else 503
    return JsonResponse({"status": status, **parts}, status=code)
