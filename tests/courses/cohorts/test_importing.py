"""A roster into a cohort as a run: rehearse, apply, the same again, changed, undo; on both engines."""

import io
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.cohorts import api
from courses.cohorts.models import Cohort, CohortChange, Enrolment
from courses.cohorts.rules import EnrolmentState
from courses.rosters.api import find_by_number
from courses.rosters.models import Person
from lms.accounts.actor import Actor
from lms.errors import DomainError
from lms.runs import services as runs
from lms.runs.models import Run
from tests.courses.cohorts.conftest import number_of, open_cohort
from tests.support.world import World

SAMPLE = Path(__file__).parents[2] / "data/lushi_2018"
DATA = (SAMPLE / "roster.xlsx").read_bytes()
EXPECTED: dict[str, Any] = json.loads((SAMPLE / "expected.json").read_text(encoding="utf-8"))
KEPT = [row for row in EXPECTED["roster"] if row["outcome"] != "rejected"]


@pytest.fixture
def lushi(session: Session, world: World, officer: Actor, now: datetime) -> Cohort:
    """The sample cohort as its sheet says."""
    facts = EXPECTED["cohort"]
    start, end = date.fromisoformat(facts["start"]), date.fromisoformat(facts["end"])
    return open_cohort(
        session, world, officer, now, title=facts["title"], start=start, end=end,
        venue_county=facts["venue_county"], capacity=40,
    )  # fmt: skip


def rehearse(
    session: Session,
    officer: Actor,
    now: datetime,
    cohort: Cohort,
    data: bytes = DATA,
    **options: Any,
) -> Run:
    """The sample roster, rehearsed."""
    return api.rehearse_roster(session, officer, now, cohort, data, "名册.xlsx", **options)


def applied(session: Session, officer: Actor, now: datetime, run: Run) -> Run:
    """The same run, applied."""
    runs.apply_all(session, officer, now, run)
    return run


def test_the_rehearsal_shows_every_row_and_writes_nothing(
    session: Session, lushi: Cohort, officer: Actor, now: datetime
) -> None:
    run = rehearse(session, officer, now, lushi)
    rows = runs.planned_rows(run)
    listed = {row["row"]: (row["outcome"], sorted(row["codes"])) for row in rows}
    for row in EXPECTED["roster"]:
        outcome, codes = listed[row["row"]]
        assert outcome == row["outcome"], row
        assert set(row["codes"]) <= set(codes), row
    assert run.counts["joining"] == len(KEPT)
    assert [one["code"] for one in run.options["notes"]] == ["CAPACITY_EXCEEDED"]
    assert session.scalar(select(func.count(Person.id))) == 0
    assert not api.changes_nothing(run)


def test_applying_writes_people_and_enrolments_and_says_so_once(
    session: Session, lushi: Cohort, officer: Actor, now: datetime, heard: list[object]
) -> None:
    run = applied(session, officer, now, rehearse(session, officer, now, lushi))
    rows = api.enrolments_of(session, lushi.id)
    assert [row.source_row for row in rows] == [row["row"] for row in KEPT]
    assert [row.person.name for row in rows] == [row["name"] for row in KEPT]
    assert [row.seat for row in rows] == list(range(1, len(KEPT) + 1))
    assert {row.from_date for row in rows} == {lushi.start}
    events = [event for event in heard if isinstance(event, api.EnrolmentsChanged)]
    assert [set(event.enrolment_ids) for event in events] == [{row.id for row in rows}]
    change = session.scalars(select(CohortChange).order_by(CohortChange.id.desc())).first()
    assert change is not None
    assert (change.action, change.facts["enrolled"], change.facts["rejected"]) == (
        "roster_imported", len(KEPT), len(EXPECTED["roster"]) - len(KEPT),
    )  # fmt: skip
    assert run.counts["enrolled"] == len(KEPT)


def test_the_same_file_again_changes_nothing(
    session: Session, lushi: Cohort, officer: Actor, now: datetime, heard: list[object]
) -> None:
    applied(session, officer, now, rehearse(session, officer, now, lushi))
    before = session.execute(select(Enrolment.id, Enrolment.seat).order_by(Enrolment.id)).all()
    again = rehearse(session, officer, now, lushi)
    assert api.changes_nothing(again)
    assert again.counts["known"] == len(KEPT)
    heard.clear()
    applied(session, officer, now, again)
    assert (
        session.execute(select(Enrolment.id, Enrolment.seat).order_by(Enrolment.id)).all() == before
    )
    assert session.scalar(select(func.count(Person.id))) == len(KEPT)
    assert heard == []
    runs.undo(session, officer, now, again)
    assert (
        session.execute(select(Enrolment.id, Enrolment.seat).order_by(Enrolment.id)).all() == before
    )


def changed_sheet() -> tuple[bytes, str, str]:
    """The sample with one trainee's category changed and one left out; their names."""
    book = load_workbook(io.BytesIO(DATA))
    sheet = book.worksheets[0]
    heading = next(row for row in sheet.iter_rows() if any(c.value == "姓名" for c in row))
    column = next(c.column for c in heading if c.value and "类别" in str(c.value))
    name = next(c.column for c in heading if c.value == "姓名")
    first, second = KEPT[0]["row"], KEPT[1]["row"]
    sheet.cell(first, column).value = "退伍军人"
    names = str(sheet.cell(first, name).value), str(sheet.cell(second, name).value)
    for cell in sheet[second]:
        cell.value = None
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), *names


def test_a_changed_file_updates_who_differs_and_withdraws_nobody(
    session: Session, lushi: Cohort, officer: Actor, now: datetime, heard: list[object]
) -> None:
    applied(session, officer, now, rehearse(session, officer, now, lushi))
    category = api.enrolments_of(session, lushi.id)[0].category
    data, changed, absent = changed_sheet()
    run = rehearse(session, officer, now, lushi, data)
    assert not api.changes_nothing(run)
    rows = runs.planned_rows(run)
    assert [row["name"] for row in rows if row["enrolment"] == "missing"] == [absent]
    assert [row["name"] for row in rows if row["enrolment"] == "updated"] == [changed]
    heard.clear()
    applied(session, officer, now, run)
    first = api.enrolments_of(session, lushi.id)[0]
    assert (first.person.name, first.category) == (changed, "veteran")
    assert [event.enrolment_ids for event in heard] == [(first.id,)]  # type: ignore[attr-defined]  # one kind
    assert sum(
        row.state is EnrolmentState.ENROLLED for row in api.enrolments_of(session, lushi.id)
    ) == len(KEPT)
    runs.undo(session, officer, now, run)
    session.expire_all()
    assert api.enrolments_of(session, lushi.id)[0].category == category


def test_undo_takes_people_and_enrolments_back(
    session: Session, lushi: Cohort, officer: Actor, now: datetime, heard: list[object]
) -> None:
    run = applied(session, officer, now, rehearse(session, officer, now, lushi))
    runs.undo(session, officer, now, run)
    assert session.scalar(select(func.count(Enrolment.id))) == 0
    assert session.scalar(select(func.count(Person.id))) == 0
    removing = [event for event in heard if isinstance(event, api.EnrolmentsRemoving)]
    assert [len(event.enrolment_ids) for event in removing] == [len(KEPT)]
    applied(session, officer, now, rehearse(session, officer, now, lushi))
    assert session.scalar(select(func.count(Enrolment.id))) == len(KEPT)


def test_an_import_with_marks_is_not_undone(
    session: Session, lushi: Cohort, officer: Actor, now: datetime
) -> None:
    run = applied(session, officer, now, rehearse(session, officer, now, lushi))
    first = api.enrolments_of(session, lushi.id)[0]
    api.record_marks(session, officer, now, lushi, by_session={}, by_enrolment={first.id: 0})
    session.expire_all()
    with pytest.raises(DomainError, match="COHORT_HAS_MARKS"):
        runs.undo(session, officer, now, run)
    assert session.scalar(select(func.count(Enrolment.id))) == len(KEPT)


def test_who_left_is_not_enrolled_again_by_a_roster(
    session: Session, lushi: Cohort, officer: Actor, now: datetime
) -> None:
    applied(session, officer, now, rehearse(session, officer, now, lushi))
    first = api.enrolments_of(session, lushi.id)[0]
    api.withdraw(session, officer, now, first, last_day=date(2018, 9, 12), reason="生病")
    run = applied(session, officer, now, rehearse(session, officer, now, lushi))
    assert run.counts["left"] == 1
    assert first.state is EnrolmentState.WITHDRAWN


def test_late_joiners_come_with_their_own_first_day(
    session: Session, lushi: Cohort, officer: Actor, now: datetime
) -> None:
    day = date(2018, 9, 13)
    applied(session, officer, now, rehearse(session, officer, now, lushi, from_date=day))
    assert {row.from_date for row in api.enrolments_of(session, lushi.id)} == {day}
    with pytest.raises(DomainError, match="ENROLMENT_OUTSIDE_DATES"):
        rehearse(session, officer, now, lushi, from_date=date(2018, 10, 1))


def test_a_person_in_two_cohorts_on_one_day_is_noted(
    session: Session, world: World, lushi: Cohort, officer: Actor, now: datetime
) -> None:
    applied(session, officer, now, rehearse(session, officer, now, lushi))
    api.accept_proposal(session, officer, now, lushi)
    other = open_cohort(
        session,
        world,
        officer,
        now,
        title="同期另一班",
        start=date(2018, 9, 20),
        end=date(2018, 9, 30),
    )
    run = rehearse(session, officer, now, other)
    assert run.counts["overlaps"] == len(KEPT)
    row = next(row for row in runs.planned_rows(run) if row["overlaps"])
    assert row["overlaps"] == [
        {"cohort_id": lushi.id, "title": lushi.title, "first": "2018-09-20", "days": 2}
    ]
    assert row["outcome"] != "rejected"


def test_one_person_typed_in_is_judged_like_a_row(
    session: Session, lushi: Cohort, officer: Actor, now: datetime
) -> None:
    raw = {"name": "王小丫", "id_number": number_of(40_000), "category": "脱贫人口"}
    run = applied(session, officer, now, api.rehearse_person(session, officer, now, lushi, raw))
    person = find_by_number(session, "411224", number_of(40_000))
    assert person is not None
    assert [row.person_id for row in api.enrolments_of(session, lushi.id)] == [person.id]
    assert run.counts["rejected"] == 0
    wrong = api.rehearse_person(
        session, officer, now, lushi, {**raw, "id_number": "411224199001011234"}
    )
    assert runs.planned_rows(wrong)[0]["codes"][0] == "ID_CHECKSUM"


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "SHEET_"), (b"PK\x03\x04nonsense", "SHEET_"), (b"\x00\x01", "SHEET_")]
)
def test_what_is_no_roster_is_refused(
    session: Session, lushi: Cohort, officer: Actor, now: datetime, data: bytes, code: str
) -> None:
    with pytest.raises(DomainError, match=code):
        rehearse(session, officer, now, lushi, data)
    assert session.scalar(select(func.count(Run.id))) == 0


def test_a_frozen_cohort_takes_no_roster(
    session: Session, world: World, lushi: Cohort, officer: Actor, now: datetime
) -> None:
    run = rehearse(session, officer, now, lushi)
    api.cancel(session, officer, now, lushi, "人数不足")
    with pytest.raises(DomainError, match="COHORT_FROZEN"):
        runs.apply_all(session, officer, now, run)
    with pytest.raises(DomainError, match="COHORT_FROZEN"):
        rehearse(session, officer, now, lushi)
    with pytest.raises(DomainError, match="NOT_PERMITTED"):
        rehearse(session, world.actor("registrar", centre="second"), now, lushi)
