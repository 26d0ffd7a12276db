"""The variables by which a caller's git would point ours at another repository."""

from __future__ import annotations

import os

# Set inside hooks and by some tools; they would point our commands at another repository.
POINTERS = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_CEILING_DIRECTORIES",
)


def forget_pointers() -> None:
    """Drop the variables that point git at a certain repository from this process."""
    for name in POINTERS:
        os.environ.pop(name, None)
