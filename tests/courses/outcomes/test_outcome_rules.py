"""Waves, attempts, income, counting: the worked examples of the domain, to the digit."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.outcomes import counting, prices
from courses.outcomes.income import (
    Doubt,
    Fault,
    Income,
    Part,
    Period,
    change,
    doubts,
    faults,
    fell,
    nearest,
    yearly,
)
from courses.outcomes.rules import (
    STANDARD,
    Attempt,
    AttemptCode,
    Channel,
    Standing,
    WaveState,
    final_code,
    search,
    standing,
    windows,
)

EXIT = date(2019, 3, 20)
BEFORE = Income(1_800_000, 1_200_000, 520_000, 60_000, 240_000, 4)
AFTER = Income(2_000_000, 1_900_000, 860_000, 60_000, 240_000, 4)


def percent(value: Fraction | float | None) -> float:
    assert value is not None
    return round(float(value) * 100, 1)


def test_waves_of_the_standard_plan() -> None:
    found = windows(STANDARD, date(2019, 3, 1), EXIT)
    assert [wave.code for wave in found] == ["baseline", "d30", "d90", "d180", "d365"]
    assert found[0].due_on == date(2019, 3, 1)
    assert found[1].due_on == EXIT + timedelta(days=30)
    assert found[2].opens_on == found[2].due_on - timedelta(days=15)
    assert found[2].closes_on == found[2].due_on + timedelta(days=30)
    assert windows(STANDARD, EXIT, EXIT, optional=True)[-1].code == "d730"


def test_no_wave_opens_before_the_class_is_over() -> None:
    assert all(wave.opens_on > EXIT for wave in windows(STANDARD, EXIT, EXIT)[1:])


def test_standing_by_the_day() -> None:
    window = windows(STANDARD, EXIT, EXIT)[2]
    at = (window.opens_on, window.closes_on)
    day = timedelta(days=1)
    assert standing(WaveState.OPEN, *at, at[0] - day) is Standing.SCHEDULED
    assert standing(WaveState.OPEN, *at, at[0]) is Standing.DUE
    assert standing(WaveState.OPEN, *at, at[1]) is Standing.DUE
    assert standing(WaveState.OPEN, *at, at[1] + day) is Standing.OVERDUE
    assert standing(WaveState.DONE, *at, at[1] + day) is Standing.DONE
    assert standing(WaveState.CLOSED, *at, at[0]) is Standing.CLOSED


def tries(*entries: tuple[int, Channel, AttemptCode]) -> list[Attempt]:
    return [Attempt(EXIT + timedelta(days=day), channel, code) for day, channel, code in entries]


PHONE, VISIT, NONE = Channel.PHONE, Channel.VISIT, AttemptCode.NO_ANSWER


@pytest.mark.parametrize(
    ("entries", "lost"),
    [
        ([(0, PHONE, NONE), (0, PHONE, NONE), (1, VISIT, NONE), (1, VISIT, NONE)], True),
        ([(0, PHONE, NONE), (0, PHONE, NONE), (1, VISIT, NONE)], False),
        ([(0, PHONE, NONE), (0, PHONE, NONE), (0, VISIT, NONE), (0, VISIT, NONE)], False),
        ([(0, PHONE, NONE), (1, PHONE, NONE), (2, PHONE, NONE), (3, PHONE, NONE)], False),
        (
            [(0, PHONE, NONE), (1, VISIT, NONE), (2, PHONE, NONE), (3, PHONE, AttemptCode.PARTIAL)],
            False,
        ),
    ],
)
def test_lost_only_by_its_rule(entries: list[tuple[int, Channel, AttemptCode]], lost: bool) -> None:
    assert search(tries(*entries)).lost is lost


def test_what_attempts_come_to() -> None:
    assert final_code([]) is None
    assert final_code(tries((0, PHONE, NONE), (1, PHONE, AttemptCode.MOVED))) is AttemptCode.MOVED
    died = tries((0, PHONE, AttemptCode.DIED), (1, PHONE, NONE))
    assert final_code(died) is AttemptCode.DIED
    told = tries((0, PHONE, AttemptCode.REFUSED), (1, PHONE, AttemptCode.COMPLETE))
    assert final_code(told) is AttemptCode.COMPLETE


def test_the_household_of_four() -> None:
    """18,000 + (12,000 − 5,200) + 600 + 2,400, 慰问金 500 left out = 27,800; 6,950.00 a head."""
    assert BEFORE.business == 680_000
    assert BEFORE.total == 2_780_000
    assert BEFORE.per_head == 695_000
    assert AFTER.total == 3_340_000
    assert AFTER.per_head == 835_000


def test_its_change_and_a_fifth_member_apart() -> None:
    found = change(BEFORE, AFTER)
    assert found is not None
    assert (found.before, found.after, found.difference) == (695_000, 835_000, 140_000)
    assert percent(found.share) == 20.1
    assert found.difference_resized is None
    assert found.whole
    grown = change(BEFORE, Income(2_000_000, 1_900_000, 860_000, 60_000, 240_000, 5))
    assert grown is not None
    assert grown.difference == 140_000
    assert (grown.after_resized, grown.difference_resized) == (668_000, -27_000)


def test_change_is_told_of_parts_known_both_times() -> None:
    found = change(BEFORE, Income(wages=1_900_000, household=4))
    assert found is not None
    assert found.parts == {Part.WAGES}
    assert (found.before, found.after) == (450_000, 475_000)
    assert not found.whole
    assert change(BEFORE, Income(household=4)) is None
    assert change(Income(wages=1), AFTER) is None


def test_unknown_is_not_nought() -> None:
    assert Income(wages=100, household=2).total is None
    assert Income(0, 0, 0, 0, 0, 2).per_head == 0


def test_change_at_the_prices_of_the_first_year() -> None:
    found = change(BEFORE, AFTER, index=(Fraction(1), Fraction(1032, 1000)))
    assert found is not None
    assert found.after == nearest(Fraction(3_340_000 * 1000, 1032 * 4)) == 809_109


def test_by_the_month() -> None:
    assert yearly(150_000, Period.MONTH) == 1_800_000
    assert yearly(150_000, Period.MONTH, 7) == 1_050_000
    assert yearly(150_000, Period.YEAR) == 150_000
    assert yearly(None, Period.MONTH) is None


@given(st.integers(-(10**12), 10**12), st.integers(1, 40))
def test_nearest_fen(total: int, heads: int) -> None:
    found = nearest(Fraction(total, heads))
    assert abs(found * heads - total) * 2 <= heads
    assert nearest(Fraction(-total, heads)) == -found


def test_questions_do_not_block() -> None:
    assert doubts(AFTER, BEFORE) == ()
    assert Doubt.COSTS_ABOVE in doubts(Income(sales=10, costs=11))
    assert Doubt.TEN_TIMES in doubts(Income(28_000_000, 0, 0, 0, 0, 4), BEFORE)
    assert Doubt.TENTH in doubts(Income(270_000, 0, 0, 0, 0, 4), BEFORE)
    assert Doubt.HOUSEHOLD_CHANGED in doubts(Income(household=5), BEFORE)
    assert Doubt.SHOP_WITHOUT_SALES in doubts(Income(), shop=True)
    assert Doubt.NOTHING in doubts(Income(0, 0, 0, 0, 0, 4))


def test_what_cannot_be() -> None:
    assert faults(Income(costs=-1)) == ((Fault.NEGATIVE, "costs"),)
    assert faults(Income(sales=1_000_000_000)) == ((Fault.TOO_LARGE, "sales"),)
    assert faults(Income(household=0)) == ((Fault.HOUSEHOLD, "household"),)
    assert faults(Income(assets=-300)) == ()
    assert faults(BEFORE) == ()


def test_income_that_falls_is_a_warning() -> None:
    assert fell(AFTER, BEFORE)
    assert not fell(BEFORE, AFTER)
    assert not fell(BEFORE, Income(household=4))
    nothing, loss = Income(0, 0, 0, 0, 0, 3), Income(0, 0, 50_000, 0, 0, 3)
    assert fell(nothing, loss)
    assert fell(loss, Income(0, 0, 100_000, 0, 0, 3))
    assert not fell(loss, nothing)
    assert not fell(BEFORE, BEFORE)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(42, 60, 57.5, 80.1), (0, 12, 0.0, 24.3), (12, 12, 75.7, 100.0)],
)
def test_wilson(part: int, whole: int, low: float, high: float) -> None:
    found = counting.wilson(part, whole)
    assert found is not None
    assert (percent(found[0]), percent(found[1])) == (low, high)
    assert counting.wilson(0, 0) is None


def test_response_and_bounds() -> None:
    """97 eligible, 60 answered, 42 working: 70.0%, RR1 61.9%, bounds 43.3–81.4%."""
    found = counting.Share(42, 60, 97)
    assert percent(found.of_answered) == 70.0
    assert percent(counting.response_rate(60, 97)) == 61.9
    assert (percent(found.low), percent(found.high)) == (43.3, 81.4)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_bounds_hold_whatever_the_silent_do(part: int, rest: int, silent: int) -> None:
    found = counting.Share(part, part + rest, part + rest + silent)
    if not found.eligible:
        assert found.low is found.high is None
        return
    assert found.low is not None
    assert found.high is not None
    for yes in range(silent + 1):
        assert found.low <= Fraction(part + yes, found.eligible) <= found.high


def test_median_and_quartiles() -> None:
    assert counting.spread([]) is None
    assert counting.spread([700]) == counting.Spread(1, 700, 700, 700)
    assert counting.spread([400, 100, 300, 200]) == counting.Spread(4, 175, 250, 325)


def test_metric_traps() -> None:
    """DOMAIN §2.1 rows 2, 3 and 6."""
    found = counting.Metric(person_times=45, people=15, labour=120, migrants=30)
    assert found.denominator == 90
    assert percent(found.times_share) == 50.0
    assert percent(found.people_share) == 16.7
    assert found.differs
    assert counting.meets(699, 1000, Fraction(7, 10)) is False
    assert counting.meets(700, 1000, Fraction(7, 10)) is True
    assert counting.meets(0, 0, Fraction(7, 10)) is None


def test_price_levels() -> None:
    assert prices.level("411224", 2018, 2018) == 1
    assert prices.level("411224", 2018, 2020) == Fraction(1032, 1000) * Fraction(1030, 1000)
    back = prices.level("411224", 2020, 2018)
    assert back == 1 / (Fraction(1032, 1000) * Fraction(1030, 1000))
    assert prices.level("411224", 2018, 2040) is None
    line = prices.poverty_line("411224", 2018)
    assert line is not None
    assert (line.value, line.verified) == (299_500, False)
    assert prices.poverty_line("411224", 2031) is None


def test_a_nearer_figure_goes_first() -> None:
    own = prices.Figure(Fraction(400_000), "县公告", True)
    series = {("", 2018): prices.Figure(Fraction(1), "", False), ("4112", 2018): own}
    known = prices.Table({}, series)
    assert prices.poverty_line("411224", 2018, known) is own
    assert prices.poverty_line("441403", 2018, known) is not own
