"""Changing answers later equals having answered so: every pair of values, byte for byte.

One exception, which is asserted too: database migrations that were shipped stay.
"""

from __future__ import annotations

import itertools
import json
import random
import shutil
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from allpairspy import AllPairs

from scaffold.consequences import Sides
from scaffold.merge import apply, undo
from scaffold.migrations import folders, keep_shipped
from scaffold.project import read
from scaffold.questions import Questionnaire, Sheet, questionnaire
from scaffold.releases import folder_of
from scaffold.render import render
from scaffold.update import Draft, Side, Step, Wish, planned
from tests.commands import tree
from tests.conftest import FRAMEWORKS
from tests.projects import NEWEST, Site

LASTING = ("framework", "package_name")
# What else must be answered, where a value does not go with the defaults.
GROUNDS: tuple[dict[str, Any], ...] = (
    {},
    {"example": False},
    {"accounts": True},
    {"rest_api": True},
)


@cache
def newest() -> Questionnaire:
    return questionnaire(folder_of(NEWEST))


def values(framework: str) -> dict[str, list[Any]]:
    """Return the values of each question that has some."""
    steps = newest().walk({"framework": framework}, "my-site").steps
    found = {
        step.name: [True, False] if step.question.type == "bool" else list(step.choices.values())
        for step in steps
    }
    return {name: listed for name, listed in found.items() if listed and name not in LASTING}


def walked(answers: Mapping[str, Any]) -> Sheet:
    """Return the sheet of these answers; the same are asked about many times."""
    return _walked(tuple(sorted(answers.items())))


@cache
def _walked(answers: tuple[tuple[str, Any], ...]) -> Sheet:
    return newest().walk(dict(answers), "my-site")


def goes(answers: Mapping[str, Any]) -> bool:
    """Tell whether the answers go with each other."""
    return not walked(answers).problems


def stored(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a project keeps that is made with these answers."""
    return walked(answers).answers


def asked(framework: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers without those that nobody asks for beside the others."""
    unused = newest().walk({"framework": framework, **answers}, "my-site").unused
    return {name: value for name, value in answers.items() if name not in unused}


def changes() -> Iterator[tuple[dict[str, Any], str, Any, Any]]:
    """Yield the answers that stay, question, and both values of every change that can be made."""
    for framework in FRAMEWORKS:
        for name, listed in values(framework).items():
            for before, after in itertools.permutations(listed, 2):
                grounds = ({"framework": framework, **more} for more in GROUNDS)
                fitting = [
                    ground
                    for ground in grounds
                    if goes({**ground, name: before})
                    and goes({**stored({**ground, name: before}), name: after})
                ]
                for ground in fitting[:1]:
                    yield ground, name, before, after


class Workshop:
    """Renders each step once; makes projects with the cheapest of repositories."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: dict[str, Path] = {}

    def rendered(self, side: Side) -> Path:
        """Return the folder of one rendering."""
        key = json.dumps(dict(side.answers), sort_keys=True)
        if key not in self.made:
            self.made[key] = self.folder / f"made-{len(self.made)}"
            render(side.template, side.answers, self.made[key])
        return self.made[key]

    def fresh(self, answers: Mapping[str, Any]) -> Path:
        """Return the folder of a project that always had these answers."""
        sheet = newest().walk(answers, "my-site")
        assert sheet.problems == []
        return self.rendered(Side.of(NEWEST, sheet.answers))

    def project(self, name: str, answers: Mapping[str, Any]) -> Site:
        """Return a project made with `answers`, and committed."""
        site = Site(self.folder / name / "my-site")
        shutil.rmtree(site.folder, ignore_errors=True)
        shutil.copytree(self.fresh(answers), site.folder)
        site.git("init", "--quiet", "--template=")
        site.commit()
        return site

    def sides(self, step: Step) -> Sides:
        """Return what `render_sides` does, from renderings that are there already."""
        theirs = self.folder / "theirs"
        shutil.rmtree(theirs, ignore_errors=True)
        shutil.copytree(self.rendered(step.theirs), theirs)
        base = self.rendered(step.base)
        return Sides(base, theirs, keep_shipped(step.sheet, base, theirs))

    def change(self, site: Site, **settings: Any) -> Sides:
        """Change answers as the commands do; return what was merged."""
        words = {
            name: str(value).lower() if isinstance(value, bool) else value
            for name, value in settings.items()
        }
        draft = Draft(read(site.folder), Wish(stays=True, settings=words, operation="set"))
        step = draft.step(draft.sheet())
        sides = self.sides(step)
        with planned(step, sides) as proposal:
            assert proposal.plan.conflicts == ()
            assert apply(proposal.plan).conflicts == ()
        return sides


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("changes"))


def fresh(workshop: Workshop, site: Site) -> dict[str, bytes]:
    """Return the files of a project that always had the answers that `site` has now."""
    return tree(workshop.fresh(site.answers))


def told(change: tuple[dict[str, Any], str, Any, Any]) -> str:
    """Name a change."""
    ground, *words = change
    return "-".join([ground["framework"], *map(str, words)])


@pytest.mark.parametrize("change", list(changes()), ids=told)
def test_a_change_equals_a_fresh_project(
    workshop: Workshop, change: tuple[dict[str, Any], str, Any, Any]
) -> None:
    ground, name, before, after = change
    site = workshop.project("one", {**ground, name: before})
    as_made = site.state()

    sides = workshop.change(site, **{name: after})

    assert site.answers[name] == after
    expected = fresh(workshop, site)
    kept = {path: (sides.base / path).read_bytes() for path in sides.kept_migrations}
    assert site.files() == {**kept, **expected}
    undo(site.folder)
    assert site.state() == as_made


def test_shipped_migrations_stay_only_where_a_feature_with_some_goes(
    workshop: Workshop, framework: str
) -> None:
    site = workshop.project("kept", {"framework": framework, "example": True})

    kept = workshop.change(site, example=False).kept_migrations

    sheet = newest().walk(site.answers, "my-site")
    assert all(Path(path).parent.as_posix() in map(str, folders(sheet)) for path in kept)


def test_a_walk_through_all_pairs_of_answers_ends_where_it_should(
    workshop: Workshop, framework: str
) -> None:
    columns = values(framework)

    def allowed(part: Sequence[Any]) -> bool:
        return goes({"framework": framework, **dict(zip(columns, part, strict=False))})

    found = AllPairs(list(columns.values()), filter_func=allowed)
    rows = [dict(zip(columns, row, strict=True)) for row in found]
    random.Random(3).shuffle(rows)  # noqa: S311 (an order, no secret)
    site = workshop.project("walk", {"framework": framework, **asked(framework, rows[0])})
    kept: dict[str, bytes] = {}

    for row in rows[1:]:
        sides = workshop.change(site, **asked(framework, row))
        # Another ORM takes its own along, those that were kept once and came back included.
        went = {path for path in kept if (sides.base / path).exists()}
        kept = {path: text for path, text in kept.items() if path not in went}
        kept |= {path: (sides.base / path).read_bytes() for path in sides.kept_migrations}
        assert site.files() == {**kept, **fresh(workshop, site)}, row
