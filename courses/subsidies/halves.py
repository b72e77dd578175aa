"""Who was present in which half-days, as rules see them, for a whole class at a time.

What counts is said by cohorts (planned half-days) and attendance (which marks are present); a
transferred trainee, whose days come from several cohorts, is counted by attendance itself.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import String, bindparam, cast, func, select
from sqlalchemy.orm import Session

from courses.attendance.api import Tally, tallies
from courses.attendance.models import CurrentMark
from courses.attendance.rules import Mark, tally
from courses.cohorts.api import planned_basis, session_facts
from courses.cohorts.models import Cohort
from courses.cohorts.models import Session as SessionRow
from courses.cohorts.rules import Enrolment, Half, PlannedBasis, SessionFact, planned_sessions
from courses.subsidies.rules import Day, Mode
from lms.orm import BigInt

_MODES = {mode.value: mode for mode in Mode}
_NOT_THERE = "-"
"""Stands for a session that no mark can be found under: the trainee did not belong to the class."""

_PRESENT: Any = (
    select(CurrentMark.enrolment_id, func.aggregate_strings(cast(SessionRow.id, String), ","))
    .join(SessionRow, SessionRow.id == CurrentMark.session_id)
    .where(
        SessionRow.cohort_id == bindparam("cohort_id", type_=BigInt),
        CurrentMark.mark.in_([mark for mark in Mark if mark.counts_as_present]),
    )
    .group_by(CurrentMark.enrolment_id)
)

Elsewhere = Mapping[date, str]
Attended = tuple[tuple[Day, ...], int]
"""Days in order, and the half-days planned that the share is measured against."""


@dataclass(frozen=True, slots=True)
class _Slot:
    """A date of the timetable: the keys of its planned sessions, None where a half is free."""

    on: date
    am: str | None
    pm: str | None
    mode: Mode
    known: dict[tuple[bool, bool, str], Day]

    def day(self, present: Collection[str], elsewhere: str) -> Day:
        """The date for one trainee; equal ones are one object."""
        key = (self.am in present, self.pm in present, elsewhere)
        found = self.known.get(key)
        if found is None:
            am, pm, _ = key
            found = self.known[key] = Day(
                self.on,
                None if self.am is None else am,
                None if self.pm is None else pm,
                self.mode,
                elsewhere,
            )
        return found


class Attendances:
    """The days of a cohort's trainees; equal days of different people are one object."""

    def __init__(
        self,
        facts: tuple[SessionFact, ...],
        basis: PlannedBasis,
        present: Mapping[int, str],
        transferred: Mapping[int, Tally],
    ) -> None:
        self._facts = facts
        self._basis = basis
        self._present = present
        self._transferred = transferred
        self._slots: dict[Enrolment, tuple[tuple[_Slot, ...], int]] = {}

    def of(self, key: int, stay: Enrolment, elsewhere: Elsewhere) -> Attended:
        """One trainee's days; `elsewhere` names the cohorts that already pay a date."""
        if key in self._transferred:
            return _counted(self._transferred[key], elsewhere)
        slots, planned = self._timetable(stay)
        present = frozenset(self._present.get(key, "").split(","))
        if elsewhere:
            days = tuple([slot.day(present, elsewhere.get(slot.on, "")) for slot in slots])
        else:
            days = tuple([slot.day(present, "") for slot in slots])
        return days, planned

    def _timetable(self, stay: Enrolment) -> tuple[tuple[_Slot, ...], int]:
        if stay not in self._slots:
            planned = planned_sessions(stay, self._facts, self._basis)
            keys = {one.slot: str(one.key) for one in planned}
            slots = tuple(
                _Slot(
                    day.date,
                    _key(keys, day.date, Half.AM, stay),
                    _key(keys, day.date, Half.PM, stay),
                    _MODES[day.mode.value],
                    {},
                )
                for day in tally({}, planned).days
            )
            self._slots[stay] = (slots, len(planned))
        return self._slots[stay]


def _key(
    keys: Mapping[tuple[date, Half], str], on: date, half: Half, stay: Enrolment
) -> str | None:
    found = keys.get((on, half))
    return found if found is None or stay.active_on(on) else _NOT_THERE


def _counted(counted: Tally, elsewhere: Elsewhere) -> Attended:
    days = tuple(
        Day(
            day.date,
            day.am.counts_as_present if day.am else None,
            day.pm.counts_as_present if day.pm else None,
            _MODES[day.mode.value],
            elsewhere.get(day.date, ""),
        )
        for day in counted.days
    )
    return days, counted.half_days_planned


def attendances(
    session: Session,
    cohort: Cohort,
    transferred: Collection[int],
    facts: tuple[SessionFact, ...] | None = None,
) -> Attendances:
    """Read the marks of a cohort in three queries; `transferred` are counted through all cohorts.

    With `facts` as if these were its half-days (a change that is only planned).
    """
    known = session_facts(session, cohort.id) if facts is None else facts
    rows = session.execute(_PRESENT, {"cohort_id": cohort.id})
    return Attendances(
        known,
        planned_basis(session, cohort.county),
        {row[0]: row[1] for row in rows},
        tallies(session, cohort, transferred) if transferred else {},
    )
