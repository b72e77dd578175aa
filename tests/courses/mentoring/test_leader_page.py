"""The leader's own page: only by link and code, locked out by guessing, in nobody else's hands."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from courses.cohorts import api as cohorts
from courses.cohorts.models import Enrolment
from courses.cohorts.rules import EnrolmentState
from courses.leaders import api as leaders
from courses.leaders.rules import ChainRole, Evidence, LinkModel
from courses.mentoring import leader_page
from courses.mentoring.contact_models import Contact, ContactLine, LeaderAccess
from courses.mentoring.contacts_rules import Doubt
from lms.clock import today
from lms.errors import DomainError, NotFound
from lms.web.formats import day
from tests.conftest import SignIn
from tests.courses.mentoring.corps import DAY, MAKER
from tests.courses.mentoring.tours import Tour, contact, said, tour
from tests.support.running import NOW
from tests.support.world import World


def wrong_of(code: str) -> str:
    return str((int(code) + 1) % 10**6).zfill(6)


def tries(session: Session, access: LeaderAccess, code: str, now: object = NOW) -> None:
    """As the page does, with what outlives a refusal written."""
    try:
        right = leader_page.is_right(access, code)
        leader_page.enter(session, now, access, right=right)  # type: ignore[arg-type]
    finally:
        for call in session.info.pop("outliving", []):
            call(session)
        session.expire(access)


def test_wrong_codes_lock_and_end_the_slip(session: Session, world: World) -> None:
    made = tour(session, count=1)
    slip = leader_page.issue(session, world.actor("officer"), NOW, made.leaders[0])
    access = leader_page.access_by_token(session, slip.token)
    assert access.code_hash.startswith("$argon2")
    assert slip.token not in access.token_hash
    for _ in range(5):
        with pytest.raises(DomainError, match="ACCESS_REFUSED"):
            tries(session, access, wrong_of(slip.code))
    with pytest.raises(DomainError, match="ACCESS_LOCKED"):
        tries(session, access, slip.code)
    later = NOW + timedelta(minutes=16)
    tries(session, access, slip.code, later)
    assert access.failures == 0
    for turn in range(20):
        at = later + timedelta(minutes=20 * turn)
        with pytest.raises(DomainError, match="ACCESS_REFUSED"):
            tries(session, access, wrong_of(slip.code), at)
    with pytest.raises(DomainError, match="ACCESS_ENDED"):
        tries(session, access, slip.code, later + timedelta(days=9))
    again = leader_page.issue(session, world.actor("officer"), NOW, made.leaders[0])
    with pytest.raises(NotFound):
        leader_page.access_by_token(session, slip.token)
    tries(session, leader_page.access_by_token(session, again.token), again.code)


@pytest.mark.parametrize("role", ["lecturer", "registrar", "auditor", "reviewer", "observer"])
def test_only_officers_issue(session: Session, world: World, role: str) -> None:
    made = tour(session, count=1)
    with pytest.raises(DomainError, match="NOT_PERMITTED"):
        leader_page.issue(session, world.actor(role), NOW, made.leaders[0])


def test_an_officer_who_mentors_does_not_hand_out_the_code(session: Session, world: World) -> None:
    officer = world.actor("officer")
    own, other = tour(session, officer.id, count=1), tour(session, count=1, first=5)
    with pytest.raises(DomainError, match="ACCESS_OWN_LEADER"):
        leader_page.issue(session, officer, NOW, own.leaders[0])
    assert not leader_page.may_issue(session, officer, own.leaders[0])
    assert leader_page.may_issue(session, officer, other.leaders[0])
    leader_page.issue(session, officer, NOW, other.leaders[0])


def test_a_pass_ends_by_time_and_by_a_new_slip(session: Session, world: World) -> None:
    made = tour(session, count=1)
    slip = leader_page.issue(session, world.actor("officer"), NOW, made.leaders[0])
    access = leader_page.access_by_token(session, slip.token)
    kept = leader_page.pass_of(access, NOW)
    assert leader_page.access_of(session, kept, NOW + timedelta(minutes=29)) is access
    assert leader_page.access_of(session, kept, NOW + timedelta(minutes=31)) is None
    for wrong in (None, {}, {"uid": access.uid}, kept | {"uid": "x"}, kept | {"until": "never"}):
        assert leader_page.access_of(session, wrong, NOW) is None
    later = NOW + timedelta(minutes=5)
    leader_page.issue(session, world.actor("officer"), later, made.leaders[0])
    assert leader_page.access_of(session, kept, later) is None


@pytest.fixture
def pairs(web: Session, world: World) -> Tour:
    lecturer = world.actor("lecturer")
    made = tour(web, lecturer.id, count=2)
    for pair in made.ids:
        contact(web, lecturer, [pair], said(), topics=["live"], next_step="备齐样品")
    web.commit()
    return made


def issued(sign_in: SignIn, pairs: Tour) -> tuple[str, str]:
    """The link and the code of the printed slip."""
    page = sign_in("officer").post(f"/mentoring/leaders/{pairs.leaders[0].id}/access").text
    link = re.search(r"/mentoring/me/[\w-]+", page)
    code = re.search(r"slip-word\">(\d{3}) (\d{3})<", page)
    assert link is not None
    assert code is not None
    return link[0], code[1] + code[2]


def test_a_leader_opens_confirms_and_denies(
    web: Session, sign_in: SignIn, client: FlaskClient, pairs: Tour
) -> None:
    link, code = issued(sign_in, pairs)
    assert client.get(link).status_code == 200
    assert client.get("/mentoring/me").status_code == 422
    assert client.post(link, data={"code": wrong_of(code)}).status_code == 422
    opened = client.post(link, data={"code": f" {code[:3]} {code[3:]}"})
    assert (opened.status_code, opened.headers["Location"]) == (302, "/mentoring/me")
    page = client.get("/mentoring/me").text
    for words in ("周讲师1", "直播", "备齐样品", "年销售额目标", "孙领头"):
        assert words in page
    assert re.search(r"\d{15,19}|1[3-9]\d{9}", page) is None
    own, other = web.scalars(select(ContactLine).order_by(ContactLine.id)).all()
    deny = client.post(f"/mentoring/me/contacts/{own.id}/deny", data={"reason": "没来"})
    assert deny.status_code == 302
    web.expire_all()
    assert web.get_one(ContactLine, own.id).doubt is Doubt.DENIED
    client.post(f"/mentoring/me/contacts/{own.id}/confirm")
    web.expire_all()
    assert web.get_one(ContactLine, own.id).evidence is Evidence.CONFIRMED
    assert client.post(f"/mentoring/me/contacts/{other.id}/confirm").status_code == 404
    client.post("/mentoring/me/leave")
    assert client.get("/mentoring/me").status_code == 422


def opened(sign_in: SignIn, client: FlaskClient, pairs: Tour) -> str:
    """The leader's own page."""
    link, code = issued(sign_in, pairs)
    assert client.post(link, data={"code": code}).status_code == 302
    return client.get("/mentoring/me").text


def test_a_mentor_out_of_office_is_told(
    web: Session, sign_in: SignIn, client: FlaskClient, pairs: Tour
) -> None:
    pairs.lecturer.left_on = today() - timedelta(days=1)
    pairs.pairs[0].until_date = today() + timedelta(days=90)
    web.commit()
    page = opened(sign_in, client, pairs)
    assert "已离任或聘期届满" in page
    assert "县里会安排另一位讲师接手" in page
    assert "下次最迟" not in page


def test_an_agreement_that_ran_out_is_told(
    web: Session, sign_in: SignIn, client: FlaskClient, pairs: Tour
) -> None:
    pairs.pairs[0].until_date = today() - timedelta(days=1)
    web.commit()
    page = opened(sign_in, client, pairs)
    assert "帮带协议已于" in page
    assert "下次最迟" not in page


def test_the_day_that_was_agreed_on_stands_before_the_last_day(
    web: Session, sign_in: SignIn, client: FlaskClient, pairs: Tour
) -> None:
    told = web.scalars(select(Contact).order_by(Contact.id)).first()
    assert told is not None
    told.next_on = today() + timedelta(days=9)
    pairs.pairs[0].until_date = today() + timedelta(days=90)
    web.commit()
    page = opened(sign_in, client, pairs)
    assert page.index("约定的联系") < page.index("下次最迟")
    assert day(told.next_on) in page
    told.next_on = today() - timedelta(days=1)
    web.commit()
    assert "约定的联系" not in client.get("/mentoring/me").text


def test_a_course_that_was_given_up_is_no_course_of_theirs(
    web: Session, world: World, sign_in: SignIn, client: FlaskClient, pairs: Tour
) -> None:
    course = cohorts.open_cohort(
        web, MAKER, NOW, county="411224", centre_id=world.centre(), title="第7期直播班",
        start=DAY, end=DAY + timedelta(days=9), venue_county="411224", venue="镇上",
    )  # fmt: skip
    who = [cohorts.NewTrainee(pairs.leaders[0].person_id, "villager")]
    key = cohorts.enrol(web, MAKER, NOW, course, who).new[0]
    stay = web.get_one(Enrolment, key, options=[joinedload(Enrolment.cohort).lazyload("*")])
    web.commit()
    assert stay.cohort.title in opened(sign_in, client, pairs)
    stay.state = EnrolmentState.WITHDRAWN
    web.commit()
    assert stay.cohort.title not in client.get("/mentoring/me").text


def test_a_household_in_two_links_of_the_chain_is_one(
    web: Session, world: World, sign_in: SignIn, client: FlaskClient, pairs: Tour
) -> None:
    for role, begin in ((ChainRole.PACKING, DAY - timedelta(days=9)), (ChainRole.SHOP, DAY)):
        facts = leaders.LinkFacts("41122401", LinkModel.LEADER, role, begin, "李全", "1号")
        leaders.drive(web, world.actor("officer"), NOW, pairs.leaders[0], facts)
    web.commit()
    page = opened(sign_in, client, pairs)
    assert page.count("李全") == 1
    assert day(DAY - timedelta(days=9)) in page.split("我带动的农户")[1]


def test_a_lecturer_never_sees_link_or_code(web: Session, sign_in: SignIn, pairs: Tour) -> None:
    link, code = issued(sign_in, pairs)
    lecturer = sign_in("lecturer")
    assert lecturer.post(f"/mentoring/leaders/{pairs.leaders[0].id}/access").status_code == 403
    contact_id = web.scalars(select(ContactLine.contact_id).limit(1)).one()
    for address in (
        "/mentoring/mine", "/mentoring/record", "/mentoring/contacts",
        f"/mentoring/contacts/{contact_id}", f"/mentoring/pairs/{pairs.ids[0]}",
    ):  # fmt: skip
        page = lecturer.get(address)
        assert page.status_code == 200
        assert link not in page.text
        assert code not in page.text
        assert "发口令条" not in page.text
