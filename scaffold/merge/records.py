"""What stood before an operation, as a commit in the user's repository that gc keeps."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scaffold.errors import ScaffoldError
from scaffold.merge.filters import hashed
from scaffold.merge.index_swap import content, time_of
from scaffold.merge.leaves import FILE, Leaf
from scaffold.merge.place import Place
from scaffold.merge.steps import announce, is_file
from scaffold.merge.swaps import Swap, Work
from scaffold.merge.workshop import Stream, split_batch

VERSION = 1
# The index of a large repository takes 10 MB: one pack, without a search for what is alike in it.
IMPORT = (
    *("-c", "fastimport.unpackLimit=1", "-c", "pack.compression=1"),
    *("fast-import", "--quiet", "--force", "--done", "--depth=0"),
)
MARK = 1_000_000_000  # of the commit; contents count from 1


@dataclass(frozen=True)
class Record:
    """An operation that can be taken back."""

    operation: str
    swaps: tuple[Swap, ...]
    touched: tuple[str, ...]  # every path that it changed in the work tree or the index
    made: tuple[str, ...]
    has_index: bool
    index_time: int
    undoes: bool  # the record of an undo, by which the one before it is spent

    def to_bytes(self) -> bytes:
        """Return it as JSON."""
        data = vars(self) | {"version": VERSION, "swaps": [swap.to_dict() for swap in self.swaps]}
        return json.dumps(data, indent=1).encode()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Record:
        """Read what `to_bytes` gave."""
        return cls(
            data["operation"],
            tuple(Swap.from_dict(swap) for swap in data["swaps"]),
            tuple(data["touched"]),
            tuple(data["made"]),
            data["has_index"],
            data["index_time"],
            data["undoes"],
        )


@dataclass(frozen=True)
class Keepsakes:
    """What a record keeps besides itself and the index."""

    files: Mapping[int, Path]  # the old content of every swap, by its number
    stored: tuple[bytes, ...]  # contents that the new index names
    big: tuple[str, ...]  # files of the user's that it names, too big to be read
    objects: tuple[str, ...]  # that the old index names


def write_record(place: Place, record: Record, keepsakes: Keepsakes) -> str:
    """Commit a record and return the commit, to which no ref points yet."""
    announce("record")
    files = {"record.json": Leaf(FILE, record.to_bytes())}
    index = content(place.index)
    if index is not None:
        files["index"] = Leaf(FILE, index)
    for number, path in keepsakes.files.items():
        data = os.fsencode(os.readlink(path)) if path.is_symlink() else path.read_bytes()  # noqa: PTH115 (a Path would tidy it)
        files[f"before/{number}"] = Leaf(FILE, data)
        files[f"files/{record.swaps[number].path}"] = Leaf(FILE, data)  # for people
    for number, data in enumerate(keepsakes.stored):
        files[f"stages/{number}"] = Leaf(FILE, data)
    big = hashed(place, keepsakes.big, "-w").values()
    return _commit(place, files, [*big, *keepsakes.objects])


def _commit(place: Place, files: Mapping[str, Leaf], objects: Iterable[str]) -> str:
    stream = Stream()
    stream.commit(place.undo_ref, files, mark=MARK)
    rows = [f"M {FILE} {item} objects/{n}\n".encode() for n, item in enumerate(objects)]
    # Reset to nothing, the ref stays as it is: the operation has not happened yet. Until it has,
    # the commit is far too young for `git gc` to remove it.
    stream.parts += [*rows, b"get-mark :%d\n" % MARK, b"reset %s\n\n" % place.undo_ref.encode()]
    answer = place.git.run(*IMPORT, feed=stream.bytes())
    return answer.decode().strip()


def record_of(place: Place, work: Work) -> Record:
    """Return the record of an operation that is about to start."""
    missing = {
        parent.as_posix()
        for swap in work.swaps
        for parent in Path(swap.path).parents
        if is_file(swap.new) and not (place.project / parent).is_dir()
    }
    return Record(
        work.operation,
        work.swaps,
        work.touched,
        tuple(sorted(missing)),
        place.index.exists(),
        time_of(place.index),
        work.undoes,
    )


def read_record(place: Place) -> Record | None:
    """Return the record of the last operation, None when there is none to take back."""
    done = place.git.attempt("cat-file", "blob", f"{place.undo_ref}:record.json")
    if done.returncode:
        return None
    data = json.loads(done.stdout)
    if data["version"] != VERSION:
        raise ScaffoldError("A newer scaffold made the last change", "", "undo it with that one")
    record = Record.from_dict(data)
    return None if record.undoes else record


def read_before(place: Place, record: Record) -> tuple[dict[str, bytes], bytes | None]:
    """Return what stood before: contents by path, and the index."""
    names = {swap.path: f"before/{n}" for n, swap in enumerate(record.swaps) if is_file(swap.old)}
    wanted = [*names.values(), *(["index"] if record.has_index else [])]
    found = dict(zip(wanted, _read(place, wanted), strict=True))
    return {path: found[name] for path, name in names.items()}, found.get("index")


def _read(place: Place, names: list[str]) -> list[bytes]:
    feed = "".join(f"{place.undo_ref}:{name}\n" for name in names).encode()
    return split_batch(place.git.run("cat-file", "--batch", feed=feed)) if names else []
