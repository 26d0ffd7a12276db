"""Rules of the WebSockets, each broken."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from typing import Any

from tests.contract.exemplar.broken_accounts import on
from tests.contract.exemplar.changes import (
    Broken,
    Change,
    after,
    changed,
    dropped,
    instead,
    on_status,
    replaced,
    status,
)
from tests.contract.exemplar.messages import Reply, Request
from tests.contract.exemplar.sockets import HANDSHAKE, place
from tests.contract.live import LIVE

MEMBERS = {"accounts": True, "websockets": True}
NEWS = "test_a_note_reaches_all_who_listen"
MISSED = "test_who_comes_late_is_told_what_was_missed_ten_at_most"
SINCE = "test_what_is_no_number_of_a_note_is_told_nothing"
ORIGIN = "test_pages_of_other_sites_may_not_listen"
HALF = "test_half_a_handshake_opens_nothing_and_breaks_nothing"
TOLD = "test_who_says_something_is_shown_out"
SLOW = "test_who_does_not_read_is_dropped_and_holds_nobody_up"
OTHERS = "test_nobody_hears_of_the_notes_of_others"
STRANGERS = "test_without_a_log_in_it_is_refused_before_it_opens"
PAGE = "test_the_first_page_of_the_list_says_where_to_listen_and_since_when"
BARE = "test_without_the_example_there_is_no_address"


def rule(*noticed_by: str, **rules: Any) -> Broken:
    """Break a rule of a site with WebSockets."""
    return Broken(rules, noticed_by, False, {"websockets": True})


def members(*noticed_by: str, **rules: Any) -> Broken:
    """Break a rule of a site with WebSockets for members."""
    return Broken(rules, noticed_by, False, MEMBERS)


def sent(change: Change, *noticed_by: str) -> Broken:
    """Break what a site with WebSockets sends."""
    return after(change, *noticed_by, websockets=True)


def bare(change: Change) -> Broken:
    """Break what a site with WebSockets and without the example sends."""
    return after(change, BARE, websockets=True, example=False)


def handshake_without(name: str) -> Broken:
    """Break the rule that a handshake has a header."""
    return rule(HALF, handshake={**HANDSHAKE, name: ".*"})


def spelled(change: Any) -> Broken:
    """Break how a note is told of."""
    return rule(NEWS, spelled=lambda note: json.dumps({**note, **change(note)}))


def name_of(origin: str) -> str:
    """Return the host of an origin, without the port."""
    return origin.rpartition("//")[2].partition(":")[0]


def on_second_pages(request: Request, reply: Reply) -> Reply:
    """Load the script on every page of the list."""
    is_second = "page=" in request.target
    return replaced("</main>", f"{place(0)}</main>")(request, reply) if is_second else reply


def newest(_request: Request, reply: Reply) -> Reply:
    """Say that there is no note yet."""
    return replace(reply, body=re.sub(r'data-newest="\d+"', 'data-newest="0"', reply.body))


RULES: dict[str, Broken] = {
    "one alone is told": rule(NEWS, told=lambda listeners, _owner: listeners[:1]),
    "titles are told as markup": spelled(lambda note: {"title": html.escape(note["title"])}),
    "times are told without a zone": spelled(lambda note: {"created_at": note["created_at"][:19]}),
    "texts are told too": spelled(lambda _note: {"text": "a text"}),
    "addresses of another page": spelled(lambda note: {"url": f"/notes#{note['id']}"}),
    "notes are told twice": rule(
        "test_notes_come_in_their_order_and_once",
        told=lambda listeners, _owner: listeners * 2,
    ),
    "notes are told before they are checked": Broken(
        {"checks_token": False, "after": status(303, 403)},
        ("test_what_is_not_stored_is_not_told",),
        options={"websockets": True},
    ),
    "programs are not told of": Broken(
        {"tells_of": lambda request: not request.path.startswith("/api")},
        ("test_a_note_of_a_program_reaches_all_who_listen",),
        options={"websockets": True, "rest_api": True},
    ),
    "what was missed is lost": rule(MISSED, missed=lambda _numbers: []),
    "all that was missed is told": rule(MISSED, missed=list),
    "the first that were missed are told": rule(MISSED, missed=lambda numbers: numbers[:10]),
    "the newest that was missed comes first": rule(MISSED, missed=lambda numbers: numbers[:-11:-1]),
    "nothing is told": rule(NEWS, MISSED, SINCE, tells_of=lambda _request: False),
    "what is no number is 0": rule(SINCE, since=r"(?s).+"),
    "digits of other scripts are numbers": rule(SINCE, since=r"\d{1,18}"),
    "without a number all is told": rule(SINCE, since=r"[0-9]{0,18}"),
    "what is no number is a fault": sent(
        lambda request, reply: (
            replace(reply, status=400)
            if reply.status == 101 and "after=x" in request.target
            else reply
        ),
        SINCE,
    ),
    "any page may listen": rule(ORIGIN, may_ask=lambda _origin, _own: True),
    "pages of our other ports may listen": rule(
        ORIGIN, may_ask=lambda origin, own: name_of(origin) == name_of(own)
    ),
    "pages of a host that ends alike may listen": rule(
        ORIGIN, may_ask=lambda origin, own: origin.endswith(own.removeprefix("http://"))
    ),
    "pages of a host that begins alike may listen": rule(
        ORIGIN, may_ask=lambda origin, own: origin.startswith(own.replace("http:", "https:"))
    ),
    "files may listen": rule(ORIGIN, may_ask=lambda origin, own: origin in ("", "null", own)),
    "half an address breaks it": sent(
        lambda request, reply: (
            replace(reply, status=500) if "[" in request.headers.get("Origin", "") else reply
        ),
        ORIGIN,
    ),
    "whoever may not listen is not known": sent(status(403, 401), ORIGIN),
    "pages of any host may listen": rule(
        "test_a_foreign_host_is_refused_whatever_the_origin",
        hosts=r".*",
        may_ask=lambda origin, own: name_of(origin) == name_of(own),
    ),
    "programs may not listen": rule(
        "test_programs_which_name_no_origin_may_listen",
        may_ask=lambda origin, own: origin == own,
    ),
    "a WebSocket without the headers": sent(
        on_status(101, dropped("Content-Security-Policy")),
        "test_the_answer_that_opens_it_has_the_headers_of_every_answer",
    ),
    "a WebSocket with a cookie": sent(
        on_status(101, changed("Set-Cookie", "visitor=1")),
        "test_the_answer_that_opens_it_has_the_headers_of_every_answer",
    ),
    "plain HTTP is not found": sent(on(LIVE, status(400, 404)), "test_plain_http_is_a_bad_request"),
    "plain HTTP breaks it": sent(
        lambda request, reply: replace(reply, status=500) if request.method == "PUT" else reply,
        "test_plain_http_is_a_bad_request",
    ),
    **{f"a handshake without {name}": handshake_without(name) for name in HANDSHAKE},
    "half a handshake breaks it": sent(on_status(400, status(400, 500)), HALF),
    "WebSockets below the address": rule(
        "test_there_is_no_websocket_elsewhere", sockets_at=rf"{LIVE}/.*|{LIVE}"
    ),
    "WebSockets at every address": rule(
        "test_there_is_no_websocket_elsewhere", sockets_at=r"/ws(/.*)?"
    ),
    "a handshake breaks other pages": sent(
        lambda request, reply: (
            replace(reply, status=500)
            if request.path == "/" and "Upgrade" in request.headers
            else reply
        ),
        "test_there_is_no_websocket_elsewhere",
    ),
    "who says something is heard": rule(TOLD, shown_out=lambda _said: 0),
    "who says nothing at length is heard": rule(
        TOLD, shown_out=lambda said: 1009 if len(said) > 1024 else 1008 if said else 0
    ),
    "who says something just goes": rule(TOLD, shown_out=lambda _said: 1000),
    "long speeches are speeches": rule(TOLD, shown_out=lambda _said: 1008),
    "speeches may be longer": rule(TOLD, shown_out=lambda said: 1009 if len(said) > 2048 else 1008),
    "who does not read is never dropped": rule(SLOW, drops=False),
    "who does not read holds up the others": rule(SLOW, goes_on=False),
    "strangers may listen": members(STRANGERS, asks_who_listens=lambda _request: False),
    "strangers who name no origin may listen": members(
        STRANGERS, asks_who_listens=lambda request: "Origin" in request.headers
    ),
    "strangers are sent to the log-in page": after(
        on(LIVE, on_status(403, status(403, 302))), STRANGERS, **MEMBERS
    ),
    "a token opens a WebSocket": Broken(
        {"tokens_open_sockets": True},
        ("test_no_token_opens_it",),
        options={**MEMBERS, "rest_api": True},
    ),
    "sessions that ended open WebSockets": members(
        "test_a_session_that_ended_opens_nothing", ends_at_log_out=False
    ),
    "notes are told to all members": members(OTHERS, told=lambda listeners, _owner: listeners),
    "members are told what others have missed": members(OTHERS, missed_own=False),
    "members are told nothing": members(OTHERS, told=lambda _listeners, _owner: []),
    "what is new is shown in silence": sent(replaced(' role="status"', ""), PAGE),
    "what is new is announced at once": sent(
        replaced('data-newest="', 'data-more="">1<i data-newest="'), PAGE
    ),
    "another address": sent(replaced(f'data-socket="{LIVE}', 'data-socket="/live'), PAGE),
    "the newest is not known": sent(newest, PAGE),
    "no script on the list": sent(replaced("<script", "<template"), PAGE),
    "the script is not there": sent(instead("/static/live.js", Reply(404, "text/html", "")), PAGE),
    "a script on the second page": sent(on_second_pages, PAGE),
    "a script on all pages": sent(
        lambda request, reply: (
            replaced("</main>", "<script></script></main>")(request, reply)
            if request.path != "/notes"
            else reply
        ),
        "test_other_pages_load_no_script",
    ),
    "an address without the example": bare(on(LIVE, status(404, 400))),
    "a script without the example": bare(replaced("</main>", "<script></script></main>")),
}
