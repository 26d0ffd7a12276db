"""The only door to Copier: (templates, answers) → a folder of files."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scaffold.errors import ScaffoldError

ANSWERS_FILE = ".copier-answers.yml"
# The one address of the templates. The domain `.invalid` can never be registered (RFC 2606), so
# nobody can take it over; for outside tools git maps it to a real place.
ADDRESS = "https://templates.scaffold-web.invalid/templates.git"


@dataclass(frozen=True)
class Template:
    """The templates of one release."""

    root: Path
    version: str
    address: str = ADDRESS


def render(template: Template, answers: Mapping[str, Any], destination: Path) -> None:
    """Write the project into `destination`, which is made; raise ScaffoldError when it fails."""
    from copier import Settings, run_copy  # noqa: PLC0415 (0.7 s, so only where it is needed)
    from copier.errors import CopierError  # noqa: PLC0415

    with _plain_folder(template.root) as source:
        try:
            run_copy(
                str(source),
                destination,
                data=dict(answers),
                settings=Settings(),  # none of the user's own: same answers, same bytes
                defaults=True,
                overwrite=True,
                quiet=True,
            )
        except (CopierError, ValueError) as error:
            raise ScaffoldError(
                f"The templates could not be rendered: {_first_line(error)}"
            ) from error
    _write_address(destination / ANSWERS_FILE, template)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0] or type(error).__name__


@contextmanager
def _plain_folder(root: Path) -> Iterator[Path]:
    """Yield the templates outside of any git checkout.

    Of a checkout Copier would render the newest tag, and not what stands in the folder.
    """
    if not (root / ".git").exists():
        yield root
        return
    with tempfile.TemporaryDirectory(prefix="scaffold-templates-") as folder:
        shutil.copy2(root / "copier.yml", folder)
        ignore = shutil.ignore_patterns("__pycache__", ".*_cache")
        shutil.copytree(root / "templates", Path(folder, "templates"), ignore=ignore)
        yield Path(folder)


def _write_address(answers_file: Path, template: Template) -> None:
    """Put the lasting address and the version in the place of the folder that was rendered from."""
    text = answers_file.read_text(encoding="utf-8")
    lines = f"_commit: {template.version}\n_src_path: {template.address}\n"
    text, count = re.subn(r"(?m)^_src_path:.*\n(?:[ ].*\n)*", lambda _: lines, text, count=1)
    if not count:
        raise ScaffoldError(f"The templates write no address into `{ANSWERS_FILE}`")
    answers_file.write_bytes(text.encode())
