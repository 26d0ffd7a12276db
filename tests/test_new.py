"""`scaffold new` as a process: what it makes, says and refuses."""

from __future__ import annotations

import json
import shlex
import subprocess
from pathlib import Path

import pytest
import yaml

from scaffold.render import ADDRESS
from tests.commands import environment, scaffold, tree
from tests.conftest import FRAMEWORKS

FIRST = FRAMEWORKS[0]
REFUSED = {
    "no folder": (["--framework", FIRST], "type `scaffold new FOLDER`"),
    "no framework": (["site"], "pass `--framework VALUE`"),
    "an unknown framework": (["site", "--framework", "nosuch"], f"it is one of `{FIRST}`"),
    "an unknown question": (["site", "--set", "nosuch=1"], "There is no question `nosuch`"),
    "a misspelt question": (["site", "--set", "licence=MIT"], "did you mean `license`?"),
    "a computed question": (["site", "--set", "stack=1"], "There is no question `stack`"),
    "a setting without a value": (["site", "--set", "license"], "type `--set license=…`"),
    "a bad value": (["site", "--framework", FIRST, "--set", "license=MTI"], "did you mean `MIT`?"),
    "a bad package name": (
        ["site", "--framework", FIRST, "--package-name", "class"],
        "try `class_site`",
    ),
    "an answer that is not asked for": (
        ["site", "--framework", FIRST, "--author", "Ada"],
        "`author` is not asked for with these answers – leave it out",
    ),
    "a show without a dry run": (["site", "--framework", FIRST, "--show", "x"], "--dry-run"),
    "a show of no file": (
        ["site", "--framework", FIRST, "--dry-run", "--show", "READMI.md"],
        "did you mean `README.md`?",
    ),
}


def new(*arguments: str | Path, cwd: Path) -> dict[str, object]:
    result = scaffold("new", *arguments, "--defaults", "--json", cwd=cwd)
    assert result.status == 0, result.err
    report: dict[str, object] = json.loads(result.out)
    return report


@pytest.mark.parametrize("arguments", REFUSED.values(), ids=REFUSED.keys())
def test_it_refuses(arguments: tuple[list[str], str], tmp_path: Path) -> None:
    words, sentence = arguments

    result = scaffold("new", *words, cwd=tmp_path)

    assert result.status == 2
    assert sentence in result.err
    assert "Traceback" not in result.err
    assert list(tmp_path.iterdir()) == []


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    words = ["--framework", FIRST, "--package-name", "class", "--python", "2.7"]

    result = scaffold("new", "site", *words, cwd=tmp_path)

    assert len(result.err.splitlines()) == 2


def test_a_folder_that_is_not_empty_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")

    result = scaffold("new", ".", "--framework", FIRST, "--defaults", cwd=tmp_path)

    assert result.status == 1
    assert "it holds `mine.txt`" in result.err
    assert tree(tmp_path) == {"mine.txt": b"mine"}


def test_the_project_is_named_after_its_folder(tmp_path: Path) -> None:
    report = new("my-notes", "--framework", FIRST, cwd=tmp_path)

    answers = yaml.safe_load((tmp_path / "my-notes" / ".copier-answers.yml").read_text())
    assert answers["project_name"] == "My Notes"
    assert answers["package_name"] == "my_notes"
    assert answers["_src_path"] == ADDRESS
    assert answers["_commit"] == report["version"]


def test_it_works_in_the_current_folder(tmp_path: Path) -> None:
    folder = tmp_path / "blog"
    folder.mkdir()

    report = new(".", "--framework", FIRST, cwd=folder)

    assert (folder / "README.md").is_file()
    assert not any("cd " in step for step in report["next_steps"])  # type: ignore[attr-defined]
    assert [path.name for path in tmp_path.iterdir()] == ["blog"]


def test_no_secret_is_committed(tmp_path: Path) -> None:
    new("blog", "--framework", FIRST, cwd=tmp_path)
    project = tmp_path / "blog"
    secret = (project / ".env").read_text().partition("SECRET_KEY=")[2].splitlines()[0]

    log = subprocess.run(
        ["git", "log", "--all", "--patch", "--format=%s"],
        cwd=project,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert log.startswith("Start the project\n")
    assert secret not in log
    assert ".env.example" in log


def test_answers_come_from_a_file_and_flags_win(tmp_path: Path) -> None:
    pool = {"framework": FIRST, "license": "MIT", "author": "Ada", "_commit": "v9"}
    (tmp_path / "team.yml").write_text(yaml.safe_dump(pool))

    report = new("a", "--answers", "team.yml", cwd=tmp_path)
    other = new("b", "--answers", "team.yml", "--set", "license=none", cwd=tmp_path)

    assert report["answers"]["author"] == "Ada"  # type: ignore[index]
    assert "author" not in other["answers"]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("a: [1", "neither YAML nor JSON"),
        ("just words", "holds no answers"),
        ("nosuch: 1", "There is no question `nosuch`"),
        ("framework: [1, 2]", "must be one text"),
        (None, "can't be read"),
    ],
)
def test_a_bad_file_of_answers_is_refused(
    content: str | None, sentence: str, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / "team.yml").write_text(content)

    result = scaffold("new", "site", "--answers", "team.yml", cwd=tmp_path)

    assert result.status == 2
    assert sentence in result.err
    assert not (tmp_path / "site").exists()


def test_the_answers_file_of_a_project_makes_it_again(tmp_path: Path) -> None:
    new("one", "--framework", FIRST, "--no-example", "--license", "MIT", cwd=tmp_path)

    new("two", "--answers", "one/.copier-answers.yml", cwd=tmp_path)

    one, two = tree(tmp_path / "one"), tree(tmp_path / "two")
    assert {**one, ".env": b""} == {**two, ".env": b""}


def test_a_dry_run_lists_the_files_and_writes_none(tmp_path: Path) -> None:
    result = scaffold("new", "site", "--framework", FIRST, "--dry-run", cwd=tmp_path)
    report = new("site", "--framework", FIRST, cwd=tmp_path)

    assert result.status == 0
    assert [*result.out.splitlines(), ".env"] == [
        *(name for name in report["files"] if name != ".env"),  # type: ignore[attr-defined]
        ".env",
    ]
    assert "nothing was written" in result.err


def test_a_dry_run_shows_a_file_whole(tmp_path: Path) -> None:
    words = ["--framework", FIRST, "--dry-run", "--show", "pyproject.toml"]

    result = scaffold("new", "site", *words, cwd=tmp_path)
    new("site", "--framework", FIRST, cwd=tmp_path)

    assert result.out == (tmp_path / "site" / "pyproject.toml").read_text()


def test_the_line_that_makes_it_again_does(tmp_path: Path) -> None:
    words = ["--framework", FIRST, "--project-name", "It's $HOME", "--no-example", "--no-git"]
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    report = new("site", *words, cwd=tmp_path / "a")

    _, *again = shlex.split(str(report["recreate"]))
    result = scaffold(*again, cwd=tmp_path / "b")

    assert result.status == 0, result.err
    first, second = tree(tmp_path / "a"), tree(tmp_path / "b")
    assert {**first, "site/.env": b""} == {**second, "site/.env": b""}


def test_every_run_ends_with_what_to_do_next(tmp_path: Path) -> None:
    result = scaffold("new", "site", "--framework", FIRST, "--defaults", cwd=tmp_path)

    assert result.status == 0
    assert "  + a first commit" in result.out
    assert "  cd site" in result.out
    assert "The same project again:" in result.out


def test_same_answers_same_bytes(tmp_path: Path, framework: str) -> None:
    for name in ("a", "b"):
        new(f"{name}/site", "--framework", framework, cwd=tmp_path)

    first, second = tree(tmp_path / "a"), tree(tmp_path / "b")
    assert {**first, "site/.env": b""} == {**second, "site/.env": b""}
    assert first["site/.env"] != second["site/.env"]


def test_users_settings_of_copier_do_not_reach_in(tmp_path: Path) -> None:
    settings = tmp_path / "config" / "copier"
    settings.mkdir(parents=True)
    (settings / "settings.yml").write_text("defaults:\n  description: Sneaked in\n")

    result = scaffold(
        *("new", "site", "--framework", FIRST, "--defaults"),
        cwd=tmp_path,
        XDG_CONFIG_HOME=str(tmp_path / "config"),
    )

    assert result.status == 0
    assert "Sneaked in" not in (tmp_path / "site" / "README.md").read_text()
