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
from courses.subsidies.models import Doubt, ListStep
from courses.subsidies.rules import ListState
from courses.subsidies.voiding import VOID
from lms.errors import DomainError
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


def test_nothing_is_shown_for_a_list_never_sent_in(session: Session, now: datetime) -> None:
    cohort, keys = whole_class(session, now)
    made = api.make_list(session, MAKER, now, cohort)
    person = person_of(session, keys[0])
    rosters.correct(session, MAKER, now + LATER, person, "id_number", number(700), "核对")
    assert corrected_since(session, made) == []
