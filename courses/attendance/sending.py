"""Marks sent by a page: as a batch by its script, or as a plain form without one."""

from datetime import datetime

from sqlalchemy.orm import Session

from courses.attendance.boards import Sheet, seen_since
from courses.attendance.cells import Origin
from courses.attendance.forms import Batch
from courses.attendance.rules import Mark
from courses.attendance.services import MarkOutcome, Seen, mark_cells
from courses.cohorts.models import Cohort
from lms.accounts.actor import Actor


def send_batch(
    session: Session, actor: Actor, now: datetime, cohort: Cohort, batch: Batch
) -> MarkOutcome:
    """Write a batch; what the page showed before decides what is a conflict."""
    seen = {cell: Seen(mark=mark) for cell, mark in batch.was.items()}
    origin = Origin(reason=batch.reason)
    return mark_cells(session, actor, now, cohort, batch.marks, seen=seen, origin=origin)


def send_form(
    session: Session,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    batch: Batch,
    sheet: Sheet,
    stamp: int,
    everybody: Mark | None = None,
) -> MarkOutcome:
    """Write a whole page sent as a form; `everybody` is the mark for all who have none.

    A field as the page showed it says nothing, so that others' later marks are left alone.
    """
    later = seen_since(session, batch.marks.keys(), stamp)
    marks = {
        cell: mark
        for cell, mark in batch.marks.items()
        if cell not in later or later[cell].mark is not mark
    }
    if everybody is not None:
        blank = [cell for cell, mark in sheet.marks.items() if mark is Mark.UNMARKED]
        marks |= {cell: everybody for cell in blank if cell not in marks}
    origin = Origin(reason=batch.reason)
    return mark_cells(session, actor, now, cohort, marks, seen=later, origin=origin)
