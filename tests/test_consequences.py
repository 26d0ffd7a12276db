"""What follows from a change of template files: settings, packages, migrations, renames."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scaffold.consequences import Consequences, Difference, Sides, consequences
from scaffold.migrations import keep_shipped
from scaffold.once import once_paths
from scaffold.questions import Questionnaire, Sheet
from scaffold.releases import Release
from scaffold.renames import moved_files, moves, renames
from scaffold.update_report import warning_lines

MERGE = "site db merge"
TEMPLATE = """
_envops: {undefined: jinja2.StrictUndefined}
_skip_if_exists: ["/{{ package_name }}/local.py", "notes/*.md"]
framework: {type: str, choices: [a, b]}
package_name: site
"""


def sheet(**stack: Any) -> Sheet:
    facts = {"commands": {"merge_migrations": MERGE}, "migration_folders": ["site/migrations"]}
    return Sheet(context={"stack": {**facts, **stack}})


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Return an empty project, base and theirs."""
    for name in ("project", "base", "theirs"):
        (tmp_path / name / "site" / "migrations").mkdir(parents=True)
    return tmp_path / "project", tmp_path / "base", tmp_path / "theirs"


def put(folder: Path, name: str, text: str = "") -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


def looked(folders: tuple[Path, Path, Path], **stack: Any) -> Consequences:
    project, base, theirs = folders
    return consequences(sheet(**stack), project, Sides(base, theirs))


def test_equal_sides_have_no_consequences(folders: tuple[Path, Path, Path]) -> None:
    found = looked(folders)

    assert not found.settings
    assert not found.packages
    assert found.migrations == []
    assert found.merge_migrations == ""


def test_settings_are_read_from_the_sample_commented_ones_too(
    folders: tuple[Path, Path, Path],
) -> None:
    put(folders[1], ".env.example", "# A word about A=1\nA=1\n# OLD=2\n")
    put(folders[2], ".env.example", "A=3\n# NEW_ONE=2\n#OTHER=x\n")

    assert looked(folders).settings == Difference(["NEW_ONE", "OTHER"], ["OLD"])


def test_packages_are_those_of_the_project_and_of_its_groups(
    folders: tuple[Path, Path, Path],
) -> None:
    before = '[project]\ndependencies = ["a>=1", "b>=1"]\n[dependency-groups]\ndev = ["t>=1"]\n'
    put(folders[1], "pyproject.toml", before)
    put(folders[2], "pyproject.toml", before.replace('"b>=1"', '"b>=2"').replace('"t>=1"', '"u"'))

    assert looked(folders).packages == Difference(["b>=2", "u"], ["b>=1", "t>=1"])


def test_a_new_migration_alone_needs_no_merge(folders: tuple[Path, Path, Path]) -> None:
    for folder in folders:
        put(folder, "site/migrations/0001.py")
    put(folders[2], "site/migrations/0002.py")
    put(folders[2], "site/migrations/__init__.py")

    found = looked(folders)

    assert found.migrations == ["site/migrations/0002.py"]
    assert found.merge_migrations == ""


def test_a_new_migration_beside_one_of_the_users_needs_a_merge(
    folders: tuple[Path, Path, Path],
) -> None:
    put(folders[0], "site/migrations/0002_mine.py")
    put(folders[2], "site/migrations/0002.py")

    assert looked(folders).merge_migrations == MERGE


def test_a_migration_of_the_users_alone_needs_none(folders: tuple[Path, Path, Path]) -> None:
    put(folders[0], "site/migrations/0002_mine.py")

    assert looked(folders).merge_migrations == ""


def test_a_shipped_migration_stays_when_its_feature_goes(
    folders: tuple[Path, Path, Path],
) -> None:
    _, base, theirs = folders
    put(base, "site/migrations/0001.py", "one")
    put(base, "site/other/0001.py", "two")

    kept = keep_shipped(sheet(), base, theirs)

    assert kept == ["site/migrations/0001.py"]
    assert (theirs / kept[0]).read_text() == "one"
    assert not (theirs / "site" / "other").exists()


def test_a_folder_of_migrations_that_goes_with_its_feature_is_not_kept(
    folders: tuple[Path, Path, Path],
) -> None:
    put(folders[1], "site/migrations/0001.py", "one")

    assert keep_shipped(sheet(migration_folders=[]), *folders[1:]) == []


def test_an_older_stack_names_no_folders(folders: tuple[Path, Path, Path]) -> None:
    put(folders[0], "site/migrations/0002_mine.py")
    put(folders[2], "site/migrations/0002.py")

    project, base, theirs = folders
    bare = Sheet(context={"stack": {"commands": {}}})
    found = consequences(bare, project, Sides(base, theirs))

    assert found.migrations == []
    assert found.merge_migrations == ""


@pytest.fixture
def template(tmp_path: Path) -> Questionnaire:
    put(tmp_path, "copier.yml", TEMPLATE)
    (tmp_path / "templates").mkdir()
    return Questionnaire(tmp_path)


def test_files_that_are_the_users_are_named_by_their_paths(
    template: Questionnaire, tmp_path: Path
) -> None:
    for name in ("site/local.py", "site/other.py", "notes/a.md", "other/local.py"):
        put(tmp_path / "made", name)
    answers = template.walk({"framework": "a", "package_name": "site"}, "x")

    found = once_paths(tmp_path, answers, tmp_path / "made")

    assert sorted(found) == ["notes/a.md", "site/local.py"]


def release(version: str) -> Release:
    return Release(f"v{version}", "", "", "", security=False, changes="")


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> list[Release]:
    """Give the program three releases."""
    made = [release("0.1.0"), release("0.2.0"), release("0.3.0")]
    monkeypatch.setattr("scaffold.releases.releases", lambda: tuple(made))
    return made


def test_renames_are_followed_over_several_releases(
    template: Questionnaire, tmp_path: Path, three: list[Release]
) -> None:
    table = """
"0.2.0": {a: {"{{ package_name }}/one.py": "{{ package_name }}/two.py", x: y}}
"0.3.0": {a: {"{{ package_name }}/two.py": "{{ package_name }}/three.py", y: x}, b: {q: r}}
"""
    put(tmp_path, "templates/renames.yml", table)
    answers = template.walk({"framework": "a", "package_name": "site"}, "x")

    assert renames(template, three[0], three[2], answers) == {"site/one.py": "site/three.py"}
    assert renames(template, three[1], three[2], answers) == {
        "site/two.py": "site/three.py",
        "y": "x",
    }
    assert renames(template, three[2], three[2], answers) == {}


def test_templates_without_a_table_rename_nothing(
    template: Questionnaire, three: list[Release]
) -> None:
    answers = template.walk({"framework": "a", "package_name": "site"}, "x")

    assert renames(template, three[0], three[1], answers) == {}


def test_other_answers_move_files_and_folders(tmp_path: Path) -> None:
    old = {"same": "a.py", "notes": "notes.py", "pages": "pages", "gone": "g.py"}
    new = {"same": "a.py", "notes": "notes/views.py", "pages": "notes/pages", "new": "n.py"}
    before = Sheet(context={"package_name": "site", "places": old})
    after = Sheet(context={"package_name": "site", "places": new})
    for name in ("notes.py", "pages/list.html", "pages/left.html"):
        put(tmp_path / "base" / "site", name)
    for name in ("notes/views.py", "notes/pages/list.html", "notes/pages/added.html"):
        put(tmp_path / "theirs" / "site", name)

    places = moves(before, after)

    assert places == [("site/notes.py", "site/notes/views.py"), ("site/pages", "site/notes/pages")]
    assert moved_files(places, tmp_path / "base", tmp_path / "theirs") == {
        "site/notes.py": "site/notes/views.py",
        "site/pages/list.html": "site/notes/pages/list.html",
    }


def test_answers_without_a_table_of_places_move_nothing(template: Questionnaire) -> None:
    answers = template.walk({"framework": "a", "package_name": "site"}, "x")

    assert moves(answers, answers) == []


def test_of_two_files_that_become_one_the_first_is_moved(tmp_path: Path) -> None:
    for name in ("one.py", "two.py"):
        put(tmp_path / "base", name)
    put(tmp_path / "theirs", "both.py")
    two_to_one = [("one.py", "both.py"), ("two.py", "both.py")]

    assert moved_files(two_to_one, tmp_path / "base", tmp_path / "theirs") == {"one.py": "both.py"}


@pytest.mark.parametrize(
    ("before", "after", "warns"),
    [
        (None, "sqlite", False),  # an older release did not ask: it was SQLite
        (None, "postgresql", True),
        ("sqlite", "mysql", True),
        ("mysql", "sqlite", True),
        ("mysql", None, True),
    ],
)
def test_another_database_is_told_not_to_get_the_data(
    before: str | None, after: str | None, warns: bool
) -> None:
    lines = warning_lines({"license": ("none", "MIT"), "database": (before, after)})

    assert ["Data is not moved" in line for line in lines] == [True] * warns
    assert warning_lines({"license": ("none", "MIT")}) == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("one", "one", []),
        ("one", "none", ["opens no database"]),
        ("none", "one", ["opens no database"]),
        ("one", "another", ["data is not moved"]),
    ],
)
def test_another_orm_is_told_not_to_know_the_tables(
    before: str, after: str, told: list[str]
) -> None:
    lines = warning_lines({"orm": (before, after)})

    assert [each in line for each, line in zip(told, lines, strict=True)] == [True] * len(told)


def test_who_has_no_database_any_more_is_told_of_no_new_one() -> None:
    [line] = warning_lines({"orm": ("one", "none"), "database": ("postgresql", None)})

    assert "opens no database" in line
