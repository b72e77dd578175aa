"""Starting an installation; its tables."""

import sys

import click

from lms import migrate
from lms.accounts import services as accounts
from lms.accounts.actor import system
from lms.clock import now
from lms.db import unit_of_work
from lms.divisions import queries as divisions
from lms.errors import DomainError
from lms.installation import Installation, installation, passing


@click.command()
@click.option("--county", required=True, help="6-digit county code, e.g. 411224.")
@click.option("--admin", required=True, help="Log-in name of the first administrator.")
@installation
def init(known: Installation, county: str, admin: str) -> None:
    """Start an empty real installation: tables, divisions, key file, first administrator."""
    app = known.ready()
    with app.app_context(), unit_of_work() as session:
        if not divisions.county_exists(session, county):
            raise DomainError("COUNTY_UNKNOWN", county=county)
        _, password = accounts.create(
            session,
            system("init"),
            now(),
            login=admin,
            name=admin,
            grants=[("admin", county, None)],
        )
        where = divisions.full_name(session, county)
    click.echo(f"{where}（{county}）  {known.config.database_url}")
    click.echo(f"密钥文件 / key file: {known.config.key_file}")
    click.echo(f"用户名 / log-in: {admin}    初始密码 / first password: {password}")


@click.group("db")
def group() -> None:
    """Tables and migrations."""


@group.command("upgrade")
@installation
def upgrade(known: Installation) -> None:
    """Bring the tables up to this version."""
    migrate.upgrade(known.app())


@group.command("check")
@installation
def check(known: Installation) -> None:
    """Say where the tables differ from what this version expects."""
    found = migrate.differences(known.app())
    click.echo("\n".join(found) or "ok")
    sys.exit(1 if found else 0)


@group.command("revise")
@click.argument("plugin")
@click.argument("message", default="tables")
def revise(plugin: str, message: str) -> None:
    """Write the migration that PLUGIN's changed models need, for you to read and complete."""
    with passing() as app:
        click.echo(migrate.revise(app, plugin, message))
