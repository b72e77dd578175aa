"""Past the 999th certificate of a class: numbers of two lengths side by side."""

import base64
import io
import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from certificates import queries, register
from certificates.earlier import importing
from certificates.models import Certificate, CohortNumber
from certificates.proof import keys, link
from certificates.proof import statement as statements
from lms.clock import today
from lms.web.paging import Page
from tests.certificates.graduates import closed_class, held, issue
from tests.conftest import SignIn
from tests.courses.subsidies.classes import MAKER
from tests.lms.documents.pdf_reading import page_texts, squeezed

BASE = "https://px.example.gov.cn"
NUMBERS = ["PX41122420180039992", "PX411224201800310006", "PX411224201800310014"]


@pytest.fixture
def class_(
    web: Session, sqlite_app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> list[Certificate]:
    """The 999th, 1000th and 1001st certificate of a class."""
    config = replace(sqlite_app.config["LMS"], public_url=BASE)
    monkeypatch.setitem(sqlite_app.config, "LMS", config)
    cohort = closed_class(web, now, 3)
    web.add(
        CohortNumber(
            cohort_id=cohort.id, county=cohort.county, year=2018, ordinal=3, last_serial=998
        )
    )
    web.flush()
    issue(web, now, cohort, issuer="卢氏县人社局")
    web.commit()
    return held(web, cohort)


def part_of(token: str) -> dict[str, Any]:
    """What a JWT claims."""
    text = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return found


def test_numbers_grow_by_a_digit_and_none_is_left_out(class_: list[Certificate]) -> None:
    assert [one.serial for one in class_] == [999, 1000, 1001]
    assert [one.number for one in class_] == NUMBERS


def test_the_register_keeps_the_order_of_issuing(
    web: Session, class_: list[Certificate], sign_in: SignIn
) -> None:
    lines = register.register_lines(web, MAKER, Page(1, 50, {}), today(), 10)
    assert [line.certificate.number for line in lines] == NUMBERS
    officer = sign_in("officer")
    page = officer.get("/certificates/").text
    assert [page.index(one) for one in NUMBERS] == sorted(page.index(one) for one in NUMBERS)
    asked = {"purpose": "class"}
    sheet = officer.post("/certificates/register/xlsx", data=asked)
    cells = [
        str(cell)
        for line in openpyxl.load_workbook(io.BytesIO(sheet.data)).active.values  # type: ignore[union-attr]  # there is one sheet
        for cell in line
    ]
    assert [one for one in cells if one.startswith("PX")] == NUMBERS
    text = squeezed(
        "".join(page_texts(officer.post("/certificates/register/pdf", data=asked).data))
    )
    assert [text.index(one) for one in NUMBERS] == sorted(text.index(one) for one in NUMBERS)
    found = officer.get("/certificates/?number=4112242018003100").text
    assert [one in found for one in NUMBERS] == [False, True, True]


def test_every_proof_says_the_whole_number(
    web: Session, class_: list[Certificate], sign_in: SignIn, client: FlaskClient, now: datetime
) -> None:
    paper = sign_in("officer").post(
        f"/exports/certificates.class_pdf/{class_[0].cohort_id}", data={"purpose": "class"}
    )
    texts = [squeezed(text) for text in page_texts(paper.data)]
    for one in class_:
        name = queries.snapshot_of(one).facts.name
        answer = client.post(
            "/verify", data={"number": f"px {one.number[2:8]}-{one.number[8:]}", "name": name}
        )
        assert answer.status_code == 200
        shown = f"<span>003</span><span>{one.serial}</span><span>{one.number[-1]}</span>"
        assert shown in answer.text
        message = link.statement_of(one, keys.signer_if_any(web, one.county), now)
        assert message is not None
        assert statements.read(message).number == one.number
        token = client.post("/verify/badge", data={"number": one.number, "name": name}).text
        assert part_of(token)["credentialSubject"]["licenseNumber"] == one.number
        assert sum(one.number in text for text in texts) == 1


@pytest.mark.parametrize("written", ["{0}", "PX-{1}", "{1}"])
def test_no_other_register_may_bring_such_a_number(
    web: Session, class_: list[Certificate], now: datetime, written: str
) -> None:
    number = written.format(class_[1].number, class_[1].number.removeprefix("PX"))
    text = f"证书编号,姓名,培训项目,发证日期\n{number},某某,电商,2016-03-10\n"
    run = importing.rehearse(
        web, MAKER, now, county=class_[1].county, centre_id=None, data=text.encode(),
        file_name="旧台账.csv", issuer="卢氏县电商办",
    )  # fmt: skip
    assert run.counts["rejected"] == 1
