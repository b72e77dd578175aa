"""Taking an import back: what was changed, what was made, what others refer to by now."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.rosters import api, importing
from courses.rosters.models import Household, Person, PersonCentre, PersonDoubt
from lms.accounts.actor import Actor
from lms.accounts.models import Account
from lms.errors import DomainError
from lms.runs import services as runs
from lms.runs.models import Run
from tests.courses.rosters.people import number, sheet, trainee, write
from tests.support.world import World


def _imported(session: Session, actor: Actor, now: datetime, world: World, *rows: Any) -> Run:
    run = importing.rehearse_people(
        session, actor, now, county="411224", centre_id=world.centre(),
        data=sheet(rows), file_name="名册.csv",
    )  # fmt: skip
    runs.start(session, actor, now, run)
    assert run.state == "applied"
    return run


def _all(session: Session) -> list[Any]:
    session.expire_all()
    people = session.scalars(select(Person).order_by(Person.id))
    return [(p.id, p.name, p.category, p.home_place, p.household_id, api.opened(p)) for p in people]


def test_people_the_run_made_go_again(session: Session, now: datetime, world: World) -> None:
    officer = world.actor("officer")
    rows = (trainee(1, household_number="H1"), trainee(2, phone="12"))
    run = _imported(session, officer, now, world, *rows)
    assert run.counts["written"] == 2
    runs.undo(session, officer, now, run)
    assert (run.counts["removed"], run.counts["stayed"]) == (2, 0)
    for table in (Person, PersonCentre, PersonDoubt, Household):
        assert session.scalar(select(table).limit(1)) is None


def test_changed_fields_get_their_former_value(
    session: Session, now: datetime, world: World
) -> None:
    officer = world.actor("officer")
    write(session, now, [trainee(1, phone="12", household_number="H1")])
    before = _all(session)
    better = trainee(
        1, phone="13900009999", household_number="H2", name="赵晓二", category="脱贫户"
    )
    run = _imported(session, officer, now, world, better)
    assert _all(session) != before
    (person,) = session.scalars(select(Person))
    assert not api.open_doubts(session, [person.id])
    assert session.get(PersonCentre, (person.id, world.centre())) is not None
    runs.undo(session, officer, now, run)
    assert _all(session) == before
    assert set(api.open_doubts(session, [person.id])) == {person.id}
    assert session.get(PersonCentre, (person.id, world.centre())) is None


def test_what_was_corrected_since_stays(session: Session, now: datetime, world: World) -> None:
    officer = world.actor("officer")
    write(session, now, [trainee(1)])
    run = _imported(session, officer, now, world, trainee(1, phone="13900009999", name="赵晓二"))
    (person,) = session.scalars(select(Person))
    later = now + timedelta(hours=1)
    api.correct(session, officer, later, person, "phone", "13800000000", "本人来电")
    runs.undo(session, officer, later, run)
    session.refresh(person)
    assert (person.name, api.opened(person).phone) == ("赵小二", "13800000000")
    assert (run.counts["restored"], run.counts["stayed"]) == (1, 1)


def test_who_is_referred_to_stays(session: Session, now: datetime, world: World) -> None:
    officer = world.actor("officer")
    run = _imported(session, officer, now, world, trainee(1), trainee(2), trainee(3))
    first, second, _ = session.scalars(select(Person).order_by(Person.id))
    api.correct(session, officer, now, first, "name", "赵晓一", "核对证件")
    write(session, now, [trainee(2)], centre_id=world.centre(centre="second"))
    runs.undo(session, officer, now, run)
    assert set(session.scalars(select(Person.id))) == {first.id, second.id}
    assert (run.counts["removed"], run.counts["stayed"]) == (1, 2)


def test_two_imports_are_taken_back_one_by_one(
    session: Session, now: datetime, world: World
) -> None:
    officer = world.actor("officer")
    first = _imported(session, officer, now, world, trainee(1))
    stand = _all(session)
    second = _imported(session, officer, now, world, trainee(1, category="脱贫户"), trainee(2))
    runs.undo(session, officer, now, second)
    assert _all(session) == stand
    runs.undo(session, officer, now, first)
    with pytest.raises(DomainError) as fault:
        runs.undo(session, officer, now, first)
    assert fault.value.code == "RUN_NOT_APPLIED"


def test_a_run_in_slices_comes_back_whole(session: Session, now: datetime, world: World) -> None:
    officer = world.actor("officer")
    rows = [trainee(n, id_number=number(n, 996)) for n in range(2300)]
    run = importing.rehearse_people(
        session, officer, now, county="411224", centre_id=None, data=sheet(rows), file_name="a.csv"
    )
    runs.apply_all(session, officer, now, run)
    assert run.counts["written"] == 2300
    runs.undo(session, officer, now, run)
    assert run.counts["removed"] == 2300


def test_only_where_one_may_import(session: Session, now: datetime, world: World) -> None:
    for role in ("reviewer", "observer", "lecturer", "auditor"):
        with pytest.raises(DomainError) as fault:
            _imported(session, world.actor(role), now, world, trainee(1))
        assert fault.value.code == "NOT_PERMITTED"
    assert session.scalar(select(Account.id).limit(1)) is not None
