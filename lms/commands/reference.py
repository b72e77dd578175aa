"""The pages in docs/reference."""

import sys

import click

from lms import referring
from lms.installation import passing


@click.command()
@click.option("--write", is_flag=True, help="Write the pages; otherwise say which are out of date.")
@click.pass_context
def reference(context: click.Context, write: bool) -> None:
    """Keep docs/reference: every name the plugins declare, in both languages."""
    commands = context.find_root().command
    if not isinstance(commands, click.Group):
        raise TypeError("the root command is a group")
    with passing() as app:
        found = referring.pages(app, commands)
    if write:
        referring.write(found)
    old = referring.stale(found)
    click.echo("\n".join(old) or "ok")
    sys.exit(1 if old else 0)
