"""What happened to cohorts, told to plugins above inside the same transaction."""

from dataclasses import dataclass
from datetime import datetime

from lms.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class EnrolmentsChanged:
    """Trainees came, went, were transferred, or a fact of theirs was corrected."""

    cohort_id: int
    enrolment_ids: tuple[int, ...]
    actor: Actor
    now: datetime


@dataclass(frozen=True, slots=True)
class EnrolmentsRemoving:
    """An import is being undone: listeners delete what they keep of these enrolments, or refuse.

    Told before the rows go; none of them was ever marked.
    """

    cohort_id: int
    enrolment_ids: tuple[int, ...]
    actor: Actor
    now: datetime


@dataclass(frozen=True, slots=True)
class SessionsChanged:
    """The planned half-days of a cohort changed."""

    cohort_id: int
    actor: Actor
    now: datetime


@dataclass(frozen=True, slots=True)
class SessionsRemoving:
    """Sessions never marked are being deleted: listeners delete what they keep of them."""

    cohort_id: int
    session_ids: tuple[int, ...]
    actor: Actor
    now: datetime


@dataclass(frozen=True, slots=True)
class CohortChanged:
    """A fact that money or a certificate depends on changed: venue, dates, course, hours."""

    cohort_id: int
    actor: Actor
    now: datetime


@dataclass(frozen=True, slots=True)
class CohortStarted:
    """The cohort is running, by a button or by its first mark."""

    cohort_id: int
    actor: Actor
    now: datetime


@dataclass(frozen=True, slots=True)
class CohortClosed:
    """The course is over; what follows (lists, certificates) may begin."""

    cohort_id: int
    actor: Actor
    now: datetime


@dataclass(frozen=True, slots=True)
class CohortReopened:
    """A closed or cancelled cohort is worked on again."""

    cohort_id: int
    actor: Actor
    now: datetime


@dataclass(frozen=True, slots=True)
class CohortCancelled:
    """The cohort will not go on; sessions that were held stay held."""

    cohort_id: int
    actor: Actor
    now: datetime


EVENTS: tuple[type, ...] = (
    EnrolmentsChanged,
    EnrolmentsRemoving,
    SessionsChanged,
    SessionsRemoving,
    CohortChanged,
    CohortStarted,
    CohortClosed,
    CohortReopened,
    CohortCancelled,
)
