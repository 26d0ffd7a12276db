"""Writes one file: the old content stands until the new one is whole."""

from __future__ import annotations

import secrets
from pathlib import Path

from scaffold.staging import unwritable


def place_file(path: Path, content: bytes) -> None:
    """Put `content` into `path` at once, or leave all as it is and raise ScaffoldError."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise unwritable(path, error) from error
