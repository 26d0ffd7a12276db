"""How a project differs from what its answers give."""

from __future__ import annotations

import tempfile
from pathlib import Path

from scaffold.generate import project_files
from scaffold.releases import folder_of
from scaffold.render import ANSWERS_FILE, Template, render
from scaffold.status import Drift
from scaffold.update import Draft


def drift(draft: Draft) -> Drift:
    """Render a project as its answers describe it, and compare.

    Line ends do not count: git may write them in the manner of the system.
    """
    project = draft.project
    template = Template(folder_of(draft.origin), project.version, project.address)
    with tempfile.TemporaryDirectory(prefix="scaffold-status-") as folder:
        made = Path(folder, "made")
        render(template, draft.stored, made)
        names = [name for name in project_files(made) if name != ANSWERS_FILE]
        deleted = [name for name in names if not _exists(project.folder / name)]
        edited = [
            name
            for name in names
            if name not in deleted and _differs(made / name, project.folder / name)
        ]
    return Drift(edited, deleted)


def _exists(path: Path) -> bool:
    return path.is_symlink() or path.exists()


def _differs(made: Path, now: Path) -> bool:
    if now.is_symlink() or not now.is_file():
        return True
    return _plain(made.read_bytes()) != _plain(now.read_bytes())


def _plain(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n")
