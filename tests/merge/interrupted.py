"""An operation that is interrupted at a step of its journal, and what must hold afterwards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from scaffold.merge import steps, undo
from tests.merge.scenes import RENAMES, copied
from tests.merge.world import World

Hook = Callable[[str], None]
State = tuple[object, ...]


class Killed(BaseException):
    """What stands for a kill within this process: nothing of ours may catch it."""


class Scene:
    """A project before and after an operation, and how to do it."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.old = state(world)
        done = copied(world, folder / "done")
        update(done)
        self.new = state(done)
        self.updated = done


def state(world: World) -> State:
    """Return all that matters; the index by its entries, as stat data differs between copies."""
    files, folders, _, heads = world.state()
    return files, folders, world.git("ls-files", "-s", "-t"), heads


def update(world: World) -> None:
    world.update(RENAMES)


def take_back(world: World) -> None:
    undo(world.project)


def names_of(world: World, operation: Callable[[World], None]) -> list[str]:
    names: list[str] = []
    steps.before = names.append
    operation(world)
    steps.before = None
    return names


def failing_at(number: int, error: BaseException) -> Hook:
    """Return a hook that raises at the step of that number, once."""
    left = [number]

    def hook(_: str) -> None:
        left[0] -= 1
        if left[0] == -1:
            raise error

    return hook


def assert_tidy(world: World) -> None:
    left = (world.project / ".git").glob("scaffold/*/*")
    assert {path.name for path in left} <= {"lock"}
    assert not (world.project / ".git" / "index.lock").exists()


def assert_goes_on(world: World, scene: Scene) -> None:
    """The project can be changed as if nothing had happened."""
    if state(world) == scene.old:
        update(world)
        assert state(world) == scene.new
    take_back(world)
    assert state(world) == scene.old


OPERATIONS = {"update": update, "undo": take_back}
