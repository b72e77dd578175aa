"""What a cohort is made of, and which half-days a trainee is planned for.

The unit is the half-day session (am or pm). Beside this file, as pure as it: `lifecycle` (may a
cohort be started, closed, reopened), `timetable` (proposing sessions, the effect of a change) and
`titles` (what the head of a sheet says).
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """A fault stops the act; a note is shown and the act goes on."""

    FAULT = "fault"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule has to say: a stable code, whether it stops, and the facts it used."""

    code: str
    level: Level = Level.FAULT
    facts: Mapping[str, object] = field(default_factory=dict)


def note(code: str, **facts: object) -> Finding:
    """A finding that does not stop anything."""
    return Finding(code, Level.NOTE, facts)


def fault(code: str, **facts: object) -> Finding:
    """A finding that stops the act."""
    return Finding(code, Level.FAULT, facts)


def faults(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Only what stops."""
    return tuple(one for one in findings if one.level is Level.FAULT)


class CohortState(StrEnum):
    """A postponed cohort is `open` with new dates and a line in its history, not a state."""

    OPEN = "open"
    RUNNING = "running"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Half(StrEnum):
    """Half of a day; `am` sorts before `pm`."""

    AM = "am"
    PM = "pm"


class SessionKind(StrEnum):
    """集中培训 includes 实习, so both kinds are planned half-days."""

    CLASS = "class"
    INTERNSHIP = "internship"


class SessionMode(StrEnum):
    """How a session is held, as subsidy rules ask for it."""

    CLASSROOM = "classroom"
    ONLINE = "online"
    INTERNSHIP = "internship"


class SessionState(StrEnum):
    """A cancelled session stays in the records and is planned no more."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


class EnrolmentState(StrEnum):
    """A transferred enrolment has a successor in another cohort."""

    ENROLLED = "enrolled"
    WITHDRAWN = "withdrawn"
    TRANSFERRED = "transferred"


class PlannedBasis(StrEnum):
    """Which half-days a late joiner is measured against."""

    WHOLE_COHORT = "whole_cohort"
    FROM_JOINING = "from_joining"


_NEVER = dt.date.max
Slot = tuple[dt.date, Half]


@dataclass(frozen=True, slots=True)
class SessionFact:
    """A half-day session; `key` tells a moved session from a new one (None: known by its slot)."""

    date: dt.date
    half: Half
    kind: SessionKind = SessionKind.CLASS
    online: bool = False
    state: SessionState = SessionState.PLANNED
    key: int | None = None

    @property
    def slot(self) -> Slot:
        """Date and half: what a trainee can be in only once."""
        return (self.date, self.half)

    @property
    def planned(self) -> bool:
        """Whether it counts as a planned half-day."""
        return self.state is SessionState.PLANNED

    @property
    def mode(self) -> SessionMode:
        """An internship is an internship, wherever it is held."""
        if self.kind is SessionKind.INTERNSHIP:
            return SessionMode.INTERNSHIP
        return SessionMode.ONLINE if self.online else SessionMode.CLASSROOM


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A trainee's stay in one cohort; both dates are days of the stay, None means to the end."""

    from_date: dt.date
    until_date: dt.date | None = None
    state: EnrolmentState = EnrolmentState.ENROLLED

    def active_on(self, day: dt.date) -> bool:
        """Whether the trainee belonged to the cohort on that day."""
        return self.from_date <= day and (self.until_date is None or day <= self.until_date)


@dataclass(frozen=True, slots=True)
class Planned:
    """The sessions whose marks count for a trainee, and the denominator of the share."""

    sessions: tuple[SessionFact, ...]
    half_days: int


def planned_sessions(
    enrolment: Enrolment,
    sessions: Iterable[SessionFact],
    basis: PlannedBasis = PlannedBasis.WHOLE_COHORT,
) -> tuple[SessionFact, ...]:
    """The half-days one trainee is planned for in one cohort, in order, cancelled ones left out.

    WHOLE_COHORT (default): every planned half-day of the cohort, whenever the trainee came or
    went; who joins on the last day has attended little of the course, and neither joining late
    nor leaving early can raise a share on which money and a certificate depend.
    FROM_JOINING: only the half-days of the stay, for places whose rule says so.
    """
    ordered = sorted((one for one in sessions if one.planned), key=lambda one: one.slot)
    if basis is PlannedBasis.WHOLE_COHORT:
        return tuple(ordered)
    return tuple(one for one in ordered if enrolment.active_on(one.date))


def planned_with_transfers(
    stays: Sequence[tuple[Enrolment, Iterable[SessionFact]]],
    basis: PlannedBasis = PlannedBasis.WHOLE_COHORT,
) -> Planned:
    """The planned half-days of a trainee who came through several cohorts, oldest stay first.

    The half-days of each earlier cohort up to the transfer count with those of the last cohort
    from the transfer on. Under WHOLE_COHORT the denominator is never smaller than the whole last
    cohort, so that a transfer near its end does not shrink the course. One stay is the plain case.
    """
    if not stays:
        return Planned((), 0)
    last = planned_sessions(*stays[-1], basis)
    if len(stays) == 1:
        return Planned(last, len(last))
    counted: dict[Slot, SessionFact] = {}
    for number, (stay, sessions) in enumerate(stays):
        following = stays[number + 1][0].from_date if number + 1 < len(stays) else _NEVER
        for one in planned_sessions(stay, sessions, basis):
            # only the first cohort is owed from its beginning: later ones begin with the transfer
            begun = number == 0 or one.date >= stay.from_date
            left = number + 1 < len(stays) and one.date > (stay.until_date or _NEVER)
            if begun and not left and one.date < following:
                counted[one.slot] = one
    floor = len(last) if basis is PlannedBasis.WHOLE_COHORT else 0
    return Planned(tuple(counted[slot] for slot in sorted(counted)), max(len(counted), floor))
