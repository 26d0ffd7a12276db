"""What the commands share: the page that they print on, and which starter projects stand."""

from __future__ import annotations

import functools

import click

from scaffold import prose, releases
from scaffold.errors import ScaffoldError
from scaffold.prose import Page


def page() -> Page:
    """Return the terminal as a page."""
    return Page(prose.width(), functools.partial(click.style, bold=True))


def starters() -> frozenset[str]:
    """Return the frameworks that a starter project stands for; none where templates are missing."""
    try:
        return releases.starters()
    except ScaffoldError:
        return frozenset()
