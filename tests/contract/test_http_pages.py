"""Pages: their markup, their links, their files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from tests.contract.accounts import CHANGE, LOGOUT, RESET, SENT
from tests.contract.checks import check_error_page
from tests.contract.clauses import clause
from tests.contract.forms import submit, unique, write
from tests.harness.browser import Answer, Browser, Site
from tests.harness.members import LOGIN, REGISTER, fill, new_member
from tests.harness.page import Element, Page

LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
LANGUAGE = "/language"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
STATIC = {
    "/static/style.css": "text/css",
    "/static/favicon.svg": "image/svg+xml",
    "/static/apple-touch-icon.png": "image/png",
}


def every_page(site: Site) -> Iterator[Answer]:
    """Yield one answer for each kind of page."""
    browser = site.visitor()
    yield browser.get("/")
    yield browser.get("/nowhere")
    if site.has("accounts"):
        yield from account_pages(browser)
    if site.has("example"):
        path = write(browser, unique('A <b>bold</b> & "quoted" title'), "Some\ntext")
        yield browser.get("/notes")
        yield browser.get(path)
        yield browser.get("/notes/new")
        yield submit(browser, "", "")


def account_pages(browser: Browser) -> Iterator[Answer]:
    """Yield the pages of the accounts, each as it came and, where it has a form, sent empty."""
    stranger = browser.site.browser()
    yield stranger.get("/nowhere")
    for path in (REGISTER, LOGIN, RESET):
        yield stranger.get(path)
        yield fill(stranger, path, {"username": new_member().username})
    yield stranger.get(SENT)
    yield browser.get(CHANGE)
    yield fill(browser, CHANGE, {})


def links(page: Page) -> Iterator[str]:
    """Yield every address that the page refers to."""
    for element in page.descendants():
        yield from (element.get(name) for name in ("href", "src", "action") if element.get(name))


@clause("pages.home")
def test_the_home_page_names_the_project(site: Site) -> None:
    answer = site.browser().get("/")
    assert answer.status == 200, str(answer)
    page = answer.page
    names = {page.title, page.heading, page.one("a", css_class="site-name").text}
    assert names == {site.name or page.heading}
    assert page.heading
    assert page.one("main").one("p", css_class="lead").text


@clause("pages.home")
def test_the_home_page_describes_the_project_to_search_engines(site: Site) -> None:
    page = site.browser().get("/").page
    metas = [meta.get("content") for meta in page.all("meta") if meta.get("name") == "description"]
    assert metas == [page.one("main").one("p", css_class="lead").text]


@clause("pages.home")
def test_the_home_page_weighs_50_kb_at_most_with_all_that_it_loads(site: Site) -> None:
    browser = site.browser()
    home = browser.get("/")
    paths = {element.get(LOADED[element.tag]) for element in home.page.all(*LOADED)} - {""}
    weight = len(home.body) + sum(len(browser.get(path).body) for path in paths)
    assert weight <= 50 * 1024


@clause("pages.home", example=True)
def test_the_home_page_invites_to_write_a_note(site: Site) -> None:
    main = site.browser().get("/").page.one("main")
    assert main.one("a", css_class="button").get("href") == "/notes/new"


@clause("pages.html")
def test_a_page_is_html_in_utf_8(site: Site) -> None:
    for answer in every_page(site):
        assert answer.header("Content-Type").lower().replace(" ", "") == "text/html;charset=utf-8"
        assert answer.page.doctype.lower() == "doctype html", str(answer)
        charsets = [m.get("charset") for m in answer.page.all("meta") if m.get("charset")]
        assert [charset.lower() for charset in charsets] == ["utf-8"], str(answer)


@clause("pages.html")
def test_markup_is_well_nested_and_no_id_is_used_twice(site: Site) -> None:
    for answer in every_page(site):
        ids = [e.get("id") for e in answer.page.descendants() if e.get("id")]
        assert answer.page.faults == [], str(answer)
        assert len(ids) == len(set(ids)), f"{ids} on {answer}"


@clause("pages.landmarks")
def test_a_page_has_a_language_a_viewport_and_a_title(site: Site) -> None:
    for answer in every_page(site):
        page = answer.page
        assert page.one("html").get("lang") == "en", str(answer)
        assert page.one("head").one("title").text, str(answer)
        viewports = [m.get("content") for m in page.all("meta") if m.get("name") == "viewport"]
        assert viewports == ["width=device-width, initial-scale=1"], str(answer)


@clause("pages.landmarks")
def test_a_page_has_one_main_one_h1_a_header_and_a_footer(site: Site) -> None:
    for answer in every_page(site):
        page = answer.page
        assert page.one("h1").is_in("main"), str(answer)
        assert page.one("main").get("id") == "main", str(answer)
        assert page.one("header", css_class="site-header"), str(answer)
        assert page.one("footer", css_class="site-footer").text.startswith("Built with "), answer


@clause("pages.landmarks")
def test_headings_skip_no_level(site: Site) -> None:
    for answer in every_page(site):
        levels = [HEADINGS.index(heading.tag) for heading in answer.page.all(*HEADINGS)]
        steps = [after - before for before, after in pairwise(levels)]
        assert levels[0] == 0, str(answer)
        assert not [step for step in steps if step > 1], str(answer)


@clause("pages.landmarks")
def test_every_title_begins_with_what_the_page_is_and_ends_with_the_project(site: Site) -> None:
    name = site.browser().get("/").page.heading
    for answer in every_page(site):
        if answer.request.split(" ")[1] != "/":
            assert answer.page.title.endswith(f" – {name}"), answer.page.title


@clause("pages.skip_link")
def test_the_first_link_skips_to_the_content(site: Site) -> None:
    for answer in every_page(site):
        first = answer.page.one("body").all("a")[0]
        assert "skip-link" in first.classes, str(answer)
        target = answer.page.by_id(first.get("href").removeprefix("#"))
        assert target.tag == "main", str(answer)
        assert target.get("tabindex") == "-1", str(answer)


@clause("pages.navigation", example=True)
def test_the_navigation_says_which_page_is_open(site: Site) -> None:
    browser = site.visitor()
    for path, current in {"/": [], "/notes": ["/notes"], "/notes/new": ["/notes/new"]}.items():
        navs = browser.get(path).page.all("nav", css_class="site-nav")
        [nav] = [nav for nav in navs if nav.get("aria-label") == "Main"]
        hrefs = [link.get("href") for link in nav.all("a")]
        marked = [a.get("href") for a in nav.all("a") if a.get("aria-current") == "page"]
        assert hrefs == ["/notes", "/notes/new"], path
        assert marked == current, path


@clause("pages.navigation", example=False)
def test_without_the_example_there_is_no_navigation(site: Site) -> None:
    navs = site.visitor().get("/").page.all("nav")
    of_notes = [nav for nav in navs if nav.get("aria-label") == "Main"]
    assert (of_notes if site.has("accounts") else navs) == []


@clause("pages.no_inline")
def test_no_page_holds_script_or_style_of_its_own(site: Site) -> None:
    for answer in every_page(site):
        for element in answer.page.descendants():
            handlers = [name for name in element.attributes if name.startswith("on")]
            assert not handlers, f"{handlers} on {answer}"
            assert "style" not in element.attributes, f"style= on {answer}"
            assert element.tag != "style", f"<style> on {answer}"
            assert element.tag != "script" or element.get("src"), f"<script> on {answer}"
        assert not [link for link in links(answer.page) if link.startswith("javascript:")]


@clause("pages.no_external")
def test_no_page_loads_anything_from_another_host(site: Site) -> None:
    for answer in every_page(site):
        for element in answer.page.all(*LOADED):
            address = urlsplit(element.get(LOADED[element.tag]))
            assert (address.scheme, address.netloc) == ("", ""), f"{address} on {answer}"
    css = site.browser().get("/static/style.css").text
    assert not re.search(r"@import|url\(\s*['\"]?(?:https?:)?//", css)


@clause("pages.links")
def test_every_link_and_file_that_can_be_reached_from_the_home_page_answers(site: Site) -> None:
    if site.has("example"):
        write(site.visitor(), unique())
    seen = crawled(site.visitor())
    if site.has("accounts"):
        seen |= crawled(site.browser())
    files = {path.partition("?")[0].rpartition(".")[2] for path in seen if "/static/" in path}
    assert files >= {path.rpartition(".")[2] for path in STATIC}


def crawled(browser: Browser) -> set[str]:
    """Follow every link from the home page on; return all that was found."""
    origin = browser.site.origin
    waiting, seen = ["/"], {"/", LOGOUT, LANGUAGE}  # the last two take no GET
    while waiting and len(seen) < 200:
        path = waiting.pop()
        answer = browser.get(path)
        if answer.status in (302, 303) and answer.location.startswith(LOGIN):
            continue  # where the accounts lead those who are not logged in
        if browser.site.provider and answer.location.startswith(browser.site.provider.url):
            continue  # to who lets them in
        assert answer.status == 200, f"{path}: {answer}"
        if answer.media_type != "text/html":
            continue
        check_fragments(answer.page)
        for link in links(answer.page):
            address = urlsplit(urljoin(f"{origin}{path}", link))
            target = address.path + (f"?{address.query}" if address.query else "")
            if f"{address.scheme}://{address.netloc}" == origin and target not in seen:
                seen.add(target)
                waiting.append(target)
    return seen


def check_fragments(page: Page) -> None:
    """Check that a link into the page leads somewhere."""
    for link in page.all("a"):
        if link.get("href").startswith("#"):
            assert page.by_id(unquote(link.get("href")[1:]))


@clause("pages.static")
@pytest.mark.parametrize("path", STATIC)
def test_a_static_file_has_its_media_type(site: Site, path: str) -> None:
    answer = site.browser().get(path)
    assert (answer.status, answer.media_type) == (200, STATIC[path])
    assert answer.body


@clause("pages.static")
@pytest.mark.parametrize("path", ["/static/nowhere.css", "/static/", "/static"])
def test_an_unknown_static_file_and_the_folder_itself_are_not_found(site: Site, path: str) -> None:
    check_error_page(site.browser().get(path), 404, site)


@clause("pages.no_trailing_slash")
def test_no_path_ends_in_a_slash(site: Site) -> None:
    paths = ["/healthz/", "/readyz/"]
    paths += ["/notes/", "/notes/new/"] if site.has("example") else []
    for path in paths:
        check_error_page(site.browser().get(path), 404, site)


@clause("pages.head")
def test_head_answers_as_get_does_without_a_body(site: Site) -> None:
    browser = site.visitor()
    paths = ["/", "/healthz", "/readyz", "/nowhere", *STATIC]
    paths += ["/notes", "/notes/new", write(browser, unique())] if site.has("example") else []
    for path in paths:
        got, head = browser.get(path), browser.ask("HEAD", path)
        assert head.status == got.status, path
        assert head.body == b"", path
        assert head.header("Content-Type") == got.header("Content-Type"), path
        assert head.header("Content-Length") in ("", str(len(got.body))), path


@clause("pages.bare", example=False)
@pytest.mark.parametrize("path", ["/notes", "/notes/new", "/notes/1"])
def test_without_the_example_there_are_no_notes(site: Site, path: str) -> None:
    check_error_page(site.browser().get(path), 404, site)


@clause("pages.bare", example=False)
def test_without_the_example_the_home_page_says_which_file_to_edit_first(site: Site) -> None:
    main: Element = site.browser().get("/").page.one("main")
    assert [code.text for code in main.all("code") if "." in code.text]
