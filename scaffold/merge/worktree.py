"""Looks at the user's files where template files stand or would land."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from unicodedata import normalize

from scaffold.errors import ScaffoldError
from scaffold.merge import states
from scaffold.merge.index import MODULE, Entry
from scaffold.merge.leaves import EXECUTABLE, FILE, LINK, Leaf
from scaffold.merge.place import Place
from scaffold.merge.states import ABSENT, State


@dataclass(frozen=True)
class Own:
    """What the user has at a path."""

    state: State = ABSENT
    leaf: Leaf | None = None  # as git would store it; None when there is nothing, or it is big
    big: bool = False
    sparse: bool = False  # only in the index, left out of the work tree on purpose
    blocker: str = ""  # what stands where a folder would have to be
    raw: bytes = field(default=b"", repr=False)
    object_id: str = ""  # of what git would store, once that is known

    @property
    def present(self) -> bool:
        """Tell whether there is a file or a link."""
        return self.leaf is not None or self.big or self.state.kind == "other"


NOTHING = Own()


class Worktree:
    """The project's files, each looked at once."""

    def __init__(
        self, place: Place, entries: Mapping[str, list[Entry]], exact: Collection[str] = ()
    ) -> None:
        """Take the index entries of the paths that will be asked for.

        `exact`: paths that stand only where the folder spells them just so.
        """
        self.exact = exact
        self.place = place
        self.entries = entries
        self.folders: dict[str, str] = {"": ""}

    def look(self, path: str, template: Leaf | None) -> Own:
        """Return what stands at `path`; `template` tells the mode where nothing else does."""
        blocker = self.blocker(path)
        if blocker:
            return Own(blocker=blocker)
        state, raw = self._read(path)
        entry = next(iter(self.entries.get(path, ())), None)
        if entry and entry.skipped and state.kind == "absent":
            return self._skipped(entry)
        return self._own(state, raw, entry, template)

    def state(self, path: str) -> State:
        """Return what stands at `path`, in a form to compare; behind a link there is nothing."""
        if self.blocker(path):
            return ABSENT
        state = self._read(path)[0]
        return state if self.place.modes else state.without_mode()

    def _read(self, path: str) -> tuple[State, bytes]:
        full = self.place.project / path
        if path in self.exact and full.name not in _names(full.parent):
            return ABSENT, b""
        try:
            return states.read(full)
        except OSError as error:
            raise ScaffoldError(f"`{path}` can't be read ({error.strerror})") from error

    def _own(self, state: State, raw: bytes, entry: Entry | None, template: Leaf | None) -> Own:
        if state.kind not in {"file", "link"}:
            return Own(state)
        if state.kind == "file" and not self.place.modes:
            state = state.without_mode()
        own = Own(state, raw=raw)
        if state.kind == "file" and state.digest.partition(" ")[2]:
            return replace(own, big=True)
        return replace(own, leaf=Leaf(self._mode(state, entry, template), raw))

    def _mode(self, state: State, entry: Entry | None, template: Leaf | None) -> str:
        if state.kind == "link":
            return LINK
        if entry and entry.mode == LINK and not self.place.symlinks:
            return LINK  # a plain file stands for the link
        if self.place.modes:
            return EXECUTABLE if state.executable else FILE
        known = entry.mode if entry else template.mode if template else FILE
        return known if known in {FILE, EXECUTABLE} else FILE

    def _skipped(self, entry: Entry) -> Own:
        data = self.place.git.run("cat-file", "blob", entry.object_id)
        leaf = Leaf(entry.mode, data)
        return Own(leaf=leaf, sparse=True, raw=data, object_id=entry.object_id)

    def blocker(self, path: str) -> str:
        """Return the nearest thing above `path` that is no folder of this work tree, or nothing.

        A symbolic link counts: what lies behind it may belong to somebody else.
        """
        parent = path.rpartition("/")[0]
        if parent not in self.folders:
            self.folders[parent] = self.blocker(parent) or self._blocks(parent)
        return self.folders[parent]

    def _blocks(self, folder: str) -> str:
        entry = next(iter(self.entries.get(folder, ())), None)
        if entry and entry.mode == MODULE:
            return folder
        try:
            mode = (self.place.project / folder).lstat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            return ""
        nested = stat.S_ISDIR(mode) and (self.place.project / folder / ".git").exists()
        return folder if nested or not stat.S_ISDIR(mode) else ""

    def in_the_way(self, path: str, leaving: set[str]) -> str:
        """Return what keeps a file from being written at `path` once `leaving` are gone."""
        blocker = self.blocker(path)
        if blocker:
            return "" if blocker in leaving else blocker
        full = self.place.project / path
        if full.is_dir() and not full.is_symlink():
            files, folders = self._below(path)
            return path if files - leaving or folders - parents(leaving) else ""
        return ""

    def _below(self, folder: str) -> tuple[set[str], set[str]]:
        """Return the files and the folders below `folder`."""
        files: set[str] = set()
        folders: set[str] = set()
        top = self.place.project
        for where, inner, names in os.walk(top / folder):
            here = PurePosixPath(os.path.relpath(where, top).replace(os.sep, "/"))
            links = {name for name in inner if os.path.islink(os.path.join(where, name))}  # noqa: PTH114, PTH118 (os.walk speaks strings)
            files |= {str(here / name) for name in {*names, *links}}
            folders |= {str(here / name) for name in set(inner) - links}
        return files, folders


def _names(folder: Path) -> set[str]:
    try:
        return {path.name for path in folder.iterdir()}
    except (FileNotFoundError, NotADirectoryError):
        return set()


def parents(paths: Iterable[str]) -> set[str]:
    """Return every folder above the paths, below the project's own."""
    found: set[str] = set()
    for path in paths:
        parent = path.rpartition("/")[0]
        while parent and parent not in found:
            found.add(parent)
            parent = parent.rpartition("/")[0]
    return found


def twins(paths: Collection[str]) -> frozenset[str]:
    """Return the paths that are one file where case, or how a letter is composed, doesn't count."""
    spellings = {path: normalize("NFC", path.casefold()) for path in paths}
    times = Counter(spellings.values())
    return frozenset(path for path, spelling in spellings.items() if times[spelling] > 1)
