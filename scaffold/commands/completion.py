"""`scaffold completion`: prints what makes a shell complete our commands and answers."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

VARIABLE = "_SCAFFOLD_COMPLETE"
EPILOG = """\b
Examples:
  scaffold completion bash >> ~/.bashrc
  scaffold completion zsh >> ~/.zshrc
  scaffold completion fish > ~/.config/fish/completions/scaffold.fish
"""


@click.command("completion", epilog=EPILOG)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the completion script of SHELL."""
    program = ctx.find_root().command
    make = get_completion_class(shell)
    assert make is not None  # noqa: S101 (click has all three)
    click.echo(make(program, {}, "scaffold", VARIABLE).source())
