"""Answers of the last interview, for "as last time"; kept on this machine, never sent anywhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

# Each project has its own.
OF_ONE_PROJECT = {"project_name", "package_name", "description"}


def _path() -> Path:
    from platformdirs import user_data_path  # noqa: PLC0415 (only interviews need it)

    return user_data_path("scaffold") / "last-answers.json"


def remember(answers: Mapping[str, Any]) -> None:
    """Keep the answers that another project may share; not being able to is no failure."""
    kept = {name: value for name, value in answers.items() if name not in OF_ONE_PROJECT}
    with suppress(OSError):
        path = _path()
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".draft")
        draft.write_text(json.dumps(kept), encoding="utf-8")
        draft.replace(path)


def last_answers() -> dict[str, Any]:
    """Return the answers that were kept, or none."""
    with suppress(OSError, ValueError):
        answers = json.loads(_path().read_bytes())
        if isinstance(answers, dict):
            return answers
    return {}
