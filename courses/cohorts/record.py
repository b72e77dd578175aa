"""What the page of one cohort shows: its days, its trainees, its history, in the order of life."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session as Db
from sqlalchemy.orm import joinedload

from courses.catalogue.models import Course
from courses.cohorts import queries, services, words
from courses.cohorts.models import Cohort, CohortChange, Enrolment, Session
from courses.cohorts.rules import Finding, Half, SessionKind, SessionState
from courses.cohorts.timetable import CohortPlan, Proposal, plan_findings, session_findings
from courses.rosters.models import Person
from lms.accounts.actor import Actor
from lms.divisions.models import Centre
from lms.divisions.queries import name_of
from lms.web.formats import day as day_words
from lms.web.formats import short_day
from lms.web.paging import Page
from lms.workdays import queries as workdays
from lms.workdays.rules import DayNote, day_note

DAY_NOTES = {
    DayNote.WEEKEND: words.DAY_NOTES["weekend"],
    DayNote.HOLIDAY: words.DAY_NOTES["holiday"],
    DayNote.MAKE_UP_WORKDAY: words.DAY_NOTES["make_up"],
    DayNote.CALENDAR_YEAR_UNKNOWN: words.DAY_NOTES["unknown"],
}


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
        planned = [s for cell in self.cells.values() for s in cell if s.state is SessionState.PLANNED]
        return planned[0].kind.value if planned else SessionKind.CLASS.value


def days(session: Db, rows: Sequence[Session], every: Iterable[date] = ()) -> list[Day]:
    """The days that have half-days (and those of `every`), in order."""
    overrides, years = workdays.overrides(session), workdays.known_years(session)
    found = []
    for one in sorted({*(row.date for row in rows), *every}):
        note = day_note(one, overrides, years)
        cells = {
            half.value: tuple(row for row in rows if (row.date, row.half) == (one, half))
            for half in Half
        }
        weekday = words.WEEKDAYS[one.weekday()]
        found.append(Day(one, weekday, DAY_NOTES[note] if note else "", cells))
    return found


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


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A line of the history table."""

    at: Any
    actor_name: str
    label: str
    before: str | None
    after: str | None
    reason: str


def history_lines(session: Db, changes: Iterable[CohortChange]) -> list[HistoryLine]:
    """Changes in words; a change of several facts takes a line each."""
    names = _Names(session)
    return [line for change in changes for line in _lines(names, change)]


def _lines(names: "_Names", change: CohortChange) -> list[HistoryLine]:
    label = str(words.CHANGES.get(change.action, change.action))
    facts = change.facts
    sides = _sides(names, facts) or _slot_sides(facts) or _counts(facts) or [("", None, None)]
    return [
        HistoryLine(
            change.at,
            change.by,
            f"{label} {what}".strip(),
            before,
            after,
            change.reason if number == 0 else "",
        )
        for number, (what, before, after) in enumerate(sides)
    ]


Side = tuple[str, str | None, str | None]


def _sides(names: "_Names", facts: Mapping[str, Any]) -> list[Side]:
    before, after = facts.get("before"), facts.get("after")
    if not isinstance(before, dict) or not isinstance(after, dict) or "half" in before:
        return []
    return [
        (str(words.FIELDS.get(name, name)), names.of(name, before.get(name)), names.of(name, value))
        for name, value in after.items()
    ]


def _slot_sides(facts: Mapping[str, Any]) -> list[Side]:
    before, after = facts.get("before"), facts.get("after")
    if isinstance(before, dict) and isinstance(after, dict):
        return [("", _slot(before), _slot(after))]
    if "half" in facts:
        return [(_slot(facts), *_planned(facts))]
    return []


def _slot(facts: Mapping[str, Any]) -> str:
    return f"{short_day(date.fromisoformat(facts['date']))} {words.half_word(facts['half'])}"


def _planned(facts: Mapping[str, Any]) -> tuple[str | None, str | None]:
    before, after = facts.get("planned_before"), facts.get("planned_after")
    if before is None or before == after:
        return None, None
    return (
        _("共 %(count)s 个半天", count=before),
        _("共 %(count)s 个半天", count=after),
    )


def _counts(facts: Mapping[str, Any]) -> list[Side]:
    if "planned_before" in facts:
        return [("", *_planned(facts))]
    for name in ("enrolled", "count", "removed"):
        if facts.get(name):
            return [(_("%(count)s 人", count=facts[name]), None, None)]
    return []


class _Names:
    """Ids and codes of remembered facts in words, each asked once."""

    def __init__(self, session: Db) -> None:
        self._session = session
        self._known: dict[tuple[str, Any], str] = {}

    def of(self, field: str, value: Any) -> str:
        """The value as a person would say it."""
        key = (field, str(value))
        if key not in self._known:
            self._known[key] = self._say(field, value)
        return self._known[key]

    def _say(self, field: str, value: Any) -> str:
        if value in (None, ""):
            return ""
        match field:
            case "centre_id":
                centre = self._session.get(Centre, value)
                return centre.name if centre else str(value)
            case "course_id":
                course = self._session.get(Course, value)
                return course.name if course else str(value)
            case "venue_county":
                return name_of(self._session, str(value))
            case "start" | "end" | "filed_on" | "from_date":
                return day_words(date.fromisoformat(str(value)))
            case "category":
                return words.category_word(str(value))
        return words.said(value)
