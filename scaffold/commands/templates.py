"""`scaffold templates`: show where the templates are, for plain Copier, Renovate and the like."""

from __future__ import annotations

import json

import click

from scaffold import releases
from scaffold.commands.examples import examples
from scaffold.mapping import mapping, register
from scaffold.render import ADDRESS

EPILOG = examples("scaffold templates", "scaffold templates --register")


@click.command("templates", epilog=EPILOG)
@click.option("--register", "registers", is_flag=True, help="Write the setting for this user.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(*, registers: bool, as_json: bool) -> None:
    """Show where the templates are, and the git setting by which other tools find them.

    A project names one lasting address of its templates, which no server answers. With the setting
    git takes the history that this program carries in its place: plain Copier works, offline too.
    """
    setting = mapping()
    removed = register(setting) if registers else []
    if as_json:
        rows = [{"version": item.version, "date": item.date} for item in releases.releases()]
        data = {
            "address": ADDRESS,
            "history": str(releases.BUNDLE),
            "releases": rows,
            "setting": {setting.key: setting.value},
            "registered": registers,
            "removed": removed,
        }
        click.echo(json.dumps(data, indent=2))
        return
    click.echo(f"Address:  {ADDRESS}")
    click.echo(f"History:  {releases.BUNDLE}")
    click.echo(f"Releases: {', '.join(item.version for item in releases.releases())}")
    click.echo()
    for old in removed:
        click.echo(f"Removed an older setting: {old}")
    if registers:
        click.echo("The setting is written: git takes the history for the address.")
    else:
        click.echo("So that other tools find them (`scaffold templates --register` does it):")
        click.echo(f"  {setting.command()}")
