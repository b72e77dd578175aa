"""What leaves the counter: a batch as PDF, lists to sign, the stock report."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from certificates import freezing, queries
from certificates.counter import papers
from certificates.counter import queries as counter
from certificates.exports import PDF, XLSX, cohort_for
from certificates.models import PrintBatch
from certificates.proof import pades
from lms.accounts.actor import Actor
from lms.divisions.queries import full_name
from lms.errors import NotFound
from lms.plugin import File


@dataclass(frozen=True, slots=True)
class StockPlace:
    """The stock of one county."""

    county: str
    centre_id: int | None = None


@dataclass(frozen=True, slots=True)
class BatchPlace:
    """A batch where it belongs."""

    batch: PrintBatch
    county: str
    centre_id: int | None


def stock_place(_session: Session, actor: Actor, county: int) -> StockPlace:
    """The stock of a county for whoever may see it, or NotFound."""
    code = f"{county:06}"
    if not actor.may(counter.STOCK, code, None):
        raise NotFound
    return StockPlace(code)


def batch_place(session: Session, actor: Actor, batch_id: int) -> BatchPlace:
    """A batch for whoever may see it, or NotFound."""
    found = counter.batch_for(session, actor, batch_id)
    return BatchPlace(found, found.county, found.cohort.centre_id)


def batch_pdf(session: Session, actor: Actor, _now: datetime, batch_id: int) -> File:
    """The certificates of a batch in the order of its sheets."""
    found = counter.batch_for(session, actor, batch_id)
    content = freezing.printed(session, counter.certificates_of(session, found))
    name = f"{found.cohort.title}第{found.id}批证书.pdf"
    return File(name, PDF, pades.sealed(content, found.county))


def batch_handover(session: Session, actor: Actor, now: datetime, batch_id: int) -> File:
    """证书领取签字表 of a batch: what became void since is handed to nobody."""
    found = counter.batch_for(session, actor, batch_id)
    lines = counter.batch_lines(session, found)
    held = [line for line in lines if queries.live(line.certificate)]
    content = papers.handover_pdf(held, found.cohort.title, actor.name, now)
    return File(f"{found.cohort.title}第{found.id}批领取签字表.pdf", PDF, content)


def class_handover(session: Session, actor: Actor, now: datetime, cohort_id: int) -> File:
    """证书领取签字表 of a class: whoever holds a certificate."""
    found = cohort_for(session, actor, cohort_id)
    lines = [
        line for line in counter.counter_lines(session, found.id) if queries.live(line.certificate)
    ]
    content = papers.handover_pdf(lines, found.title, actor.name, now)
    return File(f"{found.title}证书领取签字表.pdf", PDF, content)


def stock_pdf(session: Session, actor: Actor, now: datetime, county: int) -> File:
    """空白证书收发存报告."""
    place = stock_place(session, actor, county).county
    lines, name = counter.stock_lines(session, actor, place), full_name(session, place)
    return File("空白证书收发存报告.pdf", PDF, papers.stock_pdf(lines, name, actor.name, now))


def stock_xlsx(session: Session, actor: Actor, now: datetime, county: int) -> File:
    """The same as a spreadsheet."""
    place = stock_place(session, actor, county).county
    lines, name = counter.stock_lines(session, actor, place), full_name(session, place)
    return File("空白证书收发存报告.xlsx", XLSX, papers.stock_xlsx(lines, name, actor.name, now))
