"""What acme adds to pages: its own, the first one, those of other plugins."""

import io
from collections.abc import Callable
from datetime import date
from importlib import import_module
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.cohorts.models import Cohort
from lms.audit.models import AuditEntry
from lms.errors import NotFound
from tests.support.world import World


def test_navigation_only_for_who_may(enter: Callable[..., FlaskClient]) -> None:
    assert 'href="/acme/"' in enter("officer").get("/").text
    assert "/acme/" not in enter("follow_up").get("/").text


def test_permissions_and_scope(
    enter: Callable[..., FlaskClient], session: Session, world: World, loan: Any
) -> None:
    page = f"/acme/{loan.id}"
    assert enter("lecturer").get(page).status_code == 200
    assert enter("lecturer").post(f"{page}/back").status_code == 403
    assert enter("follow_up").get(page).status_code == 403
    assert enter("officer", at="411202").get(page).status_code == 404
    assert enter("registrar", centre="second").get(page).status_code == 404
    stranger, loan_for = world.actor("officer", "441403"), import_module("acme.queries").loan_for
    with pytest.raises(NotFound):
        loan_for(session, stranger, loan.id)


def test_lend_and_take_back_by_page(
    enter: Callable[..., FlaskClient], session: Session, cohort: Cohort
) -> None:
    client = enter("officer")
    lend = f"/acme/cohorts/{cohort.id}/lend"
    refused = client.post(lend, data={"item": "打印机", "quantity": "0"})
    assert refused.status_code == 422
    assert "数量 0 不对，至少借一件。" in refused.text
    made = client.post(lend, data={"item": "打印机", "quantity": "3"})
    assert made.status_code == 302
    page = made.headers["Location"]
    assert "打印机" in client.get(page).text
    assert client.post(f"{page}/back").status_code == 302
    again = client.post(f"{page}/back")
    assert again.status_code == 422
    assert "ACME_BACK_ALREADY" in again.text
    acts = select(AuditEntry.action).where(AuditEntry.action.like("acme:%"))
    told = list(session.scalars(acts.order_by(AuditEntry.id)))
    assert told == ["acme:lent", "acme:returned"]


def test_audit_labels(enter: Callable[..., FlaskClient], loan: Any) -> None:
    page = enter("auditor").get("/audit?action=acme:lent").text
    assert "借出器材" in page


def test_card_and_panel_on_the_first_page(
    enter: Callable[..., FlaskClient], session: Session, loan: Any
) -> None:
    loan.due_on = date(2020, 1, 1)
    session.commit()
    page = enter("officer").get("/").text
    assert "<strong>1</strong> 件器材逾期未还" in page
    assert "借出的器材" in page
    assert "投影仪" in page
    elsewhere = enter("officer", at="441403").get("/").text
    assert "器材逾期" not in elsewhere
    assert "投影仪" not in elsewhere


def test_panel_and_export_on_the_page_of_another_plugin(
    enter: Callable[..., FlaskClient], cohort: Cohort, loan: Any
) -> None:
    client = enter("officer")
    page = client.get(f"/cohorts/{cohort.id}")
    assert page.status_code == 200
    assert "投影仪" in page.text
    assert "器材清单" in page.text
    file = client.post(f"/exports/acme.cohort/{cohort.id}", data={"purpose": "archive"})
    rows = list(openpyxl.load_workbook(io.BytesIO(file.data)).active.values)
    assert ("投影仪", 2) in {row[:2] for row in rows}


def test_own_place_takes_panels_and_exports(
    enter: Callable[..., FlaskClient], session: Session, loan: Any
) -> None:
    client = enter("officer")
    page = client.get(f"/acme/{loan.id}").text
    assert "借用班次" in page
    assert "借条" in page
    file = client.post(f"/exports/acme.slip/{loan.id}", data={"purpose": "archive"})
    assert file.status_code == 200
    assert file.mimetype == "text/csv"
    assert "投影仪" in file.data.decode("utf-8-sig")
    taken = session.scalars(select(AuditEntry).where(AuditEntry.action == "lms:exported")).one()
    assert taken.facts["export"] == "acme.slip"
    assert taken.object_type == "acme.loan"
