"""The pages of the exemplar that editors write, and its editor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.contract.exemplar.accounts import log_in_first
from tests.contract.exemplar.messages import Reply, Request

if TYPE_CHECKING:
    from tests.contract.exemplar.site import Exemplar

Handler = Callable[[Request], Reply]
EDITOR = "/editor/"
PAGES = "/pages"


@dataclass
class CmsRules:
    """Rules of the pages, and who is let into the editor."""

    cms: bool = False
    lets_edit: Callable[[bool], bool] = bool  # whether one is staff → whether one gets in
    asks_editors: bool = True  # to log in
    finds: Callable[[str], bool] = lambda path: path == PAGES


def handlers(site: Exemplar, path: str) -> dict[str, Handler]:
    """Return what answers a path of the pages or of the editor: method → handler."""
    if path.startswith(EDITOR):
        return {"GET": lambda request: editor(site, request)}
    if site.finds(path):
        return {"GET": lambda request: site.page(request, 200, "Pages", "")}
    return {}


def editor(site: Exemplar, request: Request) -> Reply:
    """Let staff in alone."""
    first = log_in_first(site, request) if site.asks_editors else None
    if first is None and not site.lets_edit(site.user(request) in site.staff):
        return site.error(request, 403)
    page = site.page(request, 200, "Editor", "").having("Cache-Control", "no-store")
    return first or page
