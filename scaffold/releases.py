"""Template releases: which there are, and where each lies unpacked.

`history/` holds all of them, as a git bundle, and a table of what is to be known of each. The
newest also lies in the wheel as a plain folder, so that making a project needs no git.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from scaffold.errors import InputError, ScaffoldError, did_you_mean, listed

PACKAGE = Path(__file__).resolve().parent
BUNDLED = PACKAGE / "release"  # how the wheel carries the newest release
CHECKOUT = PACKAGE.parent  # a source tree: copier.yml stands beside the package
BUNDLE = PACKAGE / "history" / "templates.bundle"
TABLE = PACKAGE / "history" / "releases.json"
UNRELEASED = "+unreleased."  # between the newest release and the id of a working tree
SHOWN = 12  # hexadecimal digits of a tree's id


@dataclass(frozen=True)
class Release:
    """One release of the templates."""

    version: str  # its tag, such as `v0.1.0`
    date: str  # ISO 8601
    commit: str
    tree: str
    security: bool
    changes: str  # Markdown: what an update to it changes in a project


@cache
def releases() -> tuple[Release, ...]:
    """Return all releases, the oldest first."""
    try:
        rows = json.loads(TABLE.read_bytes())
    except (OSError, ValueError) as error:
        raise _incomplete(TABLE) from error
    return tuple(Release(**row) for row in rows)


def newest_version() -> str:
    """Return the newest release's tag, such as `v0.1.0`."""
    return releases()[-1].version


@cache
def newest() -> Path:
    """Return the folder that holds `copier.yml` and `templates/` of the newest release."""
    return BUNDLED if _holds_templates(BUNDLED) else folder_of(releases()[-1])


def find(version: str) -> Release:
    """Return the release that was typed, with or without its `v`; raise InputError for none."""
    tag = "v" + version.strip().removeprefix("v")
    known = {release.version: release for release in releases()}
    if tag not in known:
        near = did_you_mean(tag, known)
        raise InputError(f"There is no release `{version}`", f"there are {listed(known)}", near)
    return known[tag]


@cache
def folder_of(release: Release) -> Path:
    """Return the folder that holds the templates of a release, unpacked and whole.

    That it is whole is proven once in a process: to read all of it takes as long as to render it.
    """
    if release == releases()[-1] and _holds_templates(BUNDLED):
        return BUNDLED
    if _is_whole(CHECKOUT, release):
        return CHECKOUT
    from scaffold.git import GitError  # noqa: PLC0415 (an installation needs none of them to begin)
    from scaffold.unpacking import unpack  # noqa: PLC0415

    target = _cache() / f"{release.version}-{release.tree[:SHOWN]}"
    if not _is_whole(target, release):
        try:
            unpack(BUNDLE, release.commit, target, lambda folder: _is_whole(folder, release))
        except (GitError, OSError) as error:
            raise ScaffoldError(
                f"The templates of {release.version} could not be unpacked to `{target}` ({error})",
                "older releases need git 2.38 or newer, and a folder for caches",
            ) from error
    return target


def since(version: str, until: str) -> Sequence[Release]:
    """Return the releases after `version`, up to and with `until`."""
    versions = [release.version for release in releases()]
    return releases()[versions.index(version) + 1 : versions.index(until) + 1]


def state_of(root: Path) -> str:
    """Return the version of a folder of templates: a release's tag, or one that names its state."""
    from scaffold.trees import tree_id  # noqa: PLC0415

    tree = tree_id(root)
    released = next((release for release in releases() if release.tree == tree), None)
    return released.version if released else f"{newest_version()}{UNRELEASED}{tree[:SHOWN]}"


def made_from(version: str) -> Release:
    """Return the release that a project's answers file names; raise ScaffoldError for none."""
    _, separator, tree = version.partition(UNRELEASED)
    for release in releases():
        if release.version == version or (separator and release.tree.startswith(tree)):
            return release
    if separator:
        raise ScaffoldError(
            f"The project was made from templates that are not released (`{version}`)",
            "it can be updated as soon as that state is a release that this program carries",
        )
    if _number(version) > _number(newest_version()):
        raise ScaffoldError(
            f"The project was made from {version}, and this program carries up to "
            f"{newest_version()}",
            hint="upgrade it: `pip install --upgrade scaffold-web`",
        )
    raise ScaffoldError(
        f"The project names the templates `{version}`, which are no release",
        f"there are {listed(release.version for release in releases())}",
        "`scaffold adopt` finds the one that fits",
    )


@cache
def starters() -> frozenset[str]:
    """Return the ids of the frameworks that a starter project stands for."""
    found = (newest() / "templates").glob("*/project")
    return frozenset(folder.parent.name for folder in found if folder.is_dir())


def _number(version: str) -> tuple[int, ...]:
    """Return the numbers of a version for a comparison; of a malformed one none."""
    match = re.match(r"v?(\d+)\.(\d+)\.(\d+)", version)
    return tuple(map(int, match.groups())) if match else ()


def _holds_templates(root: Path) -> bool:
    return (root / "copier.yml").is_file() and (root / "templates").is_dir()


def _is_whole(root: Path, release: Release) -> bool:
    if not _holds_templates(root):
        return False
    from scaffold.trees import tree_id  # noqa: PLC0415

    # Windows has no bit for executables, by which the id differs there.
    return sys.platform == "win32" or tree_id(root) == release.tree


def _cache() -> Path:
    from platformdirs import user_cache_path  # noqa: PLC0415 (only a checkout and updates need it)

    return user_cache_path("scaffold") / "releases"


def _incomplete(path: Path) -> ScaffoldError:
    return ScaffoldError(
        f"The templates are missing from this installation (`{path}`)",
        hint="install it again: `pip install --force-reinstall scaffold-web`",
    )
