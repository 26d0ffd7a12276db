"""Pages in a real browser: accessible in light and dark, whole without script, all our own.

The rules are axe-core's: WCAG 2.1 A and AA, and its best practice. Screenshots are left
in the folder that `SCREENSHOTS` names, to be looked at.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.contract.admin import ADMIN, path_of, table
from tests.contract.clauses import clause
from tests.contract.forms import unique, write
from tests.harness.browser import Site
from tests.harness.members import STAFF

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
)
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")
# In its markup, which is made anew at each change: a link in a button, a `main` in the page's own,
# headings that skip a level. Its colours are ours to mend.
OF_SWAGGER_UI = {
    "heading-order",
    "landmark-main-is-top-level",
    "landmark-no-duplicate-main",
    "landmark-unique",
    "nested-interactive",
}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TELEPHONE = ViewportSize(width=320, height=640)
SCREENSHOTS = os.environ.get("SCREENSHOTS", "")  # a folder; they take as long as the pages
# Colours that fade into those of another scheme are there.
SETTLED = """
async () => {
  await new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)));
  await Promise.allSettled(document.getAnimations()
    .filter((one) => one.effect.getComputedTiming().endTime < Infinity)
    .map((one) => one.finished));
}
"""
RUN_AXE = """
async (rules) => (await axe.run(document, {runOnly: rules})).violations.map(
  (found) => `${found.id}: ${found.nodes.map((node) => node.html).join(' ')}`)
"""


def installed_browser() -> str:
    """Return the path of a Chromium or Chrome; an empty string for none."""
    found = (shutil.which(name) for name in NAMES)
    places = (place for place in PLACES if Path(place).exists())
    return next((path for path in found if path), next(places, ""))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = installed_browser()
    if not path:
        pytest.skip("no Chromium and no Chrome is installed on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


class Visit:
    """A visitor with a window of its own, which notes what goes wrong."""

    def __init__(self, chromium: Browser, site: Site, **options: Any) -> None:
        self.context = chromium.new_context(base_url=site.base_url, **options)
        self.page: Page = self.context.new_page()
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda sent: self._note(site, sent.url))
        self.page.on("console", lambda said: self.complaints.append(said.text))

    def _note(self, site: Site, url: str) -> None:
        if not url.startswith((site.base_url, "data:")):
            self.foreign.append(url)


@pytest.fixture
def visit(chromium: Browser, site: Site) -> Iterator[Any]:
    visits: list[Visit] = []

    def start(**options: Any) -> Visit:
        visits.append(Visit(chromium, site, **options))
        return visits[-1]

    yield start
    for one in visits:
        one.context.close()


def write_note(page: Page, title: str, text: str = "") -> None:
    page.goto("/notes/new")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Text").fill(text)
    page.get_by_role("main").get_by_role("button").click()
    page.wait_for_load_state()  # the style sheet included


def log_in(page: Page, site: Site) -> None:
    """Give the window the cookies of somebody who may use the notes."""
    cookies = site.visitor().cookies
    page.context.add_cookies(
        [{"name": name, "value": text, "url": site.base_url} for name, text in cookies.items()]
    )


def account_pages(page: Page) -> Iterator[str]:
    """Bring each page up that a stranger has of the accounts, and yield its name."""
    page.goto("/")
    yield "home-of-a-stranger"
    for name in ("register", "login", "password-reset"):
        page.goto(f"/accounts/{name}")
        yield name
        page.get_by_role("main").get_by_role("button").click()
        page.wait_for_load_state()
        yield f"{name}-with-errors"
    page.goto("/accounts/password-reset/sent")
    yield "password-reset-sent"


def every_page(page: Page, site: Site) -> Iterator[str]:
    """Bring each kind of page up, and yield its name."""
    if site.has("accounts"):
        yield from account_pages(page)
        log_in(page, site)
        page.goto("/accounts/password")
        yield "password"
        page.get_by_role("main").get_by_role("button").click()
        page.wait_for_load_state()
        yield "password-with-errors"
    page.goto("/")
    yield "home"
    page.goto("/nowhere")
    yield "not-found"
    if not site.has("example"):
        return
    visitor = site.visitor()
    for number in range(10):
        write(visitor, f"Note {number}", "Text")
    write_note(page, "The newest note", "First line\nSecond line, <b>not bold</b>")
    yield "note"
    page.goto("/notes")
    yield "notes"
    page.goto("/notes?page=2")
    yield "notes-2"
    page.goto("/notes/new")
    yield "form"
    page.get_by_label("Title").evaluate("field => { field.value = ' ' }")
    page.get_by_role("main").get_by_role("button").click()
    page.wait_for_load_state()  # the style sheet included
    yield "form-with-an-error"


@dataclass
class Look:
    """What one page was like."""

    violations: dict[str, list[str]]  # by colour scheme
    width: int  # pixels, in a window of a small telephone


@dataclass
class Walk:
    """What a visitor saw who looked at every page."""

    looks: dict[str, Look]
    foreign: list[str]
    complaints: list[str]


@pytest.fixture(scope="session")
def walk(chromium: Browser, site: Site) -> Walk:
    """Walk over all pages once, and look at each in every way; to bring them up takes longest."""
    visit = Visit(chromium, site)
    page = visit.page
    looks = {}
    for name in every_page(page, site):
        before = len(visit.complaints)
        looks[name] = _look(page, site, name)
        del visit.complaints[before:]  # axe's own, who is a stranger to the policy
    visit.context.close()
    return Walk(looks, visit.foreign, visit.complaints)


def _look(page: Page, site: Site, name: str) -> Look:
    violations: dict[str, list[str]] = {}
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.evaluate(SETTLED)
        violations[scheme] = _violations(page)
        _photograph(page, site, f"{name}-{scheme}")
    usual = page.viewport_size
    page.set_viewport_size(TELEPHONE)
    width = page.evaluate("document.documentElement.scrollWidth")
    _photograph(page, site, f"{name}-small")
    page.set_viewport_size(usual or TELEPHONE)
    return Look(violations, width)


def _violations(page: Page) -> list[str]:
    """Return what axe finds; it runs as a debugger's code does, which no policy holds back."""
    page.evaluate(AXE.read_text(encoding="utf-8") + ";undefined")
    found: list[str] = page.evaluate(RUN_AXE, RULES)
    return found


@clause("pages.accessible", production=False)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_on_any_page(walk: Walk, scheme: str) -> None:
    found = {name: look.violations[scheme] for name, look in walk.looks.items()}
    assert {name: violations for name, violations in found.items() if violations} == {}


@clause("pages.accessible", production=False)
def test_pages_fit_a_small_telephone(walk: Walk) -> None:
    too_wide = {name: look.width for name, look in walk.looks.items() if look.width > 320}
    assert too_wide == {}


@clause("pages.markup", production=False)
def test_a_browser_has_nothing_to_complain_of(walk: Walk) -> None:
    assert "home" in walk.looks
    assert walk.foreign == []
    # The browser tells of each answer that is an error; those were asked for. And it would like a
    # field for the user name beside each password, where the visitor is known without one.
    expected = ("404", "422", "Password forms should have")
    assert [text for text in walk.complaints if not any(n in text for n in expected)] == []


def test_axe_finds_what_is_wrong(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content("<html><body><img src=''><input><p style='color:#eee'>pale</p>")

    found = {violation.partition(":")[0] for violation in _violations(page)}

    assert {"image-alt", "label", "html-has-lang", "color-contrast"} <= found


@clause("languages.accessible", production=False, i18n=True)
@pytest.mark.parametrize("language", ["de", "ar"])
def test_pages_are_accessible_and_fit_a_telephone_in_other_languages(
    visit: Any, site: Site, language: str
) -> None:
    window = visit(locale=language, viewport=TELEPHONE)
    found = {}
    for path in pages_of(window.page, site):
        window.page.goto(path)
        width = window.page.evaluate("document.documentElement.scrollWidth")
        _photograph(window.page, site, f"{path.strip('/').replace('/', '-') or 'home'}-{language}")
        violations = _violations(window.page)
        assert window.page.locator("html").get_attribute("lang") == language, path
        if violations or width > 320:
            found[path] = (violations, width)

    assert found == {}


def pages_of(page: Page, site: Site) -> list[str]:
    """Return paths of each kind of page, for who may see them."""
    strange = ["/", "/nowhere"]
    if site.has("accounts"):
        log_in(page, site)
        strange += ["/accounts/register", "/accounts/login", "/accounts/password-reset"]
        strange += ["/accounts/password-reset/sent", "/accounts/password"]
    if not site.has("example"):
        return strange
    paths = [write(site.visitor(), f"Note {number}", "Text") for number in range(11)]
    return [*strange, "/notes", "/notes?page=2", "/notes/new", paths[0]]


@clause("languages.chosen", production=False, i18n=True)
def test_a_language_is_chosen_without_script(visit: Any) -> None:
    window = visit(java_script_enabled=False)
    window.page.goto("/nowhere?a=1")
    window.page.get_by_role("button", name="Deutsch").click()

    assert window.page.url.endswith("/nowhere?a=1")
    assert window.page.locator("html").get_attribute("lang") == "de"


@clause("pages.markup", production=False)
def test_the_skip_link_comes_first_and_leads_to_the_page(visit: Any) -> None:
    window = visit()
    window.page.goto("/")
    window.page.keyboard.press("Tab")
    assert window.page.evaluate("document.activeElement.className") == "skip-link"
    window.page.keyboard.press("Enter")

    assert window.page.evaluate("document.activeElement.id") == "main"


@clause("form.valid", example=True, production=False)
def test_the_form_works_without_script(visit: Any, site: Site) -> None:
    window = visit(java_script_enabled=False)
    if site.has("accounts"):
        log_in(window.page, site)

    write_note(window.page, "Without script")

    assert window.page.get_by_role("heading", level=1).inner_text() == "Without script"


def open_docs(page: Page) -> None:
    """Open the page that shows the API, and wait until a script has written it."""
    page.goto("/api/docs")
    page.locator(".opblock, .swagger-ui .info").first.wait_for(timeout=20_000)


@clause("docs.shown", rest_api=True, example=True, production=False)
def test_the_docs_show_every_operation_without_another_host(visit: Any) -> None:
    window = visit()
    open_docs(window.page)
    described = window.page.request.get("/api/openapi.json").json()["paths"]
    shown = window.page.locator(".opblock").count()

    methods = ("get", "post", "put", "patch", "delete")
    assert shown == sum(method in methods for path in described.values() for method in path)
    assert window.foreign == []
    assert window.complaints == []


@clause("docs.shown", rest_api=True, example=True, production=False)
def test_an_operation_can_be_opened_by_keyboard_and_tried(visit: Any, site: Site) -> None:
    window = visit()
    open_docs(window.page)
    window.page.locator(".opblock-get .opblock-summary-control").first.focus()
    window.page.keyboard.press("Enter")
    window.page.get_by_role("button", name="Try it out").click()
    window.page.get_by_role("button", name="Execute").click()
    status = window.page.locator(".live-responses-table .response-col_status").last

    assert status.inner_text().split()[0] == ("401" if site.has("accounts") else "200")
    assert window.foreign == []


@clause("docs.accessible", rest_api=True, production=False)
def test_axe_finds_nothing_on_the_docs(visit: Any, site: Site) -> None:
    window = visit()
    open_docs(window.page)
    look = _look(window.page, site, "docs")

    for found in look.violations.values():
        assert [text for text in found if text.partition(":")[0] not in OF_SWAGGER_UI] == []


# In the markup of a package whose admin it is.
OF_THE_PACKAGES: set[str] = set()


def enter_admin(page: Page, site: Site) -> None:
    """Give the window the cookies of staff."""
    cookies = site.staff().cookies
    page.context.add_cookies(
        [{"name": name, "value": text, "url": site.base_url} for name, text in cookies.items()]
    )
    page.set_default_timeout(10_000)


def open_table(page: Page, site: Site, name: str) -> None:
    """Open the list of a table."""
    page.goto(path_of(table(site.staff(), name)))


def admin_pages(page: Page, site: Site) -> Iterator[str]:
    """Bring each kind of page of the admin up, and yield its name."""
    write(site.visitor(), "A note of a member")
    enter_admin(page, site)
    page.goto(ADMIN)
    yield "admin"
    open_table(page, site, "Users")
    yield "admin-users"
    page.get_by_role("link", name=STAFF.username).first.click()
    page.wait_for_load_state()
    yield "admin-user"
    page.get_by_label("User name").fill("two words")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state()
    yield "admin-user-with-an-error"
    open_table(page, site, "Notes")
    yield "admin-notes"
    page.get_by_role("link", name="A note of a member").first.click()
    page.wait_for_load_state()
    yield "admin-note"


@clause("admin.accessible", accounts=True, admin=True, example=True, production=False)
def test_the_admin_is_accessible_and_fits_a_small_telephone(visit: Any, site: Site) -> None:
    window = visit()
    looks = {name: _look(window.page, site, name) for name in admin_pages(window.page, site)}

    assert {name: look for name, look in looks.items() if not _is_good(look)} == {}


def _is_good(look: Look) -> bool:
    found = [text for texts in look.violations.values() for text in texts]
    return look.width <= 320 and {text.partition(":")[0] for text in found} <= OF_THE_PACKAGES


@clause("admin.browser", accounts=True, admin=True, example=True, production=False)
@pytest.mark.parametrize("script", [True, False])
def test_a_note_is_found_changed_and_deleted_in_a_browser(
    visit: Any, site: Site, script: bool
) -> None:
    old = unique()
    new = f"{old}, changed"  # so that the same search finds it
    path = write(site.visitor(), old)
    window = visit(java_script_enabled=script)
    page = window.page
    enter_admin(page, site)
    open_table(page, site, "Notes")
    page.locator("main form [name=search], main form [name=q]").fill(old)
    page.keyboard.press("Enter")
    page.get_by_role("link", name=old).first.click()
    page.get_by_label("Title").fill(new)
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state()
    assert site.visitor().get(path).page.heading == new
    page.get_by_role("link", name=new).first.click()
    page.wait_for_load_state()
    delete(page)
    page.wait_for_load_state()

    assert site.visitor().get(path).status == 404
    assert window.foreign == []
    assert window.complaints == []


def delete(page: Page) -> None:
    """Delete the row whose form is open, however often one is asked whether to."""
    if page.get_by_role("link", name="Delete").count():
        page.get_by_role("link", name="Delete").click()
        page.get_by_role("button", name="Yes").click()
    else:
        page.get_by_text("Delete …").click()
        page.get_by_role("button", name="Delete").click()


def _photograph(page: Page, site: Site, name: str) -> None:
    if not SCREENSHOTS:
        return
    known = [name for name in ("accounts", "admin", "rest_api") if site.has(name)]
    kind = "-".join([*([] if site.has("example") else ["bare"]), *known])
    folder = Path(SCREENSHOTS) / "-".join(
        filter(None, [site.name.rpartition(" ")[2] or "site", kind])
    )
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", full_page=True)
