"""`python -m tests.matrix`: runs the rows that are not recorded green, and writes docs/matrix.md.

`--minutes N` begins no row after so many minutes; when all are green it runs recorded rows again,
the oldest first, and it fails for rows that are red alone. `--all` runs every row; `--row NAME`
that row alone; `--check` only says what is not recorded, with exit status 1.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from datetime import date
from pathlib import Path

from scaffold.questions import Questionnaire
from tests.harness.facts import ROOT, frameworks
from tests.matrix.page import PAGE, page
from tests.matrix.record import Record, read_records, write_records
from tests.matrix.rows import Row, columns_of, rows
from tests.matrix.run import Findings, run_row
from tests.matrix.sample import Sample, sample


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for; return 1 when a row is red or not recorded."""
    options = _parser().parse_args(arguments)
    questions = Questionnaire(ROOT)
    with tempfile.TemporaryDirectory(prefix="scaffold-matrix-") as folder:
        work = Path(folder)
        samples = list(all_samples(questions, work / "rendered"))
        known = read_records()
        wanted = _wanted(samples, known, options)
        if options.check:
            return _told(wanted)
        results = Results(questions, samples, known)
        deadline = time.monotonic() + options.minutes * 60 if options.minutes else None
        results.run(wanted, work, workers=options.workers, deadline=deadline)
    return results.status(full=not (options.row or options.minutes))


def all_samples(questions: Questionnaire, folder: Path) -> Iterator[Sample]:
    """Render every row of every framework."""
    for framework in frameworks():
        for row in rows(questions, framework):
            yield sample(questions, row, folder / row.name)


def changed_options(questions: Questionnaire, row: Row) -> str:
    """Return the answers of a row that are not the defaults, as people read them."""
    usual = {k: v for part in columns_of(questions, row.framework) for k, v in part[0].items()}
    words = {True: "", False: "no "}
    return ", ".join(
        f"{words[value]}{name}" if isinstance(value, bool) else f"{name} {value}"
        for name, value in row.options
        if value != usual.get(name)
    )


class Results:
    """Records being brought up to date while rows run."""

    def __init__(
        self, questions: Questionnaire, samples: Sequence[Sample], known: Mapping[str, Record]
    ) -> None:
        """Keep of the known records those that rows of today have, by the rows' names of today."""
        self.questions = questions
        self.names = {one.fingerprint: one.row.name for one in samples}
        self.records = {
            key: replace(one, name=self.names[key])
            for key, one in known.items()
            if key in self.names
        }
        self.red: list[str] = []

    def run(
        self, wanted: Sequence[Sample], work: Path, *, workers: int, deadline: float | None
    ) -> None:
        """Run rows side by side; after the deadline none begins any more."""
        total, began = len(wanted), time.monotonic()

        def one(chosen: Sample) -> tuple[Record, Findings] | None:
            if deadline is not None and time.monotonic() > deadline:
                return None
            return run_row(chosen, work, changed_options(self.questions, chosen.row))

        with ThreadPoolExecutor(workers) as pool:
            running = [pool.submit(one, chosen) for chosen in wanted]
            for number, future in enumerate(as_completed(running), 1):
                if result := future.result():
                    record, found = result
                    self.take(record, found.problem)
                    spent = time.monotonic() - began
                    left = spent / number * (total - number)
                    _say(
                        f"[{number}/{total}] {_line(record, found)}  {spent:.0f} s, {left:.0f} left"
                    )

    def take(self, record: Record, problem: str) -> None:
        """Write a row's result down at once: what was run is kept whatever comes after."""
        if problem:
            self.red.append(problem)
            _say(problem)
        self.records[record.fingerprint] = record
        write_records(self.records)
        ordered = [key for key in self.names if key in self.records]
        PAGE.write_text(page(self.records, ordered, rows=len(self.names)), encoding="utf-8")

    def status(self, *, full: bool) -> int:
        """Say how it stands; return the exit status."""
        missing = [name for key, name in self.names.items() if not self._is_green(key)]
        _say(f"{len(self.names) - len(missing)} of {len(self.names)} rows are recorded green.")
        return 1 if self.red or (full and missing) else 0

    def _is_green(self, key: str) -> bool:
        return key in self.records and self.records[key].green


def _wanted(
    samples: Sequence[Sample], known: Mapping[str, Record], options: argparse.Namespace
) -> list[Sample]:
    """Return the rows to run: first those not recorded green, then the oldest."""
    if options.row:
        return [one for one in samples if one.row.name in options.row]
    green = {key: one for key, one in known.items() if one.green}
    new = [one for one in samples if one.fingerprint not in green]
    old = [one for one in samples if one.fingerprint in green]
    turn = random.Random(date.today().isoformat())  # noqa: S311 (whose turn it is, no secret)
    turn.shuffle(new)  # where nothing is written down, another day looks at other rows
    turn.shuffle(old)
    old.sort(key=lambda one: green[one.fingerprint].date)
    return [*new, *old] if options.all or options.minutes else new


def _told(wanted: Sequence[Sample]) -> int:
    for one in wanted:
        _say(f"{one.row.name} is not recorded green: {one.row.answers}")
    return 1 if wanted else 0


def _line(record: Record, found: Findings) -> str:
    word = "ok    " if record.green else "FAILED"
    figures = f"{record.tests} tests, {record.coverage:.1f} %, contract {record.contract}"
    steps = ", ".join(f"{name} {seconds:.0f}" for name, seconds in found.seconds.items())
    return f"{word} {record.name:18} {figures} ({steps} s)"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.matrix",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--all", action="store_true", help="run recorded rows too")
    parser.add_argument("--check", action="store_true", help="run nothing")
    parser.add_argument("--minutes", type=float, default=0, help="begin no row after it")
    parser.add_argument("--row", action="append", default=[], help="run this row alone")
    parser.add_argument("--workers", type=int, default=2, help="rows at once")
    return parser


if __name__ == "__main__":
    sys.exit(main())
