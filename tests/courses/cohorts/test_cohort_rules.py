"""Sessions, enrolments and the half-days a trainee is planned for."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.cohorts.lifecycle import (
    CohortAction,
    CohortFacts,
    actions_from,
    enrolment_findings,
    transition,
)
from courses.cohorts.rules import (
    CohortState,
    Enrolment,
    EnrolmentState,
    Finding,
    Half,
    Level,
    PlannedBasis,
    SessionFact,
    SessionKind,
    SessionMode,
    SessionState,
    faults,
    planned_sessions,
    planned_with_transfers,
)

START = dt.date(2018, 9, 10)


def days(first: int, count: int) -> tuple[SessionFact, ...]:
    """Two half-days on each of `count` days from day `first` of the cohort (0 = the start)."""
    return tuple(
        SessionFact(START + dt.timedelta(days=day), half)
        for day in range(first, first + count)
        for half in Half
    )


def on(day: int) -> dt.date:
    return START + dt.timedelta(days=day)


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [one.code for one in findings]


FACTS = CohortFacts(
    CohortState.OPEN, START, on(4), planned_sessions=10, active_trainees=40, last_session=on(4)
)


def test_the_plain_life_of_a_cohort() -> None:
    started = transition(FACTS, CohortAction.START, today=START)
    assert started.allowed
    assert started.to is CohortState.RUNNING
    running = replace(FACTS, state=CohortState.RUNNING)
    closed = transition(running, CohortAction.CLOSE, today=on(4))
    assert closed.allowed
    assert closed.to is CohortState.CLOSED


@pytest.mark.parametrize(
    ("facts", "action", "today", "code"),
    [
        (FACTS, CohortAction.START, on(-1), "COHORT_BEFORE_START"),
        (replace(FACTS, planned_sessions=0), CohortAction.START, START, "COHORT_WITHOUT_SESSIONS"),
        (replace(FACTS, active_trainees=0), CohortAction.START, START, "COHORT_WITHOUT_TRAINEES"),
        (FACTS, CohortAction.CLOSE, on(9), "COHORT_TRANSITION_NOT_ALLOWED"),
        (FACTS, CohortAction.REOPEN, on(9), "COHORT_TRANSITION_NOT_ALLOWED"),
        (FACTS, CohortAction.CANCEL, START, "COHORT_REASON_MISSING"),
        (FACTS, CohortAction.POSTPONE, START, "COHORT_REASON_MISSING"),
        (
            replace(FACTS, state=CohortState.RUNNING),
            CohortAction.CLOSE,
            on(3),
            "COHORT_SESSIONS_AHEAD",
        ),
    ],
)
def test_what_stops_a_transition(
    facts: CohortFacts, action: CohortAction, today: dt.date, code: str
) -> None:
    answer = transition(facts, action, today=today)
    assert not answer.allowed
    assert codes(faults(answer.findings)) == [code]


def test_blank_marks_and_marks_of_a_cancelled_cohort_are_notes() -> None:
    running = replace(FACTS, state=CohortState.RUNNING, unmarked=3, marked=70)
    closing = transition(running, CohortAction.CLOSE, today=on(5))
    cancelling = transition(running, CohortAction.CANCEL, today=on(2), reason="洪水")
    assert closing.allowed
    assert codes(closing.findings) == ["COHORT_UNMARKED"]
    assert cancelling.allowed
    assert codes(cancelling.findings) == ["COHORT_HAS_MARKS"]


def test_postponed_stays_in_its_state_and_reopening_goes_back() -> None:
    postponed = transition(FACTS, CohortAction.POSTPONE, today=START, reason="疫情")
    assert postponed.to is CohortState.OPEN
    back = {CohortState.CLOSED: CohortState.RUNNING, CohortState.CANCELLED: CohortState.OPEN}
    for state, to in back.items():
        reopened = transition(
            replace(FACTS, state=state), CohortAction.REOPEN, today=on(9), reason="补课"
        )
        assert reopened.to is to
        assert reopened.allowed
        assert actions_from(state) == (CohortAction.REOPEN,)


def test_the_mode_follows_the_kind() -> None:
    one = SessionFact(START, Half.AM)
    assert one.mode is SessionMode.CLASSROOM
    assert replace(one, online=True).mode is SessionMode.ONLINE
    assert replace(one, online=True, kind=SessionKind.INTERNSHIP).mode is SessionMode.INTERNSHIP


def test_enrolment_dates() -> None:
    def say(enrolment: Enrolment, earlier: Enrolment | None = None, reason: str = "") -> list[str]:
        return codes(enrolment_findings(enrolment, START, on(4), earlier=earlier, reason=reason))

    assert say(Enrolment(START)) == []
    assert say(Enrolment(on(2))) == ["ENROLMENT_LATE"]
    assert say(Enrolment(on(5))) == ["ENROLMENT_OUTSIDE_DATES"]
    assert say(Enrolment(START, on(-1))) == ["ENROLMENT_DATES_ORDER"]
    left = Enrolment(START, None, EnrolmentState.WITHDRAWN)
    assert say(left) == ["ENROLMENT_END_MISSING", "ENROLMENT_REASON_MISSING"]
    assert say(replace(left, until_date=on(2)), reason="外出务工") == []
    moved = Enrolment(on(-3), on(1), EnrolmentState.TRANSFERRED)
    assert say(Enrolment(on(1)), moved) == ["ENROLMENT_LATE", "ENROLMENT_OVERLAP"]
    assert say(Enrolment(on(2)), moved) == ["ENROLMENT_LATE"]


def test_late_joiner_is_measured_against_the_whole_cohort() -> None:
    late = Enrolment(on(2))
    assert len(planned_sessions(late, days(0, 5))) == 10
    assert len(planned_sessions(late, days(0, 5), PlannedBasis.FROM_JOINING)) == 6


def test_a_withdrawal_does_not_shrink_the_course_and_a_cancelled_session_does() -> None:
    left = Enrolment(START, on(0), EnrolmentState.WITHDRAWN)
    sessions = days(0, 5)
    assert len(planned_sessions(left, sessions)) == 10
    cancelled = (replace(sessions[0], state=SessionState.CANCELLED), *sessions[1:])
    assert planned_sessions(left, cancelled) == sessions[1:]


def test_a_transfer_joins_the_old_half_days_with_the_new_ones() -> None:
    old = Enrolment(START, on(1), EnrolmentState.TRANSFERRED)
    # the new cohort began two days later; the trainee comes on its second day
    planned = planned_with_transfers([(old, days(0, 5)), (Enrolment(on(3)), days(2, 5))])
    assert [one.date for one in planned.sessions[::2]] == [on(day) for day in (0, 1, 3, 4, 5, 6)]
    assert planned.half_days == 12


def test_a_transfer_near_the_end_does_not_shrink_the_course() -> None:
    old = Enrolment(START, START, EnrolmentState.TRANSFERRED)
    planned = planned_with_transfers([(old, days(0, 5)), (Enrolment(on(4)), days(0, 5))])
    assert len(planned.sessions) == 4
    assert planned.half_days == 10


def test_a_middle_cohort_counts_only_between_its_transfers() -> None:
    stays = [
        (Enrolment(START, on(1), EnrolmentState.TRANSFERRED), days(0, 9)),
        (Enrolment(on(2), on(3), EnrolmentState.TRANSFERRED), days(0, 9)),
        (Enrolment(on(4)), days(0, 9)),
    ]
    planned = planned_with_transfers(stays)
    assert planned.sessions == days(0, 9)
    assert planned.half_days == 18
    assert planned_with_transfers([]).half_days == 0


@given(
    joined=st.integers(0, 9),
    left=st.none() | st.integers(0, 9),
    basis=st.sampled_from(PlannedBasis),
    cancelled=st.sets(st.integers(0, 19)),
)
def test_planned_half_days_never_exceed_the_cohort(
    joined: int, left: int | None, basis: PlannedBasis, cancelled: set[int]
) -> None:
    sessions = tuple(
        replace(one, state=SessionState.CANCELLED) if at in cancelled else one
        for at, one in enumerate(days(0, 10))
    )
    stay = Enrolment(on(joined), None if left is None else on(left))
    planned = planned_sessions(stay, sessions, basis)
    assert all(one.planned for one in planned)
    assert len(planned) <= 20 - len(cancelled)
    assert [one.slot for one in planned] == sorted({one.slot for one in planned})
    if basis is PlannedBasis.WHOLE_COHORT:
        assert len(planned) == 20 - len(cancelled)


@given(first=st.integers(1, 9), second=st.integers(1, 9), length=st.integers(1, 12))
def test_a_transfer_never_makes_the_course_shorter_than_the_last_cohort(
    first: int, second: int, length: int
) -> None:
    old = Enrolment(START, on(first - 1), EnrolmentState.TRANSFERRED)
    new = Enrolment(on(max(first, second)))
    planned = planned_with_transfers([(old, days(0, 10)), (new, days(second, length))])
    assert planned.half_days >= max(2 * length, len(planned.sessions))
    assert len({one.slot for one in planned.sessions}) == len(planned.sessions)


def test_levels() -> None:
    found = (Finding("A", Level.NOTE), Finding("B"))
    assert codes(faults(found)) == ["B"]
