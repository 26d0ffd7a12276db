"""After rendering: secrets, and a repository; what git can't do is a note."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from scaffold.finish import Git, finish, make_repository, write_env_file
from scaffold.git import git


@pytest.fixture(autouse=True)
def a_user_of_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give git a configuration of its own."""
    config = tmp_path / "gitconfig"
    config.write_text("[user]\nname = Ada\nemail = ada@example.org\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return config


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / ".env.example").write_text("# a note\nSECRET_KEY=change-me\nDEBUG=true\n")
    (folder / ".gitignore").write_text(".env\n")
    return folder


def test_a_project_without_sample_settings_gets_no_env_file(tmp_path: Path) -> None:
    outcome = write_env_file(tmp_path)

    assert not outcome.done
    assert not (tmp_path / ".env").exists()


def test_the_env_file_has_a_secret_of_its_own(project: Path) -> None:
    write_env_file(project)
    first = (project / ".env").read_text()
    (project / ".env").unlink()
    write_env_file(project)

    second = (project / ".env").read_text()
    assert first != second
    assert second.startswith("# a note\nSECRET_KEY=")
    assert second.endswith("\nDEBUG=true\n")
    assert "change-me" not in second
    assert len(second.splitlines()[1]) > 60


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_the_env_file_is_for_its_owner_alone(project: Path) -> None:
    write_env_file(project)

    assert (project / ".env").stat().st_mode & 0o777 == 0o600


def test_a_repository_with_a_first_commit_is_made(project: Path, tmp_path: Path) -> None:
    outcomes = finish(project, surroundings=tmp_path, wanted=Git.AUTO)

    assert [outcome.name for outcome in outcomes if outcome.done] == ["env", "git", "commit"]
    assert git(["ls-files"], project).splitlines() == [".env.example", ".gitignore"]
    assert git(["status", "--porcelain"], project) == ""
    assert git(["branch", "--show-current"], project) == "main"


def test_no_repository_is_made_inside_another(project: Path, tmp_path: Path) -> None:
    git(["init", "--quiet"], tmp_path)

    [outcome] = make_repository(project, tmp_path, Git.AUTO)

    assert not outcome.done
    assert "in one already" in outcome.note
    assert not (project / ".git").exists()


def test_a_repository_inside_another_is_made_when_asked_for(project: Path, tmp_path: Path) -> None:
    git(["init", "--quiet"], tmp_path)

    outcomes = make_repository(project, tmp_path, Git.ALWAYS)

    assert all(outcome.done for outcome in outcomes)


def test_no_repository_is_made_when_not_wanted(project: Path, tmp_path: Path) -> None:
    [outcome] = make_repository(project, tmp_path, Git.NEVER)

    assert not outcome.done
    assert not (project / ".git").exists()


def test_a_missing_git_is_a_note(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    [outcome] = make_repository(project, tmp_path, Git.AUTO)

    assert not outcome.done
    assert "git is not installed" in outcome.note


def test_a_missing_name_is_a_note(
    project: Path, tmp_path: Path, a_user_of_git: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_user_of_git.write_text("[user]\nuseConfigOnly = true\n")
    for name in ("AUTHOR_NAME", "AUTHOR_EMAIL", "COMMITTER_NAME", "COMMITTER_EMAIL"):
        monkeypatch.delenv(f"GIT_{name}", raising=False)

    made, commit = make_repository(project, tmp_path, Git.AUTO)

    assert made.done
    assert not commit.done
    assert "git config --global user.name" in commit.note


def test_a_failing_hook_does_not_stop_the_first_commit(
    project: Path, tmp_path: Path, a_user_of_git: Path
) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    (hooks / "pre-commit").write_text("#!/bin/sh\nexit 1\n")
    (hooks / "pre-commit").chmod(0o755)
    a_user_of_git.write_text(a_user_of_git.read_text() + f"[core]\nhooksPath = {hooks}\n")

    outcomes = make_repository(project, tmp_path, Git.AUTO)

    assert all(outcome.done for outcome in outcomes)


def test_variables_that_point_at_another_repository_are_not_followed(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git(["init", "--quiet"], other)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))

    outcomes = make_repository(project, project, Git.AUTO)

    assert all(outcome.done for outcome in outcomes)
    assert git(["ls-files"], other) == ""
