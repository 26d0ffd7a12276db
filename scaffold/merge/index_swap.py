"""Puts a new index in the place of the user's, as git itself does: under `index.lock`."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from scaffold.errors import ScaffoldError
from scaffold.merge import index
from scaffold.merge.journal import IndexChange, work_folder, write_durably
from scaffold.merge.place import Place
from scaffold.merge.steps import announce

TRIES = 5  # programs that show a repository's state refresh the index now and then


def content(path: Path) -> bytes | None:
    """Return the bytes of a file, None when there is no file."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def prepare_change(
    place: Place, forward: tuple[str, ...], back: tuple[str, ...], saved: Path | None = None
) -> IndexChange:
    """Stage the index before and after; `saved` is a former one, taken if it says the same."""
    announce("stage index")
    refuse_locked(place)
    old, new = _copies(place)
    old_bytes = content(place.index)
    if old_bytes is not None:
        write_durably(old, old_bytes)
        set_time(old, time_of(place.index))
        write_durably(new, old_bytes)
    index.change(place, new, forward)
    if saved and _say_the_same(place, saved, new, forward):
        new.unlink(missing_ok=True)
        if saved.exists():
            saved.replace(new)
    return IndexChange(forward, back)


def _say_the_same(place: Place, one: Path, other: Path, lines: tuple[str, ...]) -> bool:
    """Tell whether two indexes have equal entries; lines can't say that a checkout skips one."""
    listings = [index.listing(place, path) for path in (one, other)]
    if listings[0] == listings[1]:
        return True
    touched = {line.partition("\t")[2] for line in lines}
    first, second = (index.parse(listing) for listing in listings)
    return first.keys() == second.keys() and all(
        entries == second[path]
        or (path in touched and index.untagged(entries) == index.untagged(second[path]))
        for path, entries in first.items()
    )


def _copies(place: Place) -> tuple[Path, Path]:
    folder = work_folder(place)
    return folder / "index.old", folder / "index.new"


def _current(place: Place) -> Path:
    return work_folder(place) / "index.current"


def _none(place: Place) -> Path:
    return work_folder(place) / "index.none"  # stands for no index at all


def time_of(path: Path) -> int:
    """Return when a file was written, 0 when there is none."""
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def set_time(path: Path, time: int) -> None:
    """Say when a file was written: git compares an index's time with those of its entries."""
    os.utime(path, ns=(time, time))


def refuse_locked(place: Place) -> None:
    """Raise ScaffoldError while a git command is at work."""
    if _lock_path(place).exists():
        raise locked(place)


def locked(place: Place) -> ScaffoldError:
    """Return the error for an index that another git holds."""
    return ScaffoldError(
        "A git command is at work in this repository",
        f"or one was killed and left `{_lock_path(place)}`",
        "wait for it, or remove that file, and try again",
    )


def _lock_path(place: Place) -> Path:
    return place.index.with_name(f"{place.index.name}.lock")


def turn_index(place: Place, change: IndexChange, *, back: bool) -> None:
    """Turn the index from old to new, or back; entries of other paths stay as they are now."""
    announce("index")
    old, new = _copies(place)
    source, target, lines = (new, old, change.back) if back else (old, new, change.forward)
    _unlock_own(place, target)
    for _ in range(TRIES):
        now = content(place.index)
        if now == content(target):
            return
        wanted = target if now == content(source) else _changed(place, now, lines)
        if _replaced(place, now, wanted):
            return
    raise ScaffoldError("Another program keeps changing the index", "", "close it and try again")


def _changed(place: Place, now: bytes | None, lines: tuple[str, ...]) -> Path:
    """Return the index as it is now, changed by path."""
    file = _current(place)
    for stale in (file, file.with_name(f"{file.name}.lock")):
        stale.unlink(missing_ok=True)
    if now is not None:
        file.write_bytes(now)
    index.change(place, file, lines)
    return file


def _replaced(place: Place, now: bytes | None, wanted: Path) -> bool:
    lock = _lock_path(place)
    _take_lock(place, wanted, lock)
    try:
        announce("index locked")
        unchanged = content(place.index) == now
        if unchanged and wanted.exists():
            lock.replace(place.index)
        elif unchanged:
            place.index.unlink(missing_ok=True)
    except OSError:
        lock.unlink(missing_ok=True)
        raise
    lock.unlink(missing_ok=True)
    return unchanged


def _take_lock(place: Place, wanted: Path, lock: Path) -> None:
    # A link appears with all its content at once, needs no room, and is known again after a kill.
    source = wanted if wanted.exists() else _none(place)
    if source != wanted:
        source.touch()
    try:
        os.link(source, lock)
    except FileExistsError as error:
        raise locked(place) from error
    except (OSError, NotImplementedError):
        _copy_to_lock(place, source, lock)


def _copy_to_lock(place: Place, wanted: Path, lock: Path) -> None:
    try:
        os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
    except FileExistsError as error:
        raise locked(place) from error
    shutil.copy2(wanted, lock)


def _unlock_own(place: Place, target: Path) -> None:
    lock = _lock_path(place)
    if not lock.exists():
        return
    known = [path for path in (target, _current(place), _none(place)) if path.exists()]
    same_bytes = content(lock) in {content(path) for path in known} - {b""}
    if same_bytes or any(lock.samefile(path) for path in known):
        lock.unlink()
