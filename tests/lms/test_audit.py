"""The audit log: one unbroken chain a county, and what is done to it shows."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta, timezone
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from lms.accounts.actor import system
from lms.audit import queries, services
from lms.audit.models import AuditChain, AuditEntry
from lms.audit.rules import GENESIS, Break, Entry, first_break
from lms.db import db, unit_of_work
from tests.support import probe
from tests.support.processes import together
from tests.support.running import NOW
from tests.support.world import World

COUNTY = "990001"


def note(session: Session, number: int, county: str = COUNTY, **facts: object) -> None:
    services.record(
        session,
        system("test"),
        NOW + timedelta(seconds=number),
        "runs:applied",
        county=county,
        object_type="run",
        object_id=number,
        **facts,
    )


@pytest.fixture
def chain(session: Session) -> list[AuditEntry]:
    """Five entries."""
    for number in range(1, 6):
        note(session, number, count=number)
    session.commit()
    rows = select(AuditEntry).where(AuditEntry.county == COUNTY).order_by(AuditEntry.sequence)
    return list(session.scalars(rows))


def change(session: Session, entry: AuditEntry, **values: object) -> None:
    """As somebody would who has the database and not the program."""
    session.execute(update(AuditEntry).where(AuditEntry.id == entry.id).values(**values))
    session.expire_all()


def test_an_untouched_chain_holds(session: Session, chain: list[AuditEntry]) -> None:
    assert queries.verify(session, COUNTY) is None
    assert [entry.sequence for entry in chain] == [1, 2, 3, 4, 5]
    assert chain[0].previous == GENESIS
    assert [entry.previous for entry in chain[1:]] == [entry.hash for entry in chain[:-1]]


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_deleted_row_is_named(session: Session, chain: list[AuditEntry], number: int) -> None:
    session.execute(delete(AuditEntry).where(AuditEntry.id == chain[number - 1].id))
    assert queries.verify(session, COUNTY) == Break(number, "gap")


def test_a_cut_tail_is_named(session: Session, chain: list[AuditEntry]) -> None:
    session.execute(delete(AuditEntry).where(AuditEntry.id.in_([chain[3].id, chain[4].id])))
    assert queries.verify(session, COUNTY) == Break(4, "cut")


def test_everything_gone_is_named(session: Session, chain: list[AuditEntry]) -> None:
    session.execute(delete(AuditEntry).where(AuditEntry.county == COUNTY))
    assert queries.verify(session, COUNTY) == Break(1, "cut")


@pytest.mark.parametrize(
    "values",
    [
        {"facts": {"count": 300}},
        {"actor": "account:1"},
        {"action": "runs:undone"},
        {"object_id": "4"},
        {"object_type": "person"},
        {"at": NOW},
    ],
)
def test_an_altered_row_is_named(
    session: Session, chain: list[AuditEntry], values: dict[str, object]
) -> None:
    change(session, chain[2], **values)
    assert queries.verify(session, COUNTY) == Break(3, "altered")


def test_an_altered_row_with_its_hash_made_anew_breaks_the_next_link(
    session: Session, chain: list[AuditEntry]
) -> None:
    third = chain[2]
    forged = Entry(
        COUNTY, 3, third.at, third.actor, third.action, third.object_type, third.object_id,
        {"count": 300}, third.previous,
    )  # fmt: skip
    change(session, third, facts={"count": 300}, hash=forged.digest())
    assert queries.verify(session, COUNTY) == Break(4, "link")


def test_reordered_rows_are_named(session: Session, chain: list[AuditEntry]) -> None:
    second, fourth = chain[1], chain[3]
    change(session, second, sequence=99)
    change(session, fourth, sequence=2)
    change(session, second, sequence=4)
    assert queries.verify(session, COUNTY) == Break(2, "link")


def test_counties_have_chains_of_their_own(session: Session, chain: list[AuditEntry]) -> None:
    note(session, 1, county="990002")
    session.commit()
    change(session, chain[0], facts={})
    assert queries.verify(session, COUNTY) == Break(1, "altered")
    assert queries.verify(session, "990002") is None
    assert queries.verify(session, "990003") is None


@pytest.mark.parametrize(
    "facts",
    [
        {"by_number": {10: "a", 9: "b", 2: "c"}},
        {"pair": (1, 2), "share": 0.1, "none": None, "flag": True},
        {"word": "卢氏 \u2028 \ud83d\ude00", "nested": {"b": [1, {"a": 2}], "a": 1}},
    ],
)
def test_facts_are_hashed_as_they_are_read_again(
    session: Session, facts: dict[str, object]
) -> None:
    note(session, 1, **facts)
    session.commit()
    assert session.get_one(AuditChain, COUNTY).length == 1
    assert queries.verify(session, COUNTY) is None


def test_moments_of_any_zone_are_hashed_alike(session: Session) -> None:
    there = NOW.astimezone(timezone(timedelta(hours=8)))
    services.record(
        session, system("test"), there, "runs:applied", county=COUNTY, object_type="x", object_id=1
    )
    session.commit()
    assert session.get_one(AuditChain, COUNTY).length == 1
    assert queries.verify(session, COUNTY) is None


def test_writers_at_once_make_one_chain(apart: Flask) -> None:
    def write() -> None:
        for number in range(20):
            with apart.app_context(), unit_of_work() as session:
                note(session, number)

    together(apart, [write] * 3)
    with apart.app_context():
        assert queries.verify(db.session(), COUNTY) is None
        assert db.session().scalar(select(func.count(AuditEntry.id))) == 60
        assert db.session().get_one(AuditChain, COUNTY).length == 60


def test_an_entry_of_a_refused_act_is_not_kept(apart: Flask) -> None:
    with apart.app_context():
        with pytest.raises(ZeroDivisionError), unit_of_work() as session:  # noqa: PT012  # the fault is inside
            note(session, 1)
            1 / 0  # noqa: B018  # some fault
        with unit_of_work() as session:
            note(session, 2)
        assert queries.verify(db.session(), COUNTY) is None
        assert db.session().scalar(select(AuditEntry.sequence)) == 1


@pytest.mark.postgres
def test_what_is_recorded_holds_no_other_writer_up(apart_postgresql: Flask) -> None:
    """One records and then needs a row that another holds, who records in turn: both are done."""
    gate = Barrier(2, timeout=600)

    def work(*steps: Callable[[Session], object]) -> None:
        with apart_postgresql.app_context(), unit_of_work() as session:
            steps[0](session)
            gate.wait()
            steps[1](session)

    def write(session: Session) -> None:
        note(session, 1)

    def hold(session: Session) -> None:
        session.get_one(probe.Number, 1, with_for_update=True)

    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(work, write, hold), pool.submit(work, hold, write)]
        for one in done:
            one.result()
    with apart_postgresql.app_context():
        assert queries.verify(db.session(), COUNTY) is None
        assert db.session().get_one(AuditChain, COUNTY).length == 2


def test_an_entry_goes_with_its_savepoint(session: Session) -> None:
    note(session, 1)
    for number, kept in ((2, False), (3, True)):
        outer = session.begin_nested()
        note(session, number)
        with session.begin_nested():
            note(session, number * 10)
        if kept:
            outer.commit()
        else:
            outer.rollback()
    note(session, 4)
    session.commit()
    assert queries.verify(session, COUNTY) is None
    rows = (
        select(AuditEntry.object_id)
        .where(AuditEntry.county == COUNTY)
        .order_by(AuditEntry.sequence)
    )
    assert session.scalars(rows).all() == ["1", "3", "30", "4"]


def test_pages_of_the_log_are_within_scope(session: Session, world: World) -> None:
    for county in ("411224", "411202", "441403"):
        note(session, 1, county=county)
    session.commit()
    for role, expected in (("auditor", {"411224"}), ("observer", {"411224", "411202"})):
        rows, total = queries.entries(session, world.actor(role), size=1000)
        assert {row.county for row in rows} == expected
        assert total == len(rows)
    rows, _ = queries.entries(session, world.actor("lecturer"), size=1000)
    assert list(rows) == []


def test_days_of_the_log_are_days_in_china(session: Session, world: World) -> None:
    for hours in (-1, 0, 23, 24):  # around 20 November in China, which begins at 16:00 UTC
        at = datetime(2030, 11, 19, 16, tzinfo=NOW.tzinfo) + timedelta(hours=hours)
        services.record(
            session,
            system("t"),
            at,
            "runs:applied",
            county="411224",
            object_type="x",
            object_id=hours,
        )
    session.commit()
    day = date(2030, 11, 20)
    rows, total = queries.entries(session, world.actor("auditor"), day_from=day, day_to=day)
    assert [row.object_id for row in rows] == ["23", "0"]
    assert total == 2


def test_the_page_says_which_row_is_broken(
    sign_in: Callable[..., FlaskClient], web: Session
) -> None:
    note(web, 1, county="411224")
    web.commit()
    client = sign_in("auditor")
    client.post("/audit/verify")
    assert "全部审计链完整" in client.get("/audit").text
    last = web.scalars(
        select(AuditEntry).where(AuditEntry.county == "411224").order_by(AuditEntry.id.desc())
    ).first()
    assert last is not None
    change(web, last, action="runs:undone")
    web.commit()
    client.post("/audit/verify")
    page = client.get("/audit").text
    assert f"审计链 411224 在第 {last.sequence} 条处断开" in page


@given(st.lists(st.integers(0, 9), min_size=1, max_size=8), st.data())
def test_no_row_can_go_or_move_unseen(numbers: list[int], data: st.DataObject) -> None:
    rows: list[tuple[Entry, str]] = []
    previous = GENESIS
    for sequence, number in enumerate(numbers, 1):
        entry = Entry(COUNTY, sequence, NOW, "a", "b:c", "d", str(number), {}, previous)
        previous = entry.digest()
        rows.append((entry, previous))
    whole = {"length": len(rows), "head": previous}
    assert first_break(rows, **whole) is None
    gone = data.draw(st.integers(0, len(rows) - 1))
    assert first_break(rows[:gone] + rows[gone + 1 :], **whole) is not None
    if len(rows) > 1:
        moved = data.draw(st.permutations(rows).filter(lambda order: order != rows))
        assert first_break(moved, **whole) is not None
