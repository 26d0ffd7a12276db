"""The steps by which files change places: each can be repeated, and each says its name first."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from scaffold.merge.place import Place
from scaffold.merge.states import ABSENT, State
from scaffold.merge.swaps import Swap
from scaffold.merge.worktree import Worktree, twins

# Called with the name of every step before it is taken: tests kill, or fill the disk, right there.
before: Callable[[str], None] | None = None


def announce(step: str) -> None:
    """Tell that a step comes now."""
    if before:
        before(step)


class Mover:
    """Turns paths of one project from one state into another, with contents from a folder."""

    def __init__(self, place: Place, contents: Path) -> None:
        """Choose the folder; the content of swap `n` has the name `n`."""
        self.place = place
        self.contents = contents
        self.exact: frozenset[str] = frozenset()

    def run(self, swaps: Sequence[Swap], emptied: Iterable[str]) -> Iterable[str]:
        """Turn every path from `old` to `new`; yield the paths that are neither."""
        numbered = list(enumerate(swaps))
        leaving = [(n, swap) for n, swap in numbered if swap.new == ABSENT]
        coming = [(n, swap) for n, swap in numbered if swap.new != ABSENT]
        self.exact = twins([swap.path for swap in swaps])
        for number, swap in leaving:
            yield from self._turned(number, swap)
        self._remove_empty(emptied, [swap.path for _, swap in coming])
        for number, swap in coming:
            yield from self._turned(number, swap)

    def _turned(self, number: int, swap: Swap) -> list[str]:
        announce(f"{'remove' if swap.new == ABSENT else 'write'} {swap.path}")
        now = Worktree(self.place, {}, self.exact).state(swap.path)
        if now == swap.new:
            return []
        if now != swap.old:
            return [swap.path]
        target = self.place.project / swap.path
        if swap.new == ABSENT:
            target.unlink()
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            place_file(self.contents / str(number), target, self._beside(target, number))
        return []

    def _beside(self, target: Path, number: int) -> Path:
        return target.with_name(f".scaffold-{self.place.key}-{number}")

    def sweep(self, swaps: Sequence[Swap]) -> None:
        """Remove what a kill may have left beside a file."""
        for number, swap in enumerate(swaps):
            try:
                self._beside(self.place.project / swap.path, number).unlink(missing_ok=True)
            except OSError:  # its folder is a file by now
                continue

    def _remove_empty(self, folders: Iterable[str], needed: Iterable[str]) -> None:
        stay = {str(parent) for path in needed for parent in Path(path).parents}
        for folder in sorted(folders, key=len, reverse=True):
            if str(Path(folder)) not in stay:
                announce(f"remove folder {folder}")
                try:
                    (self.place.project / folder).rmdir()
                except OSError:  # not empty, or gone: both are fine
                    continue


def place_file(source: Path, target: Path, beside: Path) -> None:
    """Move `source` to `target` in one stroke, also when it comes from another file system."""
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        shutil.copy2(source, beside, follow_symlinks=False)
        beside.replace(target)


def keep_file(path: Path, copy: Path) -> None:
    """Keep what stands at `path` under a second name, or a copy where names can't be shared."""
    try:
        os.link(path, copy, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(path, copy, follow_symlinks=False)


def reversed_swaps(swaps: Iterable[Swap]) -> list[Swap]:
    """Return the way back, number for number."""
    return [swap.reversed() for swap in swaps]


def is_file(state: State) -> bool:
    """Tell whether a state has a content to keep."""
    return state.kind in {"file", "link"}
