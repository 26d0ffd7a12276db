"""What users get, as real files, so that a review shows it.

`tests/snapshots/<framework>/` is the whole default project; `files.txt` beside it lists the files
without the example. After a change of the templates: `python -m tests.test_snapshots`, then look at
the difference.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from scaffold.generate import project_files
from scaffold.questions import Questionnaire
from scaffold.render import Template, render
from tests.commands import ROOT, tree
from tests.conftest import FRAMEWORKS

SNAPSHOTS = ROOT / "tests" / "snapshots"
# A suffix keeps the snapshots' own configuration from steering the tools that check this tree.
SUFFIX = ".snapshot"


def rendered(framework: str, folder: Path, **answers: object) -> Path:
    sheet = Questionnaire(ROOT).walk({"framework": framework, **answers}, "my-site")
    render(Template(ROOT, "v0.0.0"), sheet.answers, folder)
    return folder


def file_list(framework: str, folder: Path) -> str:
    listed = project_files(rendered(framework, folder, example=False))
    return "\n".join(listed) + "\n"


def test_the_default_project_is_as_reviewed(framework: str, tmp_path: Path) -> None:
    now = tree(rendered(framework, tmp_path / "site"))
    reviewed = {
        name.removesuffix(SUFFIX): content for name, content in tree(SNAPSHOTS / framework).items()
    }

    assert sorted(now) == sorted(reviewed)
    assert {name for name in now if now[name] != reviewed[name]} == set()


def test_the_files_without_the_example_are_as_reviewed(framework: str, tmp_path: Path) -> None:
    reviewed = (SNAPSHOTS / f"{framework}-without-example.txt").read_text(encoding="utf-8")

    assert file_list(framework, tmp_path / "site") == reviewed


def write() -> None:
    """Take new snapshots of all frameworks."""
    for framework in FRAMEWORKS:
        shutil.rmtree(SNAPSHOTS / framework, ignore_errors=True)
        with tempfile.TemporaryDirectory() as folder:
            for name, content in tree(rendered(framework, Path(folder, "site"))).items():
                target = SNAPSHOTS / framework / f"{name}{SUFFIX}"
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
            text = file_list(framework, Path(folder, "small"))
            (SNAPSHOTS / f"{framework}-without-example.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
