"""The recommendation: cases as files, and what holds for all needs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold import catalogue
from scaffold.alternatives import alternatives
from scaffold.catalogue import Catalogue
from scaffold.claims import Asked, Claim
from scaffold.flips import changes, flips
from scaffold.needs import Needs, asked, from_flags, from_mapping
from scaffold.recommend import FITS, OUT, POSSIBLE, RECOMMENDED, Recommendation, recommend, winner

KNOWN = catalogue.load()
CASES = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent / "cases" / "recommend").glob("*.yml"))
}
WORDS = KNOWN.vocabulary.needs


def ruled_out(result: Recommendation) -> set[str]:
    return {one.framework for one in result.ranking if one.standing == OUT}


def holds(case: dict[str, Any], known: Catalogue) -> bool:
    """Say whether a case comes out as it says."""
    result = recommend(from_mapping(case["needs"], known), known)
    out = ruled_out(result)
    listed = case.get("ruled_out")
    return (
        result.winner == case["expected"]
        and not result.level
        and out.issuperset(case.get("never", ()))
        and (listed is None or sorted(out) == listed)
    )


@pytest.mark.parametrize("name", CASES)
def test_a_case_comes_out_as_its_file_says(name: str) -> None:
    case = CASES[name]
    result = recommend(from_mapping(case["needs"], KNOWN), KNOWN)
    assert result.winner == case["expected"], case["because"]
    assert result.level == ()
    assert ruled_out(result) >= set(case.get("never", ()))
    if "ruled_out" in case:
        assert sorted(ruled_out(result)) == case["ruled_out"]


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if "flip_of" in case])
def test_a_flip_differs_in_one_need_from_the_case_that_it_names(name: str) -> None:
    here, there = CASES[name]["needs"], CASES[CASES[name]["flip_of"]]["needs"]
    differing = [need for need in here if here[need] != there[need]]
    assert len(differing) == 1
    if isinstance(here[differing[0]], list):
        assert len(set(here[differing[0]]) ^ set(there[differing[0]])) == 1
    assert CASES[name]["expected"] != CASES[CASES[name]["flip_of"]]["expected"]


def test_every_constraint_has_a_case() -> None:
    told = {value for case in CASES.values() for value in case["needs"]["constraints"]}
    assert told == set(WORDS["constraints"].values)


def test_every_feature_has_a_case() -> None:
    told = {value for case in CASES.values() for value in case["needs"]["features"]}
    assert told == set(WORDS["features"].values)


# What holds for all needs


def one_of(need: str) -> st.SearchStrategy[str]:
    return st.sampled_from(["", *WORDS[need].values])


def several(need: str) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(list(WORDS[need].values)), max_size=5)


NEEDS = st.builds(
    Needs,
    size=one_of("size"),
    kind=one_of("kind"),
    style=one_of("style"),
    traffic=one_of("traffic"),
    features=several("features"),
    constraints=st.frozensets(st.sampled_from(list(WORDS["constraints"].values)), max_size=2),
    without=st.frozensets(st.sampled_from(list(KNOWN.frameworks)), max_size=2),
)
SOCIAL = "social login without third-party packages"
CRITICAL = ["keep the existing flask application", "wsgi hosting only"]
MODERATE = settings(max_examples=120, deadline=None)


def meets(claims: tuple[Claim, ...], need: Asked) -> bool:
    """Say whether claims speak for a need, whatever else is needed, and none against it."""
    speaking = [one for one in claims if any(need in group for group in one.groups)]
    alone = any(one.positive and one.groups == ((need,),) and not one.unless for one in speaking)
    blocked = any(need in one.unless for one in claims if one.positive)
    return alone and not blocked and all(one.positive for one in speaking)


MET = [
    (one.id, need)
    for one in KNOWN.frameworks.values()
    for need in {asked_for for claim in one.claims for group in claim.groups for asked_for in group}
    if need[0] in ("features", "constraints") and meets(one.claims, need)
]


def test_some_needs_are_met() -> None:
    assert ("flask", ("features", "static files")) in MET
    assert ("tornado", ("features", "websockets")) in MET


@MODERATE
@given(NEEDS, st.sampled_from(MET))
def test_adding_a_need_that_a_framework_meets_never_lowers_it(
    needs: Needs, met: tuple[str, Asked]
) -> None:
    name, need = met
    added = needs.with_(*need)
    brought = asked(added, KNOWN) - asked(needs, KNOWN) - {need}
    if any(not meets(KNOWN.frameworks[name].claims, one) for one in brought):
        return  # the need brings another one that it doesn't meet
    before, after = recommend(needs, KNOWN).of(name), recommend(added, KNOWN).of(name)
    assert after.score >= before.score
    assert before.standing == OUT or after.standing != OUT
    order = [POSSIBLE, FITS, RECOMMENDED]
    if before.standing not in (OUT, RECOMMENDED):
        assert order.index(after.standing) >= order.index(before.standing)


@MODERATE
@given(NEEDS)
def test_what_is_ruled_out_never_wins_and_the_rest_is_in_order(needs: Needs) -> None:
    result = recommend(needs, KNOWN)
    out = ruled_out(result)
    assert result.winner not in out
    assert not out & set(result.level)
    recommended = [one.framework for one in result.ranking if one.standing == RECOMMENDED]
    assert recommended == ([result.winner] if result.winner else [])
    assert winner(needs, KNOWN) == result.winner
    assert not needs.without & set(result.winner.split("+"))


@MODERATE
@given(NEEDS)
def test_the_unmaintained_never_win_and_are_always_explained(needs: Needs) -> None:
    result = recommend(needs, KNOWN)
    for card in KNOWN.frameworks.values():
        if card.maintenance.status == "unmaintained":
            assert card.id not in result.winner.split("+")
            assert result.of(card.id).doubts


@settings(max_examples=40, deadline=None)
@given(NEEDS)
def test_flips_are_real_and_complete(needs: Needs) -> None:
    now = recommend(needs, KNOWN).winner
    told = {flip.change: flip.winner for flip in flips(needs, KNOWN)}
    for change in changes(needs, KNOWN):
        then = recommend(change.applied(needs), KNOWN).winner
        assert told.get(change, "") == ("" if then == now else then)


@MODERATE
@given(NEEDS)
def test_every_reason_cites_a_claim_that_exists_and_holds(needs: Needs) -> None:
    claims = {claim.id: claim for claim in KNOWN.claims()}
    wanted = asked(needs, KNOWN)
    for ranked in recommend(needs, KNOWN).ranking:
        for reason in (*ranked.reasons, *ranked.doubts):
            assert claims[reason.claim.id] is reason.claim
            assert reason.claim.applies(wanted)
            assert reason.claim.subject in (ranked.framework, *ranked.framework.split("+"))


@MODERATE
@given(NEEDS)
def test_a_large_project_with_a_fast_task_gets_a_pair_where_none_is_ruled_out(needs: Needs) -> None:
    large = replace(needs, size="large").with_("features", "high handling speed")
    result = recommend(large, KNOWN)
    pairs = {pair.id for pair in KNOWN.pairs}
    assert result.winner in pairs or pairs <= ruled_out(result) or needs.without


@MODERATE
@given(NEEDS, st.sampled_from(["no extra packages for websockets", SOCIAL]))
def test_sqlalchemy_and_what_only_another_has_built_in_are_answered_by_two(
    needs: Needs, built_in: str
) -> None:
    both = frozenset(["sqlalchemy required", built_in])
    asked_for = replace(needs, constraints=both, without=frozenset())
    assert winner(asked_for, KNOWN) == "flask+tornado"


@MODERATE
@given(NEEDS, st.randoms(use_true_random=False))
def test_the_order_of_flags_is_irrelevant(needs: Needs, random: Any) -> None:
    def shuffled(values: frozenset[str]) -> list[str]:
        held = sorted(values)
        random.shuffle(held)
        return held

    single = {"kind": needs.kind, "size": needs.size, "traffic": needs.traffic}
    pairs = list(single.items())
    random.shuffle(pairs)
    constraints = shuffled(needs.constraints)
    here = from_flags(dict(pairs), shuffled(needs.features), constraints, [], KNOWN)
    there = from_flags(single, sorted(needs.features), sorted(constraints), [], KNOWN)
    assert here == there
    assert recommend(here, KNOWN) == recommend(there, KNOWN)


def without_claim(known: Catalogue, claim: Claim) -> Catalogue:
    """Return the catalogue as it would be without one claim."""
    cards = {
        name: replace(card, claims=tuple(one for one in card.claims if one is not claim))
        for name, card in known.frameworks.items()
    }
    pairs = tuple(
        replace(pair, claims=tuple(one for one in pair.claims if one is not claim))
        for pair in known.pairs
    )
    return replace(known, frameworks=cards, pairs=pairs)


def test_every_strong_claim_decides_some_case_or_is_listed_as_unused() -> None:
    unused = []
    for claim in (one for one in KNOWN.claims() if one.strong and not one.unused):
        known = without_claim(KNOWN, claim)
        if all(holds(case, known) for case in CASES.values()):
            unused.append(claim.id)
    assert not unused


def test_a_claim_that_is_listed_as_unused_decides_no_case() -> None:
    for claim in (one for one in KNOWN.claims() if one.unused):
        known = without_claim(KNOWN, claim)
        assert all(holds(case, known) for case in CASES.values()), claim.id


def test_a_framework_that_is_no_longer_looked_after_is_not_recommended() -> None:
    claim = replace(
        KNOWN.frameworks["hug"].claims[0], id="flask-unmaintained", subject="flask", groups=()
    )
    flask = KNOWN.frameworks["flask"]
    known = replace(
        KNOWN,
        frameworks={
            **KNOWN.frameworks,
            "flask": replace(flask, claims=(*flask.claims, claim)),
        },
    )
    result = recommend(Needs(size="small"), known)
    assert result.winner != "flask"
    assert {"flask", "flask+tornado"} <= ruled_out(result)


def test_a_tie_is_told() -> None:
    large = Needs(size="large", style="freedom")
    flask = KNOWN.frameworks["flask"]
    kept = tuple(claim for claim in flask.claims if claim.id != "flask-large")
    known = replace(KNOWN, frameworks={**KNOWN.frameworks, "flask": replace(flask, claims=kept)})
    result = recommend(large, known)
    assert {result.winner, *result.level} == {"flask", "django"}


def test_there_is_a_runner_up_even_where_nothing_speaks_for_it() -> None:
    runner_up = recommend(Needs(size="small"), KNOWN).runner_up
    assert runner_up is not None
    assert runner_up.framework == "django"
    assert recommend(Needs(constraints=frozenset(CRITICAL)), KNOWN).runner_up is None


def test_alternatives_are_of_the_winners_category_and_not_ruled_out() -> None:
    result = recommend(Needs(size="small"), KNOWN)
    found = {one.framework.id for one in alternatives(result, KNOWN)}
    assert {"bottle", "pyramid", "cherrypy"} <= found
    assert not found & {"flask", "hug", "django", "tornado"}
    assert all(one.claims for one in alternatives(result, KNOWN))


def test_what_we_found_ourselves_never_moves_a_framework_that_the_document_guides() -> None:
    for card in KNOWN.frameworks.values():
        if card.guided:
            assert all(claim.source.voice == "document" for claim in card.claims)
