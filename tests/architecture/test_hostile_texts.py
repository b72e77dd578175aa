"""Every text of every sample holds thirty payloads at once; no page or file runs or fetches one."""

import io
import json
from collections.abc import Iterator

import openpyxl
import pytest
import weasyprint
from flask import Flask
from sqlalchemy import JSON, String, Table, cast, func, literal, select, update
from sqlalchemy.orm import Session

from certificates.models import Certificate
from certificates.snapshot import digest_of
from lms.privacy import vault
from tests.architecture.test_every_page import EXPORTS, PAGES, UNSAFE
from tests.lms.documents.pdf_reading import acting, page_texts, squeezed
from tests.support.house import Case, House, everybody
from tests.support.markup import PAYLOADS, Reader
from tests.support.running import rolled_back, tables_in
from tests.support.samples import HOSTILE, build
from tests.support.world import World

EVERYTHING = " ".join(PAYLOADS)
ESCAPED = json.dumps(EVERYTHING, ensure_ascii=False)[1:-1]
REGISTERS = ("certificates.register_pdf", "certificates.register_xlsx")
FILES = [*EXPORTS, *(case for case in UNSAFE if case.endpoint in REGISTERS)]
COUNTS_ONLY = "outcomes."


@pytest.fixture(scope="module")
def hostile(sqlite_app: Flask) -> Iterator[House]:
    """The samples' texts, on the engine that keeps a text longer than its column."""
    world: World = sqlite_app.extensions["test_world"]
    with rolled_back(sqlite_app) as session:
        samples = build(session, world)
        changed = sum(swap(session, table) for table in tables_in(session.connection()))
        assert changed > 50, "the payloads stand almost nowhere"
        assert printed_swapped(session) > 0
        session.expire_all()
        yield House(sqlite_app, session, samples, tuple(everybody(sqlite_app, world)))


def swap(session: Session, table: Table) -> int:
    """Put the payloads where the hostile text of the samples stands; how many rows held it."""
    found = 0
    for column in table.columns:
        if not isinstance(column.type, String | JSON):
            continue
        kept = cast(column, String)
        inside_json = kept.startswith("{") | kept.startswith("[")
        for which, text in ((~inside_json, EVERYTHING), (inside_json, ESCAPED)):
            new = func.replace(kept, literal(HOSTILE), literal(text), type_=column.type)
            wanted = update(table).where(kept.contains(HOSTILE), which).values({column: new})
            found += session.execute(wanted).rowcount  # type: ignore[attr-defined]  # of an UPDATE
    return found


def printed_swapped(session: Session) -> int:
    """One of them in what is printed on certificates, which is sealed; how many there are."""
    found = 0
    for one in session.scalars(select(Certificate)):
        text = vault().open("certificates_certificate", one.uid, "snapshot", one.snapshot) or ""
        assert HOSTILE in text
        text = text.replace(HOSTILE, json.dumps(PAYLOADS[0])[1:-1])
        one.snapshot = vault().seal("certificates_certificate", one.uid, "snapshot", text)
        one.digest = digest_of(text)
        found += 1
    session.flush()
    return found


@pytest.mark.parametrize("case", PAGES, ids=str)
def test_pages(hostile: House, case: Case) -> None:
    answer = hostile.ask(case, hostile.who_may(case))
    assert answer.status_code < 500
    if answer.mimetype == "text/html":
        assert Reader(answer.text).found == []


def test_the_payloads_are_shown(hostile: House) -> None:
    """Otherwise the tests above would prove nothing."""
    shown = [case for case in PAGES if case.endpoint in ("cohorts.index", "rosters.index")]
    for case in shown:
        read = Reader(hostile.ask(case, hostile.who_may(case)).text)
        assert all(one in read.text for one in PAYLOADS), case


@pytest.mark.parametrize("case", FILES, ids=str)
def test_files(hostile: House, case: Case) -> None:
    """Printed and written texts are what they are, whichever field they came from."""
    answer = hostile.ask(case, hostile.who_may(case), data={"purpose": "archive"})
    assert answer.status_code == 200, answer.text
    wanted: tuple[str, ...] = PAYLOADS
    if answer.mimetype == "application/pdf":
        assert acting(answer.data) == []
        text = "".join(page_texts(answer.data))
        wanted = PAYLOADS[:1]  # in a narrow column the rest is cut off
    else:
        text = harmless_cells(answer.data)
    if case.endpoint in REGISTERS:
        wanted = PAYLOADS[:1]  # certificates are sealed with this one
    if not case.given.get("name", "").startswith(COUNTS_ONLY):
        assert [one for one in wanted if squeezed(one) not in squeezed(text)] == []


def harmless_cells(content: bytes) -> str:
    """The texts of a workbook, none of them a formula or a link."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert [cell.hyperlink for cell in cells if cell.hyperlink] == []
    return " ".join(str(cell.value) for cell in cells)


def test_a_link_would_be_seen() -> None:
    content = weasyprint.HTML(string="<a href='http://x.example'>x</a>").write_pdf()
    assert acting(content) == ["/URI"]
