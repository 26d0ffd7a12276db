"""Rules on registering, logging in and out, and what is whose, each broken."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.contract.accounts import CHANGE, LOGOUT, RESET, SENT
from tests.contract.exemplar.changes import (
    Broken,
    Change,
    after,
    changed,
    dropped,
    on_status,
    replaced,
    status,
)
from tests.contract.exemplar.messages import Reply, Request
from tests.harness.members import LOGIN, REGISTER

ON = {"accounts": True}


def rule(*noticed_by: str, production: bool = False, **rules: Any) -> Broken:
    """Break a rule of a site with accounts."""
    return Broken(rules, noticed_by, production, ON)


def sent(change: Change, *noticed_by: str) -> Broken:
    """Break what a site with accounts sends."""
    return after(change, *noticed_by, accounts=True)


def on(path: str, change: Change, method: str = "") -> Change:
    """Return a change of the answers on one path, or of those to one method on it."""

    def only(request: Request, reply: Reply) -> Reply:
        is_it = request.path == path and method in ("", request.method)
        return change(request, reply) if is_it else reply

    return only


def leading(target: str) -> Change:
    """Return a change of where redirects lead."""
    return on_status(303, changed("Location", target))


def echoed_password(request: Request, reply: Reply) -> Reply:
    """Send back what was typed as a password."""
    typed = request.form.get("password") or request.form.get("new") or ""
    return replace(reply, body=reply.body.replace("</main>", f"<p>{typed}</p></main>"))


def broken_post(request: Request, reply: Reply) -> Reply:
    """Break on forms that are refused."""
    is_refused = request.method == "POST" and reply.status in (400, 422, 429)
    return replace(reply, status=500) if is_refused else reply


def own_header(old: str, new: str) -> Change:
    """Return a change of the header of a member's pages."""
    return replaced(old, new)


def unescaped(_request: Request, reply: Reply) -> Reply:
    """Send to an address with its escapes resolved."""
    location = dict(reply.headers).get("Location", "")
    decoded = location.replace("%5c", "\\").replace("%2f", "/").replace("/../", "/")
    return reply.without("Location").having("Location", decoded) if location else reply


RULES: dict[str, Broken] = {
    "no autocomplete": sent(
        replaced('autocomplete="new-password"', 'autocomplete="off"'),
        "test_an_account_page_has_one_form_with_labels_for_password_managers",
    ),
    "an account form complains at once": sent(
        on(REGISTER, replaced("novalidate>", 'novalidate><p class="error">No</p>'), "GET"),
        "test_an_account_page_that_was_not_sent_yet_complains_of_nothing",
    ),
    "registered but not logged in": rule(
        "test_whoever_registers_is_logged_in",
        after=on(REGISTER, on_status(303, dropped("Set-Cookie"))),
    ),
    "names of two letters": rule(
        "test_a_user_name_of_1_to_30_letters_is_taken", usernames=r"[a-z0-9][a-z0-9._-]{1,29}"
    ),
    "any name": rule("test_what_is_no_user_name_is_refused", usernames=r"(?s).*"),
    "any address": sent(
        on(REGISTER, on_status(422, status(422, 303))), "test_what_is_no_e_mail_address_is_refused"
    ),
    "names in capitals": rule(
        "test_a_user_name_that_is_taken_is_refused_in_any_case",
        "test_a_user_name_is_lower_cased",
        "test_a_name_in_other_letters_is_the_same_name",
        lowers=False,
        usernames=r"[A-Za-z0-9][A-Za-z0-9._-]{0,29}",
    ),
    "addresses are told": rule(
        "test_an_e_mail_address_is_never_told_to_be_known",
        "test_each_account_of_an_address_gets_a_mail_of_its_own",
        tells_addresses=True,
    ),
    "short passwords": rule(
        "test_a_bad_password_is_refused_and_not_echoed",
        "test_a_bad_new_password_changes_nothing",
        passwords=range(8, 129),
    ),
    "the name as a password": rule(
        "test_a_bad_password_is_refused_and_not_echoed", own_password=False
    ),
    "passwords without spaces": rule(
        "test_a_password_of_12_to_128_characters_is_taken_as_it_is_typed", read_password=str.strip
    ),
    "72 letters of a password": rule(
        "test_every_letter_of_a_long_password_counts", read_password=lambda text: text[:72]
    ),
    "a password is echoed": sent(
        on_status(422, echoed_password),
        "test_a_bad_password_is_refused_and_not_echoed",
        "test_what_was_typed_is_kept_besides_the_password",
        "test_who_is_refused_is_not_logged_in_and_no_password_is_echoed",
        "test_who_does_not_know_the_old_password_changes_nothing",
    ),
    "a second try does not register": sent(
        on(REGISTER, on_status(422, replaced('name="token"', 'name="once"'))),
        "test_a_form_that_was_put_right_registers",
    ),
    "odd fields break it": sent(broken_post, "test_odd_fields_never_break_an_account_page"),
    "home is elsewhere": sent(
        on(LOGIN, leading("/nowhere")),
        "test_whoever_logs_in_is_led_home",
        "test_nobody_is_led_to_another_site",
    ),
    "everybody is led home": sent(
        on(LOGIN, leading("/")), "test_whoever_logs_in_is_led_to_where_they_were"
    ),
    "a wrong password loses the way": sent(
        on(LOGIN, on_status(422, replaced('name="next"', 'name="last"'))),
        "test_a_wrong_password_does_not_lose_where_they_were",
    ),
    "any way is followed": rule("test_nobody_is_led_to_another_site", next_paths=r"(?s).*"),
    "ways with two slashes": rule(
        "test_nobody_is_led_to_another_site", next_paths=r"/(?!/)[^\x00-\x1f]*"
    ),
    "ways with control characters": rule(
        "test_nobody_is_led_to_another_site", next_paths=r"(?s)/(?![/\\]).*"
    ),
    "ways are decoded": sent(
        on(LOGIN, unescaped),
        "test_an_odd_path_leads_nowhere_else",
    ),
    "who is known is told": rule(
        "test_a_wrong_password_and_an_unknown_user_get_the_same_answer",
        "test_who_asks_for_a_reset_is_told_the_same_known_or_not",
        tells_who_is_known=True,
    ),
    "refused and logged in": sent(
        on(LOGIN, status(422, 200)),
        "test_no_other_password_opens_an_account",
    ),
    "six tries": rule("test_the_sixth_try_is_refused_whatever_the_password", tries=6),
    "four tries": rule("test_the_limit_does_not_tell_who_is_known", tries=4),
    "a limit without a time": sent(
        dropped("Retry-After"),
        "test_the_sixth_try_is_refused_whatever_the_password",
        "test_the_limit_in_json_is_a_problem",
    ),
    "a limit for all": rule(
        "test_the_limit_of_one_holds_nobody_else_up", counts_by=lambda _name, client: ("", client)
    ),
    "a limit for all clients": rule(
        "test_the_limit_holds_for_one_client_alone",
        production=True,
        counts_by=lambda name, _client: (name, ""),
    ),
    "the session stays the same": rule(
        "test_a_cookie_from_before_the_log_in_opens_nothing", rotates=False
    ),
    "log-out only forgets": rule(
        "test_a_cookie_from_before_the_log_out_opens_nothing", ends_at_log_out=False
    ),
    "another button": sent(
        replaced(">Log out<", ">Exit<"),
        "test_the_button_in_the_header_logs_out",
        "test_the_header_of_a_member_names_them_and_leads_out",
    ),
    "a link logs out": sent(on(LOGOUT, status(405, 200)), "test_no_link_logs_out"),
    "no token for accounts": rule(
        "test_nobody_is_logged_in_by_a_forged_form",
        "test_nobody_is_logged_out_by_a_forged_form",
        "test_nobody_s_password_is_changed_by_a_forged_form",
        "test_nobody_registers_or_asks_for_mail_by_a_forged_form",
        "test_a_link_needs_a_token_of_the_form_too",
        checks_token=False,
    ),
    "anybody's token for accounts": rule(
        "test_nobody_is_logged_in_by_a_forged_form",
        "test_nobody_is_logged_out_by_a_forged_form",
        "test_nobody_s_password_is_changed_by_a_forged_form",
        "test_nobody_registers_or_asks_for_mail_by_a_forged_form",
        knows_whose_token=False,
    ),
    "strangers may write": rule(
        "test_a_stranger_is_sent_to_the_log_in_page_and_back",
        "test_a_stranger_can_not_write_a_note",
        guarded=False,
    ),
    "strangers may count": sent(
        lambda request, reply: (
            replace(reply, status=404) if request.path == "/notes/999999999" else reply
        ),
        "test_a_stranger_can_not_tell_which_notes_there_are",
    ),
    "notes are everybody's": rule(
        "test_a_member_sees_their_own_notes_alone",
        "test_another_s_note_can_not_be_told_from_none",
        "test_pages_of_the_list_count_one_s_own_notes",
        "test_no_field_of_the_form_gives_a_note_to_somebody_else",
        own_notes=False,
    ),
    "no link to register": sent(
        replaced(">Register</a>", ">Join</a>"),
        "test_the_header_of_a_stranger_leads_to_log_in_and_register",
    ),
    "pages of members are kept": rule("test_no_cache_keeps_the_pages_of_a_member", no_store=False),
    "a stranger may see the form": sent(
        on(CHANGE, status(302, 200)), "test_a_stranger_has_no_password_to_change"
    ),
    "a form on the page after it": sent(
        on(SENT, replaced("</main>", "<form></form></main>")),
        "test_the_page_after_it_has_no_form",
    ),
    "mail to anything": sent(
        on(RESET, status(422, 303)), "test_no_mail_is_sent_to_what_is_no_address"
    ),
}
