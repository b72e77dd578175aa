"""A leader is trained by a class and certified by its certificate, on both engines."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from certificates import services
from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort
from courses.leaders import api as leaders
from courses.leaders.models import Leader
from courses.leaders.rules import LeaderAction, LeaderGroup, LeaderState
from courses.rosters.models import Person
from lms.clock import today
from tests.certificates import graduates
from tests.courses.leaders import builders
from tests.support.world import World

A = LeaderAction


def decided(session: Session, world: World, now: datetime, person_id: int) -> Leader:
    """A decided leader whose notice is over."""
    officer, day = world.actor("officer"), today(now)
    home = builders.village(session, now)
    start = leaders.Start(day - timedelta(days=60))
    kind = leaders.Details(group=LeaderGroup.VETERAN)
    person = session.get_one(Person, person_id)
    leader = leaders.enter_person(session, officer, now, person, home, kind, start)
    for action, ago in ((A.RECOMMEND, 50), (A.REVIEW, 40), (A.DECIDE, 30)):
        on = day - timedelta(days=ago)
        papers = leaders.Papers(notice_from=on, notice_to=on + timedelta(days=5))
        who = world.actor("reviewer") if action is A.DECIDE else officer
        leaders.take_step(session, who, now, leader, action, on, papers)
    return leader


def members(session: Session, cohort: Cohort) -> list[int]:
    return [row.person_id for row in cohorts.enrolments_of(session, cohort.id)]


def test_the_certificate_of_a_class_certifies(
    session: Session, world: World, now: datetime
) -> None:
    cohort = graduates.closed_class(session, now, 2, 1)
    ids = members(session, cohort)
    passed, failed = (decided(session, world, now, ids[place]) for place in (0, 2))
    graduates.issue(session, now, cohort)
    number = graduates.held(session, cohort)[0].number
    assert (passed.state, passed.certificate_number) == (LeaderState.CERTIFIED, number)
    assert passed.cohort_id == cohort.id
    assert (failed.state, failed.certificate_number) == (LeaderState.DECIDED, "")
    certificate = graduates.held(session, cohort)[0]
    services.revoke(session, world.actor("officer"), now, certificate, reason="信息有误")
    assert (passed.state, passed.certificate_number) == (LeaderState.TRAINED, "")


def test_a_class_that_closes_trains(session: Session, world: World, now: datetime) -> None:
    cohort = graduates.closed_class(session, now, 1, 1)
    officer = world.actor("officer")
    ids = members(session, cohort)
    cohorts.reopen(session, officer, now, cohort, reason="补录")
    passed, failed = (decided(session, world, now, key) for key in ids)
    cohorts.close(session, officer, now, cohort)
    assert passed.state is LeaderState.TRAINED
    assert failed.state is LeaderState.DECIDED
