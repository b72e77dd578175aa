"""Planning and writing people: new, matched, changed; households, links and doubts."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.rosters import api
from courses.rosters.models import Household, Person, PersonCentre, PersonChange, PersonDoubt
from courses.rosters.record import change_lines
from courses.rosters.values import FIELDS, values_in
from lms.accounts.actor import system
from lms.orm import Base
from tests.courses.rosters.people import ACCOUNT, OTHER_ACCOUNT, number, plan, trainee, write
from tests.support.world import World


def _count(session: Session, model: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_new_person_is_sealed_and_found(session: Session, now: datetime, world: World) -> None:
    rows = [
        trainee(1, household_number="H1", relation_to_head="户主"),
        trainee(2, household_number="H1"),
    ]
    first, second = write(session, now, rows, centre_id=world.centre())
    assert api.opened(first) == api.Opened(number(1), "13900000001", ACCOUNT)
    assert api.masked(first).id_number == f"41{'*' * 13}{number(1)[-3:]}"
    stored = bytes(first.id_number) + bytes(first.phone or b"") + bytes(first.account or b"")
    assert number(1).encode() not in stored
    assert b"13900000001" not in stored
    assert ACCOUNT.encode() not in stored
    assert first.household is not None
    assert first.household is second.household
    assert (first.name_key, first.home_place) == ("zhaoxiaoer zxe", "411224107216")
    assert api.find_by_number(session, "411224", number(1)) is first
    assert api.find_by_number(session, "411202", number(1)) is None
    assert session.get(PersonCentre, (first.id, world.centre())) is not None


def test_the_same_file_twice_changes_nothing(session: Session, now: datetime, world: World) -> None:
    rows = [trainee(1), trainee(2, phone="123"), trainee(3, household_number="H")]
    people = write(session, now, rows, centre_id=world.centre())
    stand = [(p.id, p.version, p.changed_at) for p in people]
    tables = (Person, PersonCentre, PersonChange, PersonDoubt, Household)
    before = [_count(session, table) for table in tables]
    again = plan(session, now, rows)
    assert {row["change"] for row in again} == {"matched"}
    later = write(session, now + timedelta(days=1), rows, centre_id=world.centre())
    assert [(p.id, p.version, p.changed_at) for p in later] == stand
    assert [_count(session, table) for table in tables] == before


def test_the_plan_masks_numbers_and_writes_the_changes(
    app: Flask, session: Session, now: datetime
) -> None:
    (person,) = write(session, now, [trainee(1)])
    changed = trainee(1, phone="13911112222", account=OTHER_ACCOUNT, category="脱贫户", village="")
    (row,) = plan(session, now, [changed])
    assert row["change"] == "changed"
    assert row["differences"] == [
        {"field": "category", "before": "registered_poor", "after": "out_of_poverty"},
        {"field": "phone", "before": "139****0001", "after": "139****2222"},
        {"field": "account", "before": "**** 5419", "after": "**** 5427"},
    ]
    write(session, now, [changed])
    session.refresh(person)
    assert api.opened(person).phone == "13911112222"
    assert (person.category, person.category_text) == ("out_of_poverty", "脱贫户")
    assert person.home_place == "411224107216", "a town alone does not replace the village"
    assert person.version == 2
    with app.test_request_context():
        lines = change_lines(session, person.id)
    assert [line.after for line in lines] == ["**** 5427", "139****2222", "脱贫人口"]


def test_a_home_shows_by_its_name(session: Session, now: datetime) -> None:
    write(session, now, [trainee(1)])
    (row,) = plan(session, now, [trainee(1, village="河南村", town="朱阳关镇")])
    (difference,) = row["differences"]
    assert difference["field"] == "home_place"
    assert difference["before"].startswith("东明镇涧北村")
    assert difference["after"].startswith("朱阳关镇")


def test_an_empty_cell_never_erases(session: Session, now: datetime) -> None:
    (person,) = write(session, now, [trainee(1, remark="组长", household_number="H1")])
    empty = {"name": "赵小二", "id_number": number(1)}
    (row,) = plan(session, now, [empty])
    assert (row["change"], row["differences"]) == ("matched", ())
    write(session, now, [empty])
    session.refresh(person)
    assert (api.opened(person).phone, person.remark) == ("13900000001", "组长")
    assert person.home_place == "411224107216"
    assert not api.open_doubts(session, [person.id]), "an empty place is no doubt about a known one"


def test_archives_of_counties_are_separate(session: Session, now: datetime) -> None:
    (here,) = write(session, now, [trainee(1)])
    (there,) = write(session, now, [trainee(1)], county="411202")
    assert here.id != there.id
    assert api.find_everywhere(session, number(1)) == [here.id, there.id]
    assert not api.find_everywhere(session, number(2))


def test_a_second_centre_is_linked(session: Session, now: datetime, world: World) -> None:
    first, second = world.centre(), world.centre(centre="second")
    (person,) = write(session, now, [trainee(1)], centre_id=first)
    write(session, now, [trainee(1)], centre_id=second)
    linked = select(PersonCentre.centre_id).where(PersonCentre.person_id == person.id)
    assert set(session.scalars(linked)) == {first, second}


def test_rejected_rows_are_not_written(session: Session, now: datetime) -> None:
    rows = [trainee(1), trainee(1, name="钱小一"), trainee(2, id_number="123")]
    planned = plan(session, now, rows)
    assert [row["change"] for row in planned] == ["new", "none", "none"]
    ids = api.write_people(
        session, system("test"), now, county="411224", centre_id=None, rows=planned
    )
    assert list(ids) == [2]


def test_doubts_are_raised_settled_by_a_better_value_and_raised_again(
    session: Session, now: datetime
) -> None:
    (person,) = write(session, now, [trainee(1, phone="123", sex="男")])
    doubts = api.open_doubts(session, [person.id])[person.id]
    assert {doubt.code for doubt in doubts} == {"PHONE_INVALID", "SEX_MISMATCH"}
    write(session, now, [trainee(1, phone="13955556666")])
    assert _open(session, person) == {"SEX_MISMATCH"}
    write(session, now, [trainee(1, phone="456")])
    assert _open(session, person) == {"PHONE_INVALID", "SEX_MISMATCH"}


def _open(session: Session, person: Person) -> set[str]:
    return {doubt.code for doubt in api.open_doubts(session, [person.id]).get(person.id, ())}


def test_a_settled_doubt_stays_settled_when_the_same_file_comes_again(
    session: Session, now: datetime, world: World
) -> None:
    rows = [trainee(1, phone="123")]
    (person,) = write(session, now, rows)
    api.settle_doubt(session, world.actor("officer"), now, person, "PHONE_INVALID", "本人无手机")
    write(session, now, rows)
    assert not api.open_doubts(session, [person.id])


@pytest.mark.parametrize("order", [996, 997])
def test_more_people_than_one_statement_takes(session: Session, now: datetime, order: int) -> None:
    rows = [trainee(n, id_number=number(n, order)) for n in range(6000)]
    assert len(write(session, now, rows)) == 6000
    assert {row["change"] for row in plan(session, now, rows)} == {"matched"}


@pytest.mark.parametrize("named", [False, True])
def test_a_plan_of_an_earlier_version_is_written_too(
    session: Session, now: datetime, named: bool
) -> None:
    """Its values stood together, first each with its name; rows that were not taken had none."""
    rows = []
    for row in plan(session, now, [trainee(1, remark="组长"), trainee(2, id_number="x")]):
        values = {field: row.pop(field) for field in FIELDS}
        told = {"values": values if named else list(values.values())}
        kept = row["outcome"] != "rejected"
        rows.append({**row, "name": values["name"], **(told if kept else {})})
    ids = api.write_people(session, system("test"), now, county="411224", centre_id=None, rows=rows)
    (person,) = api.people(session, ids.values()).values()
    assert (list(ids), person.name, person.remark) == ([rows[0]["row"]], "赵小二", "组长")
    assert values_in(rows[0])["id_number"] == number(1)
