"""The id that git gives to a folder of templates, computed without git.

By it a working tree is known as a release or not, and an unpacked release as whole. The format of
git's objects: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

ROOTS = ("copier.yml", "templates")  # what a release holds
IGNORED_FOLDERS = {"__pycache__", ".ruff_cache", ".mypy_cache", ".pytest_cache"}
IGNORED_SUFFIXES = (".pyc", ".pyo", ".DS_Store")
FILE, EXECUTABLE, FOLDER = "100644", "100755", "40000"


def tree_id(root: Path) -> str:
    """Return the hexadecimal id of the tree of `copier.yml` and `templates/` below `root`."""
    return _tree(root, [entry for entry in os.scandir(root) if entry.name in ROOTS]).hex()


def _tree(folder: Path, entries: list[os.DirEntry[str]]) -> bytes:
    rows = []
    for entry in entries:
        path = folder / entry.name
        if entry.is_dir(follow_symlinks=False):
            if entry.name in IGNORED_FOLDERS or not (inner := list(os.scandir(path))):
                continue
            # git sorts a folder as if its name ended in a slash
            rows.append((f"{entry.name}/", FOLDER, entry.name, _tree(path, inner)))
        elif not entry.name.endswith(IGNORED_SUFFIXES):
            mode = EXECUTABLE if entry.stat().st_mode & 0o100 else FILE
            rows.append((entry.name, mode, entry.name, _object("blob", path.read_bytes())))
    rows.sort(key=lambda row: row[0].encode())
    content = (f"{mode} {name}\0".encode() + id_ for _, mode, name, id_ in rows)
    return _object("tree", b"".join(content))


def _object(kind: str, content: bytes) -> bytes:
    header = f"{kind} {len(content)}\0".encode()
    return hashlib.sha1(header + content, usedforsecurity=False).digest()
