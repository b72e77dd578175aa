"""The night before a ceremony: a class of 1,000 from closed to verified offline on a phone."""

import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from certificates import queries
from certificates.models import Certificate, Collection, Stock
from certificates.proof import alone, pades
from certificates.proof import statement as statements
from certificates.proof.link import statement_of
from certificates.rules import serial_gaps
from lms.clock import now, today
from lms.db import unit_of_work
from tests.browser.house import House
from tests.browser.test_offline_verifying import opened, verdict
from tests.certificates.graduates import closed_class, held, issue
from tests.certificates.test_pades import Authority, checked, with_pkcs12

pytestmark = [pytest.mark.browser, pytest.mark.slow]
GRADUATES = 1000


def test_issued_printed_signed_collected_and_verified(
    house: House, address: str, browser: Browser, tmp_path: Path
) -> None:
    app, authority = house.app, Authority()
    world = house.world
    assert world is not None
    with app.app_context(), unit_of_work() as session:
        app.extensions.pop("certificates_signers", None)
        cohort = closed_class(session, now(), GRADUATES, days=1)
        issue(session, now(), cohort, issuer="卢氏县人社局")
        serials = [one.serial for one in held(session, cohort)]
        ids = [one.id for one in held(session, cohort)]
        url = f"/certificates/cohorts/{cohort.id}"
    assert len(serials) == GRADUATES
    assert serial_gaps(serials) == ()
    with app.app_context():
        pades.folder().mkdir(exist_ok=True)
        setting = with_pkcs12(authority)
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        officer = app.test_client()
        officer.post("/sign-in", data={"login": "officer-411224", "password": world.password})
        whole = {"purpose": "class", "many": "one", "background": "y"}
        with ThreadPoolExecutor(
            1
        ) as beside:  # the browser's loop runs in this thread, sealing has its own
            printed = beside.submit(officer.post, f"{url}/print", data=whole).result().data
        stock = {
            "county": "411224", "first": "No.0000001", "last": "No.0001200",
            "received_on": today().isoformat(), "received_from": "市局",
        }  # fmt: skip
        assert officer.post("/certificates/stock", data=stock).status_code == 302
        with app.app_context(), unit_of_work() as session:
            kept = session.scalars(select(Stock.id)).one()
        batch = {"kind": "first", "stock": str(kept)}
        assert officer.post(f"{url}/batch", data=batch).status_code == 302
        assert officer.post(f"{url}/collected", data={"line": ids}).status_code == 302
    finally:
        app.config["WTF_CSRF_ENABLED"] = True
        setting.unlink()
    with ThreadPoolExecutor(1) as beside:
        assert beside.submit(checked, authority, printed).result().bottom_line
    with pikepdf.open(io.BytesIO(printed)) as pages:
        assert len(pages.pages) == GRADUATES
    phone = browser.new_context(
        viewport={"width": 390, "height": 844}, is_mobile=True, locale="zh-CN", offline=True
    )
    with app.test_request_context(), unit_of_work() as session:
        assert len(session.scalars(select(Collection.certificate_id)).all()) == GRADUATES
        file = tmp_path / "verifier.html"
        file.write_text(alone.verifier(session, now()), "utf-8")
        links = []
        for at in (0, GRADUATES // 2, GRADUATES - 1):
            one = session.get_one(Certificate, ids[at])
            message = statement_of(one, None, now())
            assert message is not None
            name = queries.snapshot_of(one).facts.name
            code = f"{address}/v/{one.token}#{statements.as_digits(message)}"
            links.append((code, name, one.number))
    page = opened(phone, file)
    assert [len(number) for _code, _name, number in links] == [19, 19, 20]
    for code, name, number in links:
        assert verdict(page, code) == "VALID"
        expect(page.locator("[data-part=verdict] dl")).to_contain_text(number)
        page.fill("[name=name]", name)
        page.get_by_role("button", name="核对姓名").click()
        said = page.locator("[data-part=verdict]").locator(".name-answer")
        expect(said).to_have_text("姓名一致。")
    phone.close()
