"""Builds repositories, templates and user edits for the tests of the merge."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scaffold.merge import Applied, Labels, Plan, Undone, apply, merge, undo

LABELS = Labels(theirs="template v0.3.0", yours="yours", operation="update")
PERSON = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")


@dataclass(frozen=True)
class Link:
    """A symbolic link in a tree."""

    target: str


@dataclass(frozen=True)
class Runnable:
    """An executable file in a tree."""

    data: bytes


File = bytes | Link | Runnable | None
Files = Mapping[str, "str | File"]


def normal(files: Files) -> dict[str, File]:
    return {path: f.encode() if isinstance(f, str) else f for path, f in files.items()}


def write(folder: Path, files: Files) -> None:
    """Write files; None removes one."""
    folder.mkdir(parents=True, exist_ok=True)
    for path, file in normal(files).items():
        target = folder / path
        if file is None:
            target.unlink()
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_symlink() or (target.exists() and isinstance(file, Link)):
            target.unlink()
        if isinstance(file, Link):
            target.symlink_to(file.target)
        else:
            target.write_bytes(file.data if isinstance(file, Runnable) else file)
            target.chmod(0o755 if isinstance(file, Runnable) else 0o644)


def read(folder: Path) -> dict[str, File]:
    """Return every file below a folder but git's own."""
    found: dict[str, File] = {}
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != ".git"]
        links = [name for name in folders if (Path(where) / name).is_symlink()]
        for path in (Path(where) / name for name in [*names, *links] if name != ".git"):
            found[path.relative_to(folder).as_posix()] = read_file(path)
    return found


def read_file(path: Path) -> File:
    if path.is_symlink():
        return Link(os.readlink(path))  # noqa: PTH115 (a Path would tidy it)
    data = path.read_bytes()
    return Runnable(data) if path.stat().st_mode & stat.S_IXUSR else data


def folders(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_dir() and not path.is_symlink() and ".git" not in path.relative_to(folder).parts
    }


class World:
    """A project in a repository, and two renderings of its template."""

    def __init__(self, folder: Path, project: str = "project", *, init: bool = True) -> None:
        self.folder = folder
        self.repository = folder / project
        self.project = self.repository
        self.base = folder / "base"
        self.theirs = folder / "theirs"
        for path in (self.repository, self.base, self.theirs):
            path.mkdir(parents=True, exist_ok=True)
        if init:
            self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str, feed: bytes = b"") -> str:
        done = subprocess.run(
            ["git", *PERSON, *arguments],
            cwd=self.project,
            input=feed,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode(errors="replace")
        return os.fsdecode(done.stdout)

    def commit(self, message: str = "made") -> None:
        self.git("add", "-A", "-f")
        self.git("commit", "-q", "--no-verify", "--allow-empty", "-m", message)

    def start(self, base: Files, theirs: Files, *, commit: bool = True) -> World:
        """Write the templates; the project is the base, committed."""
        for folder, files in ((self.base, base), (self.theirs, theirs)):
            shutil.rmtree(folder)
            write(folder, {path: file for path, file in files.items() if file is not None})
        write(self.project, base)
        if commit:
            self.commit()
        return self

    def edit(self, files: Files) -> World:
        write(self.project, files)
        return self

    def plan(self, renames: Mapping[str, str] | None = None, once: tuple[str, ...] = ()) -> Plan:
        return merge(
            self.project, self.base, self.theirs, labels=LABELS, renames=renames or {}, once=once
        )

    def update(
        self, renames: Mapping[str, str] | None = None, once: tuple[str, ...] = ()
    ) -> Applied:
        with self.plan(renames, once) as plan:
            return apply(plan)

    def undo(self) -> Undone:
        return undo(self.project)

    def files(self) -> dict[str, File]:
        return read(self.project)

    def text(self, path: str) -> str:
        return (self.project / path).read_text()

    def index(self) -> bytes | None:
        path = Path(self.project, self.git("rev-parse", "--git-path", "index").strip())
        return path.read_bytes() if path.exists() else None

    def stages(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for row in self.git("ls-files", "--unmerged", "-z").split("\0"):
            if row:
                facts, _, path = row.partition("\t")
                found.setdefault(path, []).append(int(facts.split()[2]))
        return found

    def state(self) -> tuple[dict[str, File], set[str], bytes | None, str]:
        """Return everything that an undo has to bring back, and what no command may move."""
        heads = self.git("for-each-ref", "refs/heads", "refs/tags")
        return self.files(), folders(self.project), self.index(), heads


def kinds(applied: Applied | Plan) -> dict[str, str]:
    return {change.path: change.kind for change in applied.changes}


def lines(*texts: str) -> str:
    return "".join(f"{text}\n" for text in texts)
