"""Orders for `lms process`: the sample cohort, and others made of invented people."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from certificates.process import job, results
from certificates.process.job import Done
from certificates.process.order import Order, Sent
from lms.accounts.actor import system
from tests.courses.subsidies.classes import number
from tests.support.running import tables_in

DATA = Path(__file__).parents[1] / "data"
LUSHI = DATA / "lushi_2018"
CONFIRMED = "张三: 已核对文件原文"
PROCESS = system("process")
PEOPLE = (1, 2, 3, 4)
START = date(2018, 12, 29)


def sent(path: Path) -> Sent:
    """A file of the samples."""
    return Sent(path.name, path.read_bytes())


def lushi(**other: Any) -> Order:
    """The sample as its README says it is run."""
    plain = Order(
        roster=sent(LUSHI / "roster.xlsx"),
        register=sent(LUSHI / "attendance.xlsx"),
        invoices=sent(LUSHI / "invoices.csv"),
        county="411224",
        venue_county="411202",
        start=date(2018, 9, 10),
        end=date(2018, 9, 22),
        minimum="0.80",
        confirmation=CONFIRMED,
    )
    return replace(plain, **other)


def sheet(rows: Sequence[Sequence[object]], name: str) -> Sent:
    """A csv file of these rows."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return Sent(name, out.getvalue().encode())


def roster(
    people: Sequence[int], county: str, category: str, home: str, name: str = "名册.csv"
) -> Sent:
    """A roster of invented people."""
    head = ["姓名", "身份证号码", "户籍地", "人员类别", "社保卡银行账号"]
    rows = [
        [f"王{'甲乙丙丁戊己庚辛壬癸'[at % 10]}{'子丑寅卯辰巳午未申酉'[at // 10 % 10]}",
         number(at, county), home, category, "6217000711380835419"]
        for at in people
    ]  # fmt: skip
    return sheet([head, *rows], name)


def register(
    people: Sequence[int],
    county: str,
    first: date,
    days: int,
    absent: Mapping[int, int] | None = None,
    name: str = "考勤.csv",
) -> Sent:
    """A register of two half-days a day, everybody present but the last `absent[person]`."""
    halves = [
        f"{(first + timedelta(days=at)):%m月%d日}{half}"
        for at in range(days)
        for half in ("上午", "下午")
    ]
    rows = []
    for at in people:
        gone = (absent or {}).get(at, 0)
        signs = ["√"] * (len(halves) - gone) + ["×"] * gone
        rows.append(["", number(at, county), *signs])
    named = [[f"某{place}", *row[1:]] for place, row in enumerate(rows)]
    return sheet([["姓名", "身份证号码", *halves], *named], name)


def hubin(people: Sequence[int], category: str = "建档立卡贫困户") -> Sent:
    """A roster of people of 湖滨区."""
    return roster(people, "411202", category, "湖滨区湖滨街道市场社区")


def small(**other: Any) -> Order:
    """Four people of 湖滨区 over New Year; one was there for four of twelve half-days."""
    order = Order(
        roster=hubin(PEOPLE),
        register=register(PEOPLE, "411202", START, 6, {4: 8}),
        county="411202",
        venue_county="411202",
        start=START,
        end=date(2019, 1, 3),
        title="湖滨区2018年第12期班",
        minimum="0.80",
        confirmation="李四: 已核对",
    )
    return replace(order, **other)


def run(app: Flask, session: Session, now: datetime, order: Order) -> tuple[Done, dict[str, Any]]:
    """Do it; what came of it and the report."""
    with app.test_request_context():
        done = job.run(session, PROCESS, now, order, lambda _stage: None)
        return done, results.report(session, done)


def rows(session: Session) -> dict[str, int]:
    """How many rows every table has."""
    return {
        table.name: session.scalar(select(func.count()).select_from(table)) or 0
        for table in tables_in(session.connection())
    }
