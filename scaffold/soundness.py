"""Looks a rendered project over before anybody gets it: no leftovers, everything parses."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import yaml

from scaffold.errors import ScaffoldError

# Jinja in a rendered file is a leftover; in an HTML template it is the framework's own.
MARKERS = ("{%", "%}", "<<<<<<<", ">>>>>>>")
TEMPLATES = {".html", ".txt"}


def check(project: Path, answers: Mapping[str, object]) -> None:
    """Raise ScaffoldError when a file below `project` has a fault."""
    if found := faults(project, answers):
        raise ScaffoldError(
            f"The rendered project is not sound ({'; '.join(found[:3])})",
            "nothing was written",
            "this is a fault of the templates: please report it with the answers that you gave",
        )


def faults(project: Path, answers: Mapping[str, object]) -> list[str]:
    """Return what is wrong with the files below `project`, each as `path: reason`."""
    typed = "\n".join(str(answer) for answer in answers.values())
    markers = [marker for marker in MARKERS if marker not in typed]
    return [
        f"{path.relative_to(project).as_posix()}: {reason}"
        for path in sorted(project.rglob("*"))
        if path.is_file() and (reason := _fault(path, markers))
    ]


def _fault(path: Path, markers: Sequence[str]) -> str:
    if set(path.name) & set("{}%"):
        return "its name was not rendered"
    try:
        text = path.read_bytes().decode()
    except UnicodeDecodeError:
        return ""  # binary: copied as it is
    parse = PARSERS.get(path.suffix)
    if parse and (reason := parse(text)):
        return reason
    left = [marker for marker in markers if marker in text and path.suffix not in TEMPLATES]
    return f"holds `{left[0]}`" if left else ""


def _python(text: str) -> str:
    try:
        compile(text, "<rendered>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        return f"is not Python: {error}"
    return ""


def _toml(text: str) -> str:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return f"is not TOML: {error}"
    return ""


def _yaml(text: str) -> str:
    try:
        list(yaml.safe_load_all(text))
    except yaml.YAMLError as error:
        return f"is not YAML: {' '.join(str(error).split())}"
    return ""


PARSERS: dict[str, Callable[[str], str]] = {
    ".py": _python,
    ".toml": _toml,
    ".yml": _yaml,
    ".yaml": _yaml,
}
