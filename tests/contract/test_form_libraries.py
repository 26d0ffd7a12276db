"""What reads the forms is a matter of taste: what is taken, refused and shown is the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import FRAMEWORKS
from tests.contract.accounts import CHANGE, RESET, reset_link, set_password
from tests.contract.conftest import Make
from tests.contract.forms import NEW, open_form
from tests.contract.targets import Target
from tests.contract.test_template_engines import HOSTILE, shown
from tests.harness.browser import Site
from tests.harness.facts import engines, offered
from tests.harness.launch import PROXY, serving_production
from tests.harness.mail import mail_sink
from tests.harness.members import LOGIN, REGISTER, Member, enter, fill
from tests.harness.options import Options

ADA = Member("ada-of-london")
TEXTS = ("", " \t\u2003", " x ", "a\0b", "a\r\nb", "é" * 101, HOSTILE, "\r\n" * 10_001)
NAMES = ("", "  ", "-ada", "a b", "a\0", "é", "a" * 31, "a b" * 31, HOSTILE, ADA.username)
ADDRESSES = ("", "  ", "ada", "a@b@c", "a@-b", "a@b\0", f"a@{'b.' * 126}bc", "é" * 255, HOSTILE)
PASSWORDS = ("", " " * 11, "x" * 11, "x" * 129, ADA.username.title(), ADA.address.upper())


@dataclass(frozen=True)
class Variant:
    """A framework whose forms are read by another library than its usual one, or by none."""

    framework: str
    options: Options

    def __str__(self) -> str:
        """Return what the id of its test says."""
        return "-".join([self.framework, *self.options.values()])


def variants() -> Iterator[Variant]:
    """Yield each of them, with the pages of each template engine."""
    for framework in FRAMEWORKS:
        for forms in offered(framework, "forms")[1:]:
            yield Variant(framework, {"forms": forms})
            for engine in engines(framework):
                yield Variant(framework, {"forms": forms, "template_engine": engine})


@pytest.mark.starter
@pytest.mark.parametrize(
    "variant",
    [
        pytest.param(each, id=str(each), marks=pytest.mark.xdist_group(f"{each.framework}-forms"))
        for each in variants()
    ],
)
def test_each_form_takes_refuses_and_shows_the_same(
    make_project: Make, tmp_path: Path, variant: Variant
) -> None:
    usual, other = (
        seen(make_project, tmp_path / name, Target(variant.framework, {"accounts": True, **more}))
        for name, more in {"usual": {}, "other": variant.options}.items()
    )

    assert len(usual) > 80
    for answers in zip(usual, other, strict=True):
        assert answers[1] == answers[0]


def seen(make_project: Make, work: Path, target: Target) -> list[object]:
    """Make a project; return what it answers to each form."""
    project = make_project(target)
    work.mkdir()
    answers, name = project.facts.answers, project.facts.name
    with (
        mail_sink() as sink,
        serving_production(project, work, **PROXY, MAIL_URL=sink.url) as server,
    ):
        site = Site(server.base_url, True, answers, name, sink)
        return [*strangers(site), *members(site), *notes(site)]


def strangers(site: Site) -> Iterator[object]:
    """Fill in what is for everybody, each time with one field that is wrong."""
    browser = site.browser()
    right = {"username": "grace", "email": "grace@example.org", "new-password": "x" * 12}
    wrong = {"username": NAMES[:-1], "email": ADDRESSES, "new-password": PASSWORDS[:4]}
    for path in (REGISTER, LOGIN, RESET):
        yield shown(browser.get(path))
        yield shown(fill(browser, path, {}))
    for name, texts in wrong.items():
        for text in texts:
            yield shown(fill(browser, REGISTER, {**right, name: text}))
    for text in ADDRESSES:
        yield shown(fill(browser, RESET, {"email": text}))
    for name, password in [("", "x"), (" ", " "), (HOSTILE, "")]:
        yield shown(fill(browser, LOGIN, {"username": name, "current-password": password}))


def members(site: Site) -> Iterator[object]:
    """Make an account, and give it passwords that are none, then good ones."""
    browser, password = enter(site.browser(), ADA), "x" * 128
    yield shown(fill(site.browser(), REGISTER, {"username": ADA.username.upper()}))
    for old in ("", " ", "wrong", ADA.password):
        for new in PASSWORDS if old == ADA.password else ("", "x" * 12):
            yield shown(fill(browser, CHANGE, {"current-password": old, "new-password": new}))
    link = reset_link(site, ADA)
    for new in PASSWORDS:
        yield shown(set_password(site.browser(), link, new))
    yield shown(set_password(site.browser(), link, password))
    for name in (ADA.username, f"  {ADA.username.title()} "):
        given = {"username": name, "current-password": password}
        yield shown(fill(site.browser(), LOGIN, given))


def notes(site: Site) -> Iterator[object]:
    """Write notes, and look at those that are taken."""
    browser = site.visitor()
    yield shown(browser.post(NEW, open_form(browser).hidden))
    for title, text in [(text, "") for text in TEXTS] + [("Title", text) for text in TEXTS]:
        answer = browser.post(NEW, open_form(browser).filled(title, text))
        yield shown(answer)
        if answer.location:
            yield shown(browser.get(answer.location.removeprefix(site.origin)))
