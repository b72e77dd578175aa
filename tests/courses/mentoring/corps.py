"""Invented lecturers, villages and leaders to be paired."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.leaders.models import (
    Leader,
    LeaderField,
    LeaderPlace,
    LeaderService,
    Village,
    VillageFlag,
)
from courses.leaders.rules import SERVING, FoundBy, LeaderState
from courses.lecturers.models import Lecturer, LecturerField, LecturerRegion, LecturerTerm
from courses.lecturers.rules import Expertise
from courses.mentoring.rules import Terms, term_from
from courses.rosters.models import Person
from lms.accounts.actor import system
from lms.clock import today
from lms.orm import new_uid
from tests.courses.rosters import people
from tests.support.running import NOW

DAY = today(NOW)
MAKER = system("test")
TOWN = "411224100"


def lecturer(
    session: Session,
    number: int = 1,
    *,
    county: str = "411224",
    capacity: int | None = 8,
    fields: Sequence[Expertise] = (),
    regions: Sequence[str] = (),
    term: tuple[date, date] | None = None,
    **facts: Any,
) -> Lecturer:
    """A lecturer of a county."""
    made = Lecturer(
        uid=new_uid(), county=county, name=facts.pop("name", f"周讲师{number}"), kind="ecommerce",
        capacity=capacity, **facts,
    )  # fmt: skip
    made.fields = [LecturerField(code=code) for code in fields]
    made.regions = [LecturerRegion(prefix=prefix) for prefix in regions]
    session.add(made)
    session.flush()
    if term is not None:
        session.add(
            LecturerTerm(
                lecturer_id=made.id, from_on=term[0], to_on=term[1], entered_at=NOW, entered_by="t"
            )
        )
        session.flush()
    return made


def village(
    session: Session, number: int = 1, *, town: str = TOWN, flagged_on: date | None = None
) -> Village:
    """A village of the register, flagged on a day if one is given."""
    code = f"{town}{number:03d}"
    known = session.scalar(select(Village).where(Village.code == code))
    if known is not None:
        return known
    made = Village(
        code=code, county=code[:6], name=f"第{number}村", town_name=f"{town[6:]}镇",
        flagged_on=flagged_on,
    )  # fmt: skip
    session.add(made)
    session.flush()
    if flagged_on is not None:
        flag(session, made, flagged_on)
    return made


def flag(session: Session, village: Village, day: date, eligible: bool = True) -> None:
    """An entry of the eligible flag."""
    last = len(
        session.scalars(select(VillageFlag).where(VillageFlag.village_id == village.id)).all()
    )
    session.add(
        VillageFlag(
            village_id=village.id, seq=last + 1, eligible=eligible, effective_on=day,
            basis="省定名单", signer="局长", at=NOW, by="t",
        )
    )  # fmt: skip
    village.flagged_on = day if eligible else None
    session.flush()


def leader(
    session: Session,
    number: int = 1,
    *,
    at: Village | None = None,
    state: LeaderState = LeaderState.ACTIVE,
    fields: Sequence[Expertise] = (),
    languages: Sequence[str] = (),
    since: date = DAY - timedelta(days=100),
) -> Leader:
    """A leader of a village; one who serves has done so since a day."""
    at = at or village(session)
    row = people.trainee(8000 + number, name=f"孙领头{'一二三四五六七八九十'[number % 10]}")
    person: Person = people.write(session, NOW, [row], county=at.county)[0]
    made = Leader(
        county=at.county, person_id=person.id, village_id=at.id, place=at.code, state=state,
        state_on=since, found_by=FoundBy.ARCHIVE, languages=list(languages), created_at=NOW,
    )  # fmt: skip
    made.fields = [LeaderField(code=code) for code in fields]
    session.add(made)
    session.flush()
    session.add(LeaderPlace(leader_id=made.id, village_id=at.id, from_on=since, at=NOW, by="t"))
    session.flush()
    if state in SERVING:
        session.add(LeaderService(leader_id=made.id, village_id=at.id, from_on=since))
        session.flush()
    return made


def terms(begin: date = DAY, months: int = 12, **facts: Any) -> Terms:
    """An agreement for a year with ten contacts of half an hour."""
    facts = {"contacts_a_year": 10, "contact_minutes": 30} | facts
    return Terms(from_date=begin, until_date=term_from(begin, months), **facts)
