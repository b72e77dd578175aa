"""Coverage by exact fractions at a cut-off, over time, and the contact debt."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.cohorts.api import open_cohort
from courses.leaders.models import LeaderService
from courses.leaders.rules import LeaderState
from courses.mentoring import (
    coordinates,
    coverage_queries,
    debt_queries,
    pair_contributing,
    pairing,
)
from courses.mentoring.coverage_charts import Bar, bars
from courses.mentoring.coverage_rules import (
    Coverage,
    FlagFact,
    ServiceFact,
    month_ends,
    over_time,
    target_of,
)
from lms.web.paging import Page
from tests.courses.mentoring.corps import DAY, MAKER, flag, leader, lecturer, terms, village
from tests.support.running import NOW
from tests.support.world import World

SEVENTY = Fraction(7, 10)
PAGE = Page(1, 50, {})


def test_shares_are_exact() -> None:
    assert Coverage(1000, 699).meets(SEVENTY) is False
    assert Coverage(1000, 700).meets(SEVENTY) is True
    assert (Coverage(1000, 699).missing(SEVENTY), Coverage(1000, 700).missing(SEVENTY)) == (1, 0)
    assert Coverage(0, 0).meets(SEVENTY) is None
    assert target_of(None) is None


def test_three_leaders_in_one_village_count_once(session: Session) -> None:
    one, two = (village(session, n, flagged_on=DAY - timedelta(days=9)) for n in (1, 2))
    for number in range(3):
        leader(session, number, at=one)
    leader(session, 4, at=two, state=LeaderState.CERTIFIED)
    found = coverage_queries.board(session, "411224", DAY, DAY)
    assert found.total == Coverage(2, 1)
    [line] = found.lines
    assert (line.place, line.coverage, line.pool, line.waiting) == ("411224100", found.total, 1, 4)
    assert line.meets is False


def test_only_villages_flagged_by_the_cut_off_count(session: Session) -> None:
    early = village(session, 1, flagged_on=DAY - timedelta(days=30))
    village(session, 2, flagged_on=DAY - timedelta(days=5))
    leader(session, 1, at=early, since=DAY - timedelta(days=10))
    for days, expected in ((40, (0, 0)), (30, (1, 0)), (10, (1, 1)), (5, (2, 1)), (0, (2, 1))):
        day = DAY - timedelta(days=days)
        assert coverage_queries.coverage(session, "41", day, DAY) == Coverage(*expected), days
    flag(session, early, DAY - timedelta(days=2), eligible=False)
    assert coverage_queries.coverage(session, "41", DAY, DAY) == Coverage(1, 0)
    assert coverage_queries.coverage(session, "41", DAY - timedelta(days=3), DAY) == Coverage(2, 1)


def test_the_days_over_time_are_those_of_the_board(session: Session) -> None:
    places = [village(session, n, flagged_on=DAY - timedelta(days=50 * n)) for n in (1, 2, 3, 4)]
    gone = leader(session, 1, at=places[2], since=DAY - timedelta(days=120))
    leader(session, 2, at=places[0], since=DAY - timedelta(days=40))
    service = session.scalars(select(LeaderService).where(LeaderService.leader_id == gone.id)).one()
    service.to_on = DAY - timedelta(days=20)
    flag(session, places[3], DAY - timedelta(days=70), eligible=False)
    past = coverage_queries.history(session, "411224", DAY)
    assert len(past) == 13
    for day, found in past:
        assert found == coverage_queries.coverage(session, "411224", day, DAY), day


DAYS = st.integers(0, 60).map(lambda n: date(2026, 1, 1) + timedelta(days=n))


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 3), st.booleans(), DAYS), max_size=8),
    st.lists(st.tuples(st.integers(1, 3), DAYS, st.none() | DAYS), max_size=6),
    st.lists(DAYS, min_size=1, max_size=5, unique=True).map(sorted),
)
def test_over_time_counts_as_a_day_by_day_count(
    flags: list[tuple[int, bool, date]],
    services: list[tuple[int, date, date | None]],
    days: list[date],
) -> None:
    entries = [FlagFact(v, at, yes, day) for at, (v, yes, day) in enumerate(flags)]
    stays = [ServiceFact(*one) for one in services]
    for day, found in zip(days, over_time(entries, stays, days), strict=True):
        eligible = set()
        for one in (1, 2, 3):
            known = [e for e in entries if e.village == one and e.effective_on <= day]
            if known and max(known, key=lambda e: (e.effective_on, e.seq)).eligible:
                eligible.add(one)
        covered = {
            s.village for s in stays if s.from_on <= day and (s.to_on is None or day < s.to_on)
        }
        assert found == Coverage(len(eligible), len(eligible & covered))


def test_month_ends() -> None:
    assert month_ends(date(2026, 3, 15), 2) == [
        date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 15),
    ]  # fmt: skip
    assert month_ends(date(2026, 1, 31), 1) == [date(2025, 12, 31), date(2026, 1, 31)]


def test_villages_open_to_their_people(session: Session) -> None:
    one, two = (village(session, n, flagged_on=DAY) for n in (1, 2))
    active = leader(session, 1, at=one)
    hopeful = leader(session, 2, at=two, state=LeaderState.CANDIDATE)
    for kind, expected in (("open", [two.id]), ("covered", [one.id]), ("", [one.id, two.id])):
        lines, page = coverage_queries.villages(session, "411224", DAY, DAY, kind, PAGE)
        assert ([line.id for line in lines], page.total) == (expected, len(expected))
    lines, _page = coverage_queries.villages(session, "411224", DAY, DAY, "", PAGE)
    assert [[person[0] for person in line.leaders] for line in lines] == [[active.id], [hopeful.id]]


def test_wider_places_show_figures_by_county(session: Session) -> None:
    leader(session, 1, at=village(session, 1, flagged_on=DAY))
    village(session, 1, town="411202001", flagged_on=DAY)
    found = coverage_queries.board(session, "4112", DAY, DAY)
    assert [(line.place, line.coverage) for line in found.lines] == [
        ("411202", Coverage(1, 0)), ("411224", Coverage(1, 1)),
    ]  # fmt: skip
    assert found.total == Coverage(2, 1)


def test_the_next_class_with_room(session: Session, world: World) -> None:
    for title, days, capacity in (("满员第1期", 3, 0), ("有位第2期", 9, 2), ("第3期", 20, None)):
        open_cohort(
            session, world.actor("officer"), NOW, county="411224", centre_id=None, title=title,
            start=DAY + timedelta(days=days), end=DAY + timedelta(days=days + 5),
            venue_county="411224", capacity=capacity,
        )  # fmt: skip
    found = coverage_queries.board(session, "411224", DAY, DAY).free
    assert found is not None
    assert (found.title, found.places) == ("有位第2期", 2)


def test_debt_counts_days_ways_and_hours(session: Session) -> None:
    mentor, idle = lecturer(session, 1, capacity=4, base_place="411224"), lecturer(session, 2)
    late = pairing.pair(
        session, MAKER, NOW, leader=leader(session, 1), lecturer=mentor,
        terms=terms(DAY - timedelta(days=46)),
    )  # fmt: skip
    pairing.pair(session, MAKER, NOW, leader=leader(session, 2), lecturer=mentor, terms=terms(DAY))
    late.contact_minutes = 90
    session.flush()
    lines, page = debt_queries.debtors(session, "411224", DAY, PAGE)
    assert [line.id for line in lines] == [mentor.id, idle.id]
    found = lines[0]
    assert (found.held, found.capacity, found.pairs, found.overdue, found.days) == (2, 4, 2, 1, 10)
    assert (found.worst, found.minutes, found.farthest, found.km) == (10, 90, 2, None)
    assert page.total == 2
    assert debt_queries.distribution(session, "411224") == [(0, 1), (1, 0), (2, 1)]
    coordinates.store(
        session, MAKER, NOW, coordinates.read(b"411224,34.0,111.0\n411224100,34.9,111.0\n")
    )
    assert debt_queries.debtors(session, "411224", DAY, PAGE)[0][0].km == 200
    board = coverage_queries.board(session, "411224", DAY, DAY)
    assert (board.overdue, board.days) == (1, 10)
    lines_of, _page = debt_queries.pair_lines(session, MAKER, DAY, PAGE, which="overdue")
    assert [(one.pair.id, one.overdue) for one in lines_of] == [(late.id, 10)]


@pytest.mark.parametrize(
    ("facts", "flagged"),
    [
        ({"left_on": DAY - timedelta(days=1)}, True),
        ({"term": (DAY - timedelta(days=300), DAY - timedelta(days=1))}, True),
        ({"term": (DAY - timedelta(days=300), DAY + timedelta(days=1))}, False),
        ({}, False),
    ],
)
def test_pairs_of_lecturers_out_of_office_are_flagged(
    session: Session, facts: dict[str, object], flagged: bool
) -> None:
    mentor = lecturer(session)
    made = pairing.pair(session, MAKER, NOW, leader=leader(session), lecturer=mentor, terms=terms())
    mentor.left_on = facts.get("left_on")  # type: ignore[assignment]
    if "term" in facts:
        from courses.lecturers.models import LecturerTerm

        start, end = facts["term"]  # type: ignore[misc]
        session.add(
            LecturerTerm(
                lecturer_id=mentor.id, from_on=start, to_on=end, entered_at=NOW, entered_by="t"
            )
        )
    session.flush()
    lines, _page = debt_queries.pair_lines(session, MAKER, DAY, PAGE, which="handing")
    assert [one.pair.id for one in lines] == ([made.id] if flagged else [])


def test_indicators(session: Session) -> None:
    mentor, _idle = lecturer(session, 1), lecturer(session, 2)
    paired, _alone = leader(session, 1), leader(session, 2)
    pairing.pair(session, MAKER, NOW, leader=paired, lecturer=mentor, terms=terms())
    args = (session, "411224", DAY.replace(day=1), DAY)
    assert pair_contributing.pairs_held(*args).numerator == 1
    found = pair_contributing.leaders_mentored(*args)
    assert (found.numerator, found.denominator) == (1, 2)
    found = pair_contributing.lecturers_active(*args)
    assert (found.numerator, found.denominator) == (1, 2)
    found = pair_contributing.load_over(*args)
    assert (found.numerator, found.denominator) == (1, 1)
    before = (session, "411224", DAY, DAY - timedelta(days=1))
    assert pair_contributing.pairs_held(*before).numerator == 0


def test_the_picture_has_shapes_alone() -> None:
    drawn = bars([Bar("<b>", 3, 10), Bar("二", 0, 0)], 0.7, "目标")
    assert "&lt;b&gt;" in drawn
    assert "style" not in drawn
    assert "<script" not in drawn
    assert bars([]) == ""
