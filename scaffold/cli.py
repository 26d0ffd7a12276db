"""The command line: the table of commands, and the place where failures become exit statuses."""

from __future__ import annotations

import importlib
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import Any, NoReturn

import click

from scaffold import __version__
from scaffold.errors import FAULT, INTERRUPTED, InputError, did_you_mean
from scaffold.pointers import forget_pointers

# Command: what it does. Each is a module in `scaffold.commands`, which holds a click command called
# `command`; the help is printed from this table, so that it imports none of them.
COMMANDS = {
    "new": "Make a project.",
    "recommend": "Name the framework that fits a project's needs, with reasons.",
    "compare": "Lay frameworks side by side.",
    "frameworks": "List the frameworks that are known, or show one whole.",
    "status": "Show a project's version, answers, edits, and what is left to do.",
    "update": "Bring projects to newer templates, with their edits.",
    "set": "Change answers of a project.",
    "add": "Switch features of a project on.",
    "remove": "Switch features of a project off.",
    "undo": "Bring back what stood before the last operation.",
    "abort": "Take back an operation that ended in conflicts.",
    "adopt": "Take in a project that was made without an answers file.",
    "templates": "Show where the templates are, for other tools.",
    "completion": "Print what makes a shell complete commands and answers.",
}

EPILOG = """\b
Examples:
  scaffold new blog
  scaffold recommend "a chat for thousands of players"
  scaffold update

Exit status: 0 done, 1 failed, 2 wrong usage, 3 a fault of scaffold's, 4 conflicts are left to
solve, 5 an update is available (`status --exit-code` alone), 130 interrupted.
"""


class Commands(click.Group):
    """A group that imports a command's module only when that command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """Return the names of the commands, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return a command, its module imported."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"scaffold.commands.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the table of commands into the help."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was typed; a near miss gets a suggestion."""
        name = args[0]
        if not name.startswith("-") and name not in COMMANDS and not ctx.resilient_parsing:
            hint = did_you_mean(name, COMMANDS) or "`scaffold --help` lists the commands"
            raise InputError(f"There is no command `{name}`", hint)
        return super().resolve_command(ctx, args)

    def main(self, args: Sequence[str] | None = None, *rest: Any, **options: Any) -> Any:
        """Run, and end with the status that the failure calls for, never with a traceback."""
        try:
            status = super().main(args, *rest, **{**options, "standalone_mode": False})
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except (click.Abort, KeyboardInterrupt):
            click.echo("\nStopped; nothing was written.", err=True)
            sys.exit(INTERRUPTED)
        except BrokenPipeError:
            sys.stderr.close()  # the reader has gone, as in `scaffold frameworks | head`
            sys.exit(1)
        except Exception as error:
            _report_fault(error)
        sys.exit(status if isinstance(status, int) else 0)


def _report_fault(error: Exception) -> NoReturn:
    from scaffold.faults import write_log  # noqa: PLC0415 (only then)

    where = write_log(error)
    click.echo(f"Error: scaffold failed ({type(error).__name__}: {error})", err=True)
    click.echo(f"This is a fault of scaffold's, not yours; details are in `{where}`.", err=True)
    sys.exit(FAULT)


def _terminated(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


@click.group(cls=Commands, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="scaffold")
def main() -> None:
    """Recommend a Python web framework, make a starter project for it, keep it up to date."""
    forget_pointers()
    if hasattr(signal, "SIGTERM"):
        signal.signal(signal.SIGTERM, _terminated)
