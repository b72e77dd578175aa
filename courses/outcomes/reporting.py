"""Reports on one wave of a cohort, a course, a centre or a region: rows from SQL, then counted.

A county and what is smaller is counted live; a city or province is summed from what a job prepared.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import and_, extract, select
from sqlalchemy.orm import Session, aliased

from courses.outcomes import prices, rules, slicing, tallying
from courses.outcomes.dividing import PROVINCE, Divisions
from courses.outcomes.income import Income
from courses.outcomes.models import Case, Interview, Prepared, Wave
from courses.outcomes.reported import CATEGORY, CENTRE, COURSE, REGION, Asked, Report
from courses.outcomes.slicing import Near, Table
from courses.outcomes.tallying import COHORT, Tally
from lms.accounts.actor import Actor, below
from lms.errors import NotFound

REPORT, VIEW = "outcomes:report:view", "outcomes:case:view"
NO_COURSE = -1
"""The prepared course of classes without one, so that the courses add up to everybody."""


def report(session: Session, actor: Actor, today: date, asked: Asked) -> Report:
    """Count what is asked for. Raises NotFound outside the scope."""
    check_reach(actor, asked)
    strict = not sees_people(actor, asked)
    if not asked.live:
        return _prepared(session, asked, strict=strict)
    found, near = slicing.split(
        slicing.wanted(asked), (row for _id, row in rows(session, asked.whole)), today
    )
    if strict:
        near[slicing.DIVISION] = _divisions(session, asked, found)
    return Report(asked, found, None, 0, near, strict)


def sees_people(actor: Actor, asked: Asked) -> bool:
    """Whether the people behind what is asked for may be seen by name."""
    return asked.live and actor.may(VIEW, asked.prefix, asked.centre_id)


def check_reach(actor: Actor, asked: Asked, permission: str = REPORT) -> None:
    """Raise NotFound for a region or centre the actor may not read reports of.

    A part of a county has a report of its own for who may see its people. Others read it as a line
    of the county's report, where what would follow by subtraction is hidden.
    """
    if not actor.may(permission, asked.prefix, asked.centre_id):
        raise NotFound
    if asked.within and not sees_people(actor, asked):
        raise NotFound


def _prepared(session: Session, asked: Asked, *, strict: bool) -> Report:
    wanted = select(Prepared.figures, Prepared.at, Prepared.county).where(*_stored(asked))
    found, oldest, counties = Tally(), None, set()
    for figures, at, county in session.execute(wanted):
        part = tallying.unpack(figures)
        part.groups = {
            kind: by for kind, by in part.groups.items() if kind in (CATEGORY, COURSE, REGION)
        }
        part.groups[REGION] = {county: tallying.as_group(part)}
        found.merge(part)
        oldest = at if oldest is None else min(oldest, at)
        counties.add(county)
    near = _near(session, asked)
    if counties:
        near[slicing.DIVISION] = _divisions(session, asked)
    return Report(asked, found, oldest, len(counties), near, strict)


_COLUMNS: dict[str, tuple[Any, Any]] = {
    slicing.COURSE: (Prepared.course_id, 0), slicing.CATEGORY: (Prepared.category, ""),
    slicing.YEAR: (Prepared.year, None), REGION: (Prepared.county, None),
}  # fmt: skip
"""Where a prepared figure says what it is of, and how it says that it is of all."""


def _stored(asked: Asked, *vary: str) -> list[Any]:
    """Which prepared figures are asked for; of what varies all values."""
    set_ = slicing.wanted(asked)
    found = [below(Prepared.county, asked.prefix), Prepared.wave == asked.wave]
    for name, (column, every) in _COLUMNS.items():
        if name in vary:
            found += [column != every] if every is not None else []
        elif name in set_ or every is not None:
            found.append(column == set_.get(name, every))
    return found


def _near(session: Session, asked: Asked) -> Near:
    """The counts beside those asked for: the other values of each filter, also of sub-groups."""
    near: Near = {}
    filters = slicing.wanted(asked)
    for name, value in filters.items():
        table, column = Table(str(value)), _COLUMNS[name][0]
        for key, counts in session.execute(
            select(column, Prepared.counts).where(*_stored(asked, name))
        ):
            table.row(str(key)).update(counts)
        for kind in {REGION, CATEGORY, COURSE} - set(filters):
            wanted = select(column, _COLUMNS[kind][0], Prepared.counts)
            for key, of, counts in session.execute(wanted.where(*_stored(asked, name, kind))):
                line = table.line((kind, _line_key(kind, of)), str(key))
                line[:] = [a + b for a, b in zip(line, slicing.outcome(counts), strict=True)]
        near[name] = table
    return near


def _line_key(kind: str, value: Any) -> str:
    """What a prepared figure's sub-group is called."""
    return "" if kind == COURSE and value == NO_COURSE else str(value)


def _divisions(session: Session, asked: Asked, own: Tally | None = None) -> Divisions:
    """The county or city asked for beside the others of its province; `own` is counted just now."""
    counties: dict[str, Counter[str]] = {}
    wide = replace(asked, prefix=asked.prefix[:PROVINCE])
    for county, counts in session.execute(
        select(Prepared.county, Prepared.counts).where(*_stored(wide))
    ):
        counties.setdefault(county, Counter()).update(counts)
    if own is not None:
        counties[asked.prefix] = Counter(slicing.counts(own))
    return Divisions(asked.prefix, counties)


def rows(
    session: Session, asked: Asked, *, grouped: bool = True
) -> Iterator[tuple[int, tallying.Row]]:
    """(case id, row) of everybody a report is about, with the sub-groups they are in if wanted."""
    for row in session.execute(_select(asked)):
        yield row[0], _row(row, asked, grouped=grouped)


def _select(asked: Asked) -> Any:
    after, first, base = aliased(Interview), aliased(Wave), aliased(Interview)
    return (
        select(
            Case.id, Case.exit_kind, Case.category, Case.place, Case.centre_id, Case.course_id,
            Case.cohort_id, Wave.state, Wave.closed_by, Wave.code, Wave.opens_on, Wave.due_on,
            Wave.answered_on, Wave.attempts, after.status, *_money(after), *_money(base), after.on,
            base.on, Case.exit_on,
        )
        .outerjoin(Wave, and_(Wave.case_id == Case.id, Wave.wave == asked.wave))
        .outerjoin(after, and_(after.wave_id == Wave.id, after.current))
        .outerjoin(first, and_(first.case_id == Case.id, first.wave == rules.BASELINE))
        .outerjoin(base, and_(base.wave_id == first.id, base.current))
        .where(*conditions(asked))
    )  # fmt: skip


def _money(row: Any) -> tuple[Any, ...]:
    return (
        row.wages_fen, row.sales_fen, row.costs_fen, row.assets_fen, row.transfers_fen,
        row.household_size,
    )  # fmt: skip


def conditions(asked: Asked) -> list[Any]:
    """Which cases a report is about."""
    found: list[Any] = [below(Case.county, asked.prefix[:6])]
    if len(asked.prefix) > 6:
        found.append(below(Case.place, asked.prefix))
    for column, value in (
        (Case.cohort_id, asked.cohort_id),
        (Case.course_id, asked.course_id),
        (Case.centre_id, asked.centre_id),
        (Case.category, asked.category or None),
    ):
        if value is not None:
            found.append(column == value)
    if asked.year is not None:
        found.append(extract("year", Case.exit_on) == asked.year)
    return found


def _row(row: Any, asked: Asked, *, grouped: bool) -> tallying.Row:
    kind, category, place, centre, course, cohort = row[1:7]
    status = row[14]
    answered = status is not None
    return tallying.Row(
        exit_kind=kind, state=row[7], closed_by=row[8], code=row[9], opens_on=row[10],
        due_on=row[11], answered_on=row[12], attempts=row[13] or 0, status=status,
        before=Income(*row[21:27]) if answered else None,
        after=Income(*row[15:21]) if answered else None,
        level=_level(asked.prefix, row[28], row[27]) if answered and row[28] else Fraction(1),
        groups=(
            (CATEGORY, category), (REGION, place[:9]), (CENTRE, str(centre or "")),
            (COURSE, str(course or "")), (COHORT, str(cohort)),
        ) if grouped else (),
        course_id=course or 0, category=category, year=row[29].year,
    )  # fmt: skip


def _level(place: str, before: date, after: date) -> Fraction | None:
    """Prices of the answers' year over those of the baseline's, None where no index is known."""
    return prices.level(place[:6], before.year, after.year)
