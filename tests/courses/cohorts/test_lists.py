"""Lists of cohorts: constant queries with 10,000 trainees, filters, today, papers."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, insert
from sqlalchemy.orm import Session

from courses.cohorts import api
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.rules import EnrolmentState
from courses.rosters.models import Person
from lms.db import db
from lms.orm import new_uid
from tests.conftest import SignIn
from tests.courses.cohorts.conftest import fill, open_cohort
from tests.support.world import World

ROSTER = Path(__file__).parents[2] / "data/lushi_2018/roster.xlsx"
TITLE = "卢氏县2018年第3期农村电商实操培训班"

pytestmark = pytest.mark.usefixtures("noon")


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent meanwhile."""
    found: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        found.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def put_in(web: Session, opened: Cohort, people: int, now: datetime, start: int) -> None:
    """Very many invented people in a cohort, written in bulk."""
    ids = range(start, start + people)
    web.execute(
        insert(Person),
        [
            {
                "id": key, "uid": new_uid(), "county": opened.county, "name": f"学员{key}",
                "name_key": f"xy{key}", "document_type": "citizen", "id_number": b"-",
                "id_number_index": key.to_bytes(32, "big"), "category": "villager",
                "category_text": "", "home_text": "", "remark": "", "created_at": now,
                "changed_at": now, "version": 1,
            }
            for key in ids
        ],
    )  # fmt: skip
    web.execute(
        insert(Enrolment),
        [
            {
                "uid": new_uid(), "cohort_id": opened.id, "person_id": key, "seat": seat,
                "from_date": opened.start, "state": EnrolmentState.ENROLLED, "reason": "",
                "category": "villager", "category_text": "", "intention": "", "created_at": now,
            }
            for seat, key in enumerate(ids, start=1)
        ],
    )  # fmt: skip


def statements(client: FlaskClient, url: str) -> int:
    """How many statements a page takes; all pages of the shell included."""
    with counted() as found:
        assert client.get(url).status_code == 200
    return len([one for one in found if one.startswith("SELECT")])


def test_the_number_of_queries_does_not_grow(
    web: Session, world: World, opened: Cohort, now: datetime, sign_in: SignIn
) -> None:
    fill(web, world, opened, now)
    client = sign_in("officer")
    urls = ("/cohorts/", f"/cohorts/{opened.id}", "/")
    for url in urls:
        client.get(url)
    few = [statements(client, url) for url in urls]
    for number in range(20):
        more = open_cohort(web, world, world.actor("officer"), now, title=f"第{number + 10}期班")
        put_in(web, more, 500, now, 100_000 + 1000 * number)
    put_in(web, opened, 200, now, 500_000)
    web.commit()
    assert [statements(client, url) for url in urls] == few
    assert "第29期班" in client.get("/cohorts/?q=第29期").text


def test_the_first_page_of_a_new_county_leads_to_its_first_cohort(
    web: Session, world: World, now: datetime, sign_in: SignIn
) -> None:
    web.commit()
    for role, told in (("registrar", True), ("officer", True), ("lecturer", False)):
        first = sign_in(role).get("/").text.split("<main")[1]
        assert ("还没有班次" in first and "/cohorts/new" in first) is told, role
    open_cohort(web, world, world.actor("officer"), now)
    web.commit()
    assert "还没有班次" not in sign_in("registrar").get("/").text


def test_filters_and_today(
    web: Session, world: World, opened: Cohort, now: datetime, sign_in: SignIn
) -> None:
    web.commit()
    client = sign_in("officer")
    assert "1 个班次临近开班" in re.sub(r"</?strong>", "", client.get("/").text)
    assert opened.title in client.get("/").text
    for query, seen in (
        ("state=open", True), ("state=closed", False), ("year=2026", True), ("year=2025", False),
        ("waiting=unprepared", True), ("waiting=unclosed", False), ("q=第3期", True), ("q=%25", False),
        (f"centre={world.centre()}", True), (f"centre={world.centre(centre='second')}", False),
        ("state=nonsense&centre=x&year=12345678901", True), ("sort=-title", True),
    ):  # fmt: skip
        table = client.get(f"/cohorts/?{query}").text.split("<main")[1]
        assert (f"/cohorts/{opened.id}" in table) is seen, query
    fill(web, world, opened, now)
    assert "等待开班" in client.get("/").text
    api.start(web, world.actor("officer"), datetime(2026, 11, 12, 2, tzinfo=UTC), opened)
    opened.end = date(2026, 11, 11)
    web.commit()
    assert "等待结班" in client.get("/").text


@pytest.mark.parametrize("name", ["application", "roster_pdf", "roster_xlsx", "sign_in"])
def test_papers_leave_with_a_purpose(
    web: Session, world: World, opened: Cohort, now: datetime, sign_in: SignIn, name: str
) -> None:
    fill(web, world, opened, now)
    url = f"/exports/cohorts.{name}/{opened.id}"
    client = sign_in("registrar")
    assert url in client.get(f"/cohorts/{opened.id}").text
    answer = client.post(url, data={"purpose": "filing"})
    assert answer.status_code == 200
    assert answer.data[:4] in (b"%PDF", b"PK\x03\x04")
    assert sign_in("lecturer").post(url, data={"purpose": "filing"}).status_code == 404
    assert (
        sign_in("registrar", centre="second").post(url, data={"purpose": "filing"}).status_code
        == 404
    )
