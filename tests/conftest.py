"""What many tests share: the templates of this tree, and its frameworks."""

from __future__ import annotations

import pytest

from scaffold.questions import Questionnaire, questionnaire
from tests.commands import ROOT

FRAMEWORKS = tuple(questionnaire(ROOT).questions["framework"].plain_choices.values())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for `framework` once for each."""
    named = {mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")}
    if "framework" in metafunc.fixturenames and "framework" not in named:
        metafunc.parametrize("framework", FRAMEWORKS)


@pytest.fixture(scope="session")
def questions() -> Questionnaire:
    """Return the questions of this tree."""
    return questionnaire(ROOT)
