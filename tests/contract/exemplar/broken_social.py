"""Rules of log-in by others, each broken."""

from __future__ import annotations

from typing import Any

from tests.contract.exemplar.account_markup import START
from tests.contract.exemplar.broken_accounts import on
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
from tests.contract.exemplar.social import CALLBACK
from tests.harness.members import LOGIN, REGISTER

ON = {"accounts": True, "social_login": True}
FAULT = "test_a_fault_of_the_provider_lets_nobody_in"


def rule(*noticed_by: str, production: bool = False, **rules: Any) -> Broken:
    """Break a rule of a site with log-in by others."""
    return Broken(rules, noticed_by, production, ON)


def sent(change: Change, *noticed_by: str) -> Broken:
    """Break what a site with log-in by others sends."""
    return after(change, *noticed_by, **ON)


RULES: dict[str, Broken] = {
    "a link of other words": sent(
        replaced("Continue with", "Go to"), "test_a_link_leads_to_the_provider"
    ),
    "no link on the register page": sent(
        on(REGISTER, replaced('class="providers"', 'class="others"')),
        "test_a_link_leads_to_the_provider",
    ),
    "the register page leads to the log-in page": sent(
        on(REGISTER, replaced(START, LOGIN)), "test_the_register_page_leads_there_too"
    ),
    "caches keep the way": sent(
        on(START, dropped("Cache-Control")),
        "test_the_link_asks_the_provider_as_it_should_be_asked",
    ),
    "secrets are always the same": rule(
        "test_each_departure_has_secrets_of_its_own", secret=lambda: "x" * 43
    ),
    "a query goes on to the provider": rule(
        "test_no_query_of_the_link_changes_what_the_provider_is_asked", takes_query=True
    ),
    "nobody is let in": sent(
        on(CALLBACK, on_status(303, changed("Location", LOGIN))),
        "test_somebody_new_becomes_a_user",
        "test_an_address_that_is_not_verified_is_not_taken",
    ),
    "nobody is known again": rule(
        "test_whoever_comes_again_is_the_same_user",
        "test_their_notes_are_there_when_they_come_again",
        "test_a_subject_of_the_greatest_length_is_known_again",
        remembers=False,
    ),
    "an empty password is the right one": rule(
        "test_nobody_logs_in_without_a_password", new_password=lambda: " "
    ),
    "subjects in any case": rule("test_a_subject_is_taken_to_the_letter", subject_key=str.lower),
    "subjects without spaces": rule("test_a_subject_is_taken_to_the_letter", subject_key=str.strip),
    "subjects are cut off": rule(
        "test_a_subject_of_the_greatest_length_is_known_again",
        subject_key=lambda subject: subject[:200],
    ),
    "any user name": rule(
        "test_a_user_name_keeps_to_the_rules", "test_no_claim_breaks_the_site", cleans=False
    ),
    "another name for who has none": rule(
        "test_without_a_user_name_it_is_the_name_in_the_address", fallback="nobody"
    ),
    "two of the same name": rule("test_a_name_that_somebody_has_gets_a_number", numbers=False),
    "an address opens an account": rule(
        "test_an_address_opens_nobody_s_account", joins_by_address=True
    ),
    "no address is taken": rule(
        "test_a_verified_address_is_taken", takes_address=lambda _verified: False
    ),
    "every address is taken": rule(
        "test_an_address_that_is_not_verified_is_not_taken",
        takes_address=lambda _verified: True,
    ),
    "what looks verified is": rule(
        "test_an_address_that_is_not_verified_is_not_taken", takes_address=bool
    ),
    "an address for two": rule("test_an_address_that_somebody_has_is_not_taken", checks_free=False),
    "no details are asked for": rule(
        "test_what_the_token_leaves_out_is_asked_for", asks_details=False
    ),
    "another's details are taken": rule(
        "test_another_s_details_are_not_taken", unchecked="details"
    ),
    "any state": rule("test_a_wrong_state_is_refused", checks_state=False),
    "a state for ever": rule("test_a_state_is_good_for_once", once=False),
    "a state for everybody": rule(
        "test_a_state_is_good_in_its_own_browser_alone",
        "test_who_comes_back_by_a_forged_link_stays_who_they_are",
        own_browser=False,
    ),
    "a refusal needs no state": rule(
        "test_the_wrong_state_of_a_refusal_is_refused_too", refusal_first=True
    ),
    "one way at a time": rule("test_two_tabs_do_not_disturb_each_other", two_at_once=False),
    "a refusal is a fault": sent(
        on(CALLBACK, on_status(303, status(303, 500))),
        "test_who_is_refused_at_the_provider_is_not_let_in",
    ),
    **{
        f"{name} is not checked": rule(FAULT, unchecked=name)
        for name in ("signature", "issuer", "audience", "nonce", "expiry", "subject")
    },
    "whoever comes back is led home": rule(
        "test_whoever_comes_back_is_led_to_where_they_were", keeps_next=False
    ),
    "whoever comes back is led anywhere": rule(
        "test_nobody_who_comes_back_is_led_to_another_site", next_paths=r".*"
    ),
    "the session stays": rule(
        "test_a_cookie_from_before_they_came_back_opens_nothing", rotates=False
    ),
    "who is in stays who they are": rule(
        "test_whoever_comes_back_as_somebody_else_is_that_one", stays=True
    ),
    "the session before goes on": rule(
        "test_each_time_has_a_session_of_its_own", ends_before=False
    ),
    "two at once are two": rule("test_two_first_log_ins_at_once_make_one_user", locks=False),
}
