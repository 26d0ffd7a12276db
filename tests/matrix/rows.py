"""The rows of the matrix: a covering array of all pairs of option values, made from the questions.

Nothing is listed by hand but what changes no code: a new question is a new column. A question that
is asked only after another one's answer belongs to the column of that one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from allpairspy import AllPairs

from scaffold.questions import Questionnaire, Sheet, Step

Answers = Mapping[str, Any]
# They change no code: one value each, their default.
OUTSIDE = frozenset({"framework", "license", "python", "ci", "pre_commit", "devcontainer"})
FOLDER_NAME = "matrix"


@dataclass(frozen=True)
class Row:
    """One project of the matrix; its name stays while what it covers stays."""

    framework: str
    kind: str
    options: tuple[tuple[str, Any], ...]

    @property
    def answers(self) -> dict[str, Any]:
        """Return the answers that make the project."""
        return {"framework": self.framework, **dict(self.options)}

    @property
    def name(self) -> str:
        """Return what its record and its test are called."""
        return f"{self.framework}-{self.kind}"


def rows(questions: Questionnaire, framework: str) -> list[Row]:
    """Return a framework's rows: defaults, all off, all on, and every pair of values."""
    columns = columns_of(questions, framework)
    named = {
        "defaults": [column[0] for column in columns],
        "all-off": _least(questions, framework, columns),
        "all-on": _most(questions, framework, columns),
    }
    pairs = list(_pairs(questions, framework, columns))
    numbered = {f"pair-{number}": row for number, row in enumerate(pairs, 1)}
    found: dict[tuple[tuple[str, Any], ...], str] = {}
    for kind, row in (named | numbered).items():
        found.setdefault(_options(questions, framework, row), kind)
    return [Row(framework, kind, options) for options, kind in found.items()]


def columns_of(questions: Questionnaire, framework: str) -> list[list[Answers]]:
    """Return, for each option, its values as answers; the default is the first."""
    sheet = questions.walk({"framework": framework}, FOLDER_NAME)
    steps = [step for step in sheet.steps if step.name not in OUTSIDE and _values(step)]
    return [list(_column(questions, sheet, step)) for step in steps]


def goes(questions: Questionnaire, framework: str, answers: Answers) -> bool:
    """Tell whether the answers go with each other."""
    return not questions.walk({"framework": framework, **answers}, FOLDER_NAME).problems


def _column(questions: Questionnaire, base: Sheet, step: Step) -> Iterator[Answers]:
    """Yield a question's values, each with every answer to what is asked after it alone."""
    known = {one.name for one in base.steps}
    for value in _values(step):
        answers = {**base.answers, step.name: value}
        sheet = questions.walk(answers, FOLDER_NAME)
        # What is asked because another answer had to give way belongs to the column of that one.
        asked = [] if sheet.problems else sheet.steps
        new = [one for one in asked if one.name not in known and _values(one)]
        for follow in itertools.product(*(_values(one) for one in new)):
            names = (one.name for one in new)
            yield {step.name: value, **dict(zip(names, follow, strict=True))}


def _values(step: Step) -> list[Any]:
    """Return the values that a question can have, the default first; none for free text."""
    every = [False, True] if step.question.type == "bool" else list(step.choices.values())
    return sorted(every, key=lambda value: value != step.default)


def _pairs(
    questions: Questionnaire, framework: str, columns: Sequence[Sequence[Answers]]
) -> Iterator[Sequence[Answers]]:
    """Yield rows in which every pair of values stands that goes together."""
    indices = [list(range(len(column))) for column in columns]

    def allowed(part: Sequence[int]) -> bool:
        chosen = [columns[place][index] for place, index in enumerate(part)]
        return goes(questions, framework, _joined(chosen))

    found = [
        [columns[place][index] for place, index in enumerate(row)]
        for row in AllPairs(indices, filter_func=allowed)
    ]
    yield from found
    yield from _left_over(questions, framework, columns, found)


def _left_over(
    questions: Questionnaire,
    framework: str,
    columns: Sequence[Sequence[Answers]],
    found: Sequence[Sequence[Answers]],
) -> Iterator[Sequence[Answers]]:
    """Yield rows for pairs that the array lacks, many to a row.

    A search under conditions may miss some, and a row does not cover what nobody asks for in it.
    """
    asked = [dict(_options(questions, framework, row)).items() for row in found]
    made: list[dict[int, Answers]] = []  # place of a column: the answers that the row is there for
    for one, other in itertools.combinations(range(len(columns)), 2):
        for pair in itertools.product(columns[one], columns[other]):
            if any(_joined(pair).items() <= known for known in asked):
                continue
            wanted = {one: pair[0], other: pair[1]}
            open_rows = (row for row in [*made, {}] if _agree(row, wanted))
            tried = ((row, {**row, **wanted}) for row in open_rows)
            for row, more in tried:
                if _holds(questions, framework, columns, more):
                    made = [*(each for each in made if each is not row), more]
                    break
    yield from (_filled(questions, framework, columns, row) for row in made)


def _agree(row: Mapping[int, Answers], wanted: Mapping[int, Answers]) -> bool:
    """Tell whether a row has nothing else where something is wanted."""
    return all(row.get(place, answers) == answers for place, answers in wanted.items())


def _filled(
    questions: Questionnaire,
    framework: str,
    columns: Sequence[Sequence[Answers]],
    chosen: Mapping[int, Answers],
) -> Sequence[Answers]:
    """Return a row with the defaults, as they are beside what was chosen, for all else."""
    given = {"framework": framework, **_joined(list(chosen.values()))}
    answers = questions.walk(given, FOLDER_NAME).answers.items()
    usual = [next((one for one in each if one.items() <= answers), each[0]) for each in columns]
    return [chosen.get(place, one) for place, one in enumerate(usual)]


def _holds(
    questions: Questionnaire,
    framework: str,
    columns: Sequence[Sequence[Answers]],
    chosen: Mapping[int, Answers],
) -> bool:
    """Tell whether the answers go with the defaults of the others, and each is asked for."""
    row = _filled(questions, framework, columns, chosen)
    if not goes(questions, framework, _joined(row)):
        return False
    known = dict(_options(questions, framework, row)).items()
    return _joined(list(chosen.values())).items() <= known


def _least(
    questions: Questionnaire, framework: str, columns: Sequence[Sequence[Answers]]
) -> list[Answers]:
    """Return every switch off, and of choices `none` where it needs no switch on."""
    chosen = [_first(column, False) for column in columns]
    for place, column in enumerate(columns):
        less = [*chosen[:place], _first(column, "none"), *chosen[place + 1 :]]
        if chosen[place] == column[0] and goes(questions, framework, _joined(less)):
            chosen = less
    return chosen


def _first(column: Sequence[Answers], value: Any) -> Answers:
    """Return the first answers of a column with a value of its question, or else the default."""
    return next((one for one in column if next(iter(one.values())) == value), column[0])


def _most(
    questions: Questionnaire, framework: str, columns: Sequence[Sequence[Answers]]
) -> list[Answers]:
    """Return every switch on that goes with those before it, and every default otherwise."""
    chosen: list[Answers] = []
    for column in columns:
        on = [one for one in column if next(iter(one.values())) is True]
        wanted = [*on, *column]
        fitting = (one for one in wanted if goes(questions, framework, _joined([*chosen, one])))
        chosen.append(next(fitting))
    return chosen


def _joined(row: Sequence[Answers]) -> dict[str, Any]:
    return {name: value for part in row for name, value in part.items()}


def _options(
    questions: Questionnaire, framework: str, row: Sequence[Answers]
) -> tuple[tuple[str, Any], ...]:
    """Return a row's answers without those that nobody asks for beside the others."""
    answers = _joined(row)
    unused = questions.walk({"framework": framework, **answers}, FOLDER_NAME).unused
    return tuple((name, value) for name, value in answers.items() if name not in unused)
