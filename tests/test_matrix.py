"""The matrix: which rows it has, how a run is remembered, what its page says."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pytest

from scaffold.questions import Questionnaire
from tests.conftest import FRAMEWORKS
from tests.matrix.__main__ import changed_options
from tests.matrix.page import page
from tests.matrix.record import Record, read_records, write_records
from tests.matrix.rows import OUTSIDE, columns_of, goes, rows
from tests.matrix.sample import sample

RECORD = Record(
    name="one-pair-3",
    fingerprint="00ff",
    date="2026-11-22",
    green=True,
    options="accounts, database mysql",
    files=60,
    packages=41,
    install=2.34,
    tests=120,
    tests_seconds=3.21,
    coverage=99.54,
    contract=300,
    first_answer=1.26,
)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_every_pair_of_values_that_goes_together_stands_in_a_row(
    questions: Questionnaire, framework: str
) -> None:
    found = [row.answers for row in rows(questions, framework)]
    for first, second in itertools.combinations(columns_of(questions, framework), 2):
        for one, other in itertools.product(first, second):
            pair = {**one, **other}
            unused = set(questions.walk({"framework": framework, **pair}, "site").unused)
            if goes(questions, framework, pair) and not unused:
                assert any(pair.items() <= answers.items() for answers in found), pair


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_every_question_with_choices_is_a_column_or_stands_outside(
    questions: Questionnaire, framework: str
) -> None:
    named = {name for part in columns_of(questions, framework) for one in part for name in one}
    steps = questions.walk({"framework": framework}, "site").steps
    asked = {one.name for one in steps if one.choices or one.question.type == "bool"}

    assert asked - named <= OUTSIDE
    assert named & OUTSIDE == set()


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_first_rows_are_the_defaults_all_off_and_all_on(
    questions: Questionnaire, framework: str
) -> None:
    defaults, least, most = rows(questions, framework)[:3]

    assert [one.kind for one in (defaults, least, most)] == ["defaults", "all-off", "all-on"]
    assert changed_options(questions, defaults) == ""
    assert [value for _, value in least.options if value is True] == []
    for name, value in most.options:
        assert value is not False or not goes(questions, framework, {**most.answers, name: True})


def test_no_two_rows_are_the_same(questions: Questionnaire) -> None:
    found = [row.options for row in rows(questions, FRAMEWORKS[0])]

    assert len(set(found)) == len(found)


def test_a_fingerprint_is_that_of_the_bytes(questions: Questionnaire, tmp_path: Path) -> None:
    first, second, *_ = rows(questions, FRAMEWORKS[0])
    prints = [
        sample(questions, row, tmp_path / str(number)).fingerprint
        for number, row in enumerate((first, first, second))
    ]

    assert prints[0] == prints[1]
    assert prints[0] != prints[2]


def test_records_are_read_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "matrix.json"
    assert read_records(path) == {}

    write_records({"00ff": RECORD}, path)
    assert read_records(path) == {"00ff": RECORD}
    assert [one.name for one in tmp_path.iterdir()] == ["matrix.json"]


def test_the_page_tells_each_figure_and_which_row_failed() -> None:
    records = {"00ff": RECORD, "11ff": replace(RECORD, name="one-pair-4", green=False)}
    lines = page(records, ["00ff", "11ff"], rows=3).splitlines()

    figures = "60 | 2.3 | 120 | 3.2 | 99.5 % | 300 | 1.3 | 41"
    assert lines[-2] == f"| `one-pair-3` | accounts, database mysql | {figures} |"
    assert "**failed**" in lines[-1]
    assert "1 of 3 rows are recorded green; `make matrix` runs the others, in turn." in lines
