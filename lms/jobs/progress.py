"""What a running job holds: its lease and its progress."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from lms.clock import now
from lms.jobs.models import JobRow

LEASE = timedelta(seconds=60)


class LeaseLost(Exception):
    """Another worker took the job over; this one's transaction must not be committed."""


@dataclass(slots=True)
class Progress:
    """Renewed inside the transaction of each slice, so that progress and work agree."""

    job_uid: str
    lease: str

    def advance(self, session: Session, done: int, total: int) -> None:
        """State how far the job is and renew the lease. Raises `LeaseLost`.

        What gets on is not given up, however often its worker dies.
        """
        moved = session.execute(
            update(JobRow)
            .where(JobRow.uid == self.job_uid, JobRow.lease == self.lease)
            .values(done=done, total=total, lease_until=now() + LEASE, attempts=1)
        )
        if moved.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult for an UPDATE
            raise LeaseLost(self.job_uid)
