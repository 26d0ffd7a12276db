"""Languages: which one a page is in, how visitors choose another, and what stays in English."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.contract.checks import check_error_page, check_headers
from tests.contract.clauses import clause
from tests.contract.forms import submit, unique, write
from tests.contract.test_http_login import HOSTILE
from tests.contract.test_http_pages import LANGUAGE as CHOOSE
from tests.contract.test_http_pages import account_pages
from tests.harness.browser import Answer, Browser, Site
from tests.harness.page import Element

NAMES = {"en": "English", "de": "Deutsch", "ar": "العربية"}
ARABIC = re.compile(r"[\u0600-\u06ff]")
# Accept-Language: the language of the page.
ACCEPTED = {
    "": "en",
    "en-GB,en;q=0.9": "en",
    "fr,es;q=0.5": "en",
    "de": "de",
    "DE-at": "de",
    "fr, de;q=0.2, ar;q=0.8": "ar",
    "ar-EG;q=0.4,en;q=0.3": "ar",
    ";;,=/q": "en",
    "*": "en",
}
YEAR = 365 * 24 * 60 * 60


def accepting(language: str) -> dict[str, str]:
    """Return the header by which a browser asks for a language."""
    return {"Accept-Language": language}


def cookie_name(site: Site) -> str:
    """Return the name of the cookie that keeps the language."""
    return "__Host-language" if site.production else "language"


def form_on(answer: Answer) -> Element:
    """Return the form in the footer of a page."""
    [form] = answer.page.one("footer", css_class="site-footer").all("form", css_class="languages")
    return form


def hidden_of(form: Element) -> dict[str, str]:
    """Return what the form sends along unseen."""
    inputs = [field for field in form.all("input") if field.get("type") == "hidden"]
    return {field.get("name"): field.value for field in inputs}


def choose(browser: Browser, language: str, path: str = "/", **more: str) -> Answer:
    """Choose a language in the footer of a page."""
    hidden = hidden_of(form_on(browser.get(path)))
    return browser.post(CHOOSE, {**hidden, "language": language, **more})


def pages_in(site: Site, language: str) -> Iterator[Answer]:
    """Yield one answer for each kind of page, in a language that was chosen."""
    browser = site.visitor()
    assert choose(browser, language).status == 303
    yield browser.get("/")
    yield browser.get("/nowhere")
    yield browser.ask("PUT", "/") if site.has("accounts") else browser.get(CHOOSE)
    yield browser.post("/", {"a": "without a token"})
    if site.has("accounts"):
        stranger = site.browser()
        choose(stranger, language)
        yield stranger.get("/accounts/login")
        yield from (each for each in account_pages(browser) if each.request.endswith("password"))
    if site.has("example"):
        yield browser.get(write(browser, unique(), "Some\ntext"))
        yield browser.get("/notes")
        yield browser.get("/notes/new")
        yield submit(browser, "", "")


@clause("languages.asked", i18n=True)
@pytest.mark.parametrize(("accepted", "language"), ACCEPTED.items())
def test_a_page_is_in_the_language_that_the_browser_asks_for(
    site: Site, accepted: str, language: str
) -> None:
    for path in ("/", "/nowhere"):
        answer = site.browser().get(path, accepting(accepted))
        assert answer.page.one("html").get("lang") == language, str(answer)


@clause("languages.chosen", i18n=True)
@pytest.mark.parametrize("language", NAMES)
def test_a_language_that_was_chosen_goes_before(site: Site, language: str) -> None:
    browser = site.browser()
    answer = choose(browser, language)
    assert answer.status == 303, str(answer)
    for accepted in ("", "en", "de", "ar"):
        page = browser.get("/", accepting(accepted)).page
        assert page.one("html").get("lang") == language


@clause("languages.chosen", i18n=True)
@pytest.mark.parametrize("value", ["", "xx", "fr", "../de", '"', "de" * 2000])
def test_a_cookie_that_names_no_language_is_as_none(site: Site, value: str) -> None:
    browser = site.browser()
    browser.cookies[cookie_name(site)] = value
    answer = browser.get("/", accepting("de"))
    assert answer.page.one("html").get("lang") == "de", str(answer)


@clause("languages.markup", i18n=True)
@pytest.mark.parametrize("language", NAMES)
def test_a_page_says_which_language_it_is_in(site: Site, language: str) -> None:
    for answer in pages_in(site, language):
        html = answer.page.one("html")
        direction = "rtl" if language == "ar" else ""
        assert (html.get("lang"), html.get("dir")) == (language, direction), str(answer)
        assert answer.header("Content-Language") == language, str(answer)
        vary = {word.strip().lower() for word in answer.header("Vary").split(",")}
        assert vary >= {"accept-language", "cookie"}, str(answer)


@clause("languages.markup", i18n=True)
def test_the_footer_of_every_page_lists_the_languages(site: Site) -> None:
    for language in NAMES:
        for answer in pages_in(site, language):
            form = form_on(answer)
            assert (form.get("method").lower(), form.get("action")) == ("post", CHOOSE)
            buttons = form.all("button", css_class="link-button")
            assert [(b.get("value"), b.text) for b in buttons] == [*NAMES.items()], str(answer)
            assert [b.get("lang") for b in buttons] == [*NAMES], str(answer)
            assert {b.get("name") for b in buttons} == {"language"}
            current = [b.get("value") for b in buttons if b.get("aria-current") == "true"]
            assert current == [language], str(answer)


@clause("languages.texts", i18n=True)
def test_what_a_page_says_is_in_its_language(site: Site) -> None:
    said: dict[str, list[list[str]]] = {}
    for language in NAMES:
        said[language] = [words_of(answer) for answer in pages_in(site, language)]
    for english, german, arabic in zip(said["en"], said["de"], said["ar"], strict=True):
        assert [word for word in english if word in german] == []
        assert [word for word in arabic if not ARABIC.search(word)] == []


# The same in both.
SAME = {"Text"}


def words_of(answer: Answer) -> list[str]:
    """Return what the site itself says on a page: links, labels, buttons, messages."""
    body = answer.page.one("body")
    forms = [form for form in body.all("form") if "languages" not in form.classes]
    found = [body.all("a", css_class="skip-link")[0], *body.one("main").all("label")]
    found += [button for form in forms for button in form.all("button")]
    found += body.all("p", css_class="error") + body.all("p", css_class="hint")
    navs = [link for nav in body.all("nav", css_class="site-nav") for link in nav.all("a")]
    if answer.status not in (200, 422):
        found += [*body.one("main").all("h1", "p")]
    labels = [nav.get("aria-label") for nav in body.all("nav")]
    return [word for word in [*(each.text for each in found + navs), *labels] if word not in SAME]


@clause("languages.texts", i18n=True, example=True)
def test_dates_are_written_as_the_language_does_it(site: Site) -> None:
    browser = site.visitor()
    path = write(browser, unique(), "text")
    written, moments = set(), set()
    for language in NAMES:
        choose(browser, language)
        time = browser.get(path).page.one("main").all("time")[0]
        written.add(time.text)
        moments.add(time.get("datetime"))
    assert len(written) == len(NAMES), written
    assert len(moments) == 1, moments


@clause("languages.texts", i18n=True, example=True)
def test_what_users_write_has_a_direction_of_its_own(site: Site) -> None:
    browser = site.visitor()
    title = unique()
    path = write(browser, title, "text")
    page = browser.get(path).page
    assert page.one("h1").get("dir") == "auto"
    assert page.one("div", css_class="note-text").get("dir") == "auto"
    [link] = [a for a in browser.get("/notes").page.all("a") if a.text == title]
    assert link.get("dir") == "auto"


@clause("languages.cookie", i18n=True)
def test_a_language_is_kept_for_a_year_in_a_cookie_that_scripts_cannot_read(site: Site) -> None:
    answer = choose(site.browser(), "de")
    [line] = [each for each in answer.all("Set-Cookie") if each.startswith(cookie_name(site))]
    pair, *flags = [part.strip() for part in line.split(";")]
    words = {flag.lower() for flag in flags}
    assert pair == f"{cookie_name(site)}=de"
    assert {"httponly", "samesite=lax", "path=/"} <= words, line
    assert ("secure" in words) == site.production, line
    ages = [word for word in words if word.startswith("max-age=")]
    # One day more or less, where it is told as a date alone.
    assert ages == [f"max-age={YEAR}"] or [w for w in words if w.startswith("expires=")], line


@clause("languages.next", i18n=True)
@pytest.mark.parametrize("path", ["/", "/nowhere?a=1&b=%20", "/healthz/x?next=/"])
def test_the_form_leads_back_to_its_page(site: Site, path: str) -> None:
    answer = choose(site.browser(), "de", path)
    assert answer.status == 303, str(answer)
    assert answer.location.removeprefix(site.origin) == path
    check_headers(answer, site)


@clause("languages.next", i18n=True)
def test_a_page_that_answers_a_form_leads_home(site: Site) -> None:
    browser = site.browser()
    refused = browser.post("/", {"a": "without a token"})
    hidden = hidden_of(form_on(refused))
    assert "next" not in hidden, str(refused)
    answer = browser.post(CHOOSE, {**hidden, "language": "de"})
    assert (answer.status, answer.location.removeprefix(site.origin)) == (303, "/")


@clause("languages.next", i18n=True)
@pytest.mark.parametrize("target", ["", *HOSTILE])
def test_it_leads_to_no_other_site(site: Site, target: str) -> None:
    answer = choose(site.browser(), "de", next=target)
    assert answer.status == 303, str(answer)
    assert answer.location.removeprefix(site.origin) == "/", str(answer)


@clause("languages.refused", i18n=True)
@pytest.mark.parametrize("language", ["", "fr", "DE", "de-AT", "../de", "de\x00", "x" * 5000])
def test_a_language_that_there_is_not_is_refused(site: Site, language: str) -> None:
    browser = site.browser()
    answer = choose(browser, language)
    assert answer.status in (400, 422), str(answer)
    check_error_page(answer, answer.status, site)
    assert cookie_name(site) not in browser.cookies


@clause("languages.refused", i18n=True)
def test_a_language_is_chosen_by_post_with_the_token_alone(site: Site) -> None:
    browser = site.browser()
    check_error_page(browser.get(f"{CHOOSE}?language=de"), 405, site)
    check_error_page(browser.post(CHOOSE, {"language": "de"}), 403, site)
    assert cookie_name(site) not in browser.cookies


@clause("languages.english", i18n=True)
def test_what_programs_read_is_in_english(site: Site) -> None:
    browser = site.browser()
    choose(browser, "de")
    german = {**accepting("de"), "Accept": "application/json"}
    problem = browser.get("/nowhere", german)
    usual = site.browser().get("/nowhere", {"Accept": "application/json"})
    assert problem.json() == usual.json()
    for answer in (problem, browser.get("/healthz", german), browser.get("/static/style.css")):
        assert "Content-Language" not in [name for name, _ in answer.headers], str(answer)
