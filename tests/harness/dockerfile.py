"""Reads a Dockerfile, and what its build may see, without Docker."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec


@dataclass(frozen=True)
class Instruction:
    """One instruction: its name, and the rest of its line."""

    name: str
    rest: str

    @property
    def words(self) -> list[str]:
        """Return the words of its exec form, which is a JSON list."""
        found: list[str] = json.loads(self.rest[self.rest.index("[") :])
        return found

    @property
    def script(self) -> str:
        """Return what a shell is given to run, without the mounts of the build."""
        return re.sub(r"--mount=\S+\s+", "", self.rest)


@dataclass(frozen=True)
class Stage:
    """One stage: the image that it begins with, and its instructions."""

    base: str
    instructions: tuple[Instruction, ...]

    def named(self, name: str) -> list[Instruction]:
        """Return its instructions of one name."""
        return [each for each in self.instructions if each.name == name]

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables that it sets."""
        words = " ".join(each.rest for each in self.named("ENV")).split()
        return dict(word.split("=", 1) for word in words)


def read_stages(dockerfile: Path) -> list[Stage]:
    """Return the stages of a Dockerfile, in their order."""
    text = re.sub(r"(?m)^\s*#.*\n", "", dockerfile.read_text(encoding="utf-8"))
    lines = [line for line in re.sub(r"\\\n\s*", "", text).splitlines() if line.strip()]
    stages: list[list[Instruction]] = []
    for line in lines:
        name, _, rest = line.partition(" ")
        if name == "FROM":
            stages.append([])
        stages[-1].append(Instruction(name, rest.strip()))
    return [Stage(first.rest.split()[0], tuple(rest)) for first, *rest in stages]


def build_context(folder: Path) -> set[str]:
    """Return the files that a build sees: `.dockerignore` says which of them it does not.

    Its patterns are git's, but that each begins at the folder unless it says `**`:
    https://docs.docker.com/build/concepts/context/#dockerignore-files
    """
    lines = (folder / ".dockerignore").read_text(encoding="utf-8").splitlines()
    patterns = [
        re.sub(r"^(!?)(?!\*\*|/)", r"\1/", line) for line in lines if line and line[0] != "#"
    ]
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return files - set(GitIgnoreSpec.from_lines(patterns).match_files(files))
