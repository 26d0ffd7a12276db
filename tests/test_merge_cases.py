"""Every case of base, user and template: what happens to the file, and what is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from scaffold.merge import unresolved
from scaffold.merge.table import ONCE_ROWS, ROWS
from tests.merge.texts import BOTH, END, MARKED, TEXT, TOP
from tests.merge.world import Files, Link, Runnable, World, kinds, normal

BINARY = b"\0\1\2base"

Case = tuple[Files, Files, Files, Files, dict[str, str]]
F = "f.txt"


# name: base, edits, theirs, result, kinds
NO_CHANGE: dict[str, Case] = {
    "nothing differs": ({F: TEXT}, {}, {F: TEXT}, {F: TEXT}, {}),
    "only the user edits": ({F: TEXT}, {F: TOP}, {F: TEXT}, {F: TOP}, {}),
    "the user deletes, the template is still": ({F: TEXT}, {F: None}, {F: TEXT}, {}, {}),
    "both delete": ({F: TEXT}, {F: None}, {}, {}, {}),
    "both change alike": ({F: TEXT}, {F: END}, {F: END}, {F: END}, {}),
    "both add it, the template empty": ({}, {F: TEXT}, {F: ""}, {F: TEXT}, {}),
    "both add alike": ({}, {F: TEXT}, {F: TEXT}, {F: TEXT}, {}),
    "the user's own file is none of the template's": ({}, {"mine": "x"}, {}, {"mine": "x"}, {}),
    "both turn it into the same link": (
        {F: TEXT},
        {F: Link("x")},
        {F: Link("x")},
        {F: Link("x")},
        {},
    ),
}
KEPT_DELETED = {F: "kept deleted"}
CHANGES: dict[str, Case] = {
    "the template adds": ({}, {}, {F: TEXT}, {F: TEXT}, {F: "added"}),
    "the template changes": ({F: TEXT}, {}, {F: END}, {F: END}, {F: "changed"}),
    "the template deletes": ({F: TEXT}, {}, {}, {}, {F: "deleted"}),
    "both change different lines": ({F: TEXT}, {F: TOP}, {F: END}, {F: BOTH}, {F: "merged"}),
    "the user deletes, the template changes": ({F: TEXT}, {F: None}, {F: END}, {}, KEPT_DELETED),
    "both add it, the user empty": ({}, {F: ""}, {F: TEXT}, {F: TEXT}, {F: "merged"}),
    "the template makes it executable": (
        {F: TEXT},
        {},
        {F: Runnable(TEXT.encode())},
        {F: Runnable(TEXT.encode())},
        {F: "mode"},
    ),
    "the template makes executable what the user edits": (
        {F: TEXT},
        {F: TOP},
        {F: Runnable(TEXT.encode())},
        {F: Runnable(TOP.encode())},
        {F: "mode"},
    ),
    "the user makes executable what the template changes": (
        {F: TEXT},
        {F: Runnable(TEXT.encode())},
        {F: END},
        {F: Runnable(END.encode())},
        {F: "merged"},
    ),
    "a binary changes": ({F: BINARY}, {}, {F: BINARY + b"2"}, {F: BINARY + b"2"}, {F: "changed"}),
    "a link changes": ({F: Link("a")}, {}, {F: Link("./b/")}, {F: Link("./b/")}, {F: "changed"}),
    "a file becomes a link": ({F: TEXT}, {}, {F: Link("a")}, {F: Link("a")}, {F: "changed"}),
    "a file becomes a folder": (
        {"a": TEXT},
        {},
        {"a/b": END},
        {"a/b": END},
        {"a": "deleted", "a/b": "added"},
    ),
    "a folder becomes a file": (
        {"a/b/c": TEXT, "a/d": TEXT},
        {},
        {"a": END},
        {"a": END},
        {"a": "added", "a/b/c": "deleted", "a/d": "deleted"},
    ),
    "no final newline on either side": (
        {F: TEXT + "end"},
        {F: TOP + "end"},
        {F: TEXT + "END"},
        {F: TOP + "END"},
        {F: "merged"},
    ),
    "the user's line ends are those of Windows": (
        {F: TEXT},
        {F: TEXT.replace("\n", "\r\n")},
        {F: END},
        {F: END.replace("\n", "\r\n")},
        {F: "changed"},
    ),
    "the user edits and has the line ends of Windows": (
        {F: TEXT},
        {F: TOP.replace("\n", "\r\n")},
        {F: END},
        {F: BOTH.replace("\n", "\r\n")},
        {F: "merged"},
    ),
    "the template's line ends are those of Windows": (
        {F: TEXT.replace("\n", "\r\n")},
        {F: TOP.replace("\n", "\r\n")},
        {F: END.replace("\n", "\r\n")},
        {F: BOTH.replace("\n", "\r\n")},
        {F: "merged"},
    ),
}
CONFLICTS: dict[str, tuple[Case, list[int]]] = {
    "both change the same line": (
        ({F: "base\n"}, {F: "mine\n"}, {F: "theirs\n"}, {F: MARKED}, {F: "conflict"}),
        [1, 2, 3],
    ),
    "both change the same line, with Windows line ends": (
        (
            {F: "base\n"},
            {F: "mine\r\n"},
            {F: "theirs\n"},
            {F: MARKED.replace("\n", "\r\n")},
            {F: "conflict"},
        ),
        [1, 2, 3],
    ),
    "both add different files": (
        ({}, {F: "mine\n"}, {F: "theirs\n"}, {F: MARKED}, {F: "conflict"}),
        [2, 3],
    ),
    "the template deletes what the user edits": (
        ({F: TEXT}, {F: TOP}, {}, {F: TOP}, {F: "conflict"}),
        [1, 2],
    ),
    "a binary changes on both sides": (
        (
            {F: BINARY},
            {F: BINARY + b"1"},
            {F: BINARY + b"2"},
            {F: BINARY + b"1"},
            {F: "conflict"},
        ),
        [1, 2, 3],
    ),
    "a link changes on both sides": (
        ({F: Link("a")}, {F: Link("b")}, {F: Link("c")}, {F: Link("b")}, {F: "conflict"}),
        [1, 2, 3],
    ),
    "the user puts a link where the template changes the file": (
        ({F: TEXT}, {F: Link("b")}, {F: END}, {F: Link("b")}, {F: "conflict"}),
        [1, 2, 3],
    ),
    "the user puts a folder where the template changes the file": (
        ({F: TEXT}, {F: None, "f.txt/mine": "m"}, {F: END}, {"f.txt/mine": "m"}, {F: "conflict"}),
        [1, 3],
    ),
    "a folder of the user's stands where the template adds a file": (
        ({}, {"a/mine": "m"}, {"a": TEXT}, {"a/mine": "m"}, {"a": "conflict"}),
        [3],
    ),
    "a file of the user's stands where the template needs a folder": (
        ({}, {"a": "mine"}, {"a/b": TEXT}, {"a": "mine"}, {"a/b": "conflict"}),
        [3],
    ),
    "a folder that becomes a file holds a file of the user's": (
        (
            {"a/b": TEXT},
            {"a/mine": "m"},
            {"a": END},
            {"a/mine": "m"},
            {"a": "conflict", "a/b": "deleted"},
        ),
        [3],
    ),
    "a link of the user's stands where the template needs a folder": (
        ({}, {"a": Link("..")}, {"a/b": TEXT}, {"a": Link("..")}, {"a/b": "conflict"}),
        [3],
    ),
}


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def set_up(world: World, case: Case) -> None:
    base, edits, theirs, _, _ = case
    world.start(base, theirs)
    # A path that changes its kind is removed first.
    world.edit({path: None for path in edits if edits[path] is None})
    world.edit({path: file for path, file in edits.items() if file is not None})


@pytest.mark.parametrize("case", NO_CHANGE.values(), ids=NO_CHANGE)
def test_nothing_happens_where_there_is_nothing_to_do(world: World, case: Case) -> None:
    set_up(world, case)
    before = world.state()
    applied = world.update()
    assert (applied.changes, applied.ref) == ((), "")
    assert world.state() == before
    assert world.files() == normal(case[3])


@pytest.mark.parametrize("case", CHANGES.values(), ids=CHANGES)
def test_the_table_says_what_becomes_of_a_file(world: World, case: Case) -> None:
    set_up(world, case)
    before = world.state()
    applied = world.update()
    assert world.files() == normal(case[3])
    assert kinds(applied) == case[4]
    assert applied.conflicts == ()
    assert world.state()[2:] == before[2:], "index and branches stay"
    if applied.ref:
        world.undo()
    assert world.state() == before


@pytest.mark.parametrize(("case", "stages"), CONFLICTS.values(), ids=CONFLICTS)
def test_a_conflict_is_named_and_left_as_git_leaves_it(
    world: World, case: Case, stages: list[int]
) -> None:
    set_up(world, case)
    before = world.state()
    applied = world.update()
    assert world.files() == normal(case[3])
    assert kinds(applied) == case[4]
    (path,) = applied.conflicts
    assert world.stages() == {path: stages}
    assert unresolved(world.project) == (path,)
    world.git("status")
    world.undo()
    assert world.state() == before


def test_every_row_of_the_table_has_a_case_here() -> None:
    seen = {
        _row(case, path)
        for case in [*NO_CHANGE.values(), *CHANGES.values(), *(c for c, _ in CONFLICTS.values())]
        for path in {*case[0], *case[2]}
    }
    assert seen >= set(ROWS)


def _row(case: Case, path: str) -> tuple[str, str, str]:
    base, theirs = normal(case[0]).get(path), normal(case[2]).get(path)
    ours = normal({**case[0], **case[1]}).get(path)
    user = "edited"
    for name, version in (("as theirs", theirs), ("as base", base), ("gone", None)):
        user = name if ours == version else user
    template = "gone" if theirs is None else "as base" if theirs == base else "new"
    return ("there" if base is not None else "absent", user, template)


def test_every_reason_is_a_sentence_about_the_template_by_name(world: World) -> None:
    rows = [*ROWS.values(), *ONCE_ROWS.values()]
    assert all(row.why for row in rows if row.kind)
    set_up(world, CHANGES["the template adds"])
    with world.plan() as plan:
        assert plan.changes[0].why == "new in template v0.3.0"


ONCE: dict[str, Case] = {
    "the user's stays": ({F: TEXT}, {F: TOP}, {F: END}, {F: TOP}, {F: "kept yours"}),
    "the unedited stays too": ({F: TEXT}, {}, {F: END}, {F: TEXT}, {F: "kept yours"}),
    "the template's is gone": ({F: TEXT}, {}, {}, {F: TEXT}, {F: "kept yours"}),
    "the edited one stays when the template's goes": (
        {F: TEXT},
        {F: TOP},
        {},
        {F: TOP},
        {F: "kept yours"},
    ),
    "a deleted one is made again": ({F: TEXT}, {F: None}, {F: TEXT}, {F: TEXT}, {F: "added"}),
    "a deleted one is made anew": ({F: TEXT}, {F: None}, {F: END}, {F: END}, {F: "added"}),
    "a new one is made": ({}, {}, {F: TEXT}, {F: TEXT}, {F: "added"}),
    "the user's stays when the template adds one": (
        {},
        {F: TOP},
        {F: END},
        {F: TOP},
        {F: "kept yours"},
    ),
    "nothing changes": ({F: TEXT}, {F: TOP}, {F: TEXT}, {F: TOP}, {}),
}


@pytest.mark.parametrize("case", ONCE.values(), ids=ONCE)
def test_a_file_that_is_made_once_belongs_to_the_user(world: World, case: Case) -> None:
    set_up(world, case)
    applied = world.update(once=(F,))
    assert world.files() == normal(case[3])
    assert kinds(applied) == case[4]
