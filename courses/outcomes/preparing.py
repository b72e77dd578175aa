"""Figures made ready for cities and provinces: one row per county, wave and year of leaving."""

from collections import defaultdict
from datetime import date, datetime

from sqlalchemy import extract, func, select
from sqlalchemy.orm import Session

from courses.outcomes import tallying
from courses.outcomes.models import Case, Prepared
from courses.outcomes.reporting import CATEGORY, COURSE, WAVES, Asked, rows
from courses.outcomes.tallying import Tally
from lms.accounts.actor import below


def prepare(session: Session, now: datetime, today: date, county: str) -> int:
    """Make one county's figures anew; how many rows."""
    years = session.execute(
        select(extract("year", Case.exit_on), func.count())
        .where(Case.county == county)
        .group_by(extract("year", Case.exit_on))
    ).all()
    known = {
        (row.wave, row.year): row
        for row in session.scalars(select(Prepared).where(Prepared.county == county))
    }
    made = 0
    for year, _count in years:
        for wave in WAVES:
            found = _count_up(session, Asked(county, wave, year=int(year)), today)
            row = known.get((wave, int(year))) or Prepared(county=county, wave=wave, year=int(year))
            row.figures, row.at = tallying.pack(found), now
            session.add(row)
            made += 1
    session.flush()
    return made


def _count_up(session: Session, asked: Asked, today: date) -> Tally:
    found = tallying.tally((row for _id, row in rows(session, asked, today)), today)
    kept = defaultdict(dict, found.groups)
    found.groups = {kind: kept[kind] for kind in (CATEGORY, COURSE)}
    return found


def counties(session: Session, prefix: str = "") -> list[str]:
    """Counties below a division that follow somebody up."""
    wanted = select(Case.county).where(below(Case.county, prefix)).distinct().order_by(Case.county)
    return list(session.scalars(wanted))
