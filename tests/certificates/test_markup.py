"""Names, courses, issuers and remarks that want to be markup (TRUST S8): they stay what they are."""

import io
from datetime import date, datetime
from html.parser import HTMLParser

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.earlier.rules import number_key
from certificates.models import EarlierCertificate
from certificates.rules import CertificateState
from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort
from courses.rosters.rules import normalise_name
from lms.orm import new_uid
from tests.certificates.graduates import closed_class, held, issue
from tests.conftest import SignIn
from tests.lms.documents.pdf_reading import page_texts, squeezed

PAYLOADS = (
    "<script>alert(1)</script>",
    "<ScRiPt src=//x.example></ScRiPt>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)//",
    "<body onload=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "<object data=javascript:alert(1)>",
    "<embed src=//x.example>",
    "<a href=javascript:alert(1)>x</a>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)>",
    "<math><mi xlink:href=javascript:alert(1)>",
    "<base href=//x.example>",
    "<meta http-equiv=refresh content=0>",
    "<link rel=stylesheet href=//x.example>",
    "<style>*{display:none}</style>",
    "<form action=//x.example><button>x",
    "<textarea></textarea><script>x</script>",
    "\"><script>alert(1)</script>",
    "'><script>alert(1)</script>",
    "\" onmouseover=\"alert(1)",
    "' onmouseover='alert(1)",
    "</title><script>alert(1)</script>",
    "</td></tr></table><script>x</script>",
    "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "{{ 7*7 }}{% raw %}${7*7}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
)  # fmt: skip


class Reader(HTMLParser):
    """What a browser would run or fetch on a page."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.found += [name for name in given if name.startswith("on")]
        if tag in {"iframe", "object", "embed", "base", "video", "math"}:
            self.found.append(tag)
        if tag == "script" and not given.get("src", "").startswith("/"):
            self.found.append("script")
        for name in ("href", "src", "action"):
            if given.get(name, "").startswith(("javascript:", "//")):
                self.found.append(given[name])

    def handle_data(self, data: str) -> None:
        self.text += data


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
