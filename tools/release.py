"""Makes a release of program and templates: `make release VERSION=0.2.0`.

Checks the changelog, sets the version, and appends one commit with the templates as they stand
to `scaffold/history/templates.bundle`. Author, date and message are fixed by the changelog, so
that the same templates give the same commit, whoever makes it.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from scaffold.git import GitError, git
from scaffold.releases import Release
from scaffold.trees import IGNORED_FOLDERS, IGNORED_SUFFIXES, ROOTS, tree_id
from tools.changelog import ChangelogError, Entry, entry, stamp

ROOT = Path(__file__).resolve().parents[1]
NAME, EMAIL = "scaffold", "releases@scaffold-web.invalid"
BRANCH = "refs/heads/main"


class ReleaseError(Exception):
    """The release can't be made; nothing was changed."""


def release(root: Path, version: str, today: str) -> Release:
    """Release the templates below `root`, which is a checkout; return what was made."""
    history = root / "scaffold" / "history"
    done = _read(history / "releases.json")
    _check_version(version, done)
    text = stamp((root / "CHANGELOG.md").read_text(encoding="utf-8"), version, today)
    told = entry(text, version)
    with tempfile.TemporaryDirectory() as folder:
        repository = Path(folder, "git")
        made = append(root, told, history / "templates.bundle", repository)
        if done and done[-1].tree == made.tree:
            raise ReleaseError(f"the templates are those of {done[-1].version}")
        _write_bundle(repository, history / "templates.bundle")
    _write(history / "releases.json", [*done, made])
    (root / "CHANGELOG.md").write_bytes(text.encode())
    _set_version(root / "scaffold" / "__init__.py", version)
    return made


def append(root: Path, told: Entry, bundle: Path, repository: Path) -> Release:
    """Commit the templates below `root` on top of the bundle's newest, in a new bare repository."""
    git(["init", "--quiet", "--bare", "--template=", str(repository)], root, deaf=True)
    parents = []
    if bundle.exists():
        git(["fetch", "--quiet", str(bundle), "refs/*:refs/*"], repository, deaf=True)
        parents = ["-p", git(["rev-parse", BRANCH], repository, deaf=True)]
    tag = f"v{told.version}"
    tree = _write_tree(root, repository)
    commit = _commit(repository, ["commit-tree", tree, *parents, "-m", f"Release {tag}"], told.date)
    git(["update-ref", BRANCH, commit], repository, deaf=True)
    git(["update-ref", f"refs/tags/{tag}", commit], repository, deaf=True)
    return Release(tag, told.date, commit, tree, told.security, told.changes)


def _commit(repository: Path, words: list[str], date: str) -> str:
    who = {
        f"{role}_{field}": value
        for role in ("author", "committer")
        for field, value in (("name", NAME), ("email", EMAIL))
    }
    settings = [
        word for key, value in who.items() for word in ("-c", f"{key.replace('_', '.')}={value}")
    ]
    moment = f"{date}T00:00:00+00:00"
    dates = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
    return git([*settings, *words], repository, deaf=True, variables=dates)


def _write_tree(root: Path, repository: Path) -> str:
    """Store the templates as git objects, without what a working tree gathers."""
    with tempfile.TemporaryDirectory() as folder:
        clean = Path(folder)
        shutil.copyfile(root / ROOTS[0], clean / ROOTS[0])
        litter = shutil.ignore_patterns(*IGNORED_FOLDERS, *(f"*{end}" for end in IGNORED_SUFFIXES))
        shutil.copytree(root / ROOTS[1], clean / ROOTS[1], ignore=litter)
        here = [f"--git-dir={repository}", f"--work-tree={clean}"]
        git([*here, "add", "--all", "--force", "."], clean, deaf=True)
        tree = git([*here, "write-tree"], clean, deaf=True)
        if tree != tree_id(clean):
            raise ReleaseError("git and `scaffold.trees` differ on the id of the templates")
    return tree


def _write_bundle(repository: Path, bundle: Path) -> None:
    git(["symbolic-ref", "HEAD", BRANCH], repository, deaf=True)
    draft = bundle.with_suffix(".draft")
    words = ["-c", "pack.threads=1", "bundle", "create", "--quiet", str(draft), "HEAD", "--all"]
    git(words, repository, deaf=True)
    draft.replace(bundle)


def _check_version(version: str, done: list[Release]) -> None:
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise ReleaseError(f"`{version}` is no version – it takes three numbers, such as 0.2.0")
    newest = done[-1].version.removeprefix("v") if done else "0.0.0"
    if _numbers(version) <= _numbers(newest):
        raise ReleaseError(f"{version} does not come after {newest}")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _read(path: Path) -> list[Release]:
    rows = json.loads(path.read_bytes()) if path.exists() else []
    return [Release(**row) for row in rows]


def _write(path: Path, rows: list[Release]) -> None:
    text = json.dumps([asdict(row) for row in rows], indent=2, ensure_ascii=False)
    path.write_bytes(f"{text}\n".encode())


def _set_version(path: Path, version: str) -> None:
    text = path.read_text(encoding="utf-8")
    changed = re.sub(r'(?m)^__version__ = ".*"$', f'__version__ = "{version}"', text)
    path.write_bytes(changed.encode())


def main() -> int:
    """Read the command line and release."""
    parser = argparse.ArgumentParser(prog="python -m tools.release", description=__doc__)
    parser.add_argument("version", help="such as 0.2.0")
    version = parser.parse_args().version
    try:
        made = release(ROOT, version, datetime.now(UTC).date().isoformat())
    except (ReleaseError, ChangelogError, GitError) as error:
        print(f"Not released: {error}", file=sys.stderr)
        return 1
    print(f"Released {made.version} ({made.commit}); look it over, commit it, tag it.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
