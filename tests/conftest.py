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


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests of a group on one worker, which pytest-xdist 3.8 fails to do with pytest 9.2.

    It marks a group in the id of the test, which has another form by now:
    https://github.com/pytest-dev/pytest-xdist/issues/1386
    """
    if not getattr(config.option, "loadgroup", False):
        return
    for item in items:
        mark = item.get_closest_marker("xdist_group")
        old = getattr(item, "_id", None)
        if mark is not None and old is not None and not str(old).endswith(f"@{mark.args[0]}"):
            item._id = type(old).parse(f"{old}@{mark.args[0]}")
