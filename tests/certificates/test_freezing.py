"""What was printed stays as it was printed, whatever becomes of records, designs and the engine."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from certificates import freezing
from certificates.freezing import kept_digest, printed
from certificates.models import Certificate, FrozenPage, FrozenPaper
from courses.cohorts.models import Cohort, Enrolment
from courses.rosters.models import Person
from lms.errors import DomainError
from lms.privacy import vault
from tests.certificates.graduates import closed_class, held
from tests.conftest import SignIn
from tests.lms.documents.pdf_reading import page_texts, squeezed

BASE = "https://px.example.gov.cn"


@pytest.fixture
def public(sqlite_app: Flask) -> Iterator[None]:
    """A county with a public address: papers are no samples."""
    before = sqlite_app.config["LMS"]
    sqlite_app.config["LMS"] = replace(before, public_url=BASE)
    yield
    sqlite_app.config["LMS"] = before


@pytest.fixture
def cohort(web: Session, now: datetime) -> Cohort:
    return closed_class(web, now, present=3)


@pytest.fixture
def officer(sign_in: SignIn) -> FlaskClient:
    return sign_in("officer")


def issue(officer: FlaskClient, cohort: Cohort) -> None:
    form = f"/certificates/cohorts/{cohort.id}/issue"
    sent = officer.post(form, data={"issuer": "卢氏县人社局", "issued_on": "2026-11-20"})
    assert sent.status_code == 302, sent.text
    assert officer.post(f"{sent.location}/apply").status_code == 302


@pytest.fixture
def frozen(public: None, web: Session, officer: FlaskClient, cohort: Cohort) -> list[Certificate]:
    """Three certificates whose pages are kept."""
    issue(officer, cohort)
    web.expire_all()
    return held(web, cohort)


def rename(web: Session, certificate: Certificate) -> None:
    enrolment = web.get_one(Enrolment, certificate.enrolment_id)
    web.get_one(Person, enrolment.person_id).name = "改过的名字"
    web.flush()


def test_pages_are_kept_when_certificates_are_issued(
    web: Session, frozen: list[Certificate]
) -> None:
    assert web.scalar(select(func.count()).select_from(FrozenPage)) == 3
    paper = web.scalars(select(FrozenPaper)).one()
    assert {kept_digest(web, one) for one in frozen} == {paper.digest}
    assert b"%PDF" not in paper.content


def test_kept_pages_are_printed_in_any_order_and_never_drawn_again(
    web: Session, frozen: list[Certificate], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = printed(web, frozen)
    rename(web, frozen[0])
    monkeypatch.setattr(freezing, "pdf_of", lambda _rows: pytest.fail("drawn again"))
    assert printed(web, frozen) == before
    backwards = [squeezed(text) for text in page_texts(printed(web, frozen[::-1]))]
    assert [one.number in text for one, text in zip(frozen[::-1], backwards, strict=True)] == [
        True
    ] * 3
    assert not any("改过的名字" in text for text in backwards)


def test_a_copy_says_so_and_stands_between_kept_pages(
    web: Session, frozen: list[Certificate]
) -> None:
    frozen[1].duplicates = 2
    texts = [squeezed(text) for text in page_texts(printed(web, frozen))]
    assert ["补发（第2次）" in text for text in texts] == [False, True, False]
    assert all(one.number in text for one, text in zip(frozen, texts, strict=True))


def test_done_again_it_keeps_nothing_more(web: Session, frozen: list[Certificate]) -> None:
    class Still:
        def advance(self, *_: object) -> None:
            """Nobody watches."""

    freezing.freeze(Still(), [one.id for one in frozen])  # type: ignore[arg-type]  # a stand-in
    assert web.scalar(select(func.count()).select_from(FrozenPaper)) == 1


def test_an_altered_paper_is_not_handed_out(web: Session, frozen: list[Certificate]) -> None:
    paper = web.scalars(select(FrozenPaper)).one()
    other = pikepdf.new()
    other.add_blank_page()
    content = io.BytesIO()
    other.save(content)
    table = FrozenPaper.__tablename__
    paper.content = vault().seal(table, paper.uid, "content", content.getvalue())
    web.flush()
    with pytest.raises(DomainError) as refused:
        printed(web, frozen)
    assert refused.value.code == "CERTIFICATE_ALTERED"


def test_samples_are_not_kept(web: Session, officer: FlaskClient, cohort: Cohort) -> None:
    issue(officer, cohort)
    assert web.scalar(select(func.count()).select_from(FrozenPage)) == 0
    texts = page_texts(printed(web, held(web, cohort)))
    assert all("样张" in squeezed(text) for text in texts)
