"""Two people sign a list, never one; what changed after the first signature voids it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from courses.attendance.api import Mark
from courses.cohorts import api as cohorts
from courses.cohorts.models import Enrolment
from courses.rosters.models import Person
from courses.subsidies import api, listing
from courses.subsidies.models import Doubt, ListLine, ListStep, SubsidyList
from courses.subsidies.rules import ListState
from courses.subsidies.voiding import differences
from lms.accounts.actor import Actor, Grant, system
from lms.audit.models import AuditEntry
from lms.errors import DomainError
from tests.courses.subsidies.classes import MAKER, mark, open_class, whole_class
from tests.support.world import World

WHY = "张三：已核对原文"


class Office:
    """A class with money, its officer and its reviewer."""

    def __init__(self, session: Session, now: datetime, world: World, people: int = 3) -> None:
        self.session, self.now = session, now
        self.cohort, self.keys = whole_class(session, now, people)
        api.confirm_rule(session, MAKER, now, self.cohort, WHY)
        self.officer, self.reviewer = world.actor("officer"), world.actor("reviewer")

    def submitted(self) -> SubsidyList:
        made = api.make_list(self.session, self.officer, self.now, self.cohort)
        return api.submit(self.session, self.officer, self.now, made)

    def reviewed(self) -> SubsidyList:
        return api.review(self.session, self.reviewer, self.now, self.submitted())

    def steps(self, made: SubsidyList) -> list[tuple[str, str]]:
        rows = self.session.scalars(
            select(ListStep).where(ListStep.list_id == made.id).order_by(ListStep.id)
        )
        return [(row.step, row.by) for row in rows]


@pytest.fixture
def office(session: Session, now: datetime, world: World) -> Office:
    return Office(session, now, world)


def everything(actor: Actor) -> Actor:
    """The same person with every permission there is."""
    return replace(actor, everything=True)


def test_draft_submit_review(office: Office, session: Session) -> None:
    made = api.make_list(session, office.officer, office.now, office.cohort)
    assert (made.state, made.people, made.total_fen, made.number) == (
        ListState.DRAFT, 3, 108000, 1,
    )  # fmt: skip
    assert api.make_list(session, office.officer, office.now, office.cohort) is made
    api.submit(session, office.officer, office.now, made)
    lines = session.scalars(select(ListLine).where(ListLine.list_id == made.id)).all()
    assert sum(line.total_fen for line in lines) == made.total_fen == 108000
    held = api.decisions(session, office.cohort.id)
    assert {line.enrolment_id: line.decision_id for line in lines} == {
        key: row.id for key, row in held.items()
    }
    api.review(session, office.reviewer, office.now, made, seen=made.digest)
    assert (made.state, made.reviewed_by) == (ListState.REVIEWED, office.reviewer.name)
    assert office.steps(made) == [
        ("make", office.officer.name),
        ("submit", office.officer.name),
        ("review", office.reviewer.name),
    ]
    with pytest.raises(DomainError, match="LIST_SIGNED"):
        api.make_list(session, office.officer, office.now, office.cohort)


def test_every_step_is_in_the_audit_log(office: Office, session: Session) -> None:
    made = office.reviewed()
    session.commit()
    actions = session.scalars(
        select(AuditEntry.action).where(AuditEntry.object_id == made.uid).order_by(AuditEntry.id)
    ).all()
    assert actions == [
        "subsidies:list_make", "subsidies:list_submit", "subsidies:list_review",
    ]  # fmt: skip


def test_the_preparer_never_reviews(office: Office, session: Session) -> None:
    """S11: directly, after a change of role, with two sessions, with a second account."""
    made = office.submitted()
    with pytest.raises(DomainError, match="NOT_PERMITTED"):
        api.review(session, office.officer, office.now, made)
    promoted = everything(office.officer)
    namesake = replace(office.reviewer, name=f" {office.officer.name.upper()} ")
    for hand in (promoted, namesake):
        with pytest.raises(DomainError, match="SELF_REVIEW"):
            api.review(session, hand, office.now, made)
        with pytest.raises(DomainError, match="SELF_REVIEW"):
            api.send_back(session, hand, office.now, made, "退回")
    assert made.state is ListState.SUBMITTED
    assert [call.__name__ for call in session.info["outliving"]] == ["note"] * 4


def test_whoever_sent_it_in_or_entered_a_ticket_has_a_hand_in_it(
    office: Office, session: Session
) -> None:
    other = replace(office.officer, id=7001, name="第二经办", handle="account:7001")
    clerk = replace(office.officer, id=7002, name="录票人", handle="account:7002")
    made = api.make_list(session, office.officer, office.now, office.cohort)
    api.add_invoice(session, clerk, office.now, office.cohort, office.keys[0], 5000)
    session.execute(update(ListStep).values(by_id=None))  # invented accounts have no row
    made.prepared_by_id = None
    api.submit(session, replace(other, id=office.officer.id), office.now, made)
    for hand in (everything(other), everything(clerk), everything(office.officer)):
        with pytest.raises(DomainError, match="SELF_REVIEW"):
            api.review(session, hand, office.now, made)
    api.review(session, office.reviewer, office.now, made)
    assert made.total_fen == 108000 + 5000


def test_the_system_drafts_but_never_signs(office: Office, session: Session) -> None:
    process = system("process")
    made = api.make_list(session, process, office.now, office.cohort)
    for act in (api.submit, api.review):
        with pytest.raises(DomainError, match="NOT_PERMITTED"):
            act(session, process, office.now, made)
    api.submit(session, office.officer, office.now, made)
    api.review(session, office.reviewer, office.now, made)


def test_a_change_after_sending_in_voids_it(office: Office, session: Session) -> None:
    made = office.submitted()
    lecturer = replace(MAKER, name="李老师")
    absent = {office.keys[0]: 2}
    mark(session, office.now, office.cohort, office.keys[:1], absent, actor=lecturer)
    assert (made.state, made.digest) == (ListState.DRAFT, "")
    assert office.steps(made)[-1] == ("void", "李老师")
    with pytest.raises(DomainError, match="STEP_NOT_ALLOWED"):
        api.review(session, office.reviewer, office.now, made)
    (change,) = differences(session, made)
    assert (change.enrolment_id, change.more_fen) == (office.keys[0], -3000)
    api.submit(session, office.officer, office.now, made)
    api.review(session, office.reviewer, office.now, made)
    assert made.total_fen == 108000 - 3000
    assert differences(session, made) == []


def test_a_change_that_alters_no_line_does_not_void(office: Office, session: Session) -> None:
    made = office.submitted()
    sessions = cohorts.session_facts(session, office.cohort.id)
    from courses.attendance.api import mark_cells

    cell = (sessions[0].key or 0, office.keys[0])
    mark_cells(session, MAKER, office.now, office.cohort, {cell: Mark.LATE})
    assert made.state is ListState.SUBMITTED


def test_a_change_after_review_is_a_difference_and_the_lines_stay(
    office: Office, session: Session
) -> None:
    made = office.reviewed()
    mark(session, office.now, office.cohort, office.keys[:1], {office.keys[0]: 2})
    assert (made.state, made.total_fen) == (ListState.REVIEWED, 108000)
    assert [each.more_fen for each in differences(session, made)] == [-3000]
    assert listing.intact(session, made)
    api.send_back(session, office.reviewer, office.now, made, "考勤有更正")
    assert (made.state, made.reviewed_by, made.reviewed_at) == (ListState.RETURNED, None, None)
    api.submit(session, office.officer, office.now, made)
    assert made.total_fen == 105000


def test_a_line_altered_behind_the_back_voids_the_approval(
    office: Office, session: Session
) -> None:
    made = office.submitted()
    session.execute(
        update(ListLine)
        .where(ListLine.list_id == made.id, ListLine.enrolment_id == office.keys[0])
        .values(total_fen=99999, living_fen=99999)
    )
    assert not listing.intact(session, made)
    with pytest.raises(DomainError, match="LIST_ALTERED"):
        api.review(session, office.reviewer, office.now, made)


def test_what_the_reviewer_saw_is_what_is_signed(office: Office, session: Session) -> None:
    made = office.submitted()
    seen = made.digest
    mark(session, office.now, office.cohort, office.keys[:1], {office.keys[0]: 2})
    api.submit(session, office.officer, office.now, made)
    with pytest.raises(DomainError, match="LIST_CHANGED"):
        api.review(session, office.reviewer, office.now, made, seen=seen)
    api.review(session, office.reviewer, office.now, made, seen=made.digest)


def test_open_doubts_block_until_somebody_settles_them(office: Office, session: Session) -> None:
    rows = [session.get_one(Enrolment, key) for key in office.keys[:2]]
    one, two = (session.get_one(Person, row.person_id) for row in rows)
    two.account_index = one.account_index
    session.flush()
    made = office.submitted()
    with pytest.raises(DomainError, match="DOUBTS_OPEN") as caught:
        api.review(session, office.reviewer, office.now, made)
    assert caught.value.facts == {"count": 2}
    for doubt in session.scalars(select(Doubt)).all():
        with pytest.raises(DomainError, match="REASON_MISSING"):
            api.settle_doubt(session, office.officer, office.now, office.cohort, doubt, " ")
        api.settle_doubt(session, office.officer, office.now, office.cohort, doubt, "夫妻共用")
    api.review(session, office.reviewer, office.now, made)


def test_an_empty_list_and_a_running_class_are_not_sent_in(
    session: Session, now: datetime, world: World
) -> None:
    officer = world.actor("officer")
    empty, _ = whole_class(session, now, minimum=None)
    made = api.make_list(session, officer, now, empty)
    with pytest.raises(DomainError, match="LIST_EMPTY"):
        api.submit(session, officer, now, made)
    running = open_class(session, now, title="未结束的班", start=date(2026, 11, 18), days=5)
    ahead = api.make_list(session, officer, now, running)
    with pytest.raises(DomainError, match="COHORT_NOT_OVER"):
        api.submit(session, officer, now, ahead)


def test_returned_withdrawn_and_drafted_again(office: Office, session: Session) -> None:
    made = office.submitted()
    with pytest.raises(DomainError, match="REASON_MISSING"):
        api.send_back(session, office.reviewer, office.now, made, "")
    api.send_back(session, office.reviewer, office.now, made, "票据不清")
    assert made.state is ListState.RETURNED
    with pytest.raises(DomainError, match="STEP_NOT_ALLOWED"):
        api.send_back(session, office.reviewer, office.now, made, "再退")
    api.withdraw(session, office.officer, office.now, made, "重做")
    assert api.list_of(session, office.cohort.id) is None
    again = api.make_list(session, office.officer, office.now + timedelta(days=1), office.cohort)
    assert (again.number, again.state) == (2, ListState.DRAFT)


def test_rights_end_at_the_county(office: Office, session: Session, world: World) -> None:
    made = office.submitted()
    for role in ("officer", "reviewer"):
        stranger = world.actor(role, "411202")
        for act in (api.submit, api.review):
            with pytest.raises(DomainError, match="NOT_PERMITTED"):
                act(session, stranger, office.now, made)
    observer = world.actor("observer")
    assert isinstance(observer.grants[0], Grant)
    with pytest.raises(DomainError, match="NOT_PERMITTED"):
        api.make_list(session, observer, office.now, office.cohort)
    assert observer.may("subsidies:list:view", "411202")
