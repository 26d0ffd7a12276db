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
        "all-off": [_least(column) for column in columns],
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
        asked = questions.walk(answers, FOLDER_NAME).steps
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
    """Yield rows for pairs that the array lacks.

    A search under conditions may miss some, and a row does not cover what nobody asks for in it.
    """
    asked = [dict(_options(questions, framework, row)).items() for row in found]
    for one, other in itertools.combinations(range(len(columns)), 2):
        for pair in itertools.product(columns[one], columns[other]):
            wanted = _joined(pair).items()
            if any(wanted <= known for known in asked):
                continue
            row = [column[0] for column in columns]
            row[one], row[other] = pair
            known = dict(_options(questions, framework, row)).items()
            if wanted <= known and goes(questions, framework, _joined(row)):
                asked.append(known)
                yield row


def _least(column: Sequence[Answers]) -> Answers:
    """Return the value that leaves most out."""
    off = [one for one in column if next(iter(one.values())) in (False, "none")]
    return off[0] if off else column[0]


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
