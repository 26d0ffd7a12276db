"""Performs an operation: stages it, writes the journal, takes the steps, or takes them back."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from scaffold.errors import ScaffoldError, listed
from scaffold.merge.index import named_objects
from scaffold.merge.index_swap import prepare_change, turn_index
from scaffold.merge.journal import (
    IndexChange,
    Journal,
    clear_leftovers,
    sync_folder,
    turn_back,
    work_folder,
    write_durably,
    write_journal,
)
from scaffold.merge.place import Place
from scaffold.merge.records import Keepsakes, Record, record_of, write_record
from scaffold.merge.refs import set_refs
from scaffold.merge.states import UMASK
from scaffold.merge.steps import Mover, announce, is_file, keep_file, reversed_swaps
from scaffold.merge.swaps import Swap, Work
from scaffold.merge.worktree import Worktree, twins


@dataclass(frozen=True)
class IndexLines:
    """How the index changes by path, there and back; `saved` is a former one to go back to."""

    forward: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    saved: Path | None = None


def perform(place: Place, work: Work, lines: IndexLines, refs: Sequence[str]) -> None:
    """Do the work, all of it or nothing; `refs` get its record. The caller holds the lock."""
    with harmless(place):
        _check(place, work)
        journal = _prepare(place, work, lines, refs)
        write_journal(place, journal)
    carry_out(place, journal)


@contextmanager
def harmless(place: Place) -> Iterator[None]:
    """Clear away what was staged when staging fails; nothing has changed by then."""
    try:
        yield
    except (OSError, ScaffoldError) as error:
        place.journal.unlink(missing_ok=True)
        clear_leftovers(place)
        if isinstance(error, ScaffoldError):
            raise
        raise unwritable(error) from error


def unwritable(error: OSError) -> ScaffoldError:
    """Return the error for a disk that is full, or a folder that can't be written."""
    return ScaffoldError(reason(error), "nothing was changed")


def reason(error: OSError | ScaffoldError) -> str:
    """Return what went wrong, in the system's words or ours."""
    if isinstance(error, ScaffoldError):
        return error.happened
    where = f" (`{error.filename}`)" if error.filename else ""
    return f"{error.strerror or 'The disk refused'}{where}"


def _check(place: Place, work: Work) -> None:
    announce("check")
    worktree = Worktree(place, {}, twins(work.seen))
    wrong = sorted(path for path, state in work.seen.items() if worktree.state(path) != state)
    if wrong:
        raise changed_since(wrong)


def changed_since(paths: list[str]) -> ScaffoldError:
    """Return the error for files that changed between plan and deed."""
    return ScaffoldError(
        f"{listed(paths[:5])} changed since the plan was made",
        "nothing was changed",
        "run it again",
    )


def _prepare(place: Place, work: Work, lines: IndexLines, refs: Sequence[str]) -> Journal:
    folder = work_folder(place)
    for name in ("new", "old"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    _stage(folder / "new", work.swaps, work.contents)
    kept = _keep(place, folder / "old", work.swaps)
    changed = bool(lines.forward) or lines.saved is not None
    index = prepare_change(place, lines.forward, lines.back, lines.saved) if changed else None
    record = record_of(place, work)
    keepsakes = Keepsakes(kept, work.stored, work.big, named_objects(lines.back))
    commit = write_record(place, record, keepsakes)
    return _journal(work, index, record, dict.fromkeys(refs, commit))


def _journal(
    work: Work, index: IndexChange | None, record: Record, refs: Mapping[str, str]
) -> Journal:
    return Journal(
        operation=work.operation,
        direction="forward",
        swaps=work.swaps,
        made=record.made,
        emptied=tuple(sorted(work.folders)),
        index=index,
        refs=tuple(refs.items()),
    )


def _stage(folder: Path, swaps: tuple[Swap, ...], contents: Mapping[str, bytes]) -> None:
    for number, swap in enumerate(swaps):
        if is_file(swap.new):
            announce(f"stage {swap.path}")
            _stage_file(folder / str(number), swap, contents[swap.path])
    sync_folder(folder)


def _stage_file(file: Path, swap: Swap, data: bytes) -> None:
    if swap.new.kind == "link":
        file.symlink_to(os.fsdecode(data))
        return
    write_durably(file, data, 0o777 if swap.new.executable else 0o666)
    if swap.new.permissions != UMASK:
        file.chmod(swap.new.permissions)


def _keep(place: Place, folder: Path, swaps: tuple[Swap, ...]) -> dict[int, Path]:
    kept = {}
    for number, swap in enumerate(swaps):
        if is_file(swap.old):
            announce(f"keep {swap.path}")
            kept[number] = folder / str(number)
            keep_file(place.project / swap.path, kept[number])
    return kept


def carry_out(place: Place, journal: Journal) -> None:
    """Take the steps of a journal; when one fails, take all back and raise ScaffoldError."""
    try:
        disturbed = step_through(place, journal)
        if disturbed:
            raise changed_since(disturbed)
    except (OSError, ScaffoldError) as error:
        _take_back_now(place, journal, error)
    try:
        close(place, journal)
    except OSError as error:
        raise ScaffoldError(
            f"The change is made, but {reason(error)}", "", "type `scaffold status` to end it"
        ) from error


def _take_back_now(place: Place, journal: Journal, error: OSError | ScaffoldError) -> NoReturn:
    try:
        take_back(place, journal)
    except (OSError, ScaffoldError) as second:
        raise ScaffoldError(
            f"{reason(error)}, and what was done could not be taken back: {reason(second)}",
            "nothing is lost",
            "once that is mended, type `scaffold status`",
        ) from error
    if isinstance(error, ScaffoldError):
        raise error
    raise unwritable(error) from error


def step_through(place: Place, journal: Journal, *, patient: bool = False) -> list[str]:
    """Take every step forward; `patient` goes on where somebody changed a file meanwhile."""
    if journal.index:
        turn_index(place, journal.index, back=False)
    mover = Mover(place, work_folder(place) / "new")
    disturbed = []
    for path in mover.run(journal.swaps, journal.emptied):
        disturbed.append(path)
        if not patient:
            return disturbed
    announce("refs")
    set_refs(place, dict(journal.refs))
    return disturbed


def take_back(place: Place, journal: Journal) -> list[str]:
    """Bring back what stood before; return the files that somebody changed meanwhile."""
    turn_back(place)
    mover = Mover(place, work_folder(place) / "old")
    disturbed = list(mover.run(reversed_swaps(journal.swaps), journal.made))
    if journal.index:
        turn_index(place, journal.index, back=True)
    close(place, journal)
    return disturbed


def close(place: Place, journal: Journal) -> None:
    """Remove the journal, which ends the operation, and what was staged for it."""
    Mover(place, work_folder(place)).sweep(journal.swaps)
    announce("done")
    place.journal.unlink(missing_ok=True)
    with suppress(OSError):  # it has happened; the next command clears what is left
        announce("clear")
        shutil.rmtree(work_folder(place), ignore_errors=True)
