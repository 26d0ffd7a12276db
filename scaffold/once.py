"""Files that are the user's from their first moment: Copier's `_skip_if_exists`."""

from __future__ import annotations

from pathlib import Path

from scaffold.generate import project_files
from scaffold.questions import Sheet, questionnaire

SETTING = "_skip_if_exists"


def once_paths(root: Path, sheet: Sheet, rendered: Path) -> tuple[str, ...]:
    """Return the files below `rendered` that an update leaves alone where they exist."""
    questions = questionnaire(root)
    patterns = [questions.text(line, sheet) for line in questions.settings.get(SETTING, ())]
    if not patterns:
        return ()
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 (no release has needed it so far)

    return tuple(GitIgnoreSpec.from_lines(patterns).match_files(project_files(rendered)))
