"""Fills in the form of the notes as a visitor does."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from tests.harness.browser import Answer, Browser, Site
from tests.harness.page import Element

NEW = "/notes/new"
NOTE = re.compile(r"/notes/([^/?#]+)")


@dataclass(frozen=True)
class NoteForm:
    """The form as it came: its fields, and the hidden ones, which hold the token."""

    element: Element

    @property
    def hidden(self) -> dict[str, str]:
        """Return what the form sends along unseen."""
        inputs = [field for field in self.element.all("input") if field.get("type") == "hidden"]
        assert inputs, "the form has no hidden field that could hold a token"
        return {field.get("name"): field.value for field in inputs}

    def filled(self, title: str, text: str = "") -> dict[str, str]:
        """Return what a browser sends for the filled form."""
        return {**self.hidden, "title": title, "text": text}


def open_form(browser: Browser) -> NoteForm:
    """Open the page with the form."""
    answer = browser.get(NEW)
    assert answer.status == 200, str(answer)
    return form_on(answer)


def form_on(answer: Answer) -> NoteForm:
    """Return the form on a page."""
    forms = [form for form in answer.page.all("form") if form.get("action") == NEW]
    assert len(forms) == 1, f"{len(forms)} forms that go to {NEW} on {answer}"
    return NoteForm(forms[0])


def submit(browser: Browser, title: str, text: str = "") -> Answer:
    """Open the form, fill it in and send it."""
    return browser.post(NEW, open_form(browser).filled(title, text))


def write(browser: Browser, title: str, text: str = "") -> str:
    """Write a note that must be accepted; return its path."""
    answer = submit(browser, title, text)
    assert answer.status == 303, str(answer)
    return path_of(answer, browser.site)


def path_of(answer: Answer, site: Site) -> str:
    """Return the path that an answer redirects to; it must be a note of the same site."""
    path = answer.location.removeprefix(site.origin)
    assert NOTE.fullmatch(path), f"Location `{answer.location}` of {answer}"
    return path


def listed(answer: Answer) -> list[tuple[str, str]]:
    """Return the notes on a page of the list: path and title."""
    assert answer.status == 200, str(answer)
    lists = answer.page.all("ul", css_class="notes")
    items = [item for found in lists for item in found.all("li")]
    links = [item.one("a") for item in items]
    return [(link.get("href"), link.raw_text.strip()) for link in links]


def titles(site: Site) -> list[str]:
    """Return the titles on the first page of the list, as another window of the visitor has it."""
    return [title for _, title in listed(site.visitor().get("/notes"))]


def unique(title: str = "Note") -> str:
    """Return a title that no other note has."""
    return f"{title} {secrets.token_hex(6)}"
