"""The commands that a project's README shows, section by section."""

from __future__ import annotations

import re
from pathlib import Path

SECTION = re.compile(r"(?m)^## (.+)\n((?:(?!## ).*\n?)*)")
CONSOLE = re.compile(r"(?ms)^```console\n(.*?)^```")


def console_lines(project: Path) -> dict[str, list[str]]:
    """Return the lines of all console blocks: section → lines, in their order."""
    text = (project / "README.md").read_text(encoding="utf-8")
    return {
        heading.strip(): [
            line for block in CONSOLE.findall(body) for line in block.splitlines() if line.strip()
        ]
        for heading, body in SECTION.findall(text)
    }
