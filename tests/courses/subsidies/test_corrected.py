"""A wrong number put right after the list was sent in: shown against the list, signature void."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.cohorts.models import Enrolment
from courses.rosters import api as rosters
from courses.rosters.models import Person
from courses.subsidies import api, paying
from courses.subsidies.corrected import corrected_since
from courses.subsidies.correction import on_import
from courses.subsidies.models import Doubt, ListStep
from courses.subsidies.rules import ListState
from courses.subsidies.voiding import VOID
from lms.errors import DomainError
from lms.runs import services as runs
from lms.runs.models import Run
from tests.conftest import SignIn
from tests.courses.subsidies.classes import (
    HUBIN,
    LUSHI,
    MAKER,
    enrol,
    mark,
    number,
    open_class,
    people,
    whole_class,
)
from tests.courses.subsidies.test_listing import Office
from tests.support.world import World

LATER = timedelta(hours=1)


@pytest.fixture
def office(session: Session, now: datetime, world: World) -> Office:
    return Office(session, now, world)


def person_of(session: Session, key: int) -> Person:
    found = session.scalar(select(Person).join(Enrolment).where(Enrolment.id == key))
    assert found is not None
    return found


def correct(office: Office, field: str, value: str, hours: int = 1) -> None:
    person = person_of(office.session, office.keys[0])
    when = office.now + hours * LATER
    rosters.correct(office.session, MAKER, when, person, field, value, "与原件核对")


def test_a_corrected_number_voids_a_submission_and_is_shown(
    office: Office, session: Session
) -> None:
    made = office.submitted()
    old, new = number(0), number(700)
    correct(office, "id_number", new)
    session.refresh(made)
    assert made.state is ListState.DRAFT
    (one,) = corrected_since(session, made)
    assert (one.enrolment_id, one.field) == (office.keys[0], "id_number")
    assert one.before == f"{old[:2]}{'*' * 13}{old[-3:]}"
    assert one.after == f"{new[:2]}{'*' * 13}{new[-3:]}"
    assert one.places == tuple(at + 1 for at in range(18) if old[at] != new[at])
    assert made.total_fen == 108000, "the amounts that were frozen stay to be compared"


def test_a_corrected_number_voids_a_review(office: Office, session: Session) -> None:
    """S11: a changed line voids the approval; two people sign again."""
    made = office.reviewed()
    correct(office, "id_number", number(700))
    session.refresh(made)
    assert (made.state, made.reviewed_by, made.digest) == (ListState.DRAFT, None, "")
    step = session.scalars(select(ListStep).where(ListStep.step == VOID)).one()
    assert (step.before, step.after, step.reason) == (
        ListState.REVIEWED, ListState.DRAFT, "PAYEE_CORRECTED",
    )  # fmt: skip
    assert paying.list_papers(session, office.cohort).facts.draft
    api.submit(session, office.officer, office.now + 2 * LATER, made)
    assert corrected_since(session, made) == []
    api.review(session, office.reviewer, office.now + 3 * LATER, made)
    assert made.state is ListState.REVIEWED


@pytest.mark.parametrize(
    ("field", "value"), [("name", "李䶮"), ("account", "6217000711380835419"), ("bank", "农信社")]
)
def test_so_does_whatever_the_bank_goes_by(
    office: Office, session: Session, field: str, value: str
) -> None:
    made = office.reviewed()
    correct(office, field, value)
    session.refresh(made)
    assert made.state is ListState.DRAFT
    assert [one.field for one in corrected_since(session, made)] == [field]


def test_other_corrections_leave_the_signature(office: Office, session: Session) -> None:
    made = office.reviewed()
    correct(office, "remark", "组长")
    correct(office, "phone", "13800001111")
    session.refresh(made)
    assert made.state is ListState.REVIEWED
    assert corrected_since(session, made) == []


def test_what_was_put_back_is_no_difference(office: Office, session: Session) -> None:
    made = office.submitted()
    correct(office, "id_number", number(700))
    correct(office, "id_number", number(0), hours=2)
    assert corrected_since(session, made) == []


def test_a_change_that_no_event_told_still_stops_the_review(
    office: Office, session: Session
) -> None:
    made = office.submitted()
    correct(office, "account", "6217000711380835419")
    session.refresh(made)
    made.state = ListState.SUBMITTED
    session.flush()
    with pytest.raises(DomainError, match="LIST_CHANGED"):
        api.review(session, office.reviewer, office.now + 2 * LATER, made)


def test_whoever_was_taken_for_the_same_person_is_decided_anew(
    session: Session, now: datetime
) -> None:
    """A wrong number made two people one, so the second was not paid; with the right one both are."""
    first, second = open_class(session, now), open_class(session, now, county=HUBIN, venue=LUSHI)
    (own,) = enrol(session, now, first, people(session, now, 1))
    (twin,) = enrol(session, now, second, people(session, now, 1, county=HUBIN, home=HUBIN))
    for cohort, key in ((first, own), (second, twin)):
        mark(session, now, cohort, [key])
        api.confirm_rule(session, MAKER, now, cohort, "张三：已核对原文")
    assert api.decisions(session, first.id)[own].total_fen == 36000
    assert api.decisions(session, second.id)[twin].total_fen == 0
    rosters.correct(
        session, MAKER, now + LATER, person_of(session, own), "id_number", number(700), "核对"
    )
    assert api.decisions(session, second.id)[twin].total_fen == 36000
    assert not session.scalars(select(Doubt).where(Doubt.settled_at.is_(None))).all()


def people_list(office: Office, **cells: str) -> bytes:
    """A list of people outside of a class, with one who stands on the subsidy list."""
    person = person_of(office.session, office.keys[0])
    row = {"姓名": person.name, "身份证号码": rosters.opened(person).id_number, **cells}
    return f"{','.join(row)}\n{','.join(row.values())}\n".encode()


def rehearsed(office: Office, **cells: str) -> Run:
    return rosters.rehearse_people(
        office.session, office.officer, office.now + LATER, county=LUSHI, centre_id=None,
        data=people_list(office, **cells), file_name="名单.csv",
    )  # fmt: skip


@pytest.mark.parametrize(
    "cells", [{"社保卡银行账号": "6217000711380835419"}, {"开户行": "卢氏农商银行"}]
)
def test_a_list_of_people_voids_a_review_and_says_so_before(
    office: Office, session: Session, cells: dict[str, str]
) -> None:
    """S11 holds for an import as for a correction by hand."""
    made = office.reviewed()
    run = rehearsed(office, **cells)
    assert made.state is ListState.REVIEWED
    said = on_import(session, office.officer, run)
    assert said == {"lines": [(office.cohort.title, 1)], "elsewhere": 0}
    runs.apply_all(session, office.officer, office.now + LATER, run)
    session.refresh(made)
    assert (made.state, made.reviewed_by, made.digest) == (ListState.DRAFT, None, "")
    step = session.scalars(select(ListStep).where(ListStep.step == VOID)).one()
    assert (step.before, step.reason) == (ListState.REVIEWED, "PAYEE_CORRECTED")
    assert len(corrected_since(session, made)) == 1
    runs.undo(session, office.officer, office.now + 2 * LATER, run)
    assert corrected_since(session, made) == []
    session.refresh(made)
    assert made.state is ListState.DRAFT, "what was void stays void: two people sign again"


def test_taking_a_list_of_people_back_voids_what_was_signed_meanwhile(
    office: Office, session: Session
) -> None:
    made = office.reviewed()
    run = rehearsed(office, 社保卡银行账号="6217000711380835419")
    runs.apply_all(session, office.officer, office.now + LATER, run)
    session.refresh(made)
    api.submit(session, office.officer, office.now + 2 * LATER, made)
    api.review(session, office.reviewer, office.now + 3 * LATER, made)
    runs.undo(session, office.officer, office.now + 4 * LATER, run)
    session.refresh(made)
    assert made.state is ListState.DRAFT


def test_a_list_of_people_that_changes_no_payee_leaves_the_signature(
    office: Office, session: Session
) -> None:
    made = office.reviewed()
    run = rehearsed(office, 备注="组长")
    assert run.counts["people_changed"] == 1
    assert on_import(session, office.officer, run) is None
    runs.apply_all(session, office.officer, office.now + LATER, run)
    session.refresh(made)
    assert made.state is ListState.REVIEWED


def test_lists_out_of_reach_are_counted_and_not_named(
    office: Office, session: Session, world: World
) -> None:
    office.reviewed()
    run = rehearsed(office, 开户行="卢氏农商银行")
    elsewhere = world.actor("officer", "441403")
    assert on_import(session, elsewhere, run) == {"lines": [], "elsewhere": 1}


def test_the_page_of_the_rehearsal_says_it(
    web: Session, now: datetime, world: World, sign_in: SignIn
) -> None:
    office = Office(web, now, world)
    office.reviewed()
    run = rehearsed(office, 社保卡银行账号="6217000711380835419")
    web.commit()
    client = sign_in("officer")
    said = "其中 1 人的姓名、账号或开户行会变：执行后送审和复核作废"
    assert said in client.get(f"/runs/{run.uid}").text
    client.post(f"/runs/{run.uid}/apply")
    assert said not in client.get(f"/runs/{run.uid}").text
    assert "草拟" in client.get(f"/subsidies/cohorts/{office.cohort.id}").text


def test_nothing_is_shown_for_a_list_never_sent_in(session: Session, now: datetime) -> None:
    cohort, keys = whole_class(session, now)
    made = api.make_list(session, MAKER, now, cohort)
    person = person_of(session, keys[0])
    rosters.correct(session, MAKER, now + LATER, person, "id_number", number(700), "核对")
    assert corrected_since(session, made) == []
