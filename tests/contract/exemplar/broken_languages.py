"""Rules of the languages, each broken."""

from __future__ import annotations

from typing import Any

from tests.contract.exemplar.changes import Broken, Change, after, changed, dropped, replaced
from tests.contract.exemplar.languages import TRANSLATIONS, in_german
from tests.contract.exemplar.messages import Reply, Request
from tests.harness.options import Options

OPTIONS: Options = {"i18n": True}


def rule(*noticed_by: str, **rules: Any) -> Broken:
    """Break a rule of a site in several languages."""
    return Broken(rules, noticed_by, False, OPTIONS)


def sent(change: Change, *noticed_by: str) -> Broken:
    """Break what such a site sends."""
    return after(change, *noticed_by, i18n=True)


def with_language(_request: Request, reply: Reply) -> Reply:
    """Name a language on answers for programs."""
    if reply.media_type.startswith("text/html"):
        return reply
    return reply.having("Content-Language", "de")


RULES: dict[str, Broken] = {
    "browsers ask in vain": rule(
        "test_a_page_is_in_the_language_that_the_browser_asks_for",
        "test_a_cookie_that_names_no_language_is_as_none",
        asks_browser=False,
    ),
    "what was chosen is forgotten": rule(
        "test_a_language_that_was_chosen_goes_before", asks_cookie=False
    ),
    "no word on the language": sent(
        dropped("Content-Language"), "test_a_page_says_which_language_it_is_in"
    ),
    "caches mix languages": sent(
        changed("Vary", "Accept-Language"), "test_a_page_says_which_language_it_is_in"
    ),
    "Arabic from the left": sent(
        replaced(' dir="rtl"', ""), "test_a_page_says_which_language_it_is_in"
    ),
    "a language that is not listed": sent(
        replaced("Deutsch", "German"), "test_the_footer_of_every_page_lists_the_languages"
    ),
    "no language is the current one": sent(
        replaced(' aria-current="true"', ""), "test_the_footer_of_every_page_lists_the_languages"
    ),
    "a page half in English": rule(
        "test_what_a_page_says_is_in_its_language",
        translates={
            **TRANSLATIONS,
            "de": lambda word: word if word == "Save note" else in_german(word),
        },
    ),
    "Arabic in English letters": rule(
        "test_what_a_page_says_is_in_its_language", translates={**TRANSLATIONS, "ar": in_german}
    ),
    "dates of one language": sent(
        replaced(">de 2", ">en 2"),
        "test_dates_are_written_as_the_language_does_it",
    ),
    "notes turned round": sent(
        replaced(' dir="auto"', ""), "test_what_users_write_has_a_direction_of_its_own"
    ),
    "a cookie that scripts read": rule(
        "test_a_language_is_kept_for_a_year_in_a_cookie_that_scripts_cannot_read",
        language_flags="; Max-Age=31536000; Path=/; SameSite=Lax",
    ),
    "a cookie of one session": rule(
        "test_a_language_is_kept_for_a_year_in_a_cookie_that_scripts_cannot_read",
        language_flags="; Path=/; HttpOnly; SameSite=Lax",
    ),
    "a form that leads away": rule("test_it_leads_to_no_other_site", next_pages=".*"),
    "a form that leads home": rule("test_the_form_leads_back_to_its_page", says_next=False),
    "an answer to a form is led back to": sent(
        lambda request, reply: (
            replaced('<button class="link-button"', '<input type="hidden" name="next" value="/x">')(
                request, reply
            )
            if request.method == "POST"
            else reply
        ),
        "test_a_page_that_answers_a_form_leads_home",
    ),
    "any language is taken": rule("test_a_language_that_there_is_not_is_refused", takes=".*"),
    "a language for whoever asks": rule(
        "test_a_language_is_chosen_by_post_with_the_token_alone", checks_token=False
    ),
    "programs get German": sent(with_language, "test_what_programs_read_is_in_english"),
}
