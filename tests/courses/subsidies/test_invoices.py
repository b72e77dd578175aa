"""Tickets from anybody's spreadsheet: whose, how much, once, and taken back as a whole."""

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.rosters.models import Person
from courses.subsidies import api
from courses.subsidies.models import Invoice
from lms.accounts.actor import Actor
from lms.errors import DomainError
from lms.runs import services as runs
from lms.runs.models import Run, RunState
from tests.courses.subsidies.classes import MAKER, enrolments, number, whole_class
from tests.support.world import World

HEAD = "姓名,身份证号码,交通住宿票据金额（元）"


def sheet(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *rows)).encode("utf-8-sig")


class Till:
    """A class of three whose rule is confirmed, and imports into it."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.session, self.now = session, now
        self.cohort, self.keys = whole_class(session, now, 3)
        api.confirm_rule(session, MAKER, now, self.cohort, "张三：已核对原文")
        rows = enrolments(session, self.cohort)
        self.names = [session.get_one(Person, row.person_id).name for row in rows]

    def line(self, at: int, amount: str) -> str:
        return f"{self.names[at]},{number(at)},{amount}"

    def rehearse(self, data: bytes, name: str = "票据.csv", actor: Actor = MAKER) -> Run:
        return api.rehearse_invoices(self.session, actor, self.now, self.cohort, data, name)

    def enter(self, data: bytes, name: str = "票据.csv") -> Run:
        run = self.rehearse(data, name)
        runs.apply_all(self.session, MAKER, self.now, run)
        return run

    def tickets(self) -> list[tuple[int, int]]:
        rows = self.session.scalars(
            select(Invoice).where(Invoice.voided_at.is_(None)).order_by(Invoice.id)
        )
        return [(self.keys.index(row.enrolment_id), row.amount_fen) for row in rows]

    def paid(self) -> list[int]:
        held = api.decisions(self.session, self.cohort.id)
        return [held[key].transport_lodging_fen for key in self.keys]


@pytest.fixture
def till(session: Session, now: datetime) -> Till:
    return Till(session, now)


def test_tickets_add_up_to_the_cap_and_exact_fen(till: Till) -> None:
    run = till.enter(
        sheet(till.line(0, "200.00"), till.line(0, "68.50"), till.line(1, '"￥1,412.00"'))
    )
    assert till.paid() == [26850, 30000, 0]
    assert run.counts["new"] == run.counts["written"] == 3
    assert not api.changes_nothing(run)


def test_the_same_file_again_changes_nothing(till: Till) -> None:
    data = sheet(till.line(0, "200"), till.line(0, "200"), till.line(1, "50"))
    till.enter(data)
    again = till.rehearse(data)
    assert api.changes_nothing(again)
    assert (again.counts["matched"], again.counts["new"]) == (3, 0)
    assert till.tickets() == [(0, 20000), (0, 20000), (1, 5000)]


def test_a_new_edition_of_a_file_takes_its_place(till: Till) -> None:
    till.enter(sheet(till.line(0, "200"), till.line(1, "50")))
    run = till.rehearse(sheet(till.line(0, "180"), till.line(2, "30")))
    assert [(row["change"], row["amount_fen"]) for row in runs.planned_rows(run)] == [
        ("new", 18000), ("new", 3000), ("removed", 20000), ("removed", 5000),
    ]  # fmt: skip
    assert till.tickets() == [(0, 20000), (1, 5000)]
    runs.apply_all(till.session, MAKER, till.now, run)
    assert till.tickets() == [(0, 18000), (2, 3000)]
    assert till.paid() == [18000, 0, 3000]
    runs.undo(till.session, MAKER, till.now, run)
    assert till.tickets() == [(0, 20000), (1, 5000)]
    assert till.paid() == [20000, 5000, 0]


def test_another_file_supplements_and_never_enters_the_same_ticket_twice(till: Till) -> None:
    till.enter(sheet(till.line(0, "200")), "九月.csv")
    run = till.enter(sheet(till.line(0, "200"), till.line(0, "40")), "补交.csv")
    rows = runs.planned_rows(run)
    assert [(row["outcome"], row["codes"], row["change"]) for row in rows] == [
        ("warned", ["INVOICE_KNOWN"], "matched"),
        ("accepted", [], "new"),
    ]
    assert till.paid() == [24000, 0, 0]


def test_undo_is_refused_once_a_ticket_was_changed(till: Till, session: Session) -> None:
    run = till.enter(sheet(till.line(0, "200")))
    ticket = session.scalars(select(Invoice)).one()
    with pytest.raises(DomainError, match="REASON_MISSING"):
        api.void_invoice(session, MAKER, till.now, till.cohort, ticket, "")
    api.void_invoice(session, MAKER, till.now, till.cohort, ticket, "重复报销")
    assert till.paid() == [0, 0, 0]
    with pytest.raises(DomainError, match="INVOICES_CHANGED_SINCE"):
        runs.undo(session, MAKER, till.now, run)
    assert run.state is not RunState.UNDONE


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("王外人,{other},88.00", "INVOICE_UNMATCHED"),
        ("王外人,,88.00", "INVOICE_UNMATCHED"),
        ("{name},{other},88.00", "INVOICE_UNMATCHED"),
        ("{name},{own},", "INVOICE_AMOUNT_INVALID"),
        ("{name},{own},0", "INVOICE_AMOUNT_INVALID"),
        ("{name},{own},-5", "INVOICE_AMOUNT_INVALID"),
        ("{name},{own},12.345", "INVOICE_AMOUNT_INVALID"),
        ("{name},{own},100000.01", "INVOICE_AMOUNT_INVALID"),
        ("{name},{own},八十八元", "INVOICE_AMOUNT_INVALID"),
    ],
)
def test_what_cannot_be_entered_says_why(till: Till, line: str, code: str) -> None:
    given = line.format(name=till.names[0], own=number(0), other=number(77))
    run = till.enter(sheet(given, till.line(1, "10")))
    assert run.options["notes"] == [[2, code]]
    assert till.tickets() == [(1, 1000)]


def test_a_bare_name_counts_only_where_one_trainee_has_it(till: Till, session: Session) -> None:
    rows = enrolments(session, till.cohort)
    session.get_one(Person, rows[1].person_id).name = "同名"
    session.get_one(Person, rows[2].person_id).name = "同名"
    session.flush()
    run = till.enter(sheet(f"{till.names[0]},30", "同名,40", head="姓名,金额"))
    assert run.options["notes"] == [[3, "INVOICE_NAME_AMBIGUOUS"]]
    assert till.tickets() == [(0, 3000)]


def test_a_name_that_differs_is_a_doubt_and_the_number_decides(till: Till) -> None:
    run = till.enter(sheet(f"张冠李戴,{number(0)},30"))
    (row,) = runs.planned_rows(run)
    assert (row["outcome"], row["codes"]) == ("warned", ["INVOICE_NAME_DIFFERS"])
    assert till.tickets() == [(0, 3000)]


def test_a_workbook_with_titles_numbers_and_a_footer(till: Till, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (
        ["交通住宿票据汇总表"],
        ["序号", "姓名", "身份证号", "票据金额"],
        [1, till.names[0], number(0), 268.5],
        [2, till.names[1], number(1).lower(), "120.50元"],
        ["合计", None, None, 389.0],
        ["制表人：李四"],
    ):
        page.append(row)
    book.save(tmp_path / "a.xlsx")
    run = till.enter((tmp_path / "a.xlsx").read_bytes(), "a.xlsx")
    assert run.options["notes"] == []
    assert till.paid() == [26850, 12050, 0]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "SHEET_EMPTY"),
        (b"\x00\x01\x02\x03", "SHEET_NOT_A_SPREADSHEET"),
        (sheet(head="单位,电话"), "SHEET_COLUMNS_MISSING"),
        (sheet(), "INVOICES_EMPTY"),
    ],
)
def test_what_is_no_file_of_tickets(till: Till, data: bytes, code: str) -> None:
    with pytest.raises(DomainError) as caught:
        till.rehearse(data)
    assert caught.value.code == code


def test_only_those_who_prepare_enter_tickets(till: Till, world: World) -> None:
    for who in (world.actor("reviewer"), world.actor("officer", "411202")):
        with pytest.raises(DomainError, match="NOT_PERMITTED"):
            till.rehearse(sheet(till.line(0, "10")), actor=who)
        with pytest.raises(DomainError, match="NOT_PERMITTED"):
            api.add_invoice(till.session, who, till.now, till.cohort, till.keys[0], 100)
