"""The decision record of a generated project."""

from __future__ import annotations

from scaffold import catalogue
from scaffold.decision import record
from scaffold.needs import Needs
from scaffold.recommend import recommend

KNOWN = catalogue.load(whole=False)
NEEDS = Needs(size="small", kind="shop", features=frozenset(["forms", "database"]))


def text(needs: Needs = NEEDS, chosen: str = "") -> str:
    result = recommend(needs, KNOWN)
    return record(result, chosen or result.winner, KNOWN, date="2026-11-22")


def test_it_tells_needs_reasons_alternatives_and_what_would_change_it() -> None:
    told = text()
    assert told.startswith("# 1. Web framework: Flask\n")
    titles = [line for line in told.splitlines() if line.startswith("## ")]
    assert titles == [
        "## Needs",
        "## Decision",
        "## Alternatives",
        "## What would change it",
        "## Sources",
    ]
    assert "- size: small" in told
    assert "- traffic: ordinary (assumed, nothing was said)" in told
    assert "does the job in small and medium projects *(Flask section, closing paragraph)*" in told
    assert "- Django would be recommended, if one of these held: size: large" in told
    assert "2026-11-22" in told


def test_a_kind_is_told_as_it_was_said_and_read() -> None:
    assert "- kind: shop (read as business application)" in text()
    assert "- kind: crud site\n" in text(Needs(kind="crud site"))


def test_another_choice_than_the_recommended_one_is_told() -> None:
    told = text(chosen="tornado")
    assert told.startswith("# 1. Web framework: Tornado\n")
    assert "Recommended for these needs was Flask." in told
    assert "What spoke for Flask:" in told


def test_a_choice_without_any_framework_that_meets_the_needs_is_told() -> None:
    none = Needs(
        constraints=frozenset(["keep the existing flask application", "ready admin panel required"])
    )
    assert "Nothing meets all of these needs." in text(none, "flask")


def test_an_unmaintained_choice_is_told_with_the_reason() -> None:
    told = text(chosen="hug")
    assert "Against it:" in told
    assert "February 2020" in told
    assert "ours: https://github.com/hugapi/hug, 2026-11-22" in told


def test_two_together_are_told() -> None:
    needs = Needs(size="large", kind="bank", traffic="many concurrent connections")
    told = text(needs)
    assert told.startswith("# 1. Web framework: Django + Tornado\n")
    assert "- Tornado was ruled out: **kind business application**" in told


def test_it_is_markdown_that_ends_with_one_newline_and_has_no_trailing_spaces() -> None:
    for chosen in KNOWN.frameworks:
        told = text(chosen=chosen)
        assert told.endswith("\n")
        assert not told.endswith("\n\n")
        assert all(line == line.rstrip() for line in told.splitlines())


def test_the_same_needs_give_the_same_text() -> None:
    assert text() == text()
