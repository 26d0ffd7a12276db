"""Whether an operation of ours was ever made in a project: a look at files, without git."""

from __future__ import annotations

from pathlib import Path

OURS = "scaffold"  # the folder in a repository that holds locks, journals and staged files


def has_traces(project: Path) -> bool:
    """Tell whether an operation may have left something behind in the project's repository.

    True where only git can tell, as in a linked work tree.
    """
    for folder in (project, *project.parents):
        repository = folder / ".git"
        if repository.is_dir():
            return (repository / OURS).exists()
        if repository.exists():
            return True
    return False
