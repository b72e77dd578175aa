"""The report of a processed cohort (`result.json`)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates import queries
from certificates.process.job import Done, Rows
from courses.cohorts.models import Enrolment
from courses.rosters import api as rosters
from courses.subsidies import api as subsidies
from courses.subsidies.api import ResultLine


@dataclass(frozen=True, slots=True)
class _Kept:
    """A kept row of the roster and the enrolment it stands for."""

    row: int
    name: str


def report(session: Session, done: Done) -> dict[str, Any]:
    """What `result.json` says; money in fen, attendance in half-days, rows of the roster sheet.

    `total_fen` holds every item of the lines, also those that have no column of their own.
    """
    kept = _kept(session, done)
    lines = _lines(session, done, kept) if done.order.register else []
    return {
        "roster": [
            {
                "row": row.row,
                "name": row.name or None,
                "outcome": row.outcome.value,
                "codes": list(row.codes),
            }
            for row in done.reading.rows
        ],
        "subsidy": [_subsidy(row, line) for row, line in lines],
        "total_fen": sum(line.total_fen for _, line in lines),
        "paid_people": sum(line.total_fen > 0 for _, line in lines),
        "certificates": list(_certificates(session, done, kept)) if done.order.register else [],
        "notes": list(_notes(done)),
    }


def _kept(session: Session, done: Done) -> dict[int, _Kept]:
    """The kept rows by enrolment id."""
    rows = rosters.plan_people(session, county=done.order.county, rows=done.reading.kept)
    people = {row["person_id"]: _Kept(row["row"], row["name"]) for row in rows}
    enrolled = session.execute(
        select(Enrolment.id, Enrolment.person_id).where(Enrolment.cohort_id == done.cohort.id)
    )
    return {key: people[person] for key, person in enrolled if person in people}


def _lines(
    session: Session, done: Done, kept: Mapping[int, _Kept]
) -> list[tuple[_Kept, ResultLine]]:
    """What came out for every kept row, in the order of the sheet."""
    found = [
        (kept[line.enrolment_id], line)
        for line in subsidies.result_lines(session, done.cohort)
        if line.enrolment_id in kept
    ]
    return sorted(found, key=lambda pair: pair[0].row)


def _subsidy(row: _Kept, line: ResultLine) -> dict[str, Any]:
    return {
        "row": row.row,
        "name": row.name,
        "half_days_present": line.half_days_present,
        "half_days_planned": line.half_days_planned,
        "whole_days": line.whole_days,
        "eligible": line.eligible,
        "reason": line.reason,
        "living_fen": line.living_fen,
        "transport_lodging_fen": line.transport_lodging_fen,
    }


def _certificates(
    session: Session, done: Done, kept: Mapping[int, _Kept]
) -> Iterator[dict[str, Any]]:
    for one in queries.of_cohort(session, done.cohort.id):
        row = kept.get(one.enrolment_id)
        if row is not None and queries.live(one):
            yield {"row": row.row, "name": row.name, "number": one.number}


def _notes(done: Done) -> Iterator[dict[str, Any]]:
    """What concerns no row of the roster: strangers, unreadable marks, tickets of nobody."""
    order = done.order
    files = ((order.register, done.register_rows), (order.invoices, done.invoice_rows))
    for sent, rows in files:
        if sent is not None:
            yield from ({"file": sent.name, **note} for note in _of_rows(rows))


def _of_rows(rows: Rows) -> Iterator[dict[str, Any]]:
    for row in rows:
        if row["row"] is not None:
            for code in row["codes"]:
                yield {"row": row["row"], "code": code}
