"""Projects in repositories of their own, for tests that change them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scaffold.project import read
from scaffold.questions import questionnaire
from scaffold.releases import Release, folder_of, releases
from scaffold.render import Template, render
from tests.commands import Result, environment, scaffold, tree

OLDEST, NEWEST = releases()[0], releases()[-1]


@dataclass(frozen=True)
class Site:
    """A project in a repository."""

    folder: Path

    def git(self, *words: str) -> str:
        """Run git in it."""
        done = subprocess.run(
            ["git", *words],
            cwd=self.folder,
            env=environment(),
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def commit(self) -> None:
        """Commit all that stands in it."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "x")

    def scaffold(self, *words: str | Path, **variables: str) -> Result:
        """Run a command of ours in it."""
        return scaffold(*words, cwd=self.folder, **variables)

    def json(self, *words: str, status: int = 0) -> dict[str, Any]:
        """Run a command of ours in it and read what it tells programs."""
        result = self.scaffold(*words, "--json")
        assert result.status == status, result.err + result.out
        data: dict[str, Any] = json.loads(result.out)
        return data

    def read(self, name: str) -> str:
        """Return the text of a file."""
        return (self.folder / name).read_text(encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        """Write a text into a file."""
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_bytes(text.encode())

    def replace(self, name: str, old: str, new: str) -> None:
        """Edit a file."""
        text = self.read(name)
        assert old in text, f"{old!r} is not in {name}"
        self.write(name, text.replace(old, new))

    def files(self) -> dict[str, bytes]:
        """Return every file but `.env`, which has a secret of its own."""
        return {name: content for name, content in tree(self.folder).items() if name != ".env"}

    def state(self) -> dict[str, object]:
        """Return all that an undo has to bring back."""
        return {
            "files": tree(self.folder),
            "modes": {
                path.relative_to(self.folder).as_posix(): path.stat().st_mode
                for path in self.folder.rglob("*")
                if ".git" not in path.parts and not path.is_symlink()
            },
            "index": self.git("ls-files", "--stage", "-v"),
            "branches": self.git("for-each-ref", "refs/heads"),
            "head": self.git("symbolic-ref", "HEAD"),
        }

    @property
    def answers(self) -> Mapping[str, Any]:
        """Return what its answers file says."""
        return read(self.folder).answers


def make_site(folder: Path, release: Release, **answers: object) -> Site:
    """Make a project as `scaffold new` does, from a release, and commit it."""
    questions = questionnaire(folder_of(release))
    sheet = questions.walk(answers, folder.name)
    assert sheet.problems == []
    render(Template(folder_of(release), release.version), sheet.answers, folder)
    site = Site(folder)
    site.git("init", "--quiet", "--initial-branch", "main")
    site.commit()
    return site


def fresh(folder: Path, release: Release, **answers: object) -> dict[str, bytes]:
    """Return the files of a project that was never anything else."""
    return make_site(folder, release, **answers).files()
