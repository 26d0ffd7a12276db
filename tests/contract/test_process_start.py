"""Starting: bad settings are refused at once, in one line that names the variable."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.contract.clauses import clause
from tests.harness.launch import development, production, secret_key
from tests.harness.server import Ended, run_to_end
from tests.harness.workshop import Project

SECONDS = 15.0  # "at once", on a busy machine
SAMPLE = "change-me"
BAD = {
    "DEBUG": "perhaps",
    "DATABASE_URL": "oracle://me:hunter2@db.example/data",
    "HOST": "two names",
    "PORT": "http",
    "ALLOWED_HOSTS": "*",
    "TRUSTED_PROXIES": "everybody",
    "LOG_LEVEL": "LOUD",
}
WEAK = {
    "missing": "",
    "the sample": SAMPLE,
    "the sample made longer": SAMPLE + "-0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ",
    "too short": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLM",
    "too simple": "ab" * 40,
}


def check_refusal(ended: Ended, *names: str) -> None:
    """Check that the command ended with one line that names each of the variables."""
    lines = [line for line in ended.errors.splitlines() if line.strip()]
    assert ended.status not in (0, None), ended
    assert len(lines) == 1, ended.errors
    assert [name for name in names if name not in lines[0]] == [], lines[0]
    assert "Traceback" not in ended.output + ended.errors


def refused(starter: Project, command: Sequence[str], work: Path, **settings: str) -> Ended:
    """Run a production command that must not start."""
    launch = production(starter, command, work / "db.sqlite3", **settings)
    return run_to_end(launch, seconds=SECONDS)


def reading_settings(starter: Project) -> list[Sequence[str]]:
    """Return the commands besides the server's; who compiles catalogues needs no settings."""
    commands = starter.facts.commands
    every = (*commands.prepare, commands.check)
    return [command for command in every if not command[-1].endswith(".catalogues")]


@clause("start.settings", example=True)
@pytest.mark.parametrize("name", BAD)
def test_the_server_refuses_a_bad_setting(starter: Project, tmp_path: Path, name: str) -> None:
    ended = refused(starter, starter.facts.commands.serve, tmp_path, **{name: BAD[name]})
    check_refusal(ended, name)
    assert "hunter2" not in ended.errors


@clause("start.settings", example=True)
def test_every_other_command_refuses_bad_settings_too(starter: Project, tmp_path: Path) -> None:
    for command in reading_settings(starter):
        ended = refused(starter, command, tmp_path, LOG_LEVEL="LOUD", PORT="0")
        check_refusal(ended, "LOG_LEVEL", "PORT")


@clause("start.settings", example=True)
@pytest.mark.parametrize("name", BAD)
def test_development_refuses_a_bad_setting(starter: Project, tmp_path: Path, name: str) -> None:
    launch = development(starter, tmp_path / "db.sqlite3", **{name: BAD[name]})
    check_refusal(run_to_end(launch, seconds=SECONDS), name)


@clause("start.secret_key", example=True)
@pytest.mark.parametrize("case", WEAK)
def test_production_refuses_a_weak_secret_key(starter: Project, tmp_path: Path, case: str) -> None:
    assert (starter.folder / ".env").exists(), "there must be a file that production ignores"
    ended = refused(starter, starter.facts.commands.serve, tmp_path, SECRET_KEY=WEAK[case])
    check_refusal(ended, "SECRET_KEY")
    assert not WEAK[case] or case == "the sample" or WEAK[case] not in ended.errors


@clause("start.secret_key", example=True)
def test_no_production_command_reads_the_file_of_development(
    starter: Project, tmp_path: Path
) -> None:
    for command in reading_settings(starter):
        check_refusal(refused(starter, command, tmp_path, SECRET_KEY=""), "SECRET_KEY")


@clause("start.check")
def test_the_deploy_check_passes_with_settings_for_production(
    starter: Project, tmp_path: Path
) -> None:
    settings = {"ALLOWED_HOSTS": "example.org", "TRUSTED_PROXIES": "10.0.0.0/8"}
    command = starter.facts.commands.check
    launch = production(starter, command, tmp_path / "db.sqlite3", **settings)
    ended = run_to_end(launch, seconds=60)
    assert ended.status == 0, ended
    assert "Traceback" not in ended.errors


@clause("start.check", example=True)
def test_the_deploy_check_fails_in_debug(starter: Project, tmp_path: Path) -> None:
    command = starter.facts.commands.check
    launch = production(starter, command, tmp_path / "db.sqlite3", DEBUG="true")
    ended = run_to_end(launch, seconds=60)
    assert ended.status != 0, ended
    assert "Traceback" not in ended.errors


@clause("start.secret_key", example=True)
def test_nothing_of_a_good_secret_key_is_printed(starter: Project, tmp_path: Path) -> None:
    key = secret_key()
    command = starter.facts.commands.check
    launch = production(starter, command, tmp_path / "db.sqlite3", SECRET_KEY=key)
    ended = run_to_end(launch, seconds=60)
    assert key not in ended.output + ended.errors
