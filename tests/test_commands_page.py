"""docs/commands.md is written from `--help`: `python -m tests.test_commands_page` writes it."""

from __future__ import annotations

from scaffold.cli import COMMANDS
from tests.commands import ROOT, scaffold

PAGE = ROOT / "docs" / "commands.md"
HEAD = """# Commands

Written from `--help`. Exit status: 0 done, 1 failed, 2 wrong usage, 3 a fault of scaffold's (with
the path of a log), 4 conflicts are left to solve, 5 an update is available (`status --exit-code`
alone), 130 interrupted.
"""


def page() -> str:
    sections = [HEAD]
    for name in COMMANDS:
        text = scaffold(name, "--help", COLUMNS="100", LINES="24").out.rstrip()
        sections.append(f"## `scaffold {name}`\n\n```text\n{text}\n```\n")
    return "\n".join(sections)


def test_the_page_says_what_help_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
