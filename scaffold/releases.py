"""Template releases: where the newest one lies, unpacked."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from scaffold import __version__
from scaffold.errors import ScaffoldError

PACKAGE = Path(__file__).resolve().parent
BUNDLED = PACKAGE / "release"  # how the wheel carries the newest release
CHECKOUT = PACKAGE.parent  # a source tree: copier.yml stands beside the package


@cache
def newest() -> Path:
    """Return the folder that holds `copier.yml` and `templates/` of the newest release."""
    for root in (BUNDLED, CHECKOUT):
        if (root / "copier.yml").is_file() and (root / "templates").is_dir():
            return root
    raise ScaffoldError(
        f"The templates are missing from this installation (`{BUNDLED}`)",
        hint="install it again: `pip install --force-reinstall scaffold-web`",
    )


def newest_version() -> str:
    """Return the newest release's tag, such as `v0.1.0`: the program's own version."""
    return f"v{__version__}"


@cache
def starters() -> frozenset[str]:
    """Return the ids of the frameworks that a starter project stands for."""
    found = (newest() / "templates").glob("*/project")
    return frozenset(folder.parent.name for folder in found if folder.is_dir())
