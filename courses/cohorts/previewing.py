"""What an act does to cohorts, found by trying it (`lms.web.trying`): facts, half-days, panels.

Panels at the place `cohorts.effects` are loaded before and after (money, certificates).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session as Db

from courses.cohorts import queries, words
from courses.cohorts.history import Names
from courses.cohorts.lifecycle import Transition
from courses.cohorts.models import Cohort
from courses.cohorts.rules import Finding, Level, Planned, SessionFact
from courses.cohorts.timetable import Effects, effects
from lms.web.trying import sides, tried
from lms.web.views import panels_at

PLACE = "cohorts.effects"
_FACTS = (
    "title", "centre_id", "start", "end", "venue_county", "venue", "course_id", "hours", "online",
    "minimum_attendance", "capacity", "fund_source", "filed_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _State:
    """A cohort at one moment."""

    facts: Mapping[str, Any]
    sessions: tuple[SessionFact, ...]
    marks: Mapping[int, int]
    planned: Mapping[int, Planned]
    panels: list[dict[str, object]]


@dataclass(frozen=True, slots=True)
class Measured:
    """A cohort before and after: facts, half-days planned for the trainees together, and panels.

    `facts` and `days` are (what, before, after) in words; `days` are the days that moved as such.
    """

    title: str
    facts: tuple[tuple[str, str, str], ...]
    effects: Effects
    trainees: tuple[int, int]
    half_days: tuple[int, int]
    touched: int
    panels: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What an act would do."""

    notes: tuple[Finding, ...]
    cohorts: tuple[Measured, ...]


def preview(session: Db, cohorts: Sequence[Cohort], act: Callable[[], object]) -> Preview:
    """Run `act` and roll it back. Raises what `act` raises, with nothing left behind."""
    before, after, result = tried(session, act, lambda: [_state(session, one) for one in cohorts])
    names = Names(session)
    measured = tuple(_compared(names, old, new) for old, new in zip(before, after, strict=True))
    return Preview(_notes(result, measured), measured)


def _state(session: Db, cohort: Cohort) -> _State:
    rows = queries.session_rows(session, cohort.id)
    return _State(
        {name: getattr(cohort, name) for name in _FACTS},
        tuple(queries.fact_of(row) for row in rows),
        {row.id: row.marks or 0 for row in rows},
        queries.planned_of_active(session, cohort),
        panels_at(PLACE, cohort),
    )


def _compared(names: Names, old: _State, new: _State) -> Measured:
    return Measured(
        old.facts["title"],
        tuple(
            (str(words.FIELDS[name]), names.of(name, value), names.of(name, new.facts[name]))
            for name, value in old.facts.items()
            if value != new.facts[name]
        ),
        effects(old.sessions, new.sessions, marks_at=lambda one: old.marks.get(one.key or 0, 0)),
        (len(old.planned), len(new.planned)),
        (
            sum(one.half_days for one in old.planned.values()),
            sum(one.half_days for one in new.planned.values()),
        ),
        sum(old.planned.get(key) != new.planned.get(key) for key in {*old.planned, *new.planned}),
        tuple(sides(old.panels, new.panels)),
    )


def _notes(result: object, measured: Sequence[Measured]) -> tuple[Finding, ...]:
    """What the act had to say and what the timetable has, each once."""
    if isinstance(result, Effects | Transition):
        found: list[Any] = list(result.findings)
    else:
        found = list(result) if isinstance(result, tuple) else []
    found += [one for cohort in measured for one in cohort.effects.findings]
    notes: list[Finding] = []
    for one in found:
        if isinstance(one, Finding) and one.level is Level.NOTE and one not in notes:
            notes.append(one)
    return tuple(notes)
