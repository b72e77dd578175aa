"""Ratings: once a slip, nobody named, nothing that could be subtracted."""

from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from courses.mentoring import ratings
from courses.mentoring.contact_models import Rating, RatingRound, RatingSlip
from courses.mentoring.ratings_rules import FEWEST, QUESTIONS, Round, marks_in, shown, slip_in
from lms.errors import DomainError, NotFound
from tests.courses.attendance.classes import Class, open_class
from tests.courses.mentoring.corps import DAY, lecturer
from tests.support.running import NOW
from tests.support.world import World

MARKS = {"useful": 5, "clear": 4, "patient": 3}
ANSWERS = st.tuples(st.integers(0, 9), st.integers(1, 5)).map(
    lambda found: [dict.fromkeys(QUESTIONS, found[1])] * found[0]
)
AFTER = DAY + timedelta(days=8)


@given(st.lists(ANSWERS, max_size=6))
def test_only_whole_rounds_of_five_and_more_are_shown(rounds: list[list[dict[str, int]]]) -> None:
    made = [Round(key, tuple(answers)) for key, answers in enumerate(rounds)]
    found = shown(made)
    whole = [answers for answers in rounds if len(answers) >= FEWEST]
    if not whole:
        assert found is None
        return
    assert found is not None
    assert (found.rounds, found.answers) == (len(whole), sum(map(len, whole)))
    for without in range(len(made)):
        rest = shown(made[:without] + made[without + 1 :])
        difference = found.answers - (rest.answers if rest else 0)
        assert difference == 0 or difference >= FEWEST


@pytest.mark.parametrize(
    "values", [["1", "2"], ["0", "1", "2"], ["6", "1", "2"], [None, "1", "2"], ["１", "1", "2"]]
)
def test_marks_are_one_to_five(values: Sequence[str | None]) -> None:
    assert marks_in(values) is None


def test_slips_are_read_as_people_write() -> None:
    assert slip_in(" abcd-2345 ") == "ABCD2345"


@pytest.fixture
def taught(session: Session, world: World) -> Class:
    """Eight people in a class whose first half-day has a lecturer."""
    made = open_class(session, NOW, people=8, centre_id=world.centre())
    made.first.lecturer_id = lecturer(session).id
    session.flush()
    return made


def opened(session: Session, world: World, taught: Class) -> ratings.Slips:
    half_day, cohort = ratings.session_for(session, world.actor("registrar"), taught.first.id)
    return ratings.open_round(session, world.actor("registrar"), NOW, half_day, cohort)


def say(session: Session, slips: ratings.Slips, code: str, mark: int = 4, remark: str = "") -> None:
    found = ratings.round_by_token(session, slips.token)
    ratings.answer(session, NOW, found, code, dict.fromkeys(QUESTIONS, mark), remark)


def test_one_slip_one_answer_and_no_trace_of_whose(
    session: Session, world: World, taught: Class
) -> None:
    slips = opened(session, world, taught)
    assert len(set(slips.codes)) == slips.round.asked == 8
    say(session, slips, slips.codes[0], remark=" 很好 ")
    with pytest.raises(DomainError, match="RATING_CODE_USED"):
        say(session, slips, slips.codes[0].lower())
    with pytest.raises(DomainError, match="RATING_CODE_WRONG"):
        say(session, slips, "AAAAAAAA")
    assert [row.remark for row in session.scalars(select(Rating))] == ["很好"]
    assert set(inspect(Rating).columns.keys()) == {"key", "round_id", "marks", "remark"}
    assert set(inspect(RatingSlip).columns.keys()) == {"code_hash", "round_id", "used"}
    stored = session.scalars(select(RatingSlip.code_hash)).all()
    assert not set(stored) & set(slips.codes)
    assert session.scalars(select(RatingRound.token_hash)).one() != slips.token


def test_shown_after_closing_from_five_answers_on(
    session: Session, world: World, taught: Class
) -> None:
    slips = opened(session, world, taught)
    key = slips.round.lecturer_id
    for number, code in enumerate(slips.codes[:4]):
        say(session, slips, code, number + 1, "话")
    found = ratings.ratings_of(session, key, AFTER)
    assert (found.shown, found.remarks, found.hidden_rounds) == (None, (), 1)
    say(session, slips, slips.codes[4], 5, "话五")
    found = ratings.ratings_of(session, key, slips.round.closes_on)
    assert (found.shown, found.remarks, found.open_rounds) == (None, (), 1)
    found = ratings.ratings_of(session, key, AFTER)
    assert found.shown is not None
    assert found.shown.means == dict.fromkeys(QUESTIONS, Fraction(3))
    assert found.remarks == ("话", "话五")
    late = ratings.round_by_token(session, slips.token)
    with pytest.raises(DomainError, match="RATING_CLOSED"):
        ratings.answer(session, NOW + timedelta(days=8), late, slips.codes[5], MARKS, "")


def test_what_cannot_be_asked_about(session: Session, world: World, taught: Class) -> None:
    registrar = world.actor("registrar")
    later = taught.sessions[-1]
    for half_day, code in ((taught.sessions[1], "RATING_WITHOUT_LECTURER"), (later, "RATING_TOO")):
        found, cohort = ratings.session_for(session, registrar, half_day.id)
        if half_day is later:
            found.lecturer_id, found.date = lecturer(session, 3).id, DAY + timedelta(days=1)
        with pytest.raises(DomainError, match=code):
            ratings.open_round(session, registrar, NOW, found, cohort)
    opened(session, world, taught)
    with pytest.raises(DomainError, match="RATING_KNOWN"):
        opened(session, world, taught)
    for actor in (world.actor("registrar", centre="second"), world.actor("officer", "411202")):
        with pytest.raises(NotFound):
            ratings.session_for(session, actor, taught.first.id)
    with pytest.raises(NotFound):
        ratings.round_by_token(session, "made-up")


def test_the_order_of_answers_is_not_kept(session: Session, world: World, taught: Class) -> None:
    slips = opened(session, world, taught)
    codes = list(slips.codes)
    Random(1).shuffle(codes)
    for number, code in enumerate(codes):
        say(session, slips, code, 5, f"{number}")
    keys = session.scalars(select(Rating.key)).all()
    assert all(len(key) == 32 for key in keys)
    remarks = ratings.ratings_of(session, slips.round.lecturer_id, AFTER).remarks
    assert list(remarks) == sorted(remarks)
