"""Certificates from before the system: read in, kept apart, found by number and name; the register."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from certificates.earlier import importing, services
from certificates.earlier import queries as earlier
from certificates.earlier.rules import judged, number_key
from certificates.models import EarlierCertificate
from lms.audit.models import AuditEntry
from lms.errors import DomainError
from lms.runs import services as runs
from lms.runs.models import Run
from tests.certificates.graduates import closed_class, held, issue
from tests.conftest import SignIn
from tests.courses.rosters.people import number
from tests.courses.subsidies.classes import MAKER
from tests.lms.documents.pdf_reading import page_texts, squeezed
from tests.support.world import World

COUNTY = "411224"
TODAY = date(2026, 11, 20)
ROW = {
    "证书编号": "卢培字2016第0012号", "姓名": "欧阳•春花", "身份证号": number(1), "培训项目": "电商初级",
    "课时": "56课时", "开始日期": "2016.3.1", "结束日期": "2016-03-09", "发证日期": "2016年3月10日",
    "备注": "=HYPERLINK(1)",
}  # fmt: skip


def sheet(rows: Sequence[Mapping[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(ROW))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def rehearsed(
    session: Session, now: datetime, *rows: Mapping[str, str], county: str = COUNTY
) -> Run:
    return importing.rehearse(
        session, MAKER, now, county=county, centre_id=None, data=sheet(rows),
        file_name="旧台账.csv", issuer="卢氏县电商办",
    )  # fmt: skip


def read_in(session: Session, now: datetime, *rows: Mapping[str, str], county: str = COUNTY) -> Run:
    run = rehearsed(session, now, *rows, county=county)
    runs.apply_all(session, MAKER, now, run)
    return run


def outcome(run: Run) -> list[tuple[str, str, list[str]]]:
    return [(row["outcome"], row["change"], row["codes"]) for row in runs.planned_rows(run)]


def test_an_old_register_is_read_in(session: Session, now: datetime) -> None:
    run = read_in(session, now, ROW)
    assert outcome(run) == [("accepted", "new", [])]
    one = session.scalars(select(EarlierCertificate)).one()
    assert (one.number, one.name, one.course, one.hours) == (
        "卢培字2016第0012号", "欧阳·春花", "电商初级", 56,
    )  # fmt: skip
    assert (one.starts_on, one.ends_on) == (date(2016, 3, 1), date(2016, 3, 9))
    assert (one.issued_on, one.issuer) == (date(2016, 3, 10), "卢氏县电商办")
    assert number(1).encode() not in (one.id_number or b"")
    assert earlier.masked_number(one).startswith("41***")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"证书编号": ""}, ("rejected", "EARLIER_NUMBER_MISSING")),
        ({"姓名": " "}, ("rejected", "EARLIER_NAME_MISSING")),
        ({"培训项目": ""}, ("rejected", "EARLIER_COURSE_MISSING")),
        ({"发证日期": "去年"}, ("rejected", "EARLIER_ISSUED_ON")),
        ({"发证日期": "2027-01-01"}, ("rejected", "EARLIER_ISSUED_ON")),
        ({"证书编号": "4.11E+17"}, ("rejected", "EARLIER_NUMBER_LOSSY")),
        ({"身份证号": number(1)[:17] + "0"}, ("warned", "EARLIER_ID_UNREAD")),
        ({"开始日期": "三月"}, ("warned", "EARLIER_DATE_UNREAD")),
        ({"课时": "约50"}, ("warned", "EARLIER_HOURS_UNREAD")),
    ],
)
def test_rows_are_judged(change: dict[str, str], expected: tuple[str, str]) -> None:
    names = {
        "证书编号": "number", "姓名": "name", "身份证号": "id_number", "培训项目": "course",
        "课时": "hours", "开始日期": "starts_on", "结束日期": "ends_on", "发证日期": "issued_on",
    }  # fmt: skip
    row = {names[key]: value for key, value in {**ROW, **change}.items() if key in names}
    found = judged(2, row, TODAY, set())
    assert (found.outcome, found.codes) == (expected[0], [expected[1]])


def test_a_number_stands_once_and_keeps_its_content(session: Session, now: datetime) -> None:
    other = {**ROW, "证书编号": " 卢培字２０１６第0012号 "}
    assert [row[2] for row in outcome(rehearsed(session, now, ROW, other))] == [
        [], ["EARLIER_NUMBER_TWICE"],
    ]  # fmt: skip
    read_in(session, now, ROW)
    assert outcome(rehearsed(session, now, ROW)) == [("accepted", "matched", [])]
    changed = rehearsed(session, now, {**ROW, "姓名": "李四"})
    assert outcome(changed) == [("rejected", "none", ["EARLIER_DIFFERS"])]
    assert runs.planned_rows(changed)[0]["differences"] == [
        {"field": "name", "before": "欧阳·春花", "after": "李四"}
    ]
    read_in(session, now, {**ROW, "姓名": "王五"}, county="441403")
    assert session.scalar(select(func.count(EarlierCertificate.id))) == 2


def test_numbers_of_the_system_are_no_old_ones(session: Session, now: datetime) -> None:
    cohort = closed_class(session, now, 1)
    issue(session, now, cohort)
    ours = held(session, cohort)[0].number
    assert outcome(rehearsed(session, now, {**ROW, "证书编号": ours})) == [
        ("rejected", "none", ["EARLIER_NUMBER_OURS"])
    ]


def test_an_import_is_taken_back(session: Session, now: datetime) -> None:
    run = read_in(session, now, ROW, {**ROW, "证书编号": "A-2"})
    assert run.counts["written"] == 2
    runs.undo(session, MAKER, now, run)
    assert session.scalars(select(EarlierCertificate)).all() == []


def test_two_imports_of_one_number_beside_each_other(session: Session, now: datetime) -> None:
    first, second = rehearsed(session, now, ROW), rehearsed(session, now, ROW)
    runs.apply_all(session, MAKER, now, first)
    with pytest.raises(DomainError, match="CHANGED_MEANWHILE"):
        runs.apply_all(session, MAKER, now, second)


def test_found_by_number_and_name_only(session: Session, now: datetime) -> None:
    read_in(session, now, ROW)
    read_in(session, now, {**ROW, "姓名": "王五", "培训项目": "种植"}, county="441403")
    found = earlier.by_number(session, "卢培字2016第0012号", "欧阳・春花", TODAY)
    assert found is not None
    assert (found.name, found.course) == ("欧**", "电商初级")
    other = earlier.by_number(session, " 卢培字２０１６第0012号", "王五", TODAY)
    assert other is not None
    assert other.course == "种植"
    assert earlier.by_number(session, "卢培字2016第0012号", "李四", TODAY) is None
    assert number_key(" ａb 1") == "AB1"


def test_the_public_page_claims_no_more_than_the_register(
    web: Session, now: datetime, client: FlaskClient
) -> None:
    read_in(web, now, ROW)
    web.commit()
    asked = {"number": "卢培字2016第0012号", "name": "欧阳春花"}
    assert client.post("/verify", data=asked).status_code == 422
    page = client.post("/verify", data={**asked, "name": "欧阳·春花"})
    assert page.status_code == 200
    assert "系统前" in page.text
    assert "没有电子签名" in page.text
    assert "欧阳·春花" not in page.text
    assert number(1) not in page.text


def test_the_pages_of_an_import(web: Session, now: datetime, sign_in: SignIn) -> None:
    officer = sign_in("officer")
    assert "导入系统前的证书" in officer.get("/certificates/earlier/import").text
    sent = {
        "file": (BytesIO(sheet([ROW, {**ROW, "姓名": ""}])), "旧台账.csv"),
        "place": f"{COUNTY}/",
    }
    answer = officer.post("/certificates/earlier/import", data=sent)
    assert answer.status_code == 302, answer.text
    page = officer.get(answer.location).text
    assert "EARLIER_NAME_MISSING" in page
    officer.post(f"{answer.location}/apply")
    shown = officer.get("/certificates/earlier?number=0012&name=春花&from=2016-01-01").text
    assert "卢培字2016第0012号" in shown
    assert number(1) not in shown
    assert "卢培字" not in officer.get("/certificates/earlier?to=2015-12-31").text
    assert "卢培字" not in sign_in("officer", at="441403").get("/certificates/earlier").text
    assert sign_in("registrar").get("/certificates/earlier/import").status_code == 403


def test_the_register_by_filters_as_excel_and_pdf(
    web: Session, now: datetime, sign_in: SignIn
) -> None:
    cohort = closed_class(web, now, 3)
    issue(web, now, cohort)
    read_in(web, now, ROW)
    web.commit()
    one = held(web, cohort)[1]
    officer = sign_in("officer")
    taken = "purpose=class"
    assert "用途" in officer.get("/certificates/register/xlsx?name=学员1").text
    answer = officer.post("/certificates/register/xlsx?name=学员1", data={"purpose": "class"})
    lines = list(openpyxl.load_workbook(BytesIO(answer.data)).active.values)  # type: ignore[union-attr]  # there is one sheet
    flat = [str(cell) for line in lines for cell in line if cell is not None]
    assert one.number in flat
    assert held(web, cohort)[0].number not in flat
    assert any("姓名：学员1" in cell for cell in flat)
    paper = officer.post("/certificates/register/pdf?state=valid", data={"purpose": "class"})
    text = squeezed("".join(page_texts(paper.data)))
    for row in held(web, cohort):
        assert row.number in text
    assert "其中有效3个" in text
    old = officer.post("/certificates/register/pdf?source=earlier", data={"purpose": "class"})
    assert "系统前" in squeezed("".join(page_texts(old.data)))
    none = officer.post("/certificates/register/pdf?number=PX99", data={"purpose": "class"})
    assert "CERTIFICATES_NONE_FOUND" in none.text, taken
    other = sign_in("officer", at="441403")
    assert (
        "CERTIFICATES_NONE_FOUND"
        in other.post("/certificates/register/xlsx", data={"purpose": "class"}).text
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("name=学员2", 1), ("name=无此人", 0), ("county=411224", 3), ("county=441403", 0),
        ("from=2018-01-01&to=2018-12-31", 3), ("to=2017-12-31", 0), ("course=999999", 0),
        ("centre=999999", 0), ("year=2018", 3), ("state=revoked", 0), ("state=valid", 3),
    ],
)  # fmt: skip
def test_every_filter_of_the_page(
    web: Session, now: datetime, sign_in: SignIn, query: str, found: int
) -> None:
    cohort = closed_class(web, now, 3)
    issue(web, now, cohort, issued_on=date(2018, 9, 28))
    web.commit()
    page = sign_in("officer").get(f"/certificates/?{query}").text
    assert f"共 {found} 条" in page


def one_read_in(web: Session, now: datetime, **other: str) -> EarlierCertificate:
    read_in(web, now, {**ROW, **other})
    return web.scalars(select(EarlierCertificate)).one()


def test_one_is_revoked_and_says_so(web: Session, now: datetime, sign_in: SignIn) -> None:
    one, officer = one_read_in(web, now), sign_in("officer")
    page = f"/certificates/earlier/{one.id}"
    assert "从旧台账导入" in officer.get(page).text
    assert page in officer.get("/certificates/earlier").text
    refused = officer.post(f"{page}/revoke", data={"ground": "fraud", "reason": " "})
    assert refused.status_code == 422
    said = {"ground": "fraud", "reason": "查实为冒名"}
    assert officer.post(f"{page}/revoke", data=said).location == page
    assert officer.post(f"{page}/revoke", data=said).status_code == 422
    web.expire_all()
    assert (one.state, one.ground, one.reason) == ("revoked", "fraud", "查实为冒名")
    logged = web.scalars(
        select(AuditEntry).where(AuditEntry.action == "certificates:earlier_revoked")
    ).one()
    assert (logged.object_id, logged.facts) == (one.uid, {"ground": "fraud"})
    shown = officer.get(page).text
    assert "查实为冒名" in shown
    assert f"{page}/revoke" not in shown
    asked = {"number": one.number, "name": "欧阳·春花"}
    public = officer.application.test_client().post("/verify", data=asked).text
    assert "不作证明" in public
    assert "查实为冒名" in public
    assert "系统前" not in public.split("<h1>")[1].split("证书编号")[0]


@pytest.mark.parametrize("state", ["valid", "expired", "revoked"])
@pytest.mark.parametrize("until", ["", "2020-01-01"])
def test_the_list_knows_revoked_ones(
    web: Session, now: datetime, sign_in: SignIn, state: str, until: str
) -> None:
    one = one_read_in(web, now)
    one.valid_until = date.fromisoformat(until) if until else None
    services.revoke(web, MAKER, now, one, "原件作废")
    web.flush()
    listed = sign_in("officer").get(f"/certificates/earlier?state={state}").text
    assert (one.number in listed) is (state == "revoked")


@pytest.mark.parametrize(
    ("role", "at", "centre", "seen", "acted"),
    [
        ("officer", COUNTY, "first", 200, 302),
        ("registrar", COUNTY, "first", 200, 403),
        ("registrar", COUNTY, "second", 404, 403),
        ("officer", "411202", "first", 404, 404),
    ],
)
def test_who_may_see_and_revoke_one(
    web: Session, now: datetime, sign_in: SignIn, world: World, role: str, at: str, centre: str,
    seen: int, acted: int,
) -> None:  # fmt: skip
    one = one_read_in(web, now)
    one.centre_id = world.centre()
    web.flush()
    client = sign_in(role, at, centre)
    page = f"/certificates/earlier/{one.id}"
    assert client.get(page).status_code == seen
    answer = client.post(f"{page}/revoke", data={"reason": "作废", "ground": "error"})
    assert answer.status_code == acted
    web.expire_all()
    assert (one.state == "revoked") is (acted == 302)


def test_an_import_with_a_revoked_one_is_not_taken_back(session: Session, now: datetime) -> None:
    run = read_in(session, now, ROW)
    one = session.scalars(select(EarlierCertificate)).one()
    services.revoke(session, MAKER, now, one, "原件作废")
    with pytest.raises(DomainError, match="EARLIER_REVOKED_SINCE"):
        runs.undo(session, MAKER, now, run)
    assert outcome(rehearsed(session, now, ROW)) == [("accepted", "matched", [])]
