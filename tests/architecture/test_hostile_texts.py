"""Every text of every sample holds thirty payloads at once; no page runs, fetches or drops one."""

import json
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import JSON, String, Table, cast, func, literal, update
from sqlalchemy.orm import Session

from lms.orm import Base
from tests.architecture.test_every_page import PAGES
from tests.support.house import Case, House, everybody
from tests.support.markup import PAYLOADS, Reader
from tests.support.running import rolled_back
from tests.support.samples import HOSTILE, build
from tests.support.world import World

EVERYTHING = " ".join(PAYLOADS)
ESCAPED = json.dumps(EVERYTHING, ensure_ascii=False)[1:-1]


@pytest.fixture(scope="module")
def hostile(sqlite_app: Flask) -> Iterator[House]:
    """The samples' texts, on the engine that keeps a text longer than its column."""
    world: World = sqlite_app.extensions["test_world"]
    with rolled_back(sqlite_app) as session:
        samples = build(session, world)
        changed = sum(swap(session, table) for table in Base.metadata.sorted_tables)
        assert changed > 50, "the payloads stand almost nowhere"
        session.expire_all()
        yield House(sqlite_app, session, samples, tuple(everybody(sqlite_app, world)))


def swap(session: Session, table: Table) -> int:
    """Put the payloads where the hostile text of the samples stands; how many rows held it."""
    found = 0
    for column in table.columns:
        if not isinstance(column.type, String | JSON):
            continue
        kept = cast(column, String)
        inside_json = kept.startswith("{") | kept.startswith("[")
        for which, text in ((~inside_json, EVERYTHING), (inside_json, ESCAPED)):
            new = func.replace(kept, literal(HOSTILE), literal(text), type_=column.type)
            wanted = update(table).where(kept.contains(HOSTILE), which).values({column: new})
            found += session.execute(wanted).rowcount  # type: ignore[attr-defined]  # of an UPDATE
    return found


@pytest.mark.parametrize("case", PAGES, ids=str)
def test_pages(hostile: House, case: Case) -> None:
    answer = hostile.ask(case, hostile.who_may(case))
    assert answer.status_code < 500
    if answer.mimetype == "text/html":
        assert Reader(answer.text).found == []


def test_the_payloads_are_shown(hostile: House) -> None:
    """Otherwise the tests above would prove nothing."""
    shown = [case for case in PAGES if case.endpoint in ("cohorts.index", "rosters.index")]
    for case in shown:
        read = Reader(hostile.ask(case, hostile.who_may(case)).text)
        assert all(one in read.text for one in PAYLOADS), case
