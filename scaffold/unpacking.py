"""Unpacks a release out of the bundle that holds them all.

The build of the wheel uses it too, where none of our dependencies is installed.
"""

from __future__ import annotations

import shutil
import tarfile
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from scaffold.git import GitError, git


def unpack(
    bundle: Path, commit: str, target: Path, is_whole: Callable[[Path], bool] = lambda _: False
) -> None:
    """Put the tree of `commit` into `target`; raise GitError or OSError when it fails.

    The target is whole or absent at any moment, whatever was there before. What `is_whole` says to
    be the tree stays: another process may have put it there meanwhile, and read it now.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".unpacking-", dir=target.parent) as folder:
        _extract(bundle, commit, Path(folder))
        _place(Path(folder, "tree"), target, is_whole)


def _extract(bundle: Path, commit: str, folder: Path) -> None:
    if not bundle.is_file():
        raise GitError(f"`{bundle}` is missing from this installation")
    repository, archive = folder / "git", folder / "tree.tar"
    git(["init", "--quiet", "--bare", "--template=", str(repository)], folder, deaf=True)
    fetch = ["fetch", "--quiet", str(bundle), "refs/tags/*:refs/tags/*"]
    git(fetch, repository, deaf=True)
    git(["archive", "--format=tar", f"--output={archive}", commit], repository, deaf=True)
    with tarfile.open(archive) as file:
        # Python 3.11.3 and older have no filters; the archive is git's own, of a tree of ours.
        file.extraction_filter = getattr(tarfile, "data_filter", None)
        file.extractall(folder / "tree")  # noqa: S202 (see above)


def _place(tree: Path, target: Path, is_whole: Callable[[Path], bool]) -> None:
    """Move the tree to the target; another process may do the same at this moment."""
    with suppress(OSError):
        tree.rename(target)
        return
    if is_whole(target):
        return
    shutil.rmtree(target, ignore_errors=True)
    try:
        tree.rename(target)
    except OSError:
        if not target.is_dir():
            raise
