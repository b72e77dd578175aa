"""Trainees come, come late, go and change cohorts, on both engines."""

from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from courses.cohorts import api
from courses.cohorts.models import Cohort
from courses.cohorts.overlaps import as_fact, overlaps
from courses.cohorts.rules import EnrolmentState, PlannedBasis
from courses.rosters.api import correct
from courses.rosters.models import Person
from lms.accounts.actor import Actor, system
from lms.errors import DomainError, NotFound
from lms.settings.services import set_value
from tests.courses.cohorts.conftest import Enrol, new_person, number_of, open_cohort
from tests.support.world import World

LATER = date(2026, 11, 12)


@pytest.fixture
def planned(session: Session, cohort: Cohort, officer: Actor, now: datetime) -> Cohort:
    """With two half-days on every working day."""
    api.accept_proposal(session, officer, now, cohort)
    return cohort


def test_seats_follow_the_order_and_nobody_is_enrolled_twice(
    session: Session,
    cohort: Cohort,
    officer: Actor,
    now: datetime,
    enrol: Enrol,
    heard: list[object],
) -> None:
    first = enrol(cohort, 3)
    assert [row.seat for row in first] == [1, 2, 3]
    again = [api.NewTrainee(row.person_id, "villager") for row in first]
    done = api.enrol(session, officer, now, cohort, again)
    assert (done.new, len(done.known)) == ((), 3)
    assert [row.seat for row in enrol(cohort, 1)] == [4]
    assert [type(event) for event in heard] == [api.EnrolmentsChanged] * 2


def test_a_late_joiner_owes_the_whole_course_unless_the_county_says_otherwise(
    session: Session, planned: Cohort, officer: Actor, now: datetime, enrol: Enrol
) -> None:
    late = enrol(planned, 1, LATER)[0]
    assert api.planned(session, planned)[late.id].half_days == 20
    set_value(
        session, system("test"), now, "cohorts.planned_basis", "411224",
        PlannedBasis.FROM_JOINING.value, "县文件",
    )  # fmt: skip
    assert api.planned(session, planned)[late.id].half_days == 14


def test_nobody_joins_outside_the_dates(session: Session, cohort: Cohort, enrol: Enrol) -> None:
    with pytest.raises(DomainError, match="ENROLMENT_OUTSIDE_DATES"):
        enrol(cohort, 1, date(2026, 11, 23))


def test_withdrawing_and_coming_back(
    session: Session,
    planned: Cohort,
    officer: Actor,
    now: datetime,
    enrol: Enrol,
    heard: list[object],
) -> None:
    row = enrol(planned, 1)[0]
    with pytest.raises(DomainError, match="ENROLMENT_REASON_MISSING"):
        api.withdraw(session, officer, now, row, last_day=LATER, reason="")
    api.withdraw(session, officer, now, row, last_day=LATER, reason="外出务工")
    assert (row.state, row.until_date, row.reason) == (EnrolmentState.WITHDRAWN, LATER, "外出务工")
    assert api.cohort_facts(session, planned, LATER).active_trainees == 0
    with pytest.raises(DomainError, match="ENROLMENT_NOT_ACTIVE"):
        api.withdraw(session, officer, now, row, last_day=LATER, reason="再退")
    api.readmit(session, officer, now, row, reason="登记有误")
    assert (row.state, row.until_date) == (EnrolmentState.ENROLLED, None)
    assert isinstance(heard[-1], api.EnrolmentsChanged)
    assert heard[-1].enrolment_ids == (row.id,)


def test_who_never_came_leaves_before_the_first_day(
    session: Session, planned: Cohort, officer: Actor, now: datetime, enrol: Enrol
) -> None:
    row = enrol(planned, 1)[0]
    api.withdraw(session, officer, now, row, last_day=date(2026, 11, 1), reason="没有来")
    assert row.until_date == date(2026, 11, 8)
    came = enrol(planned, 1)[0]
    api.record_marks(session, officer, now, planned, by_session={}, by_enrolment={came.id: 1})
    session.refresh(came)
    with pytest.raises(DomainError, match="ENROLMENT_DATES_ORDER"):
        api.withdraw(session, officer, now, came, last_day=date(2026, 11, 1), reason="没有来")


def test_a_transfer_continues_in_the_other_cohort_without_a_shared_day(
    session: Session, world: World, planned: Cohort, officer: Actor, now: datetime, enrol: Enrol,
    heard: list[object],
) -> None:  # fmt: skip
    other = open_cohort(session, world, officer, now, title="同期另一班")
    row = enrol(planned, 1)[0]
    new = api.transfer(session, officer, now, row, other, first_day=LATER, reason="离家近")
    assert (row.state, row.until_date) == (EnrolmentState.TRANSFERRED, date(2026, 11, 11))
    assert (new.previous_id, new.from_date, new.category) == (row.id, LATER, row.category)
    told = [event.cohort_id for event in heard if isinstance(event, api.EnrolmentsChanged)]
    assert told[-2:] == [planned.id, other.id]


def test_who_changes_before_the_first_day_carries_nothing_over(
    session: Session, world: World, planned: Cohort, officer: Actor, now: datetime, enrol: Enrol
) -> None:
    other = open_cohort(session, world, officer, now, title="早一班", start=date(2026, 11, 2))
    row = enrol(planned, 1)[0]
    new = api.transfer(session, officer, now, row, other, first_day=date(2026, 11, 2), reason="早")
    assert (new.previous_id, row.until_date) == (None, date(2026, 11, 8))
    assert api.planned(session, other)[new.id].half_days == 0


@pytest.mark.parametrize("case", ["same", "county", "known", "dates"])
def test_transfers_that_cannot_be(
    session: Session, world: World, planned: Cohort, officer: Actor, now: datetime, enrol: Enrol,
    case: str,
) -> None:  # fmt: skip
    row, maker = enrol(planned, 1)[0], system("test")
    other = open_cohort(session, world, officer, now, title="另一班")
    away = open_cohort(
        session, world, world.actor("officer", "411202"), now, county="411202",
        centre_id=world.centre("411202"),
    )  # fmt: skip
    to, code = {
        "same": (planned, "TRANSFER_SAME_COHORT"),
        "county": (away, "TRANSFER_OTHER_COUNTY"),
        "known": (other, "ENROLMENT_KNOWN"),
        "dates": (other, "ENROLMENT_OUTSIDE_DATES"),
    }[case]
    if case == "known":
        api.enrol(session, officer, now, other, [api.NewTrainee(row.person_id, "villager")])
    day = date(2026, 12, 1) if case == "dates" else LATER
    with pytest.raises(DomainError, match=code):
        api.transfer(session, maker, now, row, to, first_day=day, reason="换")


def test_a_corrected_enrolment_and_a_corrected_person_are_told(
    session: Session,
    planned: Cohort,
    officer: Actor,
    now: datetime,
    enrol: Enrol,
    heard: list[object],
) -> None:
    row = enrol(planned, 1)[0]
    assert api.correct_enrolment(session, officer, now, row, category="villager", reason="复核")
    assert not api.correct_enrolment(session, officer, now, row, category="villager")
    person = session.get_one(Person, row.person_id)
    heard.clear()
    correct(session, officer, now, person, "id_number", number_of(20_000), "登记错号")
    assert [(type(event), event.enrolment_ids) for event in heard] == [  # type: ignore[attr-defined]  # one kind
        (api.EnrolmentsChanged, (row.id,))
    ]


def test_overlaps_are_found_across_counties_and_named_only_within_the_scope(
    session: Session, world: World, planned: Cohort, officer: Actor, now: datetime
) -> None:
    here = new_person(session, now, "411224", serial=30_001)
    there = new_person(session, now, "411202", serial=30_001)
    neighbour = world.actor("officer", "411202")
    away = open_cohort(
        session, world, neighbour, now, county="411202", centre_id=world.centre("411202"),
        title="湖滨班", start=date(2026, 11, 19), end=date(2026, 11, 24),
    )  # fmt: skip
    api.accept_proposal(session, neighbour, now, away)
    api.enrol(session, neighbour, now, away, [api.NewTrainee(there, "villager")])
    found = overlaps(session, planned, [here])[here]
    assert [one.days for one in found] == [(date(2026, 11, 19), date(2026, 11, 20))]
    assert as_fact(found[0], officer)["cohort_id"] is None
    assert as_fact(found[0], system("test"))["title"] == "湖滨班"
    api.cancel(session, neighbour, now, away, "汛情")
    assert overlaps(session, planned, [here]) == {}


def test_an_enrolment_outside_the_scope_does_not_exist(
    session: Session, world: World, cohort: Cohort, enrol: Enrol
) -> None:
    row = enrol(cohort, 1)[0]
    assert api.enrolment_for(session, world.actor("auditor"), row.id) is row
    with pytest.raises(NotFound):
        api.enrolment_for(session, world.actor("registrar", centre="second"), row.id)
