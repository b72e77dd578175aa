"""Classes with invented people in the database, made by the services of the plugins below."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.attendance.api import mark_cells, rehearse_register
from courses.attendance.rules import Mark
from courses.cohorts import api as cohorts
from courses.cohorts.api import NewTrainee, rehearse_roster
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.rules import Half, SessionFact
from courses.rosters.models import Person
from courses.rosters.rules import check_character
from lms.accounts.actor import Actor, system
from lms.orm import new_uid
from lms.privacy import vault
from lms.runs import services as runs

SAMPLE = Path(__file__).parents[2] / "data" / "lushi_2018"
LUSHI, HUBIN = "411224", "411202"
START = date(2018, 9, 10)
MAKER = system("test")


def number(at: int, prefix: str = LUSHI) -> str:
    """An invented citizen number with an order code reserved for centenarians."""
    first = f"{prefix}{1960 + at // 300:04}{1 + at // 25 % 12:02}{1 + at % 25:02}{996 + at % 4}"
    return first + check_character(first)


def open_class(
    session: Session,
    now: datetime,
    *,
    title: str = "农村电商第1期",
    days: int = 12,
    start: date = START,
    county: str = LUSHI,
    venue: str = HUBIN,
    minimum: str | None = "0.80",
    centre_id: int | None = None,
) -> Cohort:
    """A class of `days` days in a row, two half-days each, filed by `county` and held in `venue`."""
    end = start + timedelta(days=days - 1)
    cohort = cohorts.open_cohort(
        session, MAKER, now, county=county, centre_id=centre_id, title=title, start=start, end=end,
        venue_county=venue, minimum_attendance=minimum,
    )  # fmt: skip
    halves = [SessionFact(start + timedelta(days=at), half) for at in range(days) for half in Half]
    cohorts.replace_sessions(session, MAKER, now, cohort, halves)
    return cohort


def people(
    session: Session,
    now: datetime,
    count: int,
    *,
    first: int = 0,
    county: str = LUSHI,
    home: str | None = LUSHI,
) -> list[int]:
    """Ids of new people of a county's archive, each with an account and a phone of their own."""
    keys = vault()
    ids = []
    for at in range(first, first + count):
        uid, citizen = new_uid(), number(at)
        phone, account = f"138{at:08}", f"62284800{at:011}"
        person = Person(
            uid=uid, county=county, name=f"学员{at}", document_type="citizen",
            id_number=keys.seal("rosters_person", uid, "id_number", citizen),
            id_number_index=keys.blind("id_number", citizen),
            category="registered_poor", home_county=home, home_place=home,
            phone=keys.seal("rosters_person", uid, "phone", phone),
            phone_index=keys.blind("phone", phone),
            account=keys.seal("rosters_person", uid, "account", account),
            account_index=keys.blind("account", account),
            bank="中国农业银行", created_at=now, changed_at=now,
        )  # fmt: skip
        session.add(person)
        session.flush()
        ids.append(person.id)
    return ids


def enrol(
    session: Session,
    now: datetime,
    cohort: Cohort,
    ids: Iterable[int],
    category: str = "registered_poor",
) -> tuple[int, ...]:
    """Ids of the enrolments."""
    wanted = [NewTrainee(one, category) for one in ids]
    return cohorts.enrol(session, MAKER, now, cohort, wanted).new


def mark(
    session: Session,
    now: datetime,
    cohort: Cohort,
    keys: Sequence[int],
    absent: Mapping[int, int] | None = None,
    *,
    only: slice = slice(None),
    actor: Actor = MAKER,
) -> int:
    """Mark everybody present in all half-days but the last `absent[key]` ones; how many changed."""
    sessions = [one.key for one in cohorts.session_facts(session, cohort.id)]
    marks = {
        (at, key): Mark.ABSENT
        if place >= len(sessions) - (absent or {}).get(key, 0)
        else Mark.PRESENT
        for key in keys
        for place, at in [*enumerate(sessions)][only]
        if at is not None
    }
    return mark_cells(session, actor, now, cohort, marks).changed


def whole_class(
    session: Session, now: datetime, count: int = 3, first: int = 0, **facts: object
) -> tuple[Cohort, tuple[int, ...]]:
    """A class with people who were there all the time."""
    cohort = open_class(session, now, **facts)  # type: ignore[arg-type]  # handed on as given
    ids = people(session, now, count, first=first, county=cohort.county, home=cohort.county)
    keys = enrol(session, now, cohort, ids)
    mark(session, now, cohort, keys)
    return cohort, keys


def sample_class(session: Session, now: datetime) -> Cohort:
    """The sample of 卢氏县 with its roster and register; no tickets, nothing confirmed."""
    cohort = cohorts.open_cohort(
        session, MAKER, now, county=LUSHI, centre_id=None, title="卢氏县2018年第3期农村电商实操培训班",
        start=START, end=date(2018, 9, 22), venue_county=HUBIN, minimum_attendance="0.80",
    )  # fmt: skip
    for rehearse, name in (
        (rehearse_roster, "roster.xlsx"),
        (rehearse_register, "attendance.xlsx"),
    ):
        run = rehearse(session, MAKER, now, cohort, (SAMPLE / name).read_bytes(), name)
        runs.apply_all(session, MAKER, now, run)
    return cohort


def enrolments(session: Session, cohort: Cohort) -> Sequence[Enrolment]:
    """By seat."""
    return session.scalars(
        select(Enrolment).where(Enrolment.cohort_id == cohort.id).order_by(Enrolment.seat)
    ).all()
