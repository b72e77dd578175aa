"""What the pages of attendance share: the way to a page, addresses of sheets, what locks one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _

from courses.attendance.boards import EDIT, Sheet, Trainee
from courses.attendance.cells import Cell
from courses.attendance.charts import Bar
from courses.attendance.charts import half_days as drawn
from courses.attendance.queries import EntryLine
from courses.attendance.rules import Mark
from courses.attendance.standings import HalfDay, Overview, Standing
from courses.attendance.words import half_word, mark_word, source_word
from courses.cohorts.models import Cohort
from courses.cohorts.models import Session as SessionRow
from courses.cohorts.rules import CohortState, Half, SessionFact, SessionState, Slot
from lms.accounts.actor import Actor
from lms.db import db
from lms.divisions.queries import name_of
from lms.runs.models import Run
from lms.web.formats import day, english, short_day
from lms.web.sentences import sentence

Crumb = tuple[object, str | None]


@dataclass(frozen=True, slots=True)
class Person:
    """A trainee as the sheet macros draw one."""

    id: int
    number: int
    name: str
    search: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A half-day as the grid macro draws one."""

    id: int
    day: date
    half: str
    url: str
    locked: bool


def crumbs_of(cohort: Cohort, *more: Crumb) -> list[Crumb]:
    """县 → 中心 → 班次 → what lies below."""
    crumbs: list[Crumb] = [(name_of(db.session(), cohort.county), url_for("cohorts.index"))]
    if cohort.centre is not None:
        crumbs.append((cohort.centre.name, url_for("cohorts.index", centre=cohort.centre_id)))
    return [*crumbs, (cohort.title, cohort_url(cohort)), *more]


def cohort_url(cohort: Cohort) -> str:
    """The cohort's own page."""
    return url_for("cohorts.record", cohort_id=cohort.id)


def summary_crumb(cohort: Cohort) -> Crumb:
    """The step to the cohort's attendance."""
    return _("考勤"), url_for("attendance.summary", cohort_id=cohort.id)


def slot_words(on: date, half: str) -> str:
    """9月10日 上午."""
    return f"{short_day(on)} {half_word(half)}"


def person_url(cohort: Cohort, enrolment_id: int) -> str:
    """A trainee's attendance in the cohort."""
    return url_for("attendance.person", cohort_id=cohort.id, enrolment_id=enrolment_id)


def with_stamp(path: str, stamp: int) -> str:
    """This page's own address with the moment it was read."""
    return f"{path}{'' if path.endswith('?') else '&'}seen={stamp}"


def neighbours(
    facts: Iterable[SessionFact], session_id: int
) -> tuple[SessionFact | None, SessionFact | None]:
    """The planned half-days before and after one."""
    planned = [one for one in facts if one.planned or one.key == session_id]
    at = next((n for n, one in enumerate(planned) if one.key == session_id), 0)
    before = planned[at - 1] if at else None
    return before, planned[at + 1] if at + 1 < len(planned) else None


def run_back(run: Run) -> str:
    """The page an import belongs to."""
    return url_for("attendance.summary", cohort_id=run.subject_id)


def may_edit(actor: Actor, cohort: Cohort) -> bool:
    """Whether the person may mark this cohort."""
    return actor.may(EDIT, cohort.county, cohort.centre_id)


def cohort_lock(actor: Actor, cohort: Cohort) -> str | None:
    """Why nothing of the cohort can be marked now, None when it can."""
    if cohort.state in (CohortState.CLOSED, CohortState.CANCELLED):
        return sentence("SHEET_LOCKED")
    return None if may_edit(actor, cohort) else _("您可以查看，不能修改。")


def session_lock(actor: Actor, cohort: Cohort, row: SessionRow, today: date) -> str | None:
    """Why this half-day cannot be marked now, None when it can."""
    if locked := cohort_lock(actor, cohort):
        return locked
    if row.state is SessionState.CANCELLED:
        return sentence("SESSION_CANCELLED", {"date": row.date})
    return sentence("SESSION_IN_FUTURE", {"date": row.date}) if row.date > today else None


def people_of(sheet: Sheet, cohort: Cohort) -> list[Person]:
    """Trainees with the way to their attendance."""
    base = url_for("attendance.person", cohort_id=cohort.id, enrolment_id=0).removesuffix("0")
    return [
        Person(one.id, one.number, one.name, one.search, f"{base}{one.id}", stay_note(one, cohort))
        for one in sheet.people
    ]


def stay_note(one: Trainee, cohort: Cohort) -> str:
    """What is unusual about a stay: came late, left."""
    if one.stay.until_date is not None:
        return _("%(date)s 离班", date=day(one.stay.until_date))
    if one.stay.from_date > cohort.start:
        return _("%(date)s 入班", date=day(one.stay.from_date))
    return ""


def columns_of(sessions: Iterable[SessionFact], today: date) -> list[Column]:
    """Half-days with the way to their rolls."""
    base = url_for("attendance.sheet", session_id=0).removesuffix("0")
    return [
        Column(one.key, one.date, _narrow(one.half), f"{base}{one.key}", one.date > today)
        for one in sessions
        if one.key is not None
    ]


def _narrow(half: Half) -> str:
    """上午, 下午; in English am, pm, for the columns of a grid are narrow."""
    return half.value if english() else half_word(half)


def shown(marks: Mapping[Cell, Mark]) -> dict[Cell, str]:
    """Marks as the macros read them: (trainee, half-day), '' for blank."""
    return {
        (who, at): "" if mark is Mark.UNMARKED else mark.value for (at, who), mark in marks.items()
    }


@dataclass(frozen=True, slots=True)
class HalfDayRow:
    """A half-day in the table below the chart."""

    half_day: HalfDay
    url: str | None


def days_of(found: Overview, facts: Iterable[SessionFact]) -> list[HalfDayRow]:
    """The half-days of the class with the way to their rolls."""
    keys = {one.slot: one.key for one in facts if one.planned}
    rows = []
    for one in found.half_days:
        key = keys.get((one.date, one.half))
        url = url_for("attendance.sheet", session_id=key) if key is not None else None
        rows.append(HalfDayRow(one, url))
    return rows


def chart_of(found: Overview) -> str:
    """The picture of the half-days held so far, each day named once below its first half."""
    bars, last = [], None
    for one in found.held:
        bars.append(Bar("" if one.date == last else str(one.date.day), one.present, one.expected))
        last = one.date
    return drawn(bars)


def chosen(found: Overview, only: str) -> tuple[Standing, ...]:
    """The trainees a figure is made of; everybody for none."""
    if only == "overdue":
        return tuple(one for one in found.people if one.overdue)
    return {"lost": found.lost, "reached": found.reached}.get(only, found.people)


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """An entry as the history macro draws one."""

    at: datetime
    actor_name: str
    label: str
    before: str
    after: str
    reason: str


def history_rows(entries: Iterable[EntryLine], slots: Mapping[int, Slot]) -> list[HistoryRow]:
    """Entries in words, the last first."""
    return [
        HistoryRow(
            one.at,
            one.by,
            f"{slot_words(*slots[one.session_id])} · {source_word(one.source)}",
            mark_word(one.before),
            mark_word(one.mark),
            one.reason,
        )
        for one in entries
    ]
