"""Pages in a real browser: accessible in light and dark, whole without script, all our own.

The rules are axe-core's: WCAG 2.1 A and AA, and its best practice. Screenshots are left in
`.cache/screenshots/`, to be looked at.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.commands import ROOT
from tests.contract.clauses import clause
from tests.harness.browser import Site

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
)
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")
SCREENSHOTS = ROOT / ".cache" / "screenshots"
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
    page.get_by_role("button").click()
    page.wait_for_load_state()  # the style sheet included


def every_page(page: Page, site: Site) -> Iterator[str]:
    """Bring each kind of page up, and yield its name."""
    page.goto("/")
    yield "home"
    page.goto("/nowhere")
    yield "not-found"
    if not site.example:
        return
    for number in range(11):
        write_note(page, f"Note {number}", "First line\nSecond line, <b>not bold</b>")
    yield "note"
    page.goto("/notes")
    yield "notes"
    page.goto("/notes?page=2")
    yield "notes-2"
    page.goto("/notes/new")
    yield "form"
    page.get_by_label("Title").evaluate("field => { field.value = ' ' }")
    page.get_by_role("button").click()
    page.wait_for_load_state()  # the style sheet included
    yield "form-with-an-error"


@clause("pages.accessible", production=False)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(visit: Any, site: Site, scheme: str) -> None:
    window = visit(color_scheme=scheme, bypass_csp=True)  # so that axe itself may run
    found = {}
    for name in every_page(window.page, site):
        window.page.add_script_tag(path=AXE)
        violations = window.page.evaluate(RUN_AXE, RULES)
        if violations:
            found[name] = violations
        _photograph(window.page, site, f"{name}-{scheme}")

    assert found == {}


@clause("pages.accessible", production=False)
def test_axe_finds_what_is_wrong(visit: Any) -> None:
    window = visit(bypass_csp=True)
    window.page.set_content("<html><body><img src=''><input><p style='color:#eee'>pale</p>")
    window.page.add_script_tag(path=AXE)

    violations = window.page.evaluate(RUN_AXE, RULES)

    found = {violation.partition(":")[0] for violation in violations}
    assert {"image-alt", "label", "html-has-lang", "color-contrast"} <= found


@clause("pages.accessible", production=False)
def test_pages_fit_a_small_telephone(visit: Any, site: Site) -> None:
    window = visit(viewport={"width": 320, "height": 640})
    too_wide = []
    for name in every_page(window.page, site):
        width = window.page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            too_wide.append(f"{name}: {width}")
        _photograph(window.page, site, f"{name}-small")

    assert too_wide == []


@clause("pages.markup", production=False)
def test_a_browser_has_nothing_to_complain_of(visit: Any, site: Site) -> None:
    window = visit()

    names = list(every_page(window.page, site))

    assert "home" in names
    assert window.foreign == []
    # The browser tells of each answer that is an error; those were asked for.
    expected = ("404", "422")
    assert [text for text in window.complaints if not any(n in text for n in expected)] == []


@clause("pages.markup", production=False)
def test_the_skip_link_comes_first_and_leads_to_the_page(visit: Any) -> None:
    window = visit()
    window.page.goto("/")
    window.page.keyboard.press("Tab")
    assert window.page.evaluate("document.activeElement.className") == "skip-link"
    window.page.keyboard.press("Enter")

    assert window.page.evaluate("document.activeElement.id") == "main"


@clause("form.valid", example=True, production=False)
def test_the_form_works_without_script(visit: Any) -> None:
    window = visit(java_script_enabled=False)

    write_note(window.page, "Without script")

    assert window.page.get_by_role("heading", level=1).inner_text() == "Without script"


def _photograph(page: Page, site: Site, name: str) -> None:
    kind = "" if site.example else "-bare"
    folder = SCREENSHOTS / f"{site.name.rpartition(' ')[2] or 'site'}{kind}"
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", full_page=True)
