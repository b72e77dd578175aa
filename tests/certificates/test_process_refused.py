"""What `lms process` refuses, each with its code and nothing left behind; how options are read."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from certificates.process import delivery
from certificates.process.order import (
    Sent,
    check_confirmation,
    read_day,
    read_file,
    read_share,
    unit_in_lines,
)
from courses.cohorts import api as cohorts
from lms.errors import DomainError
from tests.certificates.orders import (
    LUSHI,
    PEOPLE,
    lushi,
    register,
    rows,
    run,
    sent,
    sheet,
    small,
)
from tests.courses.subsidies.classes import MAKER


def expected() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((LUSHI / "expected.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"county": "999999"}, "COUNTY_UNKNOWN"),
        ({"county": "4112"}, "COUNTY_UNKNOWN"),
        ({"venue_county": "000000"}, "COUNTY_UNKNOWN"),
        ({"start": date(2018, 9, 23)}, "COHORT_DATES_ORDER"),
        ({"start": date(2018, 9, 11)}, "REGISTER_DATE_OUTSIDE_COHORT"),
        ({"course": "没有的项目"}, "COURSE_UNKNOWN"),
        ({"roster": Sent("r.xlsx", b"")}, "SHEET_EMPTY"),
        ({"roster": Sent("r.xlsx", b"\x89PNG\r\n\x1a\n\0")}, "SHEET_NOT_A_SPREADSHEET"),
        ({"roster": sheet([["甲", "乙"], ["1", "2"]], "x.csv")}, "SHEET_COLUMNS_MISSING"),
        ({"register": sent(LUSHI / "roster.xlsx")}, "REGISTER_WITHOUT_DATES"),
        ({"register": register((7, 8), "411202", date(2018, 9, 10), 2)}, "REGISTER_NOBODY_KNOWN"),
        ({"invoices": sheet([["x"], ["1"]], "x.csv")}, "SHEET_COLUMNS_MISSING"),
        ({"confirmation": "没有冒号"}, "CONFIRMATION_INCOMPLETE"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused_whole(
    app: Flask, session: Session, now: datetime, other: dict[str, Any], code: str
) -> None:
    before = rows(session)
    savepoint = session.begin_nested()
    with pytest.raises(DomainError) as fault:
        run(app, session, now, lushi(**other))
    savepoint.rollback()
    assert fault.value.code == code
    assert rows(session) == before


def test_a_class_that_is_not_over_is_refused(app: Flask, session: Session, now: datetime) -> None:
    first = date(2026, 11, 19)
    order = small(
        register=register(PEOPLE, "411202", first, 4), start=first, end=date(2026, 11, 22)
    )
    with pytest.raises(DomainError, match="COHORT_SESSIONS_AHEAD"):
        run(app, session, now, order)


def test_a_cancelled_cohort_takes_nothing_in(app: Flask, session: Session, now: datetime) -> None:
    done, _ = run(app, session, now, small(register=None))
    cohorts.cancel(session, MAKER, now, done.cohort, "停办")
    with pytest.raises(DomainError, match=r"SHEET_LOCKED|COHORT_FROZEN"):
        run(app, session, now, small())


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("培训单位（盖章）：卢氏县电商培训中心    培训时间：2018年", "卢氏县电商培训中心"),
        ("承办单位: 县职中", "县职中"),
        ("培训机构（章）：某校，总课时：80", "某校"),
        ("单位：", ""),
        ("总课时：80", ""),
    ],
)
def test_the_training_unit_in_the_head(line: str, name: str) -> None:
    assert unit_in_lines(["标题", line]) == name


@pytest.mark.parametrize(
    ("text", "stored"),
    [("0.80", "0.80"), ("80%", "0.8"), ("4/5", "0.8"), (None, None), (" ", None)],
)
def test_a_minimum_in_any_spelling(text: str | None, stored: str | None) -> None:
    assert read_share(text) == stored


@pytest.mark.parametrize("text", ["0", "1.2", "-1", "x", "2/3", "1e-9"])
def test_no_minimum(text: str) -> None:
    with pytest.raises(DomainError, match="COHORT_MINIMUM_INVALID"):
        read_share(text)


def test_files_days_and_folders_are_looked_at_first(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for act, code in (
        (lambda: read_file(tmp_path / "missing.xlsx"), "FILE_UNREADABLE"),
        (lambda: read_file(tmp_path), "FILE_UNREADABLE"),
        (lambda: read_day("2018-13-01"), "DAY_UNREADABLE"),
        (lambda: check_confirmation("张三"), "CONFIRMATION_INCOMPLETE"),
        (lambda: delivery.check(file), "OUT_NOT_A_FOLDER"),
        (lambda: delivery.check(file / "out"), "OUT_NOT_WRITABLE"),
    ):
        with pytest.raises(DomainError, match=code):
            act()
    assert read_file(None) is None


def test_a_file_of_half_a_gigabyte_is_not_even_opened(tmp_path: Path) -> None:
    big = tmp_path / "big.xlsx"
    with big.open("wb") as file:
        file.truncate(500 * 1024 * 1024)
    with pytest.raises(DomainError, match="SHEET_TOO_LARGE"):
        read_file(big)
