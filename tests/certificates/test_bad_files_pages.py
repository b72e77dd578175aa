"""Files nobody can use, at every place that takes one: one sentence, a code, nothing written."""

import io
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from tests.certificates.orders import rows as row_counts
from tests.conftest import SignIn
from tests.courses.subsidies.classes import enrol, open_class, people
from tests.courses.subsidies.test_pages import words
from tests.lms.sheets.files import encrypted_office_file, raw_xlsx, xls, zipped
from tests.support.world import World

PLACES = {
    "people": "/people/import",
    "roster": "/cohorts/{cohort}/roster",
    "register": "/attendance/cohorts/{cohort}/register",
    "tickets": "/subsidies/cohorts/{cohort}/tickets",
}


def bomb() -> bytes:
    """31 MB on the way in, hundreds unpacked."""
    return zipped({"xl/workbook.xml": b"<x>" + b" " * (31 << 20)})


def wide() -> bytes:
    head = "".join(f'<c t="inlineStr"><is><t>h{at}</t></is></c>' for at in range(10_000))
    return raw_xlsx(f'<row r="1">{head}</row>')


BAD: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "picture": ("a.xlsx", lambda: b"\x89PNG\r\n\x1a\n\0\0\0", "不是电子表格"),
    "empty": ("a.csv", lambda: b"", "没有任何内容"),
    "encrypted xlsx": ("a.xlsx", encrypted_office_file, "设有打开密码"),
    "encrypted xls": ("a.xls", lambda: xls([["姓名"]], protected=True), "设有打开密码"),
    "10,000 columns": ("a.xlsx", wide, "列太多"),
    "bomb": ("a.xlsx", bomb, "“a.xlsx”"),
    "wrong columns": ("a.csv", lambda: "货号,单价\n1,2\n".encode(), "“a.csv”"),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("bad", BAD)
def test_a_bad_file_is_one_sentence_and_leaves_nothing(
    web: Session, now: datetime, world: World, sign_in: SignIn, place: str, bad: str
) -> None:
    cohort = open_class(web, now, days=3, centre_id=world.centre())
    enrol(web, now, cohort, people(web, now, 2))
    web.commit()
    name, make, said = BAD[bad]
    client = sign_in("officer")
    before = row_counts(web)
    data = {"file": (io.BytesIO(make()), name), "place": f"411224/{world.centre()}"}
    answer = client.post(PLACES[place].format(cohort=cohort.id), data=data)
    text = words(answer)
    assert answer.status_code == 422, text
    assert said in text, text
    assert "Traceback" not in text
    web.expire_all()
    assert row_counts(web) == before
