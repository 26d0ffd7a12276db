"""Runs git for us, deaf to the variables by which a caller's git could redirect it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from scaffold.pointers import POINTERS

# What makes git deaf to the user's and the machine's configuration.
DEAF = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_COUNT": "0",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_TEMPLATE_DIR": "",
}
PATIENCE = 60  # seconds; signing a commit may ask for a pass phrase in a window


class GitError(Exception):
    """git is missing, or said no; the text is its first line."""


def git(
    arguments: Sequence[str],
    folder: Path,
    *,
    deaf: bool = False,
    variables: Mapping[str, str] | None = None,
) -> str:
    """Run git in `folder` and return what it printed; raise GitError when it fails.

    `deaf`: no configuration but the repository's own counts. `variables`: more for its environment.
    """
    environment = {name: value for name, value in os.environ.items() if name not in POINTERS}
    environment |= {**(DEAF if deaf else {}), **(variables or {})}
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
