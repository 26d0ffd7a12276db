"""Rules of the pages that editors write, each broken."""

from __future__ import annotations

from typing import Any

from tests.contract.exemplar.changes import Broken, Change, after, changed, dropped, replaced
from tests.contract.exemplar.cms import EDITOR, PAGES
from tests.contract.exemplar.messages import Reply, Request
from tests.harness.options import Options

OPTIONS: Options = {"accounts": True, "admin": True, "cms": True}
FOREIGN = replaced("</head>", '<script src="//cdn.example/x.js"></script></head>')


def rule(*noticed_by: str, **rules: Any) -> Broken:
    """Break a rule of a site with pages that editors write."""
    return Broken(rules, noticed_by, False, OPTIONS)


def sent(path: str, change: Change, *noticed_by: str) -> Broken:
    """Break what is sent below a path."""

    def there(request: Request, reply: Reply) -> Reply:
        return change(request, reply) if request.path.startswith(path) else reply

    return after(there, *noticed_by, accounts=True, admin=True, cms=True)


RULES: dict[str, Broken] = {
    "strangers see the editor": rule(
        "test_a_stranger_is_sent_from_the_editor_to_the_log_in_page",
        asks_editors=False,
        lets_edit=lambda _is_staff: True,
    ),
    "members edit": rule(
        "test_who_is_not_staff_is_refused_by_the_editor", lets_edit=lambda _is_staff: True
    ),
    "nobody edits": rule(
        "test_the_editor_is_open_to_staff_and_loads_nothing_foreign",
        lets_edit=lambda _is_staff: False,
    ),
    "every path is a page": rule(
        "test_an_unknown_page_is_a_404_of_the_site", finds=lambda path: path.startswith(PAGES)
    ),
    "there is no first page": rule(
        "test_the_first_page_is_one_of_the_site", finds=lambda _path: False
    ),
    "a page without the policy": sent(
        PAGES, dropped("Content-Security-Policy"), "test_the_first_page_is_one_of_the_site"
    ),
    "a page loads a script of others": sent(
        PAGES, FOREIGN, "test_a_page_loads_nothing_from_another_host"
    ),
    "a page takes forms": rule("test_a_page_takes_no_form", checks_token=False),
    "the editor loads a script of others": sent(
        EDITOR, FOREIGN, "test_the_editor_is_open_to_staff_and_loads_nothing_foreign"
    ),
    "the editor allows any script": sent(
        EDITOR,
        changed("Content-Security-Policy", "default-src 'self' 'unsafe-inline'"),
        "test_the_policy_of_the_editor_allows_styles_of_scripts_and_no_more",
    ),
}
