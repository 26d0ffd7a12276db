"""A minute of mixed requests on each starter's production server: `python -m benchmarks.load`.

Eight visitors at once, two worker processes, the server killed twice in between; loopback alone.
Writes docs/load.md; the exit status is 1 when an answer was an error or a note was lost.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.harness.browser import Site
from tests.harness.facts import ROOT, frameworks
from tests.harness.launch import PROXY, prepare, production, secret_key
from tests.harness.load import Load, Report, Start
from tests.harness.server import Server, serving
from tests.harness.workshop import Project, install_for_production, make, project_at

PAGE = ROOT / "docs" / "load.md"
TEXT = """# Under load

{seconds:.0f} seconds of mixed requests on each starter's production server (two worker processes,
SQLite) by eight visitors at once, three requests in ten of which write a note; the server was
killed (SIGKILL) and started again {kills} times in between. An error is any answer but the one that
is due while the server is up; a note is lost when it was acknowledged and is not there at the end.
`python -m benchmarks.load` measures again, on loopback alone. Seconds depend on the machine: two
cores, which the visitors share.

| starter | requests | a second | median, ms | 99 %, ms | notes | cut off by kills | errors | lost |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
"""


def main() -> int:
    """Measure each framework and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--kills", type=int, default=2)
    options = parser.parse_args()
    lines, bad = [], 0
    for framework in frameworks():
        report = measure(framework, options.seconds, options.kills)
        lines.append(line(framework, report, options.seconds))
        print(lines[-1], *report.errors[:5], *report.lost[:5], sep="\n", flush=True)
        bad += len(report.errors) + len(report.lost)
    text = TEXT.format(seconds=options.seconds, kills=options.kills)
    PAGE.write_text(text + "".join(f"{found}\n" for found in lines), encoding="utf-8")
    return 1 if bad else 0


def measure(framework: str, seconds: float, kills: int) -> Report:
    """Make a framework's project and put it under load."""
    with tempfile.TemporaryDirectory(prefix="scaffold-load-") as folder:
        work = Path(folder)
        make(work / "site", framework)
        project = project_at(work / "site")
        install_for_production(project)
        return Load(starting(project, work), in_production).run(seconds, kills=kills)


def starting(project: Project, work: Path) -> Start:
    """Return what serves the project on one database, each time that it is called."""
    database = work / "load.sqlite3"
    settings = {**PROXY, "SECRET_KEY": secret_key(), "WEB_CONCURRENCY": "2"}
    prepare(project, database, **settings)

    @contextmanager
    def start() -> Iterator[Server]:
        launch = production(project, project.facts.commands.serve, database, **settings)
        with serving(launch, work / "logs") as server:
            yield server

    return start


def in_production(server: Server) -> Site:
    """Return the site of a server that runs with production settings."""
    return Site(server.base_url, production=True)


def line(framework: str, report: Report, seconds: float) -> str:
    """Return a framework's line of the table."""
    requests = report.requests.total()
    figures = (
        f"{requests:,}",
        f"{requests / seconds:.0f}",
        f"{report.quantile(0.5) * 1000:.0f}",
        f"{report.quantile(0.99) * 1000:.0f}",
        f"{len(report.acknowledged):,}",
        str(report.cut_off),
        str(len(report.errors)),
        str(len(report.lost)),
    )
    return f"| {framework} | {' | '.join(figures)} |"


if __name__ == "__main__":
    sys.exit(main())
