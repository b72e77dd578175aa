"""Entering a leader: from a survey with the person's facts, from the archive with one click."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from courses.leaders.models import Leader, LeaderField, LeaderPlace, LeaderStep, Village
from courses.leaders.placing import begin_service
from courses.leaders.rules import (
    GONE,
    SERVING,
    FoundBy,
    LeaderAction,
    LeaderGroup,
    LeaderSource,
    LeaderState,
)
from courses.leaders.villages import refuse_merged
from courses.lecturers.rules import Expertise, Language
from courses.rosters.api import plan_people, write_people
from courses.rosters.models import Person
from courses.rosters.rules import check_rows
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.clock import today as day_of
from lms.divisions.queries import gazetteer, name_of
from lms.errors import DomainError

EDIT = "leaders:leader:edit"


@dataclass(frozen=True, slots=True)
class Details:
    """What the register keeps of a leader beside the person's own record."""

    group: LeaderGroup | None = None
    source: LeaderSource | None = None
    found_by: FoundBy = FoundBy.SURVEY
    surveyed_on: date | None = None
    political: str | None = None
    fields: Sequence[Expertise] = ()
    languages: Sequence[Language] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Start:
    """How the register takes somebody in: as a candidate, or as a leader who already serves.

    The latter needs the paper of the decision; `on` is the day from which it holds.
    """

    on: date
    state: LeaderState = LeaderState.CANDIDATE
    document: str = ""
    reason: str = ""
    run_id: int | None = field(default=None)


def enter_surveyed(
    session: Session,
    actor: Actor,
    now: datetime,
    village: Village,
    raw: Mapping[str, object],
    details: Details,
    on: date,
) -> Leader:
    """Enter a candidate with the facts of a survey; `raw` has a roster's fields.

    Somebody whom the archive knows by number is matched. Raises what `enter_person` raises,
    LEADER_PERSON_REFUSED, and a roster's own codes for a name or number that does not stand up.
    """
    actor.require(EDIT, village.code)
    places = gazetteer(session, village.county)
    told = {"town": village.town_name, "village": village.name, **raw}
    rows = check_rows([(1, told)], places, village.county, day_of(now))
    if not rows:
        raise DomainError("LEADER_PERSON_REFUSED")
    if not rows[0].kept:
        why = rows[0].codes[0]
        raise DomainError(why, **rows[0].facts.get(why, {}))
    plan = plan_people(session, county=village.county, rows=rows)
    known = plan[0]["person_id"]
    if known is not None:
        refuse_known(session, known)
        person_id = known
    else:
        written = write_people(
            session, actor, now, county=village.county, centre_id=None, rows=plan
        )
        person_id = written[1]
    person = session.get_one(Person, person_id)
    return enter_person(session, actor, now, person, village, details, Start(on))


def enter_person(
    session: Session,
    actor: Actor,
    now: datetime,
    person: Person,
    village: Village,
    details: Details,
    start: Start,
) -> Leader:
    """Enter a person of the archive. One record per person, also if two try at once.

    Raises NOT_PERMITTED, VILLAGE_MERGED, LEADER_KIND_MISSING, LEADER_KNOWN, LEADER_ELSEWHERE,
    LEADER_DATE_AHEAD, LEADER_PAPER_MISSING, LEADER_MOVE_OTHER_COUNTY.
    """
    actor.require(EDIT, village.code)
    refuse_merged(session, village)
    if person.county != village.county:
        raise DomainError("LEADER_MOVE_OTHER_COUNTY")
    if details.group is None and details.source is None:
        raise DomainError("LEADER_KIND_MISSING")
    if start.on > day_of(now):
        raise DomainError("LEADER_DATE_AHEAD", day=start.on)
    if start.state in SERVING and not start.document.strip():
        raise DomainError("LEADER_PAPER_MISSING")
    refuse_known(session, person.id)
    refuse_elsewhere(session, person)
    return _write(session, actor, now, person, village, details, start)


def _write(
    session: Session,
    actor: Actor,
    now: datetime,
    person: Person,
    village: Village,
    details: Details,
    start: Start,
) -> Leader:
    leader = Leader(
        county=village.county, person_id=person.id, village_id=village.id, place=village.code,
        state=start.state, state_on=start.on, group=details.group, source=details.source,
        found_by=details.found_by, surveyed_on=details.surveyed_on, political=details.political,
        languages=[str(one) for one in details.languages], remark=details.remark.strip(),
        run_id=start.run_id, created_at=now,
        fields=[LeaderField(code=code) for code in dict.fromkeys(details.fields)],
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(leader)
            session.flush()
    except IntegrityError as fault:
        raise DomainError("LEADER_KNOWN") from fault
    session.add_all(
        [
            LeaderPlace(
                leader_id=leader.id, village_id=village.id, from_on=start.on, at=now,
                by=actor.name,
            ),
            LeaderStep(
                leader_id=leader.id, seq=1, action=LeaderAction.ENTER, after=start.state,
                effective_on=start.on, at=now, by=actor.name, by_account_id=actor.id,
                document=start.document.strip(), reason=start.reason.strip(),
            ),
        ]
    )  # fmt: skip
    session.flush()
    if start.state in SERVING:
        begin_service(session, leader, start.on)
    if start.run_id is None:
        audit.record(
            session, actor, now, "leaders:entered", county=leader.county,
            object_type="leaders.leader", object_id=leader.uid,
        )  # fmt: skip
    return leader


def refuse_known(session: Session, person_id: int) -> None:
    """Raise LEADER_KNOWN for somebody who has a record already, whatever its state."""
    known = session.scalar(select(Leader.id).where(Leader.person_id == person_id))
    if known is not None:
        raise DomainError("LEADER_KNOWN", leader=known)


def refuse_elsewhere(session: Session, person: Person) -> None:
    """Raise LEADER_ELSEWHERE for somebody with an open record in another county."""
    county = session.scalar(
        select(Leader.county)
        .join(Person, Person.id == Leader.person_id)
        .where(
            Person.id_number_index == person.id_number_index,
            Person.id != person.id,
            Leader.state.not_in(GONE),
        )
    )
    if county is not None:
        raise DomainError("LEADER_ELSEWHERE", county=name_of(session, county))


def change_details(
    session: Session, actor: Actor, now: datetime, leader: Leader, details: Details
) -> None:
    """Put right what the register keeps of a leader. Raises NOT_PERMITTED, LEADER_KIND_MISSING."""
    actor.require(EDIT, leader.place)
    if details.group is None and details.source is None:
        raise DomainError("LEADER_KIND_MISSING")
    leader.group, leader.source = details.group, details.source
    leader.surveyed_on, leader.political = details.surveyed_on, details.political
    leader.languages = [str(one) for one in details.languages]
    leader.remark = details.remark.strip()
    wanted = set(details.fields)
    known = {row.code for row in leader.fields}
    leader.fields = [row for row in leader.fields if row.code in wanted] + [
        LeaderField(code=code) for code in dict.fromkeys(details.fields) if code not in known
    ]
    session.flush()
    audit.record(
        session, actor, now, "leaders:changed", county=leader.county,
        object_type="leaders.leader", object_id=leader.uid,
    )  # fmt: skip
