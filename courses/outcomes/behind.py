"""The people behind a figure of a report, as far as the reader may see them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, String, and_, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from courses.outcomes import tallying
from courses.outcomes.models import Case, Interview, Wave
from courses.outcomes.reported import Asked
from courses.outcomes.reporting import VIEW, check_reach, conditions, rows
from courses.outcomes.rules import (
    WORKING,
    AttemptCode,
    ClosedBy,
    ExitKind,
    WaveState,
)
from courses.outcomes.tallying import Row, Step, in_time, paired
from courses.rosters.models import Person
from lms.accounts.actor import Actor
from lms.errors import DomainError
from lms.web.paging import Page

Line = tuple[int, str, str, Step]
"""Case id, name, place, step."""


def _rose(row: Row) -> bool:
    found = paired(row)
    return found is not None and found.after > found.before


def _resized(row: Row) -> bool:
    found = paired(row)
    return found is not None and found.after_resized is not None


ANSWERED: Mapping[str, Callable[[Row], bool]] = MappingProxyType(
    {
        "working": lambda row: row.status in WORKING,
        "early": in_time,
        "late": lambda row: not in_time(row),
        "told": lambda row: row.after is not None and row.after.per_head is not None,
        "paired": lambda row: paired(row) is not None,
        "resized": _resized,
        "rose": _rose,
    }
)
"""Figures of those who answered, by what was said."""


def people(
    session: Session, actor: Actor, today: date, asked: Asked, steps: Sequence[Step], status: str,
    page: Page, said: str = "",
) -> tuple[list[Line], Page]:  # fmt: skip
    """A page of the people behind a figure, as far as the actor may see them; `said` is one of
    `ANSWERED`.

    Raises NotFound outside the scope, DomainError REPORT_TOO_WIDE.
    """
    check_reach(actor, asked)
    if not asked.live:
        raise DomainError("REPORT_TOO_WIDE")
    wanted = (
        {
            key: Step.ANSWERED
            for key, row in rows(session, asked, grouped=False)
            if _said(row, today, said)
        }
        if said in ANSWERED
        else _standing(session, today, asked, steps, status)
    )
    seen = (
        select(Case.id)
        .join(Person, Person.id == Case.person_id)
        .where(*conditions(asked), actor.within(VIEW, Case.place, Case.centre_id))
        .order_by(Case.place, Person.name_key, Case.id)
    )
    ids = [key for key in session.scalars(seen) if key in wanted] if wanted else []
    shown = ids[page.offset : page.offset + page.per_page]
    found = session.execute(
        select(Case.id, Person.name, Case.place)
        .join(Person, Person.id == Case.person_id)
        .where(Case.id.in_(shown))
    )
    lines = {key: (key, name, place, wanted[key]) for key, name, place in found}
    return [lines[key] for key in shown], page.of(len(ids))


def _said(row: Row, today: date, said: str) -> bool:
    compared = row.exit_kind is ExitKind.COMPARISON
    return not compared and tallying.step(row, today) is Step.ANSWERED and ANSWERED[said](row)


def _standing(
    session: Session, today: date, asked: Asked, steps: Sequence[Step], status: str
) -> dict[int, Step]:
    """Where everybody stands who stands in one of the steps, by case."""
    stands = (  # as kept: most people stand alike, so few of these need to become what they mean
        *map(_as_kept, (Case.exit_kind, Wave.state, Wave.closed_by, Wave.code, Interview.status)),
        Wave.opens_on,
        Wave.attempts,
    )
    answers = (
        select(Case.id, *stands)
        .outerjoin(Wave, and_(Wave.case_id == Case.id, Wave.wave == asked.wave))
        .outerjoin(Interview, and_(Interview.wave_id == Wave.id, Interview.current))
        .where(*conditions(asked), Case.exit_kind != ExitKind.COMPARISON)
    )
    known: dict[tuple[object, ...], Step | None] = {}
    wanted: dict[int, Step] = {}
    for row in session.connection().execute(answers):
        stand = row[1:]
        if stand not in known:
            known[stand] = _fitting(stand, today, steps, status)
        if (at := known[stand]) is not None:
            wanted[row[0]] = at
    return wanted


def _as_kept(column: InstrumentedAttribute[Any]) -> ColumnElement[str | None]:
    return type_coerce(column, String)


def _fitting(stand: Sequence[Any], today: date, steps: Sequence[Step], status: str) -> Step | None:
    kind, state, closed_by, code, said, opens_on, attempts = stand
    row = tallying.Row(
        ExitKind(kind),
        WaveState(state) if state else None,
        ClosedBy(closed_by) if closed_by else None,
        AttemptCode(code) if code else None,
        opens_on,
        attempts=attempts or 0,
    )
    at = tallying.step(row, today)
    return at if at in steps and (not status or said == status) else None
