"""Rules of the admin, each broken."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.contract.admin import ADMIN
from tests.contract.exemplar.changes import Broken, Change, after, changed, dropped, replaced
from tests.contract.exemplar.messages import Reply, Request


def rule(*noticed_by: str, **rules: Any) -> Broken:
    """Break a rule of a site with an admin."""
    return Broken(rules, noticed_by, False, {"accounts": True, "admin": True})


def sent(change: Change, *noticed_by: str) -> Broken:
    """Break what the pages of the admin are."""

    def there(request: Request, reply: Reply) -> Reply:
        return change(request, reply) if request.path.startswith(ADMIN) else reply

    return after(there, *noticed_by, accounts=True, admin=True)


def added(html: str) -> Change:
    """Return a change that puts something on every page."""
    return replaced("</main>", f"{html}</main>")


def on_query(wanted: Callable[[str], bool]) -> Change:
    """Return a change that breaks on some queries."""

    def change(request: Request, reply: Reply) -> Reply:
        return replace(reply, status=500) if wanted(request.target) else reply

    return change


RULES: dict[str, Broken] = {
    "strangers see the admin": rule(
        "test_a_stranger_is_sent_to_the_site_s_own_log_in_page",
        sends_strangers=False,
        lets_in=lambda _is_staff: True,
    ),
    "strangers get a 403": rule(
        "test_a_stranger_is_sent_to_the_site_s_own_log_in_page",
        "test_log_in_leads_into_the_admin",
        sends_strangers=False,
    ),
    "the log-in page leads elsewhere": sent(
        changed("Location", "/accounts/login"), "test_log_in_leads_into_the_admin"
    ),
    "no short address": rule("test_the_short_address_leads_into_the_admin", short_address=False),
    "members see the admin": rule(
        "test_who_is_not_staff_is_refused_everywhere",
        "test_who_is_not_staff_changes_nothing",
        lets_in=lambda _is_staff: True,
    ),
    "no link for staff": after(
        replaced(">Admin</a>", ">Desk</a>"),
        "test_the_header_leads_staff_there_and_nobody_else",
        accounts=True,
        admin=True,
    ),
    "a link for all": after(
        replaced("</header>", f'<a href="{ADMIN}">Admin</a></header>'),
        "test_the_header_leads_staff_there_and_nobody_else",
        accounts=True,
        admin=True,
    ),
    "another policy": sent(
        changed("Content-Security-Policy", "default-src 'self' 'unsafe-inline'"),
        "test_every_page_of_the_admin_carries_the_headers",
    ),
    "pages of the admin are kept": sent(
        dropped("Cache-Control"), "test_every_page_of_the_admin_carries_the_headers"
    ),
    "an inline script": sent(
        added("<script>go()</script>"), "test_no_page_of_the_admin_needs_what_the_policy_forbids"
    ),
    "an inline handler": sent(
        added('<p onclick="go()">Go</p>'),
        "test_no_page_of_the_admin_needs_what_the_policy_forbids",
    ),
    "a link that is a script": sent(
        added('<a href="javascript:void(0)">Go</a>'),
        "test_no_page_of_the_admin_needs_what_the_policy_forbids",
    ),
    "a foreign script": sent(
        added('<script src="https://cdn.example/x.js"></script>'),
        "test_no_page_of_the_admin_needs_what_the_policy_forbids",
    ),
    "a hash is shown": sent(
        added("<p>scrypt:32768:8:3$salt$00</p>"),
        "test_the_admin_shows_no_password_and_asks_for_none",
    ),
    "a password is asked for": sent(
        added('<input type="password" name="password">'),
        "test_the_admin_shows_no_password_and_asks_for_none",
    ),
    "a search that finds all": rule(
        "test_users_are_found_by_name", "test_notes_of_all_are_found_and_changed", searches=False
    ),
    "nothing is changed": rule(
        "test_a_user_is_changed", "test_notes_of_all_are_found_and_changed", changes=False
    ),
    "any name is taken": rule(
        "test_a_user_gets_no_name_that_can_not_be_registered", checks_names=False
    ),
    "nothing is deleted": rule("test_a_user_is_deleted", "test_a_note_is_deleted", deletes=False),
    "no session ends": rule(
        "test_staff_end_the_sessions_of_a_user_and_no_others", ends_sessions=()
    ),
    "all sessions end": rule(
        "test_staff_end_the_sessions_of_a_user_and_no_others", ends_sessions=("all",)
    ),
    "no token is asked for": rule(
        "test_no_form_of_the_admin_works_without_its_token", checks_token=False
    ),
    "a page number that breaks it": sent(
        on_query(lambda target: re.search(r"page=-", target) is not None),
        "test_nothing_that_is_asked_breaks_the_admin",
    ),
    "a log-in form of its own": after(
        lambda request, reply: (
            replace(reply, status=200) if request.path == f"{ADMIN}login/" else reply
        ),
        "test_the_admin_has_no_log_in_form_of_its_own",
        accounts=True,
        admin=True,
    ),
}
