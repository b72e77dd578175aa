"""What attendance tells the plugins above it, inside the same transaction."""

from dataclasses import dataclass
from datetime import datetime

from lms.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class AttendanceMarked:
    """Marks of these trainees of one cohort were made or changed.

    `now` is the moment of the change; `run_id` names the register import behind it, if any.
    """

    cohort_id: int
    enrolment_ids: frozenset[int]
    actor: Actor
    now: datetime
    run_id: int | None = None
