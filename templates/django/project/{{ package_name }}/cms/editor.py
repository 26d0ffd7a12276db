"""The editor's guard: who gets in, and by which policy the browser lets it work.

The editor itself is Wagtail's: https://editor.wagtail.org/
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.admin.views.account import AccountView, AvatarSettingsPanel

View = Callable[..., HttpResponseBase]

SITE_POLICY = settings.SECURITY_HEADERS["Content-Security-Policy"]
# It draws some of its parts by style sheets that its scripts write.
EDITOR_POLICY = f"{SITE_POLICY}; style-src-elem 'self' 'unsafe-inline'"
# Wagtail writes a script into these pages, for the field in which a page is chosen.
INLINE_SCRIPTS = {
    "wagtail_bulk_action",
    "wagtailadmin_pages:copy",
    "wagtailadmin_pages:move",
    "wagtailsites:add",
    "wagtailsites:edit",
    "wagtailusers_groups:add",
    "wagtailusers_groups:edit",
}


def for_staff(view: View) -> View:
    """Send strangers to the log-in page; refuse whoever is no editor."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if not (user.is_staff and user.has_perm("wagtailadmin.access_admin")):
            raise PermissionDenied
        response = view(request, *args, **kwargs)
        response.headers["Content-Security-Policy"] = policy(request, response)
        return response

    return login_required(guarded)


def policy(request: HttpRequest, response: HttpResponseBase) -> str:
    """Return what the browser may do with this answer of the editor."""
    if response.headers.get("X-Frame-Options") == "SAMEORIGIN":
        # A preview, which the editor frames.
        return SITE_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    match = request.resolver_match
    if match is not None and match.view_name in INLINE_SCRIPTS:
        return f"{EDITOR_POLICY}; script-src 'self' 'unsafe-inline'"
    return EDITOR_POLICY


class Account(AccountView):
    """What editors choose for themselves: name and theme, but no picture to upload."""

    def get_panels(self) -> list[Any]:
        """Leave out the picture."""
        panels = super().get_panels()
        return [each for each in panels if not isinstance(each, AvatarSettingsPanel)]
