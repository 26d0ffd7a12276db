"""The harness: what it says when a server does not come up, and what it leaves behind."""

from __future__ import annotations

import os
import smtplib
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from tests.contract import targets
from tests.contract.clauses import clause
from tests.contract.targets import (
    LAST,
    OTHERS,
    WHERE_OFFERED,
    Target,
    parameter,
    spelled_out,
    suits,
)
from tests.harness import facts as harness_facts
from tests.harness.browser import Site
from tests.harness.facts import ROOT, facts, frameworks, has_all
from tests.harness.mail import Printed, mail_sink, wait_for_letter
from tests.harness.options import Options, short_name
from tests.harness.page import read_page
from tests.harness.readme import console_lines
from tests.harness.server import Launch, ServerError, free_port, run_to_end, serving
from tests.harness.workshop import Environment, WorkshopError, run

SERVER = """
import http.server, os, subprocess, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"<h1>" + self.path.encode())
if "CHILD" in os.environ:
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""


def python(code: str, folder: Path) -> Launch:
    """Return the launch of a few lines of Python."""
    return Launch([sys.executable, "-c", code], folder, dict(os.environ))


def test_a_server_that_ends_at_its_start_is_told_with_its_log(tmp_path: Path) -> None:
    launch = python("raise SystemExit('no luck today')", tmp_path)
    with (
        pytest.raises(ServerError, match=r"(?s)ended with 1 .*no luck today"),
        serving(launch, tmp_path / "logs"),
    ):
        pass


def test_a_server_that_never_answers_is_told_with_its_log(tmp_path: Path) -> None:
    launch = python("import time; print('hm', flush=True); time.sleep(60)", tmp_path)
    with (
        pytest.raises(ServerError, match=r"(?s)does not answer .*hm"),
        serving(launch, tmp_path / "logs", seconds=1),
    ):
        pass


def test_a_server_is_reached_stopped_and_killed_with_all_that_it_started(tmp_path: Path) -> None:
    launch = python(SERVER, tmp_path)
    launch = replace(launch, variables={**launch.variables, "CHILD": "1"})
    with serving(launch, tmp_path / "logs") as server:
        assert Site(server.base_url).browser().get("/a/../b").page.heading == "/a/../b"
        ended = server.stop()
        assert ended.is_clean, ended
    deadline = time.monotonic() + 5
    while server.processes() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert server.processes() == 0


def test_a_server_stops_when_we_are_killed(tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux tells a process that its parent was killed")
    code = (
        "import os, sys; from pathlib import Path; from tests.harness import server as s\n"
        f"launch = s.Launch([sys.executable, '-c', {SERVER!r}], Path('.'), dict(os.environ))\n"
        f"with s.serving(launch, Path({str(tmp_path)!r})) as it:\n"
        "    print(it.process.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    deadline = time.monotonic() + 5
    while is_alive(int(done.stdout)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_alive(int(done.stdout)), done


def is_alive(pid: int) -> bool:
    """Tell whether a process runs."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"


def test_a_command_that_does_not_end_is_told(tmp_path: Path) -> None:
    with pytest.raises(ServerError, match="still runs after"):
        run_to_end(python("import time; time.sleep(60)", tmp_path), seconds=0.5)


def test_a_command_that_fails_is_told_with_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(WorkshopError, match=r"(?s)ended with 3:.*too bad"):
        run([sys.executable, "-c", "print('too bad'); raise SystemExit(3)"], cwd=tmp_path)


def test_a_process_knows_no_variable_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "ours")
    monkeypatch.setenv("DEBUG", "true")
    variables = Environment(Path("/nowhere")).variables(PORT="1")
    assert {"SECRET_KEY", "DEBUG"} & variables.keys() == set()
    assert variables["PORT"] == "1"


def test_ports_are_free() -> None:
    assert free_port() != free_port()


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<p>a</p>", ""),
        ("<p>a<br>b</p>", ""),
        ("<p>a", "<p> is not closed"),
        ("<p><b>a</p></b>", "</p> closes <b>"),
        ("<p id=a id=b></p>", "<p> says `id` twice"),
    ],
)
def test_markup_that_is_not_well_nested_is_a_fault(html: str, fault: str) -> None:
    assert (fault in read_page(html).faults) == bool(fault)
    assert bool(read_page(html).faults) == bool(fault)


def test_a_page_gives_its_texts_as_a_browser_shows_them() -> None:
    page = read_page("<h1>a &amp;\n b</h1><textarea>\n\n x&lt;</textarea>")
    assert page.heading == "a & b"
    assert page.one("textarea").value == "\n x<"


def test_commands_are_read_out_of_a_readme(tmp_path: Path) -> None:
    text = "# T\n## A\n```console\na b\n```\ntext\n```console\nc\n```\n## B\n```python\nd\n```\n"
    (tmp_path / "README.md").write_text(text, encoding="utf-8")
    assert console_lines(tmp_path) == {"A": ["a b", "c"], "B": []}


@pytest.mark.parametrize("name", frameworks())
def test_facts_come_from_the_program_s_own_questions(name: str) -> None:
    found = facts({"framework": name, "project_name": "A b"}, "anything")
    assert found.package == "a_b"
    assert found.commands.start
    assert found.commands.serve


@pytest.mark.parametrize(
    ("target", "is_suited"),
    [
        (Target("x", {}, production=True), True),
        (Target("x", {"example": False}, production=True), False),
        (Target("x", {"accounts": True}, production=True), False),
        (Target("", {}, production=True, base_url="http://x"), False),
    ],
)
def test_a_test_runs_on_the_sites_that_its_clause_speaks_of(
    target: Target, is_suited: bool
) -> None:
    mark = clause("a.b", production=True, own_server=True, example=True, accounts=False).mark
    assert suits(target, [mark]) == is_suited


@pytest.mark.parametrize(
    ("orm", "has_one"), [({}, True), ({"orm": "x"}, True), ({"orm": "none"}, False)]
)
def test_none_is_a_no_and_any_other_answer_a_yes(orm: Options, has_one: bool) -> None:
    for wanted in (True, False):
        assert suits(Target("x", orm), [clause("a.b", orm=wanted).mark]) == (wanted == has_one)
    assert suits(Target("x", orm), [clause("a.b", orm="x").mark]) == (orm == {"orm": "x"})


def test_a_framework_has_what_it_offers_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    offers = {"orm": {"X": "x", "none": {"value": "none", "validator": "no"}}, "cms": {}}
    folder = tmp_path / "templates" / "of_this_test_alone"  # what is offered is read once for all
    folder.mkdir(parents=True)
    (folder / "offers.yml").write_text(yaml.safe_dump(offers), encoding="utf-8")
    monkeypatch.setattr(harness_facts, "ROOT", tmp_path)
    assert has_all(folder.name, {"orm": "none", "example": True, "cms": False})
    assert not has_all(folder.name, {"orm": "y"})
    assert not has_all(folder.name, {"cms": True})


def test_a_waived_clause_must_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(targets, "waived", lambda _target: {"a.b": "it can't"})
    waived, kept = (parameter(Target("x"), [clause(name).mark]) for name in ("a.b", "a.c"))
    marks = {mark.name: mark.kwargs for mark in waived.marks}
    assert marks["xfail"] == {"strict": True, "reason": "a.b: it can't"}
    assert [mark.name for mark in kept.marks] == ["xdist_group"]


def test_a_site_can_be_held_to_some_clauses_alone() -> None:
    target = Target("x", only=("api", "docs"))
    assert [suits(target, [clause(name).mark]) for name in ("api.list", "form.odd")] == [
        True,
        False,
    ]


def test_what_is_picked_of_a_framework_s_offers_is_spelled_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offers = {"x": ("one", "two", "three"), "y": ("one",)}
    monkeypatch.setattr(targets, "offered", lambda framework, _name: offers[framework])
    last, others = ({"rest_api": True, "api_library": word} for word in (LAST, OTHERS))
    assert [row["api_library"] for row in spelled_out("x", last)] == ["three"]
    assert [row["api_library"] for row in spelled_out("x", others)] == ["two", "three"]
    assert list(spelled_out("y", last)) == [{"rest_api": True}]
    assert list(spelled_out("y", others)) == []


def test_a_switch_that_not_every_framework_has_is_on_where_it_is_offered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offers = {"x": ("yes",), "y": ()}
    monkeypatch.setattr(targets, "offered", lambda framework, _name: offers[framework])
    row = {"accounts": True, "cms": WHERE_OFFERED}
    assert list(spelled_out("x", row)) == [{"accounts": True, "cms": True}]
    assert list(spelled_out("y", row)) == [{"accounts": True}]


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({}, "notes"),
        ({"example": False}, "bare"),
        ({"accounts": True, "rest_api": False, "api_library": "a"}, "notes-accounts-a"),
        ({"example": False, "orm": "none"}, "bare-no-orm"),
    ],
)
def test_a_folder_is_named_by_what_the_options_switch_on(options: Options, name: str) -> None:
    assert short_name(options) == name


def test_mail_is_taken_and_waited_for() -> None:
    with mail_sink() as sink:
        with smtplib.SMTP("127.0.0.1", int(sink.url.rpartition(":")[2]), timeout=10) as client:
            text = "From: a@x\nTo: b@x\nSubject: S\n\n.dot\nhttp://x/y\n"
            client.sendmail("a@x", ["b@x", "c@x"], text)
        letter = wait_for_letter(sink, "c@x")
    assert (letter.sender, letter.subject, letter.text) == ("a@x", "S", ".dot\nhttp://x/y\n")
    assert [one.to for one in sink.letters()] == ["b@x", "c@x"]


def test_printed_mail_is_read_whatever_stands_around_it() -> None:
    printed = "a log\nSubject: One\nTo: a@x\n\nText\nTo: b@x\nSubject: Two\n\nMore\n"
    found = Printed(lambda: printed).letters()
    assert [(one.to, one.subject) for one in found] == [("a@x", "One"), ("b@x", "Two")]
    assert "Text" in found[0].text
    assert "More" not in found[0].text
