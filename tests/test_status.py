"""What `status` knows without a process of its own: security releases, many projects, traces."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scaffold import releases, status
from scaffold.render import ANSWERS_FILE
from scaffold.traces import has_traces
from tests.commands import scaffold
from tests.conftest import FRAMEWORKS
from tests.projects import OLDEST, Site, make_site


@pytest.fixture
def old(tmp_path: Path) -> Site:
    """Return a project of the oldest release."""
    return make_site(tmp_path / "my-site", OLDEST, framework=FRAMEWORKS[0])


def test_a_security_release_is_named(old: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    first, *others = releases.releases()
    secure = (first, *(replace(item, security=True) for item in others))
    monkeypatch.setattr(releases, "releases", lambda: secure)

    found = status.status(old.folder, with_drift=False)

    assert list(found.security) == [item.version for item in others]
    assert f"security: {others[0].version}" in "\n".join(status.lines(found))
    assert f"security: {others[0].version}" in status.row(found)[-1]


def test_a_project_of_no_release_is_told_and_not_refused(old: Site) -> None:
    old.replace(ANSWERS_FILE, "_commit: v0.1.0", "_commit: v99.0.0")

    found = status.status(old.folder, with_drift=True)

    assert found.state == status.UNKNOWN
    assert "upgrade it" in found.problem
    assert found.drift is None


def test_a_project_that_was_never_changed_has_no_traces(old: Site) -> None:
    assert not has_traces(old.folder)
    assert not has_traces(old.folder / "tests")

    old.scaffold("update", "--yes")

    assert has_traces(old.folder)
    assert status.status(old.folder, with_drift=False).last_operation == "update"


def test_a_linked_work_tree_is_looked_at_by_git(old: Site, tmp_path: Path) -> None:
    old.git("worktree", "add", "--quiet", str(tmp_path / "linked"))

    assert has_traces(tmp_path / "linked")


def test_one_that_can_not_be_read_does_not_hide_the_others(old: Site, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / ANSWERS_FILE).write_text("framework: [")

    result = scaffold("status", old.folder, broken)

    assert result.status == 0
    assert "update available" in result.out
    assert "can't be read" in result.out


def test_the_drift_of_line_ends_is_none(old: Site) -> None:
    text = old.read("README.md").replace("\n", "\r\n")
    old.write("README.md", text)

    assert old.json("status")["drift"] == {"edited": [], "deleted": []}
