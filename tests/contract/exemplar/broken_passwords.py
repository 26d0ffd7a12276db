"""Rules on changing and resetting passwords, each broken."""

from __future__ import annotations

from tests.contract.accounts import CHANGE, RESET
from tests.contract.exemplar.broken_accounts import leading, on, rule, sent
from tests.contract.exemplar.changes import Broken, replaced, status

RULES: dict[str, Broken] = {
    "a changed password leads nowhere": sent(
        on(CHANGE, leading("/nowhere")),
        "test_the_new_password_opens_the_account_and_the_old_one_no_more",
    ),
    "other sessions stay": rule(
        "test_a_changed_password_ends_every_other_session",
        "test_the_mail_of_one_link_of_this_site_sets_a_password",
        ends_others=False,
    ),
    "the old password is not asked for": rule(
        "test_who_does_not_know_the_old_password_changes_nothing", asks_old_password=False
    ),
    "a reset is told by its address": sent(
        on(RESET, leading(f"{RESET}/done")),
        "test_who_asks_for_a_reset_is_told_the_same_known_or_not",
    ),
    "mail to somebody else too": rule(
        "test_the_mail_goes_to_the_member_alone_and_names_the_site", sends_to="eve@example.org"
    ),
    "a link of another site": rule(
        "test_the_mail_of_one_link_of_this_site_sets_a_password",
        link="https://evil.example" + RESET + "/{token}",
    ),
    "two links in a mail": rule(
        "test_the_mail_of_one_link_of_this_site_sets_a_password",
        link="{origin}" + RESET + "/{token}\n{origin}/",
    ),
    "a link in the middle of a line": rule(
        "test_the_mail_of_one_link_of_this_site_sets_a_password",
        link="go to {origin}" + RESET + "/{token}",
    ),
    "a header names the host": rule(
        "test_no_header_decides_where_the_link_leads", believes_host="X-Forwarded-Host"
    ),
    "a link works for ever": rule(
        "test_a_link_works_once",
        "test_a_link_from_before_the_password_changed_is_of_no_use",
        keeps_links=True,
    ),
    "a link ends with the first try": rule(
        "test_a_link_is_still_good_when_the_first_password_was_refused", ends_links=True
    ),
    "half a link is enough": rule("test_a_garbled_link_is_of_no_use", link_length=20),
    "a link is anybody's": rule("test_one_s_link_sets_nobody_else_s_password", mixes_links=True),
    "a gone link is a page like others": sent(
        status(404, 200),
        "test_a_garbled_link_is_of_no_use",
        "test_a_link_works_once",
    ),
    "one mail for all": rule("test_each_account_of_an_address_gets_a_mail_of_its_own", mails=1),
    "a used link shows its form": sent(
        replaced("<h1>Page not found</h1>", '<h1>Set</h1><input type="password" name="new">'),
        "test_a_garbled_link_is_of_no_use",
    ),
}
