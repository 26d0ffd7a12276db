"""docs/matrix.md: the records as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.harness.facts import ROOT
from tests.matrix.record import Record

PAGE = ROOT / "docs" / "matrix.md"
HEAD = """\
# The matrix

For each framework, every pair of option values that change code stands in at least one of these
rows, and so do the defaults, everything off, and everything on. Each row was made, installed,
linted, type-checked; its own tests ran, in a random order; it was started in debug and in
production, and held to the [contract](contract.md). `make matrix` runs what has changed since its
last green run and writes this page; the rows come from the questions, none is kept by hand.

Seconds are those of a machine with two cores that ran two rows at once; those of a project's own
tests hold the measuring of what they cover, which is a third of them. "First" is the time from the
start of the command in the README to the first page.

"""
COLUMNS = {
    "row": "---",
    "options besides the defaults": "---",
    "files": "---:",
    "install, s": "---:",
    "own tests": "---:",
    "s": "---:",
    "coverage": "---:",
    "contract": "---:",
    "first, s": "---:",
    "packages": "---:",
}


def page(records: Mapping[str, Record], keys: Sequence[str], *, rows: int) -> str:
    """Return the page for the rows that were run, of so many."""
    table = [f"| {' | '.join(COLUMNS)} |", f"| {' | '.join(COLUMNS.values())} |"]
    lines = [*table, *(_line(records[key]) for key in keys)]
    green = sum(records[key].green for key in keys)
    stand = (
        f"{green} of {rows} rows are recorded green; `make matrix` runs the others, in turn.\n\n"
    )
    return HEAD + stand + "".join(f"{line}\n" for line in lines)


def _line(record: Record) -> str:
    figures = (
        str(record.files),
        f"{record.install:.1f}",
        str(record.tests),
        f"{record.tests_seconds:.1f}",
        f"{record.coverage:.1f} %",
        str(record.contract) if record.green else "**failed**",
        f"{record.first_answer:.1f}",
        str(record.packages),
    )
    return f"| `{record.name}` | {record.options or '–'} | {' | '.join(figures)} |"
