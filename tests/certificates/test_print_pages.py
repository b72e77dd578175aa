"""Printing a class as paper and printer want it."""

import io
import zipfile
from datetime import datetime

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.proof import pades
from courses.cohorts.models import Cohort
from lms.audit.models import AuditEntry
from tests.certificates.graduates import closed_class, held, issue
from tests.certificates.test_pades import Authority, checked, with_pkcs12
from tests.conftest import SignIn
from tests.lms.documents.pdf_reading import page_texts, squeezed

WHOLE = {"purpose": "archive", "many": "one", "background": "y"}


@pytest.fixture
def cohort(web: Session, now: datetime) -> Cohort:
    made = closed_class(web, now, present=3)
    issue(web, now, made, issuer="卢氏县人社局", design="card")
    return made


@pytest.fixture
def officer(sign_in: SignIn) -> FlaskClient:
    return sign_in("officer")


def page_of(cohort: Cohort) -> str:
    return f"/certificates/cohorts/{cohort.id}/print"


def test_one_file_in_the_order_of_seats_is_logged(
    web: Session, cohort: Cohort, officer: FlaskClient
) -> None:
    assert "套打" in officer.get(page_of(cohort)).text
    sent = officer.post(page_of(cohort), data=WHOLE)
    numbers = [one.number for one in held(web, cohort)]
    texts = [squeezed(text) for text in page_texts(sent.data)]
    assert [number in text for number, text in zip(numbers, texts, strict=True)] == [True] * 3
    web.expire_all()
    logged = web.scalars(select(AuditEntry).where(AuditEntry.action == "lms:exported")).one()
    assert logged.facts["export"] == "certificates.print"
    assert logged.facts["purpose"] == "archive"


def test_a_file_for_each(web: Session, cohort: Cohort, officer: FlaskClient) -> None:
    sent = officer.post(page_of(cohort), data={**WHOLE, "many": "many"})
    assert sent.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(sent.data)) as archive:
        names = archive.namelist()
        assert names == [f"{one.number}.pdf" for one in held(web, cohort)]
        assert archive.testzip() is None


def test_each_file_is_sealed_where_a_seal_is_set_up(
    sqlite_app: Flask, cohort: Cohort, officer: FlaskClient
) -> None:
    authority, many = Authority(), {**WHOLE, "many": "many"}
    with sqlite_app.app_context():
        pades.folder().mkdir(exist_ok=True)
        setting = with_pkcs12(authority)
    try:
        sent = officer.post(page_of(cohort), data=many)
        with zipfile.ZipFile(io.BytesIO(sent.data)) as archive:
            files = [archive.read(name) for name in archive.namelist()]
        setting.write_text('kind = "wax"')
        refused = officer.post(page_of(cohort), data=many)
    finally:
        setting.unlink()
    assert [checked(authority, one).bottom_line for one in files] == [True] * 3
    assert refused.status_code == 422
    assert "电子签章没有完成" in refused.text


def test_cards_on_a_sheet_and_values_alone(cohort: Cohort, officer: FlaskClient) -> None:
    cards = officer.post(page_of(cohort), data={**WHOLE, "cards": "y"})
    with pikepdf.open(io.BytesIO(cards.data)) as opened:
        assert len(opened.pages) == 2  # two cards of A5 on a sheet of A4
    values = {key: value for key, value in WHOLE.items() if key != "background"}
    plain = officer.post(page_of(cohort), data={**values, "right": "1.5", "down": "-2"})
    text = squeezed(page_texts(plain.data)[0])
    assert "卢氏县人社局" in text
    assert "培训项目" not in text


def test_the_calibration_page(officer: FlaskClient) -> None:
    sent = officer.post("/certificates/calibration", data={"right": "2", "purpose": "other"})
    assert sent.data.startswith(b"%PDF")


@pytest.mark.parametrize("faulty", [{"right": "far"}, {"down": "400"}, {"many": "some"}])
def test_nonsense_is_refused(cohort: Cohort, officer: FlaskClient, faulty: dict[str, str]) -> None:
    assert officer.post(page_of(cohort), data={**WHOLE, **faulty}).status_code == 422


def test_nobody_to_print_and_who_may(
    web: Session, now: datetime, cohort: Cohort, sign_in: SignIn, officer: FlaskClient
) -> None:
    other = closed_class(web, now, present=1, first=40, title="空班")
    refused = officer.post(page_of(other), data=WHOLE)
    assert refused.status_code == 422
    assert "还没有有效的证书" in refused.text
    assert sign_in("reviewer").get(page_of(cohort)).status_code == 403
    assert sign_in("officer", at="411202").get(page_of(cohort)).status_code == 404
