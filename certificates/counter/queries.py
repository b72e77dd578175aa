"""Reading the counter: what waits to be printed, what lies ready, who has collected."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from certificates import queries
from certificates.counter.rules import next_numbers, written
from certificates.models import (
    Certificate,
    Collection,
    PrintBatch,
    PrintLine,
    Sheet,
    Stock,
)
from certificates.rules import PrintKind
from certificates.snapshot import Snapshot
from lms.accounts.actor import Actor
from lms.errors import NotFound

WORK = "certificates:counter:work"
STOCK = "certificates:stock:view"


@dataclass(frozen=True, slots=True)
class Printed:
    """One print of a certificate: in which batch, on which numbered sheet, spoiled or not."""

    line: PrintLine
    batch: PrintBatch
    sheet: Sheet | None
    number: str

    @property
    def spoiled(self) -> bool:
        return self.sheet is not None and self.sheet.spoiled_at is not None


@dataclass(frozen=True, slots=True)
class CounterLine:
    """A certificate at the counter. `prints` and `collections` are in the order they happened."""

    certificate: Certificate
    printed: Snapshot
    prints: tuple[Printed, ...]
    collections: tuple[Collection, ...]

    @property
    def id(self) -> int:
        return self.certificate.id

    @property
    def held(self) -> Collection | None:
        """Who has the paper of today: the original, or the last copy."""
        copy = self.certificate.duplicates
        return next((one for one in self.collections if one.copy == copy), None)

    @property
    def to_hand(self) -> bool:
        """Whether it is still to be handed over: it holds, and nobody has it yet."""
        return queries.live(self.certificate) and self.held is None

    @property
    def waits_for(self) -> PrintKind | None:
        """Which print is still to come."""
        return waits_for(self.certificate, [one.batch.kind for one in self.prints])


def waits_for(certificate: Certificate, kinds: Sequence[PrintKind]) -> PrintKind | None:
    """The print that a certificate waits for: its first, or one for each copy; void ones for none."""
    if not queries.live(certificate):
        return None
    copies = sum(kind is PrintKind.DUPLICATE for kind in kinds)
    if PrintKind.FIRST not in kinds and not certificate.duplicates:
        return PrintKind.FIRST
    return PrintKind.DUPLICATE if copies < certificate.duplicates else None


def counter_lines(session: Session, cohort_id: int) -> list[CounterLine]:
    """All certificates of a cohort by seat, in a constant number of queries."""
    rows = sorted(
        queries.of_cohort(session, cohort_id), key=lambda one: (one.enrolment.seat, one.serial)
    )
    ids = [row.id for row in rows]
    prints, taken = prints_of(session, ids), collections_of(session, ids)
    return [
        CounterLine(row, queries.snapshot_of(row), tuple(prints[row.id]), tuple(taken[row.id]))
        for row in rows
    ]


def prints_of(session: Session, ids: Sequence[int]) -> Mapping[int, list[Printed]]:
    """The prints of certificates, by certificate id, the first one first."""
    rows = session.execute(
        select(PrintLine, PrintBatch, Sheet, Stock)
        .join(PrintBatch, PrintBatch.id == PrintLine.batch_id)
        .join(Sheet, Sheet.print_id == PrintLine.id, isouter=True)
        .join(Stock, Stock.id == Sheet.stock_id, isouter=True)
        .where(PrintLine.certificate_id.in_(ids))
        .order_by(PrintLine.id)
    )
    found: dict[int, list[Printed]] = defaultdict(list)
    for line, batch, sheet, stock in rows:
        used = cast("Sheet | None", sheet)  # joined from outside: there may be none
        number = "" if used is None else written(stock.prefix, stock.digits, used.number)
        found[line.certificate_id].append(Printed(line, batch, used, number))
    return found


def collections_of(session: Session, ids: Sequence[int]) -> Mapping[int, list[Collection]]:
    """Who collected, by certificate id; entries that were taken back are left out."""
    rows = session.scalars(
        select(Collection)
        .where(Collection.certificate_id.in_(ids), Collection.taken_back_at.is_(None))
        .order_by(Collection.id)
    )
    found: dict[int, list[Collection]] = defaultdict(list)
    for row in rows:
        found[row.certificate_id].append(row)
    return found


def batch_for(
    session: Session, actor: Actor, batch_id: int, permission: str = queries.VIEW
) -> PrintBatch:
    """The batch with its cohort, or NotFound outside the scope of `permission`."""
    found = session.scalar(
        select(PrintBatch)
        .where(PrintBatch.id == batch_id)
        .options(joinedload(PrintBatch.cohort, innerjoin=True))
    )
    if found is None or not actor.may(permission, found.county, found.cohort.centre_id):
        raise NotFound
    return found


def print_for(session: Session, actor: Actor, print_id: int) -> tuple[PrintLine, PrintBatch]:
    """One print with its batch, for those who work at the counter, or NotFound."""
    found = session.scalar(
        select(PrintLine)
        .where(PrintLine.id == print_id)
        .options(joinedload(PrintLine.certificate, innerjoin=True))
    )
    if found is None:
        raise NotFound
    return found, batch_for(session, actor, found.batch_id, WORK)


def stock_for(session: Session, actor: Actor, stock_id: int, permission: str = STOCK) -> Stock:
    """A delivery of blank paper, or NotFound."""
    found = session.get(Stock, stock_id)
    if found is None or not actor.may(permission, found.county, None):
        raise NotFound
    return found


def batches_of(session: Session, cohort_id: int) -> list[tuple[PrintBatch, int]]:
    """The batches of a cohort with their sheets, the newest first."""
    rows = session.execute(
        select(PrintBatch, func.count(PrintLine.id))
        .join(PrintLine, PrintLine.batch_id == PrintBatch.id)
        .where(PrintBatch.cohort_id == cohort_id)
        .group_by(PrintBatch.id)
        .order_by(PrintBatch.id.desc())
    )
    return [(batch, count) for batch, count in rows]


def certificates_of(session: Session, batch: PrintBatch) -> list[Certificate]:
    """The certificates of a batch in the order they are printed."""
    return list(
        session.scalars(
            select(Certificate)
            .join(PrintLine, PrintLine.certificate_id == Certificate.id)
            .where(PrintLine.batch_id == batch.id)
            .options(joinedload(Certificate.enrolment, innerjoin=True))
            .order_by(PrintLine.position)
        )
    )


def batch_lines(session: Session, batch: PrintBatch) -> list[CounterLine]:
    """The same with their prints and collections."""
    rows = certificates_of(session, batch)
    ids = [row.id for row in rows]
    prints, taken = prints_of(session, ids), collections_of(session, ids)
    return [
        CounterLine(row, queries.snapshot_of(row), tuple(prints[row.id]), tuple(taken[row.id]))
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class StockLine:
    """A delivery and what became of it; `next` is the number that comes next, '' for none."""

    stock: Stock
    first: str
    last: str
    total: int
    printed: int
    spoiled: int
    next: str

    @property
    def left(self) -> int:
        """Sheets nobody touched yet."""
        return self.total - self.printed - self.spoiled


def stock_lines(session: Session, actor: Actor, county: str = "") -> list[StockLine]:
    """The stock report of a county, or of all in reach: every sheet is good, spoiled or left."""
    wanted = (
        select(Stock)
        .where(actor.within(STOCK, Stock.county, None))
        .order_by(Stock.county, Stock.id.desc())
    )
    stocks = session.scalars(wanted.where(Stock.county == county) if county else wanted).all()
    used: dict[int, list[Sheet]] = defaultdict(list)
    ids = [stock.id for stock in stocks]
    for sheet in session.scalars(select(Sheet).where(Sheet.stock_id.in_(ids))):
        used[sheet.stock_id].append(sheet)
    return [_stock_line(stock, used[stock.id]) for stock in stocks]


def _stock_line(stock: Stock, sheets: Sequence[Sheet]) -> StockLine:
    spoiled = sum(sheet.spoiled_at is not None for sheet in sheets)
    used = {one.number for one in sheets}
    following = next_numbers(stock.first, stock.last, used, 1, after_last_print(sheets))
    return StockLine(
        stock,
        first=written(stock.prefix, stock.digits, stock.first),
        last=written(stock.prefix, stock.digits, stock.last),
        total=stock.last - stock.first + 1,
        printed=len(sheets) - spoiled,
        spoiled=spoiled,
        next=written(stock.prefix, stock.digits, following[0]) if following else "",
    )


def after_last_print(sheets: Sequence[Sheet]) -> int | None:
    """Where the pile goes on: behind the last sheet printed on; None before the first."""
    printed = [one.number for one in sheets if one.print_id is not None]
    return max(printed) + 1 if printed else None


def sheets_of(session: Session, stock: Stock) -> list[tuple[Sheet, str, Certificate | None]]:
    """Every touched sheet of a delivery with its number and the certificate on it."""
    rows = session.execute(
        select(Sheet, Certificate)
        .join(PrintLine, PrintLine.id == Sheet.print_id, isouter=True)
        .join(Certificate, Certificate.id == PrintLine.certificate_id, isouter=True)
        .where(Sheet.stock_id == stock.id)
        .order_by(Sheet.number)
    )
    return [
        (sheet, written(stock.prefix, stock.digits, sheet.number), certificate)
        for sheet, certificate in rows
    ]


def open_stocks(session: Session, county: str) -> Sequence[Stock]:
    """Deliveries of a county that still have paper, the oldest first."""
    used = (
        select(Sheet.stock_id, func.count(Sheet.id).label("used"))
        .group_by(Sheet.stock_id)
        .subquery()
    )
    return session.scalars(
        select(Stock)
        .join(used, used.c.stock_id == Stock.id, isouter=True)
        .where(
            Stock.county == county,
            func.coalesce(used.c.used, 0) < Stock.last - Stock.first + 1,
        )
        .order_by(Stock.id)
    ).all()
