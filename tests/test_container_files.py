"""What the option `docker` brings, read without Docker: image, build context and compose file.

It is run, without Docker too, in `tests/contract/test_options_running.py`.
"""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.harness.dockerfile import Instruction, Stage, build_context, read_stages
from tests.harness.rendered import rendered, stack

STRAYS = [
    ".env",
    ".git/config",
    ".venv/bin/python",
    "compose.env",
    "db.sqlite3",
    "id.pem",
    "my_site/.credentials",
    "my_site/.env",
    "my_site/db.sqlite3-wal",
    "mynotes/todo.txt",
]


def stages(framework: str) -> tuple[Stage, Stage]:
    build, image = read_stages(rendered(framework, docker=True) / "Dockerfile")
    return build, image


def compose(framework: str) -> Any:
    text = (rendered(framework, docker=True) / "compose.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


# The image.


def test_the_image_runs_as_nobody_special(framework: str) -> None:
    _, image = stages(framework)
    [user] = image.named("USER")
    later = image.instructions[image.instructions.index(user) :]

    assert user == Instruction("USER", "10001:10001")
    assert not {"RUN", "COPY", "ADD"} & {each.name for each in later}


def test_the_code_in_the_image_belongs_to_root(framework: str) -> None:
    _, image = stages(framework)

    assert [each.rest for each in image.named("COPY")] == ["--from=build /app /app"]
    assert "chown" not in " ".join(each.rest for each in image.instructions)


@pytest.mark.parametrize("python", ["3.11", "3.13"])
def test_the_image_has_the_python_of_the_project(framework: str, python: str) -> None:
    found = read_stages(rendered(framework, docker=True, python=python) / "Dockerfile")

    assert {stage.base for stage in found} == {f"python:{python}-slim"}


def test_the_image_serves_checks_itself_and_can_be_stopped(framework: str) -> None:
    _, image = stages(framework)
    facts = stack(framework)
    [command], [check] = image.named("CMD"), image.named("HEALTHCHECK")

    assert command.words == shlex.split(facts["commands"]["serve"])
    assert check.words == ["python", "-I", "my_site/healthcheck.py"]
    assert image.named("STOPSIGNAL") == [Instruction("STOPSIGNAL", "SIGTERM")]
    assert image.environment["HOST"] == "0.0.0.0"  # noqa: S104 (in a container)
    assert image.environment["PORT"] == str(facts["port"]) == image.named("EXPOSE")[0].rest


def test_the_image_is_built_without_the_tools_of_development(framework: str) -> None:
    build, _ = stages(framework)
    installs = [run.script for run in build.named("RUN") if "uv sync" in run.rest]

    assert installs
    assert all("--no-dev" in script for script in installs)


def test_no_secret_is_in_a_layer(framework: str) -> None:
    for stage in stages(framework):
        keys = re.findall(r"SECRET_KEY=(\S+)", " ".join(run.rest for run in stage.named("RUN")))

        assert "SECRET_KEY" not in stage.environment
        assert stage.named("ARG") == []
        assert all(key.startswith('"$(python') for key in keys)  # made for one command


@pytest.mark.parametrize("licence", ["none", "MIT"])
def test_a_build_sees_the_code_and_nothing_else(
    framework: str, licence: str, tmp_path: Path
) -> None:
    project = rendered(framework, docker=True, devcontainer=True, ci="github", license=licence)
    folder = shutil.copytree(project, tmp_path / "my-site")
    code = {name for name in files(folder) if re.match(r"my_site/|[^/]*\.py$", name)}
    for name in [*STRAYS, "uv.lock"]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    more = {"pyproject.toml", "uv.lock", "README.md"} | files(folder) & {"LICENSE"}

    assert build_context(folder) == code | more


# The services.


@pytest.mark.parametrize("service", ["migrate", "web"])
def test_a_service_can_change_nothing_but_its_data(framework: str, service: str) -> None:
    found = compose(framework)["services"][service]

    assert found["read_only"] is True
    assert found["cap_drop"] == ["ALL"]
    assert found["security_opt"] == ["no-new-privileges:true"]
    assert found["tmpfs"] == ["/tmp"]  # noqa: S108 (the container's own)
    assert found["volumes"] == ["data:/data"]
    assert not {"privileged", "cap_add", "user", "network_mode"} & set(found)


def test_compose_migrates_before_it_serves(framework: str) -> None:
    facts, services = stack(framework), compose(framework)["services"]
    done = facts.get("image_commands", [])
    left = [command for command in facts["commands"]["prepare"] if command not in done]

    assert [services["migrate"]["command"]] == left  # the template can hold one
    assert services["web"]["depends_on"] == {
        "migrate": {"condition": "service_completed_successfully"}
    }
    assert "command" not in services["web"]


def test_what_needs_no_database_is_done_while_the_image_is_built(framework: str) -> None:
    build, _ = stages(framework)
    scripts = [run.script for run in build.named("RUN")]

    for command in stack(framework).get("image_commands", []):
        assert command in stack(framework)["commands"]["prepare"]
        assert [script for script in scripts if script.endswith(command)]


def test_compose_serves_this_machine_alone(framework: str) -> None:
    services, port = compose(framework)["services"], stack(framework)["port"]

    assert services["web"]["ports"] == [f"127.0.0.1:{port}:{port}"]
    assert "ports" not in services["migrate"]


def test_the_settings_of_compose_are_a_file_that_git_ignores(framework: str) -> None:
    project = rendered(framework, docker=True)
    services = compose(framework)["services"].values()

    assert {service["env_file"] for service in services} == {"compose.env"}
    assert "compose.env" in (project / ".gitignore").read_text(encoding="utf-8").splitlines()
    # Without the option too: its file of secrets may still be there when it is switched off.
    assert "compose.env" in (rendered(framework) / ".gitignore").read_text(encoding="utf-8")


def test_the_sample_of_these_settings_has_no_secret_key(framework: str) -> None:
    sample = rendered(framework, docker=True) / "compose.env.example"

    assert "SECRET_KEY=" in sample.read_text(encoding="utf-8").splitlines()


def test_the_settings_of_development_have_no_say_in_compose(framework: str) -> None:
    # Compose puts the variables of `.env` where `$` stands.
    assert "$" not in (rendered(framework, docker=True) / "compose.yaml").read_text("utf-8")


# With a database at a server.

SERVERS = {"postgresql": ("postgres:18", "POSTGRES_"), "mysql": ("mysql:8", "MYSQL_")}


def with_server(framework: str, database: str) -> tuple[Path, Any]:
    project = rendered(framework, docker=True, database=database)
    return project, yaml.safe_load((project / "compose.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("database", SERVERS)
def test_the_server_is_there_before_the_site_and_nobody_outside_reaches_it(
    framework: str, database: str
) -> None:
    _, found = with_server(framework, database)
    server, migrate = found["services"]["database"], found["services"]["migrate"]

    assert server["image"] == SERVERS[database][0]
    assert not {"ports", "expose", "network_mode", "privileged"} & set(server)
    assert server["volumes"][0].startswith("data:/var/lib/")
    assert "--host=127.0.0.1" in server["healthcheck"]["test"]
    assert migrate["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert set(found["services"]["web"]["depends_on"]) == {"migrate"}


@pytest.mark.parametrize("database", SERVERS)
def test_the_password_of_the_server_is_in_no_file_that_git_keeps(
    framework: str, database: str
) -> None:
    project, found = with_server(framework, database)
    server = found["services"]["database"]
    sample = (project / "compose.env.example").read_text(encoding="utf-8").splitlines()
    name = f"{SERVERS[database][1]}PASSWORD"

    assert server["env_file"] == "compose.env"
    assert name not in server["environment"]
    assert f"{name}=" in sample
    assert f"DATABASE_URL={database}://site:${{{name}}}@database/site" in sample
    assert "$" not in (project / "compose.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("database", SERVERS)
def test_the_site_has_no_place_to_write_where_its_data_is_elsewhere(
    framework: str, database: str
) -> None:
    project, found = with_server(framework, database)
    _, image = read_stages(project / "Dockerfile")

    assert image.named("VOLUME") == []
    assert "DATABASE_URL" not in image.environment
    assert "volumes" not in found["services"]["web"]
    assert found["services"]["web"]["read_only"] is True
    assert not re.search(r"gcc|build-essential|apt", (project / "Dockerfile").read_text("utf-8"))
