"""Brings back what stood before the last operation."""

from __future__ import annotations

from pathlib import Path

from scaffold.errors import ScaffoldError
from scaffold.merge import index
from scaffold.merge.applying import restoring
from scaffold.merge.index_swap import content, set_time
from scaffold.merge.journal import claimed, clear_leftovers, refuse_pending, work_folder
from scaffold.merge.perform import IndexLines, harmless, perform
from scaffold.merge.place import Place, locate
from scaffold.merge.records import Record, read_before, read_record
from scaffold.merge.results import Undone
from scaffold.merge.states import ABSENT, State
from scaffold.merge.steps import is_file
from scaffold.merge.swaps import Swap, Work
from scaffold.merge.worktree import Worktree, twins


def undo(project: Path) -> Undone:
    """Bring back the work tree's files and the index as they stood before the last operation.

    HEAD and branches stay. Files that were edited since are kept under the ref that is returned.
    """
    place = locate(project)
    with claimed(place):
        refuse_pending(place)
        clear_leftovers(place)
        record = read_record(place)
        if not record:
            raise ScaffoldError(f"There is nothing to undo in `{project}`")
        return _take_back(place, record)


def _take_back(place: Place, record: Record) -> Undone:
    contents, saved_index = read_before(place, record)
    swaps = tuple(_swaps(place, record))
    with harmless(place):
        saved = _staged_index(place, record, saved_index)
        lines = _index_lines(place, record, saved, saved_index)
    work = Work(
        f"undo of {record.operation}",
        swaps,
        contents,
        seen={swap.path: swap.old for swap in swaps if is_file(swap.old)},
        touched=record.touched,
        folders=frozenset(record.made),
        undoes=True,
    )
    perform(place, work, lines, [place.undo_ref, place.undone_ref])
    paths = tuple(swap.path for swap in record.swaps)
    return Undone(record.operation, paths, _edited(record, swaps), place.undone_ref)


def _swaps(place: Place, record: Record) -> list[Swap]:
    worktree = Worktree(place, {}, twins([swap.path for swap in record.swaps]))
    now = _found(worktree, record)
    leaving = {swap.path for swap in record.swaps if swap.old == ABSENT and is_file(now[swap.path])}
    for swap in record.swaps:
        obstacle = "" if swap.old == ABSENT else worktree.in_the_way(swap.path, leaving)
        if obstacle or now[swap.path].kind == "other":
            raise ScaffoldError(
                f"`{obstacle or swap.path}` stands where a file has to come back",
                "nothing was changed",
                "move it away and try again",
            )
    changed = (swap for swap in record.swaps if now[swap.path] != swap.old)
    return [Swap(swap.path, now[swap.path], swap.old) for swap in changed]


def _found(worktree: Worktree, record: Record) -> dict[str, State]:
    # A folder is empty by the time a file comes back there, or it is the user's own and stays.
    found = {swap.path: worktree.state(swap.path) for swap in record.swaps}
    return {path: ABSENT if state.kind == "folder" else state for path, state in found.items()}


def _edited(record: Record, swaps: tuple[Swap, ...]) -> tuple[str, ...]:
    after = {swap.path: swap.new for swap in record.swaps}
    return tuple(swap.path for swap in swaps if swap.old != after[swap.path])


def _staged_index(place: Place, record: Record, data: bytes | None) -> Path:
    folder = work_folder(place)
    folder.mkdir(parents=True)
    saved = folder / "index.saved"
    if data is not None:
        saved.write_bytes(data)
        set_time(saved, record.index_time)
    return saved


def _index_lines(place: Place, record: Record, saved: Path, data: bytes | None) -> IndexLines:
    if content(place.index) == data:
        return IndexLines()
    paths = {place.full(path) for path in record.touched}
    before = index.parse(index.listing(place, saved), paths)
    now = index.parse(index.listing(place, place.index), paths)
    return IndexLines(
        _restoring_full(place, record, before),
        _restoring_full(place, record, now),
        saved,
    )


def _restoring_full(
    place: Place, record: Record, entries: dict[str, list[index.Entry]]
) -> tuple[str, ...]:
    own = {
        path: entries[place.full(path)] for path in record.touched if place.full(path) in entries
    }
    return restoring(place, record.touched, own)


def edited_since(project: Path) -> tuple[str, ...]:
    """Return the files of the last operation that were edited since."""
    place = locate(project)
    record = read_record(place)
    if not record:
        return ()
    now = _found(Worktree(place, {}, twins([swap.path for swap in record.swaps])), record)
    return tuple(s.path for s in record.swaps if now[s.path] not in {s.old, s.new})
