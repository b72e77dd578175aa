"""The papers of a list as files that leave the system."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from courses.cohorts.api import cohort_for
from courses.cohorts.models import Cohort
from courses.subsidies import board, paying
from courses.subsidies.paying import ListPapers
from lms.accounts.actor import Actor
from lms.errors import DomainError
from lms.plugin import File

EXPORT = "subsidies:list:export"
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def anybody_paid(session: Session, cohort: Cohort) -> bool:
    """Whether the 补贴发放花名册 and the 公示表 have a line."""
    return bool(board.paid_and_refused(session, cohort)[0])


def anybody_refused(session: Session, cohort: Cohort) -> bool:
    """Whether the 不予发放名单 has a line."""
    return bool(board.paid_and_refused(session, cohort)[1])


def payout_pdf(session: Session, actor: Actor, _now: datetime, cohort_id: int) -> File:
    """补贴发放花名册, A4 landscape."""
    return _file(session, actor, cohort_id, "补贴发放花名册.pdf", PDF, paying.subsidy_list_pdf)


def payout_xlsx(session: Session, actor: Actor, _now: datetime, cohort_id: int) -> File:
    """补贴发放花名册 as a spreadsheet."""
    return _file(session, actor, cohort_id, "补贴发放花名册.xlsx", XLSX, paying.subsidy_list_xlsx)


def notice_pdf(session: Session, actor: Actor, _now: datetime, cohort_id: int) -> File:
    """公示表."""
    return _file(session, actor, cohort_id, "公示表.pdf", PDF, paying.public_notice_pdf)


def refused_pdf(session: Session, actor: Actor, _now: datetime, cohort_id: int) -> File:
    """不予发放名单. Raises LIST_NOBODY_REFUSED."""
    return _file(session, actor, cohort_id, "不予发放名单.pdf", PDF, _refused)


def _refused(found: ListPapers) -> bytes:
    if not found.refused:
        raise DomainError("LIST_NOBODY_REFUSED")
    return paying.refused_list_pdf(found)


def _file(
    session: Session,
    actor: Actor,
    cohort_id: int,
    name: str,
    mimetype: str,
    make: Callable[[ListPapers], bytes],
) -> File:
    """Raises LIST_NOBODY_PAID for a list without anybody who is paid."""
    cohort: Cohort = cohort_for(session, actor, cohort_id, EXPORT)
    found = paying.list_papers(session, cohort)
    if not found.payout and make is not _refused:
        raise DomainError("LIST_NOBODY_PAID")
    return File(f"{cohort.title}-{name}", mimetype, make(found))
