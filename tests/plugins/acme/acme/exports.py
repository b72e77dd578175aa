"""Loans as they leave the system."""

from datetime import datetime

from sqlalchemy.orm import Session

from acme.models import Loan
from acme.queries import loan_for, loans_of
from lms.accounts.actor import Actor
from lms.plugin import File
from lms.sheets.export import Column, Kind, Value, write_csv, write_xlsx

COLUMNS = (Column("器材"), Column("数量", Kind.NUMBER), Column("应还日期", Kind.DATE))


def slip(session: Session, actor: Actor, _now: datetime, loan_id: int) -> File:
    """One loan as csv."""
    loan = loan_for(session, actor, loan_id)
    return File("借条.csv", "text/csv", write_csv(COLUMNS, [_line(loan)]))


def cohort_list(session: Session, _actor: Actor, _now: datetime, cohort_id: int) -> File:
    """The loans of a cohort as a workbook."""
    rows = [_line(loan) for loan in loans_of(session, cohort_id)]
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return File("器材.xlsx", sheet, write_xlsx(COLUMNS, rows, title="器材借用"))


def _line(loan: Loan) -> tuple[Value, ...]:
    return (loan.item, loan.quantity, loan.due_on)
