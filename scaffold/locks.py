"""A lock that ends with its process, however that ends."""

from __future__ import annotations

import sys
from pathlib import Path
from types import TracebackType
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def _acquire(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _acquire(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class LockedError(Exception):
    """Another process holds the lock."""


class Lock:
    """An exclusive lock on a file, which is made when missing; its folder must exist."""

    def __init__(self, path: Path) -> None:
        """Choose the file."""
        self.path = path
        self.file: IO[bytes] | None = None

    def acquire(self) -> None:
        """Take the lock, or raise LockedError at once."""
        self.file = self.path.open("ab")
        try:
            _acquire(self.file)
        except OSError as error:
            self.release()
            raise LockedError(str(self.path)) from error
        if not self.path.exists():  # its holder cleared it away just now
            self.release()
            raise LockedError(str(self.path))

    def release(self) -> None:
        """Give the lock back; without one, do nothing."""
        if self.file:
            self.file.close()
        self.file = None

    def __enter__(self) -> Lock:
        """Take the lock, or raise LockedError at once."""
        self.acquire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Give the lock back."""
        self.release()
