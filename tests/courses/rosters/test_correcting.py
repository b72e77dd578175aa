"""Correcting a person after the fact, settling doubts, looking at whole numbers."""

from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.rosters import api
from courses.rosters.models import Person, PersonChange
from courses.rosters.record import change_lines
from lms import events
from lms.audit.models import AuditEntry
from lms.db import finish
from lms.errors import DomainError
from tests.courses.rosters.people import ACCOUNT, number, trainee, write
from tests.support.world import World


def _refused(session: Session, now: datetime, world: World, *args: str, **more: int) -> str:
    person = session.scalars(select(Person).order_by(Person.id)).first()
    assert person is not None
    with pytest.raises(DomainError) as fault:
        api.correct(session, world.actor("officer"), now, person, *args, **more)
    return fault.value.code


def _actions(session: Session) -> list[tuple[str, dict[str, object]]]:
    session.commit()
    rows = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(e.action, e.facts) for e in rows if e.action.startswith("rosters:")]


def test_a_wrong_number_is_put_right(
    app: Flask, session: Session, now: datetime, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr(events, "publish", lambda _session, event: told.append(event))
    (person,) = write(session, now, [trainee(1, sex="男")])
    old, new = number(1), number(500, 997)
    officer = world.actor("officer")
    api.correct(session, officer, now, person, "id_number", new.lower(), "与原件核对，抄错")
    assert api.opened(person).id_number == new
    assert api.find_by_number(session, "411224", new) is person
    assert api.find_by_number(session, "411224", old) is None
    assert (person.sex, person.birth_date) == (
        "male",
        date(int(new[6:10]), int(new[10:12]), int(new[12:14])),
    )
    assert person.version == 2
    assert not api.open_doubts(session, [person.id]), "the new number settles SEX_MISMATCH"
    change = session.scalars(select(PersonChange).where(PersonChange.field == "id_number")).one()
    assert old.encode() not in bytes(change.before or b"")
    with app.test_request_context():
        lines = change_lines(session, person.id)
    line = next(line for line in lines if line.before.startswith("41*"))
    assert (line.before, line.after) == (f"41{'*' * 13}{old[-3:]}", f"41{'*' * 13}{new[-3:]}")
    assert (line.actor_name, line.reason) == (officer.name, "与原件核对，抄错")
    assert _actions(session) == [
        ("rosters:corrected", {"fields": ["birth_date", "id_number", "sex"]})
    ]
    assert told == [
        api.PersonCorrected(person.id, "411224", ("birth_date", "id_number", "sex"), officer, now)
    ]


def test_a_number_somebody_else_has_is_refused(
    session: Session, now: datetime, world: World
) -> None:
    write(session, now, [trainee(1), trainee(2)])
    write(session, now, [trainee(3)], county="411202")
    assert _refused(session, now, world, "id_number", number(2), "x") == "PERSON_NUMBER_TAKEN"
    person = api.find_by_number(session, "411224", number(1))
    assert person is not None
    api.correct(session, world.actor("officer"), now, person, "id_number", number(3), "另一县的")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("id_number", "41122419850302998", "ID_FORMAT"),
        ("id_number", number(1)[:-1] + ("1" if number(1)[-1] != "1" else "2"), "ID_CHECKSUM"),
        ("name", "赵", "NAME_LENGTH"),
        ("name", "", "NAME_MISSING"),
        ("name", "赵小二", "VALUE_UNCHANGED"),
        ("category", "rich", "VALUE_INVALID"),
        ("home_place", "火星镇", "HOME_UNKNOWN"),
        ("home_place", "411224999999", "VALUE_INVALID"),
        ("home_place", "", "VALUE_INVALID"),
        ("birth_date", "昨天", "VALUE_INVALID"),
        ("bank", "行" * 81, "VALUE_INVALID"),
        ("county", "411202", "FIELD_NOT_CORRECTABLE"),
    ],
)
def test_values_that_cannot_be_kept(
    session: Session, now: datetime, world: World, field: str, value: str, code: str
) -> None:
    write(session, now, [trainee(1)])
    assert _refused(session, now, world, field, value, "核对") == code
    assert session.scalar(select(PersonChange.id)) is None


def test_every_field_can_be_corrected(session: Session, now: datetime, world: World) -> None:
    (person,) = write(session, now, [trainee(1, household_number="H1")])
    wanted = {
        "name": "买买提•阿卜杜拉",
        "category": "disabled",
        "phone": "0398-7873489",
        "account": "6217 0007 1138 0835 419 ",
        "bank": "卢氏县农村信用社",
        "home_place": "411224101",
        "household_number": "H2",
        "relation_to_head": "之妻",
        "ethnic": "回",
        "education": "初中",
        "sex": "男",
        "birth_date": "1985-03-02",
        "remark": "",
    }
    officer = world.actor("officer")
    for field, value in wanted.items():
        if field not in ("account", "remark"):
            api.correct(session, officer, now, person, field, value, "核对")
    session.refresh(person)
    assert (person.name, person.name_key.split()[-1]) == ("买买提·阿卜杜拉", "mmtabdl")
    assert (person.category, person.category_text) == ("disabled", "")
    assert (person.home_place, person.home_county) == ("411224101", "411224")
    assert (person.ethnic, person.education, person.sex) == ("03", "70", "male")
    assert person.household is not None
    assert person.household.number == "H2"
    assert api.opened(person) == api.Opened(number(1), "0398-7873489", ACCOUNT)


def test_a_home_elsewhere_by_its_address(session: Session, now: datetime, world: World) -> None:
    (person,) = write(session, now, [trainee(1)])
    api.correct(
        session, world.actor("officer"), now, person, "home_place", "广东省梅州市梅县区", "x"
    )
    assert person.home_county == "441403"


def test_a_faulty_value_raises_a_doubt_and_a_sound_one_settles_it(
    session: Session, now: datetime, world: World
) -> None:
    (person,) = write(session, now, [trainee(1)])
    officer = world.actor("officer")
    api.correct(session, officer, now, person, "account", number(1), "按存折")
    assert [d.code for d in api.open_doubts(session, [person.id])[person.id]] == [
        "ACCOUNT_IS_ID_NUMBER"
    ]
    api.correct(session, officer, now, person, "account", ACCOUNT, "按银行卡")
    assert not api.open_doubts(session, [person.id])
    api.correct(session, officer, now, person, "account", "", "卡已注销")
    assert person.account is None
    assert person.account_index is None


def test_two_at_once_and_no_reason(session: Session, now: datetime, world: World) -> None:
    (person,) = write(session, now, [trainee(1)])
    officer = world.actor("officer")
    api.correct(session, officer, now, person, "name", "赵晓二", "核对", version=1)
    refused = _refused(session, now, world, "name", "赵小三", "核对", version=1)
    assert refused == "PERSON_CHANGED_MEANWHILE"
    assert _refused(session, now, world, "name", "赵小三", "  ") == "REASON_MISSING"


@pytest.mark.parametrize(
    ("role", "at", "centre"),
    [
        ("reviewer", "411224", "first"),
        ("observer", "411224", "first"),
        ("lecturer", "411224", "first"),
        ("officer", "411202", "first"),
        ("registrar", "411224", "second"),
    ],
)
def test_who_may_not_correct(
    session: Session, now: datetime, world: World, role: str, at: str, centre: str
) -> None:
    (person,) = write(session, now, [trainee(1, phone="1")], centre_id=world.centre())
    actor = world.actor(role, at, centre)
    with pytest.raises(DomainError) as fault:
        api.correct(session, actor, now, person, "name", "赵晓二", "核对")
    assert fault.value.code == "NOT_PERMITTED"
    with pytest.raises(DomainError) as fault:
        api.settle_doubt(session, actor, now, person, "PHONE_INVALID", "核对")
    assert fault.value.code == "NOT_PERMITTED"


def test_settling_a_doubt(session: Session, now: datetime, world: World) -> None:
    (person,) = write(session, now, [trainee(1, phone="1")], centre_id=world.centre())
    registrar = world.actor("registrar")
    with pytest.raises(DomainError) as fault:
        api.settle_doubt(session, registrar, now, person, "PHONE_INVALID", " ")
    assert fault.value.code == "REASON_MISSING"
    doubt = api.settle_doubt(session, registrar, now, person, "PHONE_INVALID", "本人无电话")
    assert (doubt.settled_by, doubt.settled_at, doubt.reason) == (registrar.name, now, "本人无电话")
    assert _actions(session) == [("rosters:doubt_settled", {"code": "PHONE_INVALID"})]
    with pytest.raises(DomainError) as fault:
        api.settle_doubt(session, registrar, now, person, "PHONE_INVALID", "再来")
    assert fault.value.code == "DOUBT_NOT_OPEN"


def test_whole_numbers_leave_an_entry(session: Session, now: datetime, world: World) -> None:
    (person,) = write(session, now, [trainee(1)], centre_id=world.centre())
    seen = api.reveal(session, world.actor("registrar"), now, person, "verify")
    assert seen == api.Opened(number(1), "13900000001", ACCOUNT)
    assert _actions(session) == [("rosters:revealed", {"purpose": "verify"})]
    with pytest.raises(DomainError) as fault:
        api.reveal(session, world.actor("registrar"), now, person, "curiosity")
    assert fault.value.code == "PURPOSE_MISSING"


@pytest.mark.parametrize(("role", "centre"), [("observer", "first"), ("registrar", "second")])
def test_a_refused_look_is_logged_although_everything_else_is_undone(
    app: Flask, session: Session, now: datetime, world: World, role: str, centre: str
) -> None:
    (person,) = write(session, now, [trainee(1)], centre_id=world.centre())
    session.commit()
    actor = world.actor(role, centre=centre)
    with pytest.raises(DomainError) as fault:
        api.reveal(session, actor, now, person, "verify")
    assert fault.value.code == "NOT_PERMITTED"
    assert _actions(session) == []
    finish(session, commit=False)
    assert _actions(session) == [("rosters:reveal_refused", {"purpose": "verify"})]
