"""Plain Copier on a project of ours, offline: git takes the history for the address."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scaffold import releases
from scaffold.render import ADDRESS
from tests.commands import Result, environment, scaffold
from tests.conftest import FRAMEWORKS
from tests.projects import NEWEST, OLDEST, Site, make_site

# Any attempt to reach the network ends at a proxy that nobody runs.
NOWHERE = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a user's home, with the setting written."""
    folder = tmp_path / "home"
    folder.mkdir()
    result = scaffold("templates", "--register", HOME=str(folder))
    assert result.status == 0, result.err
    return folder


def copier(site: Site, home: Path, *words: str) -> Result:
    done = subprocess.run(
        [sys.executable, "-m", "copier", *words],
        cwd=site.folder,
        env=environment(HOME=str(home), **NOWHERE),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)


def test_without_the_setting_the_address_leads_nowhere(tmp_path: Path) -> None:
    site = make_site(tmp_path / "my-site", OLDEST, framework=FRAMEWORKS[0])

    assert copier(site, tmp_path, "check-update").status != 0


def test_copier_sees_the_newest_release(tmp_path: Path, home: Path) -> None:
    site = make_site(tmp_path / "my-site", OLDEST, framework=FRAMEWORKS[0])

    result = copier(site, home, "check-update", "--output-format", "json")

    found = json.loads(result.out)
    assert found["update_available"] is True
    assert f"v{found['latest_version']}" == NEWEST.version


def test_copier_updates_a_project_as_we_do(tmp_path: Path, home: Path, framework: str) -> None:
    sites = [
        make_site(tmp_path / name / "my-site", OLDEST, framework=framework)
        for name in ("theirs", "ours")
    ]

    words = ("update", "--skip-answered", "--defaults", "--vcs-ref", NEWEST.version)
    result = copier(sites[0], home, *words)

    assert result.status == 0, result.err
    assert sites[1].scaffold("update", "--yes").status == 0
    assert sites[0].files() == sites[1].files()


def test_copier_makes_the_project_that_new_makes(tmp_path: Path, home: Path) -> None:
    folder = tmp_path / "a" / "my-site"
    folder.mkdir(parents=True)
    answers = ("--defaults", "--data", f"framework={FRAMEWORKS[0]}")

    result = copier(Site(folder), home, "copy", *answers, ADDRESS, ".")

    assert result.status == 0, result.err
    words = ("--framework", FRAMEWORKS[0], "--defaults", "--no-git")
    scaffold("new", tmp_path / "b" / "my-site", *words)
    assert Site(folder).files() == Site(tmp_path / "b" / "my-site").files()


def test_the_command_shows_the_setting_and_writes_nothing(tmp_path: Path) -> None:
    result = scaffold("templates", HOME=str(tmp_path))

    assert ADDRESS in result.out
    assert "git config --global" in result.out
    assert list(tmp_path.iterdir()) == []


def test_registering_twice_leaves_one_setting(home: Path) -> None:
    scaffold("templates", "--register", HOME=str(home))

    assert (home / ".gitconfig").read_text().count("insteadOf") == 1


def test_registering_takes_the_place_of_an_older_installation(home: Path) -> None:
    config = home / ".gitconfig"
    own = '[url "/mirror"]\n\tinsteadOf = https://git.example.org/\n'
    old = f'[url "/gone/templates.bundle"]\n\tinsteadOf = {ADDRESS}\n'
    config.write_text(own + old)

    data = json.loads(scaffold("templates", "--register", "--json", HOME=str(home)).out)

    assert data["removed"] == ["url./gone/templates.bundle.insteadof"]
    assert "/gone/" not in config.read_text()
    assert own in config.read_text()
    assert releases.BUNDLE.as_posix() in config.read_text()


def test_an_organisation_names_its_own_mirror(tmp_path: Path) -> None:
    words = ("--framework", FRAMEWORKS[0], "--defaults", "--release", OLDEST.version)
    mirror = "https://git.example.org/templates.git"

    scaffold("new", tmp_path / "site", *words, SCAFFOLD_TEMPLATES_URL=mirror)
    site = Site(tmp_path / "site")
    result = site.scaffold("update", "--yes")

    assert result.status == 0, result.err
    assert f"_src_path: {mirror}\n" in site.read(".copier-answers.yml")
    assert f"_commit: {NEWEST.version}\n" in site.read(".copier-answers.yml")
