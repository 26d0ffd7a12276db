"""Updates many projects: in parallel processes, and one that fails never stops the rest.

Projects with the same answers file are neighbours in the queue and share what is rendered, which is
removed as soon as the last of them is done: neither memory nor disk grows with their number.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from scaffold.consequences import Sides
from scaffold.errors import ScaffoldError
from scaffold.locks import Lock, LockedError
from scaffold.merge import apply, recover
from scaffold.project import read
from scaffold.render import ANSWERS_FILE
from scaffold.update import Draft, Side, Step, Wish, planned, render_sides
from scaffold.update_report import as_data, nothing_data

UPDATED, NOTHING, CONFLICT, FAILED, PLANNED = "updated", "up to date", "conflicts", "failed", "plan"
QUEUE = 4  # tasks waiting for each process: enough to keep it busy, few enough to stay small
PATIENCE = 120  # seconds for another process to render what this one needs too
PAUSE = 0.02  # seconds
KEPT = "kept.json"  # beside the two renderings


@dataclass(frozen=True)
class Task:
    """One project, and where what is rendered for it is shared."""

    project: Path
    wish: Wish
    applies: bool
    shared: Path


@dataclass(frozen=True)
class Result:
    """What became of one project."""

    project: Path
    outcome: str
    note: str  # why it failed
    data: dict[str, Any]  # the report for programs


def run(
    projects: Sequence[Path], wish: Wish, *, applies: bool, jobs: int | None
) -> Iterator[Result]:
    """Update each project; yield the results as they come."""
    with tempfile.TemporaryDirectory(prefix="scaffold-many-") as folder:
        tasks = [Task(path, wish, applies, Path(folder, key)) for key, path in _ordered(projects)]
        left = Counter(task.shared for task in tasks)
        workers = min(jobs or os.cpu_count() or 1, len(tasks))
        context = get_context("spawn")  # the same on every system
        pool = ProcessPoolExecutor(workers, context, initializer=_quiet)
        try:
            for task, result in _fed(pool, tasks, workers * QUEUE):
                left[task.shared] -= 1
                if not left[task.shared]:
                    shutil.rmtree(task.shared, ignore_errors=True)
                yield result
        finally:
            pool.shutdown(cancel_futures=True)  # what was begun comes to its end


def _ordered(projects: Sequence[Path]) -> list[tuple[str, Path]]:
    """Return the projects with a key of their answers, equal ones side by side."""
    keyed = [(hashlib.sha256(_answers(path)).hexdigest()[:16], path) for path in projects]
    return sorted(keyed, key=lambda pair: pair[0])


def _answers(project: Path) -> bytes:
    try:
        return (project / ANSWERS_FILE).read_bytes()
    except OSError:
        return str(project).encode()


def _fed(
    pool: ProcessPoolExecutor, tasks: Sequence[Task], most: int
) -> Iterator[tuple[Task, Result]]:
    """Keep `most` tasks in the queue, however many there are."""
    waiting: dict[Future[Result], Task] = {}
    rest = iter(tasks)
    while True:
        while len(waiting) < most and (task := next(rest, None)):
            waiting[pool.submit(work, task)] = task
        if not waiting:
            return
        for future in wait(waiting, return_when=FIRST_COMPLETED).done:
            task = waiting.pop(future)
            yield task, _result(task, future)


def _result(task: Task, future: Future[Result]) -> Result:
    error = future.exception()
    if error:
        return _failed(task, f"{type(error).__name__}: {error}")
    return future.result()


def _failed(task: Task, note: str) -> Result:
    data = {"project": str(task.project), "applied": False, "error": note}
    return Result(task.project, FAILED, note, data)


def _quiet() -> None:
    """Leave an interrupt to the parent, which waits for what was begun."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def work(task: Task) -> Result:
    """Update one project; an expected failure is a result too."""
    try:
        told = recover(task.project) or ""
        result = _updated(task)
    except ScaffoldError as error:
        return _failed(task, error.message)
    except OSError as error:
        return _failed(task, f"{type(error).__name__}: {error}")
    return Result(result.project, result.outcome, told or result.note, result.data)


def _updated(task: Task) -> Result:
    draft = Draft(read(task.project), task.wish)
    step = draft.step(draft.sheet())
    if step.is_nothing:
        return Result(task.project, NOTHING, "", nothing_data(step))
    with planned(step, _sides(step, task.shared)) as proposal:
        data = as_data(proposal, applied=task.applies)
        if not task.applies:
            found = CONFLICT if proposal.plan.conflicts else PLANNED
            return Result(task.project, found, "", data)
        applied = apply(proposal.plan)
    return Result(task.project, CONFLICT if applied.conflicts else UPDATED, "", data)


def _sides(step: Step, shared: Path) -> Sides:
    """Return the renderings for a step, made by whichever process comes first."""
    text = json.dumps([_words(side) for side in (step.base, step.theirs)])
    target = shared / hashlib.sha256(text.encode()).hexdigest()[:16]
    shared.mkdir(exist_ok=True)
    until = time.monotonic() + PATIENCE
    while not target.exists():
        try:
            with Lock(target.with_suffix(".lock")):
                if not target.exists():
                    _render(step, target)
        except LockedError:
            if time.monotonic() > until:
                raise ScaffoldError("Another process does not end its rendering") from None
            time.sleep(PAUSE)
    kept = json.loads((target / KEPT).read_bytes())
    return Sides(target / "base", target / "theirs", kept)


def _words(side: Side) -> list[object]:
    return [side.template.version, side.template.address, dict(side.answers)]


def _render(step: Step, target: Path) -> None:
    draft = target.with_suffix(".draft")
    shutil.rmtree(draft, ignore_errors=True)
    sides = render_sides(step, draft)
    (draft / KEPT).write_text(json.dumps(sides.kept_migrations), encoding="utf-8")
    draft.rename(target)
