"""One trainee's attendance in a cohort, opened down to the single marks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy.orm import Session

from courses.attendance.boards import trainee_for
from courses.attendance.counting import chain_of, minimum_for, tallies
from courses.attendance.queries import EntryLine, MarkLine, marks_of
from courses.attendance.rules import DayTally
from courses.attendance.standings import Standing, standing
from courses.cohorts.models import Cohort
from courses.cohorts.rules import Half, Slot


@dataclass(frozen=True, slots=True)
class Day:
    """A day that counts, and the half-days behind it (None: not planned)."""

    tally: DayTally
    am: MarkLine | None
    pm: MarkLine | None


@dataclass(frozen=True, slots=True)
class Record:
    """The standing, its days, marks that count for nothing, and all entries, the last first.

    `earlier` are (cohort id, enrolment id) of stays before a transfer; `slots` tell the half-day of
    every session that `entries` speak of.
    """

    standing: Standing
    minimum: Fraction | None
    days: tuple[Day, ...]
    uncounted: tuple[MarkLine, ...]
    entries: tuple[EntryLine, ...]
    slots: Mapping[int, Slot]
    owners: Mapping[int, int]
    earlier: tuple[tuple[int, int], ...]
    today: date


def record_of(session: Session, cohort: Cohort, enrolment_id: int, today: date) -> Record:
    """Everything about one trainee's marks. NotFound for somebody of another cohort."""
    trainee = trainee_for(session, cohort.id, enrolment_id)
    counted = tallies(session, cohort, [enrolment_id])[enrolment_id]
    minimum = minimum_for(session, cohort)
    links = chain_of(session, cohort.id, enrolment_id)
    lines = {link.key: marks_of(session, link.key) for link in links}
    by_slot: dict[Slot, MarkLine] = {}
    owners: dict[int, int] = {}
    for link in links:
        for line in lines[link.key]:
            owners[line.session_id] = link.key
            if line.planned and (link.stay.active_on(line.date) or link is links[-1]):
                by_slot[line.date, line.half] = line
    days = tuple(
        Day(day, _at(by_slot, day, Half.AM), _at(by_slot, day, Half.PM)) for day in counted.days
    )
    used = {
        line.session_id
        for day in days
        for line, mark in ((day.am, day.tally.am), (day.pm, day.tally.pm))
        if line is not None and line.mark is mark
    }
    everything = [line for found in lines.values() for line in found]
    entries = sorted(
        (entry for line in everything for entry in line.entries),
        key=lambda one: one.id,
        reverse=True,
    )
    return Record(
        standing=standing(trainee, counted, minimum, cohort.state, today),
        minimum=minimum,
        days=days,
        uncounted=tuple(
            line for line in everything if line.entries and line.session_id not in used
        ),
        entries=tuple(entries),
        slots={line.session_id: (line.date, line.half) for line in everything},
        owners=owners,
        earlier=tuple((link.cohort_id, link.key) for link in links[:-1]),
        today=today,
    )


def _at(by_slot: Mapping[Slot, MarkLine], day: DayTally, half: Half) -> MarkLine | None:
    planned = day.am if half is Half.AM else day.pm
    return None if planned is None else by_slot.get((day.date, half))
