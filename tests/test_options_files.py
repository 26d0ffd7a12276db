"""The files that the options `docker`, `ci`, `pre_commit` and `devcontainer` bring, and AGENTS.md.

Each is held to its own tool, and to what we promise beyond that. More on containers:
`test_container_files.py`; what they do when they are run: `contract/test_options_running.py`.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.harness.readme import console_lines
from tests.harness.rendered import rendered, stack

HOSTILE = 'It\'s "so": \\ {{ x }} #日本 نص – 🎉'
ON = {"docker": True, "ci": "github", "pre_commit": True, "devcontainer": True}
# Option and value: what it brings.
FILES: dict[tuple[str, Any], set[str]] = {
    ("docker", True): {
        ".dockerignore",
        "Dockerfile",
        "compose.env.example",
        "compose.yaml",
        "my_site/healthcheck.py",
        "tests/test_healthcheck.py",
    },
    ("ci", "github"): {".github/dependabot.yml", ".github/workflows/tests.yml"},
    ("ci", "gitlab"): {".gitlab-ci.yml"},
    ("pre_commit", True): {".pre-commit-config.yaml"},
    ("devcontainer", True): {".devcontainer/Dockerfile", ".devcontainer/devcontainer.json"},
}
SECTIONS = {
    "docker": "Containers",
    "ci": "Continuous integration",
    "pre_commit": "Before each commit",
    "devcontainer": "Development container",
}
WORKFLOW = ".github/workflows/tests.yml"
# File: the tool that knows it.
TOOLS = {
    "Dockerfile": ["hadolint", "--no-color"],
    ".devcontainer/Dockerfile": ["hadolint", "--no-color"],
    "compose.yaml": ["check-jsonschema", "--builtin-schema", "vendor.compose-spec"],
    WORKFLOW: ["check-jsonschema", "--builtin-schema", "vendor.github-workflows"],
    ".github/dependabot.yml": ["check-jsonschema", "--builtin-schema", "vendor.dependabot"],
    ".gitlab-ci.yml": [
        "check-jsonschema",
        *("--builtin-schema", "vendor.gitlab-ci"),
        *("--data-transform", "gitlab-ci"),
    ],
    ".pre-commit-config.yaml": ["pre-commit", "validate-config"],
}
# Releases of actions are named by major version, which Dependabot raises: a hash says nothing to
# those who read it, and is old the day after.
AUDIT = "rules: {unpinned-uses: {disable: true}}"


def read(project: Path, name: str) -> str:
    return (project / name).read_text(encoding="utf-8")


def load(project: Path, name: str) -> Any:
    return yaml.load(read(project, name), yaml.BaseLoader)  # noqa: S506 (texts alone: `on` is no yes)


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def complaints(command: list[str]) -> str:
    """Run a tool of this environment; return what it says when it is not content."""
    tool = shutil.which(command[0], path=str(Path(sys.executable).parent))
    if tool is None:
        pytest.skip(f"{command[0]} is not made for this system")
    done = subprocess.run([tool, *command[1:]], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr if done.returncode else ""


# What an option brings, and nothing without it.


@pytest.mark.parametrize("option", FILES, ids=lambda option: "-".join(map(str, option)))
def test_an_option_brings_its_files_its_section_and_nothing_else(
    framework: str, option: tuple[str, Any]
) -> None:
    without, project = rendered(framework), rendered(framework, **dict([option]))
    headings = list(console_lines(without))

    assert files(project) - files(without) == FILES[option]
    assert files(without) <= files(project)
    assert set(console_lines(project)) - set(headings) == {SECTIONS[option[0]]}
    assert not set(headings) & set(SECTIONS.values())


@pytest.mark.parametrize("file", TOOLS)
def test_a_file_is_valid_by_its_own_tool(framework: str, file: str) -> None:
    option = next(option for option, brought in FILES.items() if file in brought)
    texts = {"project_name": HOSTILE, "description": HOSTILE, "package_name": "my_site"}
    project = rendered(framework, **texts, **dict([option]))

    assert complaints([*TOOLS[file], str(project / file)]) == ""


def test_the_auditor_of_workflows_finds_nothing(framework: str, tmp_path: Path) -> None:
    (tmp_path / "zizmor.yml").write_text(AUDIT, encoding="utf-8")
    options = ["--offline", "--no-progress", "--config", str(tmp_path / "zizmor.yml")]

    assert complaints(["zizmor", *options, str(rendered(framework, ci="github") / ".github")]) == ""


# Continuous integration.


@pytest.mark.parametrize("floor", ["3.11", "3.12", "3.13"])
def test_tests_run_on_every_python_from_the_oldest_on(framework: str, floor: str) -> None:
    pythons = [python for python in stack(framework)["pythons"] if python >= floor]
    github = load(rendered(framework, ci="github", python=floor), WORKFLOW)
    gitlab = load(rendered(framework, ci="gitlab", python=floor), ".gitlab-ci.yml")

    assert github["jobs"]["tests"]["strategy"]["matrix"] == {"python": pythons}
    assert github["jobs"]["checks"]["steps"][1]["with"] == {"python-version": floor}
    assert gitlab["tests"]["parallel"]["matrix"] == [{"PYTHON": pythons}]
    assert gitlab["variables"]["PYTHON"] == floor


def test_both_services_run_what_the_readme_says_and_the_check_for_production(
    framework: str,
) -> None:
    jobs = load(rendered(framework, ci="github"), WORKFLOW)["jobs"]
    github = {
        name: [step["run"].strip() for step in job["steps"] if "run" in step]
        for name, job in jobs.items()
    }
    gitlab = load(rendered(framework, ci="gitlab"), ".gitlab-ci.yml")
    test, *checks = console_lines(rendered(framework))["Test"]

    assert github["tests"] == [test]
    assert github["checks"][:-1] == checks
    assert github["checks"][-1].endswith(f"uv run {stack(framework)['commands']['check']}")
    for name, commands in github.items():
        assert [line.strip() for line in gitlab[name]["script"]] == commands


def test_a_workflow_may_read_the_code_and_nothing_else(framework: str) -> None:
    workflow = load(rendered(framework, ci="github"), WORKFLOW)
    checkouts = [job["steps"][0] for job in workflow["jobs"].values()]

    assert workflow["permissions"] == {"contents": "read"}
    assert not [job for job in workflow["jobs"].values() if "permissions" in job]
    assert [step["with"]["persist-credentials"] for step in checkouts] == ["false"] * 2
    assert "{{ secrets." not in read(rendered(framework, ci="github"), WORKFLOW)


def test_no_run_goes_on_for_ever_or_in_vain(framework: str) -> None:
    github = load(rendered(framework, ci="github"), WORKFLOW)
    gitlab = load(rendered(framework, ci="gitlab"), ".gitlab-ci.yml")

    assert {job["timeout-minutes"] for job in github["jobs"].values()} == {"10"}
    assert github["concurrency"]["cancel-in-progress"] == "true"
    assert gitlab["default"]["timeout"] == "10 minutes"
    assert gitlab["default"]["interruptible"] == "true"


def test_dependabot_asks_once_a_week_for_each_kind_of_package(framework: str) -> None:
    updates = load(rendered(framework, ci="github"), ".github/dependabot.yml")["updates"]

    assert [update["package-ecosystem"] for update in updates] == ["uv", "github-actions"]
    assert {update["schedule"]["interval"] for update in updates} == {"weekly"}
    assert {len(update["groups"]) for update in updates} == {1}


@pytest.mark.parametrize("database", ["postgresql", "mysql"])
def test_with_a_database_at_a_server_the_tests_run_there(framework: str, database: str) -> None:
    github = load(rendered(framework, ci="github", database=database), WORKFLOW)["jobs"]
    gitlab = load(rendered(framework, ci="gitlab", database=database), ".gitlab-ci.yml")
    folder = rendered(framework, devcontainer=True, database=database)
    local = load(folder, ".devcontainer/compose.yaml")["services"]
    editor = json.loads(read(folder, ".devcontainer/devcontainer.json"))
    image = {"postgresql": "postgres:18", "mysql": "mysql:8"}[database]

    assert github["tests"]["services"]["database"]["image"] == image
    assert [service["name"] for service in gitlab["tests"]["services"]] == [image]
    assert local["database"]["image"] == image
    for variables in (
        github["tests"]["env"],
        gitlab["tests"]["variables"],
        local["workspace"]["environment"],
    ):
        assert variables["TEST_DATABASE_URL"].startswith(f"{database}://")
    assert editor["dockerComposeFile"] == "compose.yaml"
    assert editor["service"] in local
    assert "services" not in github["checks"]


@pytest.mark.parametrize("database", ["postgresql", "mysql"])
@pytest.mark.parametrize("file", ["compose.yaml", WORKFLOW, ".gitlab-ci.yml"])
def test_a_file_with_a_database_server_is_valid_too(
    framework: str, file: str, database: str
) -> None:
    option = next(option for option, brought in FILES.items() if file in brought)
    project = rendered(framework, database=database, **dict([option]))

    assert complaints([*TOOLS[file], str(project / file)]) == ""


# Hooks and editors.


def test_the_hooks_are_the_tools_of_the_project(framework: str) -> None:
    project = rendered(framework, pre_commit=True)
    local, meta = load(project, ".pre-commit-config.yaml")["repos"]
    entries = [hook["entry"].split() for hook in local["hooks"]]

    assert (local["repo"], meta["repo"]) == (
        "local",
        "meta",
    )  # one list of releases: pyproject.toml
    assert [entry[:3] for entry in entries] == [
        ["uv", "run", "ruff"],
        ["uv", "run", "ruff"],
        ["uv", "run", "mypy"],
    ]
    assert {"mypy", "pre-commit", "ruff"} <= packages(project)
    assert "pre-commit" not in packages(rendered(framework))


def packages(project: Path) -> set[str]:
    """Return the names of what development depends on."""
    group = tomllib.loads(read(project, "pyproject.toml"))["dependency-groups"]["dev"]
    return {re.match(r"[\w-]+", requirement)[0] for requirement in group}  # type: ignore[index]


@pytest.mark.parametrize("name", ["Blog", HOSTILE])
def test_the_development_container_bears_the_name_of_the_project(framework: str, name: str) -> None:
    project = rendered(framework, devcontainer=True, project_name=name)

    assert json.loads(read(project, ".devcontainer/devcontainer.json"))["name"] == name


def test_the_development_container_is_no_roots_and_shows_the_site(framework: str) -> None:
    project = rendered(framework, devcontainer=True)
    found = json.loads(read(project, ".devcontainer/devcontainer.json"))
    extensions = found["customizations"]["vscode"]["extensions"]

    assert found["remoteUser"] == "dev"
    assert "useradd" in read(project, ".devcontainer/Dockerfile")
    assert found["forwardPorts"] == [stack(framework)["port"]]
    assert found["postCreateCommand"] == ["uv", "sync"]
    assert {"ms-python.python", "charliermarsh.ruff"} == set(extensions)
    assert not {"runArgs", "privileged", "mounts", "remoteEnv"} & set(found)


# AGENTS.md, and every command that any of these files names.


@pytest.mark.parametrize("answers", [{}, {"example": False}, ON], ids=["plain", "bare", "all"])
def test_the_notes_for_agents_are_short_and_true_of_the_project(
    framework: str, answers: dict[str, Any]
) -> None:
    text = read(rendered(framework, **answers), "AGENTS.md")

    assert len(text.splitlines()) <= 60
    assert ("**The notes**" in text) == answers.get("example", True)
    assert ("**The image**" in text) == answers.get("docker", False)
    assert ("pre-commit" in text) == answers.get("pre_commit", False)


def test_every_path_in_the_notes_for_agents_is_there(framework: str) -> None:
    project = rendered(framework, **ON)
    named = set(re.findall(r"`([\w.][\w.-]*[./][\w./-]*|[.][\w.-]+)`", read(project, "AGENTS.md")))

    assert {name for name in named if not (project / name).exists()} == {
        ".env"
    }  # made at the start
    assert {"README.md", ".dockerignore", ".copier-answers.yml"} <= named


@pytest.mark.parametrize("file", ["AGENTS.md", "README.md", WORKFLOW, ".pre-commit-config.yaml"])
def test_every_command_is_one_that_the_project_has(framework: str, file: str) -> None:
    commands = {**stack(framework)["commands"], "prepare": ""}
    known = [command for command in commands.values() if command]
    known += ["ruff check", "ruff format", "mypy", "python -c", "pre-commit run --all-files"]
    named = re.findall(r"uv run ([a-z][^`\n]*)", read(rendered(framework, **ON), file))

    assert named
    assert [line for line in named if not line.startswith((*known, "pre-commit install"))] == []
