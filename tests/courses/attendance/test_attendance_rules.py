"""Shares, tallies, completion, and who may change a mark when."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.attendance.rules import (
    Completion,
    Mark,
    can_still_reach,
    completion,
    countable_marks,
    half_days_missing,
    mark_conflict,
    mark_findings,
    meets_minimum,
    read_minimum,
    share,
    tally,
    trainee_effect,
    whole_days,
)
from courses.cohorts.rules import (
    CohortState,
    Enrolment,
    EnrolmentState,
    Half,
    SessionFact,
    SessionKind,
    SessionState,
    Slot,
)

START = dt.date(2018, 9, 10)
DAYS = [START + dt.timedelta(days=number) for number in range(5)]
SESSIONS = tuple(SessionFact(day, half) for day in DAYS for half in Half)
MINIMUM = Decimal("0.80")


def marked(signs: str) -> dict[Slot, Mark]:
    """Marks for the sessions in order, by symbol; a blank is no mark."""
    by_symbol = {mark.symbol: mark for mark in Mark}
    pairs = zip(SESSIONS, signs, strict=False)
    return {one.slot: by_symbol[sign] for one, sign in pairs if sign != " "}


def test_which_marks_count_as_present() -> None:
    assert [mark for mark in Mark if mark.counts_as_present] == [
        Mark.PRESENT,
        Mark.LATE,
        Mark.LEFT_EARLY,
    ]


def test_the_share_is_exact() -> None:
    assert share(0, 0) is None
    assert share(21, 24) == Fraction(7, 8)
    assert not meets_minimum(699, 1000, Decimal("0.7"))
    assert meets_minimum(700, 1000, Decimal("0.7"))
    # 19.2 of 24 half-days are asked for
    assert not meets_minimum(19, 24, MINIMUM)
    assert meets_minimum(20, 24, MINIMUM)
    assert not meets_minimum(0, 0, MINIMUM)
    assert meets_minimum(2, 3, Fraction(2, 3))
    with pytest.raises(ValueError, match="5 of 4"):
        share(5, 4)


@pytest.mark.parametrize(
    ("text", "minimum"),
    [
        ("0.80", Fraction(4, 5)),
        ("80%", Fraction(4, 5)),
        (" 80 ％ ", Fraction(4, 5)),
        ("2/3", Fraction(2, 3)),
        ("1", Fraction(1)),
        ("66.67%", Fraction(6667, 10000)),
        ("0", None),
        ("80", None),
        ("1.01", None),
        ("1/0", None),
        ("-0.8", None),
        ("八成", None),
        ("", None),
        ("nan", None),
    ],
)
def test_read_minimum(text: str, minimum: Fraction | None) -> None:
    assert read_minimum(text) == minimum


def test_tally() -> None:
    counted = tally(marked("√¢△√假√×  √"), SESSIONS)
    assert (counted.half_days_present, counted.half_days_planned) == (6, 10)
    assert counted.whole_days == 2
    assert (counted.late, counted.left_early, counted.leave) == (1, 1, 1)
    assert (counted.absent, counted.unmarked) == (1, 2)
    assert [day.whole for day in counted.days] == [True, True, False, False, False]
    assert (counted.days[3].am, counted.days[3].pm) == (Mark.ABSENT, Mark.UNMARKED)
    assert counted.share == Fraction(3, 5)


def test_half_a_day_is_no_whole_day_and_its_kind_follows_the_sessions() -> None:
    sessions = (
        SessionFact(DAYS[0], Half.AM),
        SessionFact(DAYS[1], Half.AM),
        SessionFact(DAYS[1], Half.PM, SessionKind.INTERNSHIP),
        SessionFact(DAYS[2], Half.AM, SessionKind.INTERNSHIP),
        SessionFact(DAYS[2], Half.PM, SessionKind.INTERNSHIP),
    )
    counted = tally({one.slot: Mark.PRESENT for one in sessions}, sessions)
    assert counted.days[0].pm is None
    assert [day.whole for day in counted.days] == [False, True, True]
    assert [day.kind.value for day in counted.days] == ["class", "class", "internship"]
    assert whole_days({one.slot: Mark.PRESENT for one in sessions}, sessions) == 2


def test_marks_of_cancelled_sessions_and_of_days_outside_the_stay_do_not_count() -> None:
    marks = marked("√√√√√√√√√√")
    sessions = (replace(SESSIONS[0], state=SessionState.CANCELLED), *SESSIONS[1:])
    counted = tally(marks, sessions)
    assert (counted.half_days_present, counted.half_days_planned) == (9, 9)
    assert counted.whole_days == 4
    late = countable_marks(marks, [Enrolment(DAYS[3])])
    counted = tally(late, SESSIONS)
    assert (counted.half_days_present, counted.half_days_planned) == (4, 10)


def test_a_larger_denominator_counts_as_not_present() -> None:
    counted = tally(marked("√√"), SESSIONS[:2], half_days_planned=10)
    assert counted.share == Fraction(1, 5)
    with pytest.raises(ValueError, match="fewer"):
        tally({}, SESSIONS, half_days_planned=9)


MARKS = st.dictionaries(st.sampled_from([one.slot for one in SESSIONS]), st.sampled_from(Mark))


@given(MARKS, st.sets(st.sampled_from(SESSIONS)))
def test_every_planned_half_day_is_counted_once(
    marks: dict[Slot, Mark], sessions: set[SessionFact]
) -> None:
    counted = tally(marks, sessions)
    absent = counted.leave + counted.absent + counted.unmarked
    assert counted.half_days_present + absent == counted.half_days_planned == len(sessions)
    assert 2 * counted.whole_days <= counted.half_days_present
    assert counted.whole_days == sum(day.whole for day in counted.days)
    assert counted.late + counted.left_early <= counted.half_days_present


@given(MARKS, st.fractions(Fraction(1, 100), 1))
def test_missing_half_days_are_just_enough(marks: dict[Slot, Mark], minimum: Fraction) -> None:
    counted = tally(marks, SESSIONS)
    present, planned = counted.half_days_present, counted.half_days_planned
    missing = half_days_missing(present, planned, minimum)
    assert meets_minimum(present + missing, planned, minimum)
    assert missing == 0 or not meets_minimum(present + missing - 1, planned, minimum)
    assert can_still_reach(counted, missing, minimum)
    assert missing == 0 or not can_still_reach(counted, missing - 1, minimum)


def test_without_sessions_nothing_can_be_reached() -> None:
    assert not can_still_reach(tally({}, ()), 0, MINIMUM)


def test_completion_and_its_reasons() -> None:
    enough, short = tally(marked("√√√√√√√√"), SESSIONS), tally(marked("√√√√√√√"), SESSIONS)
    assert completion(enough, MINIMUM) == Completion(True)
    assert completion(short, MINIMUM).reason == "ATTENDANCE_BELOW_MINIMUM"
    assert completion(enough, None).reason == "MINIMUM_ATTENDANCE_UNSET"
    assert completion(tally({}, ()), MINIMUM).reason == "ATTENDANCE_BELOW_MINIMUM"
    running = completion(short, MINIMUM, cohort=CohortState.RUNNING)
    assert running.reasons == ("ATTENDANCE_BELOW_MINIMUM", "COHORT_NOT_CLOSED")
    assert completion(enough, MINIMUM, cohort=CohortState.CANCELLED).reasons == (
        "COHORT_CANCELLED",
    )
    gone = completion(enough, MINIMUM, enrolment=EnrolmentState.WITHDRAWN)
    assert gone.reasons == ("ENROLMENT_WITHDRAWN",)
    moved = completion(enough, MINIMUM, enrolment=EnrolmentState.TRANSFERRED)
    assert moved.reason == "ENROLMENT_TRANSFERRED"
    assert not moved.completed


def test_effect_of_a_cancelled_session_on_a_trainee() -> None:
    marks = marked("√√√√√√√")
    cancelled = tuple(replace(one, state=SessionState.CANCELLED) for one in SESSIONS[8:])
    old, new = tally(marks, SESSIONS), tally(marks, (*SESSIONS[:8], *cancelled))
    before, after = (old, completion(old, MINIMUM)), (new, completion(new, MINIMUM))
    found = trainee_effect(before, after)
    assert (found.half_days_present, found.half_days_planned, found.whole_days) == (0, -2, 0)
    assert (found.completed_before, found.completed_after) == (False, True)
    assert not found.nothing
    assert trainee_effect(before, before).nothing


@pytest.mark.parametrize(
    ("session", "enrolment", "cohort", "today", "codes"),
    [
        (SESSIONS[1], Enrolment(START), CohortState.RUNNING, START, []),
        (SESSIONS[1], Enrolment(START), CohortState.OPEN, START, []),
        (SESSIONS[1], Enrolment(START), CohortState.CLOSED, DAYS[4], ["SHEET_LOCKED"]),
        (SESSIONS[2], Enrolment(START), CohortState.RUNNING, START, ["SESSION_IN_FUTURE"]),
        (SESSIONS[0], Enrolment(DAYS[1]), CohortState.RUNNING, START, ["NOT_ENROLLED_THAT_DAY"]),
        (
            SESSIONS[4],
            Enrolment(START, DAYS[1]),
            CohortState.RUNNING,
            DAYS[4],
            ["NOT_ENROLLED_THAT_DAY"],
        ),
        (
            replace(SESSIONS[0], state=SessionState.CANCELLED),
            Enrolment(START),
            CohortState.CANCELLED,
            DAYS[0],
            ["SHEET_LOCKED", "SESSION_CANCELLED"],
        ),
    ],
)
def test_who_may_mark_when(
    session: SessionFact,
    enrolment: Enrolment,
    cohort: CohortState,
    today: dt.date,
    codes: list[str],
) -> None:
    found = mark_findings(session, enrolment, cohort=cohort, today=today)
    assert [one.code for one in found] == codes


def test_a_mark_changed_meanwhile_is_not_overwritten() -> None:
    assert mark_conflict(Mark.UNMARKED, Mark.UNMARKED, Mark.PRESENT) is None
    assert mark_conflict(Mark.PRESENT, Mark.UNMARKED, Mark.PRESENT) is None
    found = mark_conflict(Mark.ABSENT, Mark.UNMARKED, Mark.PRESENT)
    assert found is not None
    assert found.code == "MARK_CHANGED_MEANWHILE"
