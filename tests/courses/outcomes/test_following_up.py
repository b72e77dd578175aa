"""From the end of a class to answers: waves, attempts, consent, interviews, needs."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.cohorts import api as cohorts
from courses.outcomes import attempting, interviewing, queries, referring, scheduling
from courses.outcomes.assigning import cover, reassign, set_beat, workers
from courses.outcomes.income import Doubt, Income
from courses.outcomes.models import AttemptRow, Case, Interview, Referral, Wave
from courses.outcomes.rules import (
    Alarm,
    AttemptCode,
    Channel,
    ClosedBy,
    Consent,
    ContactKind,
    ExitKind,
    Need,
    Priority,
    ReferralState,
    Status,
    WaveState,
)
from lms.clock import today
from lms.errors import DomainError, NotFound
from tests.courses.outcomes.graduates import AFTER, BEFORE, answers, cases, closed_class, wave
from tests.courses.subsidies.classes import MAKER
from tests.support.world import World

LUSHI = "411224"


def code_of(act: object, *args: object, **facts: object) -> str:
    with pytest.raises(DomainError) as refused:
        act(*args, **facts)  # type: ignore[operator]  # a service
    return refused.value.code


def tried(session: Session, now: datetime, of: Wave, code: str, **facts: object) -> AttemptRow:
    given = {"code": AttemptCode(code), "channel": Channel.PHONE} | facts
    return attempting.log_attempt(session, MAKER, now, of, **given)  # type: ignore[arg-type]


def test_closing_a_class_makes_the_waves(session: Session, world: World, now: datetime) -> None:
    cohort = closed_class(session, now, 2, 1)
    graduate, _other, absent = cases(session, cohort)
    assert graduate.exit_kind is ExitKind.GRADUATE
    assert absent.exit_kind is ExitKind.NOT_COMPLETED
    found = session.scalars(
        select(Wave).where(Wave.case_id == graduate.id).order_by(Wave.due_on)
    ).all()
    assert [each.wave for each in found] == ["baseline", "d30", "d90", "d180", "d365"]
    assert found[1].due_on == cohort.end + timedelta(days=30)
    left = session.scalars(select(Wave).where(Wave.case_id == absent.id)).all()
    assert [(each.wave, each.closed_by) for each in left] == [("baseline", ClosedBy.REMOVED)]


def test_the_baseline_waits_while_the_class_is_running(
    session: Session, world: World, now: datetime
) -> None:
    cohort = closed_class(session, now, 2, close=False)
    case = cases(session, cohort)[0]
    assert case.exit_kind is ExitKind.IN_CLASS
    assert [each.wave for each in session.scalars(select(Wave).where(Wave.case_id == case.id))] == [
        "baseline"
    ]


def test_scheduling_again_changes_nothing(session: Session, world: World, now: datetime) -> None:
    cohort = closed_class(session, now)
    assert scheduling.schedule(session, now, cohort) == 0


def test_a_reopened_class_takes_back_what_nobody_worked_on(
    session: Session, world: World, now: datetime
) -> None:
    cohort = closed_class(session, now)
    one, _two, _three = cases(session, cohort)
    tried(session, now, wave(session, one), "221")
    cohorts.reopen(session, MAKER, now, cohort, "补课")
    left = session.execute(select(Wave.case_id, Wave.wave).where(Wave.wave != "baseline")).all()
    assert [tuple(row) for row in left] == [(one.id, "d30")]
    cohorts.close(session, MAKER, now, cohort)
    total = session.scalar(select(func.count()).select_from(Wave))
    assert total == 15


def test_a_plan_of_the_region_goes_before_the_standard(
    session: Session, world: World, now: datetime
) -> None:
    first = today(now) - timedelta(days=400)
    for days, prefix in (((30,), ""), ((60, 120), "41")):
        scheduling.add_plan(
            session, MAKER, now, prefix=prefix, course_id=None, valid_from=first, days=days,
            before=10, after=20, basis="",
        )  # fmt: skip
    case = cases(session, closed_class(session, now))[0]
    found = session.scalars(select(Wave).where(Wave.case_id == case.id).order_by(Wave.due_on)).all()
    assert [each.wave for each in found] == ["baseline", "d60", "d120"]
    assert (found[1].closes_on - found[1].opens_on).days == 30


def test_an_attempt_and_what_follows_from_its_code(
    session: Session, world: World, now: datetime
) -> None:
    one, two, three = cases(session, closed_class(session, now))
    tried(session, now, wave(session, one), "221", promised_on=today(now) + timedelta(days=2))
    open_one = wave(session, one)
    assert (open_one.state, open_one.attempts, open_one.code) == (WaveState.OPEN, 1, "221")
    assert open_one.promised_on == today(now) + timedelta(days=2)
    tried(session, now, wave(session, two), "211")
    assert wave(session, two).closed_by is ClosedBy.REFUSED
    assert wave(session, two, "d90").state is WaveState.OPEN
    tried(session, now, wave(session, three), "231")
    states = session.scalars(select(Wave.state).where(Wave.case_id == three.id)).all()
    assert set(states) == {WaveState.CLOSED}


def test_what_an_attempt_is_refused_for(session: Session, world: World, now: datetime) -> None:
    one, two, _three = cases(session, closed_class(session, now))
    due, day = wave(session, one), timedelta(days=1)
    assert code_of(tried, session, now, due, "101") == "ATTEMPT_NEEDS_ANSWERS"
    assert code_of(tried, session, now, due, "221", on=today(now) + day) == "ATTEMPT_IN_FUTURE"
    assert code_of(tried, session, now, due, "221", on=one.exit_on) == "VISIT_BEFORE_EXIT"
    early = wave(session, one, "d180")
    assert code_of(tried, session, now, early, "221") == "WAVE_TOO_EARLY"
    past = today(now) - day
    assert code_of(tried, session, now, due, "221", promised_on=past) == "PROMISE_IN_PAST"
    tried(session, now, wave(session, two), "231", on=today(now) - 2 * day)
    again = wave(session, two)
    assert code_of(interviewing.submit, session, MAKER, now, again, answers(today(now))) == (
        "AFTER_DEATH"
    )
    assert session.scalar(select(func.count()).select_from(AttemptRow)) == 1


def test_lost_only_by_the_rule(session: Session, world: World, now: datetime) -> None:
    case = cases(session, closed_class(session, now))[0]
    due = wave(session, case)
    for back in (3, 2, 1):
        tried(session, now, due, "221", on=today(now) - timedelta(days=back))
    assert code_of(attempting.give_up, session, MAKER, now, due) == "LOST_TOO_EARLY"
    tried(session, now, due, "221", channel=Channel.VISIT)
    attempting.give_up(session, MAKER, now, due)
    assert (due.state, due.closed_by) == (WaveState.CLOSED, ClosedBy.LOST)


def test_withdrawn_consent_ends_everything_and_given_again_opens_it(
    session: Session, world: World, now: datetime
) -> None:
    case = cases(session, closed_class(session, now))[0]
    contact = attempting.add_contact(
        session, MAKER, now, case, kind=ContactKind.RELATIVE, name="赵某", phone="13900007001"
    )
    assert attempting.contact_phone(contact) == "139****7001"
    attempting.say_consent(session, MAKER, now, case, Consent.WITHDRAWN, Channel.PHONE)
    assert code_of(tried, session, now, wave(session, case), "221") == "CONSENT_WITHDRAWN"
    assert queries.contacts_of(session, case.person_id) == []
    assert wave(session, case, "d90").closed_by is ClosedBy.WITHDRAWN
    attempting.say_consent(session, MAKER, now, case, Consent.GIVEN, Channel.VISIT)
    assert wave(session, case, "d90").state is WaveState.OPEN


def test_an_interview_ends_the_wave(session: Session, world: World, now: datetime) -> None:
    case = cases(session, closed_class(session, now))[0]
    due = wave(session, case)
    row = interviewing.submit(
        session, MAKER, now, due, answers(today(now), needs=(Need.LOAN, Need.BRAND), consent=True)
    )
    assert (due.state, due.code, due.answered_on) == (WaveState.DONE, "101", today(now))
    assert (row.total_fen, row.per_head_fen) == (3_340_000, 835_000)
    assert case.consent is Consent.GIVEN
    needs = session.scalars(select(Referral.need).where(Referral.case_id == case.id)).all()
    assert set(needs) == {Need.LOAN, Need.BRAND}
    assert code_of(interviewing.submit, session, MAKER, now, due, answers(today(now))) == (
        "WAVE_NOT_OPEN"
    )


def test_the_same_event_arrives_once(session: Session, world: World, now: datetime) -> None:
    case = cases(session, closed_class(session, now))[0]
    sent = [
        interviewing.submit(
            session, MAKER, now, wave(session, case), answers(today(now)), event="phone-1"
        )
        for _ in range(3)
    ]
    assert len({row.id for row in sent}) == 1
    assert session.scalar(select(func.count()).select_from(AttemptRow)) == 1


def test_a_correction_keeps_the_first_answers(
    session: Session, world: World, now: datetime
) -> None:
    case = cases(session, closed_class(session, now))[0]
    due = wave(session, case)
    interviewing.submit(session, MAKER, now, due, answers(today(now)))
    interviewing.submit(session, MAKER, now, due, answers(today(now), BEFORE), correcting=True)
    rows = session.execute(select(Interview.current, Interview.total_fen).order_by(Interview.id))
    assert [tuple(row) for row in rows] == [(False, 3_340_000), (True, 2_780_000)]
    assert due.attempts == 1


def test_proxy_answers_are_marked(session: Session, world: World, now: datetime) -> None:
    case = cases(session, closed_class(session, now))[0]
    due = wave(session, case)
    interviewing.submit(session, MAKER, now, due, answers(today(now), proxy="妻子"))
    assert due.code is AttemptCode.PROXY


def test_questions_are_asked_and_do_not_block(
    session: Session, world: World, now: datetime
) -> None:
    case = cases(session, closed_class(session, now))[0]
    interviewing.submit(
        session, MAKER, now, wave(session, case, "baseline"), answers(case.enrolled_on, BEFORE)
    )
    odd = answers(today(now), Income(90_000_000, 10, 20, 0, 0, 5))
    due = wave(session, case)
    asked = interviewing.questions(session, due, odd)
    assert {Doubt.TEN_TIMES, Doubt.COSTS_ABOVE, Doubt.HOUSEHOLD_CHANGED} <= set(asked)
    row = interviewing.submit(session, MAKER, now, due, odd)
    assert set(row.asked) == {each.value for each in asked}


@pytest.mark.parametrize(
    ("income", "code"),
    [
        (Income(costs=-5), "INCOME_NEGATIVE"),
        (Income(wages=1_000_000_000), "INCOME_TOO_LARGE"),
        (Income(household=0), "HOUSEHOLD_IMPOSSIBLE"),
    ],
)
def test_impossible_answers(
    session: Session, world: World, now: datetime, income: Income, code: str
) -> None:
    case = cases(session, closed_class(session, now))[0]
    due = wave(session, case)
    assert code_of(interviewing.submit, session, MAKER, now, due, answers(today(now), income)) == (
        code
    )
    assert session.scalar(select(func.count()).select_from(Interview)) == 0


def test_income_that_fell_and_a_closed_shop_are_warnings(
    session: Session, world: World, now: datetime
) -> None:
    one, two, three = cases(session, closed_class(session, now))
    for case in (one, two, three):
        interviewing.submit(
            session, MAKER, now, wave(session, case, "baseline"), answers(case.enrolled_on, AFTER)
        )
    interviewing.submit(session, MAKER, now, wave(session, one), answers(today(now), BEFORE))
    interviewing.submit(
        session, MAKER, now, wave(session, two), answers(today(now), status=Status.FARMING)
    )
    interviewing.submit(session, MAKER, now, wave(session, three), answers(today(now)))
    assert [each.warning for each in (one, two, three)] == [
        Alarm.INCOME_FELL, Alarm.SHOP_CLOSED, None,
    ]  # fmt: skip
    assert code_of(interviewing.settle_warning, session, MAKER, now, one, " ") == (
        "WARNING_RESULT_MISSING"
    )
    interviewing.settle_warning(session, MAKER, now, one, "已帮助改进店铺")
    assert one.warning_settled_at == now


def test_answers_entered_late_are_held_against_those_before_them(
    session: Session, world: World, now: datetime
) -> None:
    """A baseline from paper, or a correction of it, says nothing of what came afterwards."""
    case = cases(session, closed_class(session, now))[0]
    interviewing.submit(session, MAKER, now, wave(session, case), answers(today(now), AFTER))
    base = wave(session, case, "baseline")
    poor = answers(case.enrolled_on, Income(100_000, 0, 0, 0, 0, 4), status=Status.FARMING)
    assert interviewing.questions(session, base, poor) == ()
    interviewing.submit(session, MAKER, now, base, poor)
    assert case.warning is None
    asked = interviewing.questions(session, wave(session, case), answers(today(now), AFTER))
    assert "INCOME_TEN_TIMES" in asked


def test_who_has_no_work_is_called_first(session: Session, world: World, now: datetime) -> None:
    case = cases(session, closed_class(session, now))[0]
    told = answers(case.enrolled_on, Income(), status=Status.NONE)
    interviewing.submit(session, MAKER, now, wave(session, case, "baseline"), told)
    assert wave(session, case, "d90").priority is Priority.UNEMPLOYED


def test_a_need_goes_to_its_result(session: Session, world: World, now: datetime) -> None:
    case = cases(session, closed_class(session, now))[0]
    row = referring.open_need(session, MAKER, now, case, Need.LOAN)
    assert referring.open_need(session, MAKER, now, case, Need.LOAN) is row
    officer = world.actor("officer")
    referring.take(session, officer, now, row)
    assert (row.state, row.responsible_id) == (ReferralState.TAKEN, officer.id)
    assert code_of(referring.take, session, officer, now, row) == "REFERRAL_STATE"
    assert code_of(referring.end, session, officer, now, row, "", met=True) == "RESULT_MISSING"
    referring.end(session, officer, now, row, "已放款 5 万元", met=True)
    assert row.state is ReferralState.DONE
    assert referring.open_need(session, MAKER, now, case, Need.LOAN) is not row


def test_work_is_given_and_covered(session: Session, world: World, now: datetime) -> None:
    officer, worker = world.actor("officer"), world.actor("follow_up")
    assert officer.id is not None
    assert worker.id is not None
    assert {worker.id, officer.id} <= set(dict(workers(session, LUSHI)))
    cohort = closed_class(session, now)
    assert queries.day(session, worker, today(now)).lines == ()
    assert len(queries.unassigned(session, worker, today(now))) == 6
    assert set_beat(session, officer, now, LUSHI, worker.id) == 15
    found = queries.day(session, worker, today(now))
    assert len(found.lines) == 6
    one = cases(session, cohort)[0]
    assert reassign(session, officer, now, [one], officer.id) == 5
    assert len(queries.day(session, worker, today(now)).lines) == 4
    cover(
        session, officer, now, county=LUSHI, worker_id=worker.id, cover_id=officer.id,
        first=today(now), last=today(now),
    )  # fmt: skip
    assert len(queries.day(session, officer, today(now)).lines) == 6
    other = world.actor("follow_up", "411202")
    assert code_of(set_beat, session, officer, now, LUSHI, other.id) == "WORKER_UNKNOWN"
    assert code_of(set_beat, session, worker, now, LUSHI, worker.id) == "NOT_PERMITTED"


def test_new_graduates_go_to_the_beat(session: Session, world: World, now: datetime) -> None:
    worker = world.actor("follow_up")
    set_beat(session, world.actor("officer"), now, LUSHI, worker.id)
    case = cases(session, closed_class(session, now))[0]
    assert case.worker_id == worker.id


def test_nobody_sees_another_county(session: Session, world: World, now: datetime) -> None:
    case = cases(session, closed_class(session, now))[0]
    other = world.actor("follow_up", "411202")
    with pytest.raises(NotFound):
        queries.case_for(session, other, case.id)
    with pytest.raises(NotFound):
        queries.wave_for(session, other, wave(session, case).id)


def test_drafts_survive_for_their_worker(session: Session, world: World, now: datetime) -> None:
    due = wave(session, cases(session, closed_class(session, now))[0])
    worker = world.actor("follow_up")
    interviewing.keep_draft(session, worker, now, due, {"wages": "1500"})
    interviewing.keep_draft(session, worker, now, due, {"wages": "1600"})
    assert interviewing.draft_of(session, worker, due) == {"wages": "1600"}
    assert interviewing.draft_of(session, world.actor("officer"), due) is None
    interviewing.submit(session, worker, now, due, answers(today(now)))
    assert interviewing.draft_of(session, worker, due) is None


def test_an_import_is_taken_back_unless_somebody_was_asked(
    session: Session, world: World, now: datetime
) -> None:
    one, two, _three = cases(session, closed_class(session, now))
    scheduling.take_back(session, [one.enrolment_id])
    assert session.get(Case, one.id) is None
    tried(session, now, wave(session, two), "221")
    assert code_of(scheduling.take_back, session, [two.enrolment_id]) == "ENROLMENT_FOLLOWED_UP"
