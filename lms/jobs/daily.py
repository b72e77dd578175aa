"""Jobs that are asked for once a day by themselves, by the worker that looks around."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.jobs.models import JobRow
from lms.jobs.services import enqueue
from lms.plugin import Job

DAY = timedelta(days=1)


def ask_daily(session: Session, moment: datetime, jobs: Iterable[Job]) -> list[str]:
    """Ask for the daily ones that were not asked for within a day; which.

    Somebody who asked for a part of one by hand, such as a single county, has not asked for it all.
    """
    daily = [job.name for job in jobs if job.daily]
    rows = session.execute(
        select(JobRow.name, JobRow.args).where(
            JobRow.name.in_(daily), JobRow.created_at > moment - DAY
        )
    )
    asked = {name for name, args in rows if not args}
    wanted = [name for name in daily if name not in asked]
    for name in wanted:
        enqueue(session, moment, name)
    return wanted
