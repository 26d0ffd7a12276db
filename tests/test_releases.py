"""The releases that the program carries: whole, unchanged, made the same by whoever makes them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from scaffold import __version__, releases
from scaffold.errors import InputError, ScaffoldError
from scaffold.generate import project_files
from scaffold.git import git
from scaffold.questions import Questionnaire
from scaffold.releases import Release
from scaffold.render import Template, render
from scaffold.trees import tree_id
from scaffold.unpacking import unpack
from tests.commands import ROOT, scaffold
from tests.conftest import FRAMEWORKS
from tools.changelog import PROJECTS, ChangelogError, entry, stamp
from tools.release import ReleaseError, append, release

RELEASES = releases.releases()
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _unproven() -> Iterator[None]:
    """Let each test prove the folders of releases anew."""
    releases.folder_of.cache_clear()
    yield
    releases.folder_of.cache_clear()


@pytest.fixture(params=RELEASES, ids=lambda item: item.version)
def one(request: pytest.FixtureRequest) -> Release:
    found: Release = request.param
    return found


def test_the_bundle_holds_the_releases_of_the_table_and_no_others() -> None:
    listed = git(["bundle", "list-heads", str(releases.BUNDLE)], ROOT, deaf=True)

    pairs = (line.partition(" ") for line in listed.splitlines())
    heads = {name: commit for commit, _, name in pairs}
    tags = {name.removeprefix("refs/tags/"): commit for name, commit in heads.items()}
    assert {tag: commit for tag, commit in tags.items() if tag.startswith("v")} == {
        item.version: item.commit for item in RELEASES
    }
    assert heads["HEAD"] == heads["refs/heads/main"] == RELEASES[-1].commit


def test_the_program_has_the_version_of_the_newest_release() -> None:
    assert releases.newest_version() == f"v{__version__}"


def test_a_release_unpacks_to_the_tree_that_it_names(one: Release, tmp_path: Path) -> None:
    unpack(releases.BUNDLE, one.commit, tmp_path / "tree")

    assert tree_id(tmp_path / "tree") == one.tree
    assert sorted(path.name for path in (tmp_path / "tree").iterdir()) == [
        "copier.yml",
        "templates",
    ]


def test_a_release_made_again_is_the_same_commit(one: Release, tmp_path: Path) -> None:
    unpack(releases.BUNDLE, one.commit, tmp_path / "tree")
    earlier = RELEASES[: RELEASES.index(one)]
    bundle = tmp_path / "earlier.bundle"
    if earlier:
        cut_bundle(earlier, bundle, tmp_path)
    told = entry(CHANGELOG, one.version.removeprefix("v"))

    made = append(tmp_path / "tree", told, bundle, tmp_path / "git")

    assert made == one


def cut_bundle(kept: tuple[Release, ...], bundle: Path, folder: Path) -> None:
    """Write a bundle that ends with the last of `kept`."""
    repository = folder / "whole"
    git(["clone", "--quiet", "--bare", str(releases.BUNDLE), str(repository)], folder, deaf=True)
    git(["update-ref", "refs/heads/main", kept[-1].commit], repository, deaf=True)
    tags = [item.version for item in kept]
    git(["bundle", "create", "--quiet", str(bundle), "main", *tags], repository, deaf=True)


def test_a_tree_that_differs_from_the_newest_release_has_an_entry_in_the_changelog() -> None:
    if tree_id(ROOT) != RELEASES[-1].tree:
        assert "\n## Unreleased" in CHANGELOG
        assert PROJECTS in CHANGELOG.partition("\n## Unreleased")[2].partition("\n## ")[0]


def test_migrations_that_were_shipped_never_change(tmp_path: Path, framework: str) -> None:
    for item in RELEASES:
        was = shipped(releases.folder_of(item), framework, tmp_path / item.version)
        now = shipped(ROOT, framework, tmp_path / f"{item.version}-now")
        assert was
        assert {name: now.get(name) for name in was} == was


def shipped(root: Path, framework: str, folder: Path) -> dict[str, bytes]:
    """Return the migrations of a default project, as path → content."""
    sheet = Questionnaire(root).walk({"framework": framework}, "site")
    render(Template(root, "v0"), sheet.answers, folder)
    return {
        name: (folder / name).read_bytes()
        for name in project_files(folder)
        if "migrations/" in name and Path(name).stem[-4:].isdigit() | Path(name).stem[:4].isdigit()
    }


def test_a_version_is_found_with_and_without_its_letter() -> None:
    assert releases.find("0.1.0") == releases.find("v0.1.0") == RELEASES[0]


def test_an_unknown_version_is_an_error_with_the_ones_that_there_are() -> None:
    with pytest.raises(InputError, match=r"There is no release `9\.9\.9` – there are `v0\.1\.0`"):
        releases.find("9.9.9")


@pytest.mark.parametrize(
    ("version", "told"),
    [
        ("v99.0.0", "upgrade it"),
        ("v0.1.0+unreleased.000000000000", "templates that are not released"),
        ("v0.0.1", "`scaffold adopt` finds the one that fits"),
        ("gibberish", "`scaffold adopt` finds the one that fits"),
    ],
)
def test_a_project_of_no_release_is_refused(version: str, told: str) -> None:
    with pytest.raises(ScaffoldError, match=told):
        releases.made_from(version)


def test_a_state_that_was_released_later_is_that_release() -> None:
    marked = f"v0.0.9{releases.UNRELEASED}{RELEASES[0].tree[:12]}"

    assert releases.made_from(marked) == RELEASES[0]


def test_what_another_process_unpacked_meanwhile_stays(tmp_path: Path) -> None:
    folder = tmp_path / "tree"
    folder.mkdir()
    (folder / "read.txt").write_text("by another process", encoding="utf-8")

    unpack(releases.BUNDLE, RELEASES[-1].commit, folder, lambda found: found == folder)
    assert [path.name for path in folder.iterdir()] == ["read.txt"]

    unpack(releases.BUNDLE, RELEASES[-1].commit, folder, lambda _: False)
    assert (folder / "copier.yml").is_file()


def test_a_broken_folder_of_the_cache_is_unpacked_anew(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(releases, "BUNDLED", tmp_path / "none")
    monkeypatch.setattr(releases, "CHECKOUT", tmp_path / "none")
    monkeypatch.setattr(releases, "_cache", lambda: tmp_path / "cache")
    folder = releases.folder_of(RELEASES[0])
    (folder / "copier.yml").write_text("framework: gone\n")
    (folder / "more.txt").touch()
    (folder / "templates" / "more.txt").touch()
    releases.folder_of.cache_clear()  # as in the next command

    assert releases.folder_of(RELEASES[0]) == folder
    assert tree_id(folder) == RELEASES[0].tree


def test_new_makes_a_project_of_an_older_release(tmp_path: Path) -> None:
    words = ["--framework", FRAMEWORKS[0], "--defaults", "--json"]

    result = scaffold("new", tmp_path / "site", *words, "--release", "0.1.0")

    assert json.loads(result.out)["version"] == "v0.1.0"
    assert "_commit: v0.1.0\n" in (tmp_path / "site" / ".copier-answers.yml").read_text()


def test_new_marks_a_project_of_templates_that_are_not_released(checkout: Path) -> None:
    words = ["--set", f"framework={FRAMEWORKS[0]}", "--defaults"]

    result = scaffold("new", checkout / "site", *words, "--templates", checkout)

    answers = (checkout / "site" / ".copier-answers.yml").read_text()
    assert "not released: the project can't be updated" in result.err
    assert f"_commit: {releases.newest_version()}+unreleased.{tree_id(checkout)[:12]}\n" in answers


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--release", "0.1.0", "--templates", "."], "can't go together"),
        (["--release", "8.0.0"], "There is no release `8.0.0`"),
        (["--templates", "."], "holds no templates"),
    ],
)
def test_new_refuses_templates_that_are_not_there(
    words: list[str], told: str, tmp_path: Path
) -> None:
    result = scaffold("new", "site", "--framework", FRAMEWORKS[0], *words, cwd=tmp_path)

    assert result.status == 2
    assert told in result.err


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a small checkout whose templates are not those of the newest release."""
    folder = tmp_path / "checkout"
    unpack(releases.BUNDLE, RELEASES[-1].commit, folder)
    (folder / "scaffold" / "history").mkdir(parents=True)
    (folder / "scaffold" / "__init__.py").write_text('__version__ = "0.0.1"\n')
    text = "# Changes\n\n## Unreleased\n\n### The command\n\n* a\n\n" + PROJECTS + "\n\n* b\n"
    (folder / "CHANGELOG.md").write_text(text, encoding="utf-8")
    (folder / "templates" / "new.txt").write_text("new\n")
    return folder


def test_a_release_sets_version_changelog_table_and_bundle(checkout: Path) -> None:
    made = release(checkout, "0.0.2", "2026-01-02")

    again = json.loads((checkout / "scaffold" / "history" / "releases.json").read_bytes())
    assert again[0]["tree"] == made.tree == tree_id(checkout)
    assert again[0]["changes"] == "* b"
    assert "## 0.0.2 – 2026-01-02\n" in (checkout / "CHANGELOG.md").read_text(encoding="utf-8")
    assert '"0.0.2"' in (checkout / "scaffold" / "__init__.py").read_text()


def test_a_second_release_follows_the_first(checkout: Path) -> None:
    first = release(checkout, "0.0.2", "2026-01-02")
    add_entry(checkout, "0.0.3 – 2026-01-03 – security")
    (checkout / "templates" / "newer.txt").write_text("newer\n")

    second = release(checkout, "0.0.3", "2026-02-02")

    bundle = checkout / "scaffold" / "history" / "templates.bundle"
    git(["clone", "--quiet", "--bare", str(bundle), "git"], checkout, deaf=True)
    log = git(["log", "--format=%H %an %ad", "--date=iso"], checkout / "git", deaf=True)
    assert log.splitlines() == [
        f"{second.commit} scaffold 2026-01-03 00:00:00 +0000",
        f"{first.commit} scaffold 2026-01-02 00:00:00 +0000",
    ]
    assert second.security
    assert not first.security


def add_entry(checkout: Path, heading: str) -> None:
    path = checkout / "CHANGELOG.md"
    text = path.read_text(encoding="utf-8")
    new = f"## {heading}\n\n### The command\n\n* c\n\n{PROJECTS}\n\n* d\n\n"
    path.write_text(text.replace("## 0.0.2", f"{new}## 0.0.2"), encoding="utf-8")


@pytest.mark.parametrize("version", ["0.0.1", "0.0.2", "1.0", "v1.0.0"])
def test_a_version_that_does_not_follow_is_refused(checkout: Path, version: str) -> None:
    release(checkout, "0.0.2", "2026-01-02")

    with pytest.raises(ReleaseError):
        release(checkout, version, "2026-01-03")


def test_templates_that_did_not_change_are_not_released_again(checkout: Path) -> None:
    release(checkout, "0.0.2", "2026-01-02")
    add_entry(checkout, "0.0.3 – 2026-01-03")

    with pytest.raises(ReleaseError, match=r"the templates are those of v0\.0\.2"):
        release(checkout, "0.0.3", "2026-01-03")


@pytest.mark.parametrize("gone", ["## Unreleased", "### The command", PROJECTS, "* b"])
def test_a_changelog_that_says_nothing_is_refused(checkout: Path, gone: str) -> None:
    path = checkout / "CHANGELOG.md"
    path.write_text(path.read_text(encoding="utf-8").replace(gone, ""), encoding="utf-8")

    with pytest.raises(ChangelogError):
        release(checkout, "0.0.2", "2026-01-02")

    assert list((checkout / "scaffold" / "history").iterdir()) == []


def test_a_heading_with_a_date_stays() -> None:
    text = "## 0.2.0 – 2026-01-01\n"

    assert stamp(text, "0.2.0", "2027-01-01") == text


def test_litter_of_a_working_tree_is_not_released(checkout: Path) -> None:
    before = tree_id(checkout)
    litter = checkout / "templates" / "__pycache__"
    litter.mkdir()
    (litter / "x.pyc").touch()
    (checkout / "templates" / ".DS_Store").touch()

    made = release(checkout, "0.0.2", "2026-01-02")

    assert made.tree == before == tree_id(checkout)


def test_the_id_of_a_tree_is_the_one_that_git_gives(tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    for name in ("a.b", "a/x", "a-c", "é", "a.d/y"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    (folder / "run").touch(mode=0o755)
    (tmp_path / "copier.yml").write_text("x: 1\n")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    git(["add", "."], tmp_path, deaf=True)

    assert tree_id(tmp_path) == git(["write-tree"], tmp_path, deaf=True)


def test_a_checkout_that_is_ahead_renders_the_newest_release(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releases, "BUNDLED", tmp_path / "none")
    monkeypatch.setattr(releases, "CHECKOUT", checkout)
    monkeypatch.setattr(releases, "_cache", lambda: tmp_path / "cache")

    found = releases.newest.__wrapped__()

    assert found.parent == tmp_path / "cache"
    assert tree_id(found) == RELEASES[-1].tree


def test_a_checkout_at_the_newest_release_renders_itself(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (checkout / "templates" / "new.txt").unlink()
    monkeypatch.setattr(releases, "BUNDLED", tmp_path / "none")
    monkeypatch.setattr(releases, "CHECKOUT", checkout)

    assert releases.newest.__wrapped__() == checkout
