"""What holds for every tree and every edit; the oracles compare lines and share no code with us."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.merge.world import World, read, write

EXAMPLES = 400 if os.environ.get("SCAFFOLD_THOROUGH") else 20
lively = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,  # a red run can be repeated
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

PATHS = ["a.py", "b.txt", "app/main.py", "app/views/index.html", "docs/ü x.md", "conf"]
WORDS = st.sampled_from([f"word {n}" for n in range(30)] + ["", "}", "    return x", "=======x"])
TEXTS = st.lists(WORDS, max_size=14)
Text = list[str]
Texts = dict[str, Text]


@st.composite
def trees(draw: st.DrawFn) -> Texts:
    return draw(st.dictionaries(st.sampled_from(PATHS), TEXTS, max_size=5))


@st.composite
def edited(draw: st.DrawFn, tree: Texts, mark: str, hot: Texts | None = None) -> Texts:
    """Return the tree with lines changed, added and dropped, files added and dropped.

    With `hot`, another side's edit of the same tree, the lines that it changed are edited first.
    """
    result = {path: list(text) for path, text in tree.items()}
    for path in draw(st.lists(st.sampled_from(PATHS), max_size=4)):
        action = draw(st.sampled_from(["edit", "edit", "edit", "drop", "write"]))
        if action == "drop":
            result.pop(path, None)
        elif action == "write" or path not in result:
            result[path] = [f"{mark} {n}" for n in range(draw(st.integers(0, 3)))]
        else:
            _edit_lines(draw, result[path], mark, _hot_lines(tree, hot, path))
    return result


def _hot_lines(tree: Texts, hot: Texts | None, path: str) -> list[int]:
    before, after = tree.get(path, []), (hot or {}).get(path, [])
    return [n for n, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]]


def _edit_lines(draw: st.DrawFn, text: Text, mark: str, hot: list[int]) -> None:
    for number in range(draw(st.integers(1, 3))):
        where = draw(st.sampled_from(hot) if hot else st.integers(0, max(0, len(text) - 1)))
        line = f"{mark} edit {number}"
        if draw(st.booleans()) or where >= len(text):
            text.insert(where, line)
        elif draw(st.integers(0, 3)):
            text[where] = line
        else:
            del text[where]


def joined(texts: Texts) -> dict[str, str]:
    return {path: "".join(f"{line}\n" for line in text) for path, text in texts.items()}


@contextmanager
def worlds() -> Iterator[World]:
    folder = Path(tempfile.mkdtemp())
    try:
        yield World(folder)
    finally:
        shutil.rmtree(folder)


def set_up(world: World, base: Texts, ours: Texts, theirs: Texts) -> None:
    world.start(joined(base), joined(theirs))
    world.edit(dict.fromkeys(base.keys() - ours.keys()))
    world.edit(joined(ours))


def texts_of(world: World) -> Texts:
    return {
        path: data.decode().split("\n")[:-1]
        for path, data in read(world.project).items()
        if isinstance(data, bytes)
    }


@lively
@given(st.data())
def test_a_template_that_did_not_change_changes_nothing(data: st.DataObject) -> None:
    base = data.draw(trees())
    ours = data.draw(edited(base, "mine"))
    with worlds() as world:
        set_up(world, base, ours, base)
        before = world.state()
        applied = world.update()
        assert applied.changes == ()
        assert world.state() == before


@lively
@given(st.data())
def test_an_unedited_project_becomes_a_fresh_one(data: st.DataObject) -> None:
    base = data.draw(trees())
    theirs = data.draw(edited(base, "theirs"))
    with worlds() as world:
        set_up(world, base, base, theirs)
        assert world.update().conflicts == ()
        assert texts_of(world) == theirs


@lively
@given(st.data())
def test_no_line_of_the_users_disappears_unless_a_conflict_names_its_file(
    data: st.DataObject,
) -> None:
    base = data.draw(trees())
    theirs = data.draw(edited(base, "theirs"))
    # Two runs of three look for trouble: they edit what the template changes too.
    hot = theirs if data.draw(st.integers(0, 2)) else None
    ours = data.draw(edited(base, "mine", hot))
    with worlds() as world:
        set_up(world, base, ours, theirs)
        applied = world.update()
        after = texts_of(world)
        event(f"conflicts: {min(len(applied.conflicts), 2)}")
        for path, text in ours.items():
            own = Counter(text) - Counter(base.get(path, []))
            lost = own - Counter(after.get(path, []))
            assert not lost or path in applied.conflicts, (path, lost)
            mine = [line for line in after.get(path, []) if line.startswith("mine")]
            assert mine == [line for line in text if line.startswith("mine")], "and their order"
        for path in applied.conflicts:
            assert path in world.stages()
        for path in ours.keys() - after.keys():
            assert ours[path] == base[path], "only what was not edited is deleted"
        for path in (base.keys() - ours.keys()) - theirs.keys():
            assert path not in after, "what both deleted stays deleted"


@lively
@given(st.data())
def test_edits_of_different_files_always_merge(data: st.DataObject) -> None:
    base = {path: data.draw(TEXTS) for path in PATHS}
    theirs = {**base, **{path: [*base[path], "theirs"] for path in PATHS[::2]}}
    ours = {**base, **{path: ["mine", *base[path]] for path in PATHS[1::2]}}
    with worlds() as world:
        set_up(world, base, ours, theirs)
        assert world.update().conflicts == ()
        assert texts_of(world) == {
            path: theirs[path] if path in PATHS[::2] else ours[path] for path in PATHS
        }


@lively
@given(st.data())
def test_edits_of_distant_lines_merge(data: st.DataObject) -> None:
    text = [f"line {n}" for n in range(data.draw(st.integers(8, 30)))]
    cut = data.draw(st.integers(2, len(text) - 3))
    top, rest = text[: cut - 1], text[cut + 1 :]
    between = text[cut - 1 : cut + 1]
    new_top = data.draw(st.lists(st.sampled_from([*top, "mine"]), max_size=8))
    new_rest = data.draw(st.lists(st.sampled_from([*rest, "theirs"]), max_size=8))
    with worlds() as world:
        set_up(
            world,
            {"f": text},
            {"f": [*new_top, *between, *rest]},
            {"f": [*top, *between, *new_rest]},
        )
        assert world.update().conflicts == ()
        assert texts_of(world) == {"f": [*new_top, *between, *new_rest]}


@lively
@given(st.data())
def test_the_same_inputs_give_the_same_tree_and_an_undo_gives_them_back(
    data: st.DataObject,
) -> None:
    base = data.draw(trees())
    theirs = data.draw(edited(base, "theirs"))
    ours = data.draw(edited(base, "mine", theirs))
    staged = data.draw(st.booleans())
    with worlds() as world:
        set_up(world, base, ours, theirs)
        if staged:
            world.git("add", "-A")
        write(world.project, {"untracked": "mine\n"})
        before = world.state()
        with world.plan() as plan, world.plan() as second:
            assert plan.tree == second.tree
            assert plan.changes == second.changes
        if world.update().ref:
            world.undo()
        assert world.state() == before
