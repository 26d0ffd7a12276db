"""The engine that makes the pages is a matter of taste: the pages, and the mail, are the same.

The sources of the pages are compared in `tests/test_template_engines.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import pytest

from tests.conftest import FRAMEWORKS
from tests.contract.accounts import CHANGE, RESET, SENT, ask_for_reset, link_in, set_password
from tests.contract.admin import ADMIN, every_admin_page, path_of
from tests.contract.conftest import Make
from tests.contract.forms import NEW, submit, write
from tests.contract.social import depart, enter_by, named, state_in
from tests.contract.targets import Target
from tests.harness.browser import Answer, Site
from tests.harness.facts import engines, offered
from tests.harness.launch import PROXY, make_staff, serving_production
from tests.harness.mail import mail_sink, wait_for_letter
from tests.harness.members import LOGIN, REGISTER, Member, fill, log_in, register
from tests.harness.openid_server import openid_provider
from tests.harness.options import Options, option
from tests.harness.page import Element

HOSTILE = '"It\'s" <script>alert(1)</script> & more'
ADA = Member("ada")
WHERE_OFFERED = ("social_login", "admin")
OPENID = "/accounts/social/openid/callback"

pytestmark = [
    pytest.mark.starter,
    pytest.mark.parametrize(
        "pair",
        [
            pytest.param(
                (framework, engine),
                id=f"{framework}-{engine}",
                marks=pytest.mark.xdist_group(f"{framework}-{engine}-pages"),
            )
            for framework in FRAMEWORKS
            for engine in engines(framework)
        ],
    ),
]


def test_every_page_is_the_same_by_each_engine(
    make_project: Make, tmp_path: Path, pair: tuple[str, str]
) -> None:
    framework, engine = pair
    tours = [
        seen(make_project, tmp_path / str(number), Target(framework, options))
        for number, options in enumerate((pages(framework), pages(framework, engine)))
    ]

    assert len(tours[0]) > 30
    assert tours[1] == tours[0]


def pages(framework: str, engine: str = "") -> Options:
    """Return the options that bring every page, by the usual engine unless another is named."""
    there = {name: True for name in WHERE_OFFERED if offered(framework, name)}
    chosen = {"template_engine": engine} if engine else {}
    return {"accounts": True, "rest_api": True, "websockets": True, **there, **chosen}


def seen(make_project: Make, work: Path, target: Target) -> list[object]:
    """Make a project; return what a visitor sees of it."""
    project = make_project(target)
    work.mkdir()
    answers, name = project.facts.answers, project.facts.name
    provided = openid_provider() if option(target.options, "social_login") else nullcontext()
    staff = partial(make_staff, project, work / "production.sqlite3")
    with mail_sink() as sink, provided as provider:
        settings = {**PROXY, "MAIL_URL": sink.url, **(provider.settings if provider else {})}
        with serving_production(project, work, **settings) as server:
            site = Site(server.base_url, True, answers, name, sink, provider, staff)
            tour = [*strangers(site), *accounts(site), *notes(site)]
            tour += by_others(site) if provider else []
            tour += admin(site) if site.has("admin") else []
            return tour


def shown(answer: Answer) -> object:
    """Return what is the same each time: the status, the headers' names, the tree of the page."""
    names = sorted({name.lower() for name, _ in answer.headers})
    path = re.sub("/[^/]{20,}", "/…", answer.request)
    return path, answer.status, names, answer.header("Location"), *tree(answer.page)


def tree(element: Element) -> Iterator[object]:
    """Yield each tag with its attributes, and each text, without what is new each time."""
    for child in element.children:
        if isinstance(child, Element):
            attributes = {name: steady(text) for name, text in child.attributes.items()}
            if child.get("type") == "hidden" and child.get("name") != "next":
                attributes["value"] = "a token"
            yield child.tag, attributes
            yield from tree(child)
        elif text := " ".join(child.split()):
            yield re.sub("[0-9]", "0", text) if element.tag == "time" else text


def steady(text: str) -> str:
    """Return a value without the time, or the token of a link, in it."""
    return re.sub(r"(password-reset/)(?!sent$).+|^20\d\d-.+", r"\1…", text)


def strangers(site: Site) -> Iterator[object]:
    """Look at what everybody may see, and at what is refused."""
    browser = site.browser()
    for path in ("/", "/nowhere", "/api/docs", "/notes", REGISTER, LOGIN, RESET, SENT, CHANGE):
        yield shown(browser.get(path))
    yield shown(browser.get(f"{LOGIN}?next=/notes"))
    yield shown(browser.get("/", {"Host": "evil.example"}))
    yield shown(browser.post("/", {}))
    yield shown(browser.post(NEW, {"title": "forged"}))
    yield shown(browser.announce(NEW, 2**21))


def accounts(site: Site) -> Iterator[object]:
    """Make mistakes in each form, then make an account and get a mail."""
    browser = site.browser()
    yield shown(register(browser, Member(HOSTILE, "short", HOSTILE)))
    yield shown(log_in(browser, Member(HOSTILE)))
    yield shown(fill(browser, RESET, {"email": HOSTILE}))
    yield shown(register(browser, ADA))
    yield shown(register(site.browser(), ADA))
    yield shown(fill(browser, CHANGE, {"current-password": "wrong", "new-password": "short"}))
    yield shown(ask_for_reset(browser, ADA.address))
    assert site.outbox is not None
    letter = wait_for_letter(site.outbox, ADA.address, 1)
    link = link_in(letter, site)
    yield letter.subject, letter.text.replace(site.origin, "").replace(link, "LINK").rstrip()
    for path in ("/", "/nowhere", CHANGE, f"{link}x"):
        yield shown(browser.get(path))
    yield shown(set_password(site.browser(), link, "short"))


def notes(site: Site) -> Iterator[object]:
    """Write notes, and look at the pages of the list."""
    browser = site.visitor(Member("grace"))
    yield shown(browser.get("/notes"))
    yield shown(browser.get(NEW))
    yield shown(submit(browser, "", HOSTILE))
    paths = [write(browser, f"{HOSTILE} {number}", HOSTILE) for number in range(11)]
    yield shown(browser.get(paths[0]))
    yield shown(browser.get(write(browser, "No text")))
    for path in ("/notes", "/notes?page=2", "/notes?page=3", "/api/docs"):
        yield shown(browser.get(path))


def by_others(site: Site) -> Iterator[object]:
    """Come back from a provider: unasked, refused, and let in."""
    browser = site.browser()
    for path in (f"{LOGIN}?next=/notes", f"{REGISTER}?next=/notes?page=2", OPENID):
        yield shown(browser.get(path))
    state = state_in(depart(browser, f"{LOGIN}?next=/notes"))
    refused = browser.get(f"{OPENID}?error=access_denied&state={state}")
    yield shown(refused)
    yield shown(browser.get(refused.location or LOGIN))
    yield shown(enter_by(browser, named("grace-by-another")))
    yield shown(browser.get("/"))


def admin(site: Site) -> Iterator[object]:
    """Look for the admin as each kind of user; its pages are the package's."""
    for browser in (site.browser(), site.visitor(), site.staff()):
        yield shown(browser.get("/"))
        yield shown(browser.get(f"{ADMIN}nowhere"))
        for page in every_admin_page(browser):
            yield path_of(page), page.status, [title.text for title in page.page.all("title")]
