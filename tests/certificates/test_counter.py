"""Numbered paper, print batches, spoiled sheets, hand-over: nothing lost, nothing twice."""

import re
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates import queries, services
from certificates.counter import queries as counter
from certificates.counter import services as acts
from certificates.counter.rules import SheetRange, next_numbers, sheet_range, written
from certificates.models import Collection, PrintLine, Sheet, Stock
from certificates.rules import Collector, PrintKind
from courses.cohorts.models import Cohort
from lms.clock import today
from lms.errors import DomainError
from lms.runs import services as runs
from tests.certificates.graduates import closed_class, held, issue
from tests.conftest import SignIn
from tests.courses.subsidies.classes import MAKER
from tests.lms.documents.pdf_reading import page_texts, squeezed

COUNTY = "411224"
TODAY = date(2026, 11, 20)
LATER = timedelta(minutes=3)


@pytest.fixture
def cohort(session: Session, now: datetime) -> Cohort:
    made = closed_class(session, now, 4)
    issue(session, now, made)
    return made


def paper(
    session: Session, now: datetime, first: str = "No.0012001", last: str = "No.0012006"
) -> Stock:
    return acts.receive(
        session, MAKER, now, COUNTY, first, last, received_on=TODAY, received_from="市人社局"
    )


def numbers(session: Session, stock: Stock) -> list[tuple[int, bool]]:
    """Number and whether spoiled of every touched sheet."""
    rows = session.scalars(select(Sheet).where(Sheet.stock_id == stock.id).order_by(Sheet.number))
    return [(row.number, row.spoiled_at is not None) for row in rows]


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("No.0012001", "No.0012100", SheetRange("No.", 7, 12001, 12100)),
        ("00001", "00500", SheetRange("", 5, 1, 500)),
        (" 豫A2018-001 ", "豫A2018-100", SheetRange("豫A2018-", 3, 1, 100)),
    ],
)
def test_numbers_are_read_as_written(first: str, last: str, found: SheetRange) -> None:
    assert sheet_range(first, last) == found
    assert written(found.prefix, found.digits, found.first) == first.strip()


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("A", "A2", "STOCK_NUMBER_UNREADABLE"),
        ("A001", "B002", "STOCK_RANGE_UNEVEN"),
        ("A099", "A0100", "STOCK_RANGE_UNEVEN"),
        ("A002", "A001", "STOCK_RANGE_ORDER"),
        ("A000001", "A900001", "STOCK_RANGE_ORDER"),
        ("A1234567890123", "A1234567890124", "STOCK_NUMBER_UNREADABLE"),
    ],
)
def test_ranges_that_are_none(first: str, last: str, code: str) -> None:
    found = sheet_range(first, last)
    assert not isinstance(found, SheetRange)
    assert found.code == code


@given(
    st.integers(0, 500), st.integers(0, 300), st.sets(st.integers(0, 800), max_size=60),
    st.integers(0, 400),
)  # fmt: skip
def test_next_numbers_are_free_in_order_and_inside(
    first: int, more: int, used: set[int], count: int
) -> None:
    found = next_numbers(first, first + more, used, count)
    assert found == sorted(set(found))
    assert not set(found) & used
    assert all(first <= number <= first + more for number in found)
    assert len(found) <= count


def test_a_class_is_printed_by_seat_on_numbered_paper(
    session: Session, now: datetime, cohort: Cohort
) -> None:
    stock = paper(session, now)
    made = acts.print_batch(session, MAKER, now, cohort, PrintKind.FIRST, stock=stock)
    lines = counter.batch_lines(session, made)
    assert [line.prints[0].number for line in lines] == [f"No.001200{n}" for n in (1, 2, 3, 4)]
    assert [line.certificate.enrolment.seat for line in lines] == [1, 2, 3, 4]
    assert all(line.waits_for is None for line in lines)
    with pytest.raises(DomainError, match="NOTHING_TO_PRINT"):
        acts.print_batch(session, MAKER, now, cohort, PrintKind.FIRST, stock=stock)
    (report,) = counter.stock_lines(session, MAKER, COUNTY)
    assert (report.total, report.printed, report.spoiled, report.left) == (6, 4, 0, 2)
    assert report.next == "No.0012005"


def test_a_spoiled_sheet_and_its_reprint_name_each_other(
    session: Session, now: datetime, cohort: Cohort
) -> None:
    stock = paper(session, now)
    made = acts.print_batch(session, MAKER, now, cohort, PrintKind.FIRST, stock=stock)
    first = counter.batch_lines(session, made)[1].prints[0].line
    again = acts.reprint(session, MAKER, now + LATER, first, "卡纸", stock=stock)
    (line,) = counter.batch_lines(session, again)
    assert [(one.number, one.spoiled) for one in line.prints] == [
        ("No.0012002", True), ("No.0012005", False),
    ]  # fmt: skip
    assert line.prints[1].line.follows_id == first.id
    assert line.prints[0].sheet is not None
    assert line.prints[0].sheet.reason == "卡纸"
    with pytest.raises(DomainError, match="PRINT_FOLLOWED"):
        acts.reprint(session, MAKER, now, first, "又卡纸", stock=stock)
    (report,) = counter.stock_lines(session, MAKER, COUNTY)
    assert (report.printed, report.spoiled, report.left) == (4, 1, 1)
    assert report.total == report.printed + report.spoiled + report.left


def test_paper_runs_short_before_anything_is_printed(
    session: Session, now: datetime, cohort: Cohort
) -> None:
    stock = paper(session, now, "A01", "A03")
    with pytest.raises(DomainError, match="STOCK_SHORT") as refused, session.begin_nested():
        acts.print_batch(session, MAKER, now, cohort, PrintKind.FIRST, stock=stock)
    assert refused.value.facts == {"count": 4, "left": 3}
    assert numbers(session, stock) == []
    assert session.scalars(select(PrintLine)).all() == []


def test_printing_may_begin_at_a_number_and_skips_used_ones(
    session: Session, now: datetime, cohort: Cohort
) -> None:
    stock = paper(session, now, "A01", "A20")
    acts.spoil_blank(session, MAKER, now, stock, 6, 7, "受潮")
    made = acts.print_batch(session, MAKER, now, cohort, PrintKind.FIRST, stock=stock, start=5)
    found = [line.prints[0].number for line in counter.batch_lines(session, made)]
    assert found == ["A05", "A08", "A09", "A10"]


def test_sheets_spoiled_ahead_do_not_move_the_pile(
    session: Session, now: datetime, cohort: Cohort
) -> None:
    stock = paper(session, now, "A01", "A20")
    acts.print_batch(session, MAKER, now, cohort, PrintKind.FIRST, stock=stock, start=3)
    acts.spoil_blank(session, MAKER, now, stock, 15, 16, "受潮")
    (report,) = counter.stock_lines(session, MAKER, COUNTY)
    assert report.next == "A07"


def test_blank_sheets_spoil_once(session: Session, now: datetime) -> None:
    stock = paper(session, now, "A01", "A09")
    assert acts.spoil_blank(session, MAKER, now, stock, 2, 4, "受潮") == 3
    assert numbers(session, stock) == [(2, True), (3, True), (4, True)]
    for first, last, code in (
        (4, 5, "SHEET_USED"),
        (0, 1, "STOCK_NOT_IN_RANGE"),
        (9, 8, "STOCK_NOT_IN_RANGE"),
    ):
        with pytest.raises(DomainError, match=code):
            acts.spoil_blank(session, MAKER, now, stock, first, last, "受潮")
    with pytest.raises(DomainError, match="CERTIFICATE_REASON_MISSING"):
        acts.spoil_blank(session, MAKER, now, stock, 5, 5, " ")


def test_paper_is_received_once(session: Session, now: datetime) -> None:
    paper(session, now, "A01", "A09")
    for first, last in (("A09", "A10"), ("A01", "A09"), ("A05", "A05")):
        with pytest.raises(DomainError, match="STOCK_OVERLAPS"):
            paper(session, now, first, last)
    paper(session, now, "A10", "A11")
    paper(session, now, "A001", "A009")
    with pytest.raises(DomainError, match="STOCK_DATE_AHEAD"):
        acts.receive(
            session, MAKER, now, COUNTY, "B1", "B2",
            received_on=TODAY + timedelta(days=1), received_from="",
        )  # fmt: skip


def test_paper_of_another_county_is_refused(
    session: Session, now: datetime, cohort: Cohort
) -> None:
    stock = acts.receive(
        session, MAKER, now, "441403", "A1", "A9", received_on=TODAY, received_from=""
    )
    with pytest.raises(DomainError, match="STOCK_OTHER_COUNTY"):
        acts.print_batch(session, MAKER, now, cohort, PrintKind.FIRST, stock=stock)


def test_copies_are_printed_apart(session: Session, now: datetime, cohort: Cohort) -> None:
    acts.print_batch(session, MAKER, now, cohort, PrintKind.FIRST)
    one = held(session, cohort)[2]
    with pytest.raises(DomainError, match="NOTHING_TO_PRINT"):
        acts.print_batch(session, MAKER, now, cohort, PrintKind.DUPLICATE)
    services.duplicate(session, MAKER, now, one, "遗失")
    made = acts.print_batch(session, MAKER, now, cohort, PrintKind.DUPLICATE)
    (line,) = counter.batch_lines(session, made)
    assert line.id == one.id
    assert line.prints[1].line.follows_id == line.prints[0].line.id


def test_collected_by_the_holder_and_by_somebody_else(
    session: Session, now: datetime, cohort: Cohort
) -> None:
    one, two, three, _four = held(session, cohort)
    assert acts.collect(session, MAKER, now, [one, two]) == 2
    acts.collect(
        session, MAKER, now, [three], collector=Collector.OTHER, name="李老四", relation="父子"
    )
    lines = {line.id: line.held for line in counter.counter_lines(session, cohort.id)}
    assert [lines[row.id] is not None for row in held(session, cohort)] == [True, True, True, False]
    taken = lines[three.id]
    assert taken is not None
    assert (taken.collector, taken.name, taken.relation) == (Collector.OTHER, "李老四", "父子")
    with pytest.raises(DomainError, match="CERTIFICATE_COLLECTED"):
        acts.collect(session, MAKER, now, [one])


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"collector": Collector.OTHER, "name": "李老四"}, "COLLECTOR_MISSING"),
        ({"collector": Collector.OTHER, "relation": "父子"}, "COLLECTOR_MISSING"),
        ({"day": TODAY + timedelta(days=1)}, "COLLECTION_DATE"),
        ({"day": date(2018, 1, 1)}, "COLLECTION_DATE"),
    ],
)
def test_collections_that_cannot_be(
    session: Session, now: datetime, cohort: Cohort, facts: dict[str, object], code: str
) -> None:
    with pytest.raises(DomainError, match=code):
        acts.collect(session, MAKER, now, held(session, cohort)[:1], **facts)  # type: ignore[arg-type]  # facts of several kinds


def test_a_void_certificate_is_not_handed_over(
    session: Session, now: datetime, cohort: Cohort
) -> None:
    one = held(session, cohort)[0]
    services.revoke(session, MAKER, now, one, "登记错误")
    with pytest.raises(DomainError, match="CERTIFICATE_VOID"):
        acts.collect(session, MAKER, now, [one])


def test_a_wrong_entry_is_struck_out_and_kept(
    session: Session, now: datetime, cohort: Cohort
) -> None:
    one = held(session, cohort)[0]
    acts.collect(session, MAKER, now, [one])
    entry = session.scalars(select(Collection)).one()
    with pytest.raises(DomainError, match="CERTIFICATE_REASON_MISSING"):
        acts.take_back(session, MAKER, now, entry, "")
    acts.take_back(session, MAKER, now, entry, "登记错人")
    assert (entry.taken_back_at, entry.reason) == (now, "登记错人")
    acts.collect(session, MAKER, now, [one])
    assert len(session.scalars(select(Collection)).all()) == 2


def test_a_copy_is_collected_beside_the_original(
    session: Session, now: datetime, cohort: Cohort
) -> None:
    one = held(session, cohort)[0]
    acts.collect(session, MAKER, now, [one])
    services.duplicate(session, MAKER, now, one, "遗失")
    (line,) = [row for row in counter.counter_lines(session, cohort.id) if row.id == one.id]
    assert line.held is None
    acts.collect(session, MAKER, now, [one])
    (line,) = [row for row in counter.counter_lines(session, cohort.id) if row.id == one.id]
    assert [entry.copy for entry in line.collections] == [0, 1]


def test_a_collected_sheet_is_not_reprinted(
    session: Session, now: datetime, cohort: Cohort
) -> None:
    made = acts.print_batch(session, MAKER, now, cohort, PrintKind.FIRST)
    line = counter.batch_lines(session, made)[0]
    acts.collect(session, MAKER, now, [line.certificate])
    with pytest.raises(DomainError, match="CERTIFICATE_COLLECTED"):
        acts.reprint(session, MAKER, now, line.prints[0].line, "偏移")


def test_an_issuing_is_undone_only_while_nothing_was_handed_out(
    session: Session, now: datetime
) -> None:
    made = closed_class(session, now, 2, first=40)
    run = issue(session, now, made)
    acts.print_batch(session, MAKER, now, made, PrintKind.FIRST)
    acts.collect(session, MAKER, now, held(session, made)[:1])
    refusing = pytest.raises(DomainError, match="CERTIFICATES_HANDED_OUT")
    with refusing as refused, session.begin_nested():
        runs.undo(session, MAKER, now, run)
    assert refused.value.facts == {"count": 1}
    entry = session.scalars(select(Collection)).one()
    acts.take_back(session, MAKER, now, entry, "登记错人")
    session.refresh(run)
    runs.undo(session, MAKER, now, run)
    assert not any(queries.live(one) for one in held(session, made))


def test_the_pages_of_the_counter(web: Session, now: datetime, sign_in: SignIn) -> None:
    made = closed_class(web, now, 3, first=60)
    issue(web, now, made)
    web.commit()
    officer = sign_in("officer")
    received = officer.post(
        "/certificates/stock",
        data={
            "county": COUNTY, "first": "No.0000001", "last": "No.0000009",
            "received_on": today().isoformat(), "received_from": "市局",
        },
    )  # fmt: skip
    assert received.status_code == 302, received.text
    stock = web.scalars(select(Stock)).one()
    assert "No.0000001—No.0000009" in officer.get("/certificates/stock").text
    url = f"/certificates/cohorts/{made.id}"
    assert "待首次打印" in officer.get(f"{url}/counter").text
    done = officer.post(f"{url}/batch", data={"kind": "first", "stock": str(stock.id)})
    assert done.status_code == 302, done.text
    batch = officer.get(done.location).text
    assert batch.count("No.000000") == 3
    line = web.scalars(select(PrintLine)).first()
    assert line is not None
    again = officer.post(
        f"/certificates/prints/{line.id}/reprint", data={"reason": "卡纸", "stock": str(stock.id)}
    )
    assert "No.0000004" in officer.get(again.location).text
    ids = [one.id for one in held(web, made)]
    officer.post(f"{url}/collected", data={"line": ids[:2]})
    other = {"collector": "other", "name": "李老四", "relation": "父子", "day": today().isoformat()}
    page = officer.get(f"/certificates/{ids[2]}/collect").text
    assert "与持证人的关系" in page
    assert officer.post(f"/certificates/{ids[2]}/collect", data=other).status_code == 302
    shown = officer.get(f"{url}/counter").text
    assert "本人" in shown
    assert "卡纸" in shown
    spoilt = {"first": "No.0000008", "last": "No.0000009", "reason": "受潮"}
    assert officer.post(f"/certificates/stock/{stock.id}", data=spoilt).status_code == 302
    assert "受潮" in officer.get(f"/certificates/stock/{stock.id}").text
    entry = web.scalars(select(Collection)).first()
    assert entry is not None
    officer.post(f"/certificates/collections/{entry.id}/take-back", data={"reason": "登记错人"})
    for name, subject in (
        ("certificates.handover", made.id),
        ("certificates.batch_handover", line.batch_id),
        ("certificates.batch_pdf", line.batch_id),
        ("certificates.stock_pdf", int(COUNTY)),
    ):
        answer = officer.post(f"/exports/{name}/{subject}", data={"purpose": "class"})
        assert answer.data.startswith(b"%PDF"), (name, answer.text)
    sheet = officer.post(
        f"/exports/certificates.stock_xlsx/{int(COUNTY)}", data={"purpose": "class"}
    )
    assert sheet.data.startswith(b"PK")


def test_only_what_is_still_to_hand_can_be_chosen_and_is_listed(
    web: Session, now: datetime, sign_in: SignIn
) -> None:
    made = closed_class(web, now, 4, first=60)
    issue(web, now, made)
    batch = acts.print_batch(web, MAKER, now, made, PrintKind.FIRST)
    handed, wrong, waiting, void = held(web, made)
    acts.collect(web, MAKER, now, [handed, wrong])
    for one in (wrong, void):
        services.revoke(web, MAKER, now, one, "登记错误")
    web.commit()
    officer = sign_in("officer")
    page = officer.get(f"/certificates/cohorts/{made.id}/counter").text
    assert re.findall(r'name="line" value="(\d+)"', page) == [str(waiting.id)]
    assert page.count("已撤销") == 2
    paper = officer.post(
        f"/exports/certificates.batch_handover/{batch.id}", data={"purpose": "class"}
    )
    text = squeezed("".join(page_texts(paper.data)))
    listed = [one for one in (handed, wrong, waiting, void) if one.number in text]
    assert listed == [handed, waiting]
    assert "合计2张，其中已登记领取1张" in text
    acts.collect(web, MAKER, now, [waiting])
    web.commit()
    assert 'name="line"' not in officer.get(f"/certificates/cohorts/{made.id}/counter").text


def test_others_see_the_counter_and_change_nothing(
    web: Session, now: datetime, sign_in: SignIn
) -> None:
    made = closed_class(web, now, 2, first=70)
    issue(web, now, made)
    stock = paper(web, now, "C01", "C09")
    web.commit()
    auditor = sign_in("auditor")
    page = auditor.get(f"/certificates/cohorts/{made.id}/counter").text
    assert "打印一批" not in page
    assert "登记领取" not in page
    assert auditor.post(f"/certificates/cohorts/{made.id}/collected").status_code == 403
    assert auditor.get(f"/certificates/stock/{stock.id}").status_code == 200
    foreign = sign_in("officer", at="441403")
    assert foreign.get(f"/certificates/stock/{stock.id}").status_code == 404
    assert foreign.get(f"/certificates/cohorts/{made.id}/counter").status_code == 404
    spoilt = {"first": "C08", "last": "C09", "reason": "受潮"}
    assert auditor.post(f"/certificates/stock/{stock.id}", data=spoilt).status_code == 404
    refused = auditor.post(
        "/certificates/stock",
        data={"county": COUNTY, "first": "D1", "last": "D2", "received_on": today().isoformat()},
    )
    assert refused.status_code == 422
    assert web.scalars(select(Stock)).one().id == stock.id


def test_the_hand_over_list_has_room_to_sign(
    session: Session, now: datetime, cohort: Cohort
) -> None:
    from certificates.counter import papers

    stock = paper(session, now)
    acts.print_batch(session, MAKER, now, cohort, PrintKind.FIRST, stock=stock)
    acts.collect(session, MAKER, now, held(session, cohort)[:1])
    lines = counter.counter_lines(session, cohort.id)
    (text,) = page_texts(papers.handover_pdf(lines, cohort.title, "某经办", now))
    flat = squeezed(text)
    for word in (
        "领取人签字",
        "与持证人关系",
        "No.0012001",
        "本人",
        "合计4张，其中已登记领取1张",
        lines[3].certificate.number,
    ):
        assert word in flat
    assert lines[0].printed.facts.id_number not in flat
