"""What stands at a path of the work tree, in a form that can be compared and written down."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

BIG = 50_000_000  # bytes; beyond it a file is told from another by size and time, not read
UMASK = 0  # permissions: those that the process gives a new file


@dataclass(frozen=True)
class State:
    """A file, a link, a folder, something else, or nothing."""

    kind: Literal["absent", "file", "link", "folder", "other"] = "absent"
    digest: str = ""
    executable: bool = False
    permissions: int = field(default=UMASK, compare=False)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)

    def without_mode(self) -> State:
        """Return it as it looks where executable bits mean nothing."""
        return replace(self, executable=False)


ABSENT = State()


def digest(data: bytes) -> str:
    """Return what stands for a file's content in a record."""
    return hashlib.sha256(data).hexdigest()


def read(path: Path) -> tuple[State, bytes]:
    """Return what stands at `path`, with the content unless it is big."""
    try:
        status = path.lstat()
        if stat.S_ISLNK(status.st_mode):
            target = os.fsencode(os.readlink(path))  # noqa: PTH115 (a Path would tidy it)
            return State("link", digest(target)), target
        if stat.S_ISREG(status.st_mode):
            return _read_file(path, status)
    except (FileNotFoundError, NotADirectoryError):
        return ABSENT, b""
    return State("folder" if stat.S_ISDIR(status.st_mode) else "other"), b""


def _read_file(path: Path, status: os.stat_result) -> tuple[State, bytes]:
    big = status.st_size > BIG
    data = b"" if big else path.read_bytes()
    mark = f"{status.st_size} {status.st_mtime_ns}" if big else digest(data)
    permissions = stat.S_IMODE(status.st_mode) & 0o777
    return State("file", mark, bool(permissions & stat.S_IXUSR), permissions), data
