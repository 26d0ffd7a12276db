"""Notes: the list, its pages, and one note."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from tests.contract.checks import check_error_page, check_headers, check_no_trace
from tests.contract.clauses import clause
from tests.contract.forms import listed, unique, write
from tests.harness.browser import Answer, Site

PAGE_SIZE = 10
POSITION = re.compile(r"Page (\d+) of (\d+)")
NO_PAGES = ["0", "-1", "abc", "1e3", "1.0", "1.5", "0x1", "99999999999999999999", "", "one", "1,2"]
NO_NOTES = ["0", "-1", "abc", "1e3", "1.0", "99999999999999999999", "9223372036854775808", "1x"]
TEXTS = [
    "<script>alert(1)</script>",
    "</div><img src=x onerror=alert(1)>",
    "\"double\" 'single' `back` &amp; &lt;",
    "{{ 7 * 7 }} {% raw %} {# no comment #}",
    "emoji 🦉 👩‍👩‍👧 and Z̸a̸l̸g̸o̸",
    "עברית and العربية from right to left",
    "日本語とスペース",
    "%s %(name)s {0} \\n \\u0041",
]


def pagination(answer: Answer) -> tuple[int, int]:
    """Return the number of the page and of the last one, as the page says it."""
    navs = answer.page.all("nav", css_class="pagination")
    if not navs:
        return 1, 1
    assert navs[0].get("aria-label") == "Pagination"
    matches = [POSITION.fullmatch(span.text) for span in navs[0].all("span")]
    numbers = [match.groups() for match in matches if match]
    assert len(numbers) == 1, navs[0].text
    return int(numbers[0][0]), int(numbers[0][1])


def neighbours(answer: Answer) -> dict[str, str]:
    """Return the links to the newer and the older page: relation → text."""
    links = [
        link for nav in answer.page.all("nav", css_class="pagination") for link in nav.all("a")
    ]
    return {link.get("rel"): link.text for link in links}


def fill_two_pages(site: Site) -> int:
    """Write notes until there are two pages of them; return the number of the last page."""
    browser = site.visitor()
    while (last := pagination(browser.get("/notes"))[1]) < 2:
        write(browser, unique())
    return last


@clause("notes.order", example=True)
def test_the_newest_note_stands_first(site: Site) -> None:
    browser = site.visitor()
    written = [unique() for _ in range(3)]
    paths = [write(browser, title) for title in written]
    found = listed(site.visitor().get("/notes"))[:3]
    assert found == list(zip(reversed(paths), reversed(written), strict=True))


@clause("notes.order", example=True)
def test_each_note_of_the_list_has_a_link_and_a_time(site: Site) -> None:
    write(site.visitor(), unique())
    answer = site.visitor().get("/notes")
    assert answer.page.heading == "Notes"
    for item in answer.page.one("ul", css_class="notes").all("li"):
        assert item.one("a").get("href").startswith("/notes/")
        assert datetime.fromisoformat(item.one("time", css_class="meta").get("datetime"))


@clause("notes.pagination", example=True)
def test_ten_notes_make_a_page_and_every_note_stands_on_one(site: Site) -> None:
    last = fill_two_pages(site)
    pages = [listed(site.visitor().get(f"/notes?page={page}")) for page in range(1, last + 1)]
    paths = [path for page in pages for path, _ in page]
    assert {len(page) for page in pages[:-1]} == {PAGE_SIZE}
    assert 1 <= len(pages[-1]) <= PAGE_SIZE
    assert len(paths) == len(set(paths))


@clause("notes.pagination", example=True)
def test_a_page_says_where_it_is_and_links_to_its_neighbours(site: Site) -> None:
    last = fill_two_pages(site)
    first = site.visitor().get("/notes")
    assert pagination(first) == (1, last)
    assert neighbours(first) == {"next": "Older"}
    final = site.visitor().get(f"/notes?page={last}")
    assert pagination(final) == (last, last)
    assert neighbours(final) == {"prev": "Newer"}


@clause("notes.pagination", example=True)
def test_page_1_is_the_list_itself(site: Site) -> None:
    browser = site.visitor()
    write(browser, unique())
    assert listed(browser.get("/notes?page=1")) == listed(browser.get("/notes")) != []


@clause("notes.page_unknown", example=True)
@pytest.mark.parametrize("page", NO_PAGES)
def test_a_page_that_is_not_a_whole_number_in_range_is_not_found(site: Site, page: str) -> None:
    check_error_page(site.visitor().get(f"/notes?page={page}"), 404, site)


@clause("notes.page_unknown", example=True)
def test_the_page_after_the_last_is_not_found(site: Site) -> None:
    last = fill_two_pages(site)
    check_error_page(site.visitor().get(f"/notes?page={last + 1}"), 404, site)


@clause("notes.page_unknown", example=True)
@pytest.mark.parametrize(
    "query",
    ["page=1&page=2", "page=01", "page=+1", "page=1_0", "page=%D9%A1", "page=%ff", "page=%00", "%"],
)
def test_an_odd_query_never_breaks_the_list(site: Site, query: str) -> None:
    answer = site.visitor().get(f"/notes?{query}")
    assert answer.status in (200, 400, 404), str(answer)
    check_headers(answer, site)
    check_no_trace(answer)


@clause("notes.page", example=True)
def test_a_note_has_its_title_time_text_and_a_link_back(site: Site) -> None:
    browser, title = site.visitor(), unique()
    answer = browser.get(write(browser, title, "First line\nsecond line"))
    main = answer.page.one("main")
    assert answer.status == 200
    assert (answer.page.heading, answer.page.title.partition(" – ")[0]) == (title, title)
    assert main.one("div", css_class="note-text").raw_text.split() == [
        "First",
        "line",
        "second",
        "line",
    ]
    assert datetime.fromisoformat(main.one("time", css_class="meta").get("datetime"))
    assert "/notes" in [link.get("href") for link in main.all("a")]


@clause("notes.page", example=True)
def test_a_note_without_text_has_no_empty_box(site: Site) -> None:
    browser = site.visitor()
    page = browser.get(write(browser, unique())).page
    assert page.all("div", css_class="note-text") == []


@clause("notes.page", example=True)
def test_line_breaks_of_a_text_are_kept(site: Site) -> None:
    browser = site.visitor()
    page = browser.get(write(browser, unique(), "one\r\ntwo\r\n\r\nfour")).page
    text = page.one("div", css_class="note-text").raw_text.strip().replace("\r\n", "\n")
    assert text == "one\ntwo\n\nfour"


@clause("notes.escaped", example=True)
@pytest.mark.parametrize("text", TEXTS)
def test_whatever_a_note_holds_is_shown_and_not_run(site: Site, text: str) -> None:
    browser, title = site.visitor(), unique(text)
    path = write(browser, title, text)
    answer = site.visitor().get(path)
    assert answer.page.one("h1").raw_text.strip() == title
    assert answer.page.one("div", css_class="note-text").raw_text.strip() == text
    assert answer.page.all("script", "img") == []
    list_answer = site.visitor().get("/notes")
    assert (path, title) in listed(list_answer)
    assert list_answer.page.all("img") == []
    assert [script for script in list_answer.page.all("script") if not script.get("src")] == []


@clause("notes.unknown", example=True)
@pytest.mark.parametrize("note", NO_NOTES)
def test_an_unknown_note_is_not_found(site: Site, note: str) -> None:
    check_error_page(site.visitor().get(f"/notes/{note}"), 404, site)
