"""`update`, `set`, `add`, `remove`, `undo`, `abort` and `status` as their users meet them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scaffold.project import checksum
from scaffold.render import ANSWERS_FILE
from tests.commands import environment, scaffold
from tests.conftest import FRAMEWORKS
from tests.projects import NEWEST, OLDEST, Site, fresh, make_site

FIRST = FRAMEWORKS[0]
MINE = "\n## Mine\n\nA line of my own.\n"


@pytest.fixture
def old(tmp_path: Path) -> Site:
    """Return a project of the oldest release."""
    return make_site(tmp_path / "my-site", OLDEST, framework=FIRST)


@pytest.fixture
def new(tmp_path: Path) -> Site:
    """Return a project of the newest release."""
    return make_site(tmp_path / "my-site", NEWEST, framework=FIRST)


def stored(site: Site) -> dict[str, object]:
    """Return the answers of a project, which a fresh one is made with."""
    return {**site.answers}


def test_a_new_project_is_up_to_date(new: Site) -> None:
    before = new.state()

    result = new.scaffold("update", "--yes")

    assert result.status == 0
    assert f"is up to date ({NEWEST.version})" in result.out
    assert new.state() == before


def test_a_project_that_nobody_touched_becomes_a_fresh_one(tmp_path: Path, framework: str) -> None:
    site = make_site(tmp_path / "my-site", OLDEST, framework=framework)

    result = site.scaffold("update", "--yes")

    assert result.status == 0, result.err
    assert site.files() == fresh(tmp_path / "fresh" / "my-site", NEWEST, **stored(site))


def test_an_edit_stays_and_the_template_comes(old: Site) -> None:
    old.write("README.md", old.read("README.md") + MINE)

    result = old.scaffold("update", "--yes")

    assert result.status == 0, result.out
    assert old.read("README.md").endswith(MINE)
    assert f"_commit: {NEWEST.version}\n" in old.read(ANSWERS_FILE)


def test_the_plan_comes_first_and_nobody_to_ask_means_no(old: Site) -> None:
    before = old.state()

    result = old.scaffold("update")

    assert f"{OLDEST.version} → {NEWEST.version}" in result.out
    assert "+ added" in result.out
    assert "add `--yes`" in result.err
    assert result.status == 1
    assert old.state() == before


def test_a_dry_run_shows_every_line_and_changes_nothing(old: Site) -> None:
    before = old.state()

    result = old.scaffold("update", "--dry-run", "--diff")

    assert result.status == 0
    assert "\n+++ " in result.out
    assert f"+_commit: {NEWEST.version}" in result.out
    assert old.state() == before


def test_the_report_for_programs_names_everything(old: Site) -> None:
    data = old.json("update", "--yes")

    assert (data["from"], data["to"]) == (OLDEST.version, NEWEST.version)
    assert data["applied"] is True
    assert data["conflicts"] == []
    assert {"kind", "path", "old_path", "why"} == set(data["changes"][0])
    assert [item["version"] for item in data["releases"]][-1] == NEWEST.version
    assert all(change["why"] for change in data["changes"])


def test_the_same_lines_are_a_conflict_that_is_named(old: Site) -> None:
    for name in (".editorconfig", "README.md", "pyproject.toml"):
        old.write(name, "".join(f"mine {line}\n" for line in old.read(name).splitlines()))
    before = old.state()

    result = old.scaffold("update", "--yes")

    assert result.status == 4
    [name, *_] = [line[4:] for line in result.out.splitlines() if line.startswith("  ! ")][-1:]
    assert f">>>>>>> template {NEWEST.version}\n" in old.read(name)
    assert "<<<<<<< yours\n" in old.read(name)
    assert name in old.git("diff", "--name-only", "--diff-filter=U")
    left = old.scaffold("status", "--no-drift")
    assert f"  ! {name}\n" in left.out
    assert old.scaffold("update", "--yes").status == 4

    back = old.scaffold("abort")

    assert back.status == 0, back.err
    assert old.state() == before


def test_undo_takes_it_back_once(old: Site) -> None:
    old.write("README.md", old.read("README.md") + MINE)
    old.write("staged.txt", "staged\n")
    old.git("add", "staged.txt")
    old.write("untracked.txt", "untracked\n")
    before = old.state()
    assert old.scaffold("update", "--yes").status == 0

    first, second = old.scaffold("undo"), old.scaffold("undo")

    assert first.status == 0, first.err
    assert "Took back `update`" in first.out
    assert old.state() == before
    assert second.status == 1
    assert "nothing" in second.err.lower()


def test_undo_asks_where_you_edited_since_and_keeps_a_copy(old: Site) -> None:
    before = old.state()
    old.scaffold("update", "--yes")
    old.write("README.md", "Since then.\n")

    refused = old.scaffold("undo")
    done = old.json("undo", "--yes")

    assert refused.status == 1
    assert "`README.md`" in refused.err
    assert old.state() == before
    assert old.git("show", f"{done['kept_under']}:files/README.md") == "Since then.\n"


def test_a_change_that_is_stopped_is_put_in_order_at_once(old: Site) -> None:
    stop = """
import sys
from scaffold.merge import steps

def stop(step):
    if step.startswith("write README"):
        steps.before = None
        raise KeyboardInterrupt

steps.before = stop
from scaffold.cli import main
main(["update", "--yes"])
"""
    done = subprocess.run(
        [sys.executable, "-c", stop],
        cwd=old.folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 130
    assert "Stopped. An interrupted `update` was completed." in done.stderr
    assert old.scaffold("status").out.count("Every template file is as it was made.") == 1


def test_an_answers_file_edited_by_hand_is_refused_with_the_way_out(old: Site) -> None:
    old.replace(ANSWERS_FILE, "example: true", "example: false")

    for words in (["update", "--yes"], ["set", "license=MIT", "--yes"]):
        result = old.scaffold(*words)
        assert result.status == 1
        assert "was edited by hand" in result.err
        assert "git checkout -- .copier-answers.yml" in result.err
    assert "was edited by hand" in old.scaffold("status").out


def test_a_project_of_a_newer_program_is_refused(old: Site) -> None:
    old.replace(ANSWERS_FILE, "_commit: v0.1.0", "_commit: v99.0.0")

    result = old.scaffold("update", "--yes")

    assert result.status == 1
    assert "pip install --upgrade scaffold-web" in result.err


def test_an_older_release_is_no_update(new: Site) -> None:
    result = new.scaffold("update", "--to", OLDEST.version)

    assert result.status == 2
    assert "`scaffold undo`" in result.err


REFUSED = {
    "no value": (["set", "license"], "is no KEY=VALUE"),
    "unknown question": (["set", "licence=MIT"], "did you mean `license`?"),
    "bad value": (["set", "license=MTI"], "did you mean `MIT`?"),
    "framework": (["set", "framework=nosuch"], "`framework` can't be changed"),
    "package": (["set", "package_name=other"], "`package_name` can't be changed"),
    "not asked for": (["set", "author=Ada"], "`author` is not asked for with these answers"),
    "no feature": (["add", "nosuch"], "There is no feature `nosuch`"),
    "misspelt feature": (["remove", "exampel"], "did you mean `example`?"),
    "feature of several kinds": (["add", "license"], "it is one of `MIT`"),
    "yes and no": (["update", "--yes", "--dry-run"], "can't go together"),
    "json that would ask": (["update", "--json"], "add `--yes` or `--dry-run`"),
    "unknown version": (["update", "--to", "7.7.7"], "There is no release `7.7.7`"),
}


@pytest.mark.parametrize(("words", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_it_refuses(new: Site, words: list[str], told: str) -> None:
    before = new.state()

    result = new.scaffold(*words)

    assert result.status == 2, result.err
    assert told in result.err
    assert new.state() == before


def test_set_is_the_same_as_having_answered_so(new: Site, tmp_path: Path) -> None:
    result = new.scaffold("set", "license=MIT", "author=Ada Lovelace", "--yes")

    assert result.status == 0, result.err
    assert new.files() == fresh(tmp_path / "fresh" / "my-site", NEWEST, **stored(new))
    assert new.answers["author"] == "Ada Lovelace"


def test_remove_and_add_give_the_bytes_before(new: Site) -> None:
    before = new.files()

    assert new.scaffold("remove", "example", "--yes").status == 0
    assert new.files() != before
    assert new.scaffold("add", "example", "--yes").status == 0

    assert new.files() == before


def test_a_feature_that_is_there_already_changes_nothing(new: Site) -> None:
    before = new.state()

    result = new.scaffold("add", "example", "--yes")

    assert result.status == 0
    assert "has these answers already" in result.out
    assert new.state() == before


def test_a_feature_with_an_edit_is_not_thrown_away(new: Site) -> None:
    notes = next(name for name in new.files() if name.endswith("test_notes.py"))
    new.write(notes, new.read(notes) + "\n# mine\n")

    result = new.scaffold("remove", "example", "--yes")

    assert result.status == 4
    assert f"! {notes}" in result.out
    assert new.read(notes).endswith("# mine\n")


def test_update_takes_other_answers_as_well(old: Site, tmp_path: Path) -> None:
    result = old.scaffold("update", "--set", "license=MIT", "--yes")

    assert result.status == 0, result.err
    assert old.files() == fresh(tmp_path / "fresh" / "my-site", NEWEST, **stored(old))


def test_status_tells_version_answers_and_edits(old: Site) -> None:
    old.write("README.md", old.read("README.md") + MINE)
    (old.folder / ".editorconfig").unlink()

    data = old.json("status")
    text = old.scaffold("status").out

    assert data["version"] == OLDEST.version
    assert data["newest"] == NEWEST.version
    assert data["drift"] == {"edited": ["README.md"], "deleted": [".editorconfig"]}
    assert data["answers"]["framework"] == FIRST
    assert f"newest is {NEWEST.version}" in text
    assert "  edited   README.md\n  deleted  .editorconfig" in text


def test_status_of_a_fresh_project_has_nothing_to_tell(new: Site) -> None:
    result = new.scaffold("status", "--exit-code")

    assert result.status == 0
    assert "up to date" in result.out
    assert "Every template file is as it was made." in result.out


def test_status_can_exit_with_a_status_of_its_own(old: Site) -> None:
    assert old.scaffold("status", "--no-drift").status == 0
    assert old.scaffold("status", "--no-drift", "--exit-code").status == 5


def test_commands_find_the_project_from_a_folder_inside_it(old: Site) -> None:
    result = scaffold("status", "--no-drift", cwd=old.folder / "tests")

    assert result.status == 0
    assert result.out.startswith(f"`{old.folder}`: {OLDEST.version}")


@pytest.mark.parametrize("words", [["status"], ["update"], ["set", "a=b"], ["undo"]])
def test_a_folder_that_is_no_project_is_refused(tmp_path: Path, words: list[str]) -> None:
    result = scaffold(*words, cwd=tmp_path)

    assert result.status == 1
    assert "is no project of ours" in result.err


def test_a_project_without_a_repository_is_told_to_make_one(tmp_path: Path) -> None:
    words = ["--framework", FIRST, "--release", OLDEST.version, "--defaults", "--no-git"]
    scaffold("new", "site", *words, cwd=tmp_path)

    result = scaffold("update", "site", "--yes", cwd=tmp_path)

    assert result.status == 1
    assert "git init" in result.err
    assert scaffold("status", "site", cwd=tmp_path).status == 0


def test_the_secret_of_a_project_stays_and_is_told_nowhere(tmp_path: Path) -> None:
    words = ["--framework", FIRST, "--release", OLDEST.version, "--defaults"]
    scaffold("new", "site", *words, cwd=tmp_path)
    site = Site(tmp_path / "site")
    env = site.read(".env")
    secret = env.partition("SECRET_KEY=")[2].splitlines()[0]

    told = [
        site.scaffold("update", "--dry-run", "--diff"),
        site.scaffold("update", "--yes", "--json"),
        site.scaffold("remove", "example", "--yes", "--json"),
        site.scaffold("status", "--json"),
        site.scaffold("undo", "--json"),
    ]

    assert [result.status for result in told] == [0] * 5
    assert site.read(".env") == env
    assert not any(secret in result.out + result.err for result in told)
    assert secret not in site.git("log", "--all", "--patch", "--reflog")
    objects = site.git("cat-file", "--batch-all-objects", "--batch", "--buffer")
    assert secret not in objects
    assert secret not in site.read(ANSWERS_FILE)


def test_a_choice_that_is_no_more_is_never_replaced_by_a_default(old: Site) -> None:
    answers = {**old.answers, "license": "WTFPL"}
    text = old.read(ANSWERS_FILE).replace("license: none", "license: WTFPL")
    before = checksum(old.answers)
    old.write(ANSWERS_FILE, text.replace(before, checksum(answers)))

    result = old.scaffold("update", "--yes")

    assert result.status == 1
    assert f"do not fit {OLDEST.version}: `license` can't be `WTFPL`" in result.err


def test_several_projects_are_updated_and_one_that_fails_stops_none(tmp_path: Path) -> None:
    sites = [make_site(tmp_path / f"site-{n}", OLDEST, framework=FIRST) for n in range(3)]
    sites[1].replace(ANSWERS_FILE, "_commit: v0.1.0", "_commit: v99.0.0")
    (tmp_path / "no-project").mkdir()

    result = scaffold("update", *sorted(tmp_path.iterdir()), "--yes", "--json")

    found = {Path(item["project"]).name: item for item in json.loads(result.out)["projects"]}
    assert result.status == 1
    assert {name: item["outcome"] for name, item in found.items()} == {
        "site-0": "updated",
        "site-1": "failed",
        "site-2": "updated",
    }
    assert "pip install --upgrade" in found["site-1"]["error"]
    assert sites[2].files() == fresh(tmp_path / "f" / "site-2", NEWEST, **stored(sites[2]))


def test_several_projects_are_shown_in_a_table(tmp_path: Path) -> None:
    sites = [make_site(tmp_path / name, OLDEST, framework=FIRST) for name in ("one", "two")]
    before = [site.state() for site in sites]

    planned = scaffold("update", *(site.folder for site in sites), "--dry-run")
    asked = scaffold("update", *(site.folder for site in sites))
    status = scaffold("status", *(site.folder for site in sites), "--exit-code")

    assert planned.status == 0
    assert "2 projects: 2 plan" in planned.out
    assert asked.status == 1
    assert "add `--yes`" in asked.err
    assert status.status == 5
    assert status.out.count("update available") == 2
    assert [site.state() for site in sites] == before
