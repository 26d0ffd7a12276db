"""Runs the program as its users do: a process of its own, nothing inherited but the path."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KEPT = ("PATH", "HOME", "TMPDIR", "SYSTEMROOT", "PYTHONPATH", "LANG")


@dataclass(frozen=True)
class Result:
    """How a command ended, and what it said."""

    status: int
    out: str
    err: str


def environment(**more: str) -> dict[str, str]:
    """Return the variables that a command is run with."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    identity = {
        "GIT_AUTHOR_NAME": "Ada",
        "GIT_AUTHOR_EMAIL": "ada@example.org",
        "GIT_COMMITTER_NAME": "Ada",
        "GIT_COMMITTER_EMAIL": "ada@example.org",
    }
    return {**kept, **identity, "PYTHONPATH": str(ROOT), **more}


def scaffold(*arguments: str | Path, cwd: Path = ROOT, **variables: str) -> Result:
    """Run `scaffold` with no terminal and wait for it."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "scaffold", *map(str, arguments)],
        cwd=cwd,
        env=environment(**variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return Result(done.returncode, done.stdout, done.stderr)


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, git's own left out, as POSIX path → bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }
