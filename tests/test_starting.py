"""From needs to a starter project: the options that were asked for are switched on in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scaffold import catalogue
from scaffold.cards import Pair
from scaffold.needs import Needs
from scaffold.questions import questionnaire
from scaffold.releases import starters
from scaffold.starting import made_with, start
from tests.commands import ROOT, scaffold
from tests.conftest import FRAMEWORKS

KNOWN = catalogue.load(whole=False)
STANDING = starters()
PAIRS = [pair for pair in KNOWN.pairs if pair.starter]
# What a sentence can ask for, by what a template may offer for it.
OPTIONS = {name for one in FRAMEWORKS for v in KNOWN.frameworks[one].starter.values() for name in v}


def refused(answers: dict[str, object]) -> list[str]:
    """Return what the templates say of answers: problems, and those that nobody asks for."""
    sheet = questionnaire(ROOT).walk(answers, "site")
    return [*(step.problem for step in sheet.steps if step.problem), *sheet.unused]


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_what_a_card_says_of_its_starter_is_what_the_templates_take(framework: str) -> None:
    for feature, options in KNOWN.frameworks[framework].starter.items():
        begin = start(framework, Needs(features=frozenset({feature})), STANDING, KNOWN)

        assert begin is not None
        assert begin.options == dict.fromkeys(options, True)
        assert refused(begin.answers) == [], feature


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_all_that_the_templates_take_stands_on_the_card(framework: str) -> None:
    asked = {step.name for step in questionnaire(ROOT).walk({"framework": framework}, "s").steps}
    said = {name for names in KNOWN.frameworks[framework].starter.values() for name in names}

    assert said == OPTIONS & asked


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.id)
def test_two_together_are_a_starter_of_the_main_one(pair: Pair) -> None:
    begin = start(pair.id, Needs(), STANDING, KNOWN)

    assert begin is not None
    assert begin.answers == {"framework": pair.main, **pair.starter}
    assert refused(begin.answers) == []
    assert made_with(begin.answers, KNOWN) == pair.id


def test_what_is_asked_for_twice_is_switched_on_once() -> None:
    features = frozenset({"accounts", "social login", "forms"})

    begin = start("flask", Needs(features=features), STANDING, KNOWN)

    assert begin is not None
    assert begin.flags == "--framework flask --accounts --social-login"


def test_what_a_kind_brings_is_switched_on() -> None:
    begin = start("tornado", Needs(kind="chat"), STANDING, KNOWN)

    assert begin is not None
    assert begin.options == {"websockets": True}


def test_where_no_starter_stands_there_is_nothing_to_start_with() -> None:
    assert start("hug", Needs(), STANDING, KNOWN) is None
    assert start("", Needs(), STANDING, KNOWN) is None
    assert start(PAIRS[0].id, Needs(), frozenset(), KNOWN) is None


def test_the_command_that_is_printed_makes_the_project_that_is_recommended(tmp_path: Path) -> None:
    wanted = ["--kind", "chat", "--feature", "social login"]
    told = scaffold("recommend", *wanted).out
    line = next(line for line in told.splitlines() if line.startswith("  scaffold new "))

    typed = scaffold("new", tmp_path / "a", "--dry-run", "--json", *line.split()[2:])
    taken = scaffold("new", tmp_path / "a", "--dry-run", "--json", "--recommend", *wanted)

    assert typed.status == 0, typed.err
    answers = json.loads(typed.out)["answers"]
    assert answers == json.loads(taken.out)["answers"]
    assert answers["websockets"] is answers["social_login"] is True


def test_a_flag_wins_over_what_the_needs_come_to(tmp_path: Path) -> None:
    words = ["--recommend", "--kind", "chat", "--no-websockets", "--dry-run", "--json"]

    result = scaffold("new", tmp_path / "a", *words)

    assert result.status == 0, result.err
    assert json.loads(result.out)["answers"]["websockets"] is False
