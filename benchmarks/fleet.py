"""Times updates of many projects: at once, one by one, and by Copier in a loop."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.installed import Installed

SAMPLE = 20  # projects for what is done one by one
HEAD = "| what | projects | seconds | projects/s |\n| --- | ---: | ---: | ---: |\n"


@dataclass(frozen=True)
class Fleet:
    """Projects of the oldest release, each with a name of its own."""

    folders: Sequence[Path]

    @classmethod
    def made(cls, there: Installed, folder: Path, number: int, words: Sequence[str]) -> Fleet:
        """Make `number` projects below `folder`; all but a few are copies under other names."""
        folder.mkdir()
        kinds = []
        for kind in range(min(10, number)):
            name = f"kind-{kind}"
            there.run("scaffold", "new", folder / name, *words, "--no-git", folder=folder)
            kinds.append(folder / name)
        folders = []
        for count in range(number):
            copy = folder / f"project-{count:04}"
            shutil.copytree(kinds[count % len(kinds)], copy)
            for words_ in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "made"]):
                there.run("git", *words_, folder=copy)
            folders.append(copy)
        return cls(folders)

    def copied(self, target: Path, number: int) -> list[Path]:
        """Return fresh copies of the first projects."""
        shutil.rmtree(target, ignore_errors=True)
        copies = []
        for folder in self.folders[:number]:
            shutil.copytree(folder, target / folder.name, symlinks=True)
            copies.append(target / folder.name)
        return copies


def table(there: Installed, folder: Path, number: int, framework: str, newest: str) -> str:
    """Return the table."""
    words = ["--framework", framework, "--defaults", "--release", "0.1.0"]
    fleet = Fleet.made(there, folder / "fleet", number, words)
    ours, memory = _at_once(there, fleet.copied(folder / "copies", number))
    few = min(SAMPLE, number)
    update = ["scaffold", "update", "--yes"]
    one_by_one = _loop(there, fleet.copied(folder / "copies", few), update)
    copier = ["copier", "update", "--quiet", "--skip-answered", "--defaults", "--vcs-ref", newest]
    theirs = _loop(there, fleet.copied(folder / "copies", few), copier)
    rows = [
        ("`scaffold update PROJECT… --yes`", number, ours),
        ("`scaffold update --yes`, one by one", few, one_by_one),
        ("`copier update`, one by one", few, theirs),
    ]
    text = HEAD
    for what, count, seconds in rows:
        text += f"| {what} | {count:,} | {seconds:.1f} | {count / seconds:.1f} |\n"
    return f"{text}\n{memory}\n"


def _at_once(there: Installed, folders: Sequence[Path]) -> tuple[float, str]:
    """Update all in one command; return the seconds, and a sentence on its memory."""
    words = [there.command("scaffold"), "update", *map(str, folders), "--yes", "--json"]
    began = time.perf_counter()
    with subprocess.Popen(
        words, env=there.variables, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL
    ) as process:
        sizes: dict[int, int] = {}
        out = b""
        while process.poll() is None:
            try:
                out += process.communicate(timeout=0.5)[0] or b""
            except subprocess.TimeoutExpired:
                for pid in [process.pid, *_children(process.pid)]:
                    sizes[pid] = max(sizes.get(pid, 0), _resident(pid))
        seconds = time.perf_counter() - began
    outcomes = [item["outcome"] for item in json.loads(out)["projects"]]
    if outcomes != ["updated"] * len(folders):
        raise RuntimeError(f"not all were updated: {sorted(set(outcomes))}")
    parent, *workers = sizes.values() if sizes else [0]
    peak = max(workers, default=0)
    sentence = (
        f"Peak memory with {os.cpu_count()} cores: {parent / 1e6:.0f} MB in the command, "
        f"{peak / 1e6:.0f} MB in a worker."
    )
    return seconds, sentence


def _children(pid: int) -> list[int]:
    """Return the processes that a process began; none where the system does not show them."""
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(word) for word in found.read_text().split()] if found.exists() else []


def _resident(pid: int) -> int:
    """Return a process's resident memory, in bytes."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * 4096


def _loop(there: Installed, folders: Sequence[Path], words: Sequence[str]) -> float:
    began = time.perf_counter()
    for folder in folders:
        there.run(*words, folder=folder)
    return time.perf_counter() - began
