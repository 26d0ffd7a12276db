"""Runs git for us, deaf to the variables by which a caller's git could redirect it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

# Set inside hooks and by some tools; they would point our commands at another repository.
POINTERS = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_CEILING_DIRECTORIES",
)
PATIENCE = 60  # seconds; signing a commit may ask for a pass phrase in a window


class GitError(Exception):
    """git is missing, or said no; the text is its first line."""


def forget_pointers() -> None:
    """Drop the variables that point git at a certain repository from this process."""
    for name in POINTERS:
        os.environ.pop(name, None)


def git(arguments: Sequence[str], folder: Path) -> str:
    """Run git in `folder` and return what it printed; raise GitError when it fails."""
    environment = {name: value for name, value in os.environ.items() if name not in POINTERS}
    try:
        done = subprocess.run(  # noqa: S603 (no shell; the arguments are ours)
            ["git", *arguments],  # noqa: S607 (the user's git)
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except FileNotFoundError as error:
        raise GitError("git is not installed") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GitError(f"git did not answer ({type(error).__name__})") from error
    if done.returncode:
        text = done.stderr.decode(errors="replace").strip() or "git failed"
        raise GitError(text.splitlines()[0])
    return done.stdout.decode(errors="replace").strip()


def inside_work_tree(folder: Path) -> bool:
    """Tell whether `folder` belongs to a repository's work tree."""
    try:
        return git(["rev-parse", "--is-inside-work-tree"], folder) == "true"
    except GitError:
        return False
