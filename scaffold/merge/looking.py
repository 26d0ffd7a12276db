"""Tells what an operation left, without the weight of what makes and unmakes it."""

from __future__ import annotations

import json
import os
from pathlib import Path

from scaffold.merge.place import locate


def last_operation(project: Path) -> str | None:
    """Return the operation that `undo` would take back, None when there is none."""
    place = locate(project)
    done = place.git.attempt("cat-file", "blob", f"{place.undo_ref}:record.json")
    record = {} if done.returncode else json.loads(done.stdout)
    return None if record.get("undoes", True) else str(record["operation"])


def unresolved(project: Path) -> tuple[str, ...]:
    """Return the files below `project` whose conflicts are not resolved yet."""
    place = locate(project)
    answer = place.git.run("ls-files", "--unmerged", "-z")
    rows = os.fsdecode(answer).split("\0")
    return tuple(sorted({row.partition("\t")[2] for row in rows if row}))
