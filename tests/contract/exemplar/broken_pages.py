"""Rules on pages, files and probes, each broken."""

from __future__ import annotations

from dataclasses import replace

from tests.contract.exemplar.changes import Broken, after, changed, instead, replaced
from tests.contract.exemplar.messages import Reply

RULES: dict[str, Broken] = {
    "home names something else": after(
        replaced("<h1>Exemplar", "<h1>Sample"), "test_the_home_page_names_the_project"
    ),
    "home has no description": after(
        replaced('name="description"', 'name="about"'),
        "test_the_home_page_describes_the_project_to_search_engines",
    ),
    "home is heavy": after(
        replaced("<h1>", "<!--" + "x" * 60_000 + "--><h1>"),
        "test_the_home_page_weighs_50_kb_at_most_with_all_that_it_loads",
    ),
    "home leads nowhere": after(
        replaced('class="button"', 'class="link"'), "test_the_home_page_invites_to_write_a_note"
    ),
    "no doctype": after(replaced("<!doctype html>", ""), "test_a_page_is_html_in_utf_8"),
    "an id used twice": after(
        replaced("<footer", '<footer id="main"'),
        "test_markup_is_well_nested_and_no_id_is_used_twice",
    ),
    "bad nesting": after(
        replaced("</h1>", "</h2>"), "test_markup_is_well_nested_and_no_id_is_used_twice"
    ),
    "no language": after(
        replaced(' lang="en"', ""), "test_a_page_has_a_language_a_viewport_and_a_title"
    ),
    "no viewport": after(
        replaced('name="viewport"', 'name="window"'),
        "test_a_page_has_a_language_a_viewport_and_a_title",
    ),
    "two headings": after(
        replaced("</h1>", "</h1><h1>More</h1>"),
        "test_a_page_has_one_main_one_h1_a_header_and_a_footer",
    ),
    "no main": after(
        replaced("<main ", "<div "),
        "test_a_page_has_one_main_one_h1_a_header_and_a_footer",
    ),
    "a heading left out": after(
        replaced("</h1>", "</h1><h3>Deep</h3>"), "test_headings_skip_no_level"
    ),
    "a title without the project": after(
        replaced(" – ", " - "),
        "test_every_title_begins_with_what_the_page_is_and_ends_with_the_project",
    ),
    "no skip link": after(
        replaced('class="skip-link"', 'class="link"'), "test_the_first_link_skips_to_the_content"
    ),
    "a skip link into nothing": after(
        replaced('href="#main"', 'href="#content"'),
        "test_the_first_link_skips_to_the_content",
        "test_every_link_and_file_that_can_be_reached_from_the_home_page_answers",
    ),
    "no page marked as open": after(
        replaced(' aria-current="page"', ""), "test_the_navigation_says_which_page_is_open"
    ),
    "navigation without the example": after(
        replaced("<main", "<nav></nav><main"),
        "test_without_the_example_there_is_no_navigation",
        example=False,
    ),
    "inline script": after(
        replaced("</main>", "<script>1</script></main>"),
        "test_no_page_holds_script_or_style_of_its_own",
    ),
    "inline style": after(
        replaced("<h1>", '<h1 style="color: red">'),
        "test_no_page_holds_script_or_style_of_its_own",
    ),
    "inline handler": after(
        replaced("<h1>", '<h1 onclick="x()">'), "test_no_page_holds_script_or_style_of_its_own"
    ),
    "a script from elsewhere": after(
        replaced("</main>", '<script src="//cdn.example/x.js"></script></main>'),
        "test_no_page_loads_anything_from_another_host",
    ),
    "a font from elsewhere": after(
        replaced("main {", "@import url(https://fonts.example/x.css); main {"),
        "test_no_page_loads_anything_from_another_host",
    ),
    "a dead link": after(
        replaced("</main>", '<a href="/gone">gone</a></main>', path="/notes"),
        "test_every_link_and_file_that_can_be_reached_from_the_home_page_answers",
    ),
    "a style sheet as plain text": after(
        lambda request, reply: (
            replace(reply, media_type="text/plain") if "/static" in request.path else reply
        ),
        "test_a_static_file_has_its_media_type",
    ),
    "a listing of the files": after(
        instead("/static/", Reply(200, "text/html", "style.css")),
        "test_an_unknown_static_file_and_the_folder_itself_are_not_found",
    ),
    "slashes at the end": after(
        instead("/notes/", Reply(200, "text/html", "")), "test_no_path_ends_in_a_slash"
    ),
    "HEAD with other headers": after(
        lambda request, reply: (
            replace(reply, media_type="text/plain") if request.method == "HEAD" else reply
        ),
        "test_head_answers_as_get_does_without_a_body",
    ),
    "notes without the example": after(
        instead("/notes", Reply(200, "text/html", "")),
        "test_without_the_example_there_are_no_notes",
        example=False,
    ),
    "no word on where to begin": after(
        replaced("code>", "b>"),
        "test_without_the_example_the_home_page_says_which_file_to_edit_first",
        example=False,
    ),
    "healthz says more": after(
        instead("/healthz", Reply(200, "application/json", '{"status": "ok", "user": "root"}')),
        "test_healthz_says_that_the_process_lives",
    ),
    "a probe sets a cookie": after(changed("Set-Cookie", "a=b"), "test_a_probe_sets_no_cookie"),
    "readyz tells of a database": after(
        instead("/readyz", Reply(200, "application/json", '{"status": "ok", "database": "ok"}')),
        "test_readyz_says_nothing_of_a_database_that_there_is_not",
    ),
    "readyz is always ready": after(
        instead("/readyz", Reply(200, "application/json", '{"status": "ok"}')),
        "test_readyz_says_that_the_database_is_there_and_up_to_date",
    ),
}
