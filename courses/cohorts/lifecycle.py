"""What may happen to a cohort and to an enrolment, and what must be said before it does."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from courses.cohorts.rules import (
    CohortState,
    Enrolment,
    EnrolmentState,
    Finding,
    fault,
    faults,
    note,
)


class CohortAction(StrEnum):
    """What a registrar can do to a cohort as a whole."""

    START = "start"
    CLOSE = "close"
    CANCEL = "cancel"
    POSTPONE = "postpone"
    REOPEN = "reopen"


_TRANSITIONS: Mapping[tuple[CohortState, CohortAction], CohortState] = {
    (CohortState.OPEN, CohortAction.START): CohortState.RUNNING,
    (CohortState.OPEN, CohortAction.POSTPONE): CohortState.OPEN,
    (CohortState.OPEN, CohortAction.CANCEL): CohortState.CANCELLED,
    (CohortState.RUNNING, CohortAction.CLOSE): CohortState.CLOSED,
    (CohortState.RUNNING, CohortAction.POSTPONE): CohortState.RUNNING,
    (CohortState.RUNNING, CohortAction.CANCEL): CohortState.CANCELLED,
    (CohortState.CLOSED, CohortAction.REOPEN): CohortState.RUNNING,
    (CohortState.CANCELLED, CohortAction.REOPEN): CohortState.OPEN,
}
_NEEDS_REASON = frozenset({CohortAction.CANCEL, CohortAction.POSTPONE, CohortAction.REOPEN})


@dataclass(frozen=True, slots=True)
class CohortFacts:
    """What a transition looks at; `marked` and `unmarked` count half-days of trainees up to today.

    `last_session` is the date of the last planned session, None without any.
    """

    state: CohortState
    start: dt.date
    end: dt.date
    planned_sessions: int
    active_trainees: int
    last_session: dt.date | None = None
    marked: int = 0
    unmarked: int = 0


@dataclass(frozen=True, slots=True)
class Transition:
    """Where an action leads (None: nowhere from this state) and all there is to say about it."""

    to: CohortState | None
    findings: tuple[Finding, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether nothing stops it."""
        return self.to is not None and not faults(self.findings)


def actions_from(state: CohortState) -> tuple[CohortAction, ...]:
    """The actions the table knows for a state, for the buttons of a page."""
    return tuple(action for action in CohortAction if (state, action) in _TRANSITIONS)


def needs_reason(action: CohortAction) -> bool:
    """Cancelling, postponing and reopening are never without a written reason."""
    return action in _NEEDS_REASON


def transition(
    facts: CohortFacts, action: CohortAction, *, today: dt.date, reason: str = ""
) -> Transition:
    """May this be done to the cohort today, and what should be said before it is done?

    Blank marks are a note: they count as not present and do not keep a cohort open for ever.
    """
    to = _TRANSITIONS.get((facts.state, action))
    if to is None:
        code = "COHORT_TRANSITION_NOT_ALLOWED"
        return Transition(None, (fault(code, state=facts.state.value, action=action.value),))
    findings: list[Finding] = []
    if needs_reason(action) and not reason.strip():
        findings.append(fault("COHORT_REASON_MISSING"))
    match action:
        case CohortAction.START:
            findings += _start_findings(facts, today)
        case CohortAction.CLOSE:
            findings += _close_findings(facts, today)
        case CohortAction.CANCEL | CohortAction.POSTPONE:
            if facts.marked:
                findings.append(note("COHORT_HAS_MARKS", count=facts.marked))
        case CohortAction.REOPEN:
            pass
    return Transition(to, tuple(findings))


def _start_findings(facts: CohortFacts, today: dt.date) -> list[Finding]:
    findings = []
    if today < facts.start:
        findings.append(fault("COHORT_BEFORE_START", start=facts.start))
    if not facts.planned_sessions:
        findings.append(fault("COHORT_WITHOUT_SESSIONS"))
    if not facts.active_trainees:
        findings.append(fault("COHORT_WITHOUT_TRAINEES"))
    return findings


def _close_findings(facts: CohortFacts, today: dt.date) -> list[Finding]:
    findings = []
    if not facts.planned_sessions:
        findings.append(fault("COHORT_WITHOUT_SESSIONS"))
    if facts.last_session is not None and facts.last_session > today:
        findings.append(fault("COHORT_SESSIONS_AHEAD", date=facts.last_session))
    if facts.unmarked:
        findings.append(note("COHORT_UNMARKED", count=facts.unmarked))
    return findings


def enrolment_findings(
    enrolment: Enrolment,
    start: dt.date,
    end: dt.date,
    *,
    earlier: Enrolment | None = None,
    reason: str = "",
) -> tuple[Finding, ...]:
    """Are the dates of an enrolment sound? `earlier` is the one a transfer came from.

    A transfer takes effect at the start of a day, so the two stays never share a day.
    """
    findings: list[Finding] = []
    last = enrolment.until_date
    if last is not None and last < enrolment.from_date:
        findings.append(fault("ENROLMENT_DATES_ORDER", start=enrolment.from_date, end=last))
    if not start <= enrolment.from_date <= end:
        findings.append(fault("ENROLMENT_OUTSIDE_DATES", date=enrolment.from_date))
    elif enrolment.from_date > start:
        findings.append(note("ENROLMENT_LATE", date=enrolment.from_date))
    if enrolment.state is not EnrolmentState.ENROLLED:
        if last is None:
            findings.append(fault("ENROLMENT_END_MISSING"))
        if not reason.strip():
            findings.append(fault("ENROLMENT_REASON_MISSING"))
    if earlier is not None and earlier.active_on(enrolment.from_date):
        findings.append(fault("ENROLMENT_OVERLAP", date=enrolment.from_date))
    return tuple(findings)
