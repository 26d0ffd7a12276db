"""Rules on notes, their form and its token, each broken."""

from __future__ import annotations

import html
from dataclasses import replace

from tests.contract.exemplar.changes import Broken, after, cookies, on_status, replaced, status

RULES: dict[str, Broken] = {
    "oldest first": Broken({"newest_first": False}, ("test_the_newest_note_stands_first",)),
    "no time in the list": after(
        replaced("<time", "<span"),
        "test_each_note_of_the_list_has_a_link_and_a_time",
        "test_a_note_has_its_title_time_text_and_a_link_back",
    ),
    "eleven to a page": Broken(
        {"page_size": 11}, ("test_ten_notes_make_a_page_and_every_note_stands_on_one",)
    ),
    "no links between pages": after(
        replaced('rel="next"', 'rel="older"'),
        "test_a_page_says_where_it_is_and_links_to_its_neighbours",
    ),
    "page 1 is another": after(
        lambda request, reply: (
            replace(reply, body=reply.body.replace('class="notes"', 'class="more"'))
            if "page=1" in request.target
            else reply
        ),
        "test_page_1_is_the_list_itself",
    ),
    "page 0 is page 1": Broken(
        {"page_number": r"\d{1,10}"},
        ("test_a_page_that_is_not_a_whole_number_in_range_is_not_found",),
    ),
    "any page is page 1": after(
        lambda request, reply: replace(reply, status=200) if "page=" in request.target else reply,
        "test_the_page_after_the_last_is_not_found",
    ),
    "an odd page breaks it": after(
        lambda request, reply: replace(reply, status=500) if "%" in request.target else reply,
        "test_an_odd_query_never_breaks_the_list",
        "test_an_odd_path_gets_a_plain_answer",
        "test_an_odd_path_below_the_notes_is_not_found",
    ),
    "an empty box": after(
        replaced("</main>", '<div class="note-text"></div></main>'),
        "test_a_note_without_text_has_no_empty_box",
    ),
    "line breaks lost": after(
        lambda request, reply: (
            replace(reply, body=" ".join(reply.body.split()))
            if request.path.startswith("/notes/")
            else reply
        ),
        "test_line_breaks_of_a_text_are_kept",
    ),
    "notes are not escaped": Broken(
        {"escape": str},
        (
            "test_whatever_a_note_holds_is_shown_and_not_run",
            "test_what_was_typed_is_kept",
            "test_a_title_that_is_too_long_is_kept",
        ),
    ),
    "notes are escaped twice": Broken(
        {"escape": lambda text: html.escape(html.escape(text))},
        ("test_whatever_a_note_holds_is_shown_and_not_run",),
    ),
    "an unknown note is empty": after(status(404, 200), "test_an_unknown_note_is_not_found"),
    "a form without a method": after(
        replaced('method="post"', ""), "test_the_form_is_sent_by_post_to_its_own_address"
    ),
    "a label for nothing": after(
        replaced('for="title"', 'for="name"'), "test_each_field_has_a_label_of_its_own"
    ),
    "no length": after(
        replaced('maxlength="100"', ""),
        "test_fields_say_what_is_required_and_how_long_they_may_be",
    ),
    "complaints at once": after(
        replaced("</form>", '<p class="error">No</p></form>'),
        "test_a_form_that_was_not_sent_yet_complains_of_nothing",
    ),
    "302 after a form": after(status(303, 302), "test_a_valid_form_leads_to_the_stored_note"),
    "titles of 99": Broken({"title_length": 99}, ("test_a_note_at_the_limits_is_stored",)),
    "titles of 101": Broken(
        {"title_length": 101}, ("test_an_invalid_form_comes_again_and_nothing_is_stored",)
    ),
    "a title with its spaces": after(replaced("<h1>", "<h1> "), "test_a_title_is_trimmed"),
    "200 for an invalid form": after(
        status(422, 200),
        "test_an_invalid_form_comes_again_and_nothing_is_stored",
        "test_a_form_without_its_fields_is_invalid_too",
    ),
    "what is refused is stored": Broken(
        {"stores_what_is_refused": True},
        ("test_an_invalid_form_comes_again_and_nothing_is_stored",),
    ),
    "a message on its own": after(
        replaced(' aria-describedby="title-error"', ""),
        "test_each_message_is_tied_to_its_field",
    ),
    "all fields marked": after(
        on_status(422, replaced("maxlength=", 'aria-invalid="true" maxlength=')),
        "test_a_field_in_order_is_not_marked",
    ),
    "what was typed is lost": Broken(
        {"keeps_what_was_typed": False},
        ("test_what_was_typed_is_kept", "test_a_title_that_is_too_long_is_kept"),
    ),
    "a second try is lost": after(
        on_status(422, replaced('name="token"', 'name="once"')),
        "test_a_form_that_was_put_right_is_stored",
    ),
    "an odd form breaks it": after(
        lambda request, reply: (
            replace(reply, status=500)
            if request.method == "POST" and reply.status in (400, 403, 422)
            else reply
        ),
        "test_an_odd_body_never_breaks_the_form",
        "test_an_odd_media_type_never_breaks_the_form",
    ),
    "many fields break it": after(
        lambda request, reply: replace(reply, status=500) if len(request.body) > 20_000 else reply,
        "test_a_form_with_thousands_of_fields_never_breaks_the_site",
        "test_a_body_of_a_mib_is_read",
    ),
    "no token asked for": Broken(
        {"checks_token": False},
        (
            "test_a_forged_form_is_refused_and_nothing_is_stored",
            "test_a_refusal_in_json_is_a_problem",
            "test_a_visitor_without_any_cookie_is_refused",
        ),
    ),
    "anybody's token will do": Broken(
        {"knows_whose_token": False}, ("test_a_forged_form_is_refused_and_nothing_is_stored",)
    ),
    "each form forgets the visitor": after(
        cookies("visitor=", "visitor=0"),
        "test_two_open_tabs_can_both_be_sent",
        "test_a_token_is_good_for_a_second_form",
    ),
    "a route without a check": after(
        lambda request, reply: (
            replace(reply, status=200)
            if request.method not in ("GET", "HEAD") and request.path == "/"
            else reply
        ),
        "test_no_unsafe_request_without_a_token_gets_through_anywhere",
        "test_a_post_to_the_home_page_without_a_token_is_refused",
    ),
}
