"""A disk that refuses, an editor that saves, a second process: all or nothing, still."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from scaffold.errors import ScaffoldError
from scaffold.merge import Plan, apply, last_operation, recover, steps, undo
from tests.merge.interrupted import (
    OPERATIONS,
    Scene,
    assert_tidy,
    failing_at,
    names_of,
    state,
    update,
)
from tests.merge.scenes import RENAMES, copied, everything
from tests.merge.world import LABELS


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder = tmp_path_factory.mktemp("scene")
    return Scene(everything(folder / "world"), folder)


@pytest.fixture(autouse=True)
def unhooked() -> Iterator[None]:
    yield
    steps.before = None


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_disk_that_refuses_at_any_step_changes_nothing(
    scene: Scene, tmp_path: Path, name: str
) -> None:
    start = scene.world if name == "update" else scene.updated
    before, undoable = state(start), last_operation(start.project)
    names = names_of(copied(start, tmp_path / "all"), OPERATIONS[name])
    for number, step in enumerate(names):
        world = copied(start, tmp_path / str(number))
        code = (errno.ENOSPC, errno.EACCES)[number % 2]
        steps.before = failing_at(number, OSError(code, os.strerror(code)))
        if step == "clear":
            OPERATIONS[name](world)
            continue
        if step.startswith("remove folder"):  # one that can't be removed stays
            continue
        with pytest.raises(ScaffoldError, match=os.strerror(code)):
            OPERATIONS[name](world)
        steps.before = None
        if step == "done":
            recover(world.project)
            continue
        assert state(world) == before, step
        assert last_operation(world.project) == undoable
        assert_tidy(world)
        assert recover(world.project) is None


def test_when_not_even_the_way_back_works_the_next_command_takes_it(
    scene: Scene, tmp_path: Path
) -> None:
    names = names_of(copied(scene.world, tmp_path / "all"), update)
    for number in range(names.index("journal") + 2, len(names) - 2):
        world = copied(scene.world, tmp_path / str(number))
        count = [0]

        def hook(_: str, count: list[int] = count, first: int = number) -> None:
            count[0] += 1
            if count[0] == first + 1 or count[0] > first + 4:
                raise OSError(errno.EIO, "the disk is ill")

        steps.before = hook
        with pytest.raises(ScaffoldError, match="scaffold status"):
            update(world)
        steps.before = None
        assert "taken back" in (recover(world.project) or "")
        assert state(world) == scene.old
        assert_tidy(world)


def test_a_file_that_is_edited_during_the_steps_takes_all_back(
    scene: Scene, tmp_path: Path
) -> None:
    world = copied(scene.world, tmp_path / "world")

    def hook(step: str) -> None:
        if step == "write merged.txt":
            world.edit({"merged.txt": "my newest\n"})

    steps.before = hook
    with pytest.raises(ScaffoldError, match="changed since"):
        update(world)
    files, *rest = state(world)
    assert files == {**scene.old[0], "merged.txt": b"my newest\n"}  # type: ignore[dict-item]
    assert rest == list(scene.old[1:])


def test_two_at_once_are_refused(scene: Scene, tmp_path: Path) -> None:
    world = copied(scene.world, tmp_path / "world")
    second: list[str] = []

    def hook(step: str) -> None:
        if step == "index":
            with pytest.raises(ScaffoldError, match="Another scaffold"):
                world.plan(RENAMES)
            for refused in (
                lambda: undo(world.project),
                lambda: recover(world.project),
            ):
                with pytest.raises(ScaffoldError) as caught:
                    refused()
                second.append(caught.value.happened)

    plan: Plan
    with world.plan(RENAMES) as plan:
        steps.before = hook
        apply(plan)
    assert all("Another scaffold" in text for text in second)
    assert len(second) == 2
    assert state(world) == scene.new
    assert LABELS.operation == last_operation(world.project)


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_git_folder_on_another_file_system_does_as_well(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    world = copied(scene.world if name == "update" else scene.updated, tmp_path / "world")
    real_replace, real_link = Path.replace, os.link

    def elsewhere(*paths: os.PathLike[str] | str) -> bool:
        return len({".git" in Path(path).parts for path in paths}) > 1

    def replace(path: Path, target: Path) -> Path:
        if elsewhere(path, target):
            raise OSError(errno.EXDEV, "another file system")
        return real_replace(path, target)

    def link(source: Path, target: Path, **options: bool) -> None:
        if elsewhere(source, target):
            raise OSError(errno.EXDEV, "another file system")
        real_link(source, target, **options)

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(os, "link", link)
    OPERATIONS[name](world)
    assert state(world) == (scene.new if name == "update" else scene.old)
    assert_tidy(world)
