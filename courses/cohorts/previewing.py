"""Doing an act in a savepoint, looking at what it changed, and taking it back.

What a page says beforehand is therefore what will happen: the same services run, listeners decide
anew, and panels at the place `cohorts.effects` are loaded before and after (money, certificates).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session as Db

from courses.cohorts import queries
from courses.cohorts.lifecycle import Transition
from courses.cohorts.models import Cohort
from courses.cohorts.rules import Finding, Level, Planned
from courses.cohorts.timetable import Effects
from lms.web.views import panels_at

PLACE = "cohorts.effects"
_HOOKS = ("after_commit", "outliving")


@dataclass(frozen=True, slots=True)
class Measured:
    """A cohort before and after: half-days planned for the trainees together, and panels."""

    cohort: Cohort
    title: str
    trainees: tuple[int, int]
    half_days: tuple[int, int]
    touched: int
    panels: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What an act would do; `effects` where the timetable changes."""

    effects: Effects | None
    notes: tuple[Finding, ...]
    cohorts: tuple[Measured, ...]


def preview(session: Db, cohorts: Sequence[Cohort], act: Callable[[], object]) -> Preview:
    """Run `act` and roll it back. Raises what `act` raises, with nothing left behind."""
    before = [_measure(session, one) for one in cohorts]
    titles = [one.title for one in cohorts]
    hooks = {name: list(session.info.get(name, ())) for name in _HOOKS}
    savepoint = session.begin_nested()
    try:
        result = act()
        session.flush()
        after = [_measure(session, one) for one in cohorts]
    finally:
        savepoint.rollback()
        session.info.update(hooks)
    effects = result if isinstance(result, Effects) else None
    measured = tuple(
        _compared(one, title, old, new)
        for one, title, old, new in zip(cohorts, titles, before, after, strict=True)
    )
    return Preview(effects, _notes(result), measured)


def _measure(session: Db, cohort: Cohort) -> tuple[dict[int, Planned], list[dict[str, Any]]]:
    return queries.planned_of_active(session, cohort), panels_at(PLACE, cohort)


def _compared(
    cohort: Cohort,
    title: str,
    before: tuple[dict[int, Planned], list[dict[str, Any]]],
    after: tuple[dict[int, Planned], list[dict[str, Any]]],
) -> Measured:
    old, new = before[0], after[0]
    later = {entry["panel"].name: entry["context"] for entry in after[1]}
    panels = tuple(
        {"panel": e["panel"], "before": e["context"], "after": later.get(e["panel"].name)}
        for e in before[1]
    )
    return Measured(
        cohort,
        title,
        (len(old), len(new)),
        (sum(p.half_days for p in old.values()), sum(p.half_days for p in new.values())),
        sum(old.get(key) != new.get(key) for key in {*old, *new}),
        panels,
    )


def _notes(result: object) -> tuple[Finding, ...]:
    if isinstance(result, Effects | Transition):
        found: Sequence[Any] = result.findings
    else:
        found = result if isinstance(result, tuple) else ()
    return tuple(one for one in found if isinstance(one, Finding) and one.level is Level.NOTE)
