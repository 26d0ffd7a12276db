"""Measures everything and writes docs/benchmarks.md: `make bench`.

`python -m benchmarks --projects 50` takes a smaller fleet; `--quick` leaves fleet and merge out.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path

from benchmarks import commands, fleet, merge
from benchmarks.installed import ROOT, installed
from scaffold.releases import newest_version

PAGE = ROOT / "docs" / "benchmarks.md"
FRAMEWORK = "flask"
TEXT = """# Benchmarks

Measured with {system}, {cores} cores; `make bench` measures again. The program is installed from
its wheel, as users have it. Compare ratios: seconds depend on the machine.

## Commands

Whole processes, the two commands in turn, {runs} pairs after one warm-up; the median of the ratios,
and the medians of both.

{commands}
## The merge, by the size of the project

A template of 150 files, of which 15 change; the user edited 10 of those. "merge" is the plan, with
the three trees known; "one moved" is with a template file missing, for which the project is
searched. Beside it stands `git status` in the same repository: cost follows the template's files,
not the repository's.

{merge}
## Many projects

{fleet}"""


def main() -> int:
    """Measure, print and write; return 1 when a bound is passed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--projects", type=int, default=1000)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    with installed() as there, tempfile.TemporaryDirectory() as folder:
        project = Path(folder, "my-site")
        words = ["--framework", FRAMEWORK, "--defaults", "--release", "0.1.0", "--git"]
        there.run("scaffold", "new", project, *words, folder=Path(folder))
        wanted = commands.pairs(project, FRAMEWORK, newest_version())
        found, kept = commands.table(there, wanted)
        print(found, flush=True)
        if options.quick:
            return 0 if kept else 1
        rows = merge.table()
        print(rows, flush=True)
        many = fleet.table(there, Path(folder), options.projects, FRAMEWORK, newest_version())
        print(many, flush=True)
    text = TEXT.format(
        system=f"Python {platform.python_version()}, {platform.system()}",
        cores=os.cpu_count(),
        runs=commands.RUNS,
        commands=found,
        merge=rows,
        fleet=many,
    )
    PAGE.write_text(text, encoding="utf-8")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
