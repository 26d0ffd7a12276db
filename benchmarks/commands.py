"""Times our commands against their peers, as whole processes, pair by pair.

`make bench` prints the table and writes it to docs/benchmarks.md. A figure is the median of the
ratios of neighbouring runs, so that it holds on a machine whose speed drifts.
"""

from __future__ import annotations

import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNS = 9
PAGE = ROOT / "docs" / "benchmarks.md"
FRAMEWORK = "flask"
PLACE = "{place}"  # a new folder for each run

HEAD = """# Benchmarks

Whole processes, the two commands in turn, {runs} pairs after one warm-up; the median of the ratios,
and the medians of both. `make bench` measures again. Measured with {system}.

| command | against | ratio | bound | ours, s | theirs, s |
| --- | --- | --- | --- | --- | --- |
"""


@dataclass(frozen=True)
class Pair:
    """Two commands, and the ratio that ours must stay under."""

    ours: Sequence[str]
    theirs: Sequence[str]
    bound: float

    @property
    def row(self) -> str:
        """Return the first two cells of the table."""
        return f"`{_shown(self.ours)}` | `{_shown(self.theirs)}`"


def pairs(templates: Path) -> list[Pair]:
    """Return what is compared; `templates` is a plain copy of the templates."""
    python = sys.executable
    scaffold = [python, "-m", "scaffold"]
    click = [python, "-c", "import click"]
    copier = [python, "-m", "copier"]
    made = ["--framework", FRAMEWORK, "--defaults", "--no-git"]
    needs = ["recommend", "--size", "large", "--feature", "admin panel"]
    copied = ["copy", "--quiet", "--defaults", "--data", f"framework={FRAMEWORK}", str(templates)]
    return [
        Pair([*scaffold, *needs], click, 5),
        Pair([*scaffold, "--help"], [*copier, "--help"], 0.25),
        Pair([*scaffold, *needs], [*copier, "--help"], 0.25),
        Pair([*scaffold, "new", PLACE, *made], [*copier, *copied, PLACE], 1),
    ]


def seconds(command: Sequence[str]) -> float:
    """Run a command once, in a new folder, and return how long it took, in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        words = [word.replace(PLACE, str(Path(folder, "site"))) for word in command]
        began = time.perf_counter()
        subprocess.run(words, cwd=ROOT, check=True, capture_output=True, stdin=subprocess.DEVNULL)
        return time.perf_counter() - began


def measure(pair: Pair) -> tuple[float, float, float]:
    """Return the median ratio, and the median seconds of both commands."""
    seconds(pair.ours), seconds(pair.theirs)
    found = [(seconds(pair.ours), seconds(pair.theirs)) for _ in range(RUNS)]
    ratio = statistics.median(ours / theirs for ours, theirs in found)
    ours, theirs = (statistics.median(column) for column in zip(*found, strict=True))
    return ratio, ours, theirs


def _shown(command: Sequence[str]) -> str:
    words = ["python" if word == sys.executable else word for word in command]
    words = ["TEMPLATES" if word.startswith(tempfile.gettempdir()) else word for word in words]
    return " ".join(words).replace("python -m ", "").replace(PLACE, "FOLDER")


def main() -> int:
    """Measure, print and write the table; return 1 when a bound is passed."""
    text = HEAD.format(runs=RUNS, system=f"Python {platform.python_version()}, {platform.system()}")
    status = 0
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy2(ROOT / "copier.yml", folder)
        shutil.copytree(ROOT / "templates", Path(folder, "templates"))
        for pair in pairs(Path(folder)):
            ratio, ours, theirs = measure(pair)
            text += f"| {pair.row} | {ratio:.2f} | {pair.bound} | {ours:.2f} | {theirs:.2f} |\n"
            status |= ratio > pair.bound
    PAGE.write_text(text, encoding="utf-8")
    print(text)
    return status


if __name__ == "__main__":
    sys.exit(main())
