"""Times the merge by the size of the project: `python -m benchmarks.merge`.

A template of 150 files, of which 15 change; the user edited 10 of those. Beside it stands what
`git status` takes in the same repository. "untouched" is a merge without a template file missing;
with one missing, the project is searched for the place that the user moved it to.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from scaffold.merge import Labels, apply, merge, undo

SIZES = (150, 1_000, 10_000, 100_000)
TEMPLATE = 150
CHANGED = 15
EDITED = 10
RUNS = 7
LABELS = Labels(theirs="template v0.3.0", yours="yours", operation="update")
WHOLE = """
import sys
from pathlib import Path
from scaffold.merge import Labels, merge
merge(*map(Path, sys.argv[1:4]), labels=Labels(theirs="template v0.3.0")).close()
"""
COLUMNS = ("files", "merge", "apply", "undo", "merge, one moved", "whole process", "git status")


def template_file(number: int, end: str) -> str:
    """Return the text of one template file."""
    return "".join(f"value_{line} = {number}\n" for line in range(60)) + end


def template_path(number: int) -> str:
    """Return where a template file lies."""
    if number < TEMPLATE // 10:
        return f"settings_{number}.py"
    return f"app/part_{number % 12}/module_{number}.py"


def write(path: Path, text: str) -> None:
    """Write a file and its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def make(folder: Path, size: int) -> tuple[Path, Path, Path]:
    """Make a project of `size` files, committed, with edits that are not, and both templates."""
    project, base, theirs = (folder / name for name in ("project", "base", "theirs"))
    for number in range(TEMPLATE):
        path, text = template_path(number), template_file(number, "")
        write(base / path, text)
        write(project / path, text)
        write(theirs / path, text + ("added = True\n" if number < CHANGED else ""))
    for number in range(size - TEMPLATE):
        write(project / f"data/{number // 200}/file_{number}.txt", f"{number}\n")
    run("git", "init", "-q", folder=project)
    run("git", "add", "-A", folder=project)
    person = ("-c", "user.name=bench", "-c", "user.email=bench@example.org")
    run("git", *person, "commit", "-q", "-m", "made", folder=project)
    for number in range(EDITED):
        write(project / template_path(number), "mine = True\n" + template_file(number, ""))
    return project, base, theirs


def run(*command: str, folder: Path) -> None:
    """Run a command quietly."""
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def timed(action: Callable[[], object], runs: int = RUNS) -> float:
    """Return the median time of an action in seconds."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return median(times)


def measure(folder: Path, size: int) -> list[float]:
    """Return a row of times for a project of `size` files."""
    project, base, theirs = make(folder, size)
    trees = (project, base, theirs)
    status = timed(lambda: run("git", "status", folder=project))
    plain = timed(lambda: merge(*trees, labels=LABELS).close())
    whole = timed(lambda: run(sys.executable, "-c", WHOLE, *map(str, trees), folder=Path.cwd()))
    with merge(*trees, labels=LABELS) as plan:
        applied = timed(lambda: apply(plan), runs=1)
        undone = timed(lambda: undo(project), runs=1)
    (project / template_path(CHANGED - 1)).rename(project / "moved.py")
    moved = timed(lambda: merge(*trees, labels=LABELS).close(), runs=3)
    return [plain, applied, undone, moved, whole, status]


def table() -> str:
    """Return the table."""
    lines = ["| " + " | ".join(COLUMNS) + " |", "|" + " ---: |" * len(COLUMNS)]
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            row = measure(Path(folder), size)
        cells = [f"{size:,}", *(f"{seconds:.3f} s" for seconds in row)]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print the table."""
    print(table())


if __name__ == "__main__":
    main()
