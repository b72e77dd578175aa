"""Names, courses, issuers and remarks that want to be markup (TRUST S8): they stay what they are."""

import io
from datetime import date, datetime

import openpyxl
import pikepdf
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.designs.fields import FIELDS, FieldKind, Sample, sample_values
from certificates.designs.pictures import sample_pictures
from certificates.designs.shipping import SHIPPED, shipped
from certificates.earlier.rules import number_key
from certificates.models import EarlierCertificate
from certificates.rules import CertificateState
from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort
from courses.rosters.rules import normalise_name
from lms.documents import Master, print_bytes
from lms.orm import new_uid
from tests.certificates.graduates import closed_class, held, issue
from tests.conftest import SignIn
from tests.lms.documents.pdf_reading import acting, page_texts, squeezed
from tests.support.markup import PAYLOADS, Reader


def harmless(client: FlaskClient, address: str, *shown: str) -> None:
    """The page runs nothing of ours, and shows the texts letter by letter."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    read = Reader(answer.text)
    assert read.found == [], address
    for one in shown:
        assert one in read.text, one


@pytest.fixture
def cohort(web: Session, now: datetime) -> Cohort:
    """A class of people with such names, taught and issued by others with such names."""
    made = closed_class(web, now, len(PAYLOADS), days=2)
    for payload, row in zip(PAYLOADS, cohorts.enrolments_of(web, made.id), strict=True):
        row.person.name = payload
    web.flush()
    issue(web, now, made, issuer=PAYLOADS[0], result=PAYLOADS[3][:20])
    return made


def test_names_stay_names_on_screen_and_paper(
    web: Session, cohort: Cohort, sign_in: SignIn, client: FlaskClient
) -> None:
    officer, issued = sign_in("officer"), held(web, cohort)
    harmless(officer, f"/certificates/cohorts/{cohort.id}", *PAYLOADS)
    harmless(officer, f"/certificates/cohorts/{cohort.id}/counter", *PAYLOADS)
    harmless(officer, "/certificates/?per_page=50")
    for one, payload in zip(issued, PAYLOADS, strict=True):
        harmless(officer, f"/certificates/{one.id}", payload, PAYLOADS[0])
        harmless(client, f"/v/{one.token}", PAYLOADS[0])
    printed = officer.post(
        f"/certificates/cohorts/{cohort.id}/print",
        data={"purpose": "archive", "many": "one", "background": "y"},
    )
    texts = [squeezed(text) for text in page_texts(printed.data)]
    assert all(squeezed(one) in text for one, text in zip(PAYLOADS, texts, strict=True))
    assert b"/JavaScript" not in printed.data
    assert b"/JS" not in printed.data


def test_old_registers_stay_text_too(
    web: Session, now: datetime, sign_in: SignIn, client: FlaskClient
) -> None:
    web.add_all(
        EarlierCertificate(
            uid=new_uid(), county="411224", number=payload, number_key=number_key(payload),
            name=normalise_name(payload), course=payload, cohort=payload, issuer=payload, remark=payload,
            issued_on=date(2016, 3, 1), state=CertificateState.VALID, at=now, by=payload,
        )
        for payload in PAYLOADS
    )  # fmt: skip
    web.flush()
    officer = sign_in("officer")
    harmless(officer, "/certificates/earlier?per_page=50", *PAYLOADS)
    for row in web.scalars(select(EarlierCertificate)):
        harmless(officer, f"/certificates/earlier/{row.id}", row.number)
    asked = {"number": PAYLOADS[2], "name": PAYLOADS[2]}
    read = Reader(client.post("/verify", data=asked).text)
    assert read.found == []
    assert PAYLOADS[2] in read.text
    sent = officer.post("/certificates/register/xlsx?source=earlier", data={"purpose": "archive"})
    (sheet,) = openpyxl.load_workbook(io.BytesIO(sent.data)).worksheets
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert set(PAYLOADS) <= {cell.value for cell in cells}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_field_of_a_certificate_takes_them(name: str) -> None:
    found = shipped(name)
    assert found is not None
    usual = sample_values(Sample.USUAL, sample_pictures())
    room = {one.name: len(one.longest) for one in FIELDS if one.kind is FieldKind.TEXT}
    filled = [usual | {name: one[:most] for name, most in room.items()} for one in PAYLOADS]
    content = print_bytes(Master(found.html, usual), filled)
    for values, text in zip(filled, page_texts(content), strict=True):
        assert squeezed(values["name"]) in squeezed(text)
        assert squeezed(text).count(squeezed(values["issuer"])) >= 3
    assert acting(content) == ["/URI"] * len(PAYLOADS)
    with pikepdf.open(io.BytesIO(content)) as paper:  # the code leads to what it holds
        led = {str(link.A.URI) for page in paper.pages for link in page.obj.Annots}
    assert led == {usual["code"]}
