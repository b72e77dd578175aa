"""`lms certificates`: the signing keys of counties."""

import click

from certificates.proof import keys
from lms.accounts.actor import system
from lms.clock import CHINA, now
from lms.db import unit_of_work
from lms.installation import Installation, installation


@click.group("certificates")
def certificates() -> None:
    """Signing keys of certificates."""


@certificates.command("keys")
@installation
def list_keys(known: Installation) -> None:
    """List the signing keys there are and were: county, id, state, from, to."""
    with known.app().app_context(), unit_of_work() as session:
        for key in keys.keys_of(session):
            until = f"{key.valid_until.astimezone(CHINA):%Y-%m-%d %H:%M}" if key.valid_until else ""
            since = f"{key.valid_from.astimezone(CHINA):%Y-%m-%d %H:%M}"
            click.echo(f"{key.county}  {key.kid}  {key.state:<9}  {since}  {until}".rstrip())
        click.echo(f"{keys.folder()}")


@certificates.command("rotate-key")
@click.option("--county", required=True, help="6-digit county code, e.g. 411224.")
@click.option(
    "--withdraw", is_flag=True, help="Somebody else may have the old key: trust it no more."
)
@installation
def rotate_key(known: Installation, county: str, withdraw: bool) -> None:
    """Sign with a new key from now on; what the old one signed stays verifiable."""
    with known.app().app_context(), unit_of_work() as session:
        made = keys.rotate(session, system("rotate-key"), now(), county, withdrawn=withdraw)
        click.echo(f"{county}  {made.kid}")
