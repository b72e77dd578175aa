"""Tickets (票据) from a spreadsheet: read, matched to the class, compared with what is entered."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.cohorts.models import Cohort, Enrolment
from courses.rosters.models import Person
from courses.rosters.rules import normalise_name, normalise_number
from courses.subsidies.evidence import MOST_FEN
from courses.subsidies.models import Invoice
from lms.errors import DomainError
from lms.privacy import vault
from lms.sheets import Field, as_amount_fen, read_workbook, require_table
from lms.sheets.workbook import Cell

UNMATCHED = "INVOICE_UNMATCHED"
AMBIGUOUS = "INVOICE_NAME_AMBIGUOUS"
INVALID = "INVOICE_AMOUNT_INVALID"
NAME_DIFFERS = "INVOICE_NAME_DIFFERS"
KNOWN_ELSEWHERE = "INVOICE_KNOWN"
ACCEPTED, WARNED, REJECTED = "accepted", "warned", "rejected"
NEW, MATCHED, REMOVED, NONE = "new", "matched", "removed", "none"
_NUMBER_LENGTH = 15

FIELDS = (
    Field("name", ("姓名", "学员姓名", "名字", "乘车人", "报销人"), required=True),
    Field("id_number", ("身份证号码", "身份证号", "证件号码", "证件号", "公民身份号码", "身份证")),
    Field(
        "amount",
        (
            "交通住宿票据金额（元）", "交通住宿票据金额", "票据金额", "发票金额", "交通住宿费",
            "金额", "金额（元）", "票面金额",
        ),
        required=True,
        pattern=r"金额|票据|发票",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ticket:
    """One row of the file; `enrolment_id` None and `amount_fen` None where it cannot be taken."""

    row: int
    name: str
    enrolment_id: int | None
    amount_fen: int | None
    codes: tuple[str, ...] = ()

    @property
    def outcome(self) -> str:
        """accepted, warned or rejected."""
        if self.enrolment_id is None or self.amount_fen is None:
            return REJECTED
        return WARNED if self.codes else ACCEPTED


@dataclass(frozen=True, slots=True)
class InvoiceReading:
    """A file of tickets read for one cohort."""

    file_name: str
    tickets: tuple[Ticket, ...]

    @property
    def notes(self) -> tuple[tuple[int, str], ...]:
        """(row, code) of the tickets that belong to nobody here or have no amount."""
        return tuple(
            (ticket.row, ticket.codes[0]) for ticket in self.tickets if ticket.outcome == REJECTED
        )


@dataclass(frozen=True, slots=True)
class _Class:
    """The people of a cohort by number and by name."""

    by_number: Mapping[bytes, tuple[int, str]]
    by_name: Mapping[str, tuple[int, ...]]


def read_invoices(session: Session, cohort: Cohort, data: bytes, file_name: str) -> InvoiceReading:
    """Read tickets and find whose they are; nothing is compared or written.

    A number decides; a bare name only where one trainee has it. Raises DomainError SHEET_… and
    INVOICES_EMPTY.
    """
    table = require_table(read_workbook(data, file_name), FIELDS)
    people = _class(session, cohort.id)
    tickets = tuple(_ticket(people, row, cells) for row, cells in table.rows())
    if not tickets:
        raise DomainError("INVOICES_EMPTY", file=file_name)
    return InvoiceReading(file_name, tickets)


def _class(session: Session, cohort_id: int) -> _Class:
    by_number: dict[bytes, tuple[int, str]] = {}
    by_name: defaultdict[str, list[int]] = defaultdict(list)
    for key, index, name in session.execute(
        select(Enrolment.id, Person.id_number_index, Person.name)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.cohort_id == cohort_id)
        .order_by(Enrolment.id)
    ):
        by_number[index] = (key, name)
        by_name[name].append(key)
    return _Class(by_number, {name: tuple(keys) for name, keys in by_name.items()})


def _ticket(people: _Class, row: int, cells: Mapping[str, Cell]) -> Ticket:
    name = normalise_name(cells["name"])
    key, codes = _whose(people, name, normalise_number(cells.get("id_number")))
    fen = as_amount_fen(cells["amount"])
    if fen is None or not 0 < fen <= MOST_FEN:
        fen, codes = None, (*codes, INVALID)
    return Ticket(row, name, key, fen, codes)


def _whose(people: _Class, name: str, number: str) -> tuple[int | None, tuple[str, ...]]:
    if len(number) >= _NUMBER_LENGTH:
        found = people.by_number.get(vault().blind("id_number", number))
        if found is None:
            return None, (UNMATCHED,)
        key, known = found
        return key, () if name == known else (NAME_DIFFERS,)
    keys = people.by_name.get(name, ())
    if len(keys) == 1:
        return keys[0], ()
    return None, (AMBIGUOUS,) if keys else (UNMATCHED,)


def plan(session: Session, cohort: Cohort, reading: InvoiceReading) -> list[dict[str, Any]]:
    """What an import would do, ticket by ticket, and which tickets of the same file it would void.

    A file of a known name takes the place of that file; what others entered stays, and a ticket of
    the same person and amount that is already there is not entered a second time.
    """
    stored = _stored(session, cohort.id)
    rows = []
    for ticket in reading.tickets:
        if ticket.enrolment_id is None or ticket.amount_fen is None:
            rows.append(_row(ticket, NONE))
            continue
        there = stored.get((ticket.enrolment_id, ticket.amount_fen), [])
        there.sort(key=lambda each: each.file_name != reading.file_name)
        if not there:
            rows.append(_row(ticket, NEW))
            continue
        same = there.pop(0).file_name == reading.file_name
        rows.append(_row(ticket, MATCHED, () if same else (KNOWN_ELSEWHERE,)))
    return [*rows, *_removed(session, stored, reading.file_name)]


def _stored(session: Session, cohort_id: int) -> dict[tuple[int, int], list[Invoice]]:
    found: defaultdict[tuple[int, int], list[Invoice]] = defaultdict(list)
    for ticket in session.scalars(
        select(Invoice)
        .join(Enrolment, Enrolment.id == Invoice.enrolment_id)
        .where(Enrolment.cohort_id == cohort_id, Invoice.voided_at.is_(None))
        .order_by(Invoice.id)
    ):
        found[ticket.enrolment_id, ticket.amount_fen].append(ticket)
    return found


def _row(ticket: Ticket, change: str, codes: tuple[str, ...] = ()) -> dict[str, Any]:
    every = (*ticket.codes, *codes)
    outcome = WARNED if codes and ticket.outcome == ACCEPTED else ticket.outcome
    after = ticket.amount_fen if change == NEW else None
    return {
        "row": ticket.row,
        "name": ticket.name,
        "outcome": outcome,
        "codes": list(every),
        "facts": {},
        "change": change,
        "differences": [{"field": "amount", "before": None, "after": after}] if after else [],
        "enrolment_id": ticket.enrolment_id,
        "amount_fen": ticket.amount_fen,
        "invoice_id": None,
    }


def _removed(
    session: Session, stored: Mapping[tuple[int, int], list[Invoice]], file_name: str
) -> Iterator[dict[str, Any]]:
    """Tickets entered from an earlier edition of the file that the new one does not have."""
    gone = [each for found in stored.values() for each in found if each.file_name == file_name]
    wanted = {each.enrolment_id for each in gone}
    people = session.execute(
        select(Enrolment.id, Person.name)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.id.in_(wanted))
    )
    names = {row.id: row.name for row in people}
    for ticket in gone:
        yield {
            "row": None,
            "name": names[ticket.enrolment_id],
            "outcome": ACCEPTED,
            "codes": [],
            "facts": {},
            "change": REMOVED,
            "differences": [{"field": "amount", "before": ticket.amount_fen, "after": None}],
            "enrolment_id": ticket.enrolment_id,
            "amount_fen": ticket.amount_fen,
            "invoice_id": ticket.id,
        }


def counts(rows: list[dict[str, Any]]) -> dict[str, int]:
    """Tickets by what happens to them and by outcome."""
    changes = Counter(row["change"] for row in rows)
    return {
        "tickets": sum(row["row"] is not None for row in rows),
        NEW: changes[NEW],
        MATCHED: changes[MATCHED],
        REMOVED: changes[REMOVED],
        REJECTED: sum(row["outcome"] == REJECTED for row in rows),
        WARNED: sum(row["outcome"] == WARNED for row in rows),
    }
