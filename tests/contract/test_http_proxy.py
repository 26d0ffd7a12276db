"""Behind a proxy: what it says is believed, what anybody else says is not."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.contract.checks import check_headers
from tests.contract.clauses import clause
from tests.contract.forms import NEW, titles, unique
from tests.harness.browser import Answer, Site

HTTP = {"X-Forwarded-Proto": "http"}
# What a proxy may say of a request that came over plain HTTP, or forget to say.
PLAIN = [
    HTTP,
    {"X-Forwarded-Proto": ""},
    {"X-Forwarded-Proto": "https, http"},
    {"X-Forwarded-Proto": "nonsense"},
    {"X-Forwarded-Proto": "", "X-Forwarded-Ssl": "on"},
    {"X-Forwarded-Proto": "", "X-Forwarded-Scheme": "https", "X-Scheme": "https"},
    {"X-Forwarded-Proto": "", "Forwarded": "proto=https"},
]


def check_redirect(answer: Answer, site: Site, target: str) -> None:
    """Check that the answer leads to the same address over HTTPS."""
    assert answer.status in (301, 308), str(answer)
    assert answer.location == f"https://{site.host}{target}", str(answer)
    check_headers(answer, site)


@clause("proxy.https", production=True)
@pytest.mark.parametrize("headers", PLAIN, ids=str)
def test_plain_http_is_redirected_to_https(site: Site, headers: dict[str, str]) -> None:
    if not site.is_behind_us:
        pytest.skip("the site is not behind us: its own proxy says what the scheme is")
    check_redirect(site.browser().get("/", headers), site, "/")


@clause("proxy.https", production=True, own_server=True)
@pytest.mark.parametrize(
    "target", ["/notes?page=2&x=%20%2F", "/nowhere", "/static/style.css", "/?"]
)
def test_the_redirect_keeps_path_and_query(site: Site, target: str) -> None:
    answer = site.browser().get(target, HTTP)
    assert answer.status in (301, 308), str(answer)
    wanted, got = urlsplit(target), urlsplit(answer.location)
    assert (got.scheme, got.netloc, got.path) == ("https", site.host, wanted.path), str(answer)
    assert parse_qsl(got.query) == parse_qsl(wanted.query), str(answer)
    check_headers(answer, site)


@clause("proxy.https", production=True, own_server=True)
@pytest.mark.parametrize("target", ["//evil.example", "//evil.example/..", "/\\evil.example"])
def test_the_redirect_never_leaves_the_site(site: Site, target: str) -> None:
    answer = site.browser().get(target, HTTP)
    assert answer.status in (301, 308, 400, 404), str(answer)
    assert not answer.location or answer.location.startswith(f"https://{site.host}/"), str(answer)


@clause("proxy.https", production=True, own_server=True)
def test_the_redirect_never_goes_to_another_s_host(site: Site) -> None:
    answer = site.browser().get("/", {**HTTP, "Host": "evil.example"})
    assert answer.status == 400, str(answer)


@clause("proxy.https", production=True, own_server=True, example=True, template_engine=True)
def test_a_form_over_plain_http_is_not_stored(site: Site) -> None:
    before = titles(site)
    answer = site.browser().post(NEW, {"title": unique()}, HTTP)
    assert answer.status in (301, 308, 403), str(answer)
    assert titles(site) == before


@clause("proxy.probes", production=True, own_server=True)
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_answer_over_plain_http(site: Site, path: str) -> None:
    answer = site.browser().get(path, HTTP)
    assert answer.status == 200, str(answer)
    check_headers(answer, site)


@clause("proxy.https", production=True, own_server=True)
@pytest.mark.parametrize("said", ["HTTPS", "http, https", " https "])
def test_the_nearest_proxy_s_word_counts(site: Site, said: str) -> None:
    assert site.browser().get("/", {"X-Forwarded-Proto": said}).status == 200


@clause("proxy.development", production=False)
def test_development_redirects_nothing(site: Site) -> None:
    assert site.browser().get("/", HTTP).status == 200
