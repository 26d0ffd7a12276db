"""`update`, `add` and `undo`, killed at random moments: the next command puts things in order.

Each is killed some times in a usual run, 300 times with `SCAFFOLD_THOROUGH=1`. Half of the moments
are anywhere in the command's life, half in the short time in which it changes the project.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.commands import environment
from tests.conftest import FRAMEWORKS
from tests.projects import NEWEST, OLDEST, Site, make_site

THOROUGH = bool(os.environ.get("SCAFFOLD_THOROUGH"))
KILLS = 100 if THOROUGH else 8  # of each of the three commands
MINE = "\n## Mine\n\nA line of my own.\n"


@dataclass(frozen=True)
class Case:
    """A command, and the project as it stands before and after it."""

    words: tuple[str, ...]
    site: Site
    before: dict[str, object]
    after: dict[str, object]
    seconds: float


def begun(site: Site, words: tuple[str, ...]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "scaffold", *words],
        cwd=site.folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def prepared(folder: Path, words: tuple[str, ...]) -> Site:
    """Return a project with edits, staged, unstaged and untracked, on which `words` has work."""
    example = words[0] != "add"
    release = NEWEST if words[0] == "add" else OLDEST
    site = make_site(folder, release, framework=FRAMEWORKS[0], example=example)
    site.write("README.md", site.read("README.md") + MINE)
    site.git("add", "README.md")
    site.write("README.md", site.read("README.md") + "More.\n")
    site.write("notes.txt", "untracked\n")
    if words[0] == "undo":
        assert site.scaffold("update", "--yes").status == 0
    return site


@pytest.fixture(scope="module", params=["update", "add", "undo"])
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    words = {
        "update": ("update", "--yes"),
        "add": ("add", "example", "--yes"),
        "undo": ("undo", "--yes"),
    }[request.param]
    folder = tmp_path_factory.mktemp("kills")
    site = prepared(folder / "my-site", words)
    before = site.state()
    changed = Site(copied(site, folder / "after"))
    start = time.monotonic()
    assert begun(changed, words).wait() == 0
    return Case(words, site, before, changed.state(), time.monotonic() - start)


def copied(site: Site, folder: Path) -> Path:
    """Copy a project with its repository; the folder keeps its name, so undo finds its record."""
    target = folder / site.folder.name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(site.folder, target, symlinks=True)
    Site(target).git("update-index", "-q", "--refresh", "--really-refresh")
    return target


def phase(site: Site) -> str:
    """Tell where the killed command was."""
    if any(site.folder.glob(".git/scaffold/*/journal.json")):
        return "changing"
    return "planning"


def test_what_a_kill_leaves_is_put_in_order(case: Case, tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311 (moments, no secrets)
    phases: Counter[str] = Counter()
    for number in range(KILLS):
        site = Site(copied(case.site, tmp_path / "site"))
        process = begun(site, case.words)
        aim = aimed_late if number % 2 else aimed_anywhere
        aim(site, process, case.seconds, chance)
        process.kill()
        process.wait()
        found = phase(site)
        changed = found == "changing"

        told = site.scaffold("status", "--no-drift")

        assert told.status == 0, told.err
        assert (told.err != "") == changed, told.err
        state = site.state()
        assert state in (case.before, case.after), f"kill {number} while {found}"
        if not changed and state == case.after != case.before:
            found = "done"
        phases[found] += 1
    print(f"{case.words[0]}: {dict(phases)}")
    assert phases["changing"], "no kill hit the time in which the project changes"
    assert phases["planning"]
    assert phases["done"] or not THOROUGH


def aimed_anywhere(
    _site: Site, _process: subprocess.Popen[bytes], seconds: float, chance: random.Random
) -> None:
    time.sleep(chance.uniform(0, 1.15 * seconds))


def aimed_late(
    site: Site, process: subprocess.Popen[bytes], seconds: float, chance: random.Random
) -> None:
    """Wait for the moment in which the journal appears, and a little more."""
    until = time.monotonic() + 10 * seconds
    while time.monotonic() < until and process.poll() is None:
        if any(site.folder.glob(".git/scaffold/*/journal.json")):
            break
    time.sleep(chance.choice([0, 0, 0.001, 0.003]))
