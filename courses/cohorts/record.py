"""What the page of one cohort shows: its days, its trainees, its history, in the order of life."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Db
from sqlalchemy.orm import joinedload

from courses.cohorts import queries, services, words
from courses.cohorts.models import Cohort, CohortChange, Enrolment, Session
from courses.cohorts.rules import Finding, Half, SessionKind, SessionState
from courses.cohorts.timetable import CohortPlan, Proposal, plan_findings, session_findings
from courses.rosters.models import Person
from lms.accounts.actor import Actor
from lms.web.formats import short_day
from lms.web.paging import Page
from lms.workdays import queries as workdays
from lms.workdays.rules import DayNote, day_note, holiday_name
from lms.workdays.sentences import DAY_NOTES, HOLIDAY_NAMES


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the timetable: its weekday, why it is no ordinary working day, its half-days."""

    date: date
    weekday: object
    note: object
    cells: Mapping[str, tuple[Session, ...]]

    @property
    def kind(self) -> str:
        """The kind of the first planned half-day, 集中培训 where there is none."""
        planned = [
            s for cell in self.cells.values() for s in cell if s.state is SessionState.PLANNED
        ]
        return planned[0].kind.value if planned else SessionKind.CLASS.value


def days(session: Db, rows: Sequence[Session], every: Iterable[date] = ()) -> list[Day]:
    """The days that have half-days (and those of `every`), in order."""
    overrides, years = workdays.overrides(session), workdays.known_years(session)
    found = []
    for one in sorted({*(row.date for row in rows), *every}):
        cells = {
            half.value: tuple(row for row in rows if (row.date, row.half) == (one, half))
            for half in Half
        }
        weekday = words.WEEKDAYS[one.weekday()]
        found.append(Day(one, weekday, _note(one, overrides, years), cells))
    return found


def _note(day: date, overrides: Mapping[date, bool], years: Collection[int]) -> object:
    """Why a day is no ordinary working day; a holiday by its name where the calendar has one."""
    note = day_note(day, overrides, years)
    if note is DayNote.HOLIDAY and (name := holiday_name(day, overrides, years)) in HOLIDAY_NAMES:
        return HOLIDAY_NAMES[name]
    return DAY_NOTES[note.value] if note else ""


def span(cohort: Cohort) -> list[date]:
    """Every day from start to end."""
    return [cohort.start + timedelta(days=n) for n in range((cohort.end - cohort.start).days + 1)]


def cells(
    rows: Sequence[Session], proposal: Proposal | None, sent: Mapping[str, str]
) -> dict[str, str]:
    """What stands in the boxes of the timetable page: as sent, as proposed, or as it is."""
    if sent:
        return dict(sent)
    found: dict[str, str] = {}
    for row in rows:
        if row.state is SessionState.PLANNED:
            cell = f"{row.half.value}-{row.date}"
            found[f"topic-{cell}"] = row.topic
            found[f"lecturer-{cell}"] = str(row.lecturer_id or "")
            if proposal is None:
                found |= {cell: "1", f"kind-{row.date}": row.kind.value}
    for one in proposal.sessions if proposal else ():
        found |= {f"{one.half.value}-{one.date}": "1", f"kind-{one.date}": one.kind.value}
    return found


def slot_words(row: Session) -> str:
    """9月10日 上午."""
    return f"{short_day(row.date)} {words.half_word(row.half.value)}"


def session_data(row: Session) -> dict[str, Any]:
    """What the form of a half-day shows."""
    return {
        "kind": row.kind.value,
        "topic": row.topic,
        "lecturer": str(row.lecturer_id or ""),
        "online": row.online,
    }


def editable(cohort: Cohort) -> bool:
    """Whether the cohort is open or running."""
    return cohort.state not in services.FROZEN


def stay_lines(session: Db, actor: Actor, row: Enrolment) -> Sequence[Enrolment]:
    """All stays of this person in cohorts within the actor's scope, the latest first."""
    return session.scalars(
        select(Enrolment)
        .join(Cohort)
        .where(
            Enrolment.person_id == row.person_id,
            actor.within("cohorts:cohort:view", Cohort.county, Cohort.centre_id),
        )
        .options(joinedload(Enrolment.cohort, innerjoin=True))
        .order_by(Enrolment.from_date.desc(), Enrolment.id.desc())
    ).all()


def changes_of(session: Db, row: Enrolment) -> list[CohortChange]:
    """What happened to one trainee in a cohort."""
    known = {row.uid}
    return [
        one
        for one in queries.history(session, row.cohort_id)
        if {one.facts.get("enrolment"), one.facts.get("successor")} & known
    ]


def trainees_page(session: Db, cohort_id: int, page: Page) -> tuple[Sequence[Enrolment], Page]:
    """One page of the trainees by seat, those whose name or pinyin initials hold `q`."""
    where = [Enrolment.cohort_id == cohort_id]
    if text := page.args.get("q", "").strip():
        matches = Person.name.icontains(text, autoescape=True)
        where.append(matches | Person.name_key.icontains(text, autoescape=True))
    joined = select(func.count()).select_from(Enrolment).join(Person).where(*where)
    total = session.scalar(joined) or 0
    rows = session.scalars(
        select(Enrolment)
        .join(Person)
        .where(*where)
        .options(joinedload(Enrolment.person, innerjoin=True))
        .order_by(Enrolment.seat, Enrolment.id)
        .limit(page.per_page)
        .offset(page.offset)
    ).all()
    return rows, page.of(total)


def notes(session: Db, cohort: Cohort, rows: Sequence[Session], trainees: int) -> list[Finding]:
    """What is worth knowing about the plan as it stands; nothing of it stops anything."""
    rest = queries.rest_days(session)
    modules = cohort_modules(session, cohort)
    plan = CohortPlan(
        cohort.start,
        trainees,
        cohort.capacity,
        sum(one.theory_hours for one in modules),
        sum(one.practice_hours for one in modules),
        cohort.filed_on,
    )
    facts = [queries.fact_of(row) for row in rows]
    return [
        *plan_findings(plan, queries.limits(session, cohort.county), is_rest_day=rest),
        *(
            one
            for one in session_findings(facts, cohort.start, cohort.end, is_rest_day=rest)
            if one.code != "SESSION_ON_REST_DAY"
        ),
    ]


def cohort_modules(session: Db, cohort: Cohort) -> Sequence[Any]:
    """The modules of the syllabus version the cohort was opened with."""
    if cohort.syllabus_id is None:
        return ()
    session.refresh(cohort, ["syllabus"])
    return cohort.syllabus.modules if cohort.syllabus else ()
