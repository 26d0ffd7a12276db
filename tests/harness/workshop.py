"""Makes projects with the program and installs them, each into a virtual environment of its own.

An environment of its own costs about a second with uv (hard links out of its cache), which is less
than sharing one between projects is worth.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.harness.facts import ROOT, Facts, facts_of

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

WINDOWS = sys.platform == "win32"
BIN = "Scripts" if WINDOWS else "bin"
# What a process may know of the machine: never a setting of a project.
MACHINE = ("PATH", "HOME", "LANG", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "USERPROFILE", "APPDATA")
# What an installer needs besides: where its cache is, and how to reach the package index.
INSTALLER = ("UV_", "PIP_", "SSL_", "REQUESTS_", "XDG_", "HTTP", "NO_PROXY", "http", "no_proxy")


class WorkshopError(Exception):
    """A project could not be made or installed; the text says what was run and what it said."""


@dataclass(frozen=True)
class Environment:
    """A virtual environment."""

    folder: Path

    def resolve(self, command: Sequence[str]) -> list[str]:
        """Return the command with its program looked up in the environment."""
        program = shutil.which(command[0], path=str(self.folder / BIN))
        if program is None:
            raise WorkshopError(f"there is no `{command[0]}` in {self.folder / BIN}")
        return [program, *command[1:]]

    def variables(self, **settings: str) -> dict[str, str]:
        """Return the variables for a process: those of the machine, and these settings alone."""
        variables = {name: os.environ[name] for name in MACHINE if name in os.environ}
        variables["PATH"] = os.pathsep.join([str(self.folder / BIN), variables.get("PATH", "")])
        return variables | {"LANG": "C.UTF-8", "VIRTUAL_ENV": str(self.folder)} | settings


@dataclass(frozen=True)
class Project:
    """A project on disk, and where it is installed."""

    folder: Path
    facts: Facts
    development: Environment  # installed as its README says, with what its tests need
    production: Environment  # without that, and not editable


def make(folder: Path, framework: str, answers: Mapping[str, Any] | None = None) -> None:
    """Make a project by `scaffold new` from the templates as they stand."""
    command = [sys.executable, "-m", "scaffold", "new", str(folder), "--templates", str(ROOT)]
    for name, value in {"framework": framework, **(answers or {})}.items():
        text = str(value).lower() if isinstance(value, bool) else str(value)
        command += ["--set", f"{name}={text}"]
    run([*command, "--defaults", "--no-git"], cwd=ROOT)


def project_at(folder: Path) -> Project:
    """Return the project in a folder; its environments need not be there yet."""
    return Project(
        folder=folder,
        facts=facts_of(folder),
        development=Environment(folder / ".venv"),
        production=Environment(folder.parent / f"{folder.name}-production"),
    )


def install(project: Project) -> None:
    """Install the project for development: editable, with its tests' packages."""
    _install(project.development, project.folder, ["--editable", ".", "--group", "dev"])


def install_for_production(project: Project) -> None:
    """Install the project for production, as `pip install .` does."""
    _install(project.production, project.folder, ["."])


def shared_project(
    folder: Path, framework: str, answers: Mapping[str, Any] | None = None
) -> Project:
    """Return the project in the folder, made and installed by whichever process comes first."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with only_one(folder.with_suffix(".lock")):
        done = folder.with_suffix(".done")
        if not done.exists():
            make(folder, framework, answers)
            install(project_at(folder))
            install_for_production(project_at(folder))
            done.touch()
    return project_at(folder)


@contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Let one process at a time into the block; where there is no `flock`, the caller is alone."""
    with lock.open("w") as file:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def find_uv() -> str:
    """Return the path of uv: of this environment, else of the machine; an empty string for none."""
    beside = Path(sys.executable).parent
    return shutil.which("uv", path=str(beside)) or shutil.which("uv") or ""


def _install(environment: Environment, project: Path, what: Sequence[str]) -> None:
    """Make the environment and install into it, with uv where there is one, else with pip."""
    folder = str(environment.folder)
    if uv := find_uv():
        run([uv, "venv", "--quiet", "--python", sys.executable, folder], cwd=project)
        python = environment.resolve(["python"])[0]
        run([uv, "pip", "install", "--quiet", "--python", python, *what], cwd=project)
        return
    run([sys.executable, "-m", "venv", folder], cwd=project)
    pip = [*environment.resolve(["python"]), "-m", "pip", "install", "--quiet"]
    run([*pip, "--upgrade", "pip"], cwd=project)
    run([*pip, *what], cwd=project)


def installer_variables() -> dict[str, str]:
    """Return the variables for an installer: the machine's, and how to reach packages."""
    return {
        name: value
        for name, value in os.environ.items()
        if name in MACHINE or name.startswith(INSTALLER)
    }


def run(
    command: Sequence[str],
    *,
    cwd: Path,
    variables: Mapping[str, str] | None = None,
    timeout: float = 600,
) -> str:
    """Run a command to its end and return what it printed; raise WorkshopError when it fails."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env=dict(variables) if variables is not None else installer_variables(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=timeout,
        check=False,
    )
    if done.returncode:
        said = (done.stdout + done.stderr).strip()[-4000:]
        raise WorkshopError(f"`{' '.join(command)}` ended with {done.returncode}:\n{said}")
    return done.stdout
