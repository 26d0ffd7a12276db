"""What an operation left to be solved, in words."""

from __future__ import annotations

import re
from collections.abc import Sequence


def left_lines(conflicts: Sequence[str]) -> list[str]:
    """Return which conflicts are left, and how to go on."""
    if not conflicts:
        return []
    return [
        "Conflicts are left to solve; decide in each file, then `git add` it:",
        *(f"  ! {printable(path)}" for path in conflicts),
        "`scaffold abort` takes the whole operation back.",
    ]


def printable(path: str) -> str:
    """Return a path that can't move the cursor or end the line."""
    return re.sub(r"[\x00-\x1f\x7f]", lambda match: repr(match[0])[1:-1], path)
