"""Rules on the API, its tokens and its description, each broken."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.contract.api import DOCS, NOTES, OPENAPI, TOKENS
from tests.contract.exemplar.broken_accounts import on
from tests.contract.exemplar.changes import (
    Broken,
    Change,
    after,
    changed,
    dropped,
    instead,
    replaced,
    status,
)
from tests.contract.exemplar.messages import Reply, Request

ON = {"rest_api": True}
BOTH = {"rest_api": True, "accounts": True}


def sent(change: Change, *noticed_by: str) -> Broken:
    """Break what a site with an API sends."""
    return after(change, *noticed_by, rest_api=True)


def rule(*noticed_by: str, **rules: Any) -> Broken:
    """Break a rule of a site with an API."""
    return Broken(rules, noticed_by, options=ON)


def token_rule(*noticed_by: str, **rules: Any) -> Broken:
    """Break a rule of a site with accounts and an API."""
    return Broken(rules, noticed_by, options=BOTH)


def tokens_sent(change: Change, *noticed_by: str) -> Broken:
    """Break what a site with accounts and an API sends."""
    return after(change, *noticed_by, rest_api=True, accounts=True)


def below(change: Change) -> Change:
    """Return a change of the API's answers alone."""
    return lambda request, reply: (
        change(request, reply) if request.path.startswith("/api/") else reply
    )


def described(change: Callable[[dict[str, Any]], None], *noticed_by: str) -> Broken:
    """Break the description."""

    def changed_description(found: dict[str, Any]) -> dict[str, Any]:
        copy: dict[str, Any] = json.loads(json.dumps(found))
        change(copy)
        return copy

    return Broken({"described": changed_description}, noticed_by, options=BOTH)


def as_html(_request: Request, reply: Reply) -> Reply:
    """Send problems as pages."""
    is_problem = reply.media_type == "application/problem+json"
    return replace(reply, media_type="text/html") if is_problem else reply


def heavy(request: Request, reply: Reply) -> Reply:
    """Break on deep and on large JSON."""
    return replace(reply, status=500) if b"[" * 1000 in request.body else reply


RULES: dict[str, Broken] = {
    "the oldest first in the API": rule(
        "test_the_list_is_a_page_of_notes_the_newest_first", newest_first=False
    ),
    "another number on a page of the API": rule(
        "test_every_note_stands_on_one_page_and_each_page_leads_to_the_next", api_page_size=7
    ),
    "a previous page that is none": sent(
        below(replaced('"previous": null', '"previous": "/api/notes?page=0"')),
        "test_every_note_stands_on_one_page_and_each_page_leads_to_the_next",
    ),
    "an empty page of the API": sent(
        below(status(404, 200)),
        "test_a_page_of_the_api_that_is_none_is_not_found",
        "test_a_note_of_the_api_that_is_none_is_not_found",
        "test_every_error_of_the_api_is_a_problem_whatever_is_asked_for",
    ),
    "a title with its spaces in the API": rule(
        "test_a_note_that_was_added_is_there",
        "test_what_is_wrong_is_said_of_each_field_and_nothing_is_stored",
        trims=False,
    ),
    "no place of the new note": sent(
        on(NOTES, dropped("Location")), "test_a_note_that_was_added_is_there"
    ),
    "a time without its zone": sent(
        below(replaced("+00:00", "")),
        "test_a_note_says_when_it_was_written_and_in_which_zone",
    ),
    "other numbers in the API": sent(
        below(replaced('"id": ', '"id": 1')), "test_the_notes_of_the_api_are_those_of_the_pages"
    ),
    "titles of 99 in the API": rule("test_a_note_at_the_limits_is_taken", title_length=99),
    "titles of 101 in the API": rule(
        "test_what_is_wrong_is_said_of_each_field_and_nothing_is_stored", title_length=101
    ),
    "no parameters of media types": sent(
        lambda request, reply: (
            replace(reply, status=415)
            if "charset" in request.headers.get("Content-Type", "")
            else reply
        ),
        "test_a_note_without_a_text_is_taken",
    ),
    "what the API refuses is stored": rule(
        "test_what_is_wrong_is_said_of_each_field_and_nothing_is_stored",
        stores_what_is_refused=True,
    ),
    "no word on the fields": sent(
        replaced('"errors"', '"detail"'),
        "test_what_is_wrong_is_said_of_each_field_and_nothing_is_stored",
    ),
    "422 for no JSON": sent(below(status(400, 422)), "test_what_is_no_json_is_a_problem"),
    "halves of letters break it": rule("test_no_json_breaks_the_api", reads_surrogates=True),
    "depth breaks it": sent(heavy, "test_no_json_breaks_the_api"),
    "forms are read": rule(
        "test_another_media_type_is_refused",
        media_types=("application/json", "text/plain", "application/x-www-form-urlencoded"),
    ),
    "errors of the API are pages": sent(
        as_html,
        "test_every_error_of_the_api_is_a_problem_whatever_is_asked_for",
        "test_without_the_example_the_api_has_no_notes",
    ),
    "405 of the API without Allow": sent(
        below(dropped("Allow")), "test_a_method_that_the_api_has_not_is_told_which_it_has"
    ),
    "422 for large bodies": sent(
        below(status(413, 422)), "test_a_body_of_the_api_over_a_mib_is_refused"
    ),
    "HEAD of the API as text": sent(
        lambda request, reply: (
            replace(reply, media_type="text/plain") if request.method == "HEAD" else reply
        ),
        "test_head_of_the_api_answers_as_get_does",
    ),
    "anybody may read the API": sent(
        changed("Access-Control-Allow-Origin", "*"),
        "test_no_page_of_another_site_may_read_the_api",
    ),
    "a cookie of the API": sent(
        changed("Set-Cookie", "a=b; Path=/; HttpOnly; SameSite=Lax"),
        "test_the_api_sets_no_cookie",
    ),
    "notes of the API without the example": Broken(
        {"after": instead(NOTES, Reply(200, "application/json", "{}"))},
        ("test_without_the_example_the_api_has_no_notes",),
        options={"rest_api": True, "example": False},
    ),
    "a token that can be guessed": tokens_sent(
        on(TOKENS, lambda _request, reply: replace(reply, body='{"token": "1234"}')),
        "test_a_name_and_a_password_get_a_token",
    ),
    "the API tells who is known": token_rule(
        "test_a_wrong_password_and_an_unknown_name_get_the_same_problem", tells_who_is_known=True
    ),
    "a field that lacks is a fault": tokens_sent(
        on(TOKENS, status(422, 400)), "test_what_lacks_a_name_or_a_password_is_invalid"
    ),
    "no JSON gets a token": tokens_sent(
        on(TOKENS, status(400, 201)), "test_what_is_no_json_gets_no_token"
    ),
    "no limit in the API": token_rule(
        "test_the_sixth_try_for_a_token_is_refused_whatever_the_password",
        "test_who_has_failed_at_the_form_gets_no_more_tries_at_the_api",
        limits_tokens=False,
    ),
    "any word before the token": token_rule(
        "test_without_a_good_token_the_notes_are_closed", reads_members=r"(?:\w* )?([0-9a-f]{32})"
    ),
    "401 without a challenge": tokens_sent(
        dropped("WWW-Authenticate"),
        "test_without_a_good_token_the_notes_are_closed",
        "test_only_a_token_can_be_given_up",
    ),
    "one way to write Bearer": token_rule(
        "test_the_scheme_may_be_written_in_any_case", reads_members=r"Bearer ([0-9a-f]{32})"
    ),
    "cookies open the API": token_rule("test_no_cookie_opens_the_api", opened_by_cookies=True),
    "a closed description": tokens_sent(
        on(OPENAPI, status(200, 401)), "test_the_description_is_open_to_all"
    ),
    "notes of the API are everybody's": token_rule(
        "test_a_token_shows_one_s_own_notes_alone", own_notes=False
    ),
    "a token that is given up stays": token_rule(
        "test_a_token_ends_when_it_is_given_up_and_no_other_does", ends_tokens=False
    ),
    "tokens outlive the password": token_rule(
        "test_a_token_ends_when_the_password_changes",
        "test_a_token_ends_when_the_password_is_reset",
        ends_others=False,
    ),
    "a token is a session": tokens_sent(
        lambda request, reply: (
            replace(
                reply, body=reply.body.replace("</header>", '<span class="user">x</span></header>')
            )
            if "Authorization" in request.headers
            else reply
        ),
        "test_a_token_is_no_cookie",
    ),
    "no OpenAPI": described(
        lambda found: found["info"].pop("version"), "test_the_description_is_valid_openapi_3"
    ),
    "an operation is not described": described(
        lambda found: found["paths"].pop("/api/notes/{id}"),
        "test_the_description_has_every_operation_with_its_answers",
    ),
    "an answer is not described": described(
        lambda found: found["paths"]["/api/notes"]["post"]["responses"].pop("422"),
        "test_the_description_has_every_operation_with_its_answers",
        "test_no_request_gets_an_answer_that_is_not_described",
    ),
    "another schema is described": described(
        lambda found: found["components"]["schemas"]["Note"]["properties"]["id"].update(
            type="string"
        ),
        "test_no_request_gets_an_answer_that_is_not_described",
    ),
    "no token in the description": described(
        lambda found: found["paths"]["/api/notes"]["get"].pop("security"),
        "test_the_description_says_what_needs_a_token_and_names_no_other_host",
    ),
    "docs without a heading": sent(
        on(DOCS, replaced("h1>", "h2>")), "test_the_docs_are_a_page_of_the_site"
    ),
    "docs from elsewhere": sent(
        on(DOCS, replaced('src="/static', 'src="//cdn.example')),
        "test_the_docs_load_their_files_from_the_site_itself",
    ),
    "docs with a script in them": sent(
        on(DOCS, replaced("</main>", "<script>1</script></main>")),
        "test_the_docs_hold_no_script_or_style_of_their_own",
    ),
    "a lax policy of the docs": sent(
        on(DOCS, changed("Content-Security-Policy", "default-src 'self' 'unsafe-inline'")),
        "test_the_policy_of_the_docs_allows_icons_at_most",
    ),
    "the policy of the docs everywhere": sent(
        changed("Content-Security-Policy", "default-src 'self'; img-src 'self' data:"),
        "test_no_other_page_has_the_policy_of_the_docs",
    ),
}
