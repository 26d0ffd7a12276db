"""No configuration of the user's changes a merge, and none of their programs is run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scaffold.errors import ScaffoldError
from scaffold.merge import apply
from tests.merge.scenes import RENAMES, everything
from tests.merge.world import File, World, read

BROKEN = "#!/bin/sh\necho ran >> '{log}'\nexit 1\n"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the hostile programs are shell scripts")

# What stands in the user's configuration; `{broken}` is a program that fails and leaves a trace.
CONFIGURATIONS = {
    "hooks": "[core]\n\thooksPath = {hooks}\n",
    "signing": "[commit]\n\tgpgSign = true\n[tag]\n\tgpgSign = true\n[gpg]\n\tprogram = {broken}\n",
    "external diff": "[diff]\n\texternal = {broken}\n\tnoprefix = true\n\tmnemonicPrefix = true\n",
    "merge drivers": '[merge]\n\tdefault = bad\n[merge "bad"]\n\tdriver = {broken} %A\n'
    "[core]\n\tattributesFile = {attributes}\n",
    "text conversion": '[diff "bad"]\n\ttextconv = {broken}\n'
    "[core]\n\tattributesFile = {attributes}\n",
    "conflict style": "[merge]\n\tconflictStyle = zdiff3\n\trenormalize = true\n"
    "\tverifySignatures = true\n\trenames = false\n",
    "other algorithms": "[diff]\n\talgorithm = patience\n\trenames = copies\n\tcontext = 0\n"
    "[merge]\n\tdirectoryRenames = true\n",
    "names": "[core]\n\tquotePath = true\n\tprecomposeUnicode = true\n\tprotectNTFS = false\n",
    "new line ends": "[core]\n\tautocrlf = input\n\tsafecrlf = true\n\twhitespace = cr-at-eol\n",
    "bare repositories": "[safe]\n\tbareRepository = explicit\n",
    "templates": "[init]\n\ttemplateDir = {template}\n\tdefaultBranch = odd\n"
    "\tdefaultObjectFormat = sha256\n",
    "watchers": "[core]\n\tfsmonitor = {broken}\n\tuntrackedCache = true\n\tsplitIndex = true\n"
    "[feature]\n\tmanyFiles = true\n",
    "looks": "[color]\n\tui = always\n[core]\n\tpager = {broken}\n[column]\n\tui = always\n"
    "[core]\n\tabbrev = 4\n[log]\n\tshowSignature = true\n",
    "excludes": "[core]\n\texcludesFile = {excludes}\n\tignoreCase = true\n",
    "logs": "[core]\n\tlogAllRefUpdates = always\n[gc]\n\tauto = 1\n"
    "[transfer]\n\thideRefs = refs/scaffold\n",
    "aliases": "[alias]\n\tmerge-tree = !{broken}\n\tls-files = !{broken}\n"
    "\thash-object = !{broken}\n",
    "loose objects": "[fastimport]\n\tunpackLimit = 1\n[core]\n\tcompression = 0\n"
    "\tbigFileThreshold = 1\n",
}
VARIABLES = {
    "GIT_EXTERNAL_DIFF": "{broken}",
    "GIT_DIFF_OPTS": "--unified=0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_GLOB_PATHSPECS": "1",
    "GIT_DEFAULT_HASH": "sha256",
    "GIT_OBJECT_DIRECTORY": "/nowhere",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES": "/nowhere",
    "GIT_CEILING_DIRECTORIES": "/",
    "GIT_NAMESPACE": "odd",
    "GIT_QUARANTINE_PATH": "/nowhere",
    "GIT_TRACE": "1",
    "GIT_TEMPLATE_DIR": "{template}",
    "GIT_PREFIX": "odd/",
    "GIT_COMMON_DIR": "/nowhere",
    "GIT_INDEX_VERSION": "4",
    "GIT_ATTR_SOURCE": "HEAD",
    "GIT_PAGER": "{broken}",
}


class Hostile:
    """A home folder of a user whose configuration is against us."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "ran"
        self.places = {
            name: folder / name
            for name in ("broken", "hooks", "template", "attributes", "excludes")
        }
        self.config = folder / "gitconfig"
        self._program(self.places["broken"])
        for hooks in (self.places["hooks"], self.places["template"] / "hooks"):
            hooks.mkdir(parents=True)
            for name in ("reference-transaction", "post-index-change", "pre-commit", "post-merge"):
                self._program(hooks / name)
        self.places["attributes"].write_text("* merge=bad diff=bad\n")
        self.places["excludes"].write_text("*\n")

    def _program(self, path: Path) -> None:
        path.write_text(BROKEN.format(log=self.log))
        path.chmod(0o755)

    def fill(self, text: str) -> str:
        return text.format(**self.places)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str, dict[str, File]]:
    """The tree, the difference and the files that come out without any configuration."""
    world = everything(tmp_path_factory.mktemp("calm"))
    with world.plan(RENAMES) as plan:
        diff = plan.diff()
        apply(plan)
    return plan.tree, diff, world.files()


@pytest.fixture
def hostile(tmp_path: Path) -> Hostile:
    (tmp_path / "home").mkdir()
    return Hostile(tmp_path / "home")


def assert_as_expected(world: World, expected: tuple[str, str, dict[str, File]]) -> None:
    before = read(world.project)
    with world.plan(RENAMES) as plan:
        diff = plan.diff()
        apply(plan)
    assert (plan.tree, diff, world.files()) == expected
    world.undo()
    assert read(world.project) == before


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_the_users_configuration_changes_nothing(
    name: str,
    hostile: Hostile,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    expected: tuple[str, str, dict[str, File]],
) -> None:
    world = everything(tmp_path / "world")
    hostile.config.write_text(hostile.fill(CONFIGURATIONS[name]))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(hostile.config))
    assert_as_expected(world, expected)
    assert not hostile.log.exists()


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_the_repositorys_configuration_changes_nothing(
    name: str, hostile: Hostile, tmp_path: Path, expected: tuple[str, str, dict[str, File]]
) -> None:
    world = everything(tmp_path / "world")
    with (world.project / ".git" / "config").open("a") as file:
        file.write(hostile.fill(CONFIGURATIONS[name]))
    (world.project / ".git" / "info" / "attributes").write_text("* merge=bad diff=bad\n")
    assert_as_expected(world, expected)
    assert not hostile.log.exists()


def test_hooks_of_the_repository_do_not_run(
    hostile: Hostile, tmp_path: Path, expected: tuple[str, str, dict[str, File]]
) -> None:
    world = everything(tmp_path / "world")
    for hook in hostile.places["hooks"].iterdir():
        (world.project / ".git" / "hooks").mkdir(exist_ok=True)
        hook.rename(world.project / ".git" / "hooks" / hook.name)
    assert_as_expected(world, expected)
    assert not hostile.log.exists()


@pytest.mark.parametrize("name", VARIABLES)
def test_variables_of_git_change_nothing(
    name: str,
    hostile: Hostile,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    expected: tuple[str, str, dict[str, File]],
) -> None:
    world = everything(tmp_path / "world")
    calm_git = world.git
    monkeypatch.setenv(name, hostile.fill(VARIABLES[name]))
    before = read(world.project)
    with world.plan(RENAMES) as plan:
        diff = plan.diff()
        apply(plan)
    assert (plan.tree, diff, world.files()) == expected
    world.undo()
    assert read(world.project) == before
    monkeypatch.delenv(name)
    assert "UU" not in calm_git("status", "--short")
    assert not hostile.log.exists()


def test_a_repository_of_another_owner_is_refused_in_gits_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path).start({"f": "1\n"}, {"f": "2\n"})
    monkeypatch.setattr("scaffold.merge.plumbing.ALWAYS", {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"})
    with pytest.raises(ScaffoldError, match="dubious ownership"):
        world.plan()
