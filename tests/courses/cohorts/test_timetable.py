"""Proposing sessions, checking them, and the effect of changes."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.cohorts.rules import Finding, Half, Level, SessionFact, SessionKind, SessionState
from courses.cohorts.timetable import (
    CohortLimits,
    CohortPlan,
    ProposedSession,
    cancelled_from,
    date_findings,
    effects,
    plan_findings,
    propose_sessions,
    session_findings,
)

START, END = dt.date(2018, 9, 10), dt.date(2018, 9, 22)
MID_AUTUMN = {dt.date(2018, 9, 24)}


def rests(day: dt.date) -> bool | None:
    """Weekends and one holiday; the years from 2027 on are unknown."""
    if day.year >= 2027:
        return None
    return day.weekday() >= 5 or day in MID_AUTUMN


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [one.code for one in findings]


def test_proposal_leaves_rest_days_out_and_ends_with_the_internship() -> None:
    proposal = propose_sessions(START, dt.date(2018, 9, 25), is_rest_day=rests, internship_days=2)
    dates = [one.date.day for one in proposal.sessions[::2]]
    assert dates == [10, 11, 12, 13, 14, 17, 18, 19, 20, 21, 25]
    assert proposal.findings == ()
    kinds = [one.kind for one in proposal.sessions]
    assert kinds == [SessionKind.CLASS] * 18 + [SessionKind.INTERNSHIP] * 4
    assert proposal.sessions[0] == ProposedSession(START, Half.AM, SessionKind.CLASS)
    assert proposal.sessions[1].half is Half.PM


def test_an_unknown_year_is_asked_about_and_never_guessed() -> None:
    proposal = propose_sessions(dt.date(2026, 12, 30), dt.date(2027, 1, 8), is_rest_day=rests)
    assert {one.date.year for one in proposal.sessions} == {2026}
    assert [(one.code, dict(one.facts)) for one in proposal.findings] == [
        ("CALENDAR_YEAR_UNKNOWN", {"year": 2027})
    ]
    unknown = propose_sessions(dt.date(2027, 3, 1), dt.date(2027, 3, 5), is_rest_day=rests)
    assert unknown.sessions == ()
    assert codes(unknown.findings) == ["CALENDAR_YEAR_UNKNOWN", "NO_SESSIONS_PROPOSED"]


def test_impossible_dates_propose_nothing() -> None:
    assert codes(propose_sessions(END, START, is_rest_day=rests).findings) == ["COHORT_DATES_ORDER"]
    far = dt.date(2918, 9, 22)
    assert codes(propose_sessions(START, far, is_rest_day=rests).findings) == ["COHORT_TOO_LONG"]
    assert date_findings(START, START) == ()
    with pytest.raises(ValueError, match="negative"):
        propose_sessions(START, END, is_rest_day=rests, internship_days=-1)


def test_more_internship_than_days() -> None:
    proposal = propose_sessions(START, START, is_rest_day=rests, internship_days=3)
    assert {one.kind for one in proposal.sessions} == {SessionKind.INTERNSHIP}
    assert codes(proposal.findings) == ["INTERNSHIP_DAYS_TOO_MANY"]


@given(st.dates(dt.date(2018, 1, 1), dt.date(2018, 12, 31)), st.integers(0, 60), st.integers(0, 70))
def test_a_proposal_passes_its_own_checks(start: dt.date, length: int, internship: int) -> None:
    end = start + dt.timedelta(days=length)
    proposal = propose_sessions(start, end, is_rest_day=rests, internship_days=internship)
    sessions = [SessionFact(one.date, one.half, one.kind) for one in proposal.sessions]
    assert session_findings(sessions, start, end, is_rest_day=rests) == ()
    interns = {one.date for one in sessions if one.kind is SessionKind.INTERNSHIP}
    assert len(interns) == min(internship, len({one.date for one in sessions}))


def test_sessions_are_checked() -> None:
    saturday, outside = dt.date(2018, 9, 15), dt.date(2018, 9, 25)
    sessions = [
        SessionFact(START, Half.AM),
        SessionFact(START, Half.AM),
        SessionFact(saturday, Half.AM),
        SessionFact(saturday, Half.PM),
        SessionFact(outside, Half.PM),
        SessionFact(outside, Half.AM, state=SessionState.CANCELLED),
    ]
    findings = session_findings(sessions, START, END, is_rest_day=rests)
    assert [(one.code, one.level, one.facts["date"]) for one in findings] == [
        ("SESSION_DUPLICATE", Level.FAULT, START),
        ("SESSION_OUTSIDE_DATES", Level.FAULT, outside),
        ("SESSION_ON_REST_DAY", Level.NOTE, saturday),
    ]


LIMITS = CohortLimits(class_size=40, practice_share=Fraction(2, 5), filing_workdays=5)


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        (CohortPlan(START, 48, capacity=40), ["CAPACITY_EXCEEDED", "CLASS_SIZE_EXCEEDED"]),
        (CohortPlan(START, 10, capacity=50), ["CLASS_SIZE_EXCEEDED"]),
        (CohortPlan(START, 40, theory_hours=48, practice_hours=32), []),
        (CohortPlan(START, 40, theory_hours=49, practice_hours=31), ["PRACTICE_SHARE_LOW"]),
        (CohortPlan(START, 40, filed_on=dt.date(2018, 9, 3)), []),
        (CohortPlan(START, 40, filed_on=dt.date(2018, 9, 4)), ["FILED_LATE"]),
        (CohortPlan(START, 40, filed_on=START), ["FILED_LATE"]),
        (CohortPlan(dt.date(2027, 1, 5), 40, filed_on=START), ["CALENDAR_YEAR_UNKNOWN"]),
    ],
)
def test_norms_are_notes(plan: CohortPlan, code: list[str]) -> None:
    findings = plan_findings(plan, LIMITS, is_rest_day=rests)
    assert codes(findings) == code
    assert all(one.level is Level.NOTE for one in findings)


def test_unset_norms_say_nothing() -> None:
    plan = CohortPlan(START, 90, theory_hours=80, filed_on=START)
    assert plan_findings(plan, CohortLimits(), is_rest_day=rests) == ()


def keyed() -> tuple[SessionFact, ...]:
    days = (START + dt.timedelta(days=number) for number in range(3))
    slots = [(day, half) for day in days for half in Half]
    return tuple(SessionFact(day, half, key=key) for key, (day, half) in enumerate(slots))


def test_effects_of_moving_adding_and_cancelling() -> None:
    before = keyed()
    after = (
        replace(before[0], date=END),
        replace(before[1], state=SessionState.CANCELLED),
        replace(before[2], kind=SessionKind.INTERNSHIP),
        *before[3:],
        SessionFact(END, Half.PM),
    )
    marks = {0: 40, 1: 38}
    found = effects(before, after, marks_at=lambda one: marks.get(one.key or 0, 0))
    assert (found.planned_before, found.planned_after) == (6, 6)
    assert found.added == (SessionFact(END, Half.PM),)
    assert found.removed == (before[1],)
    assert found.moved == ((before[0], after[0]),)
    assert found.altered == ((before[2], after[2]),)
    assert found.marks_lost == 38
    assert codes(found.findings) == ["SESSION_MARKS_LOST", "SESSION_MARKS_MOVED"]
    assert not found.nothing


def test_cancelling_from_a_day_keeps_what_was_held() -> None:
    before = keyed()
    after = cancelled_from(before, before[2].date)
    assert [one.planned for one in after] == [True, True, False, False, False, False]
    found = effects(before, after)
    assert found.removed == before[2:]
    assert found.findings == ()


@given(st.sets(st.sampled_from(keyed())), st.sets(st.sampled_from(keyed())))
def test_effects_balance(before: set[SessionFact], after: set[SessionFact]) -> None:
    found = effects(before, after)
    assert found.planned_after - found.planned_before == len(found.added) - len(found.removed)
    back = effects(after, before)
    assert (back.added, back.removed) == (found.removed, found.added)
    assert effects(before, before).nothing
