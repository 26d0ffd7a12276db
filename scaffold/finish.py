"""What happens to a rendered project, always the same list, and always printed.

1. `.env`, which git ignores: the settings of development, with a secret of its own.
2. A git repository with a first commit, unless the project lies in one already.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from scaffold.git import GitError, git, inside_work_tree

ENV_FILE = ".env"
ENV_EXAMPLE = ".env.example"
SAMPLE = "change-me"  # what a template's `.env.example` holds in the place of a secret
COMMIT_MESSAGE = "Start the project"


class Git(StrEnum):
    """Whether to make a repository."""

    AUTO = "auto"  # unless the project lies in one already
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True)
class Outcome:
    """One thing that was done after rendering, or why it was not."""

    name: str
    done: bool
    note: str


def finish(project: Path, *, surroundings: Path, wanted: Git) -> list[Outcome]:
    """Do what is on the list; `surroundings` is the folder that the project is going to lie in."""
    return [write_env_file(project), *make_repository(project, surroundings, wanted)]


def write_env_file(project: Path) -> Outcome:
    """Copy the sample settings, with a new secret, for the owner's eyes only."""
    example = project / ENV_EXAMPLE
    if not example.exists():
        return Outcome("env", False, f"no `{ENV_FILE}`: the project has no `{ENV_EXAMPLE}`")
    lines = example.read_text(encoding="utf-8").splitlines(keepends=True)
    text = "".join(_with_secret(line) for line in lines)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with open(os.open(project / ENV_FILE, flags, 0o600), "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write(text)
    return Outcome("env", True, f"`{ENV_FILE}` with a secret of its own (git ignores it)")


def _with_secret(line: str) -> str:
    name, separator, value = line.partition("=")
    if separator and value.strip() == SAMPLE:
        return f"{name}={secrets.token_urlsafe(48)}\n"
    return line


def make_repository(project: Path, surroundings: Path, wanted: Git) -> list[Outcome]:
    """Make a git repository with a first commit; what git can't do is a note, not a failure."""
    if wanted is Git.NEVER:
        return [Outcome("git", False, "no git repository: `--no-git`")]
    if wanted is Git.AUTO and inside_work_tree(surroundings):
        return [Outcome("git", False, "no git repository of its own: the folder is in one already")]
    try:
        git(["init", "--quiet", *_branch(project)], project)
    except GitError as error:
        return [Outcome("git", False, f"no git repository: {error}")]
    outcome = Outcome("git", True, "a git repository")
    try:
        git(["add", "--all"], project)
        git(["commit", "--quiet", "--no-verify", "--message", COMMIT_MESSAGE], project)
    except GitError as error:
        return [outcome, Outcome("commit", False, f"no first commit: {_advice(error)}")]
    return [outcome, Outcome("commit", True, "a first commit")]


def _branch(project: Path) -> list[str]:
    """Name the first branch `main`, unless the user's git has a name for it."""
    try:
        git(["config", "init.defaultBranch"], project)
    except GitError:
        return ["--initial-branch", "main"]
    return []


def _advice(error: GitError) -> str:
    text = str(error).lower()
    if "identity" in text or "tell me who you are" in text or "user.name" in text:
        return "git does not know your name – `git config --global user.name …` and `user.email …`"
    return str(error)
