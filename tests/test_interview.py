"""The interview: three questions, then only those whose answer could change the result."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold import catalogue
from scaffold.flips import changes
from scaffold.interview import FIRST, Interview, start
from scaffold.needs import Needs
from scaffold.recommend import winner

KNOWN = catalogue.load(whole=False)


def answered(*answers: str) -> Interview:
    interview = start(KNOWN)
    for answer in answers:
        interview = interview.answer([answer])
    return interview


def asked(interview: Interview) -> str:
    return interview.question.need if interview.question else ""


def test_three_questions_come_before_the_first_recommendation() -> None:
    interview = start(KNOWN)
    for need in FIRST:
        assert not interview.ready
        assert asked(interview) == need
        interview = interview.skip()
    assert interview.ready


def test_a_further_question_is_asked_only_when_its_answer_could_change_the_result() -> None:
    interview = answered("small", "shop", "ordinary")
    assert asked(interview) == "style"
    fixed = start(KNOWN, Needs(constraints=frozenset(["keep the existing flask application"])))
    for answer in ("small", "shop", "ordinary"):
        fixed = fixed.answer([answer])
    assert asked(fixed) == "features"  # the style can't move an application that stays


def test_nothing_is_asked_that_is_known() -> None:
    interview = start(KNOWN, Needs(size="small", kind="shop"))
    assert asked(interview) == "traffic"


def test_several_answers_may_be_given_where_the_question_allows_it() -> None:
    interview = answered("small", "shop", "ordinary", "unstated")
    question = interview.question
    assert question is not None
    assert question.several
    assert interview.answer(["forms", "database"]).needs.features == {"forms", "database"}
    assert interview.answer([]).needs.features == frozenset()


def test_back_leads_to_the_question_before_with_what_was_known_then() -> None:
    interview = answered("small", "shop")
    assert interview.back() == answered("small")
    assert asked(interview.back()) == "kind"
    assert start(KNOWN).back() == start(KNOWN)


def test_a_skipped_question_leaves_the_needs_as_they_are() -> None:
    assert answered("small").skip().needs == Needs(size="small")


def test_every_question_says_why_it_is_asked() -> None:
    interview = start(KNOWN).again()
    while question := interview.question:
        assert question.why
        assert question.ask.endswith("?")
        assert question.choices
        interview = interview.skip()
    with pytest.raises(LookupError):
        interview.skip()


def test_again_proposes_the_answers_that_are_there() -> None:
    question = answered("small", "shop").again().question
    assert question is not None
    assert (question.need, question.held) == ("size", ("small",))


def test_progress_counts_what_was_answered_and_what_may_come() -> None:
    assert start(KNOWN).progress[0] == 1
    number, most = answered("small", "shop").progress
    assert number == 3
    assert most >= number


SIZES = st.sampled_from(["small", "medium", "large"])
KINDS = st.sampled_from(list(KNOWN.vocabulary.needs["kind"].values))
TRAFFIC = st.sampled_from(list(KNOWN.vocabulary.needs["traffic"].values))


@settings(max_examples=30, deadline=None)
@given(SIZES, KINDS, TRAFFIC)
def test_a_question_that_is_left_out_could_not_have_changed_the_result(
    size: str, kind: str, traffic: str
) -> None:
    interview = answered(size, kind, traffic)
    while interview.question:
        interview = interview.skip()
    now = winner(interview.needs, KNOWN)
    for change in changes(interview.needs, KNOWN):
        if change.need not in interview.settled:
            assert winner(change.applied(interview.needs), KNOWN) == now
