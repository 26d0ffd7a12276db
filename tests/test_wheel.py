"""The built wheel in an empty environment: complete, in any folder, without git or network."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
import yaml

from tests.commands import ROOT, scaffold, tree
from tests.conftest import FRAMEWORKS


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    uv = [sys.executable, "-m", "uv", "build", "--quiet", "--wheel", "--out-dir", str(folder)]
    subprocess.run([*uv, str(ROOT)], check=True)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the command, installed from the wheel alone."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=False)
    python = next(
        path for path in (home / "bin/python", home / "Scripts/python.exe") if path.exists()
    )
    uv = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", str(python)]
    subprocess.run([*uv, str(wheel)], check=True)
    return python.with_name("scaffold" + python.suffix)


def test_the_wheel_carries_templates_and_knowledge_and_no_litter(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    assert "scaffold/release/copier.yml" in names
    assert "scaffold/py.typed" in names
    assert [name for name in names if "__pycache__" in name or name.endswith(".pyc")] == []
    for framework in FRAMEWORKS:
        assert f"scaffold/release/templates/{framework}/stack.yml" in names
        assert f"scaffold/knowledge/{framework}.yml" in names


def test_it_makes_the_same_projects_with_neither_git_nor_network(
    program: Path, tmp_path: Path, framework: str
) -> None:
    words = ["--framework", framework, "--defaults"]
    # Any attempt to reach the network ends at a proxy that nobody runs.
    nowhere = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9")

    done = subprocess.run(
        [str(program), "new", "site", *words],
        cwd=tmp_path,
        env={"PATH": str(tmp_path / "empty"), "HOME": str(tmp_path), **nowhere},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "no git repository: git is not installed" in done.stdout
    scaffold("new", tmp_path / "again" / "site", *words)
    ours, theirs = tree(tmp_path / "site"), tree(tmp_path / "again" / "site")
    assert {**ours, ".env": b""} == {**theirs, ".env": b""}


def test_the_compiled_knowledge_is_what_the_files_say(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    compiled = json.loads(archive.read("scaffold/knowledge/compiled.json"))

    files = sorted((ROOT / "scaffold" / "knowledge").glob("*.yml"))
    read = {path.stem: next(yaml.safe_load_all(path.read_text(encoding="utf-8"))) for path in files}
    assert compiled == json.loads(json.dumps(read, default=str))


def test_with_the_compiled_knowledge_the_advice_is_the_same(program: Path, tmp_path: Path) -> None:
    words = ["recommend", "--size", "large", "--feature", "admin panel", "--json"]

    done = subprocess.run([str(program), *words], cwd=tmp_path, capture_output=True, check=True)

    assert json.loads(done.stdout) == json.loads(scaffold(*words).out)
