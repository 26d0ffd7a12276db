"""Files and symbolic links as git sees them: a mode and bytes; their line ends and their ids."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = "100644"
EXECUTABLE = "100755"
LINK = "120000"
SECRETS = ".env"  # never part of a template, never read
SNIFFED = 8000  # bytes; what git looks at for a NUL to call a file binary


@dataclass(frozen=True)
class Leaf:
    """A file, an executable file or a symbolic link (whose bytes are its target)."""

    mode: str
    data: bytes

    @property
    def binary(self) -> bool:
        """Tell whether lines mean nothing in it."""
        return self.mode == LINK or b"\0" in self.data[:SNIFFED]

    @property
    def crlf(self) -> bool | None:
        """Tell whether every line ends as on Windows; None when there is no line to tell by."""
        ends = self.data.count(b"\n")
        if not ends or self.binary:
            return None
        return self.data.count(b"\r\n") == ends

    @property
    def plain(self) -> bytes:
        """Return the bytes, uniform Windows line ends as plain ones."""
        return self.data.replace(b"\r\n", b"\n") if self.crlf else self.data

    def like(self, other: Leaf) -> bool:
        """Tell whether the two differ in nothing but the style of line ends."""
        return self.mode == other.mode and self.reads_as(other)

    def reads_as(self, other: Leaf) -> bool:
        """Tell whether the two are of one type and hold the same, modes and line ends aside."""
        if (self.mode == LINK) != (other.mode == LINK):
            return False
        return self.data == other.data or self.plain == other.plain

    def ended(self, crlf: bool | None) -> Leaf:
        """Return it with Windows line ends if `crlf`, else with plain ones where all were not."""
        if self.binary:
            return self
        if not crlf:
            return Leaf(self.mode, self.plain)
        plain = self.data.replace(b"\r\n", b"\n")  # some lines may end so already
        return Leaf(self.mode, plain.replace(b"\n", b"\r\n"))


def line_ends(base: Leaf | None, ours: Leaf, theirs: Leaf) -> bool | None:
    """Return whose line ends the result takes: the user's when they differ from the base's."""
    before = base.crlf if base else None
    if ours.crlf is None or ours.crlf == before:
        return theirs.crlf
    return ours.crlf


def read_tree(folder: Path) -> dict[str, Leaf]:
    """Return the files of a rendered template by their POSIX paths."""
    return {path: read_leaf(full) for path, full in _walk(str(folder), "")}


def _walk(folder: str, prefix: str) -> Iterator[tuple[str, str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != ".git":
                    yield from _walk(entry.path, f"{prefix}{entry.name}/")
            elif entry.name != SECRETS:
                yield prefix + entry.name, entry.path


def read_leaf(path: str | Path) -> Leaf:
    """Read one file or symbolic link."""
    mode = os.lstat(path).st_mode
    if stat.S_ISLNK(mode):
        return Leaf(LINK, os.fsencode(os.readlink(path)))  # noqa: PTH115 (a Path would tidy it)
    executable = os.name != "nt" and bool(mode & stat.S_IXUSR)
    with open(path, "rb") as file:  # noqa: PTH123 (hundreds of files; a Path takes twice as long)
        return Leaf(EXECUTABLE if executable else FILE, file.read())


def identity(algorithm: str, kind: str, data: bytes) -> str:
    """Return the id that git gives an object."""
    digest = hashlib.new(algorithm, usedforsecurity=False)
    digest.update(f"{kind} {len(data)}\0".encode())
    digest.update(data)
    return digest.hexdigest()


def tree_identity(algorithm: str, entries: Mapping[str, tuple[str, str]]) -> str:
    """Return the id of the git tree that holds `entries` (path → mode, id)."""
    folders: dict[str, dict[str, tuple[str, str]]] = {}
    rows: list[tuple[bytes, str, str]] = []
    for path, entry in entries.items():
        top, _, rest = path.partition("/")
        if rest:
            folders.setdefault(top, {})[rest] = entry
        else:
            rows.append((os.fsencode(top), *entry))
    rows += [
        (os.fsencode(name), "40000", tree_identity(algorithm, inner))
        for name, inner in folders.items()
    ]
    # git sorts a folder as if its name ended in a slash.
    rows.sort(key=lambda row: row[0] + (b"/" if row[1] == "40000" else b""))
    data = b"".join(
        f"{mode} ".encode() + name + b"\0" + bytes.fromhex(object_id)
        for name, mode, object_id in rows
    )
    return identity(algorithm, "tree", data)
