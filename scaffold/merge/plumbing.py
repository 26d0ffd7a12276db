"""Runs git with bytes in and bytes out, deaf to what could change its answers."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scaffold.errors import ScaffoldError

OLDEST = (2, 38)  # `merge-tree --write-tree`
PATIENCE = 900  # seconds; a filter of the user's may have to fetch a large file
# Of the variables that steer git only these are the user's own choice; the others point it at
# another repository or bend its output.
KEPT = (
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_KEY_",
    "GIT_CONFIG_VALUE_",
    "GIT_CONFIG_PARAMETERS",
    "GIT_EXEC_PATH",
    "GIT_SSH",
    "GIT_ASKPASS",
    "GIT_LFS_",
)
DEAF = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
}
ALWAYS = {
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}
QUIET = (
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.safecrlf=false"),
    *("-c", "gc.auto=0"),
    *("-c", "maintenance.auto=false"),
)


@dataclass(frozen=True)
class Git:
    """git in one folder, under one set of variables."""

    folder: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    deaf: bool = False

    def environment(self) -> dict[str, str]:
        """Return the environment without what could redirect git."""
        kept = ("GIT_EXEC_PATH",) if self.deaf else KEPT
        ours = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("GIT_") or name.startswith(kept)
        }
        return ours | ALWAYS | (DEAF if self.deaf else {}) | dict(self.variables)

    def run(self, *arguments: str, feed: bytes = b"", fine: Sequence[int] = (0,)) -> bytes:
        """Run git and return what it wrote; raise ScaffoldError on a status that isn't `fine`."""
        done = self.attempt(*arguments, feed=feed)
        if done.returncode not in fine:
            raise ScaffoldError(f"`git {arguments[0]}` failed: {complaint(done.stderr)}")
        return done.stdout

    def attempt(self, *arguments: str, feed: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Run git, whatever its status."""
        try:
            return subprocess.run(  # noqa: S603 (no shell; the arguments are ours)
                ["git", *QUIET, *arguments],  # noqa: S607 (the user's git)
                cwd=self.folder,
                env=self.environment(),
                input=feed,
                capture_output=True,
                timeout=PATIENCE,
                check=False,
            )
        except FileNotFoundError as error:
            raise ScaffoldError(
                "git is not installed",
                "changing a project needs it, so that nothing can be lost",
                f"install git {'.'.join(map(str, OLDEST))} or newer",
            ) from error
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ScaffoldError(f"git did not answer ({type(error).__name__})") from error


def complaint(stderr: bytes) -> str:
    """Return the line of git's complaint that says what was wrong."""
    lines = stderr.decode(errors="replace").strip().splitlines() or ["git gave no reason"]
    return next((line for line in lines if line.startswith(("fatal:", "error:"))), lines[0])


def quoted(path: str) -> bytes:
    """Return a path as a line-based git command reads it."""
    raw = os.fsencode(path)
    if not any(byte < ord(" ") or byte in b'"\\' for byte in raw):
        return raw
    return b'"' + b"".join(b"\\%03o" % byte for byte in raw) + b'"'
