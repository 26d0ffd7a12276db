"""Puts a finished project into its place: all of it, or nothing.

The project is made in a staging folder on the same file system. A new destination is made by one
rename. A folder that exists already, perhaps somebody's current one, is filled entry by entry after
the list of entries was written down, so that the next run can complete it. A staging folder whose
lock nobody holds was left by a run that was killed.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scaffold.errors import ScaffoldError, listed
from scaffold.locks import Lock, LockedError

PREFIX = ".scaffold-staging-"
JOURNAL = "journal.json"
IGNORED = {".git", ".DS_Store"}  # a new clone of an empty repository counts as empty
SHOWN = 5
TRIES = 10


class Staging:
    """A folder near the destination, in which `project` is made."""

    def __init__(self, destination: Path) -> None:
        """Choose the places; nothing is made yet."""
        self.destination = destination
        self.fills = destination.is_dir()
        self.parent = destination if self.fills else nearest_folder(destination)
        self.folder = self.parent / f"{PREFIX}{secrets.token_hex(4)}"
        # Folders that are missing above the destination are staged too: one rename makes them all.
        missing = destination.relative_to(self.parent).parts
        self.top = self.folder / "top"
        self.project = self.top.joinpath(*missing[1:])
        self.target = self.parent.joinpath(*missing[:1])

    def place(self) -> None:
        """Make the staged project the destination."""
        try:
            if self.fills:
                _write_journal(self.folder)
                _fill(self.folder, self.destination)
            else:
                self._move()
        except OSError as error:
            raise unwritable(self.destination, error) from error

    def _move(self) -> None:
        """Rename the staged folders; those that others made meanwhile are used as they are."""
        while True:
            try:
                self.top.rename(self.target)
            except OSError:
                if self.top == self.project or not self.target.is_dir():
                    raise
                below = self.project.relative_to(self.top).parts[0]
                self.top, self.target = self.top / below, self.target / below
            else:
                return


@contextmanager
def staging(destination: Path) -> Iterator[Staging]:
    """Yield a staging folder for `destination`; whatever happens, it is gone afterwards."""
    make_ready(destination)
    begun: list[tuple[Staging, Lock]] = []
    try:
        yield _locked_staging(destination, begun)
    except BaseException:
        for stage, _ in begun:
            _take_back(stage)
        raise
    finally:
        for stage, lock in begun:
            lock.release()
            shutil.rmtree(stage.folder, ignore_errors=True)


def make_ready(destination: Path) -> None:
    """Put in order what a killed run left at `destination`; raise ScaffoldError if it is taken."""
    if recover(destination):
        raise ScaffoldError(
            f"An earlier run was stopped while it filled `{destination}`",
            "the project in it is complete now",
        )
    refuse_occupied(destination)


def recover(destination: Path) -> bool:
    """Clear away what killed runs left; tell whether a project was completed at `destination`."""
    completed = False
    for parent in {destination, nearest_folder(destination)}:
        for folder in sorted(parent.glob(f"{PREFIX}*")) if parent.is_dir() else ():
            completed |= _recover_one(folder, parent) and parent == destination
    return completed


def _recover_one(folder: Path, parent: Path) -> bool:
    completed = False
    try:
        with Lock(folder / "lock"):
            if (folder / JOURNAL).exists():
                _fill(folder, parent)
                completed = True
            shutil.rmtree(folder, ignore_errors=True)
    except (LockedError, OSError):
        return completed  # another run is at work there, or it belongs to somebody else
    shutil.rmtree(folder, ignore_errors=True)  # Windows keeps a folder with an open file in it
    return completed


def refuse_occupied(destination: Path) -> None:
    """Raise ScaffoldError when the destination is a file, or a folder that is not empty."""
    if not destination.is_dir():
        if destination.exists() or destination.is_symlink():
            raise ScaffoldError(f"`{destination}` is a file", "name a folder that is new or empty")
        return
    names = sorted(path.name for path in destination.iterdir())
    found = [name for name in names if name not in IGNORED and not name.startswith(PREFIX)]
    if found:
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        raise ScaffoldError(
            f"`{destination}` is not empty: it holds {listed(found[:SHOWN])}{more}",
            "name a folder that is new or empty",
        )


def nearest_folder(path: Path) -> Path:
    """Return the nearest folder above `path` that exists."""
    return next(folder for folder in path.parents if folder.is_dir())


def unwritable(path: Path, error: OSError) -> ScaffoldError:
    """Return the error that says why `path` can't be written."""
    reason = error.strerror or type(error).__name__
    return ScaffoldError(f"`{path}` could not be written ({reason})", "nothing was changed")


def _locked_staging(destination: Path, begun: list[tuple[Staging, Lock]]) -> Staging:
    """Make a staging folder; try again when another run takes it for a leftover meanwhile.

    It is noted in `begun` before it is made, so that an interrupt at any moment finds it there.
    """
    for _ in range(TRIES):
        stage = Staging(destination)
        lock = Lock(stage.folder / "lock")
        begun.append((stage, lock))
        try:
            stage.folder.mkdir()
        except OSError as error:
            raise unwritable(stage.parent, error) from error
        try:
            lock.acquire()
            stage.project.mkdir(parents=True)
        except (LockedError, FileNotFoundError):
            continue
        except OSError as error:
            raise unwritable(stage.parent, error) from error
        return stage
    raise ScaffoldError(f"Other runs keep `{destination}` busy", hint="try again")


def _write_journal(folder: Path) -> None:
    entries = sorted(path.name for path in (folder / "top").iterdir())
    draft = folder / "journal.draft"
    draft.write_text(json.dumps(entries), encoding="utf-8")
    draft.replace(folder / JOURNAL)


def _fill(folder: Path, destination: Path) -> None:
    """Move what is still staged into the destination, never over anything that is there."""
    for name in json.loads((folder / JOURNAL).read_bytes()):
        source, target = folder / "top" / name, destination / name
        if source.exists() and not target.exists():
            source.rename(target)


def _take_back(stage: Staging) -> None:
    """Undo a filling that failed half way."""
    journal = stage.folder / JOURNAL
    if not journal.exists():
        return
    for name in json.loads(journal.read_bytes()):
        placed, staged = stage.destination / name, stage.top / name
        if placed.exists() and not staged.exists():
            placed.rename(staged)
    journal.unlink()
