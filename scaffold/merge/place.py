"""Where a project lies: its repository, its index, and where our own records of it are."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from scaffold.errors import ScaffoldError
from scaffold.merge.plumbing import OLDEST, Git, complaint

QUESTIONS = (
    "--is-inside-work-tree",
    "--show-object-format",
    "--path-format=absolute",
    "--git-dir",
    "--git-common-dir",
    *("--git-path", "objects"),
    *("--git-path", "index"),
    "--show-prefix",
)


@dataclass(frozen=True)
class Place:
    """A project in a work tree."""

    project: Path
    git_dir: Path
    common: Path
    objects: Path
    index: Path
    prefix: str  # the project's path in the work tree, with a slash at its end, or nothing
    algorithm: str

    @cached_property
    def git(self) -> Git:
        """Return git as the user runs it here."""
        return Git(self.project)

    @cached_property
    def top(self) -> Git:
        """Return git at the top of the work tree, where full paths count from."""
        return Git(self.project.joinpath(*[".."] * self.prefix.count("/")).resolve())

    @cached_property
    def key(self) -> str:
        """Return the name of this project among those of the repository's work trees."""
        tree = os.path.relpath(self.git_dir, self.common).replace(os.sep, "/")
        return hashlib.sha256(os.fsencode(f"{tree}\0{self.prefix}")).hexdigest()[:16]

    @property
    def state(self) -> Path:
        """Return the folder of our lock, journal and staged files."""
        return self.git_dir / "scaffold" / self.key

    @property
    def journal(self) -> Path:
        """Return the file that stands only while an operation is half done."""
        return self.state / "journal.json"

    @property
    def undo_ref(self) -> str:
        """Return the ref that keeps what stood before the last operation."""
        return f"refs/scaffold/undo/{self.key}"

    @property
    def undone_ref(self) -> str:
        """Return the ref that keeps what stood before the last undo."""
        return f"refs/scaffold/undone/{self.key}"

    @cached_property
    def settings(self) -> dict[str, bool]:
        """Return what git was told about this file system."""
        answer = self.git.run(
            *("config", "-z", "--type=bool", "--get-regexp", r"^core\.(filemode|symlinks)$"),
            fine=(0, 1),
        )
        lines = (item.partition("\n") for item in os.fsdecode(answer).split("\0") if item)
        return {name.lower(): value == "true" for name, _, value in lines}

    @cached_property
    def modes(self) -> bool:
        """Tell whether the file system's executable bits mean something."""
        return os.name != "nt" and self.settings.get("core.filemode", True)

    @cached_property
    def symlinks(self) -> bool:
        """Tell whether the work tree holds real symbolic links."""
        return self.settings.get("core.symlinks", True)

    def full(self, path: str) -> str:
        """Return a path as the index spells it."""
        return self.prefix + path


def locate(project: Path) -> Place:
    """Find the repository that `project` lies in; raise ScaffoldError when there is none."""
    if not project.is_dir():
        raise ScaffoldError(f"`{project}` is not a folder")
    folder = project.resolve()
    require_git()
    done = Git(folder).attempt("rev-parse", *QUESTIONS)
    if done.returncode:
        raise outside(project, complaint(done.stderr))
    inside, algorithm, git_dir, common, objects, index, prefix = os.fsdecode(done.stdout).split(
        "\n", 6
    )
    if inside != "true":
        raise ScaffoldError(
            f"`{project}` is inside a bare repository or a `.git` folder",
            "a project needs a work tree",
            "name the project's folder in a clone",
        )
    places = (Path(git_dir), Path(common), Path(objects), Path(index))
    return Place(folder, *places, prefix=prefix.removesuffix("\n"), algorithm=algorithm)


def outside(project: Path, reason: str) -> ScaffoldError:
    """Return the error for a folder in which git doesn't work, in git's words."""
    if "not a git repository" in reason:
        return ScaffoldError(
            f"`{project}` is not in a git repository",
            "changing a project needs one, so that nothing can be lost",
            "type `git init` in it",
        )
    return ScaffoldError(f"git refuses to work in `{project}`: {reason}")


@cache
def require_git() -> None:
    """Raise ScaffoldError when git is missing or too old."""
    answer = Git(Path.cwd()).run("version").decode(errors="replace")
    found = re.search(r"(\d+)\.(\d+)", answer)
    if not found or (int(found[1]), int(found[2])) < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise ScaffoldError(
            f"This is {answer.strip() or 'an unknown git'}",
            f"changing a project needs git {oldest} or newer",
            "install a newer git",
        )
