"""Money follows every change in the same transaction, by itself, and only what changed is appended."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from courses.attendance.api import Mark, mark_cells, tallies
from courses.cohorts import api as cohorts
from courses.cohorts.models import Enrolment
from courses.cohorts.rules import Half
from courses.cohorts.scheduling import describe_session
from courses.rosters.models import Person
from courses.subsidies import api, gathering, snapshot
from courses.subsidies.models import DecisionRow, Doubt, Invoice
from courses.subsidies.queries import unsigned_cohorts
from courses.subsidies.terms import RuleStatus
from lms.errors import DomainError
from lms.events import publish
from lms.jobs.models import JobRow
from lms.settings.services import set_value
from tests.courses.subsidies.builders import pack_of, rule
from tests.courses.subsidies.classes import (
    HUBIN,
    MAKER,
    START,
    enrol,
    mark,
    open_class,
    people,
    whole_class,
)
from tests.support.world import World

WHY = "张三：已核对原文"


def held(session: Session, cohort_id: int) -> dict[int, tuple[int, str | None]]:
    rows = api.decisions(session, cohort_id)
    return {key: (row.total_fen, row.reason) for key, row in rows.items()}


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(DecisionRow)) or 0


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    """Every statement sent while inside."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, text: str, *_rest: object) -> None:
        if not text.startswith(("SAVEPOINT", "RELEASE")):
            sent.append(text)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_marks_move_money_and_history_keeps_every_decision(session: Session, now: datetime) -> None:
    cohort = open_class(session, now, days=10)
    keys = enrol(session, now, cohort, people(session, now, 2))
    assert held(session, cohort.id) == dict.fromkeys(keys, (0, "RULE_UNCONFIRMED"))
    api.confirm_rule(session, MAKER, now, cohort, WHY)
    assert held(session, cohort.id) == dict.fromkeys(keys, (0, "ATTENDANCE_BELOW_MINIMUM"))
    mark(session, now, cohort, keys, {keys[1]: 3})
    assert held(session, cohort.id) == {keys[0]: (30000, None), keys[1]: (24000, None)}
    mark(session, now, cohort, keys[1:], {keys[1]: 5})
    assert held(session, cohort.id)[keys[1]] == (0, "ATTENDANCE_BELOW_MINIMUM")
    history = api.decision_history(session, keys[1])
    assert [row.total_fen for row in history] == [0, 24000, 0, 0]
    assert [row.current for row in history] == [True, False, False, False]
    assert len(api.decision_history(session, keys[0])) == 3


def test_deciding_again_appends_nothing(session: Session, now: datetime) -> None:
    cohort, _ = whole_class(session, now)
    api.confirm_rule(session, MAKER, now, cohort, WHY)
    before = count(session)
    assert api.redecide(session, MAKER, now + timedelta(days=40), cohort.id) == 0
    assert count(session) == before


def test_a_decision_keeps_rules_facts_and_days(session: Session, now: datetime) -> None:
    cohort, (key, *_) = whole_class(session, now, days=3)
    api.confirm_rule(session, MAKER, now, cohort, "张三", "已核对原文")
    row = api.decisions(session, cohort.id)[key]
    assert snapshot.digest(row.payload) == row.digest
    read = snapshot.read(row.payload)
    living = read.component("living")
    assert living is not None
    assert (living.quantity, living.rate_fen, living.amount_fen) == ("3.0", 3000, 9000)
    assert living.counted == {START + timedelta(days=at) for at in range(3)}
    assert living.rule is not None
    assert living.rule["instrument"] == "豫人社〔2017〕71号"
    assert (living.rule["confirmed_by"], living.rule["version"]) == ("张三", 1)
    assert read.facts["minimum"] == "4/5"
    assert read.facts["home_county"] == "411224"
    first = read.days[0]
    assert (first.on, first.am, first.pm) == (START, True, True)
    transport = read.component("transport_lodging")
    assert transport is not None
    assert [reason.code for reason in transport.reasons] == ["NO_INVOICE"]
    assert (row.pack, row.counts_on) == ("HN-2017-71", START)


def test_cancelled_and_online_half_days_and_a_new_venue(session: Session, now: datetime) -> None:
    cohort, (key, *_) = whole_class(session, now, days=4)
    api.confirm_rule(session, MAKER, now, cohort, WHY)
    rows = cohorts.session_rows(session, cohort.id)
    cohorts.cancel_session(session, MAKER, now, rows[0], cohort, reason="停电")
    assert held(session, cohort.id)[key] == (9000, None)
    for row in rows[2:4]:
        describe_session(
            session, MAKER, now, row, cohort, topic="", lecturer_id=None, kind=row.kind, online=True
        )
    assert held(session, cohort.id)[key] == (6000, None)
    api.add_invoice(session, MAKER, now, cohort, key, 12050)
    assert held(session, cohort.id)[key] == (18050, None)
    cohorts.change_cohort(session, MAKER, now, cohort, venue_county="411224")
    assert held(session, cohort.id)[key] == (6000, None)


def test_the_category_of_the_first_day_decides(session: Session, now: datetime) -> None:
    cohort = open_class(session, now, days=2)
    ids = people(session, now, 2)
    poor = enrol(session, now, cohort, ids[:1])
    other = enrol(session, now, cohort, ids[1:], category="villager")
    mark(session, now, cohort, [*poor, *other])
    api.confirm_rule(session, MAKER, now, cohort, WHY)
    assert held(session, cohort.id) == {poor[0]: (6000, None), other[0]: (0, "NOT_TARGET")}
    row = session.get_one(Enrolment, other[0])
    session.refresh(row, ["cohort"])
    cohorts.correct_enrolment(session, MAKER, now, row, category="registered_poor", reason="凭证明")
    assert held(session, cohort.id)[other[0]] == (6000, None)


def test_without_minimum_nothing_is_paid_until_one_is_set(session: Session, now: datetime) -> None:
    cohort, keys = whole_class(session, now, minimum=None)
    api.confirm_rule(session, MAKER, now, cohort, WHY)
    assert held(session, cohort.id) == dict.fromkeys(keys, (0, "MINIMUM_ATTENDANCE_UNSET"))
    set_value(session, MAKER, now, "attendance.minimum", "4112", "0.8")
    job = session.scalars(select(JobRow).where(JobRow.name == "subsidies.redecide")).one()
    assert job.args["prefix"] == "4112"
    assert unsigned_cohorts(session, "4112") == [cohort.id]
    assert unsigned_cohorts(session, "44") == []
    api.redecide(session, MAKER, now, cohort.id)
    assert {total for total, _ in held(session, cohort.id).values()} == {36000}


def test_no_rule_in_force_is_never_last_years(session: Session, now: datetime) -> None:
    cohort, keys = whole_class(session, now, start=date(2026, 3, 2))
    assert held(session, cohort.id) == dict.fromkeys(keys, (0, "NO_ACTIVE_RULE"))
    with pytest.raises(DomainError, match="NO_ACTIVE_RULE"):
        api.confirm_rule(session, MAKER, now, cohort, WHY)


def test_overlapping_rules_pay_nothing_until_one_is_chosen(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = rule(pack="X-1", id="X-1.living", jurisdiction="4112", rate_fen=10000)
    packs = (
        pack_of(one, pack="X-1"),
        pack_of(replace(one, pack="X-2", id="X-2.living", rate_fen=20000), pack="X-2"),
    )
    monkeypatch.setattr(gathering, "load_packs", lambda: packs)
    cohort, keys = whole_class(session, now)
    assert held(session, cohort.id) == dict.fromkeys(keys, (0, "RULE_AMBIGUOUS"))
    with pytest.raises(DomainError, match="RULE_AMBIGUOUS"):
        api.confirm_rule(session, MAKER, now, cohort, WHY)
    with pytest.raises(DomainError, match="RULE_NOT_AMBIGUOUS"):
        api.settle_ambiguity(session, MAKER, now, cohort, "X-3", "李四", "依据第二条")
    api.settle_ambiguity(session, MAKER, now, cohort, "X-2", "李四", "依据第二条")
    assert held(session, cohort.id) == dict.fromkeys(keys, (20000, None))
    read = snapshot.read(api.decisions(session, cohort.id)[keys[0]].payload)
    assert read.settled == {"pack": "X-2", "by": "李四", "reason": "依据第二条"}
    with pytest.raises(DomainError, match="RULE_NEEDS_NO_CONFIRMATION"):
        api.confirm_rule(session, MAKER, now, cohort, WHY)
    assert one.status is RuleStatus.VERIFIED


def test_a_confirmation_is_for_one_class_and_needs_a_name_and_a_reason(
    session: Session, now: datetime
) -> None:
    cohort, keys = whole_class(session, now)
    other, _ = whole_class(session, now, first=10, title="农村电商第2期")
    for said in ("张三", "张三:", "：理由", " : "):
        with pytest.raises(DomainError, match="CONFIRMATION_INCOMPLETE"):
            api.confirm_rule(session, MAKER, now, cohort, said)
    (made,) = api.confirm_rule(session, MAKER, now, cohort, "张三: 已核对: 第三条")
    assert (made.person, made.reason, made.pack) == ("张三", "已核对: 第三条", "HN-2017-71")
    assert api.confirm_rule(session, MAKER, now, cohort, "李四: 又核对") == [made]
    assert held(session, cohort.id)[keys[0]] == (36000, None)
    assert {reason for _, reason in held(session, other.id).values()} == {"RULE_UNCONFIRMED"}


def test_a_day_in_two_classes_is_paid_once_and_flagged_on_both(
    session: Session, now: datetime
) -> None:
    ids = people(session, now, 1)
    first, second = (
        open_class(session, now, days=5),
        open_class(session, now, days=5, start=START + timedelta(days=3), title="农村电商第2期"),
    )
    (one,), (two,) = (enrol(session, now, cohort, ids) for cohort in (first, second))
    for cohort in (first, second):
        api.confirm_rule(session, MAKER, now, cohort, WHY)
    mark(session, now, second, [two])
    assert held(session, second.id)[two] == (15000, None)
    mark(session, now, first, [one])
    assert held(session, first.id)[one] == (15000, None)
    assert held(session, second.id)[two] == (9000, None)
    found = session.scalars(select(Doubt).order_by(Doubt.enrolment_id)).all()
    assert [(row.cohort_id, row.enrolment_id, row.code) for row in found] == [
        (first.id, one, "OVERLAP"),
        (second.id, two, "OVERLAP"),
    ]
    assert found[0].facts == {"days": 2, "first": "2018-09-13", "with": [two]}
    marks = {
        (fact.key, one): Mark.ABSENT
        for fact in cohorts.session_facts(session, first.id)
        if fact.date >= START + timedelta(days=3) and fact.key
    }
    mark_cells(session, MAKER, now, first, marks)
    assert held(session, first.id)[one] == (0, "ATTENDANCE_BELOW_MINIMUM")
    assert held(session, second.id)[two] == (15000, None)
    assert [row.reason for row in found] == ["CAUSE_GONE", "CAUSE_GONE"]


def test_the_same_class_claimed_in_another_county(
    session: Session, now: datetime, world: World
) -> None:
    """A11: claimed at 户籍地 and again at 居住地."""
    title = "两县联办电商班"
    here, keys = whole_class(session, now, 1, title=title)
    api.confirm_rule(session, MAKER, now, here, WHY)
    made = api.make_list(session, world.actor("officer"), now, here)
    api.submit(session, world.actor("officer"), now, made)
    there = open_class(session, now, title=title, county=HUBIN)
    twin = people(session, now, 1, county=HUBIN)  # the same number in the other archive
    (key,) = enrol(session, now, there, twin)
    mark(session, now, there, [key])
    api.confirm_rule(session, MAKER, now, there, WHY)
    assert held(session, there.id)[key] == (0, "DUPLICATE_CLAIM")
    assert held(session, here.id)[keys[0]] == (36000, None)


def test_a_certificate_told_and_revoked_decides_guangdong(session: Session, now: datetime) -> None:
    cohort = open_class(
        session, now, county="441403", venue="441403", start=date(2025, 11, 3), days=3, minimum=None
    )
    ids = people(session, now, 2, county="441403", home="441403")
    keys = enrol(session, now, cohort, ids, category="out_of_poverty")
    assert held(session, cohort.id)[keys[0]] == (0, "REQUIREMENT_MISSING")
    on = date(2025, 12, 1)
    assert api.record_evidence(session, MAKER, now, keys[0], on=on)
    assert not api.record_evidence(session, MAKER, now, keys[0], on=on)
    assert held(session, cohort.id) == {keys[0]: (50000, None), keys[1]: (0, "REQUIREMENT_MISSING")}
    row = api.decisions(session, cohort.id)[keys[0]]
    assert (row.pack, row.counts_on) == ("GD-2023-13", on)
    assert api.withdraw_evidence(session, MAKER, now, [keys[0]]) == 1
    assert held(session, cohort.id)[keys[0]] == (0, "REQUIREMENT_MISSING")
    late = date(2026, 1, 5)
    api.record_all_evidence(session, MAKER, now, dict.fromkeys(keys, late))
    assert held(session, cohort.id) == dict.fromkeys(keys, (0, "NO_ACTIVE_RULE"))


def test_a_transferred_trainee_is_decided_in_the_new_class_only(
    session: Session, now: datetime
) -> None:
    old, (key, *_) = whole_class(session, now, days=4)
    new = open_class(session, now, days=4, start=START + timedelta(days=2), title="农村电商第2期")
    for cohort in (old, new):
        api.confirm_rule(session, MAKER, now, cohort, WHY)
    row = session.get_one(Enrolment, key)
    session.refresh(row, ["cohort"])
    moved = cohorts.transfer(
        session, MAKER, now, row, new, first_day=START + timedelta(days=2), reason="换班"
    )
    mark(session, now, new, [moved.id])
    assert key not in held(session, old.id)
    assert held(session, new.id)[moved.id] == (18000, None)
    line = {each.enrolment_id: each for each in api.result_lines(session, new)}[moved.id]
    assert (line.half_days_present, line.half_days_planned, line.whole_days) == (12, 12, 6)


def test_days_agree_with_attendance(session: Session, now: datetime) -> None:
    """Late joiners, withdrawals, transfers, blanks, single halves and cancelled sessions."""
    chance = random.Random(7)
    old, earlier = whole_class(session, now, 2, days=5)
    cohort = open_class(session, now, days=8, start=START + timedelta(days=3), title="第2期")
    keys = list(enrol(session, now, cohort, people(session, now, 12, first=20)))
    late = people(session, now, 2, first=50)
    more = [cohorts.NewTrainee(one, "registered_poor") for one in late]
    joined = cohorts.enrol(
        session, MAKER, now, cohort, more, from_date=START + timedelta(days=5)
    ).new
    row = session.get_one(Enrolment, earlier[0])
    session.refresh(row, ["cohort"])
    moved = cohorts.transfer(
        session, MAKER, now, row, cohort, first_day=START + timedelta(days=5), reason="换班"
    )
    rows = cohorts.session_rows(session, cohort.id)
    cohorts.cancel_session(session, MAKER, now, rows[3], cohort, reason="停电")
    stays = {one.id: one for one in cohorts.enrolments_of(session, cohort.id)}
    marks = {
        (at.id, key): chance.choice(list(Mark))
        for at in rows
        for key in (*keys, *joined, moved.id)
        if at is not rows[3] and stays[key].from_date <= at.date
    }
    mark_cells(session, MAKER, now, cohort, marks)
    left = session.get_one(Enrolment, keys[0])
    session.refresh(left, ["cohort"])
    cohorts.withdraw(session, MAKER, now, left, last_day=START + timedelta(days=6), reason="生病")
    counted = tallies(session, cohort)
    lines = {line.enrolment_id: line for line in api.result_lines(session, cohort)}
    assert lines.keys() == counted.keys()
    for key, tally in counted.items():
        line = lines[key]
        got = (line.half_days_present, line.half_days_planned, line.whole_days)
        assert got == (tally.half_days_present, tally.half_days_planned, tally.whole_days), key
        read = snapshot.read(api.decisions(session, cohort.id)[key].payload)
        assert [day.on for day in read.days] == [day.date for day in tally.days]
        assert [day.mode for day in read.days] == [day.mode.value for day in tally.days]
    assert old.id != cohort.id
    assert {one.half for one in rows} == set(Half)


@pytest.mark.parametrize("size", [5, 40])
def test_the_number_of_statements_does_not_grow(session: Session, now: datetime, size: int) -> None:
    cohort, keys = whole_class(session, now, size)
    api.confirm_rule(session, MAKER, now, cohort, WHY)
    session.flush()
    first = next(one.key for one in cohorts.session_facts(session, cohort.id))
    assert first is not None
    with statements(session) as sent:
        mark_cells(session, MAKER, now, cohort, {(first, key): Mark.ABSENT for key in keys})
    assert len(sent) <= 40, "\n".join(sent)
    with statements(session) as again:
        api.redecide(session, MAKER, now, cohort.id)
    assert len(again) <= 17, "\n".join(again)


def test_a_shared_phone_or_account_among_the_paid_is_a_doubt(
    session: Session, now: datetime
) -> None:
    cohort, keys = whole_class(session, now, 3)
    rows = [session.get_one(Enrolment, key) for key in keys]
    one, two, three = (session.get_one(Person, row.person_id) for row in rows)
    two.phone_index = one.phone_index
    three.account_index = one.account_index
    session.flush()
    api.redecide(session, MAKER, now, cohort.id)
    assert session.scalars(select(Doubt)).all() == []  # nobody is paid yet
    api.confirm_rule(session, MAKER, now, cohort, WHY)
    found = session.scalars(select(Doubt).order_by(Doubt.code, Doubt.enrolment_id)).all()
    assert [(row.code, row.enrolment_id, row.facts["with"]) for row in found] == [
        ("SHARED_ACCOUNT", keys[0], [keys[2]]),
        ("SHARED_ACCOUNT", keys[2], [keys[0]]),
        ("SHARED_PHONE", keys[0], [keys[1]]),
        ("SHARED_PHONE", keys[1], [keys[0]]),
    ]
    api.settle_doubt(session, MAKER, now, cohort, found[2], "同户")
    with pytest.raises(DomainError, match="DOUBT_SETTLED"):
        api.settle_doubt(session, MAKER, now, cohort, found[2], "同户")
    api.redecide(session, MAKER, now, cohort.id)
    assert (found[2].reason, found[2].settled_by) == ("同户", MAKER.name)


def test_a_roster_import_is_taken_back_with_its_decisions(session: Session, now: datetime) -> None:
    cohort = open_class(session, now)
    keys = enrol(session, now, cohort, people(session, now, 2))
    removing = cohorts.EnrolmentsRemoving(cohort.id, keys, MAKER, now)
    api.add_invoice(session, MAKER, now, cohort, keys[0], 100)
    with pytest.raises(DomainError, match="ENROLMENT_HAS_EVIDENCE"):
        publish(session, removing)
    (ticket,) = session.scalars(select(Invoice)).all()
    api.void_invoice(session, MAKER, now, cohort, ticket, "录错")
    publish(session, removing)
    assert count(session) == 0
