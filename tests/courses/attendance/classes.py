"""A class with invented people in the database, for the tests of attendance."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from courses.attendance.models import CurrentMark, MarkEntry
from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort
from courses.cohorts.models import Session as SessionRow
from courses.cohorts.rules import Half, SessionFact
from courses.rosters.models import Person
from courses.rosters.rules import check_character, search_key
from lms.accounts.actor import system
from lms.orm import new_uid
from lms.privacy import vault

MAKER = system("test")
START = date(2026, 11, 16)
"""A Monday; with NOW (20 November, a Friday) five days are held."""
NAMES = tuple("杨霞华 程强桂 王小明 李四 张三丰 赵云 阿卜杜拉·买买提 欧阳修 司马光 孙权".split())  # noqa: SIM905 - read by people
_SERIAL = count(1)


@dataclass(frozen=True)
class Class:
    """A cohort with its half-days in order and its enrolments by seat."""

    cohort: Cohort
    sessions: tuple[SessionRow, ...]
    people: tuple[int, ...]

    @property
    def first(self) -> SessionRow:
        return self.sessions[0]


def number_of(serial: int) -> str:
    """An invented citizen number (order codes 996 to 999 are never issued)."""
    head = f"411224{1960 + serial // 28 % 40}{serial % 12 + 1:02}{serial % 28 + 1:02}{996 + serial % 4}"
    return head + check_character(head)


def new_people(
    session: Session, now: datetime, names: Sequence[str], county: str = "411224"
) -> tuple[list[int], list[str]]:
    """Ids and numbers of new people in a county's archive."""
    ids, numbers = [], []
    for name in names:
        uid, number = new_uid(), number_of(next(_SERIAL))
        person = Person(
            uid=uid, county=county, name=name, name_key=search_key(name), document_type="citizen",
            id_number=vault().seal("rosters_person", uid, "id_number", number),
            id_number_index=vault().blind("id_number", number), category="registered_poor",
            home_county=county, created_at=now, changed_at=now,
        )  # fmt: skip
        session.add(person)
        session.flush()
        ids.append(person.id)
        numbers.append(number)
    return ids, numbers


def open_class(
    session: Session,
    now: datetime,
    *,
    people: int = 3,
    days: int = 5,
    start: date = START,
    title: str = "农村电商第1期",
    county: str = "411224",
    centre_id: int | None = None,
    minimum: str | None = "0.80",
) -> Class:
    """A class of `days` days in a row with two half-days each."""
    end = start + timedelta(days=max(days, 1) - 1)
    cohort = cohorts.open_cohort(
        session, MAKER, now, county=county, centre_id=centre_id, title=title, start=start, end=end,
        venue_county=county, minimum_attendance=minimum,
    )  # fmt: skip
    facts = [SessionFact(start + timedelta(days=at), half) for at in range(days) for half in Half]
    if facts:
        cohorts.replace_sessions(session, MAKER, now, cohort, facts)
    names = [NAMES[at % len(NAMES)] for at in range(people)]
    ids, _ = new_people(session, now, names, county)
    wanted = [cohorts.NewTrainee(one, "registered_poor") for one in ids]
    keys = cohorts.enrol(session, MAKER, now, cohort, wanted).new if ids else ()
    return Class(cohort, tuple(cohorts.session_rows(session, cohort.id)), tuple(keys))


def held(session: Session, known: Class) -> dict[tuple[int, int], str]:
    """The marks that hold, by (session, enrolment)."""
    rows = session.execute(
        select(CurrentMark.session_id, CurrentMark.enrolment_id, CurrentMark.mark).where(
            CurrentMark.enrolment_id.in_(known.people)
        )
    )
    return {(at, who): mark.value for at, who, mark in rows}


def entries(session: Session, known: Class) -> list[MarkEntry]:
    """Every mark ever made in the class, in order."""
    return list(
        session.scalars(
            select(MarkEntry).where(MarkEntry.enrolment_id.in_(known.people)).order_by(MarkEntry.id)
        )
    )


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """The statements executed inside."""
    said: list[str] = []

    def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    bind = session.get_bind()
    event.listen(bind, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(bind, "before_cursor_execute", note)
