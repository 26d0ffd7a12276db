"""The command line as a whole: help, mistakes, exit statuses, and what is not imported."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from scaffold import __version__
from scaffold.cli import COMMANDS, Commands, main
from scaffold.errors import ScaffoldError
from tests.commands import environment, scaffold
from tests.conftest import FRAMEWORKS

HEAVY = ("copier", "questionary", "prompt_toolkit", "rich", "pydantic")
LIGHT_COMMANDS = [
    ["--help"],
    ["--version"],
    ["new", "--help"],
    ["nwe"],
    ["new", "site", "--framework", "falsk", "--defaults"],
    ["new", "site", "--defaults", "--set", "nosuch=1"],
    ["new", "site", "--defaults"],
    ["recommend", "--help"],
    ["frameworks"],
    ["compare", *FRAMEWORKS[:2]],
    ["completion", "bash"],
]
IMPORTED = """
import sys
from scaffold.cli import main
try:
    main(sys.argv[1:])
finally:
    print("heavy:", *sorted(set(sys.modules) & set({heavy!r})))
"""


@pytest.mark.parametrize("arguments", LIGHT_COMMANDS, ids=" ".join)
def test_copier_is_not_imported_for(arguments: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED.format(heavy=HEAVY), *arguments],
        cwd=tmp_path,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "Traceback" not in done.stderr
    assert done.stdout.rstrip().endswith("heavy:"), done.stdout[-200:]


def test_the_version_is_told() -> None:
    result = scaffold("--version")

    assert result.status == 0
    assert result.out == f"scaffold, version {__version__}\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_examples(name: str) -> None:
    result = scaffold(name, "--help")

    assert result.status == 0, result.err
    assert "Examples:" in result.out


def test_no_command_shows_the_help() -> None:
    result = scaffold()

    assert "Usage: scaffold" in result.out + result.err
    assert "recommend" in result.out + result.err


def test_a_misspelt_command_gets_a_suggestion() -> None:
    result = scaffold("nwe")

    assert result.status == 2
    assert result.err == "Error: There is no command `nwe` – did you mean `new`?\n"


def test_a_misspelt_flag_gets_a_suggestion() -> None:
    result = scaffold("new", "--framwork", "x")

    assert result.status == 2
    assert "--framework" in result.err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_there_for(shell: str) -> None:
    result = scaffold("completion", shell)

    assert result.status == 0
    assert "_SCAFFOLD_COMPLETE" in result.out


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("scaffold n", "new"),
        ("scaffold new --frame", "--framework"),
        (f"scaffold new --framework {FRAMEWORKS[0][:3]}", FRAMEWORKS[0]),
        ("scaffold new --set lic", "license="),
        ("scaffold new --set license=M", "license=MIT"),
        ("scaffold new --set example=t", "example=true"),
    ],
)
def test_words_are_completed(words: str, found: str) -> None:
    count = len(words.split()) - 1
    completed = scaffold(
        _SCAFFOLD_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(count)
    )

    assert f"plain,{found}" in completed.out.splitlines()


FAILURES: list[tuple[BaseException, int]] = [
    (ScaffoldError("no"), 1),
    (click.UsageError("no"), 2),
    (RuntimeError("no"), 3),
    (KeyboardInterrupt(), 130),
    (click.Abort(), 130),
]


@pytest.mark.parametrize(("failure", "status"), FAILURES, ids=repr)
def test_a_failure_has_its_exit_status(
    failure: BaseException, status: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    @click.command()
    def fails() -> None:
        raise failure

    monkeypatch.setattr(Commands, "get_command", lambda *_: fails)

    result = CliRunner().invoke(main, ["new"])

    assert result.exit_code == status
    assert "Traceback" not in result.output


def test_a_fault_of_ours_names_its_log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    @click.command()
    def fails() -> None:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(Commands, "get_command", lambda *_: fails)

    result = CliRunner().invoke(main, ["new"])

    [log] = tmp_path.rglob("*.log")
    assert str(log) in result.output
    assert "RuntimeError: unforeseen" in log.read_text()
