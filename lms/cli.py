"""The command `lms`: the frame's commands and those of the plugins; a refusal is one sentence."""

import os
import sys

import click
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

from lms import registry
from lms.app import speaking_app
from lms.commands import accounts, checks, database, reference, serving
from lms.errors import DomainError
from lms.installation import Installation
from lms.web.sentences import refusal
from lms.web.transaction import as_refusal


class Group(click.Group):
    """Commands of the frame and of every plugin; refusals end with one sentence and status 2."""

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """A command of ours, else one that a plugin declares."""
        return super().get_command(ctx, name) or _plugin_commands().get(name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Everything there is, by name; without the plugins' while these refuse to load."""
        try:
            declared = _plugin_commands()
        except DomainError as fault:
            click.echo(said(ctx, fault), err=True)
            declared = {}
        return sorted({*super().list_commands(ctx), *declared})

    def invoke(self, ctx: click.Context) -> object:
        """Run; a `DomainError`, or what the database refuses, becomes its sentence."""
        try:
            return super().invoke(ctx)
        except DomainError as fault:
            refused = fault
        except (DBAPIError, StaleDataError) as fault:
            refused = as_refusal(fault)
        click.echo(said(ctx, refused), err=True)
        sys.exit(2)


def _plugin_commands() -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}
    for plugin in registry.load().plugins:
        for command in plugin.cli:
            name = str(command.name)
            if name in found or name in main.commands:
                raise DomainError("PLUGIN_NAME_TWICE", plugin=plugin.name, name=name)
            found[name] = command
    return found


def said(ctx: click.Context, fault: DomainError) -> str:
    """A refusal as the command line says it: sentence and code."""
    known = ctx.find_root().find_object(Installation)
    app = known.opened if known is not None else None
    app = app or speaking_app("en" if os.environ.get("LMS_LANGUAGE") == "en" else "zh")
    with app.test_request_context():
        return f"{refusal(fault)} [{fault.code}]"


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def main(ctx: click.Context) -> None:
    """Rural e-commerce training: rosters, attendance, subsidies, certificates."""
    ctx.ensure_object(Installation)  # here, not at the command: `said` looks for it afterwards


COMMANDS: tuple[click.Command, ...] = (
    serving.run,
    serving.worker,
    database.init,
    database.group,
    accounts.group,
    checks.check,
    checks.audit,
    checks.plugins,
    reference.reference,
)
for ours in COMMANDS:
    main.add_command(ours)
