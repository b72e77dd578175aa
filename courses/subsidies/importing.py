"""The run that enters tickets from a spreadsheet: rehearse, apply, take back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.cohorts.models import Cohort
from courses.subsidies import invoices
from courses.subsidies.evidence import PREPARE
from courses.subsidies.models import Invoice
from courses.subsidies.redeciding import redecide
from lms.accounts.actor import Actor
from lms.errors import DomainError
from lms.runs import services as runs
from lms.runs.models import Run

KIND = "subsidies.import_invoices"
UNDONE = "UNDONE"


def rehearse_invoices(
    session: Session, actor: Actor, now: datetime, cohort: Cohort, data: bytes, file_name: str
) -> Run:
    """Read a file of tickets and say what it would change, without changing it.

    Raises DomainError: NOT_PERMITTED, INVOICES_EMPTY and SHEET_… of the reading.
    """
    actor.require(PREPARE, cohort.county)
    reading = invoices.read_invoices(session, cohort, data, file_name)
    return rehearse_reading(session, actor, now, cohort, reading, data)


def rehearse_reading(
    session: Session,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    reading: invoices.InvoiceReading,
    data: bytes,
) -> Run:
    """As `rehearse_invoices`, for a file that was read already from `data`."""
    actor.require(PREPARE, cohort.county)
    rows = invoices.plan(session, cohort, reading)
    return runs.rehearse(
        session, actor, now, KIND,
        title=cohort.title, county=cohort.county, centre_id=cohort.centre_id,
        subject_id=cohort.id, rows=rows, counts=invoices.counts(rows),
        options={"notes": [list(note) for note in reading.notes]},
        file_name=reading.file_name, source=data,
    )  # fmt: skip


def changes_nothing(run: Run) -> bool:
    """Whether applying would write nothing: the same file a second time."""
    return not (run.counts.get(invoices.NEW) or run.counts.get(invoices.REMOVED))


def apply(
    session: Session, actor: Actor, now: datetime, run: Run, rows: Sequence[Mapping[str, Any]]
) -> dict[str, int]:
    """Enter what is new, void what the new edition of the file no longer has."""
    added = [
        Invoice(
            enrolment_id=row["enrolment_id"], amount_fen=row["amount_fen"],
            file_name=run.file_name, row=row["row"], entered_at=now, entered_by=actor.name,
            reason="", run_id=run.id,
        )
        for row in rows
        if row["change"] == invoices.NEW
    ]  # fmt: skip
    session.add_all(added)
    gone = _standing(session, [row["invoice_id"] for row in rows if row["invoice_id"]])
    for ticket in gone:
        ticket.voided_at, ticket.voided_by = now, actor.name
    session.flush()
    runs.remember(
        session,
        run,
        [{"added": [each.id for each in added], "voided": [each.id for each in gone]}],
    )
    return {"written": len(added), "voided": len(gone)}


def finish(session: Session, actor: Actor, now: datetime, run: Run) -> None:
    """Decide the class anew, once."""
    redecide(session, actor, now, _cohort_id(run))


def undo(session: Session, actor: Actor, now: datetime, run: Run) -> None:
    """Void what the run entered and put back what it voided.

    Raises DomainError INVOICES_CHANGED_SINCE when one of these tickets was changed after the run.
    """
    for item in runs.remembered(session, run):
        added = _by_id(session, item["added"])
        voided = _by_id(session, item["voided"])
        if any(each.voided_at for each in added) or any(not each.voided_at for each in voided):
            raise DomainError("INVOICES_CHANGED_SINCE")
        for ticket in added:
            ticket.voided_at, ticket.voided_by, ticket.reason = now, actor.name, UNDONE
        for ticket in voided:
            ticket.voided_at, ticket.voided_by = None, None
    session.flush()
    redecide(session, actor, now, _cohort_id(run))


def _cohort_id(run: Run) -> int:
    if run.subject_id is None:
        raise LookupError("a run of tickets belongs to a cohort")
    return run.subject_id


def _by_id(session: Session, ids: Sequence[int]) -> Sequence[Invoice]:
    return session.scalars(select(Invoice).where(Invoice.id.in_(ids))).all() if ids else ()


def _standing(session: Session, ids: Sequence[int]) -> list[Invoice]:
    return [each for each in _by_id(session, ids) if each.voided_at is None]
