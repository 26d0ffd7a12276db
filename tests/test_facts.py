"""Every fact of the document is told by a card, in the document's voice, and printed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from scaffold import catalogue
from scaffold.catalogue import Catalogue
from scaffold.cli import main

KNOWN = catalogue.load()
FACTS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "data" / "facts.yml").read_text(encoding="utf-8")
)
NUMBER = 152
_printed: dict[str, str] = {}


def printed(of: str) -> str:
    """Return what the command prints of a card, or of the list, as one line of words."""
    if of not in _printed:
        arguments = ["frameworks"] if of == "document" else ["frameworks", of]
        result = CliRunner().invoke(main, arguments, catch_exceptions=False)
        assert result.exit_code == 0
        _printed[of] = " ".join(result.output.split())
    return _printed[of]


def test_all_facts_are_listed_once() -> None:
    assert [fact["id"] for fact in FACTS] == [f"fact-{n:03}" for n in range(1, NUMBER + 1)]


def told(fact: dict[str, Any], known: Catalogue) -> bool:
    """Say whether a field of the knowledge holds a fact, in the document's voice."""
    if fact["of"] == "document":
        held = getattr(known.vocabulary.document, fact["field"])
        texts = list(held.values()) if isinstance(held, dict) else held
        return all(text in texts for text in fact["shows"])
    statements = known.frameworks[fact["of"]].on(fact["topic"], "document")
    places = [one.source.place for one in statements if one.says == fact["says"]]
    return places == [fact["place"]]


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: str(fact["id"]))
def test_a_fact_is_a_field_of_a_card_and_printed(fact: dict[str, Any]) -> None:
    assert told(fact, KNOWN)
    for text in fact.get("shows") or (fact["says"], fact["place"]):
        assert text in printed(fact["of"])


def test_a_fact_is_missed_when_its_statement_is_taken_away() -> None:
    empty = {name: replace(card, statements=()) for name, card in KNOWN.frameworks.items()}
    known = replace(KNOWN, frameworks=empty)
    assert not any(told(fact, known) for fact in FACTS if "topic" in fact)


def test_no_two_facts_lean_on_the_same_statement() -> None:
    told = [(f["of"], f["topic"], f["says"], f["place"]) for f in FACTS if "topic" in f]
    assert len(told) == len(set(told))


def test_what_is_ours_is_printed_apart_from_the_documents_voice() -> None:
    text = printed("flask")
    document, _, ours = text.partition("What is so today")
    assert "43463" in document
    assert "43463" not in ours
    release = KNOWN.frameworks["flask"].maintenance.release
    assert release in ours
    assert release not in document
    assert "2026-11-22" in ours
