"""Where the half-days of a postponed cohort go: as many days, same order, same shape."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from courses.cohorts.moving import postponed
from courses.cohorts.rules import Half, SessionFact, SessionKind, SessionState, faults

MONDAY = date(2026, 11, 9)


def weekend(day: date) -> bool:
    """Saturdays and Sundays."""
    return day.weekday() >= 5


def week(first: date, days: int = 5) -> list[SessionFact]:
    """Two half-days on each of some days."""
    return [
        SessionFact(first + timedelta(days=n), half, key=1 + 2 * n + place)
        for n in range(days)
        for place, half in enumerate(Half)
    ]


def test_days_move_in_order_over_the_weekend() -> None:
    moved, findings = postponed(
        week(MONDAY), (), MONDAY + timedelta(3), MONDAY + timedelta(12), is_rest_day=weekend
    )
    assert sorted({one.date.day for one in moved}) == [12, 13, 16, 17, 18]
    assert findings == ()


def test_too_few_working_days_take_the_weekend_with_a_note() -> None:
    moved, findings = postponed(
        week(MONDAY), (), MONDAY + timedelta(3), MONDAY + timedelta(7), is_rest_day=weekend
    )
    assert sorted({one.date.day for one in moved}) == [12, 13, 14, 15, 16]
    assert [one.code for one in findings] == ["SESSION_ON_REST_DAY"] * 2


def test_no_room_is_a_fault_and_nothing_moves() -> None:
    sessions = week(MONDAY)
    moved, findings = postponed(sessions, (), MONDAY, MONDAY + timedelta(3), is_rest_day=weekend)
    assert list(moved) == sessions
    assert [(one.code, one.facts) for one in faults(findings)] == [
        ("POSTPONE_NO_ROOM", {"needed": 5, "days": 4})
    ]


def test_an_unknown_year_is_said_and_no_guess_of_weekends_is_made() -> None:
    moved, findings = postponed(
        week(MONDAY, 1), (), date(2031, 1, 4), date(2031, 1, 10), is_rest_day=lambda _day: None
    )
    assert {one.date for one in moved} == {date(2031, 1, 4)}
    assert [(one.code, one.facts["year"]) for one in findings] == [("CALENDAR_YEAR_UNKNOWN", 2031)]


def test_cancelled_sessions_stay() -> None:
    gone = SessionFact(MONDAY, Half.AM, state=SessionState.CANCELLED, key=99)
    moved, _ = postponed(
        [gone, *week(MONDAY, 1)[1:]], (), MONDAY + timedelta(1), MONDAY + timedelta(5),
        is_rest_day=weekend,
    )  # fmt: skip
    assert moved[0] == gone
    assert moved[1].date == MONDAY + timedelta(1)


FACTS = st.lists(
    st.builds(
        SessionFact,
        st.integers(0, 20).map(lambda n: MONDAY + timedelta(n)),
        st.sampled_from(Half),
        st.sampled_from(SessionKind),
    ),
    max_size=25,
    unique_by=lambda one: one.slot,
)


@given(FACTS, st.integers(0, 25), st.integers(0, 40), st.integers(0, 60))
def test_whatever_is_postponed(
    facts: list[SessionFact], held: int, later: int, length: int
) -> None:
    sessions = [
        SessionFact(one.date, one.half, one.kind, one.online, one.state, number)
        for number, one in enumerate(sorted(facts, key=lambda one: one.slot))
    ]
    start, end = MONDAY + timedelta(later), MONDAY + timedelta(later + length)
    moved, findings = postponed(sessions, set(range(held)), start, end, is_rest_day=weekend)
    assert [one.key for one in moved] == [one.key for one in sessions]
    assert [one.half for one in moved] == [one.half for one in sessions]
    assert [one.kind for one in moved] == [one.kind for one in sessions]
    if faults(findings):
        assert list(moved) == sessions
        return
    assert moved[:held] == tuple(sessions[:held])
    ahead = moved[held:]
    assert all(start <= one.date <= end for one in ahead)
    assert [one.slot for one in ahead] == sorted(one.slot for one in ahead)
    assert len({one.slot for one in moved}) == len(moved)
