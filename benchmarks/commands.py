"""Times our commands against their peers, as whole processes, pair by pair.

A figure is the median of the ratios of neighbouring runs, so that it holds on a machine whose speed
drifts.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.installed import Installed

RUNS = 9
PLACE = "{place}"  # a new folder for each run
HEAD = "| command | against | ratio | bound | ours, s | theirs, s |\n| --- " + "| --- " * 5 + "|\n"


@dataclass(frozen=True)
class Pair:
    """Two commands, and the ratio that ours must stay under."""

    ours: Sequence[str]
    theirs: Sequence[str]
    bound: float
    project: Path | None = None  # both run in a new copy of it


def pairs(project: Path, framework: str, newest: str) -> list[Pair]:
    """Return what is compared; `project` was made from the oldest release."""
    made = ["--framework", framework, "--defaults", "--no-git"]
    needs = ["scaffold", "recommend", "--size", "large", "--feature", "admin panel"]
    copied = ["copier", "copy", "--quiet", "--defaults", "--data", f"framework={framework}"]
    address = "https://templates.scaffold-web.invalid/templates.git"
    copier = ["copier", "update", "--quiet", "--skip-answered", "--defaults", "--vcs-ref", newest]
    status = ["scaffold", "status", "--no-drift"]
    return [
        Pair(["scaffold", "--help"], ["copier", "--help"], 0.25),
        Pair(needs, ["copier", "--help"], 0.25),
        Pair(needs, ["python", "-c", "import click"], 5),
        Pair(status, ["copier", "--help"], 0.3, project),
        Pair(["scaffold", "new", PLACE, *made], [*copied, address, PLACE], 1),
        Pair(["scaffold", "update", "--yes"], copier, 0.6, project),
    ]


def seconds(there: Installed, command: Sequence[str], project: Path | None) -> float:
    """Run a command once, in a new folder, and return how long it took, in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "site")
        if project:
            shutil.copytree(project, place, symlinks=True)
        words = [word.replace(PLACE, str(place)) for word in command]
        words[0] = there.command(words[0])
        began = time.perf_counter()
        subprocess.run(
            words,
            cwd=place if project else folder,
            env=there.variables,
            check=True,
            capture_output=True,
            stdin=subprocess.DEVNULL,
        )
        return time.perf_counter() - began


def measure(there: Installed, pair: Pair) -> tuple[float, float, float]:
    """Return the median ratio, and the median seconds of both commands."""

    def both() -> tuple[float, float]:
        return seconds(there, pair.ours, pair.project), seconds(there, pair.theirs, pair.project)

    both()
    found = [both() for _ in range(RUNS)]
    ratio = statistics.median(ours / theirs for ours, theirs in found)
    ours, theirs = (statistics.median(column) for column in zip(*found, strict=True))
    return ratio, ours, theirs


def table(there: Installed, wanted: Sequence[Pair]) -> tuple[str, bool]:
    """Return the table, and whether every bound is kept."""
    text, kept = HEAD, True
    for pair in wanted:
        ratio, ours, theirs = measure(there, pair)
        cells = [_shown(pair.ours), _shown(pair.theirs), f"{ratio:.2f}", f"{pair.bound:g}"]
        text += f"| {' | '.join(cells)} | {ours:.2f} | {theirs:.2f} |\n"
        kept &= ratio <= pair.bound
    return text, kept


def _shown(command: Sequence[str]) -> str:
    words = [f'"{word}"' if " " in word else word for word in command]
    return f"`{' '.join(words)}`".replace(PLACE, "FOLDER")
