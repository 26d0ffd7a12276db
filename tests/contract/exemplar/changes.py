"""Ways to break the exemplar: a rule of its own, or what it sends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.contract.exemplar.messages import Reply, Request
from tests.harness.options import Options

Change = Callable[[Request, Reply], Reply]


def replaced(old: str, new: str, *, path: str = "") -> Change:
    """Return a change of the pages' markup, or of one page's."""

    def change(request: Request, reply: Reply) -> Reply:
        wanted = not path or request.path == path
        return replace(reply, body=reply.body.replace(old, new)) if wanted else reply

    return change


def dropped(header: str) -> Change:
    """Return a change that leaves a header out."""
    return lambda _request, reply: reply.without(header)


def changed(header: str, value: str) -> Change:
    """Return a change that gives a header another value."""
    return lambda _request, reply: reply.without(header).having(header, value)


def on_status(status: int, change: Change) -> Change:
    """Return a change of the answers with that status alone."""
    return lambda request, reply: change(request, reply) if reply.status == status else reply


def status(old: int, new: int) -> Change:
    """Return a change of a status."""
    return on_status(old, lambda _request, reply: replace(reply, status=new))


def cookies(old: str, new: str) -> Change:
    """Return a change of the lines that set cookies."""

    def change(_request: Request, reply: Reply) -> Reply:
        pairs = [(k, v.replace(old, new) if k == "Set-Cookie" else v) for k, v in reply.headers]
        return replace(reply, headers=tuple(pairs))

    return change


def instead(path: str, new: Reply) -> Change:
    """Return a change that gives another body and status on one path."""

    def change(request: Request, reply: Reply) -> Reply:
        if request.path != path:
            return reply
        return replace(reply, status=new.status, media_type=new.media_type, body=new.body)

    return change


def doubled(_request: Request, reply: Reply) -> Reply:
    """Send a header twice."""
    return reply.having("X-Frame-Options", "DENY")


def echoed(request: Request, reply: Reply) -> Reply:
    """Take over the id that the client sends."""
    sent = request.headers.get("X-Request-ID", reply.headers[-2][1])
    return reply.without("X-Request-ID").having("X-Request-ID", sent[:32])


def forgetting(_request: Request, reply: Reply) -> Reply:
    """Redirect without the query."""
    location = dict(reply.headers).get("Location", "").partition("?")[0]
    return reply.without("Location").having("Location", location) if location else reply


@dataclass(frozen=True)
class Broken:
    """A rule that is turned off, and the tests of which at least one case must fail."""

    rules: Mapping[str, Any]
    noticed_by: tuple[str, ...]
    production: bool = False
    options: Options = field(default_factory=dict)


def after(change: Change, *noticed_by: str, production: bool = False, **options: bool) -> Broken:
    """Break what the site sends."""
    return Broken({"after": change}, noticed_by, production, options)
