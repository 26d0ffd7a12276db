"""The journal of an operation: it stands exactly while the work tree may be half changed."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from scaffold.errors import ScaffoldError
from scaffold.locks import Lock, LockedError
from scaffold.merge.place import Place
from scaffold.merge.steps import announce
from scaffold.merge.swaps import Swap

VERSION = 1
TRIES = 10
PAUSE = 0.05  # seconds between them
Direction = Literal["forward", "back"]


@dataclass(frozen=True)
class IndexChange:
    """How the index changes: its copies lie in the work folder, the lines say the same by path."""

    forward: tuple[str, ...]
    back: tuple[str, ...]


@dataclass(frozen=True)
class Journal:
    """Everything that completes an operation or takes it back."""

    operation: str
    direction: Direction
    swaps: tuple[Swap, ...]
    made: tuple[str, ...]  # folders that are new
    emptied: tuple[str, ...]  # folders that go when nothing is left in them
    index: IndexChange | None
    refs: tuple[tuple[str, str], ...]  # ref → commit

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "version": VERSION,
            "operation": self.operation,
            "direction": self.direction,
            "swaps": [swap.to_dict() for swap in self.swaps],
            "made": list(self.made),
            "emptied": list(self.emptied),
            "index": vars(self.index) if self.index else None,
            "refs": [list(pair) for pair in self.refs],
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Journal:
        """Read what `to_dict` gave."""
        index = data["index"]
        return cls(
            data["operation"],
            data["direction"],
            tuple(Swap.from_dict(swap) for swap in data["swaps"]),
            tuple(data["made"]),
            tuple(data["emptied"]),
            index and IndexChange(**{**index, **{k: tuple(index[k]) for k in ("forward", "back")}}),
            tuple((ref, commit) for ref, commit in data["refs"]),
        )


def work_folder(place: Place) -> Path:
    """Return where contents wait: new ones, and what they replace."""
    return place.state / "work"


def write_journal(place: Place, journal: Journal) -> None:
    """Write the journal down at once or not at all."""
    announce("journal")
    for way in (journal, replace(journal, direction="back")):
        write_durably(_draft(place, way), json.dumps(way.to_dict()).encode())
    _draft(place, journal).replace(place.journal)
    sync_folder(place.state)


def turn_back(place: Place) -> None:
    """Write down that the way is back from now on, which takes no room on the disk."""
    announce("turn back")
    back = work_folder(place) / "back.json"
    if back.exists():
        back.replace(place.journal)


def _draft(place: Place, journal: Journal) -> Path:
    return work_folder(place) / f"{journal.direction}.json"


def read_journal(place: Place) -> Journal | None:
    """Return the journal of an operation that was killed, if there is one."""
    try:
        text = place.journal.read_text("utf-8")
    except FileNotFoundError:
        return None
    data = json.loads(text)
    if data["version"] != VERSION:
        raise ScaffoldError(
            f"A newer scaffold was interrupted in `{place.project}`",
            "only that one can complete what it began",
            "run it again",
        )
    return Journal.from_dict(data)


def write_durably(path: Path, data: bytes, permissions: int = 0o666) -> None:
    """Write a new file and wait until the disk has it."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | BINARY, permissions)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


BINARY = getattr(os, "O_BINARY", 0)  # of Windows


def sync_folder(folder: Path) -> None:
    """Wait until the disk has a folder's names, where the system can say so."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def refuse_busy(place: Place) -> None:
    """Raise ScaffoldError while an operation runs, or an interrupted one waits."""
    if place.journal.exists():
        with claimed(place):
            refuse_pending(place)


def refuse_pending(place: Place) -> None:
    """Raise ScaffoldError while an interrupted operation waits; the caller holds the lock."""
    if place.journal.exists():
        raise ScaffoldError(
            f"An earlier command was interrupted in `{place.project}`",
            "it has to be completed or taken back first",
            "type `scaffold status`",
        )


@contextmanager
def claimed(place: Place) -> Iterator[None]:
    """Hold the project's lock; another operation at the same time is refused."""
    try:
        announce("lock")
        place.state.mkdir(parents=True, exist_ok=True)
        lock = Lock(place.state / "lock")
        _acquire(lock)
    except LockedError as error:
        raise ScaffoldError(
            f"Another scaffold is changing `{place.project}` right now",
            "one at a time",
            "wait until it is done and try again",
        ) from error
    except OSError as error:
        raise ScaffoldError(
            f"`{place.state}` can't be written ({error.strerror})", "nothing was changed"
        ) from error
    try:
        yield
    finally:
        lock.release()


def _acquire(lock: Lock) -> None:
    # A killed process's last child may hold the lock a moment longer.
    for _ in range(TRIES):
        try:
            return lock.acquire()
        except LockedError:
            time.sleep(PAUSE)
    return lock.acquire()


def clear_leftovers(place: Place) -> None:
    """Remove what an operation left that was killed before it changed anything, or after all."""
    shutil.rmtree(work_folder(place), ignore_errors=True)
