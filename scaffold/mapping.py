"""The git setting by which other tools find the templates: the address stands for the history.

https://git-scm.com/docs/git-config#Documentation/git-config.txt-urlltbasegtinsteadOf
"""

from __future__ import annotations

import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from scaffold import releases
from scaffold.errors import ScaffoldError
from scaffold.git import GitError, git
from scaffold.render import ADDRESS


@dataclass(frozen=True)
class Mapping:
    """A setting of git: the section of a URL, and what it stands in for."""

    key: str
    value: str

    def command(self) -> str:
        """Return what to type to write it."""
        words = ["git", "config", "--global", self.key, self.value]
        return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


def mapping() -> Mapping:
    """Return the setting for the history that this program carries."""
    return Mapping(f"url.{releases.BUNDLE.as_posix()}.insteadOf", ADDRESS)


def register(setting: Mapping) -> list[str]:
    """Write the setting for this user; return the older ones of ours that it took the place of.

    Two settings for one address would be ambiguous: an earlier installation's has to go.
    """
    try:
        old = [key for key in _keys_of(setting.value) if key.lower() != setting.key.lower()]
        for key in old:
            git(["config", "--global", "--unset-all", key], Path.home())
        git(["config", "--global", "--replace-all", setting.key, setting.value], Path.home())
    except GitError as error:
        raise ScaffoldError(
            f"git could not write the setting ({error})", hint=f"type `{setting.command()}`"
        ) from error
    return old


def _keys_of(address: str) -> list[str]:
    """Return the user's keys by which `address` is replaced by a history of ours."""
    words = ["config", "--global", "--null", "--get-regexp", r"^url\..*\.insteadof$"]
    try:
        entries = git(words, Path.home()).split("\0")
    except GitError:
        return []  # git says so when there is none
    pairs = [entry.partition("\n") for entry in entries if entry]
    ours = releases.BUNDLE.name
    return [key for key, _, value in pairs if value == address and f"/{ours}." in key]
