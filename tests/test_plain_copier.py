"""Plain Copier on a tagged clone of this repository gives what `scaffold new` gives."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scaffold.releases import newest_version
from tests.commands import ROOT, environment, scaffold, tree

ADDRESS_LINES = re.compile(rb"(?m)^(_commit|_src_path):.*\n(?: .*\n)*")
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "dist", "build", ".*_cache", "__pycache__")


def run(*words: str | Path, cwd: Path) -> None:
    done = subprocess.run(
        list(map(str, words)),
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def tagged_clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Commit the tree as it stands, with all that is in it, and tag it as a release."""
    clone = tmp_path_factory.mktemp("clone") / "scaffold"
    shutil.copytree(ROOT, clone, ignore=LEFT_OUT)
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "x"]):
        run("git", *words, cwd=clone)
    run("git", "tag", newest_version(), cwd=clone)
    return clone


@pytest.mark.parametrize("words", [[], ["example=false", "license=MIT"]], ids=["default", "other"])
def test_copier_copy_gives_the_same_bytes(
    tagged_clone: Path, tmp_path: Path, framework: str, words: list[str]
) -> None:
    answers = [f"framework={framework}", *words]
    data = [word for answer in answers for word in ("--data", answer)]
    settings = [word for answer in answers for word in ("--set", answer)]

    run(
        *(sys.executable, "-m", "copier", "copy", "--quiet", "--defaults", *data),
        *(tagged_clone, tmp_path / "copier" / "my-site"),
        cwd=tmp_path,
    )
    flags = ("--defaults", "--no-git", *settings, "--templates", str(ROOT))
    ours = scaffold("new", tmp_path / "ours" / "my-site", *flags)

    assert ours.status == 0, ours.err
    assert compared(tmp_path / "ours") == compared(tmp_path / "copier")


def compared(folder: Path) -> dict[str, bytes]:
    """Return the files, without `.env` and without the address lines of the answers file."""
    files = {name: content for name, content in tree(folder).items() if not name.endswith("/.env")}
    name = "my-site/.copier-answers.yml"
    files[name], count = ADDRESS_LINES.subn(b"", files[name])
    assert count == 2
    return files


def test_modes_are_the_same(tagged_clone: Path, tmp_path: Path, framework: str) -> None:
    run(
        *(sys.executable, "-m", "copier", "copy", "--quiet", "--defaults"),
        *("--data", f"framework={framework}", tagged_clone, tmp_path / "a" / "site"),
        cwd=tmp_path,
    )
    scaffold(
        *("new", tmp_path / "b" / "site", "--defaults", "--no-git"),
        *("--framework", framework, "--templates", ROOT),
    )

    modes = [
        {
            path.relative_to(folder).as_posix(): path.stat().st_mode & 0o111
            for path in folder.rglob("*")
            if path.is_file() and path.name != ".env"
        }
        for folder in (tmp_path / "a", tmp_path / "b")
    ]
    assert modes[0] == modes[1]
