"""WebSockets: who may open one, what comes over it, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from urllib.parse import urlsplit

import pytest

from tests.contract.accounts import log_out
from tests.contract.api import add, client
from tests.contract.checks import check_error_page, check_headers
from tests.contract.clauses import clause
from tests.contract.forms import unique, write
from tests.contract.live import LIVE, news, number, titles_heard
from tests.harness.browser import Site
from tests.harness.members import enter, new_member
from tests.harness.sockets import ClosedError, WebSocket, listening, refused, speaks_socketio

AT_ONCE = 2.0  # seconds
DROPPED = 15.0  # seconds until one that does not read is given up
FLOOD = 300  # notes that fill the buffers of a connection that nobody reads
FOREIGN = {
    "another site": "https://example.com",
    "another port": "https://127.0.0.1:1",
    "no port": "https://127.0.0.1",
    "a name that ends alike": "https://x{host}",
    "a name that begins alike": "https://{host}.example.com",
    "a page of a file": "null",
    "nonsense": "nonsense",
    "half an address": "http://[",
    "our own as a user": "https://{host}@example.com",
}


@contextmanager
def two(site: Site) -> Iterator[tuple[WebSocket, WebSocket]]:
    """Open two WebSockets of the visitor."""
    with ExitStack() as stack:
        first, second = (stack.enter_context(listening(site.visitor(), LIVE)) for _ in range(2))
        yield first, second


@clause("sockets.news", websockets=True, example=True)
def test_a_note_reaches_all_who_listen(site: Site) -> None:
    with two(site) as listeners:
        title = unique("<b>&")
        path = write(site.visitor(), title, "a text")
        for listener in listeners:
            note = news(listener, AT_ONCE)
            assert datetime.fromisoformat(note.pop("created_at")).tzinfo
            assert note == {"id": number(path), "title": title, "url": path}


@clause("sockets.news", websockets=True, example=True)
def test_notes_come_in_their_order_and_once(site: Site) -> None:
    with listening(site.visitor(), LIVE) as listener:
        written = [unique(str(count)) for count in range(5)]
        for title in written:
            write(site.visitor(), title)
        assert titles_heard(listener, 5) == written
        assert listener.is_silent()


@clause("sockets.news", websockets=True, example=True)
def test_what_is_not_stored_is_not_told(site: Site) -> None:
    with listening(site.visitor(), LIVE) as listener:
        assert site.visitor().post("/notes/new", {"title": "no token"}).status == 403
        assert listener.is_silent()


@clause("sockets.news", websockets=True, example=True, rest_api=True)
def test_a_note_of_a_program_reaches_all_who_listen(site: Site) -> None:
    with listening(site.visitor(), LIVE) as listener:
        note = add(client(site), unique())
        heard = news(listener, AT_ONCE)
        assert (heard["id"], heard["title"]) == (note["id"], note["title"])
        created = [datetime.fromisoformat(one["created_at"]) for one in (heard, note)]
        assert created[0] == created[1]


@clause("sockets.after", websockets=True, example=True)
@pytest.mark.parametrize("missed", [0, 1, 3, 10, 12])
def test_who_comes_late_is_told_what_was_missed_ten_at_most(site: Site, missed: int) -> None:
    known = number(write(site.visitor(), unique()))
    written = [unique(str(count)) for count in range(missed + 1)]
    for title in written[:-1]:
        write(site.visitor(), title)
    with listening(site.visitor(), f"{LIVE}?after={known}") as listener:
        wanted = written[:-1][-10:]
        assert titles_heard(listener, len(wanted)) == wanted
        write(site.visitor(), written[-1])
        assert titles_heard(listener, 1) == written[-1:]


@clause("sockets.after", websockets=True, example=True)
@pytest.mark.parametrize(
    "after", ["", "x", "-1", "1e3", "1.5", "9" * 4000, "%00", "%D9%A1", "' or 1=1"]
)
def test_what_is_no_number_of_a_note_is_told_nothing(site: Site, after: str) -> None:
    write(site.visitor(), unique())
    with listening(site.visitor(), f"{LIVE}?after={after.replace(' ', '+')}") as listener:
        title = unique()
        write(site.visitor(), title)
        assert titles_heard(listener, 1) == [title]


@clause("sockets.origin", websockets=True, example=True)
@pytest.mark.parametrize("kind", FOREIGN)
def test_pages_of_other_sites_may_not_listen(site: Site, kind: str) -> None:
    origin = FOREIGN[kind].format(host=site.host)
    check_error_page(refused(site.visitor(), LIVE, {"Origin": origin}), 403, site)


@clause("sockets.origin", websockets=True, example=True)
def test_a_foreign_host_is_refused_whatever_the_origin(site: Site) -> None:
    foreign = {"Host": "example.com", "Origin": "https://example.com"}
    check_error_page(refused(site.visitor(), LIVE, foreign), 400, site)


@clause("sockets.origin", websockets=True, example=True)
def test_programs_which_name_no_origin_may_listen(site: Site) -> None:
    with listening(site.visitor(), LIVE, {"Origin": ""}) as listener:
        title = unique()
        write(site.visitor(), title)
        assert titles_heard(listener, 1) == [title]


@clause("sockets.headers", websockets=True, example=True)
def test_the_answer_that_opens_it_has_the_headers_of_every_answer(site: Site) -> None:
    with listening(site.visitor(), LIVE) as listener:
        check_headers(listener.answer, site)
        assert listener.answer.all("Set-Cookie") == []


@clause("sockets.http", websockets=True, example=True)
def test_plain_http_is_a_bad_request(site: Site) -> None:
    check_error_page(site.visitor().get(LIVE), 400, site)
    assert site.visitor().ask("HEAD", LIVE).status in (400, 405)
    for method in ("POST", "PUT", "DELETE"):
        answer = site.visitor().ask(method, LIVE, body=b"")
        assert answer.status in (400, 403, 405), str(answer)
        check_headers(answer, site)


@clause("sockets.http", websockets=True, example=True)
@pytest.mark.parametrize("name", ["Sec-WebSocket-Key", "Sec-WebSocket-Version", "Upgrade"])
def test_half_a_handshake_opens_nothing_and_breaks_nothing(site: Site, name: str) -> None:
    answer = refused(site.visitor(), LIVE, {name: ""})
    assert 400 <= answer.status < 500, str(answer)
    with listening(site.visitor(), LIVE):
        pass


@clause("sockets.http", websockets=True, example=True)
def test_there_is_no_websocket_elsewhere(site: Site) -> None:
    # Clients of Socket.IO add a slash to every address.
    same = [] if speaks_socketio(site) else [f"{LIVE}/"]
    for path in ("/ws", "/ws/", "/ws/other", "/ws/notes/1", *same):
        check_error_page(refused(site.visitor(), path), 404, site)
    assert refused(site.visitor(), "/").status in (200, 400, 404)


@clause("sockets.told", websockets=True, example=True)
@pytest.mark.parametrize(
    ("said", "code"),
    [("hello", 1008), (b"\x00\xff", 1008), ("", 1008), ("x" * 1025, 1009), (b"x" * 9999, 1009)],
)
def test_who_says_something_is_shown_out(site: Site, said: str | bytes, code: int) -> None:
    with listening(site.visitor(), LIVE) as listener:
        listener.send(said)
        assert listener.end() == code


@clause("sockets.slow", websockets=True, example=True)
def test_who_does_not_read_is_dropped_and_holds_nobody_up(site: Site) -> None:
    browser, title = site.visitor(), "\N{OWL}" * 100
    with listening(browser, LIVE, hangs=True) as hanging, listening(browser, LIVE) as awake:
        for count in range(FLOOD):
            path = write(browser, title)
            assert news(awake, AT_ONCE)["id"] == number(path), f"note {count}"
        assert heard_until_the_end(hanging) < FLOOD


@clause("sockets.members", websockets=True, example=True, accounts=True)
def test_without_a_log_in_it_is_refused_before_it_opens(site: Site) -> None:
    check_error_page(refused(site.browser(), LIVE), 403, site)
    check_error_page(refused(site.browser(), LIVE, {"Origin": ""}), 403, site)
    forged = site.visitor()
    forged.cookies = {name: f"x{text}" for name, text in forged.cookies.items()}
    check_error_page(refused(forged, LIVE), 403, site)


@clause("sockets.members", websockets=True, example=True, accounts=True, rest_api=True)
def test_no_token_opens_it(site: Site) -> None:
    bearer = {"Authorization": client(site).headers()["Authorization"]}
    check_error_page(refused(site.browser(), LIVE, bearer), 403, site)


@clause("sockets.members", websockets=True, example=True, accounts=True)
def test_a_session_that_ended_opens_nothing(site: Site) -> None:
    browser = enter(site.browser(), new_member())
    before = dict(browser.cookies)
    assert log_out(browser).status == 303
    browser.cookies = before
    check_error_page(refused(browser, LIVE), 403, site)


@clause("sockets.members", websockets=True, example=True, accounts=True)
def test_nobody_hears_of_the_notes_of_others(site: Site) -> None:
    earlier = unique()
    write(site.visitor(), earlier)
    with (
        listening(site.another(), f"{LIVE}?after=0") as other,
        listening(site.visitor(), LIVE) as owner,
    ):
        assert earlier not in titles_of(other)
        title = unique()
        write(site.visitor(), title)
        assert titles_heard(owner, 1) == [title]
        assert other.is_silent()
        own = unique()
        write(site.another(), own)
        assert titles_heard(other, 1) == [own]
        assert owner.is_silent()


@clause("sockets.page", websockets=True, example=True)
def test_the_first_page_of_the_list_says_where_to_listen_and_since_when(site: Site) -> None:
    browser = site.visitor()
    paths = [write(browser, unique()) for _ in range(11)]
    page = browser.get("/notes").page
    [place] = [one for one in page.one("main").all("p") if one.get("id") == "live"]
    assert place.get("role") == "status"
    assert place.text == ""
    assert urlsplit(place.get("data-socket")).path == LIVE
    assert int(place.get("data-newest")) == number(paths[-1])
    answer = site.browser().get(page.one("script").get("src"))
    assert (answer.status, answer.media_type) == (200, "text/javascript"), str(answer)
    check_headers(answer, site)
    assert browser.get("/notes?page=2").page.all("script") == []


@clause("sockets.page", websockets=True, example=True)
def test_other_pages_load_no_script(site: Site) -> None:
    browser = site.visitor()
    for path in ("/", "/notes/new", write(browser, unique())):
        assert browser.get(path).page.all("script") == [], path


@clause("sockets.bare", websockets=True, example=False)
def test_without_the_example_there_is_no_address(site: Site) -> None:
    check_error_page(refused(site.visitor(), LIVE), 404, site)
    check_error_page(site.visitor().get(LIVE), 404, site)
    assert site.visitor().get("/").page.all("script") == []


def titles_of(listener: WebSocket) -> list[str]:
    """Return the titles that come until there is silence."""
    heard: list[str] = []
    while True:
        try:
            heard.append(str(news(listener, AT_ONCE / 4)["title"]))
        except TimeoutError:
            return heard


def heard_until_the_end(listener: WebSocket) -> int:
    """Count what comes before the server closes the connection, which it must do."""
    count = 0
    while True:
        try:
            listener.receive(DROPPED)
        except ClosedError:
            return count
        count += 1
