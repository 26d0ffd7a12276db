"""Needs from a plain sentence: negation is heard, and what isn't understood is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold import catalogue
from scaffold.cli import main
from scaffold.needs import asked
from scaffold.recommend import winner
from scaffold.sentence import read
from scaffold.vocabulary import SEVERAL
from scaffold.words import split

KNOWN = catalogue.load()
MANY = "many concurrent connections"
CASES: dict[str, dict[str, Any]] = {
    f"{path.stem}: {case['says']}": case
    for path in sorted((Path(__file__).parent / "cases" / "sentence").glob("*.yml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("name", CASES)
def test_a_sentence_is_understood_as_its_file_says(name: str) -> None:
    case = CASES[name]
    reading = read(case["says"], KNOWN)
    got = asked(reading.needs, KNOWN)
    got |= {(need, "") for need in ("size", "style") if not getattr(reading.needs, need)}
    for key, wanted in (("asks", True), ("never", False)):
        for need, values in case.get(key, {}).items():
            for value in [values] if isinstance(values, str) else values:
                assert ((need, value) in got) is wanted, reading.heard
    if "recommended" in case:
        assert winner(reading.needs, KNOWN) == case["recommended"], reading.heard
    if "check" in case:
        assert reading.to_check == tuple(filter(None, [case["check"]]))


def test_a_condition_that_is_not_understood_is_told_in_text_and_as_data() -> None:
    sentence = "A shop. The ministry forbids cables of copper."
    runner = CliRunner()
    text = runner.invoke(main, ["recommend", sentence]).output
    assert "! not understood, check this: “The ministry forbids cables of copper”" in text
    data = runner.invoke(main, ["recommend", sentence, "--json"]).output
    assert '"The ministry forbids cables of copper"' in data


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("two hundred", 200),
        ("a few hundred", 300),
        ("a hundred-odd", 100),
        ("twenty-five thousand", 25_000),
        ("hundreds of thousands", 100_000),
        ("1,100", 1_100),
        ("25k", 25_000),
        ("three hundred and some", 300),
    ],
)
def test_a_number_is_read_in_words_and_figures(text: str, number: int) -> None:
    assert max(word.number for word in split(text, KNOWN.vocabulary.numbers)) == number


def refused(sentence: str) -> set[str]:
    return {one.value for one in read(sentence, KNOWN).heard if one.refused}


@pytest.mark.parametrize(
    ("sentence", "no", "yes"),
    [
        ("a shop, no admin needed", {"admin panel"}, set()),
        ("a shop without an admin area", {"admin panel"}, set()),
        ("an admin panel is not needed, but forms are", {"admin panel"}, {"forms"}),
        ("we don't need websockets, just a database", {"websockets"}, {"database"}),
        (
            "no forms, accounts or admin, with a database",
            {"forms", "accounts", "admin panel"},
            {"database"},
        ),
        ("no forms and no admin", {"forms", "admin panel"}, set()),
        ("no admin, real-time prices", {"admin panel"}, {"real-time"}),
        ("no real-time needed; staff need an admin area", {"real-time"}, {"admin panel"}),
        ("neither forms nor accounts", {"forms", "accounts"}, set()),
        ("forms aren't needed", {"forms"}, set()),
        ("with forms", set(), {"forms"}),
        ("forms and a database", set(), {"forms", "database"}),
        ("not only forms but a database", {"forms"} - {"forms"}, {"forms", "database"}),
    ],
)
def test_negation_is_heard(sentence: str, no: set[str], yes: set[str]) -> None:
    assert refused(sentence) == no
    assert read(sentence, KNOWN).needs.features == yes


def test_what_is_refused_once_is_not_asked_for() -> None:
    assert not read("forms; no forms", KNOWN).needs.features


def test_a_size_that_is_refused_is_not_taken() -> None:
    reading = read("not a big project: a blog", KNOWN)
    assert reading.needs.size == ""
    assert refused("not a big project: a blog") == {"large"}


@pytest.mark.parametrize(
    ("sentence", "need", "value"),
    [
        ("with sqlalchemy", "constraints", "sqlalchemy required"),
        ("websockets without extra packages", "constraints", "no extra packages for websockets"),
        ("a shop without extra packages", "constraints", "one package only"),
        ("no third-party packages", "constraints", "one package only"),
        ("we keep our Flask application", "constraints", "keep the existing flask application"),
        ("it runs under mod_wsgi", "constraints", "wsgi hosting only"),
        (
            "beside our Twisted code",
            "constraints",
            "asynchronous handling beside twisted code required",
        ),
        (
            "Google sign-in without third-party packages",
            "constraints",
            "social login without third-party packages",
        ),
        ("one management script", "constraints", "single management tool required"),
        ("an admin panel is a must", "constraints", "ready admin panel required"),
    ],
)
def test_conditions_are_heard_though_they_say_no(sentence: str, need: str, value: str) -> None:
    assert read(sentence, KNOWN).needs.has(need, value)
    assert not refused(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "thousands of players",
        "ten thousand viewers",
        "10,000 open connections",
        "25k sockets",
        "hundreds of thousands of listeners",
        "thirty thousand people at the same time",
        "a lot of connections",
        "the c10k problem",
    ],
)
def test_a_crowd_is_heard(sentence: str) -> None:
    assert read(sentence, KNOWN).needs.traffic == MANY


@pytest.mark.parametrize("sentence", ["thirty players", "three thousand suppliers", "12 sensors"])
def test_few_or_many_who_are_not_connected_at_once_are_no_crowd(sentence: str) -> None:
    assert read(sentence, KNOWN).needs.traffic == ""


def test_the_first_kind_is_what_is_built_and_a_later_one_is_in_it() -> None:
    needs = read("a shop with a chat", KNOWN).needs
    assert needs.kind == "shop"
    assert needs.features == {"real-time"}


def test_words_that_are_not_understood_are_told_once_and_in_order() -> None:
    reading = read("small thing that draws zebras, and draws owls", KNOWN)
    assert reading.not_understood == ("draws", "zebras", "owls")
    assert read("a small shop", KNOWN).not_understood == ()


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("a chat for thousands of players with Google sign-in", "tornado"),
        ("a small shop, no admin needed", "flask"),
        ("a small shop with an admin area", "django"),
        ("a large shop with forms and accounts", "django"),
        ("a big CRUD site", "django"),
        ("a medium website with a CMS", "django"),
        ("a tiny REST API", "flask"),
        (
            "a large business application with live prices for 30,000 clients at the same time",
            "django+tornado",
        ),
        (
            "we keep our Flask application and add live scores for ten thousand viewers",
            "flask+tornado",
        ),
        ("a big shop on SQLAlchemy", "flask"),
    ],
)
def test_a_sentence_leads_to_a_recommendation(sentence: str, expected: str) -> None:
    assert winner(read(sentence, KNOWN).needs, KNOWN) == expected


VALUES = [(name, value) for name in SEVERAL for value in KNOWN.vocabulary.needs[name].values]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(VALUES))
def test_every_value_is_understood_by_its_own_name(named: tuple[str, str]) -> None:
    need, value = named
    reading = read(value, KNOWN)
    assert reading.needs.has(need, value)
    assert reading.not_understood == ()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text("bcdfghjklmnpqrstvwxz", min_size=6, max_size=9), min_size=1, max_size=5))
def test_words_that_nobody_knows_are_all_reported(words: list[str]) -> None:
    reading = read("a small shop with " + " ".join(words), KNOWN)
    assert set(reading.not_understood) == set(words)
    assert reading.needs == read("a small shop", KNOWN).needs


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    reading = read(text, KNOWN)
    heard = {word for one in reading.heard for word in one.phrase.split()}
    for word in reading.not_understood:
        assert word not in heard or len(split(text)) > len(reading.heard)
