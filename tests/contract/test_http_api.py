"""The API: its notes, and what it says of requests that are wrong."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

import pytest

from tests.contract.api import NOTES, OPENAPI, Client, add, client, local
from tests.contract.checks import check_headers, check_no_trace, check_problem
from tests.contract.clauses import clause
from tests.contract.forms import listed, unique, write
from tests.contract.test_http_forms import TEXT_LENGTH, TITLE_LENGTH
from tests.contract.test_http_notes import PAGE_SIZE
from tests.harness.browser import Answer, Browser, Site

PAGE_KEYS = {"count", "next", "previous", "results"}
NOTE_KEYS = {"id", "title", "text", "created_at"}
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
NO_PAGES = ["0", "-1", "abc", "1.5", "99999999999999999999", "9999999"]
NO_NOTES = ["0", "abc", "-1", "1.0", "99999999999999999999", "%00"]
# What is refused, and the fields that it is refused for.
INVALID: dict[str, tuple[Any, set[str]]] = {
    "nothing": ({}, {"title"}),
    "no title": ({"text": "A text"}, {"title"}),
    "an empty title": ({"title": ""}, {"title"}),
    "a title of spaces": ({"title": " \t\u00a0\u2003"}, {"title"}),
    "a title of 101 letters": ({"title": "x" * (TITLE_LENGTH + 1)}, {"title"}),
    "a title that is null": ({"title": None}, {"title"}),
    "a title that is a list": ({"title": ["x"]}, {"title"}),
    "a title that is an object": ({"title": {"x": 1}}, {"title"}),
    "a title that is a truth": ({"title": True}, {"title"}),
    "a null byte in the title": ({"title": "a\x00b"}, {"title"}),
    "a text of 10,001 letters": ({"title": "x", "text": "x" * (TEXT_LENGTH + 1)}, {"text"}),
    "a text that is a list": ({"title": "x", "text": []}, {"text"}),
    "a null byte in the text": ({"title": "x", "text": "\x00"}, {"text"}),
    "both": ({"title": "", "text": "x" * (TEXT_LENGTH + 1)}, {"title", "text"}),
}
NO_JSON = [b"", b"{", b"nonsense", b"\xff\xfe\xff", b"{'title': 'x'}", b'{"title": "x"} more']
# What some parsers take and others choke on: never a server error, whatever is made of it.
HOSTILE = [
    b"[" * 200_000,
    b'{"title":' * 20_000,
    b'{"title": ' + b"9" * 6000 + b"}",
    b'{"title": 1e400}',
    b'{"title": NaN}',
    b'{"title": "x", "text": Infinity}',
    b'{"title": "\\ud800"}',
    b'{"\\ud800": "x"}',
    b'{"title": "\xff"}',
    b'{"title": "x", "title": []}',
    b"\xef\xbb\xbf" + b'{"title": "x"}',
    '{"title": "x"}'.encode("utf-16"),
    b"null",
    b"[]",
    b'"title"',
    b"1",
    b'[{"title": "x"}]',
    b'{"title": 1}',
    b'{"title": "x", "text": null}',
    b'{"title": "x", "id": [], "created_at": {}, "owner": 1, "__proto__": {}}',
    b'{"title": "\xe2\x80\xae\xf3\xa0\x80\x81"}',
]
PARTS = b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nx\r\n--x--\r\n'
MEDIA_TYPES = [
    "",
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/xml",
    "nonsense",
]


def titles(program: Client) -> list[str]:
    """Return the titles on the first page."""
    return [note["title"] for note in program.get(NOTES).json()["results"]]


@clause("api.list", rest_api=True, example=True)
def test_the_list_is_a_page_of_notes_the_newest_first(site: Site) -> None:
    program = client(site)
    written = [add(program, unique(), "A text") for _ in range(3)]
    answer = program.get(NOTES)
    assert (answer.status, answer.media_type) == (200, "application/json"), str(answer)
    assert answer.json().keys() == PAGE_KEYS
    assert answer.json()["results"][:3] == written[::-1]
    check_headers(answer, site)


@clause("api.list", rest_api=True, example=True)
def test_every_note_stands_on_one_page_and_each_page_leads_to_the_next(site: Site) -> None:
    program = client(site)
    for _ in range(PAGE_SIZE + 1):
        add(program, unique())
    pages: list[Any] = []
    path, before = NOTES, None
    while path and len(pages) < 500:
        page = program.get(path).json()
        pages.append(page)
        assert (page["previous"] is None) == (before is None), page
        assert before is None or program.get(local(page["previous"], site)).json() == before
        path, before = page["next"] and local(page["next"], site), page
    ids = [note["id"] for page in pages for note in page["results"]]
    assert {len(page["results"]) for page in pages[:-1]} == {PAGE_SIZE}
    assert len(ids) == len(set(ids)) == pages[0]["count"]
    assert program.get(f"{NOTES}?page=1").json() == pages[0]


@clause("api.list", rest_api=True, example=True)
@pytest.mark.parametrize("page", NO_PAGES)
def test_a_page_of_the_api_that_is_none_is_not_found(site: Site, page: str) -> None:
    check_problem(client(site).get(f"{NOTES}?page={page}"), 404, site)


@clause("api.note", rest_api=True, example=True)
def test_a_note_that_was_added_is_there(site: Site) -> None:
    program, title = client(site), unique()
    answer = program.send(NOTES, {"title": f"  {title}\t", "text": "One\ntwo 🦉 <b>"})
    assert (answer.status, answer.media_type) == (201, "application/json"), str(answer)
    check_headers(answer, site)
    note = answer.json()
    assert note.keys() == NOTE_KEYS
    assert (note["title"], note["text"]) == (title, "One\ntwo 🦉 <b>")
    assert local(answer.location, site) == f"{NOTES}/{note['id']}"
    found = program.get(f"{NOTES}/{note['id']}")
    assert (found.status, found.media_type, found.json()) == (200, "application/json", note)


@clause("api.note", rest_api=True, example=True)
def test_a_note_says_when_it_was_written_and_in_which_zone(site: Site) -> None:
    text = add(client(site), unique())["created_at"]
    assert RFC_3339.fullmatch(text), text
    assert datetime.fromisoformat(text).tzinfo is not None


@clause("api.note", rest_api=True, example=True, template_engine=True)
def test_the_notes_of_the_api_are_those_of_the_pages(site: Site) -> None:
    program, browser = client(site), site.visitor()
    note = add(program, unique())
    assert listed(browser.get("/notes"))[0] == (f"/notes/{note['id']}", note["title"])
    title = unique()
    path = write(browser, title)
    assert program.get(f"/api{path}").json()["title"] == title


@clause("api.note", rest_api=True, example=True)
@pytest.mark.parametrize("note", NO_NOTES)
def test_a_note_of_the_api_that_is_none_is_not_found(site: Site, note: str) -> None:
    check_problem(client(site).get(f"{NOTES}/{note}"), 404, site)


@clause("api.valid", rest_api=True, example=True)
@pytest.mark.parametrize("title", ["x", "x" * TITLE_LENGTH, "🦉" * TITLE_LENGTH])
@pytest.mark.parametrize("text", ["", "ש" * TEXT_LENGTH])
def test_a_note_at_the_limits_is_taken(site: Site, title: str, text: str) -> None:
    note = add(client(site), title, text)
    assert (note["title"], note["text"]) == (title, text)


@clause("api.valid", rest_api=True, example=True)
@pytest.mark.parametrize("media_type", ["application/json; charset=utf-8", "Application/JSON"])
def test_a_note_without_a_text_is_taken(site: Site, media_type: str) -> None:
    body = json.dumps({"title": unique()}).encode()
    answer = client(site).post(NOTES, body, media_type)
    assert (answer.status, answer.json().get("text")) == (201, ""), str(answer)


@clause("api.invalid", rest_api=True, example=True)
@pytest.mark.parametrize("case", INVALID)
def test_what_is_wrong_is_said_of_each_field_and_nothing_is_stored(site: Site, case: str) -> None:
    content, fields = INVALID[case]
    program = client(site)
    before = titles(program)
    answer = program.send(NOTES, content)
    check_problem(answer, 422, site)
    errors = answer.json().get("errors", {})
    assert errors.keys() == fields, str(answer)
    for messages in errors.values():
        assert messages, str(answer)
        assert all(isinstance(message, str) and message for message in messages), str(answer)
    assert titles(program) == before


@clause("api.no_json", rest_api=True, example=True)
@pytest.mark.parametrize("body", NO_JSON)
def test_what_is_no_json_is_a_problem(site: Site, body: bytes) -> None:
    check_problem(client(site).post(NOTES, body), 400, site)


@clause("api.no_json", rest_api=True, example=True)
@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_no_json_breaks_the_api(site: Site, number: int) -> None:
    answer = client(site).post(NOTES, HOSTILE[number])
    assert answer.status in (201, 400, 422), str(answer)
    check_headers(answer, site)
    check_no_trace(answer)
    if answer.status != 201:
        check_problem(answer, answer.status, site)


@clause("api.media_type", rest_api=True, example=True)
@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_another_media_type_is_refused(site: Site, media_type: str) -> None:
    program = client(site)
    before = titles(program)
    body = PARTS if media_type.startswith("multipart") else b'{"title": "x"}'
    check_problem(program.post(NOTES, body, media_type), 415, site)
    assert titles(program) == before


def not_there(program: Client, accept: str) -> Answer:
    """Ask for what is not there."""
    return program.get("/api/nowhere", {"Accept": accept})


def not_allowed(program: Client, accept: str) -> Answer:
    """Ask for what can't be done."""
    return program.ask("PUT", OPENAPI, b"{}", {"Accept": accept, "Content-Type": "a/b"})


def not_ours(program: Client, accept: str) -> Answer:
    """Ask for the API of another site."""
    return program.get(OPENAPI, {"Accept": accept, "Host": "evil.example"})


def too_large(program: Client, accept: str) -> Answer:
    """Announce a body that is over the limit."""
    return Browser(program.site).announce("/api/nowhere", 2**20 + 1, accept)


ERRORS = {not_there: 404, not_allowed: 405, not_ours: 400, too_large: 413}


@clause("api.problems", rest_api=True)
@pytest.mark.parametrize("cause", ERRORS)
@pytest.mark.parametrize("accept", ["text/html", "*/*", "image/png", ""])
def test_every_error_of_the_api_is_a_problem_whatever_is_asked_for(
    site: Site, cause: Any, accept: str
) -> None:
    answer = cause(Client(site), accept)
    check_problem(answer, ERRORS[cause], site)
    assert answer.status != 405 or "GET" in answer.header("Allow").split(", "), str(answer)


@clause("api.problems", rest_api=True, example=True)
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST"])
def test_a_method_that_the_api_has_not_is_told_which_it_has(site: Site, method: str) -> None:
    program = client(site)
    note = f"{NOTES}/{add(program, unique())['id']}"
    for path, allowed in {NOTES: {"GET", "HEAD", "POST"}, note: {"GET", "HEAD"}}.items():
        if method not in allowed:
            answer = program.ask(method, path, b"{}", {"Content-Type": "application/json"})
            check_problem(answer, 405, site)
            found = {word.strip() for word in answer.header("Allow").split(",")}
            assert found - {"OPTIONS"} == allowed, str(answer)


@clause("api.problems", rest_api=True, example=True)
def test_a_body_of_the_api_over_a_mib_is_refused(site: Site) -> None:
    body = json.dumps({"title": "x", "text": "x" * 2**20}).encode()
    check_problem(client(site).post(NOTES, body), 413, site)


@clause("api.head", rest_api=True)
def test_head_of_the_api_answers_as_get_does(site: Site) -> None:
    program = client(site)
    for path in (OPENAPI, *([NOTES] if site.has("example") else [])):
        got, head = program.get(path), program.ask("HEAD", path)
        assert (head.status, head.body) == (got.status, b""), path
        assert head.header("Content-Type") == got.header("Content-Type"), path


@clause("api.foreign", rest_api=True)
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_no_page_of_another_site_may_read_the_api(site: Site, method: str) -> None:
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    paths = [OPENAPI, "/api/nowhere", *([NOTES] if site.has("example") else [])]
    for path in paths:
        answer = client(site).ask(method, path, headers=asked)
        assert answer.status < 500, str(answer)
        assert answer.all("Access-Control-Allow-Origin") == [], str(answer)


@clause("api.foreign", rest_api=True)
def test_the_api_sets_no_cookie(site: Site) -> None:
    program = client(site)
    answers = [program.get(OPENAPI), program.get("/api/nowhere"), program.get(NOTES)]
    answers.append(program.send(NOTES, {"title": unique()}))
    assert [answer for answer in answers if answer.all("Set-Cookie")] == []


@clause("api.bare", rest_api=True, example=False)
@pytest.mark.parametrize("path", [NOTES, f"{NOTES}/1"])
def test_without_the_example_the_api_has_no_notes(site: Site, path: str) -> None:
    check_problem(client(site).get(path), 404, site)
