"""People who were never in the class: drawn, asked like graduates, counted apart."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from courses.cohorts import api as cohorts
from courses.leaders.rules import LeaderState
from courses.outcomes import attempting, choosing, drawing, interviewing, queries, round_trip
from courses.outcomes.api import set_beat
from courses.outcomes.behind import people as behind
from courses.outcomes.drawing import Reason
from courses.outcomes.income import Income
from courses.outcomes.models import Case, Comparison, Wave
from courses.outcomes.reported import Asked
from courses.outcomes.reporting import report
from courses.outcomes.rules import (
    AttemptCode,
    Beside,
    Channel,
    ClosedBy,
    Consent,
    ExitKind,
    Need,
    Status,
    WaveState,
)
from courses.outcomes.tallying import BOXES, LEFT_FOR_CLASS
from courses.rosters.models import Person
from lms.clock import today
from lms.errors import DomainError, NotFound
from lms.plugin import Figure
from lms.web.paging import page_of
from tests.courses.mentoring.corps import leader, village
from tests.courses.outcomes.comparisons import class_and_archive, compared, drawn
from tests.courses.outcomes.graduates import answers, cases, closed_class, wave
from tests.courses.subsidies.classes import MAKER, enrol, open_class, people
from tests.support.world import World

LUSHI = "411224"


def refused(code: str, session: Session, now: datetime, *args: object, **facts: object) -> None:
    with pytest.raises(DomainError) as fault:
        drawn(session, now, *args, **facts)  # type: ignore[arg-type]  # handed on as given
    assert fault.value.code == code


def test_nobody_of_a_class_and_nobody_taught_can_be_drawn(session: Session, now: datetime) -> None:
    cohort, free = class_and_archive(session, now, 3, 5)
    taught = closed_class(session, now, 2, first=900, title="农村电商第2期")
    later = open_class(session, now, title="农村电商第3期", start=today(now) + timedelta(days=9))
    waiting = people(session, now, 2, first=950)
    enrol(session, now, later, waiting)
    found = drawing.offer(choosing.candidates(session, cohort), choosing.homes_of(session, cohort))
    assert found.people[Beside.UNTRAINED] >= 5
    assert found.left_out[Reason.IN_CLASS] == 3
    assert found.left_out[Reason.TAUGHT] >= 2
    row = drawn(session, now, cohort, 5000)
    inside = {case.person_id for case in compared(session, cohort)}
    assert inside >= set(free)
    assert not inside & {case.person_id for case in (*cases(session, taught),) if not case.compared}
    assert not inside & set(waiting)
    assert row.drawn == row.offered == len(inside)
    row = drawn(session, now, cohort, 5000, beside=Beside.WAITING)
    assert {c.person_id for c in compared(session, cohort)} - inside == set(waiting)


def test_a_leader_put_forward_waits_and_a_trained_one_is_taught(
    session: Session, now: datetime
) -> None:
    cohort, _free = class_and_archive(session, now, 2, 1)
    home = village(session)
    waits, taught, dropped = (
        leader(session, at, at=home, state=state).person_id
        for at, state in enumerate(
            (LeaderState.REVIEWED, LeaderState.TRAINED, LeaderState.CANDIDATE), 1
        )
    )
    known = {each.person_id: each for each in choosing.candidates(session, cohort)}
    assert (known[waits].waiting, known[waits].reason) == (True, None)
    assert known[taught].reason is Reason.TAUGHT
    assert (known[dropped].waiting, known[dropped].reason) == (False, None)


def test_other_villages_are_those_where_nobody_of_the_class_lives(
    session: Session, now: datetime
) -> None:
    cohort, free = class_and_archive(session, now, 2, 4)
    for case in cases(session, cohort):
        case.person.home_place = f"{LUSHI}100001"
    for key, home in zip(free, ("100001", "100002", "100002", "100"), strict=True):
        session.get_one(Person, key).home_place = f"{LUSHI}{home}"
    session.flush()
    drawn(session, now, cohort, beside=Beside.OTHER_VILLAGE)
    assert {case.person_id for case in compared(session, cohort)} >= set(free[1:3])
    assert not {case.person_id for case in compared(session, cohort)} & {free[0], free[3]}


def test_they_have_the_waves_of_the_class(session: Session, now: datetime) -> None:
    cohort, _free = class_and_archive(session, now)
    drawn(session, now, cohort)
    trained = cases(session, cohort)[0]
    one = compared(session, cohort)[0]
    days = {
        case.id: {w.wave: (w.due_on, w.opens_on, w.closes_on) for w in _waves(session, case)}
        for case in (trained, one)
    }
    assert days[one.id] == days[trained.id]
    states = {w.wave: w.state for w in _waves(session, one)}
    assert states["baseline"] is WaveState.CLOSED, "nobody was asked when the class began"
    assert states["d30"] is states["d365"] is WaveState.OPEN


def _waves(session: Session, case: Case) -> list[Wave]:
    return list(session.scalars(select(Wave).where(Wave.case_id == case.id)))


def test_drawn_before_the_class_they_have_a_baseline_and_follow_its_dates(
    session: Session, now: datetime
) -> None:
    day = today(now)
    cohort = open_class(session, now, days=5, start=day + timedelta(days=3))
    enrol(session, now, cohort, people(session, now, 3))
    people(session, now, 6, first=3000)
    drawn(session, now, cohort)
    one = compared(session, cohort)[0]
    assert [(w.wave, w.state) for w in _waves(session, one)] == [("baseline", WaveState.OPEN)]
    interviewing.submit(session, MAKER, now, wave(session, one, "baseline"), answers(day))
    begun = now + timedelta(days=3)
    cohorts.start(session, MAKER, begun, cohort)
    assert len(_waves(session, one)) == 1
    over = now + timedelta(days=8)
    cohorts.close(session, MAKER, over, cohort)
    session.expire_all()
    assert {w.wave: w.due_on for w in _waves(session, one)}["d30"] == cohort.end + timedelta(
        days=30
    )
    cohorts.reopen(session, MAKER, over, cohort, "还有一天课")
    assert [w.wave for w in _waves(session, one)] == ["baseline"]
    kinds = {case.exit_kind for case in cases(session, cohort) if not case.compared}
    assert kinds == {ExitKind.IN_CLASS}
    assert compared(session, cohort)[0].exit_kind is ExitKind.COMPARISON


def test_what_cannot_be_drawn_is_refused(session: Session, now: datetime) -> None:
    cohort, _free = class_and_archive(session, now)
    refused("COMPARISON_LOT_WAITING", session, now, cohort, lot_number="卢商〔2026〕3号")
    refused("COMPARISON_NOBODY", session, now, cohort, beside=Beside.WAITING, lot_number="3号")
    refused("COMPARISON_OTHER_DRAW", session, now, cohort, number=2)
    drawn(session, now, cohort, 5)
    refused("COMPARISON_OTHER_DRAW", session, now, cohort, number=1)
    old = closed_class(session, now, 2, first=700, ended=900, title="农村电商第0期")
    refused("COMPARISON_TOO_LATE", session, now, old)


def test_somebody_of_another_county_may_not_draw(
    session: Session, world: World, now: datetime
) -> None:
    cohort, _free = class_and_archive(session, now)
    row = drawn(session, now, cohort)
    facts = {"beside": Beside.UNTRAINED, "wanted": 5, "number": 2}
    for actor in (world.actor("officer", "411202"), world.actor("observer")):
        with pytest.raises(DomainError) as fault:
            choosing.choose(session, actor, now, cohort, **facts)  # type: ignore[arg-type]
        assert fault.value.code == "NOT_PERMITTED"
        with pytest.raises(NotFound):
            choosing.undo(session, actor, now, row.id)


def test_the_same_people_come_out_however_often_it_is_drawn(
    session: Session, now: datetime
) -> None:
    cohort, _free = class_and_archive(session, now, others=30)
    row = drawn(session, now, cohort, 6)
    first = {case.person_id for case in compared(session, cohort)}
    choosing.undo(session, MAKER, now, row.id)
    choosing.undo(session, MAKER, now, row.id)
    assert not compared(session, cohort)
    drawn(session, now, cohort, 6)
    assert {case.person_id for case in compared(session, cohort)} == first
    states = [(each.number, each.undone_at is None) for each in choosing.draws(session, cohort)]
    assert states == [(1, False), (2, True)]
    drawn(session, now, cohort, 4)
    both = {case.person_id for case in compared(session, cohort)}
    for row in choosing.draws(session, cohort):
        choosing.undo(session, MAKER, now, row.id)
    drawn(session, now, cohort, 10)
    assert {case.person_id for case in compared(session, cohort)} == both


def test_once_somebody_was_asked_it_is_not_undone(session: Session, now: datetime) -> None:
    cohort, _free = class_and_archive(session, now)
    row = drawn(session, now, cohort)
    due = wave(session, compared(session, cohort)[0])
    attempting.log_attempt(
        session, MAKER, now, due, code=AttemptCode.NO_ANSWER, channel=Channel.PHONE
    )
    with pytest.raises(DomainError) as fault:
        choosing.undo(session, MAKER, now, row.id)
    assert fault.value.code == "COMPARISON_ASKED"


def test_who_withdrew_consent_or_is_compared_already_is_left_out(
    session: Session, now: datetime
) -> None:
    cohort, free = class_and_archive(session, now, others=5)
    drawn(session, now, cohort, 5000)
    case = next(each for each in compared(session, cohort) if each.person_id == free[0])
    attempting.say_consent(session, MAKER, now, case, Consent.WITHDRAWN, Channel.PHONE)
    other = closed_class(session, now, 1, first=900, title="农村电商第2期")
    known = {each.person_id: each.reason for each in choosing.candidates(session, other)}
    assert known[free[0]] is Reason.WITHDRAWN
    assert known[free[1]] is Reason.ASKED


def test_they_stand_in_the_workers_day_and_on_the_sheet(
    session: Session, world: World, now: datetime
) -> None:
    worker = world.actor("follow_up")
    cohort, _free = class_and_archive(session, now, 1, 2)
    set_beat(session, MAKER, now, LUSHI, worker.id)
    drawn(session, now, cohort, 5000)
    lines = queries.day(session, worker, today(now)).lines
    names = {line.name for line in lines if line.compared}
    assert names >= {case.person.name for case in compared(session, cohort)[:2]}
    assert any(not line.compared for line in lines)
    assert round_trip.sheet(session, worker.id or 0, today(now))[:2] == b"PK"


def test_they_are_in_no_figure_of_the_graduates(
    session: Session, world: World, now: datetime
) -> None:
    from courses.outcomes import indicators

    officer = world.actor("officer")
    cohort, _free = class_and_archive(session, now, 6, 6)
    day = today(now)
    asked = Asked(LUSHI, "d30", cohort_id=cohort.id)

    def figures() -> list[Figure]:
        known = (session, LUSHI, cohort.end, day)
        return [
            indicators.followed(*known), indicators.response(*known), indicators.employed(*known),
            indicators.own_shop(*known), indicators.income_up(*known),
            indicators.needs_open(*known), indicators.median_income_second_quarter(*known),
        ]  # fmt: skip

    for case in cases(session, cohort)[:5]:
        interviewing.submit(session, MAKER, now, wave(session, case), answers(day))
    before, plain = figures(), report(session, officer, day, asked)
    drawn(session, now, cohort, 6)
    for case in compared(session, cohort)[:5]:
        told = answers(
            day, Income(90_000_000, 0, 0, 0, 0, 1), status=Status.NONE, needs=(Need.LOAN,)
        )
        interviewing.submit(session, MAKER, now, wave(session, case), told)
    found = report(session, officer, day, asked)
    assert figures() == before
    assert found.tally.beside == {"answered": 5, "untried": 1}
    assert found.beside(everybody=True) == (6, 5)
    assert found.beside(everybody=False) is None, "one who did not answer would be told"
    found.tally.beside.clear()
    assert found.tally == plain.tally
    listed, _page = behind(session, officer, day, asked, BOXES["enrolled"], "", page_of({}))
    assert len(listed) == 6
    assert {case.warning for case in compared(session, cohort)} == {None}


def test_who_enrols_leaves_on_that_day_and_comes_back_if_it_is_undone(
    session: Session, now: datetime
) -> None:
    cohort, _free = class_and_archive(session, now)
    drawn(session, now, cohort)
    one, other = compared(session, cohort)[:2]
    day = today(now)
    interviewing.submit(session, MAKER, now, wave(session, one), answers(day))
    later = open_class(session, now, title="农村电商第2期", start=day + timedelta(days=20))
    keys = enrol(session, now, later, [one.person_id])
    session.expire_all()
    assert (one.left_on, one.left_for_id) == (day, later.id)
    assert other.left_on is None
    states = {w.wave: (w.state, w.closed_by) for w in _waves(session, one)}
    assert states["d30"] == (WaveState.DONE, None)
    assert states["d180"] == (WaveState.CLOSED, ClosedBy.ENROLLED)
    with pytest.raises(DomainError):
        interviewing.submit(session, MAKER, now, wave(session, one, "d180"), answers(day))
    choosing.come_back(session, now, keys)
    assert one.left_on is None
    assert {w.wave: w.state for w in _waves(session, one)}["d180"] is WaveState.OPEN


def test_who_waited_already_leaves_when_the_class_begins(session: Session, now: datetime) -> None:
    cohort = closed_class(session, now, 2)
    later = open_class(session, now, title="农村电商第2期", start=today(now) + timedelta(days=2))
    enrol(session, now, later, people(session, now, 5, first=3000))
    after = now + timedelta(minutes=5)
    drawn(session, after, cohort, 5, beside=Beside.WAITING)
    keys = [case.id for case in compared(session, cohort)]
    cohorts.change_cohort(session, MAKER, after, later, venue="新校区")
    assert not session.scalar(
        select(func.count()).select_from(Case).where(Case.id.in_(keys), Case.left_on.is_not(None))
    )
    cohorts.start(session, MAKER, after + timedelta(days=2), later)
    session.expire_all()
    assert {case.left_on for case in compared(session, cohort)} == {later.start}
    closed = report(session, MAKER, today(now), Asked(LUSHI, "d180", cohort_id=cohort.id))
    assert closed.tally.beside == {LEFT_FOR_CLASS: 5}


def test_a_cancelled_class_asks_nobody(session: Session, now: datetime) -> None:
    cohort = open_class(session, now, start=today(now) + timedelta(days=3))
    people(session, now, 5, first=3000)
    drawn(session, now, cohort, 5)
    cohorts.cancel(session, MAKER, now, cohort, "报名不足")
    assert {w.closed_by for c in compared(session, cohort) for w in _waves(session, c)} == {
        ClosedBy.REMOVED
    }
    refused("COMPARISON_CLASS_CANCELLED", session, now, cohort)


def test_a_case_has_one_origin(session: Session, now: datetime) -> None:
    cohort, _free = class_and_archive(session, now, 1)
    case = cases(session, cohort)[0]
    savepoint = session.begin_nested()
    case.enrolment_id = None
    with pytest.raises(IntegrityError):
        session.flush()
    savepoint.rollback()
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(Comparison)) == 0
