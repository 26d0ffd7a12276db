"""What is known of earlier runs: one entry a row, in a file that is committed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.harness.facts import ROOT

RECORDS = ROOT / "tests" / "data" / "matrix.json"


@dataclass(frozen=True)
class Record:
    """The last run of a row; times in seconds, coverage in per cent of branches and lines."""

    name: str
    fingerprint: str
    date: str
    green: bool
    options: str
    files: int
    packages: int
    install: float
    tests: int
    tests_seconds: float
    coverage: float
    contract: int
    first_answer: float


def read_records(path: Path = RECORDS) -> dict[str, Record]:
    """Return the records by their fingerprints."""
    if not path.exists():
        return {}
    content = json.loads(path.read_text(encoding="utf-8"))
    return {entry["fingerprint"]: Record(**entry) for entry in content}


def write_records(records: Mapping[str, Record], path: Path = RECORDS) -> None:
    """Write the records, the old file replaced at once."""
    content = [asdict(one) for one in sorted(records.values(), key=lambda one: one.name)]
    written = path.with_suffix(".new")
    written.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    written.replace(path)
