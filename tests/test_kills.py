"""`scaffold new` killed, interrupted, out of room: nothing is left, or the whole project."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scaffold.staging import PREFIX
from tests.commands import environment, scaffold, tree
from tests.conftest import FRAMEWORKS

KILLS = 25
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


# A test run in the background hands down that interrupts are ignored.
HEEDING = """
import runpy, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.argv[0] = "scaffold"
runpy.run_module("scaffold", run_name="__main__", alter_sys=True)
"""


def start(destination: Path, **variables: str) -> subprocess.Popen[bytes]:
    words = ["new", str(destination), "--framework", FRAMEWORKS[0], "--defaults"]
    return subprocess.Popen(
        [sys.executable, "-c", HEEDING, *words],
        env=environment(**variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def make(destination: Path) -> None:
    result = scaffold("new", destination, "--framework", FRAMEWORKS[0], "--defaults")
    assert result.status == 0, result.err


def without_secret(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: content for name, content in files.items() if name != ".env"}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], float]:
    """Return the files of an undisturbed run, and how long it took, in seconds."""
    destination = tmp_path_factory.mktemp("whole") / "site"
    began = time.monotonic()
    make(destination)
    return without_secret(tree(destination)), time.monotonic() - began


@posix
@pytest.mark.parametrize("exists", [True, False], ids=["existing folder", "new folder"])
def test_killed_at_any_moment(
    tmp_path: Path, whole: tuple[dict[str, bytes], float], exists: bool
) -> None:
    files, seconds = whole
    chance = random.Random(20261122)  # noqa: S311 (no secret: moments to kill at)
    for number in range(KILLS):
        parent = tmp_path / str(number)
        destination = parent / "site"
        (destination if exists else parent).mkdir(parents=True)
        process = start(destination)
        # Most of a run is imports: aim at the part that writes.
        time.sleep(seconds * chance.uniform(0.35, 1.1))
        process.kill()
        process.wait()
        if not exists and destination.exists():
            assert without_secret(tree(destination)) == files

        scaffold("new", destination, "--framework", FRAMEWORKS[0], "--defaults")

        assert without_secret(tree(destination)) == files
        assert list(parent.rglob(f"{PREFIX}*")) == []


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    destination = tmp_path / "site"
    process = start(destination)
    deadline = time.monotonic() + 30
    while not list(tmp_path.glob(f"{PREFIX}*")) and time.monotonic() < deadline:
        time.sleep(0.005)

    process.send_signal(number)

    assert process.wait(timeout=30) == 130
    assert list(tmp_path.iterdir()) == []


LIMITED = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
sys.argv = ["scaffold", *sys.argv[2:]]
runpy.run_module("scaffold", run_name="__main__")
"""


@posix
@pytest.mark.parametrize("limit", [0, 1, 100, 1000, 3000])
@pytest.mark.parametrize("exists", [True, False], ids=["existing folder", "new folder"])
def test_out_of_room(tmp_path: Path, limit: int, exists: bool) -> None:
    destination = tmp_path / "site"
    if exists:
        destination.mkdir()
    words = ["new", str(destination), "--framework", FRAMEWORKS[0], "--defaults"]

    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(limit), *words],
        env=environment(PYTHONDONTWRITEBYTECODE="1"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1, done.stderr
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.rglob("*")) == ([destination] if exists else [])


def test_a_full_disk(tmp_path: Path) -> None:
    room = tmp_path / "room"
    room.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=40k", "tmpfs", str(room)]
    if (
        not shutil.which("mount")
        or subprocess.run(mount, capture_output=True, check=False).returncode
    ):
        pytest.skip(
            "a small file system can't be mounted here (needs root); RLIMIT_FSIZE stands in"
        )
    try:
        result = scaffold("new", room / "site", "--framework", FRAMEWORKS[0], "--defaults")
        left = list(room.iterdir())
    finally:
        subprocess.run(["umount", str(room)], check=True)

    assert result.status == 1
    assert "No space left on device" in result.err
    assert left == []


@posix
def test_a_folder_that_is_read_only(tmp_path: Path) -> None:
    parent = tmp_path / "fixed"
    parent.mkdir(mode=0o500)
    if os.access(parent, os.W_OK):  # root may write anywhere but here
        parent = Path("/proc/self")

    result = scaffold("new", parent / "site", "--framework", FRAMEWORKS[0], "--defaults")

    assert result.status == 1
    assert "could not be written" in result.err


def test_what_was_stopped_while_a_folder_was_filled_is_completed_by_the_next_run(
    tmp_path: Path,
) -> None:
    left = tmp_path / "site" / f"{PREFIX}dead"
    (left / "top").mkdir(parents=True)
    (left / "top" / "two").write_text("2")
    (left / "journal.json").write_text('["one", "two"]')
    (tmp_path / "site" / "one").write_text("1")

    result = scaffold("new", tmp_path / "site", "--framework", FRAMEWORKS[0], "--defaults")

    assert result.status == 1
    assert "the project in it is complete now" in result.err
    assert tree(tmp_path / "site") == {"one": b"1", "two": b"2"}
