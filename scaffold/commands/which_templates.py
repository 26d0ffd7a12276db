"""Which templates a project is made from: the newest release, an older one, or a folder."""

from __future__ import annotations

import os
from pathlib import Path

import click

from scaffold import releases
from scaffold.errors import InputError
from scaffold.render import ADDRESS, Template

ADDRESS_VARIABLE = "SCAFFOLD_TEMPLATES_URL"  # an organisation's own mirror of the history


def chosen_template(release: str | None, folder: Path | None) -> Template:
    """Return the templates that the flags name."""
    if release and folder:
        raise InputError("`--release` and `--templates` can't go together", hint="leave one out")
    address = os.environ.get(ADDRESS_VARIABLE) or ADDRESS
    if folder:
        return Template(*_unreleased(folder), address)
    if release:
        found = releases.find(release)
        return Template(releases.folder_of(found), found.version, address)
    return Template(releases.newest(), releases.newest_version(), address)


def _unreleased(folder: Path) -> tuple[Path, str]:
    root = folder.resolve()
    if not (root / "copier.yml").is_file() or not (root / "templates").is_dir():
        raise InputError(
            f"`{folder}` holds no templates", "it takes a folder with `copier.yml` and `templates/`"
        )
    version = releases.state_of(root)
    if releases.UNRELEASED in version:
        click.echo(
            f"The templates in `{folder}` are not released: the project can't be updated until "
            "this state of them is.",
            err=True,
        )
    return root, version
