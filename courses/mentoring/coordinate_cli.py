"""`lms coordinates`: divisions' points from a CSV file."""

from pathlib import Path

import click

from courses.mentoring import coordinates as points
from lms.accounts.actor import system
from lms.clock import now
from lms.db import unit_of_work
from lms.installation import Installation, installation


@click.command("coordinates")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@installation
def coordinates(known: Installation, file: Path) -> None:
    """Store the points of divisions from FILE: code, latitude, longitude (degrees, WGS 84)."""
    with known.app().app_context(), unit_of_work() as session:
        count = points.store(session, system("cli"), now(), points.read(file.read_bytes()))
    click.echo(str(count))
