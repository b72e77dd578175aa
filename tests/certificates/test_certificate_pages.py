"""Pages of certificates, for those who issue them and for the public."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from certificates import contributing, queries, services
from certificates.models import Certificate
from certificates.rules import format_number
from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort
from courses.rosters import api as rosters
from lms.app import create_app, ensure_key_file
from lms.db import db
from lms.orm import Base
from tests.certificates.graduates import closed_class, held, issue
from tests.conftest import SignIn
from tests.courses.subsidies.classes import MAKER, number
from tests.lms.documents.pdf_reading import page_texts, squeezed
from tests.support.running import config_in


@pytest.fixture
def cohort(web: Session, now: datetime) -> Cohort:
    """A closed class: three have completed, one has not."""
    return closed_class(web, now, present=3, absent=1)


@pytest.fixture
def certificate(web: Session, now: datetime, cohort: Cohort) -> Certificate:
    """The first certificate of that class."""
    issue(web, now, cohort, issuer="卢氏县人社局")
    return held(web, cohort)[0]


def test_from_the_first_page_to_the_last_number(
    web: Session, cohort: Cohort, sign_in: SignIn
) -> None:
    officer = sign_in("officer")
    assert f"/certificates/cohorts/{cohort.id}" in officer.get("/").text
    assert f"/certificates/cohorts/{cohort.id}" in officer.get(f"/cohorts/{cohort.id}").text
    page = officer.get(f"/certificates/cohorts/{cohort.id}").text
    assert "实到 1 / 应到 10 个半天，低于最低出勤率 80%" in page
    form = f"/certificates/cohorts/{cohort.id}/issue"
    assert officer.get(form).status_code == 200
    faulty = officer.post(form, data={"issuer": "", "issued_on": "2026-11-20"})
    assert faulty.status_code == 422
    assert "请填写发证机构全称" in faulty.text
    early = officer.post(form, data={"issuer": "人社局", "issued_on": "2018-09-01"})
    assert early.status_code == 422
    assert "早于培训结束日期" in early.text
    sent = officer.post(form, data={"issuer": "人社局", "issued_on": "2018-09-28"})
    run = sent.location
    rehearsal = officer.get(run).text
    assert "PX41122420180030016" in rehearsal
    assert "学员3" in rehearsal
    assert held(web, cohort) == []
    assert officer.post(f"{run}/apply").status_code == 302
    assert "已签发" in officer.get(run).text
    assert len(held(web, cohort)) == 3
    again = officer.post(f"{run}/apply")
    assert (again.status_code, len(held(web, cohort))) == (422, 3)
    assert "等待签发证书" not in officer.get("/").text
    officer.post(f"{run}/undo")
    assert "再次签发时从下一个编号开始" in officer.get(run).text


def test_nobody_to_certify_is_said_on_the_form(
    cohort: Cohort, certificate: Certificate, sign_in: SignIn
) -> None:
    answer = sign_in("officer").post(
        f"/certificates/cohorts/{cohort.id}/issue",
        data={"issuer": "人社局", "issued_on": "2026-11-20"},
    )
    assert answer.status_code == 422
    assert "没有可以签发的学员" in answer.text


def test_the_register_and_one_certificate(certificate: Certificate, sign_in: SignIn) -> None:
    auditor = sign_in("auditor")
    register = auditor.get("/certificates/?state=valid&year=2018&number=PX411224").text
    assert certificate.number in register
    assert number(0) not in register
    page = auditor.get(f"/certificates/{certificate.id}").text
    assert certificate.number in page
    assert "卢氏县人社局" in page
    assert f"/v/{certificate.token}" in page
    assert number(0) not in page
    assert "撤销证书" not in page
    english = sign_in("auditor", language="en").get(f"/certificates/{certificate.id}").text
    assert "What it says" in english


def test_revoking_and_replacing_by_hand(
    web: Session, now: datetime, certificate: Certificate, cohort: Cohort, sign_in: SignIn
) -> None:
    officer = sign_in("officer")
    url = f"/certificates/{certificate.id}"
    person = cohorts.enrolments_of(web, cohort.id)[0].person
    rosters.correct(web, MAKER, now, person, "name", "李䶮", "公安证明")
    web.commit()
    assert "与档案不符" in officer.get("/certificates/?differs=1").text
    assert "1</strong> 张证书与档案不符" in officer.get("/").text.replace("\n", "")
    form = officer.get(f"{url}/replace").text
    assert "学员0" in form
    assert "李䶮" in form
    data = {"reason": "", "issued_on": "2026-11-20"}
    assert officer.post(f"{url}/replace", data=data).status_code == 422
    unproven = officer.post(f"{url}/replace", data=data | {"reason": "姓名更正"})
    assert "要写明核实依据" in unproven.text
    proof = {"reason": "姓名更正", "evidence": "居民身份证"}
    done = officer.post(f"{url}/replace", data=data | proof)
    assert done.status_code == 302
    new = officer.get(done.location).text
    assert "李䶮" in new
    assert certificate.number in new
    assert "已换发" in officer.get(url).text
    assert officer.post(f"{url}/revoke", data={"reason": "晚了"}).status_code == 422
    second = held(web, cohort)[1]
    refused = officer.post(f"/certificates/{second.id}/revoke", data={"reason": " "})
    assert "CERTIFICATE_REASON_MISSING" in refused.text
    officer.post(f"/certificates/{second.id}/revoke", data={"reason": "代签"})
    again = officer.get(f"/certificates/{second.id}").text
    assert "已撤销" in again
    assert "重新签发" in again


@pytest.mark.parametrize(
    ("role", "at", "seeing", "issuing"),
    [
        ("officer", "411224", 200, 200),
        ("reviewer", "411224", 200, 403),
        ("observer", "411224", 200, 403),
        ("registrar", "411224", 404, 403),
        ("lecturer", "411224", 403, 403),
        ("officer", "411202", 404, 404),
        ("officer", "441403", 404, 404),
    ],
)
def test_who_sees_a_certificate_and_who_issues(
    certificate: Certificate,
    cohort: Cohort,
    sign_in: SignIn,
    role: str,
    at: str,
    seeing: int,
    issuing: int,
) -> None:
    client = sign_in(role, at)
    assert client.get(f"/certificates/{certificate.id}").status_code == seeing
    assert client.get(f"/certificates/cohorts/{cohort.id}").status_code == seeing
    assert client.get(f"/certificates/cohorts/{cohort.id}/issue").status_code == issuing
    assert client.get(f"/certificates/{certificate.id}/replace").status_code == issuing
    revoking = client.post(f"/certificates/{certificate.id}/revoke", data={"reason": ""})
    assert revoking.status_code == (422 if issuing == 200 else issuing)


def test_papers_leave_with_a_purpose(
    web: Session, now: datetime, cohort: Cohort, certificate: Certificate, sign_in: SignIn
) -> None:
    officer = sign_in("officer")
    services.revoke(web, MAKER, now, held(web, cohort)[2], "代签")
    web.commit()
    answer = officer.post(f"/exports/certificates.class_pdf/{cohort.id}", data={"purpose": "class"})
    texts = [squeezed(text) for text in page_texts(answer.data)]
    assert len(texts) == 2
    assert certificate.number in texts[0]
    assert number(0) in texts[0]
    assert "样张" in texts[0]
    one = officer.post(
        f"/exports/certificates.single_pdf/{certificate.id}", data={"purpose": "class"}
    )
    assert one.headers["Content-Type"] == "application/pdf"
    sheet = officer.post(f"/exports/certificates.register/{cohort.id}", data={"purpose": "archive"})
    rows = list(openpyxl.load_workbook(BytesIO(sheet.data)).active.values)
    text = str(rows)
    assert certificate.number in text
    assert "已撤销" in text
    assert number(0) not in text
    revoked = held(web, cohort)[2]
    refused = officer.post(
        f"/exports/certificates.single_pdf/{revoked.id}", data={"purpose": "class"}
    )
    assert "CERTIFICATE_VOID" in refused.text


def test_panels_of_a_person_and_of_a_change(
    web: Session, now: datetime, cohort: Cohort, certificate: Certificate, sign_in: SignIn
) -> None:
    officer = sign_in("officer")
    person = cohorts.enrolments_of(web, cohort.id)[0].person_id
    assert certificate.number in officer.get(f"/people/{person}").text
    services.revoke(web, MAKER, now, held(web, cohort)[2], "代签")
    web.commit()
    shown = officer.post(f"/cohorts/{cohort.id}/reopen", data={"reason": "更正"})
    assert "达到结业条件的人数" in shown.text
    cohorts.reopen(web, MAKER, now, cohort, "更正")
    web.commit()
    before = contributing.on_effects(web, MAKER, cohort)
    assert before == {"completed": 3, "differing": 0}
    cohorts.change_cohort(web, MAKER, now, cohort, hours=120)
    assert contributing.on_effects(web, MAKER, cohort) == {"completed": 3, "differing": 2}


def test_the_public_sees_whether_it_holds_and_no_more(
    web: Session, now: datetime, certificate: Certificate, client: FlaskClient
) -> None:
    answer = client.get(f"/verify/{certificate.token}")
    assert answer.status_code == 200
    assert "证书有效" in answer.text
    assert "学**" in answer.text
    assert "卢氏县人社局" in answer.text
    assert "学员0" not in answer.text
    assert number(0) not in answer.text
    assert number(0)[-3:] not in answer.text.replace(certificate.token, "")  # random characters
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    client.set_cookie("language", "en")
    assert "The certificate is valid" in client.get(f"/verify/{certificate.token}").text


def test_void_ones_say_so_with_day_and_reason(
    web: Session, now: datetime, cohort: Cohort, certificate: Certificate, client: FlaskClient
) -> None:
    second = held(web, cohort)[1]
    services.revoke(web, MAKER, now + timedelta(days=2), certificate, "代为签到")
    services.replace(web, MAKER, now, second, "证书遗失")
    web.commit()
    revoked = client.get(f"/verify/{certificate.token}").text
    assert "2026年11月22日 撤销，不作证明" in revoked
    assert "代为签到" in revoked
    replaced = client.get(f"/verify/{second.token}").text
    assert "换发，本编号作废" in replaced
    assert "证书遗失" in replaced
    assert held(web, cohort)[-1].number not in replaced


def test_an_expired_one_is_expired(
    web: Session, certificate: Certificate, client: FlaskClient
) -> None:
    certificate.valid_until = date(2020, 1, 1)
    web.commit()
    assert "已过期" in client.get(f"/verify/{certificate.token}").text


def test_an_altered_record_is_not_vouched_for(
    web: Session, certificate: Certificate, client: FlaskClient
) -> None:
    certificate.digest = "0" * 64
    web.commit()
    page = client.get(f"/verify/{certificate.token}").text
    assert "CERTIFICATE_ALTERED" in page
    assert "证书有效" not in page


@pytest.mark.parametrize("token", ["x", "A" * 43, "../etc", "PX41122420180030016", "%00"])
def test_any_other_code_is_the_same_page(client: FlaskClient, token: str) -> None:
    answer = client.get(f"/verify/{token}")
    assert answer.status_code == 404


def test_by_number_and_name_together(certificate: Certificate, client: FlaskClient) -> None:
    assert client.get("/verify").status_code == 200
    typed = f" px-{certificate.number[2:8]} {certificate.number[8:].replace('0', 'O')} "
    good = client.post("/verify", data={"number": typed, "name": "学员 0"})
    assert good.status_code == 200
    assert "证书有效" in good.text
    wrong_name = client.post("/verify", data={"number": certificate.number, "name": "学员1"})
    wrong_number = client.post("/verify", data={"number": other(certificate), "name": "学员0"})
    assert wrong_name.status_code == wrong_number.status_code == 404
    assert "没有编号和姓名都相符的证书" in wrong_name.text
    assert "没有编号和姓名都相符的证书" in wrong_number.text
    slip = certificate.number[:-1] + str((int(certificate.number[-1]) + 1) % 10)
    mistyped = client.post("/verify", data={"number": slip, "name": "学员0"})
    assert mistyped.status_code == 422
    assert "可能抄错了一位" in mistyped.text
    assert client.post("/verify", data={"number": "", "name": ""}).status_code == 422


def other(certificate: Certificate) -> str:
    """A number of good form that nobody has."""
    found = queries.snapshot_of(certificate).number
    return format_number(found[2:8], 2018, 3, 900)


def test_asking_is_limited(tmp_path: Path, client: FlaskClient) -> None:
    ensure_key_file(config_in(tmp_path))
    app = create_app(replace(config_in(tmp_path), testing=False))
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        Base.metadata.create_all(db.engine)
    public = app.test_client()
    typed = {"number": "PX1", "name": "某某"}
    statuses = [public.post("/verify", data=typed).status_code for _ in range(12)]
    assert statuses == [422] * 10 + [429] * 2
    codes = [public.get(f"/verify/{at}").status_code for at in range(70)]
    assert codes == [404] * 60 + [429] * 10
    tests = [client.get(f"/verify/{at}").status_code for at in range(70)]
    assert tests == [404] * 70  # an application of the tests in the same process is not limited


def test_a_list_costs_the_same_for_many(
    web: Session, now: datetime, cohort: Cohort, certificate: Certificate, sign_in: SignIn
) -> None:
    officer = sign_in("officer")
    seen: list[str] = []
    connection = web.connection()
    event.listen(connection, "before_cursor_execute", lambda *args: seen.append(args[2]))

    def cost(url: str) -> int:
        seen.clear()
        assert officer.get(url).status_code == 200
        return len(seen)

    urls = ("/certificates/", f"/certificates/cohorts/{cohort.id}")
    few = [cost(url) for url in urls]
    other_class = closed_class(web, now, present=25, first=40, title="二班")
    issue(web, now, other_class)
    web.commit()
    urls = ("/certificates/", f"/certificates/cohorts/{other_class.id}")
    assert [cost(url) for url in urls] == few


@pytest.mark.parametrize(
    ("address", "entry"),
    [
        ("/certificates/", "/certificates/"),
        ("/certificates/earlier", "/certificates/"),
        ("/certificates/designs/", "/certificates/designs/"),
        ("/certificates/designs/new", "/certificates/designs/"),
        ("/certificates/designs/shipped/card", "/certificates/designs/"),
        ("/certificates/emblems/new", "/certificates/designs/"),
        ("/certificates/stock", "/certificates/stock"),
    ],
)
def test_the_navigation_says_where_one_is(sign_in: SignIn, address: str, entry: str) -> None:
    page = sign_in("officer").get(address).text
    (part,) = re.findall(r'<nav class="sub-nav".*?</nav>', page, re.DOTALL)
    assert re.findall(r'href="([^"]+)"[^>]*aria-current="page"', part) == [entry]
