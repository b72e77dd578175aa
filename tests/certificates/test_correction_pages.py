"""Correcting a number by clicking: what it touches is seen before, and nothing is saved by looking."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from certificates import queries
from courses.cohorts.models import Cohort
from courses.rosters import api as rosters
from courses.rosters.models import PersonCentre
from courses.subsidies import api as subsidies
from courses.subsidies.models import SubsidyList
from courses.subsidies.rules import ListState
from tests.certificates.graduates import closed_class, held, issue
from tests.conftest import SignIn
from tests.courses.subsidies.classes import MAKER, number
from tests.courses.subsidies.test_pages import words
from tests.support.pages import hidden_fields
from tests.support.world import World


@pytest.fixture
def cohort(web: Session, now: datetime) -> Cohort:
    """A closed class with certificates."""
    made = closed_class(web, now, present=3)
    issue(web, now, made, issuer="卢氏县人社局")
    return made


@pytest.fixture
def reviewed(web: Session, now: datetime, cohort: Cohort, world: World) -> SubsidyList:
    """Its list, signed by two."""
    subsidies.confirm_rule(web, MAKER, now, cohort, "张三：已核对原文")
    made = subsidies.make_list(web, world.actor("officer"), now, cohort)
    subsidies.submit(web, world.actor("officer"), now, made)
    return subsidies.review(web, world.actor("reviewer"), now, made)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", ("尚未保存", "已复核", "送审和复核作废", "与档案不符", "证件号码", "应到半天")),
        ("en", ("Nothing is saved yet", "makes that void", "ID number", "Planned half-days")),
    ],
)
def test_the_effect_is_seen_before_anything_is_saved(
    web: Session, cohort: Cohort, reviewed: SubsidyList, sign_in: SignIn, language: str,
    said: tuple[str, ...],
) -> None:  # fmt: skip
    certificate = held(web, cohort)[0]
    person_id = certificate.enrolment.person_id
    client = sign_in("officer", language=language)
    path = f"/people/{person_id}/correct/id_number"
    shown = client.post(path, data={"value": number(700), "reason": "抄错", "version": "1"})
    assert shown.status_code == 200
    text = words(shown)
    for word in (*said, cohort.title, certificate.number):
        assert word in text
    web.expire_all()
    assert reviewed.state is ListState.REVIEWED
    assert queries.of_cohort(web, cohort.id)[0].differs == ""
    done = client.post(path, data=hidden_fields(shown.text))
    assert done.status_code == 302
    web.expire_all()
    person = rosters.people(web, [person_id])[person_id]
    assert rosters.opened(person).id_number == number(700)
    assert reviewed.state is ListState.DRAFT
    assert queries.of_cohort(web, cohort.id)[0].differs == "sex,id_number"


def test_the_list_shows_the_difference(
    web: Session, now: datetime, cohort: Cohort, reviewed: SubsidyList, sign_in: SignIn
) -> None:
    person_id = held(web, cohort)[0].enrolment.person_id
    client = sign_in("officer")
    path = f"/people/{person_id}/correct/id_number"
    shown = client.post(path, data={"value": number(700), "reason": "抄错", "version": "1"})
    client.post(path, data=hidden_fields(shown.text))
    text = words(client.get(f"/subsidies/cohorts/{cohort.id}"))
    assert "送审后更正的信息" in text
    assert "位不同" in text
    assert "送审和复核作废" in text
    assert number(700) not in text
    assert "学员0" in words(client.get(f"/subsidies/cohorts/{cohort.id}?show=changed"))


def test_who_sees_one_centre_only_is_told_of_the_rest(
    web: Session, now: datetime, cohort: Cohort, sign_in: SignIn, world: World
) -> None:
    person_id = held(web, cohort)[0].enrolment.person_id
    web.add(PersonCentre(person_id=person_id, centre_id=world.centre()))
    web.flush()
    client = sign_in("registrar")
    path = f"/people/{person_id}/correct/name"
    shown = words(client.post(path, data={"value": "李䶮", "reason": "抄错", "version": "1"}))
    assert "另有 1 个不在您权限内的班次" in shown
    assert cohort.title not in shown
