"""Taking numbers: 班序 once a cohort, 学员序 one after another, gapless, whoever issues at once."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, lazyload

from certificates.models import CohortNumber
from certificates.rules import (
    LARGEST_SERIAL,
    OrdinalChoice,
    class_ordinal,
    format_number,
    number_year,
)
from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort
from lms.errors import DomainError

ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class Taken:
    """One 学员序 and the whole number it makes."""

    serial: int
    number: str


def lock_cohort(session: Session, cohort: Cohort) -> None:
    """Read the cohort anew and keep other issuers and markers of it waiting."""
    session.execute(
        select(Cohort)
        .where(Cohort.id == cohort.id)
        .options(lazyload("*"))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def take(session: Session, cohort: Cohort, count: int) -> list[Taken]:
    """The next `count` numbers of a cohort. Raises CERTIFICATE_SERIALS_EXHAUSTED.

    The cohort's row stays locked until this transaction ends, so that a number is either in a
    committed certificate or was never given.
    """
    row = _locked(session, cohort)
    first = row.last_serial + 1
    if row.last_serial + count > LARGEST_SERIAL:
        raise DomainError("CERTIFICATE_SERIALS_EXHAUSTED")
    row.last_serial += count
    session.flush()
    return [
        Taken(serial, format_number(row.county, row.year, row.ordinal, serial))
        for serial in range(first, first + count)
    ]


def preview(session: Session, cohort: Cohort, count: int) -> tuple[list[Taken], OrdinalChoice]:
    """The numbers `take` would give now, and what is to be said of the 班序; nothing is taken."""
    row = session.get(CohortNumber, cohort.id)
    year = row.year if row else year_of(cohort)
    choice = OrdinalChoice(row.ordinal) if row else _choice(session, cohort, year)
    first = (row.last_serial if row else 0) + 1
    if choice.ordinal is None:
        return [], choice
    last = min(first + count - 1, LARGEST_SERIAL)
    numbers = [
        Taken(serial, format_number(cohort.county, year, choice.ordinal, serial))
        for serial in range(first, last + 1)
    ]
    return numbers, choice


def year_of(cohort: Cohort) -> int:
    """The year in the numbers of a cohort."""
    return number_year(cohorts.year_in_title(cohort.title), cohort.start)


def _locked(session: Session, cohort: Cohort) -> CohortNumber:
    again: dict[str, Any] = {"with_for_update": True, "populate_existing": True}
    for _attempt in range(ATTEMPTS):
        row = session.get(CohortNumber, cohort.id, **again)
        if row is not None:
            return row
        year = year_of(cohort)
        choice = _choice(session, cohort, year)
        if choice.ordinal is None:
            raise DomainError("CLASS_ORDINALS_EXHAUSTED")
        made = CohortNumber(
            cohort_id=cohort.id, county=cohort.county, year=year, ordinal=choice.ordinal,
            last_serial=0,
        )  # fmt: skip
        try:
            with session.begin_nested():
                session.add(made)
        except IntegrityError:
            continue  # another cohort of the county took this 班序 a moment ago
    raise DomainError("CHANGED_MEANWHILE")


def _choice(session: Session, cohort: Cohort, year: int) -> OrdinalChoice:
    """The 班序 of a cohort's title if nobody used it yet, else the next that nobody announced."""
    used = set(
        session.scalars(
            select(CohortNumber.ordinal).where(
                CohortNumber.county == cohort.county, CohortNumber.year == year
            )
        )
    )
    others = session.execute(
        select(Cohort.title, Cohort.start, Cohort.ordinal).where(
            Cohort.county == cohort.county, Cohort.id != cohort.id, Cohort.ordinal.is_not(None)
        )
    )
    announced = {
        ordinal
        for title, start, ordinal in others
        if ordinal is not None and number_year(cohorts.year_in_title(title), start) == year
    }
    # two cohorts that announce one number: the first to issue has it
    return class_ordinal(cohort.ordinal, used | (announced - {cohort.ordinal}))
