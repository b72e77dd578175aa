"""Invented people and the sheets they stand in (order codes 996 to 999 are never issued)."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from courses.rosters import api
from courses.rosters.models import Person
from courses.rosters.rules import check_character
from lms.accounts.actor import Actor, system
from lms.clock import today
from lms.runs.models import Run

HEADINGS = {
    "name": "姓名",
    "sex": "性别",
    "id_number": "身份证号码",
    "town": "乡（镇）",
    "village": "行政村",
    "category": "人员类别",
    "household_number": "建档立卡户编号",
    "relation_to_head": "与户主关系",
    "phone": "联系电话",
    "account": "社保卡银行账号",
    "remark": "备注",
}
ACCOUNT = "6217000711380835419"
OTHER_ACCOUNT = "6217000711380835427"


def number(n: int, order: int = 998) -> str:
    """A citizen number that nobody has; another one for every `n` below 13,000."""
    first = f"411224{1960 + n // 336 % 40}{n // 28 % 12 + 1:02d}{n % 28 + 1:02d}{order}"
    return first + check_character(first)


def trainee(n: int, **cells: str) -> dict[str, str]:
    """A row as a centre writes it."""
    return {
        "name": f"赵小{'一二三四五六七八九十'[n % 10]}",
        "id_number": number(n),
        "town": "东明镇",
        "village": "涧北村",
        "category": "建档立卡贫困户",
        "phone": f"1390000{n:04d}",
        "account": ACCOUNT,
        **cells,
    }


def sheet(rows: Sequence[Mapping[str, str]]) -> bytes:
    """A roster of these rows as a csv file."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS.values())
    writer.writerows([row.get(field, "") for field in HEADINGS] for row in rows)
    return out.getvalue().encode()


def plan(
    session: Session, now: datetime, rows: Sequence[Mapping[str, str]], county: str = "411224"
) -> list[dict[str, Any]]:
    """The rows read, judged and compared."""
    reading = api.read_roster(session, sheet(rows), "名册.csv", county=county, today=today(now))
    return api.plan_people(session, county=county, rows=reading.rows)


def write(
    session: Session,
    now: datetime,
    rows: Sequence[Mapping[str, str]],
    *,
    county: str = "411224",
    centre_id: int | None = None,
    run: Run | None = None,
    actor: Actor | None = None,
) -> list[Person]:
    """The rows planned and written; the people in the order of the sheet."""
    ids = api.write_people(
        session, actor or system("test"), now, county=county, centre_id=centre_id,
        rows=plan(session, now, rows, county), run=run,
    )  # fmt: skip
    found = api.people(session, ids.values())
    return [found[key] for key in ids.values()]
