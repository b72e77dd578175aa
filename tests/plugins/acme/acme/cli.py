"""Commands of acme."""

import click
from sqlalchemy import func, select

from acme.models import Loan
from lms.db import db
from lms.installation import Installation, installation


@click.command("acme-loans")
@click.option("--county", required=True)
@installation
def loans(known: Installation, county: str) -> None:
    """Count the loans of a county."""
    with known.app().app_context():
        found = select(func.count()).where(Loan.county == county)
        click.echo(db.session().scalar(found))
