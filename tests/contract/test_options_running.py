"""The files of the options at work: hooks, the jobs of CI, and the container, without Docker.

The files themselves are held in `tests/test_options_files.py` and `tests/test_container_files.py`.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from tests.conftest import FRAMEWORKS
from tests.contract.targets import LAST, spelled_out
from tests.contract.test_starters import copy_of, variables
from tests.harness.browser import Site
from tests.harness.dockerfile import Stage, build_context, read_stages
from tests.harness.facts import has_all
from tests.harness.launch import secret_key
from tests.harness.server import Launch, Server, run_to_end, serving
from tests.harness.workshop import Environment, WorkshopError, find_uv, make, project_at, run

pytestmark = [
    pytest.mark.starter,
    # One worker has all of a framework's, so that each thing is made once.
    pytest.mark.parametrize(
        "framework",
        [
            pytest.param(name, marks=pytest.mark.xdist_group(f"{name}-options"))
            for name in FRAMEWORKS
        ],
    ),
]

ANSWERS = {"docker": True, "ci": "github", "pre_commit": True, "devcontainer": True}
# What changes those files, and what is served; of several libraries the last, the least usual.
BESIDES = {"accounts": True, "websockets": True, "websockets_library": LAST}
WORKFLOW = ".github/workflows/tests.yml"
# What an image is told by whoever runs it.
SETTINGS = {
    "ALLOWED_HOSTS": "www.example.org,127.0.0.1",
    "TRUSTED_PROXIES": "127.0.0.1",
    "MAIL_URL": "console:",
}


def answers(framework: str) -> dict[str, object]:
    """Return the answers that bring these files, and what they are for."""
    [besides] = spelled_out(framework, BESIDES)
    return {**ANSWERS, **(besides if has_all(framework, besides) else {})}


def with_uv() -> dict[str, str]:
    """Return the variables of a machine that has uv, and nothing activated."""
    uv = find_uv()
    if not uv or not shutil.which("bash"):
        pytest.skip("these files need uv and bash")
    known = variables()
    return known | {"PATH": os.pathsep.join([str(Path(uv).parent), known["PATH"]])}


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of what is made once for all tests of a framework."""
    return tmp_path_factory.mktemp("options")


@pytest.fixture
def project(framework: str, work: Path) -> Path:
    """Return a framework's project with every option, nothing installed."""
    folder = work / f"{framework}-all"
    if not folder.exists():
        make(folder, framework, answers(framework))
    return folder


@pytest.fixture
def copy(project: Path, tmp_path: Path) -> Path:
    """Return a copy that the test may change."""
    return copy_of(project_at(project), tmp_path).folder


# Hooks.


@pytest.fixture
def repository(copy: Path, tmp_path: Path) -> Repository:
    """Return the copy as a repository with the hooks in it."""
    known = with_uv() | {
        "PRE_COMMIT_HOME": str(tmp_path / "hooks"),
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    found = Repository(copy, known)
    found.git("init", "--quiet")
    found.git("add", "--all")
    found.run("uv", "run", "pre-commit", "install")
    return found


@dataclass(frozen=True)
class Repository:
    """A project in git."""

    folder: Path
    variables: dict[str, str]

    def run(self, *command: str) -> str:
        """Run a command in it."""
        return run([*command], cwd=self.folder, variables=self.variables)

    def git(self, *arguments: str) -> str:
        """Run git in it, as somebody."""
        return self.run(
            "git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", *arguments
        )


def test_every_hook_passes_on_every_file_from_the_start(repository: Repository) -> None:
    assert repository.run("uv", "run", "pre-commit", "run", "--all-files").count("Passed") == 5
    assert repository.git("diff") == ""


def test_a_commit_of_bad_code_is_refused_and_what_can_be_is_mended(repository: Repository) -> None:
    repository.git("commit", "--quiet", "--message", "Start")
    page = repository.folder / "tests" / "test_bad.py"
    page.write_text("import os\nx = [ 1 ]\ny: int = 'a'\n", encoding="utf-8")
    repository.git("add", "--all")

    with pytest.raises(WorkshopError, match=r"(?s)ruff check.*Failed.*mypy.*Failed"):
        repository.git("commit", "--message", "Bad")
    assert page.read_text(encoding="utf-8") == 'x = [1]\ny: int = "a"\n'


# The jobs of CI.


def test_every_job_of_the_workflow_passes_from_the_start(copy: Path) -> None:
    jobs = yaml.safe_load((copy / WORKFLOW).read_text(encoding="utf-8"))["jobs"]
    scripts = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]

    assert len(scripts) == 5
    for script in scripts:
        run(["bash", "-e", "-o", "pipefail", "-c", script], cwd=copy, variables=with_uv())


def test_the_check_for_production_can_fail(copy: Path) -> None:
    jobs = yaml.safe_load((copy / WORKFLOW).read_text(encoding="utf-8"))["jobs"]
    script = jobs["checks"]["steps"][-1]["run"]

    with pytest.raises(WorkshopError, match="DEBUG"):
        run(["bash", "-e", "-c", script], cwd=copy, variables=with_uv() | {"DEBUG": "true"})


# The container.


@dataclass(frozen=True)
class Container:
    """An image as its Dockerfile makes it, in folders of its own instead of /app and /data."""

    folder: Path

    @property
    def app(self) -> Path:
        """Return the folder of the code."""
        return self.folder / "app"

    def here(self, text: str) -> str:
        """Return a text in which the folders of the image are those of this machine."""
        data = (self.folder / "data").as_posix()
        return text.replace("/app", self.app.as_posix()).replace("/data", data)

    def variables(self, stage: Stage) -> dict[str, str]:
        """Return the variables of a machine, and those that a stage sets."""
        known = with_uv()
        found = {name: self.here(text) for name, text in stage.environment.items()}
        found["PATH"] = found["PATH"].replace(":", os.pathsep).replace("$PATH", known["PATH"])
        return known | found

    def launch(self, command: list[str], **settings: str) -> Launch:
        """Return a command with the settings of production; loopback is all that is needed here."""
        image = read_stages(self.app / "Dockerfile")[1]
        known = self.variables(image) | SETTINGS | {"HOST": "127.0.0.1", "SECRET_KEY": secret_key()}
        resolved = Environment(self.app / ".venv").resolve(command)
        return Launch(resolved, self.app, known | settings)

    def state(self) -> dict[str, int]:
        """Return every file of the code with the time of its last change."""
        return {str(path): path.stat().st_mtime_ns for path in self.app.rglob("*")}


@pytest.fixture
def container(framework: str, project: Path, work: Path) -> Container:
    """Return the image of a framework's project, built once."""
    container = Container(work / f"{framework}-image")
    if not container.folder.exists():
        build(container, project)
    return container


def build(container: Container, project: Path) -> None:
    """Copy what the build sees, then run each command of the first stage."""
    for name in [*build_context(project), "Dockerfile"]:
        target = container.app / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(project / name, target)
    (container.folder / "data").mkdir()
    stage = read_stages(project / "Dockerfile")[0]
    for step in stage.named("RUN"):
        if not step.script.startswith("pip install"):
            command = ["bash", "-e", "-c", step.script]
            run(command, cwd=container.app, variables=container.variables(stage))


@contextmanager
def running(container: Container, project: Path, **settings: str) -> Iterator[Server]:
    """Migrate, as the service `migrate` does, then serve as the image does."""
    services = yaml.safe_load((project / "compose.yaml").read_text(encoding="utf-8"))["services"]
    ended = run_to_end(container.launch(services["migrate"]["command"].split(), **settings))
    assert ended.status == 0, ended.errors
    [command] = read_stages(project / "Dockerfile")[1].named("CMD")
    with serving(container.launch(command.words, **settings), container.folder / "logs") as server:
        yield server


def health(container: Container, project: Path, server: Server) -> int:
    """Run the health check of the image; return its exit status."""
    [check] = read_stages(project / "Dockerfile")[1].named("HEALTHCHECK")
    port = str(urlsplit(server.base_url).port)
    return run_to_end(container.launch(check.words, PORT=port)).status


def test_the_container_serves_is_healthy_and_ends(container: Container, project: Path) -> None:
    with running(container, project) as server:
        site = Site(server.base_url, production=True)
        assert site.browser().get("/").status == 200
        assert site.browser().get("/readyz").json()["migrations"] == "ok"
        assert health(container, project, server) == 0
        assert server.stop().is_clean
        assert health(container, project, server) == 1


def test_the_container_writes_nothing_but_its_data(container: Container, project: Path) -> None:
    before = container.state()
    with running(container, project) as server:
        assert Site(server.base_url, production=True).browser().get("/").status == 200

    assert container.state() == before
    assert [path.name for path in (container.folder / "data").glob("*.sqlite3")] == ["db.sqlite3"]


def test_the_container_holds_no_tool_of_development(container: Container) -> None:
    installed = {path.name.partition("-")[0] for path in container.app.rglob("*.dist-info")}

    assert {re.sub("_", "-", name) for name in installed} & {"mypy", "pytest", "ruff"} == set()
    assert len(installed) > 3


def test_in_debug_the_container_shows_its_pages_without_https(
    container: Container, project: Path
) -> None:
    with running(container, project, DEBUG="true") as server:
        browser = Site(server.base_url).browser()
        assert browser.get("/").status == 200
        assert browser.get("/static/style.css").status == 200
