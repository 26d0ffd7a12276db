"""The commands `recommend`, `compare` and `frameworks`, as they are typed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pexpect
import pytest
import yaml
from click.testing import CliRunner, Result

from scaffold import catalogue
from scaffold.cli import main
from scaffold.recommend import STANDINGS

KNOWN = catalogue.load()
CASES = Path(__file__).parent / "cases" / "recommend"
HEAVY = ("copier", "questionary", "rich", "prompt_toolkit", "jinja2")

SOURCE = {
    "type": "object",
    "required": ["voice", "place", "checked"],
    "additionalProperties": False,
    "properties": {
        "voice": {"enum": ["document", "ours"]},
        "place": {"type": "string", "minLength": 1},
        "checked": {"type": ["string", "null"]},
    },
}
CLAIM = {
    "type": "object",
    "required": ["claim", "strength", "says", "source"],
    "properties": {
        "claim": {"type": "string"},
        "strength": {"enum": ["rules out", "strongly for", "for", "against"]},
        "says": {"type": "string"},
        "source": SOURCE,
    },
}
REASON = {**CLAIM, "required": [*CLAIM["required"], "need", "value"]}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": [
        "recommended", "level", "starter", "answers", "needs", "kind_read_as", "assumed",
        "sentence", "ranking", "alternatives", "flips",
    ],
    "properties": {
        "recommended": {"type": ["string", "null"]},
        "level": {"type": "array", "items": {"type": "string"}},
        "starter": {"type": "boolean"},
        "answers": {"type": ["object", "null"]},
        "needs": {"type": "object"},
        "kind_read_as": {"type": ["string", "null"]},
        "assumed": {"type": "object"},
        "sentence": {"type": ["object", "null"]},
        "ranking": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["framework", "standing", "score", "reasons", "doubts"],
                "properties": {
                    "framework": {"type": "string"},
                    "standing": {"enum": list(STANDINGS)},
                    "score": {"type": "integer"},
                    "reasons": {"type": "array", "items": REASON},
                    "doubts": {"type": "array", "items": REASON},
                },
            },
        },
        "alternatives": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["framework", "speaks_for"],
                "properties": {"speaks_for": {"type": "array", "items": CLAIM}},
            },
        },
        "flips": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["need", "value", "change", "winner"],
                "properties": {"change": {"enum": ["set", "add", "remove"]}},
            },
        },
    },
}  # fmt: skip


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def told(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.output


def data(*arguments: str) -> Any:
    return json.loads(told(*arguments, "--json"))


def words(text: str) -> str:
    return " ".join(text.split())


# recommend


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "No needs were given, and there is no terminal to ask at"),
        (["--size", "smal"], "did you mean `small`?"),
        (["--feature", "admin pannel"], "did you mean `admin panel`?"),
        (["--must", "sqlalchmy"], "did you mean `sqlalchemy"),
        (["--avoid", "flsk"], "did you mean `flask`?"),
        (["--needs", "nosuch.yml"], "Can't read `nosuch.yml`"),
    ],
)
def test_wrong_usage_is_one_sentence_and_status_2(arguments: list[str], said: str) -> None:
    result = run("recommend", *arguments)
    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output
    assert len(result.output.strip().splitlines()) == 1


def test_a_case_file_is_read_as_it_is_and_the_json_keeps_its_schema() -> None:
    for path in sorted(CASES.glob("*.yml"))[::4]:
        found = data("recommend", "--needs", str(path))
        jsonschema.validate(found, SCHEMA)
        case = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert (found["recommended"] or "") == case["expected"]
        assert found["needs"] == case["needs"]


def test_flags_lie_over_the_sentence_and_the_sentence_over_the_file(tmp_path: Path) -> None:
    path = tmp_path / "needs.yml"
    path.write_text("size: small\nkind: shop\ntraffic: ordinary\n", encoding="utf-8")
    needs = data("recommend", "--needs", str(path), "a large blog", "--kind", "chat")["needs"]
    assert (needs["size"], needs["kind"], needs["traffic"]) == ("large", "chat", "ordinary")


def test_the_order_of_flags_changes_nothing() -> None:
    flags = [["--size", "small"], ["--feature", "forms"], ["--feature", "cms"], ["--must", "wsgi"]]
    here = [word for flag in flags for word in flag]
    there = [word for flag in reversed(flags) for word in flag]
    assert told("recommend", *here) == told("recommend", *there)


def test_the_report_tells_reasons_with_sources_and_what_would_change_it() -> None:
    report = words(told("recommend", "--size", "small", "--kind", "shop"))
    assert "Recommended: Flask" in report
    assert "does the job in small and medium projects [Flask section, closing paragraph]" in report
    assert "assumed, as nothing was said: style unstated, traffic ordinary" in report
    assert "kind: shop (read as business application)" in report
    assert "Runner-up: Django nothing" in report.replace(" · ", " ")
    assert "Django, size: large" in report
    assert "Pyramid:" in report
    assert "[ours: https://trypyramid.com/, 2026-11-22]" in report


def test_a_sentence_is_told_as_it_was_understood_and_what_was_not() -> None:
    report = words(told("recommend", "a small shop for zebras, no admin needed"))
    assert "“admin” – not wanted, features: admin panel" in report
    assert "not understood: “zebras”" in report
    assert "Recommended: Flask" in report


def test_a_sentence_need_not_be_quoted() -> None:
    assert data("recommend", "a", "big", "shop")["recommended"] == "django"


def test_a_combination_says_how_its_starter_is_made() -> None:
    arguments = ["--size", "large", "--kind", "bank", "--traffic", "many"]
    report = words(told("recommend", *arguments))
    assert "Recommended: Django + Tornado" in report
    line = "scaffold new --framework django --websockets --websockets-library tornado"
    assert f"A starter project stands {line}" in report
    found = data("recommend", *arguments)
    assert found["starter"] is True
    assert found["answers"]["websockets_library"] == "tornado"


def test_where_nothing_meets_the_needs_that_is_said_and_what_to_give_up() -> None:
    report = words(told("recommend", "--must", "keep flask", "--must", "admin"))
    assert "Nothing meets all of this" in report
    assert "without keep the existing flask application" in report
    found = data("recommend", "--must", "keep flask", "--must", "admin")
    assert found["recommended"] is None


def test_the_flips_of_the_json_are_real(tmp_path: Path) -> None:
    needs = {"size": "medium", "kind": "shop", "features": ["forms"], "constraints": []}
    base: dict[str, Any] = {"style": "unstated", "traffic": "ordinary", **needs}
    file = tmp_path / "needs.json"
    file.write_text(json.dumps(base), encoding="utf-8")
    for flip in data("recommend", "--needs", str(file))["flips"]:
        changed = json.loads(json.dumps(base))
        if flip["change"] == "set":
            changed[flip["need"]] = flip["value"]
        elif flip["change"] == "add":
            changed[flip["need"]].append(flip["value"])
        else:
            changed[flip["need"]].remove(flip["value"])
        file.write_text(json.dumps(changed), encoding="utf-8")
        assert data("recommend", "--needs", str(file))["recommended"] == flip["winner"], flip


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_no_line_is_wider_than_the_terminal(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    texts = [
        told("recommend", "a chat for thousands of players"),
        told("frameworks"),
        told("compare", "flask", "django", "--sources"),
    ]
    for line in "\n".join(texts).splitlines():
        unbreakable = max((len(word) for word in line.split()), default=0)
        copied = line.startswith("  scaffold new ")
        assert len(line) <= columns or unbreakable > columns // 3 or copied


def test_recommend_imports_nothing_heavy() -> None:
    code = (
        "import atexit, sys; from scaffold.cli import main; "
        f"atexit.register(lambda: print([name for name in {HEAVY!r} if name in sys.modules])); "
        "main(['recommend', '--size', 'small'])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip().endswith("[]")


# The interview

# pexpect doesn't answer when the program asks where the cursor stands.
TERMINAL = {**os.environ, "PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "xterm"}
DOWN, UP, ENTER = "\x1b[B", "\x1b[A", "\r"


@pytest.fixture
def terminal() -> Any:
    """Return the program, started at a terminal without any needs."""
    child = pexpect.spawn(
        sys.executable, ["-m", "scaffold", "recommend"], encoding="utf-8", timeout=15,
        dimensions=(50, 100), env=TERMINAL,
    )  # fmt: skip
    yield child
    child.close(force=True)


def test_the_interview_goes_back_says_why_and_ends_with_a_recommendation(terminal: Any) -> None:
    terminal.expect("How big will the project get")
    terminal.send(DOWN * 4 + ENTER)  # why do you ask?
    terminal.expect("divides the frameworks by size")
    terminal.expect("How big will the project get")
    terminal.send(DOWN * 2 + ENTER)  # large
    terminal.expect("What is to be built")
    terminal.send(UP + ENTER)  # back
    terminal.expect("How big will the project get")
    terminal.send(ENTER)  # small
    for question in ("What is to be built", "connections be open", "prescribe how the code looks"):
        terminal.expect(question)
        terminal.send(UP * 3 + ENTER)  # skip
    terminal.expect("Which of these will it have")
    terminal.send(DOWN + ENTER)  # none of them
    terminal.expect("condition that can't be given up")
    terminal.send(DOWN + ENTER)
    terminal.expect("Recommended: ")
    terminal.expect("Flask")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0


def test_an_interrupt_ends_the_interview_with_status_130(terminal: Any) -> None:
    terminal.expect("How big will the project get")
    terminal.sendintr()
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 130


def test_at_a_terminal_a_sentence_can_be_corrected() -> None:
    child = pexpect.spawn(
        sys.executable, ["-m", "scaffold", "recommend", "a small shop"], encoding="utf-8",
        timeout=15, dimensions=(60, 100), env=TERMINAL,
    )  # fmt: skip
    child.expect("Is that what you meant")
    child.send(DOWN * 2 + ENTER)  # no, let me correct it
    child.expect("How big will the project get")
    child.send(DOWN * 2 + ENTER)  # from small, which is proposed, to large
    for question in ("What is to be built", "connections be open"):
        child.expect(question)
        child.send(UP * 3 + ENTER)  # skip
    child.expect("So far: ")
    child.expect("Django")
    child.close(force=True)


# compare


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], "A comparison takes two frameworks, not 0"),
        (["flask"], "not 1"),
        (["flask", "Flask"], "not 1"),
        (["flask", "djago"], "did you mean `django`?"),
    ],
)
def test_a_comparison_takes_two_that_are_known(names: list[str], said: str) -> None:
    result = run("compare", *names)
    assert result.exit_code == 2
    assert said in result.output


def test_a_comparison_tells_differences_first() -> None:
    text = told("compare", "flask", "bottle")
    assert text.index("Where they differ") < text.index("Where they agree")
    assert "43463" in text.split("Where they agree")[0]
    assert "today: WSGI" in words(text)


def test_sources_are_told_on_request() -> None:
    assert "[1]" not in told("compare", "flask", "django")
    text = told("compare", "flask", "django", "--sources")
    assert "[1] Table" in text
    assert "ours: https://flask.palletsprojects.com/, 2026-11-22" in text


def test_a_comparison_as_json_holds_every_statement_with_its_source() -> None:
    found = data("compare", "flask", "tg2", "tornado")
    assert found["frameworks"] == ["flask", "turbogears", "tornado"]
    differing = [row["differs"] for row in found["rows"]]
    assert differing == sorted(differing, reverse=True)
    for row in found["rows"]:
        for statements in row["values"].values():
            for statement in statements:
                jsonschema.validate(statement["source"], SOURCE)


# frameworks


def test_the_list_tells_every_framework_under_its_category() -> None:
    text = told("frameworks")
    for card in KNOWN.frameworks.values():
        assert f"  {card.id}: {card.name} {card.maintenance.release}" in text


@pytest.mark.parametrize("name", sorted(KNOWN.frameworks))
def test_a_card_is_told_whole(name: str) -> None:
    card = KNOWN.frameworks[name]
    text = words(told("frameworks", name))
    for one in card.statements:
        assert one.says in text
    for claim in card.claims:
        assert claim.says in text or claim.id == f"{name}-left-out"
    assert card.maintenance.release in text
    assert card.maintenance.python in text


def test_a_framework_without_a_starter_says_so() -> None:
    assert "No starter project stands yet for hug." in words(told("frameworks", "hug"))


def test_cards_as_json() -> None:
    one = data("frameworks", "BottlePy")
    assert one["framework"] == "bottle"
    assert {statement["source"]["voice"] for statement in one["statements"]} == {"document", "ours"}
    everything = data("frameworks")
    assert [card["framework"] for card in everything["frameworks"]] == list(KNOWN.frameworks)
    assert everything["document"]["title"] == KNOWN.vocabulary.document.title


def test_a_name_that_is_not_known_gets_a_suggestion_and_status_2() -> None:
    result = run("frameworks", "djang")
    assert result.exit_code == 2
    assert "did you mean `django`?" in result.output
