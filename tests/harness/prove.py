"""Proves on this machine that a new project works: makes, installs, tests, starts and stops it.

`python -m tests.harness.prove [--framework NAME] [FOLDER]`: without a name every framework, without
a folder in a temporary one. One line a step; exit status 1 when a step fails.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.harness.browser import Site
from tests.harness.facts import frameworks
from tests.harness.launch import development
from tests.harness.server import Server, ServerError, serving
from tests.harness.workshop import WorkshopError, install, make, project_at, run

FAILURES = (AssertionError, OSError, ServerError, WorkshopError)


class FailedStepError(Exception):
    """A step failed; what follows it makes no sense."""


@contextmanager
def step(framework: str, name: str) -> Iterator[None]:
    """Print whether the block succeeds, and how long it takes."""
    began = time.monotonic()
    try:
        yield
    except FAILURES as error:
        print(f"failed  {framework:10} {name:8} {time.monotonic() - began:6.1f} s", flush=True)
        print(f"{error}", file=sys.stderr, flush=True)
        raise FailedStepError from error
    print(f"ok      {framework:10} {name:8} {time.monotonic() - began:6.1f} s", flush=True)


def prove(framework: str, folder: Path) -> None:
    """Go through all steps with one framework; raise FailedStepError at the first that fails."""
    with step(framework, "make"):
        make(folder, framework)
        project = project_at(folder)
    with step(framework, "install"):
        install(project)
    with step(framework, "test"):
        command = project.development.resolve(project.facts.commands.test)
        run(command, cwd=folder, variables=project.development.variables())
    with ExitStack() as stack:
        with step(framework, "start"):
            started = serving(development(project), folder.parent / f"{folder.name}-logs")
            server = stack.enter_context(started)
        with step(framework, "page"):
            check_home(server, project.facts.name)
        with step(framework, "stop"):
            ended = server.stop()
            assert ended.is_clean, f"it ended with {ended.status}:\n{server.tail}"


def check_home(server: Server, name: str) -> None:
    """Check that the home page names the project."""
    answer = Site(server.base_url).browser().get("/")
    assert answer.status == 200, f"{answer}\n{server.tail}"
    assert answer.page.heading == name, str(answer)


def prove_all(names: list[str], folder: Path) -> int:
    """Prove each framework, in a folder of its own; return the exit status."""
    status = 0
    for name in names:
        try:
            prove(name, folder / name)
        except FailedStepError:
            status = 1
    return status


def main() -> int:
    """Read the command line and prove what it names."""
    parser = argparse.ArgumentParser(prog="python -m tests.harness.prove", description=__doc__)
    parser.add_argument("--framework", action="append", choices=frameworks(), default=[])
    parser.add_argument("folder", nargs="?", type=Path, help="where to leave the projects")
    arguments = parser.parse_args()
    names = arguments.framework or list(frameworks())
    if arguments.folder:
        return prove_all(names, arguments.folder.absolute())
    with tempfile.TemporaryDirectory(prefix="scaffold-try-") as folder:
        return prove_all(names, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
