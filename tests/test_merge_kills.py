"""Killed at any step: afterwards the project is old or new, never between."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from scaffold.errors import ScaffoldError
from scaffold.merge import apply, last_operation, recover, steps, undo
from tests.merge.interrupted import (
    OPERATIONS,
    Killed,
    Scene,
    assert_goes_on,
    assert_tidy,
    failing_at,
    names_of,
    state,
    update,
)
from tests.merge.scenes import RENAMES, copied, everything
from tests.merge.world import World

THOROUGH = bool(os.environ.get("SCAFFOLD_THOROUGH"))
RANDOM_KILLS = 300 if THOROUGH else 20


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder = tmp_path_factory.mktemp("scene")
    return Scene(everything(folder / "world"), folder)


@pytest.fixture(autouse=True)
def unhooked() -> Iterator[None]:
    yield
    steps.before = None


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_kill_at_any_step_is_completed_or_taken_back(
    scene: Scene, tmp_path: Path, name: str
) -> None:
    start = scene.world if name == "update" else scene.updated
    operation = OPERATIONS[name]
    names = names_of(copied(start, tmp_path / "all"), operation)
    assert len(names) > 20
    for number, step in enumerate(names):
        world = copied(start, tmp_path / str(number))
        steps.before = failing_at(number, Killed())
        with pytest.raises(Killed):
            operation(world)
        steps.before = None
        pending = any((world.project / ".git" / "scaffold").glob("*/journal.json"))
        said = recover(world.project)
        assert bool(said) == pending, step
        assert state(world) in (scene.old, scene.new), step
        assert (state(world) == scene.new) == (last_operation(world.project) == "update"), step
        assert_tidy(world)
        assert recover(world.project) is None
        if number % 5 == 0:
            assert_goes_on(world, scene)


def test_a_kill_of_the_recovery_is_recovered_from(scene: Scene, tmp_path: Path) -> None:
    names = names_of(copied(scene.world, tmp_path / "all"), update)
    for number in range(names.index("journal") + 1, len(names), 3):
        for second in range(0, 12, 2):
            world = copied(scene.world, tmp_path / f"{number}-{second}")
            steps.before = failing_at(number, Killed())
            with pytest.raises(Killed):
                update(world)
            steps.before = failing_at(second, Killed())
            try:
                recover(world.project)
            except Killed:
                steps.before = None
                recover(world.project)
            steps.before = None
            assert state(world) == scene.new
            assert_tidy(world)


def test_a_lock_that_a_killed_git_left_on_our_ref_is_removed(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scaffold.merge.refs.PATIENCE", "core.filesRefLockTimeout=10")
    world = copied(scene.world, tmp_path / "world")
    steps.before = failing_at(names_of_update(scene, tmp_path).index("refs"), Killed())
    with pytest.raises(Killed):
        update(world)
    steps.before = None
    (key,) = (path.name for path in (world.project / ".git" / "scaffold").iterdir())
    lock = world.project / ".git" / "refs" / "scaffold" / "undo" / f"{key}.lock"
    lock.parent.mkdir(parents=True)
    lock.touch()
    assert "completed" in (recover(world.project) or "")
    assert not lock.exists()
    assert_goes_on(world, scene)


def names_of_update(scene: Scene, folder: Path) -> list[str]:
    return names_of(copied(scene.world, folder / "all"), update)


def test_while_one_is_interrupted_nothing_else_starts(scene: Scene, tmp_path: Path) -> None:
    world = copied(scene.world, tmp_path / "world")
    names = names_of(copied(scene.world, tmp_path / "all"), update)
    plan = world.plan(RENAMES)
    steps.before = failing_at(names.index("journal") + 3, Killed())
    with pytest.raises(Killed):
        update(world)
    steps.before = None
    for refused in (lambda: world.plan(RENAMES), lambda: apply(plan), lambda: undo(world.project)):
        with pytest.raises(ScaffoldError, match="scaffold status"):
            refused()
    plan.close()


def test_a_file_that_is_edited_before_the_recovery_stays_and_is_named(
    scene: Scene, tmp_path: Path
) -> None:
    world = copied(scene.world, tmp_path / "world")
    names = names_of(copied(scene.world, tmp_path / "all"), update)
    steps.before = failing_at(names.index("write merged.txt"), Killed())
    with pytest.raises(Killed):
        update(world)
    steps.before = None
    world.edit({"merged.txt": "my newest\n"})
    assert "`merged.txt` had changed meanwhile" in (recover(world.project) or "")
    assert world.text("merged.txt") == "my newest\n"


PHASES = [
    "lock",
    "check",
    "stage",
    "keep",
    "record",
    "journal",
    "index",
    "remove",
    "write",
    "refs",
    "done",
    "clear",
]
CHILD = textwrap.dedent(
    """
    import os, signal, sys
    from pathlib import Path
    from scaffold.merge import Labels, apply, merge, recover, steps, undo
    project, base, theirs = (Path(path) for path in sys.argv[1:4])
    log = open(sys.argv[4], "a", buffering=1)
    labels = Labels("template v0.3.0", "yours", "update")
    renames = {"old.txt": "named/new.txt"}
    recover(project)
    plan = merge(project, base, theirs, labels=labels, renames=renames)
    left = [int(sys.argv[5])]
    def hook(step):
        print(step, file=log)
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
    steps.before = hook
    print("ready", flush=True)
    apply(plan)
    print("undo", file=log)
    undo(project)
    print("finished", flush=True)
    """
)


def _run_child(
    world: World, log: Path, patience: float | None, *, all_of_it: bool = False, at: int = 0
) -> str:
    """Run one update and its undo, killed after `patience` seconds; return its last step.

    `all_of_it`: the git that it runs is killed too; else it may outlive the scaffold. `at`: the
    number of the step at which it kills itself, so that the shortest phases are hit as well.
    """
    log.unlink(missing_ok=True)
    arguments = (world.project, world.base, world.theirs, log, at)
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, *map(str, arguments)],
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    with child:
        assert child.stdout
        child.stdout.readline()
        if patience is not None:
            time.sleep(patience)
            if all_of_it:
                os.killpg(child.pid, signal.SIGKILL)
            else:
                child.send_signal(signal.SIGKILL)
        child.wait()
    written = log.read_text().split("\n")[:-1] if log.exists() else []
    return (written or ["before"])[-1]


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process otherwise")
def test_kills_at_random_moments(
    scene: Scene, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world = copied(scene.world, tmp_path / "world")
    log = tmp_path / "log"
    start = time.monotonic()
    _run_child(world, log, None)
    duration = (time.monotonic() - start) / 2  # the first half is the start of the interpreter
    assert state(world) == scene.old
    count = len(log.read_text().split("\n")) - 1
    chance = random.Random(4)  # noqa: S311 (repeatable)
    phases: Counter[str] = Counter()
    for number in range(RANDOM_KILLS):
        if number % 3:
            patience = chance.uniform(0, duration)
            last = _run_child(world, log, patience, all_of_it=bool(number % 2))
        else:
            last = _run_child(world, log, None, at=chance.randint(1, count))
        phases[last.split()[0]] += 1
        recover(world.project)
        assert state(world) in (scene.old, scene.new), last
        assert_tidy(world)
        if state(world) == scene.new:
            undo(world.project)
        assert state(world) == scene.old
    with capsys.disabled():
        print(f"\nkilled in: {dict(phases.most_common())}")
    assert len(phases) >= (len(PHASES) if THOROUGH else 3)
