"""What acme says on pages of others: the first page and a cohort's page."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from acme import queries
from acme.models import Loan
from courses.cohorts.models import Cohort
from lms.accounts.actor import Actor
from lms.plugin import Task


def overdue(session: Session, actor: Actor, today: date) -> Sequence[Task]:
    """Loans to ask back."""
    count = queries.overdue(session, actor, today)
    if not count:
        return ()
    sentence = _("%(count)s 件器材逾期未还", count=count)
    return (Task(sentence, count, url_for("acme.index"), _("去催还"), urgent=True),)


def all_loans(session: Session, actor: Actor, _subject: object) -> Mapping[str, object] | None:
    """Every open loan in reach, for the first page; nothing where there is none."""
    loans = [loan for loan in queries.loans(session, actor) if loan.back_on is None]
    return {"loans": loans} if loans else None


def cohort_loans(session: Session, _actor: Actor, cohort: Cohort) -> Mapping[str, object] | None:
    """Loans of the cohort whose page it is."""
    return {"loans": queries.loans_of(session, cohort.id)}


def cohort_of(_session: Session, _actor: Actor, loan: Loan) -> Mapping[str, object]:
    """The cohort that has the things."""
    return {"loans": [loan]}
