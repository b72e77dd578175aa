"""Samples of pairs, exclusions and a matching: of the first centre's lecturer."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.lecturers.models import Lecturer
from courses.mentoring import excluding, matching, pairing
from courses.rosters.models import Person
from tests.courses.mentoring import corps
from tests.support.running import NOW
from tests.support.world import World


def pair_samples(
    session: Session, world: World, canary: str, county_canary: str
) -> dict[str, object]:
    """Values of the parameters of mentoring's routes about pairs."""
    officer = world.actor("officer")
    mentor = session.scalars(
        select(Lecturer).where(Lecturer.account_id == world.actor("lecturer").id)
    ).one()
    other = corps.lecturer(session, 71, name=f"{county_canary}讲师七")
    place = corps.village(session, 71, flagged_on=corps.DAY)
    paired, waiting = (corps.leader(session, number, at=place) for number in (71, 72))
    for leader in (paired, waiting):
        session.get_one(Person, leader.person_id).name = f"{county_canary}领头"
    session.flush()
    made = pairing.pair(
        session, officer, NOW, leader=paired, lecturer=mentor,
        terms=corps.terms(goal_shop=f"{canary}店", duties=f"{canary}责任"), reason=f"{canary}原因",
    )  # fmt: skip
    barred = excluding.exclude(session, officer, NOW, waiting, mentor, f"{county_canary}亲属")
    run = matching.rehearse(session, officer, NOW, "411224", corps.terms())
    return {
        "pair_id": made.id,
        "exclusion_id": barred.id,
        "mentoring:leader_id": waiting.id,
        "mentoring.overrule:uid": run.uid,
        "mentoring.overrule_try:uid": run.uid,
        "mentoring.overrule_try:lecturer_id": other.id,
        "mentoring.overrule_try:verb": "pin",
    }
