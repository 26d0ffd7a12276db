"""A project that exists: where it is, and what its answers file says of it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scaffold.choices import Loader
from scaffold.errors import ScaffoldError
from scaffold.render import ANSWERS_FILE

CHECKSUM = re.compile(rb"(?m)^# checksum: sha256:([0-9a-f]{64})\s*$")
RESTORE = f"`git checkout -- {ANSWERS_FILE}` brings the written one back"
ADOPT = "`scaffold adopt` finds the answers that fit and writes the file anew"


@dataclass(frozen=True)
class Project:
    """A project and its answers."""

    folder: Path
    version: str  # of the templates, as the answers file has it: `v0.1.0`
    address: str  # of the templates, for outside tools
    answers: Mapping[str, Any]
    was_edited: bool  # the answers file, by hand

    @property
    def name(self) -> str:
        """Return the name that defaults are derived from: the folder's."""
        return self.folder.name or "website"


def holds_answers(folder: Path) -> bool:
    """Tell whether `folder` itself is a project of ours."""
    return (folder / ANSWERS_FILE).is_file()


def locate(start: Path) -> Path:
    """Return the nearest folder at or above `start` that holds an answers file."""
    folder = start.resolve()
    if not folder.exists():
        raise ScaffoldError(f"There is no folder `{start}`")
    for candidate in (folder, *folder.parents):
        if holds_answers(candidate):
            return candidate
    raise ScaffoldError(
        f"`{start}` is no project of ours: neither it nor a folder above it holds `{ANSWERS_FILE}`",
        hint="`scaffold new FOLDER` makes a project, `scaffold adopt` takes one in",
    )


def read(folder: Path) -> Project:
    """Read the project in `folder`; raise ScaffoldError when its answers file can't be used."""
    path = folder / ANSWERS_FILE
    try:
        text = path.read_bytes()
        content = yaml.load(text, Loader)  # noqa: S506 (a safe loader)
    except OSError as error:
        raise ScaffoldError(f"`{path}` can't be read ({error.strerror})") from error
    except (yaml.YAMLError, ValueError) as error:
        raise _unusable(path, _reason(text, error)) from error
    if not isinstance(content, dict) or "framework" not in content or "_commit" not in content:
        raise _unusable(path, "it holds no framework and no version")
    answers = {str(name): content[name] for name in content if not str(name).startswith("_")}
    written = CHECKSUM.search(text)
    return Project(
        folder=folder,
        version=str(content["_commit"]),
        address=str(content.get("_src_path", "")),
        answers=answers,
        was_edited=not written or written[1].decode() != checksum(answers),
    )


def refuse_edited(project: Project) -> None:
    """Raise ScaffoldError when the answers file was edited: the base could not be known."""
    if project.was_edited:
        raise ScaffoldError(
            f"`{project.folder / ANSWERS_FILE}` was edited by hand, so it may not say what the "
            "project was made from",
            f"{RESTORE} – then change answers with `scaffold set KEY=VALUE`",
            ADOPT,
        )


def checksum(answers: Mapping[str, Any]) -> str:
    """Return the checksum that the templates write below the answers, in hexadecimal."""
    text = json.dumps(dict(answers), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _reason(text: bytes, error: Exception) -> str:
    if b"<<<<<<<" in text:
        return "it holds the markers of a conflict"
    return " ".join(str(error).split())


def _unusable(path: Path, reason: str) -> ScaffoldError:
    return ScaffoldError(f"`{path}` can't be used ({reason})", RESTORE, ADOPT)
