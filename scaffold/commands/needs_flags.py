"""The flags by which needs are stated, for every command that takes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from scaffold.catalogue import Catalogue
from scaffold.needs import Needs, from_file, from_flags

Command = TypeVar("Command", bound=Callable[..., Any])
SINGLE = ("size", "kind", "style", "traffic")
SEVERAL = ("features", "must", "avoid")

OPTIONS = (
    click.option("--size", metavar="SIZE", help="small, medium or large."),
    click.option("--kind", metavar="WORDS", help="What is to be built, in your own words."),
    click.option("--style", metavar="STYLE", help="strict, freedom or unstated."),
    click.option(
        "--traffic", metavar="TRAFFIC", help="ordinary, or many (concurrent connections)."
    ),
    click.option(
        "--feature",
        "features",
        metavar="NAME",
        multiple=True,
        help="What it will have; repeatable.",
    ),
    click.option(
        "--must", metavar="WHAT", multiple=True, help="A condition to be kept; repeatable."
    ),
    click.option(
        "--avoid", metavar="WHAT", multiple=True, help="What is to be avoided; a framework too."
    ),
    click.option(
        "--needs",
        "needs_file",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Needs as YAML or JSON.",
    ),
)


def needs_options(command: Command) -> Command:
    """Add the flags to a command; they arrive as keyword arguments, for `taken_needs`."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def as_flags(needs: Needs) -> list[str]:
    """Return the flags that state these needs."""
    single = [(f"--{name}", [getattr(needs, name)]) for name in SINGLE if getattr(needs, name)]
    several = [
        ("--feature", needs.features),
        ("--must", needs.constraints),
        ("--avoid", needs.without),
    ]
    return [
        word for flag, values in (*single, *several) for v in sorted(values) for word in (flag, v)
    ]


def taken_needs(flags: dict[str, Any], known: Catalogue, said: Needs | None = None) -> Needs:
    """Take the needs out of a command's keyword arguments.

    What was said in a sentence comes on top of the file, flags on top of both.
    """
    file = flags.pop("needs_file")
    single = {name: flags.pop(name) for name in SINGLE}
    features, must, avoid = (flags.pop(name) for name in SEVERAL)
    stated = from_flags(single, features, must, avoid, known)
    filed = from_file(file, known) if file else Needs()
    return filed.joined(said or Needs()).joined(stated)
