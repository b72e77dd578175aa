"""Lending by a list: one line a loan, `item,pieces`; rehearsed, applied, undone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import delete
from sqlalchemy.orm import Session

from acme.models import Loan
from acme.services import lend
from courses.cohorts.api import cohort_for
from courses.cohorts.models import Cohort
from lms.accounts.actor import Actor
from lms.runs import services as runs
from lms.runs.models import Run

KIND = "acme.import"


def rehearse(session: Session, actor: Actor, now: datetime, cohort: Cohort, text: str) -> Run:
    """What the list would lend, line by line; a line that is not `item,pieces` is rejected."""
    rows = [_row(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    return runs.rehearse(
        session,
        actor,
        now,
        KIND,
        title=cohort.title,
        county=cohort.county,
        centre_id=cohort.centre_id,
        subject_id=cohort.id,
        rows=rows,
        counts=Counter(row["outcome"] for row in rows),
    )


def apply(
    session: Session, actor: Actor, now: datetime, run: Run, rows: Sequence[Mapping[str, Any]]
) -> Mapping[str, int]:
    """Lend one slice."""
    cohort = cohort_for(session, actor, run.subject_id or 0)
    good = [row for row in rows if row["outcome"] == "accepted"]
    for row in good:
        loan = lend(session, actor, now, cohort, item=row["name"], quantity=row["acme_quantity"])
        loan.run_id = run.id
    return {"lent": len(good)}


def finish(_session: Session, _actor: Actor, _now: datetime, _run: Run) -> None:
    """Nothing is left to do when all lines are lent."""


def undo(session: Session, _actor: Actor, _now: datetime, run: Run) -> None:
    """The loans of the list go as if they had never been."""
    session.execute(delete(Loan).where(Loan.run_id == run.id))


def back(_run: Run) -> str:
    """Back to the list of loans."""
    return url_for("acme.index")


def _row(number: int, line: str) -> dict[str, Any]:
    item, _, pieces = line.rpartition(",")
    good = bool(item.strip()) and pieces.strip().isdecimal() and int(pieces) > 0
    return {
        "row": number,
        "name": item.strip() or line.strip(),
        "outcome": "accepted" if good else "rejected",
        "codes": [] if good else ["ACME_LINE"],
        "facts": {} if good else {"ACME_LINE": {"row": number}},
        "change": "new" if good else "none",
        "differences": [],
        "acme_quantity": int(pieces) if good else 0,
    }
