"""What the tests of log-in by others share: the way to the provider and back."""

from __future__ import annotations

import re
import secrets
from urllib.parse import parse_qs, parse_qsl, urlencode, urljoin, urlsplit

from tests.contract.accounts import errors_of, is_in, name_shown
from tests.contract.checks import check_headers, check_no_trace
from tests.harness.browser import Answer, Browser, Site
from tests.harness.members import LOGIN
from tests.harness.openid import SCRIPT, Person, Provider, new_person
from tests.harness.openid_server import send_to
from tests.harness.page import Element

REDIRECTS = (302, 303)
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,29}")
CALLBACK_QUERY = ("code", "state")


def provider_of(site: Site) -> Provider:
    """Return the provider that a site is set up with."""
    assert site.provider is not None
    return site.provider


def provider_links(answer: Answer) -> list[Element]:
    """Return the links on a page that lead to providers."""
    lists = answer.page.one("main").all("ul", css_class="providers")
    return [link for found in lists for link in found.all("a", css_class="provider")]


def only_link(answer: Answer) -> Element:
    """Return the one link to a provider on a page."""
    links = provider_links(answer)
    assert len(links) == 1, f"{len(links)} links to providers on {answer}"
    return links[0]


def provider_link(browser: Browser, path: str = LOGIN) -> str:
    """Return where the one link to a provider leads, from a page of the site."""
    link = only_link(browser.get(path))
    address = urlsplit(urljoin(f"{browser.site.origin}{path}", link.get("href")))
    assert f"{address.scheme}://{address.netloc}" == browser.site.origin, link.get("href")
    return address.path + (f"?{address.query}" if address.query else "")


def depart(browser: Browser, path: str = LOGIN) -> str:
    """Follow the link on a page of the site; return the address at the provider."""
    answer = browser.get(provider_link(browser, path))
    assert answer.status in REDIRECTS, str(answer)
    assert answer.location.startswith(f"{provider_of(browser.site).url}/"), str(answer)
    return answer.location


def visit(browser: Browser, address: str, person: Person) -> str:
    """Be let in, or not, by the provider; return where on the site it sends the browser."""
    provider = provider_of(browser.site)
    provider.person = person
    status, location = send_to(provider, address)
    assert status == 302, f"the provider refused {address}: {provider.complaints[-1:]}"
    assert location.startswith(f"{browser.site.origin}/"), location
    return location.removeprefix(browser.site.origin)


def callback(browser: Browser, person: Person, path: str = LOGIN) -> str:
    """Go to the provider; return where on the site it sends the browser."""
    return visit(browser, depart(browser, path), person)


def enter_by(browser: Browser, person: Person, path: str = LOGIN) -> Answer:
    """Go the whole way; return what the site answers in the end."""
    return browser.get(callback(browser, person, path))


def entered_by(site: Site, person: Person) -> Browser:
    """Return the browser of somebody who was let in."""
    browser = site.browser()
    check_entered(enter_by(browser, person), site)
    assert is_in(browser)
    return browser


def name_of(site: Site, person: Person) -> str:
    """Return the user name that somebody has on the site."""
    return name_shown(entered_by(site, person))


def named(name: str = "") -> Person:
    """Return somebody new, with a user name at the provider that nobody has here."""
    return new_person(preferred_username=name or f"p{secrets.token_hex(6)}")


def with_state(target: str, state: str | None) -> str:
    """Return the way back with another state; None for none."""
    path, _, query = target.partition("?")
    fields = dict(parse_qsl(query)) | {"state": state}
    return f"{path}?{urlencode({name: text for name, text in fields.items() if text is not None})}"


def state_in(address: str) -> str:
    """Return the state in an address."""
    return parse_qs(urlsplit(address).query)["state"][0]


def check_entered(answer: Answer, site: Site, target: str = "/") -> None:
    """Check that somebody was let in, and led on."""
    assert answer.status in REDIRECTS, str(answer)
    assert answer.location.removeprefix(site.origin) == target, answer.location
    check_headers(answer, site)


def check_turned_away(answer: Answer, browser: Browser) -> None:
    """Check that nobody was let in: they are led to the log-in page, or it says why."""
    assert answer.status in (303, 422), str(answer)
    if answer.status == 303:
        path = urlsplit(answer.location.removeprefix(browser.site.origin))
        assert (path.netloc, path.path) == ("", LOGIN), answer.location
    else:
        assert answer.page.one("main").all("form"), str(answer)
        assert len(errors_of(answer)) == 1, str(answer)
    check_headers(answer, browser.site)
    check_no_trace(answer)
    for shown in (answer, browser.get(LOGIN)):
        assert SCRIPT not in shown.text, str(shown)
    assert not is_in(browser)
