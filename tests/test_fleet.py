"""Many projects: what is rendered is shared, and a failure is a result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scaffold import fleet, update
from scaffold.fleet import FAILED, NOTHING, PLANNED, UPDATED, Task, work
from scaffold.render import ANSWERS_FILE
from scaffold.update import Wish
from tests.conftest import FRAMEWORKS
from tests.projects import OLDEST, make_site


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return where something was rendered."""
    folders: list[Path] = []
    render = update.render_sides

    def counted(step: Any, folder: Path) -> Any:
        folders.append(folder)
        return render(step, folder)

    monkeypatch.setattr(fleet, "render_sides", counted)
    return folders


def test_equal_answers_are_rendered_once(rendered: list[Path], tmp_path: Path) -> None:
    sites = [make_site(tmp_path / name / "site", OLDEST, framework=FRAMEWORKS[0]) for name in "abc"]

    found = [work(Task(site.folder, Wish(), True, tmp_path / "shared")) for site in sites]

    assert [result.outcome for result in found] == [UPDATED] * 3
    assert len(rendered) == 1
    assert sites[0].files() == sites[1].files() == sites[2].files()


def test_a_plan_changes_nothing_and_what_is_done_is_done(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", OLDEST, framework=FRAMEWORKS[0])
    before = site.state()

    planned = work(Task(site.folder, Wish(), False, tmp_path / "shared"))
    assert planned.outcome == PLANNED
    assert planned.data["applied"] is False
    assert site.state() == before

    assert work(Task(site.folder, Wish(), True, tmp_path / "shared")).outcome == UPDATED
    assert work(Task(site.folder, Wish(), True, tmp_path / "shared")).outcome == NOTHING


def test_a_project_that_can_not_be_read_is_a_result(tmp_path: Path) -> None:
    (tmp_path / ANSWERS_FILE).write_text("framework: [")

    found = work(Task(tmp_path, Wish(), True, tmp_path / "shared"))

    assert found.outcome == FAILED
    assert "can't be used" in found.note
