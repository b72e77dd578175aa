"""Acts at the counter: paper received, printed on, spoiled; certificates handed over."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from certificates.counter import queries as counter
from certificates.counter.queries import WORK, Printed
from certificates.counter.rules import SheetRange, next_numbers, sheet_range
from certificates.models import Certificate, Collection, PrintBatch, PrintLine, Sheet, Stock
from certificates.numbering import lock_cohort
from certificates.queries import live
from certificates.rules import Collector, PrintKind
from courses.cohorts.models import Cohort
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.clock import today as day_of
from lms.errors import DomainError

LONGEST = 300


def receive(
    session: Session, actor: Actor, now: datetime, county: str, first: str, last: str, *,
    received_on: date, received_from: str,
) -> Stock:  # fmt: skip
    """Enter numbered paper. Raises STOCK_NUMBER_UNREADABLE, STOCK_RANGE_…, STOCK_OVERLAPS."""
    actor.require(WORK, county, None)
    found = sheet_range(first, last)
    if not isinstance(found, SheetRange):
        raise DomainError(found.code, **found.facts)
    if received_on > day_of(now):
        raise DomainError("STOCK_DATE_AHEAD")
    known = session.scalar(
        select(Stock.id).where(
            Stock.county == county,
            Stock.prefix == found.prefix,
            Stock.digits == found.digits,
            Stock.first <= found.last,
            Stock.last >= found.first,
        )
    )
    if known is not None:
        raise DomainError("STOCK_OVERLAPS")
    made = Stock(
        county=county, prefix=found.prefix, digits=found.digits, first=found.first,
        last=found.last, received_on=received_on, received_from=received_from.strip()[:200],
        at=now, by=actor.name,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # entered a moment ago
        raise DomainError("STOCK_OVERLAPS") from None
    _note(session, actor, now, "stock_received", county, made.id, sheets=found.count)
    return made


def print_batch(
    session: Session,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    kind: PrintKind,
    *,
    stock: Stock | None = None,
    start: int | None = None,
) -> PrintBatch:
    """Put everything of a cohort that waits for a print of this kind into one batch, by seat.

    Raises NOTHING_TO_PRINT, STOCK_OTHER_COUNTY and STOCK_SHORT.
    """
    actor.require(WORK, cohort.county, cohort.centre_id)
    lock_cohort(session, cohort)
    waiting = [line for line in counter.counter_lines(session, cohort.id) if line.waits_for is kind]
    if not waiting:
        raise DomainError("NOTHING_TO_PRINT")
    follows = [line.prints[-1] if line.prints else None for line in waiting]
    ids = [line.id for line in waiting]
    made = _batch(session, actor, now, cohort, kind, ids, follows, stock, start)
    facts = {"kind": kind.value, "sheets": len(ids)}
    _note(session, actor, now, "batch_printed", cohort.county, made.id, **facts)
    return made


def reprint(
    session: Session, actor: Actor, now: datetime, line: PrintLine, reason: str,
    *, stock: Stock | None = None,
) -> PrintBatch:  # fmt: skip
    """The sheet is spoiled, the certificate is printed again on another; both name each other.

    Raises CERTIFICATE_REASON_MISSING, CERTIFICATE_VOID, PRINT_FOLLOWED for a print that was
    followed by another already, CERTIFICATE_COLLECTED, and as `print_batch`.
    """
    batch = session.get_one(PrintBatch, line.batch_id)
    cohort = session.get_one(Cohort, batch.cohort_id)
    actor.require(WORK, cohort.county, cohort.centre_id)
    lock_cohort(session, cohort)
    certificate = session.get_one(Certificate, line.certificate_id)
    prints = counter.prints_of(session, [certificate.id])[certificate.id]
    _may_reprint(session, certificate, line, prints, reason)
    last = prints[-1]
    if last.sheet is not None:
        _spoil(last.sheet, actor, now, reason)
    made = _batch(
        session, actor, now, cohort, PrintKind.REPRINT, [certificate.id], [last], stock, None,
        reason,
    )  # fmt: skip
    _note(session, actor, now, "reprinted", cohort.county, made.id)
    return made


def _may_reprint(
    session: Session,
    certificate: Certificate,
    line: PrintLine,
    prints: Sequence[Printed],
    reason: str,
) -> None:
    if not reason.strip():
        raise DomainError("CERTIFICATE_REASON_MISSING")
    if not live(certificate):
        raise DomainError("CERTIFICATE_VOID")
    if prints[-1].line.id != line.id:
        raise DomainError("PRINT_FOLLOWED")
    held = counter.collections_of(session, [certificate.id])[certificate.id]
    if any(one.copy == certificate.duplicates for one in held):
        raise DomainError("CERTIFICATE_COLLECTED")


def spoil_blank(
    session: Session, actor: Actor, now: datetime, stock: Stock, first: int, last: int, reason: str
) -> int:
    """Sheets spoiled before anything was printed on them; how many.

    Raises CERTIFICATE_REASON_MISSING, STOCK_NOT_IN_RANGE, SHEET_USED.
    """
    actor.require(WORK, stock.county, None)
    if not reason.strip():
        raise DomainError("CERTIFICATE_REASON_MISSING")
    used = {one.number for one in _used(session, stock)}
    if not stock.first <= first <= last <= stock.last:
        raise DomainError("STOCK_NOT_IN_RANGE")
    if used & set(range(first, last + 1)):
        raise DomainError("SHEET_USED")
    for number in range(first, last + 1):
        sheet = Sheet(stock_id=stock.id, number=number, at=now, by=actor.name)
        _spoil(sheet, actor, now, reason)
        session.add(sheet)
    session.flush()
    count = last - first + 1
    _note(session, actor, now, "sheets_spoiled", stock.county, stock.id, sheets=count)
    return count


def collect(
    session: Session,
    actor: Actor,
    now: datetime,
    certificates: Sequence[Certificate],
    *,
    collector: Collector = Collector.HOLDER,
    name: str = "",
    relation: str = "",
    day: date | None = None,
) -> int:
    """Enter who took certificates of one cohort with them; how many.

    Of holders the name is left empty: it stands on the certificate. Raises CERTIFICATE_VOID,
    CERTIFICATE_COLLECTED, COLLECTOR_MISSING, COLLECTION_DATE.
    """
    if not certificates:
        raise DomainError("NOBODY_CHOSEN")
    cohort = session.get_one(Cohort, certificates[0].cohort_id)
    actor.require(WORK, cohort.county, cohort.centre_id)
    lock_cohort(session, cohort)
    _check_collector(certificates, collector, name, relation, day or day_of(now), day_of(now))
    for one in certificates:
        session.refresh(one)
        if not live(one):
            raise DomainError("CERTIFICATE_VOID")
    own = collector is Collector.HOLDER
    rows = [
        Collection(
            certificate_id=one.id, copy=one.duplicates, collector=collector,
            name="" if own else name.strip()[:200], relation="" if own else relation.strip()[:50],
            collected_on=day or day_of(now), at=now, by=actor.name,
        )
        for one in certificates
    ]  # fmt: skip
    try:
        with session.begin_nested():
            session.add_all(rows)
    except IntegrityError:
        raise DomainError("CERTIFICATE_COLLECTED") from None
    facts = {"count": len(certificates), "collector": collector.value}
    _note(session, actor, now, "collected", cohort.county, cohort.id, **facts)
    return len(certificates)


def _check_collector(
    certificates: Sequence[Certificate],
    collector: Collector,
    name: str,
    relation: str,
    day: date,
    today: date,
) -> None:
    if collector is Collector.OTHER and not (name.strip() and relation.strip()):
        raise DomainError("COLLECTOR_MISSING")
    earliest = min(today, *(one.issued_on for one in certificates))
    if not earliest <= day <= today:
        raise DomainError("COLLECTION_DATE")


def take_back(
    session: Session, actor: Actor, now: datetime, collection: Collection, reason: str
) -> None:
    """A wrong entry: struck out with a reason, never erased."""
    certificate = session.get_one(Certificate, collection.certificate_id)
    cohort = session.get_one(Cohort, certificate.cohort_id)
    actor.require(WORK, cohort.county, cohort.centre_id)
    if not reason.strip():
        raise DomainError("CERTIFICATE_REASON_MISSING")
    session.refresh(collection, with_for_update=True)
    if collection.taken_back_at is not None:
        return
    collection.taken_back_at, collection.taken_back_by = now, actor.name
    collection.reason = reason.strip()[:LONGEST]
    session.flush()
    _note(session, actor, now, "collection_taken_back", cohort.county, cohort.id)


def _batch(
    session: Session,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    kind: PrintKind,
    ids: Sequence[int],
    follows: Sequence[Printed | None],
    stock: Stock | None,
    start: int | None,
    reason: str = "",
) -> PrintBatch:
    """The batch with its lines, and a sheet for each where numbered paper is used."""
    numbers = _sheets(session, cohort, stock, start, len(ids)) if stock is not None else []
    made = PrintBatch(
        county=cohort.county, cohort_id=cohort.id, stock_id=stock.id if stock else None,
        kind=kind, reason=reason.strip()[:LONGEST], at=now, by=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()
    lines = [
        PrintLine(
            batch_id=made.id, certificate_id=key, position=at,
            follows_id=before.line.id if before else None,
        )
        for at, (key, before) in enumerate(zip(ids, follows, strict=True), 1)
    ]  # fmt: skip
    session.add_all(lines)
    session.flush()
    for line, number in zip(lines, numbers, strict=False):
        stock_id = stock.id if stock else 0
        session.add(
            Sheet(stock_id=stock_id, number=number, print_id=line.id, at=now, by=actor.name)
        )
    session.flush()
    return made


def _sheets(
    session: Session, cohort: Cohort, stock: Stock, start: int | None, count: int
) -> list[int]:
    if stock.county != cohort.county:
        raise DomainError("STOCK_OTHER_COUNTY")
    used = _used(session, stock)
    begin = start if start is not None else counter.after_last_print(used)
    found = next_numbers(stock.first, stock.last, {one.number for one in used}, count, begin)
    if len(found) < count:
        raise DomainError("STOCK_SHORT", count=count, left=len(found))
    return found


def _used(session: Session, stock: Stock) -> Sequence[Sheet]:
    """Sheets already used; nobody else takes any until this transaction ends."""
    session.refresh(stock, with_for_update=True)
    return session.scalars(select(Sheet).where(Sheet.stock_id == stock.id)).all()


def _spoil(sheet: Sheet, actor: Actor, now: datetime, reason: str) -> None:
    sheet.spoiled_at, sheet.spoiled_by = now, actor.name
    sheet.reason = reason.strip()[:LONGEST]


def _note(
    session: Session, actor: Actor, now: datetime, verb: str, county: str, key: int, **facts: object
) -> None:
    audit.record(
        session, actor, now, f"certificates:{verb}", county=county,
        object_type="certificates.counter", object_id=key, **facts,
    )  # fmt: skip
