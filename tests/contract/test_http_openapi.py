"""The description of the API: valid, true under fuzzing, and shown without any other host."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import hypothesis
import schemathesis
from openapi_spec_validator import validate
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks, not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup

from tests.contract.api import DOCS, OPENAPI, Client, add, client
from tests.contract.checks import CSP, HEADERS, check_headers
from tests.contract.clauses import clause
from tests.contract.forms import unique
from tests.harness.browser import Answer, Site
from tests.harness.page import Element

EXAMPLES = 40  # requests for each operation and kind of data
CHECKED = (
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
LOADED = {"script": "src", "img": "src", "iframe": "src", "link": "href"}
TYPES = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml", "png": "image/png"}


def described(site: Site) -> dict[str, Any]:
    """Return the description."""
    answer = Client(site).get(OPENAPI)
    assert answer.status == 200, str(answer)
    assert answer.media_type in ("application/json", "application/vnd.oai.openapi+json")
    found: dict[str, Any] = answer.json()
    return found


def operations(found: Mapping[str, Any]) -> dict[tuple[str, str], Mapping[str, Any]]:
    """Return what can be done: (method, path with parameters named alike) → its description."""
    servers: list[dict[str, str]] = found.get("servers") or [{"url": "/"}]
    base = urlsplit(servers[0]["url"]).path.rstrip("/")
    return {
        (method.upper(), re.sub(r"\{[^}]+\}", "{}", base + path)): operation
        for path, item in found["paths"].items()
        for method, operation in item.items()
        if method in ("get", "post", "put", "patch", "delete")
    }


@clause("openapi.valid", rest_api=True)
def test_the_description_is_valid_openapi_3(site: Site) -> None:
    found = described(site)
    assert found["openapi"].startswith("3."), found["openapi"]
    assert site.name in ("", found["info"]["title"])
    try:
        validate(found)
    except Exception as error:
        raise AssertionError(f"{type(error).__name__}: {error}") from error


@clause("openapi.whole", rest_api=True)
def test_the_description_has_every_operation_with_its_answers(site: Site) -> None:
    wanted: dict[tuple[str, str], set[str]] = {}
    unknown = {"401"} if site.has("accounts") else set()
    if site.has("example"):
        wanted["GET", "/api/notes"] = {"200", "404"} | unknown
        wanted["POST", "/api/notes"] = {"201", "400", "413", "415", "422"} | unknown
        wanted["GET", "/api/notes/{}"] = {"200", "404"} | unknown
    if site.has("accounts"):
        wanted["POST", "/api/tokens"] = {"201", "400", "413", "415", "422", "429"}
        wanted["DELETE", "/api/tokens"] = {"204", "401"}
    found = operations(described(site))
    lacking = {
        f"{method} {path}": sorted(
            answers - set(found.get((method, path), {}).get("responses", ()))
        )
        for (method, path), answers in wanted.items()
    }
    assert {key: answers for key, answers in lacking.items() if answers} == {}
    assert [key for key in found if key not in wanted] == []


@clause("openapi.whole", rest_api=True)
def test_the_description_says_what_needs_a_token_and_names_no_other_host(site: Site) -> None:
    found = described(site)
    hosts = {urlsplit(server["url"]).netloc for server in found.get("servers", [])}
    assert hosts <= {"", site.host}
    for (_, path), operation in operations(found).items():
        needs = operation.get("security", found.get("security", []))
        is_private = site.has("accounts") and path.startswith("/api/notes")
        assert bool([need for need in needs if need]) == is_private or "tokens" in path, path


@clause("openapi.true", rest_api=True)
def test_no_request_gets_an_answer_that_is_not_described(site: Site) -> None:
    """A fuzzer that reads the description, with the same requests in every run."""
    found = described(site)
    if site.has("example"):
        add(client(site), unique())
    load_all_checks()
    checks = [not_a_server_error, *CHECKS.get_by_names(list(CHECKED))]
    schema = schemathesis.openapi.from_dict(found)
    for result in schema.get_all_operations():
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            operation: Any = result
            fuzz(site, operation.ok(), mode, checks)


def fuzz(site: Site, operation: Any, mode: GenerationMode, checks: list[Any]) -> None:
    """Send generated requests, and hold each answer against the description."""
    if mode is GenerationMode.NEGATIVE and not (operation.body or operation.query):
        return  # nothing that could be wrong but the path
    usual = client(site).headers()
    is_ending = operation.method.lower() == "delete"

    @hypothesis.settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],  # to look for the least request takes a minute
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        headers = {**usual, "Authorization": "Bearer none"} if is_ending else usual
        try:
            case.call_and_validate(base_url=site.base_url, headers=headers, checks=checks)
        except (Failure, FailureGroup) as error:
            raise AssertionError(str(error)) from None

    send()


def addresses(page: Element) -> list[str]:
    """Return all that a page loads."""
    found = [element.get(LOADED[element.tag]) for element in page.all(*LOADED)]
    return [address for address in found if address and not address.startswith("data:")]


def docs(site: Site) -> Answer:
    """Open the page that shows the description."""
    answer = site.browser().get(DOCS)
    assert (answer.status, answer.media_type) == (200, "text/html"), str(answer)
    return answer


@clause("docs.page", rest_api=True)
def test_the_docs_are_a_page_of_the_site(site: Site) -> None:
    page = docs(site).page
    assert page.one("main").one("h1").text
    assert page.one("html").get("lang") == "en"
    assert page.title
    assert page.faults == []


@clause("docs.own", rest_api=True)
def test_the_docs_load_their_files_from_the_site_itself(site: Site) -> None:
    answer = docs(site)
    found = addresses(answer.page)
    assert [address for address in found if ".js" in address], "no script"
    for address in found:
        assert re.match(r"/(?!/)", address), address
        file = site.browser().get(address)
        kind = address.partition("?")[0].rpartition(".")[2]
        assert (file.status, file.media_type) == (200, TYPES.get(kind, file.media_type)), address
        check_headers(file, site)


@clause("docs.own", rest_api=True)
def test_the_docs_hold_no_script_or_style_of_their_own(site: Site) -> None:
    for element in docs(site).page.descendants():
        assert "style" not in element.attributes, element.tag
        assert element.tag != "style"
        assert element.tag != "script" or element.get("src"), "an inline script"
        assert not [name for name in element.attributes if name.startswith("on")], element.tag


@clause("docs.policy", rest_api=True)
def test_the_policy_of_the_docs_allows_icons_at_most(site: Site) -> None:
    answer = docs(site)
    [policy] = answer.all("Content-Security-Policy")
    parts, usual = (set(text.split("; ")) for text in (policy, CSP))
    icons = "img-src 'self' data:"  # those of Swagger UI are written into its style sheet
    assert parts - {icons} == usual, policy
    others = {name: text for name, text in HEADERS.items() if name != "Content-Security-Policy"}
    assert {name: answer.header(name) for name in others} == others


@clause("docs.policy", rest_api=True)
def test_no_other_page_has_the_policy_of_the_docs(site: Site) -> None:
    for path in ("/", OPENAPI, "/api/nowhere", f"{DOCS}/nowhere"):
        check_headers(site.browser().get(path), site)
