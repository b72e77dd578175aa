"""A register held against what is stored: the rows of a rehearsal, nothing is written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.attendance.models import CurrentMark
from courses.attendance.people import RosterPerson, match_people
from courses.attendance.reading import RegisterReading, RegisterRefused, RegisterRow, RegisterSheet
from courses.attendance.rules import Mark, mark_findings
from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort
from courses.cohorts.models import Session as SessionRow
from courses.cohorts.rules import CohortState, Finding, SessionFact, Slot, fault, note
from courses.cohorts.rules import Enrolment as Stay
from courses.rosters import api as rosters
from lms.errors import DomainError

Row = dict[str, Any]
"""A row of the run's plan: row, sheet, name, outcome, codes, facts, change, differences; `findings`
in full, and for known trainees `enrolment` and `marks` ([date, half, after, before]) to write."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The cohort as it stands: its trainees, its timetable and the marks made so far."""

    state: CohortState
    roster: tuple[RosterPerson, ...]
    stays: Mapping[int, Stay]
    planned: Mapping[Slot, SessionFact]
    marks: Mapping[int, Mapping[Slot, Mark]]

    @property
    def marked(self) -> int:
        """How many marks are not blank."""
        return sum(
            mark is not Mark.UNMARKED for given in self.marks.values() for mark in given.values()
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """The plan: rows, the timetable that will hold (None: as it is), counts for the run's head."""

    rows: list[Row]
    sessions: tuple[SessionFact, ...] | None
    counts: dict[str, int]


def stored_of(session: Session, cohort: Cohort) -> Stored:
    """Read the cohort for comparison; numbers are opened and stay in memory."""
    people = cohorts.enrolments_of(session, cohort.id)
    planned = {one.slot: one for one in cohorts.session_facts(session, cohort.id) if one.planned}
    marks: dict[int, dict[Slot, Mark]] = {}
    rows = session.execute(
        select(CurrentMark.enrolment_id, SessionRow.date, SessionRow.half, CurrentMark.mark)
        .join(SessionRow, SessionRow.id == CurrentMark.session_id)
        .where(SessionRow.cohort_id == cohort.id)
    )
    for key, day, half, mark in rows:
        marks.setdefault(key, {})[day, half] = mark
    return Stored(
        cohort.state,
        tuple(
            RosterPerson(one.id, one.person.name, rosters.opened(one.person).id_number)
            for one in people
        ),
        {one.id: cohorts.stay_of(one) for one in people},
        planned,
        marks,
    )


def compare(
    reading: RegisterReading,
    stored: Stored,
    *,
    online: bool,
    replace: bool | None,
    clear_blanks: bool,
    today: date,
    add: bool = False,
) -> Comparison:
    """What the register would change, row by row.

    `replace` True: its columns become the sessions, None: only while there are no marks; else
    with `add` columns the timetable does not have join it, without it they are refused. With
    `clear_blanks` a blank cell takes a stored mark away, else it says nothing. Raises
    RegisterRefused (columns that are no session, sessions with marks) and REGISTER_NOBODY_KNOWN.
    """
    sessions = _timetable(reading, stored, online, replace, add)
    planned = stored.planned if sessions is None else {one.slot: one for one in sessions}
    comparer = _Comparer(stored, planned, clear_blanks, today)
    for sheet in reading.sheets:
        comparer.take(sheet)
    rows = comparer.rows
    if not comparer.known:
        raise DomainError("REGISTER_NOBODY_KNOWN", count=len(rows))
    rows += [
        _said(one.facts["row"], "", one, "rejected", str(one.facts["sheet"]))
        for one in reading.findings
    ]
    unlisted = [one.name for one in stored.roster if one.key not in comparer.known]
    rows += [_said(None, name, note("REGISTER_UNLISTED"), "warned") for name in unlisted]
    return Comparison(rows, sessions, _counts(rows, sessions, stored))


def _timetable(
    reading: RegisterReading, stored: Stored, online: bool, replace: bool | None, add: bool
) -> tuple[SessionFact, ...] | None:
    """The sessions the register brings, None where the timetable stays as it is."""
    if replace is None:
        replace = not stored.marked
    if not replace:
        strange = [one for one in reading.sessions if one.slot not in stored.planned]
        if strange and not add:
            raise RegisterRefused([_not_a_session(one) for one in strange])
        more = [SessionFact(one.date, one.half, one.kind, online) for one in strange]
        return (*stored.planned.values(), *more) if more else None
    wanted = []
    for one in reading.sessions:
        old = stored.planned.get(one.slot)
        mode = online if old is None else old.online
        wanted.append(SessionFact(one.date, one.half, one.kind, mode))
    same = {(one.slot, one.mode) for one in wanted} == {
        (one.slot, one.mode) for one in stored.planned.values()
    }
    if stored.marked and not same:
        raise RegisterRefused([fault("REGISTER_SESSIONS_MARKED", count=stored.marked)])
    return None if same else tuple(wanted)


def _not_a_session(one: SessionFact) -> Finding:
    return fault("REGISTER_NOT_A_SESSION", date=one.date, half=one.half.value)


@dataclass(slots=True)
class _Comparer:
    """Goes through the sheets; what one sheet said of a half-day another cannot say otherwise."""

    stored: Stored
    planned: Mapping[Slot, SessionFact]
    clear_blanks: bool
    today: date
    rows: list[Row] = field(default_factory=list)
    known: set[int] = field(default_factory=set)
    _taken: dict[tuple[int, Slot], tuple[Mark, RegisterRow]] = field(default_factory=dict)

    def take(self, sheet: RegisterSheet) -> None:
        """Add the sheet's rows to the plan."""
        matching = match_people([row.person for row in sheet.rows], self.stored.roster)
        against = {one.facts["row"]: one for one in matching.findings}
        self.known |= set(matching.keys.values())
        for row in sheet.rows:
            person = row.person
            if (key := matching.keys.get(person.row)) is None:
                finding = against[person.row]
                self.rows.append(_said(person.row, person.name, finding, "rejected", sheet.name))
            else:
                findings = list(row.findings)
                changes = self._changes(key, row, findings)
                self.rows.append(_known_row(row, key, changes, findings))

    def _changes(
        self, key: int, row: RegisterRow, findings: list[Finding]
    ) -> list[tuple[Slot, Mark, Mark]]:
        """(half-day, before, after) of every mark that would change; what may not be is named."""
        held, stay = self.stored.marks.get(key, {}), self.stored.stays[key]
        found = []
        for slot, after in sorted(row.marks.items()):
            before = held.get(slot, Mark.UNMARKED)
            says = after is not Mark.UNMARKED or self.clear_blanks
            if not says or not self._first(key, slot, after, row, findings) or before is after:
                continue
            against = mark_findings(
                self.planned[slot], stay, cohort=self.stored.state, today=self.today
            )
            if against:
                findings.append(against[0])
            else:
                found.append((slot, before, after))
        return found

    def _first(
        self, key: int, slot: Slot, mark: Mark, row: RegisterRow, findings: list[Finding]
    ) -> bool:
        """Whether no other row spoke of this half-day; one that disagrees is named."""
        before, first = self._taken.setdefault((key, slot), (mark, row))
        if before is not mark:
            facts = {"row": row.person.row, "date": slot[0], "first_row": first.person.row}
            findings.append(note("REGISTER_MARKS_DISAGREE", **facts))
        return first is row


def _known_row(
    row: RegisterRow,
    key: int,
    changes: Sequence[tuple[Slot, Mark, Mark]],
    findings: Sequence[Finding],
) -> Row:
    overwrites = any(before is not Mark.UNMARKED for _, before, _ in changes)
    return {
        "row": row.person.row,
        "sheet": row.sheet,
        "name": row.person.name,
        "outcome": "warned" if findings else "accepted",
        **_findings(findings),
        "change": "none" if not changes else "changed" if overwrites else "new",
        "differences": [
            {
                "field": f"{day.isoformat()} {half.value}",
                "before": before.value,
                "after": after.value,
            }
            for (day, half), before, after in changes
        ],
        "enrolment": key,
        "marks": [
            [day.isoformat(), half.value, after.value, before.value]
            for (day, half), before, after in changes
        ],
    }


def _said(row: object, name: str, finding: Finding, outcome: str, sheet: str = "") -> Row:
    """A row of which nothing is written."""
    return {
        "row": row,
        "sheet": sheet,
        "name": name,
        "outcome": outcome,
        **_findings([finding]),
        "change": "none",
        "differences": [],
        "enrolment": None,
        "marks": [],
    }


def _findings(findings: Sequence[Finding]) -> dict[str, Any]:
    told = [[one.code, _plain(one.facts)] for one in findings]
    codes = list(dict.fromkeys(one.code for one in findings))
    return {
        "codes": codes,
        "facts": {one.code: _plain(one.facts) for one in reversed(findings)},
        "findings": told,
    }


def _plain(facts: Mapping[str, object]) -> dict[str, object]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in facts.items()
    }


def _counts(
    rows: Sequence[Row], sessions: Sequence[SessionFact] | None, stored: Stored
) -> dict[str, int]:
    outcomes = Counter(row["outcome"] for row in rows)
    pairs = [(before, after) for row in rows for _, _, after, before in row["marks"]]
    blank = Mark.UNMARKED.value
    old = {one.slot: one.mode for one in stored.planned.values()}
    new = old if sessions is None else {one.slot: one.mode for one in sessions}
    return {
        "rejected": outcomes["rejected"],
        "warned": outcomes["warned"],
        "accepted": outcomes["accepted"],
        "unlisted": sum("REGISTER_UNLISTED" in row["codes"] for row in rows),
        "marks_new": sum(before == blank for before, _ in pairs),
        "marks_changed": sum(blank not in pair for pair in pairs),
        "marks_cleared": sum(after == blank for _, after in pairs),
        "sessions_added": len(new.keys() - old.keys()),
        "sessions_removed": len(old.keys() - new.keys()),
        "sessions_altered": sum(new[slot] is not old[slot] for slot in new.keys() & old.keys()),
    }
