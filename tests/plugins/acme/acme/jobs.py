"""Writing off what nobody brought back."""

from datetime import date

from acme.queries import written_off_next
from acme.services import write_off
from lms.accounts.actor import system
from lms.clock import now
from lms.db import unit_of_work
from lms.jobs.progress import Progress


def write_off_old(progress: Progress, county: str, before: str) -> None:
    """Write off a county's open loans due before a day (ISO), a hundred in a transaction."""
    done = 0
    while True:
        with unit_of_work() as session:
            loans = written_off_next(session, county, date.fromisoformat(before))
            for loan in loans:
                write_off(session, system("acme"), now(), loan)
            done += len(loans)
            progress.advance(session, done, done)
        if not loans:
            return
