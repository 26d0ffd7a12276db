"""The only door to Copier: (templates, answers) → a folder of files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from threading import Thread
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

    from scaffold.compiling import compiled_once  # noqa: PLC0415

    try:
        with _without_git(), compiled_once():
            run_copy(
                str(template.root),
                destination,
                data=dict(answers),
                settings=Settings(),  # none of the user's own: same answers, same bytes
                defaults=True,
                overwrite=True,
                quiet=True,
            )
    except (CopierError, ValueError) as error:
        reason = _first_line(error)
        raise ScaffoldError(f"The templates could not be rendered: {reason}") from error
    _write_address(destination / ANSWERS_FILE, template)


def warm_up() -> None:
    """Import Copier on a thread, while the user thinks about a question."""
    Thread(target=import_module, args=["copier"], daemon=True).start()


@contextmanager
def _without_git() -> Iterator[None]:
    """Keep Copier from finding git.

    With git it would render a checkout's newest tag and not what stands in the folder, listen to
    the user's git configuration, and run git once for each file.
    """
    from plumbum import local  # noqa: PLC0415 (Copier's own way to run commands)

    with local.env(PATH=""):
        yield


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0] or type(error).__name__


def _write_address(answers_file: Path, template: Template) -> None:
    """Put the lasting address and the version in the place of the folder that was rendered from."""
    text = answers_file.read_text(encoding="utf-8")
    lines = f"_commit: {template.version}\n_src_path: {template.address}\n"
    text, count = re.subn(r"(?m)^_src_path:.*\n(?:[ ].*\n)*", lambda _: lines, text, count=1)
    if not count:
        raise ScaffoldError(f"The templates write no address into `{ANSWERS_FILE}`")
    answers_file.write_bytes(text.encode())
