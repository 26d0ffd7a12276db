"""What `scaffold new` says at its end: what was done, what comes next, how to do it again."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from scaffold.answers import differing
from scaffold.finish import Git
from scaffold.generate import Made
from scaffold.questions import Sheet
from scaffold.releases import UNRELEASED, newest_version
from scaffold.render import Template

GIT_FLAGS = {Git.AUTO: [], Git.ALWAYS: ["--git"], Git.NEVER: ["--no-git"]}


@dataclass(frozen=True)
class Summary:
    """The result of one run, as text or as JSON."""

    folder: Path
    sheet: Sheet
    made: Made
    git: Git
    template: Template
    needs: Sequence[str] = ()  # the flags that stated them

    @property
    def stack(self) -> dict[str, Any]:
        """Return the framework's facts."""
        stack: dict[str, Any] = self.sheet.context["stack"]
        return stack

    @property
    def hints(self) -> dict[str, str]:
        """Return what to know of the chosen options; releases before 0.3.0 say nothing."""
        return self.sheet.context.get("hints") or {}

    def next_steps(self) -> list[str]:
        """Return the commands to type now."""
        commands = self.stack["commands"]
        wanted = [commands["start"], commands["test"]]
        change = (
            [] if self.folder.resolve() == Path.cwd() else [f"cd {_quoted([str(self.folder)])}"]
        )
        if shutil.which("uv"):
            return [*change, *(f"uv run {command}" for command in wanted)]
        return [*change, *_without_uv(), *wanted]

    def recreate(self) -> str:
        """Return the one line that makes the same project again."""
        words = ["scaffold", "new", str(self.folder), *self._which_templates()]
        as_words = _setting if self._which_templates() else _flag
        for name, value in differing(self.sheet).items():
            words += as_words(name, value)
        return _quoted([*words, *self.needs, *GIT_FLAGS[self.git], "--defaults"])

    def _which_templates(self) -> list[str]:
        version = self.template.version
        if version == newest_version():
            return []
        if UNRELEASED in version:
            return ["--templates", str(self.template.root)]
        return ["--release", version]

    def text(self) -> str:
        """Return the report for people."""
        files = len(self.made.files)
        lines = [
            f"Made `{self.folder}`: {self.stack['title']}, {files} files, {self.template.version}."
        ]
        lines += [f"  {'+' if item.done else '-'} {item.note}" for item in self.made.outcomes]
        lines += ["", "Next:", *(f"  {step}" for step in self.next_steps())]
        lines += [f"  # then open http://127.0.0.1:{self.stack['port']}/"]
        if self.hints:
            lines += ["", "For the options:"]
            lines += [f"  {option}: {hint}" for option, hint in self.hints.items()]
        lines += ["", "The same project again:", f"  {self.recreate()}"]
        return "\n".join(lines)

    def json(self) -> str:
        """Return the report for programs."""
        report = {
            "destination": str(self.folder.absolute()),
            "framework": self.sheet.answers["framework"],
            "version": self.template.version,
            "answers": self.sheet.answers,
            "files": list(self.made.files),
            "outcomes": [asdict(item) for item in self.made.outcomes],
            "next_steps": self.next_steps(),
            "hints": self.hints,
            "recreate": self.recreate(),
        }
        return json.dumps(report, indent=2, ensure_ascii=False)


def _setting(name: str, value: Any) -> list[str]:
    """Return an answer to a question that the newest release may not ask, so there is no flag."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return ["--set", f"{name}={text}"]


def _flag(name: str, value: Any) -> list[str]:
    flag = name.replace("_", "-")
    if isinstance(value, bool):
        return [f"--{flag}" if value else f"--no-{flag}"]
    # One word with "=", so that a value with a leading dash is not taken for a flag.
    return [f"--{flag}={value}"] if str(value).startswith("-") else [f"--{flag}", str(value)]


def _without_uv() -> list[str]:
    windows = sys.platform == "win32"
    activate = r".venv\Scripts\activate" if windows else "source .venv/bin/activate"
    return [
        "python -m venv .venv",
        activate,
        "python -m pip install --upgrade pip",
        "python -m pip install --editable . --group dev",
    ]


def _quoted(words: Sequence[str]) -> str:
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
