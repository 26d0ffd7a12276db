"""What the tests of the admin share: its pages are found by links, fields and labels alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from tests.harness.browser import Answer, Browser
from tests.harness.page import Element, Page

ADMIN = "/admin/"
MOST_PAGES = 40
SESSIONS = "session|log_out"  # the name of what ends sessions
TOKENS = re.compile("token|xsrf")  # in the names of fields that hold a form's token
BUTTONS = ("submit", "button", "image", "reset", "file")
# How hashes of passwords, and of tokens, begin or look.
HASHES = re.compile(r"(pbkdf2|scrypt|argon2|bcrypt|md5)\w*[$:]|\b[0-9a-f]{64}\b")


def target(page: str, link: str) -> str:
    """Return the path and query that a link on a page leads to; an empty string for none here."""
    address = urlsplit(urljoin(f"//site{page}", link))
    here = address.scheme == "" and address.netloc == "site"
    return address.path + (f"?{address.query}" if address.query else "") if here else ""


def path_of(answer: Answer) -> str:
    """Return what was asked for."""
    return answer.request.split(" ")[1]


def shape(path: str) -> str:
    """Return what pages of one kind have in common."""
    parts = urlsplit(path)
    names = sorted({name for name, _ in parse_qsl(parts.query)})
    return re.sub(r"\d+", "1", parts.path) + "?" + ",".join(names)


def every_admin_page(browser: Browser) -> list[Answer]:
    """Return a page of each kind that can be reached from the admin's first one."""
    found: dict[str, Answer] = {}
    waiting = [ADMIN]
    while waiting and len(found) < MOST_PAGES:
        path = waiting.pop(0)
        if shape(path) in found:
            continue
        answer = found[shape(path)] = browser.get(path)
        if answer.status != 200 or answer.media_type != "text/html":
            continue
        links = [target(path, link.get("href")) for link in answer.page.all("a")]
        waiting += [link for link in links if link.startswith(ADMIN)]
    return [*found.values()]


def table(browser: Browser, name: str, admin: str = ADMIN) -> Answer:
    """Open the list of a table, by the link with its name."""
    start = browser.get(admin)
    assert start.status == 200, str(start)
    links = {link.text: link.get("href") for link in start.page.all("a")}
    assert name in links, f"no `{name}` among {sorted(links)}"
    answer = browser.get(target(admin, links[name]))
    assert answer.status == 200, str(answer)
    return answer


def search(browser: Browser, listed: Answer, text: str) -> Answer:
    """Use the field of a list by which it is searched."""
    for form in listed.page.one("main").all("form"):
        fields = [field for field in form.all("input") if field.get("type") in ("search", "text")]
        if form.get("method").lower() != "post" and fields:
            query = [*controls(form, without=fields[0]), (fields[0].get("name"), text)]
            answer = browser.get(
                f"{target(path_of(listed), form.get('action'))}?{urlencode(query)}"
            )
            assert answer.status == 200, str(answer)
            return answer
    raise AssertionError(f"no field to search by on {listed}")


@dataclass(frozen=True)
class Row:
    """A row of a list."""

    edit: str  # the path of its form
    choice: tuple[str, str]  # what chooses it, in the form around the list
    text: str


def rows(listed: Answer) -> dict[str, Row]:
    """Return the rows of a list, by the text of their first link."""
    found = {}
    for row in listed.page.one("main").all("tr"):
        links, boxes = row.all("a"), [box for box in row.all("input") if box.get("name")]
        if links and boxes:
            edit = target(path_of(listed), links[0].get("href"))
            found[links[0].text] = Row(edit, (boxes[0].get("name"), boxes[0].value), row.text)
    return found


def controls(form: Element, without: Element | None = None) -> Iterator[tuple[str, str]]:
    """Yield what a browser sends of a form when no button counts."""
    for field in form.all("input", "textarea", "select"):
        kind, name = field.get("type"), field.get("name")
        off = kind in ("checkbox", "radio") and "checked" not in field.attributes
        if not name or field is without or off or kind in BUTTONS:
            continue
        if field.tag == "select":
            options = field.all("option")
            chosen = [each for each in options if "selected" in each.attributes]
            if not chosen and "multiple" not in field.attributes:
                chosen = options[:1]
            yield from ((name, option.get("value")) for option in chosen)
        else:
            yield name, field.value or ("on" if kind == "checkbox" else "")


def posting(page: Page) -> list[Element]:
    """Return the forms in the main part of a page that change something."""
    return [form for form in page.one("main").all("form") if form.get("method").lower() == "post"]


def edit_form(answer: Answer) -> tuple[str, dict[str, str]]:
    """Return where the form of a row is sent to, and what it holds."""
    assert answer.status == 200, str(answer)
    form = max(posting(answer.page), key=lambda form: len([*controls(form)]))
    return target(path_of(answer), form.get("action")) or path_of(answer), dict(controls(form))


def act(browser: Browser, listed: Answer, row: Row, word: str, *, token: bool = True) -> Answer:
    """Do what the list offers for chosen rows, confirmed where that is asked for."""
    [form] = [each for each in posting(listed.page) if each.all("input") and row_in(each, row)]
    choices = [c for c in form.all("option", "button") if re.search(word, c.get("value"))]
    assert choices, f"nothing to choose about `{word}` on {listed}"
    data = dict(controls(form)) | {row.choice[0]: row.choice[1], "action": choices[0].get("value")}
    path = target(path_of(listed), form.get("action")) or path_of(listed)
    answer = browser.post(path, data if token else without_token(data))
    if answer.status == 200 and token:
        [asked] = [each for each in posting(answer.page) if dict(controls(each))]
        answer = browser.post(path, dict(controls(asked)))
    return answer


def row_in(form: Element, row: Row) -> bool:
    """Tell whether a form holds what chooses a row."""
    return row.choice in [(box.get("name"), box.value) for box in form.all("input")]


def without_token(data: dict[str, str]) -> dict[str, str]:
    """Return what a form of another site could send."""
    return {name: text for name, text in data.items() if not TOKENS.search(name)}
