"""Figures made ready for cities and provinces: per county, wave and year of leaving, of everybody,
of each course, each category and both."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, extract, func, insert, select, update
from sqlalchemy.orm import Session

from courses.outcomes import slicing, tallying
from courses.outcomes.models import Case, Prepared, Wave
from courses.outcomes.reported import CATEGORY, COURSE, WAVES, Asked
from courses.outcomes.reporting import NO_COURSE, rows
from courses.outcomes.tallying import Row, Tally, as_group, merged
from lms.accounts.actor import below

EVERY = (0, "")
"""All courses and all categories."""
Slices = dict[tuple[int, str], Tally]


def prepare(session: Session, now: datetime, today: date, county: str) -> int:
    """Make one county's figures anew; how many rows."""
    years = session.execute(
        select(extract("year", Case.exit_on), func.count())
        .where(Case.county == county)
        .group_by(extract("year", Case.exit_on))
    ).all()
    known = {
        tuple(key): row
        for row, *key in session.execute(
            select(
                Prepared.id, Prepared.wave, Prepared.year, Prepared.course_id, Prepared.category
            ).where(Prepared.county == county)
        )
    }
    made = 0
    held = session.scalars(select(Wave.wave).where(Wave.county == county).distinct())
    waves = sorted({*WAVES, *held})
    for year, _count in years:
        for wave in waves:
            asked = Asked(county, wave, year=int(year))
            found = slices((row for _id, row in rows(session, asked, grouped=False)), today)
            made += _write(session, now, asked, found, known)
    session.execute(delete(Prepared).where(Prepared.id.in_(list(known.values()))))
    session.flush()
    return made


def slices(found: Iterable[Row], today: date) -> Slices:
    """Tallies of everybody, of each course, of each category, and of both."""
    cells: defaultdict[tuple[int, str], Tally] = defaultdict(Tally)
    for row in found:
        cells[row.course_id or NO_COURSE, row.category].add(row, today)
    taught = sorted({course for course, _category in cells})
    kinds = sorted({category for _course, category in cells})
    made: Slices = dict(cells)
    for course in taught:
        made[course, ""] = merged(cells[course, each] for each in kinds if (course, each) in cells)
    for category in kinds:
        made[0, category] = merged(
            cells[each, category] for each in taught if (each, category) in cells
        )
    made[EVERY] = merged(cells.values())
    for course, category in [EVERY, *((c, "") for c in taught), *((0, k) for k in kinds)]:
        parts = made[course, category].groups
        if not category:
            inside = ((k, made.get((course, k))) for k in kinds)
            parts[CATEGORY] = {key: as_group(part) for key, part in inside if part}
        if not course:
            there = ((c, made.get((c, category))) for c in taught)
            parts[COURSE] = {
                "" if key == NO_COURSE else str(key): as_group(part) for key, part in there if part
            }
    return made


def _write(
    session: Session,
    now: datetime,
    asked: Asked,
    found: Slices,
    known: dict[tuple[Any, ...], int],
) -> int:
    """Store the slices of one wave and year; what is stored is taken out of `known`."""
    new: list[dict[str, Any]] = []
    again: list[dict[str, Any]] = []
    for (course, category), part in found.items():
        row = {"figures": tallying.pack(part), "counts": slicing.counts(part), "at": now}
        key = known.pop((asked.wave, asked.year, course, category), None)
        if key is not None:
            again.append({"id": key, **row})
        else:
            new.append({
                "county": asked.prefix, "wave": asked.wave, "year": asked.year,
                "course_id": course, "category": category, **row,
            })  # fmt: skip
    if new:
        session.execute(insert(Prepared), new)
    if again:
        session.execute(update(Prepared), again)
    return len(found)


def counties(session: Session, prefix: str = "") -> list[str]:
    """Counties below a division that follow somebody up."""
    wanted = select(Case.county).where(below(Case.county, prefix)).distinct().order_by(Case.county)
    return list(session.scalars(wanted))
