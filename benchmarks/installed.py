"""The program as users have it: its wheel in an environment of its own, with Copier beside it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = "Scripts" if sys.platform == "win32" else "bin"
IDENTITY = {
    f"GIT_{role}_{field}": value
    for role in ("AUTHOR", "COMMITTER")
    for field, value in (("NAME", "bench"), ("EMAIL", "bench@example.org"))
}


@dataclass(frozen=True)
class Installed:
    """An environment with the program in it, and a home in which git finds the templates."""

    scripts: Path
    home: Path

    @property
    def variables(self) -> Mapping[str, str]:
        """Return the variables that commands are run with."""
        config = {"GIT_CONFIG_GLOBAL": str(self.home / "gitconfig"), "HOME": str(self.home)}
        return {**os.environ, **IDENTITY, **config}

    def command(self, name: str) -> str:
        """Return the path of one of its programs."""
        return str(self.scripts / name)

    def run(self, *words: str | Path, folder: Path) -> str:
        """Run a command and return what it printed; its first word is looked up here."""
        first, *rest = map(str, words)
        program = self.scripts / first
        done = subprocess.run(
            [str(program) if program.exists() else first, *rest],
            cwd=folder,
            env=self.variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


@contextmanager
def installed() -> Iterator[Installed]:
    """Yield an environment that is made from the wheel of this tree."""
    with tempfile.TemporaryDirectory(prefix="scaffold-bench-") as folder:
        home = Path(folder)
        uv = [sys.executable, "-m", "uv"]
        _run(*uv, "build", "--quiet", "--wheel", "--out-dir", str(home), str(ROOT))
        [wheel] = home.glob("*.whl")
        _run(*uv, "venv", "--quiet", "--python", sys.executable, str(home / "venv"))
        found = Installed(home / "venv" / SCRIPTS, home)
        install = [*uv, "pip", "install", "--quiet", "--compile-bytecode", "--python"]
        _run(*install, found.command("python"), str(wheel))
        found.run("scaffold", "templates", "--register", folder=home)
        yield found


def _run(*words: str) -> None:
    subprocess.run(words, check=True, stdin=subprocess.DEVNULL)
