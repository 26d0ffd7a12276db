"""A teammate's fresh clone: one command creates the settings, and git never sees the secret."""

from __future__ import annotations

import re
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.contract.clauses import clause
from tests.harness.browser import Site
from tests.harness.launch import development
from tests.harness.server import POSIX, Ended, serving
from tests.harness.workshop import Project, install, project_at

LEFT_BEHIND = shutil.ignore_patterns(".env", ".venv", "*.sqlite3*", ".*_cache", "__pycache__")


@dataclass(frozen=True)
class Clone:
    """A clone after its first start, which was stopped again."""

    project: Project
    ended: Ended

    @property
    def env_file(self) -> Path:
        """Return the file with the settings of development."""
        return self.project.folder / ".env"

    @property
    def secret(self) -> str:
        """Return the secret key in that file."""
        match = re.search(r"(?m)^SECRET_KEY=(.+)$", self.env_file.read_text(encoding="utf-8"))
        assert match, "no SECRET_KEY in .env"
        return match[1]


@pytest.fixture(scope="module")
def clone(starter: Project, tmp_path_factory: pytest.TempPathFactory) -> Clone:
    work = tmp_path_factory.mktemp("clone")
    folder = work / starter.folder.name
    shutil.copytree(starter.folder, folder, ignore=LEFT_BEHIND)
    project = project_at(folder)
    install(project)
    with serving(development(project), work / "logs") as server:
        assert Site(server.base_url).browser().get("/").status == 200
        ended = server.stop()
    return Clone(project, ended)


@clause("clone.env_file", example=True)
def test_the_first_start_creates_the_settings(clone: Clone) -> None:
    example = (clone.project.folder / ".env.example").read_text(encoding="utf-8")
    assert clone.env_file.read_text(encoding="utf-8").count("\n") == example.count("\n")
    assert len(clone.secret) >= 50
    assert "change-me" not in clone.secret


@clause("clone.env_file", example=True)
def test_only_the_owner_may_read_the_settings(clone: Clone) -> None:
    if not POSIX:
        pytest.skip("this system has no file modes")
    assert stat.S_IMODE(clone.env_file.stat().st_mode) == 0o600


@clause("clone.env_file", example=True)
def test_the_secret_is_not_printed(clone: Clone) -> None:
    assert clone.secret not in clone.ended.output + clone.ended.errors


@clause("clone.env_file", example=True)
def test_the_next_start_leaves_the_settings_alone(clone: Clone, tmp_path: Path) -> None:
    before = clone.env_file.read_bytes()
    with serving(development(clone.project), tmp_path / "logs") as server:
        assert Site(server.base_url).browser().get("/readyz").status == 200
    assert clone.env_file.read_bytes() == before


@clause("clone.git", example=True)
def test_git_stages_neither_secret_nor_database(clone: Clone, tmp_path: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("there is no git on this machine")
    repository = {"GIT_DIR": str(tmp_path / "git"), "GIT_WORK_TREE": str(clone.project.folder)}
    variables = clone.project.development.variables(GIT_CONFIG_NOSYSTEM="1", **repository)
    variables["HOME"] = str(tmp_path)

    def git(*words: str) -> bytes:
        done = subprocess.run(["git", *words], env=variables, capture_output=True, check=True)
        return done.stdout

    git("init", "--quiet")
    git("add", "--all", "--", str(clone.project.folder))
    staged = git("ls-files", "-z").decode().split("\0")
    assert "README.md" in staged
    assert ".env.example" in staged
    names = re.compile(r"(^|/)\.env$|sqlite3|\.venv|__pycache__|\.log$")
    assert [name for name in staged if names.search(name)] == []
    with pytest.raises(subprocess.CalledProcessError):
        git("grep", "--cached", "--quiet", "--fixed-strings", "--", clone.secret)
