"""Entering, steps, moves, households and sales of leaders, on both engines."""

from datetime import date, datetime
from functools import partial

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.leaders import api
from courses.leaders.business import SupportFacts, advance_support, close_shop, refer
from courses.leaders.models import HouseholdLink, Leader, LeaderService, LeaderStep, Sales
from courses.leaders.record import fields_of, links_of, places_of, sales_by_year, sales_of
from courses.leaders.rules import (
    ChainRole,
    Evidence,
    LeaderAction,
    LeaderGroup,
    LeaderState,
    LinkModel,
    Platform,
    SupportKind,
    SupportState,
)
from courses.lecturers.rules import Expertise
from lms.errors import DomainError
from tests.courses.leaders import builders
from tests.courses.rosters import people
from tests.support.world import World


def refused(code: str) -> pytest.RaisesExc[DomainError]:
    """Expect a refusal with this code."""
    return pytest.RaisesExc(DomainError, check=lambda fault: fault.code == code)


def active(session: Session, world: World, now: datetime, n: int = 1, place: int = 0) -> Leader:
    home = builders.village(session, now, place)
    leader = builders.candidate(session, world.actor("officer"), now, home, n)
    return builders.walk(session, now, leader, world.actor("officer"), world.actor("reviewer"))


def test_the_whole_road_is_on_record(session: Session, world: World, now: datetime) -> None:
    leader = active(session, world, now)
    assert leader.state is LeaderState.ACTIVE
    steps = session.scalars(
        select(LeaderStep).where(LeaderStep.leader_id == leader.id).order_by(LeaderStep.seq)
    ).all()
    assert [one.action for one in steps] == [
        LeaderAction.ENTER, *(action for action, _, _ in builders.ROAD)
    ]  # fmt: skip
    assert steps[3].by == world.actor("reviewer").name
    assert steps[1].notice_to == date(2026, 3, 7)
    served = session.scalars(select(LeaderService)).one()
    assert (served.from_on, served.to_on) == (date(2026, 6, 1), None)


def test_who_recommended_does_not_decide(session: Session, world: World, now: datetime) -> None:
    officer = world.actor("officer")
    leader = builders.candidate(session, officer, now, builders.village(session, now))
    builders.walk(session, now, leader, officer, officer, LeaderAction.REVIEW)
    papers = api.Papers(notice_from=date(2026, 4, 1), notice_to=date(2026, 4, 7))
    with refused("LEADER_SAME_PERSON"):
        api.take_step(session, officer, now, leader, LeaderAction.DECIDE, date(2026, 4, 1), papers)
    assert leader.state is LeaderState.REVIEWED
    assert session.scalar(select(func.count()).select_from(LeaderStep)) == 3


def test_steps_out_of_order_and_ahead(session: Session, world: World, now: datetime) -> None:
    officer = world.actor("officer")
    leader = builders.candidate(session, officer, now, builders.village(session, now))
    step = (session, officer, now, leader)
    with refused("LEADER_STEP_ILLEGAL"):
        api.take_step(*step, LeaderAction.ACTIVATE, builders.DAY)
    notice = api.Papers(notice_from=date(2026, 11, 1), notice_to=date(2026, 11, 30))
    with refused("LEADER_DATE_AHEAD"):
        api.take_step(*step, LeaderAction.RECOMMEND, date(2026, 11, 21), notice)
    with refused("LEADER_STEP_BEFORE_LAST"):
        api.take_step(*step, LeaderAction.RECOMMEND, date(2026, 1, 31), notice)
    with refused("LEADER_NOTICE_MISSING"):
        api.take_step(*step, LeaderAction.RECOMMEND, builders.DAY)
    with refused("LEADER_REASON_MISSING"):
        api.take_step(*step, LeaderAction.REFUSE, builders.DAY)
    api.take_step(*step, LeaderAction.RECOMMEND, date(2026, 11, 1), notice)
    with refused("LEADER_NOTICE_RUNNING"):
        api.take_step(*step, LeaderAction.REVIEW, builders.DAY)
    with refused("LEADER_STEP_ILLEGAL"):  # the same button a second time
        api.take_step(*step, LeaderAction.RECOMMEND, date(2026, 11, 1), notice)


def test_a_person_is_entered_once(session: Session, world: World, now: datetime) -> None:
    officer, home = world.actor("officer"), builders.village(session, now)
    builders.candidate(session, officer, now, home)
    with refused("LEADER_KNOWN"):
        builders.candidate(session, officer, now, home)
    details = api.Details(group=LeaderGroup.VETERAN)
    raw = {"name": people.trainee(1)["name"], "id_number": people.number(1)}
    with refused("LEADER_KNOWN"):
        api.enter_surveyed(session, officer, now, home, raw, details, builders.DAY)
    assert session.scalar(select(func.count()).select_from(Leader)) == 1


def test_a_person_of_two_archives_leads_in_one_county(
    session: Session, world: World, now: datetime
) -> None:
    builders.candidate(session, world.actor("officer"), now, builders.village(session, now))
    there = builders.person(session, now, 1, "411202")
    code = builders.codes(session, 1, "411202")[0]
    home = api.add_villages(session, [code])[0]
    details = api.Details(group=LeaderGroup.VETERAN)
    officer = world.actor("officer", "411202")
    with refused("LEADER_ELSEWHERE"):
        api.enter_person(session, officer, now, there, home, details, api.Start(builders.DAY))


def test_a_survey_brings_a_new_person(session: Session, world: World, now: datetime) -> None:
    home = builders.village(session, now)
    details = api.Details(group=LeaderGroup.SKILLED_WOMAN, fields=[Expertise.TEA])
    raw = {"name": "钱小七", "id_number": people.number(77), "phone": "13900000077"}
    leader = api.enter_surveyed(
        session, world.actor("officer"), now, home, raw, details, builders.DAY
    )
    found = api.leader_for(session, world.actor("follow_up"), leader.id)
    assert (found.person.name, found.person.home_place) == ("钱小七", home.code)
    assert [row.code for row in found.fields] == [Expertise.TEA]
    wrong = {**raw, "id_number": "411224199001019981"}
    with refused("ID_CHECKSUM"):
        api.enter_surveyed(session, world.actor("officer"), now, home, wrong, details, builders.DAY)


def test_a_leader_without_kind_or_with_a_date_ahead(
    session: Session, world: World, now: datetime
) -> None:
    home, officer = builders.village(session, now), world.actor("officer")
    who = builders.person(session, now, 5)
    with refused("LEADER_KIND_MISSING"):
        api.enter_person(session, officer, now, who, home, api.Details(), api.Start(builders.DAY))
    kind = api.Details(group=LeaderGroup.VETERAN)
    with refused("LEADER_DATE_AHEAD"):
        api.enter_person(session, officer, now, who, home, kind, api.Start(date(2026, 11, 21)))
    with refused("LEADER_PAPER_MISSING"):
        start = api.Start(builders.DAY, LeaderState.ACTIVE)
        api.enter_person(session, officer, now, who, home, kind, start)
    with refused("NOT_PERMITTED"):
        reader = world.actor("observer")
        api.enter_person(session, reader, now, who, home, kind, api.Start(builders.DAY))


def test_coverage_follows_the_day_of_the_move(
    session: Session, world: World, now: datetime
) -> None:
    leader, officer = active(session, world, now), world.actor("officer")
    old, new = leader.village_id, builders.village(session, now, 1)
    with refused("LEADER_MOVE_SAME_VILLAGE"):
        home = api.village_for(session, officer, old)
        api.move(session, officer, now, leader, home, builders.DAY, "搬家")
    with refused("LEADER_MOVE_BEFORE_LAST"):
        api.move(session, officer, now, leader, new, date(2026, 2, 1), "搬家")
    api.move(session, officer, now, leader, new, date(2026, 9, 1), "婚后迁入")
    covered = {
        day: set(api.covered_villages(session, builders.COUNTY, day))
        for day in (date(2026, 5, 31), date(2026, 8, 31), date(2026, 9, 1))
    }
    assert covered == {
        date(2026, 5, 31): set(),
        date(2026, 8, 31): {old},
        date(2026, 9, 1): {new.id},
    }
    assert [(one.village_id, one.to_on) for one in places_of(session, leader.id)] == [
        (old, date(2026, 9, 1)),
        (new.id, None),
    ]


def test_a_leader_who_leaves_ends_everything_that_hangs_on_it(
    session: Session, world: World, now: datetime
) -> None:
    leader, officer = active(session, world, now), world.actor("officer")
    facts = api.LinkFacts("4112240001", LinkModel.LEADER, ChainRole.PACKING, date(2026, 7, 1))
    api.drive(session, officer, now, leader, facts)
    papers = api.Papers(reason="外出务工")
    api.take_step(session, officer, now, leader, LeaderAction.LEAVE, date(2026, 10, 1), papers)
    assert leader.state is LeaderState.LEFT
    assert api.covered_villages(session, builders.COUNTY, date(2026, 10, 1)) == {}
    assert set(api.covered_villages(session, builders.COUNTY, date(2026, 9, 30)))
    assert session.scalars(select(HouseholdLink.to_on)).one() == date(2026, 10, 1)
    with refused("LEADER_NOT_SERVING"):
        api.drive(session, officer, now, leader, facts)
    back = api.Papers(reason="返乡")
    api.take_step(session, officer, now, leader, LeaderAction.RETURN, date(2026, 11, 1), back)
    assert (leader.state, leader.certificate_number) == (LeaderState.CANDIDATE, "")


def test_households_count_once(session: Session, world: World, now: datetime) -> None:
    officer = world.actor("officer")
    first, second = active(session, world, now), active(session, world, now, 2, 1)
    facts = api.LinkFacts("41122400012", LinkModel.LEADER, ChainRole.PACKING, date(2026, 7, 1))
    other = api.LinkFacts("41122400012", LinkModel.COMPANY, ChainRole.PICKING, date(2026, 8, 1))
    links = [
        api.drive(session, officer, now, first, facts),
        api.drive(session, officer, now, first, other),
        api.drive(session, officer, now, second, facts),
    ]
    with refused("HOUSEHOLD_LINK_OPEN"):
        api.drive(session, officer, now, first, facts)
    year = (date(2026, 1, 1), date(2026, 12, 31))
    assert api.count_households(session, builders.COUNTY, *year) == 1
    assert api.count_households(session, builders.COUNTY, date(2026, 1, 1), date(2026, 6, 30)) == 0
    assert api.households_now(session, [first.id, second.id], builders.DAY) == {
        first.id: 1,
        second.id: 1,
    }
    for link, gain in zip(links, (50_000, 40_000, 90_000), strict=True):
        claim = api.Claim(2026, gain, Evidence.CLAIMED)
        leader = second if link is links[2] else first
        api.record_effect(session, officer, now, leader, link, claim)
    proved = api.Claim(2026, 60_000, Evidence.DOCUMENTED, "收购单", "补凭证")
    api.record_effect(session, officer, now, first, links[0], proved)
    counted = api.effects(session, builders.COUNTY, 2026)
    assert [(one.gain, one.evidence) for one in counted] == [(60_000, Evidence.DOCUMENTED)]
    assert len(links_of(session, first.id)[0].effects) == 1


def test_effects_and_links_keep_to_their_dates(
    session: Session, world: World, now: datetime
) -> None:
    leader, officer = active(session, world, now), world.actor("officer")
    ahead = api.LinkFacts("1", LinkModel.LEADER, ChainRole.SHOP, date(2026, 11, 21))
    with refused("HOUSEHOLD_DATES"):
        api.drive(session, officer, now, leader, ahead)
    with refused("HOUSEHOLD_NUMBER_MISSING"):
        blank = api.LinkFacts(" ", LinkModel.LEADER, ChainRole.SHOP, builders.DAY)
        api.drive(session, officer, now, leader, blank)
    facts = api.LinkFacts("1", LinkModel.LEADER, ChainRole.SHOP, date(2026, 7, 1))
    link = api.drive(session, officer, now, leader, facts)
    with refused("EFFECT_YEAR"):
        claim = api.Claim(2025, 1, Evidence.CLAIMED)
        api.record_effect(session, officer, now, leader, link, claim)
    with refused("EVIDENCE_NOT_YOURS"):
        claim = api.Claim(2026, 1, Evidence.SPOT_CHECKED)
        api.record_effect(session, officer, now, leader, link, claim)
    api.end_link(session, officer, now, leader, link, date(2026, 7, 1), "户主外出")
    with refused("HOUSEHOLD_LINK_ENDED"):
        api.end_link(session, officer, now, leader, link, builders.DAY, "户主外出")


def test_sales_supersede_with_a_reason(session: Session, world: World, now: datetime) -> None:
    leader, officer = active(session, world, now), world.actor("officer")
    act = (session, officer, now, leader)
    with refused("SALES_YEAR"):
        api.record_sales(*act, api.Claim(2027, 1, Evidence.CLAIMED))
    with refused("AMOUNT_INVALID"):
        api.record_sales(*act, api.Claim(2026, None, Evidence.CLAIMED))
    with refused("EVIDENCE_PAPER_MISSING"):
        api.record_sales(*act, api.Claim(2026, 1, Evidence.DOCUMENTED))
    api.record_sales(*act, api.Claim(2025, 120_000, Evidence.CLAIMED))
    with refused("SALES_REASON_MISSING"):
        api.record_sales(*act, api.Claim(2025, 130_000, Evidence.CLAIMED))
    api.record_sales(*act, api.Claim(2025, 130_000, Evidence.DOCUMENTED, "流水", "核对后更正"))
    rows = sales_of(session, leader.id)
    assert sales_by_year(rows) == {2025: 130_000}
    assert len(rows) == 2
    stronger = api.raise_evidence(session, officer, now, rows[0], Evidence.CONFIRMED, "回执")
    assert sales_by_year(sales_of(session, leader.id)) == {2025: 130_000}
    assert session.get_one(Sales, stronger.id).evidence is Evidence.CONFIRMED


def test_shops_and_what_a_leader_sells(session: Session, world: World, now: datetime) -> None:
    leader, officer = active(session, world, now), world.actor("officer")
    for link in ("javascript:alert(1)", "ftp://a.cn", "https://", "https://a b.cn"):
        with refused("SHOP_LINK_SCHEME"):
            facts = api.ShopFacts(Platform.TAOBAO, "山货铺", link)
            api.save_shop(session, officer, now, leader, facts)
    facts = api.ShopFacts(
        Platform.TAOBAO, "山货铺", "https://shop.example.cn/1", [Expertise.HERBS],
        date(2026, 6, 2),
    )  # fmt: skip
    shop = api.save_shop(session, officer, now, leader, facts)
    assert fields_of(session, [leader.id]) == {leader.id: {"herbs"}}
    with refused("SHOP_DATES"):
        close_shop(session, officer, now, leader, shop, date(2026, 6, 1), "转让")
    close_shop(session, officer, now, leader, shop, date(2026, 8, 1), "转让")
    assert fields_of(session, [leader.id]) == {leader.id: set()}


def test_grants_go_their_way(session: Session, world: World, now: datetime) -> None:
    leader, officer = active(session, world, now), world.actor("officer")
    facts = SupportFacts(builders.DAY, 500_000, "县商务局")
    grant = refer(session, officer, now, leader, SupportKind.SHOP_GRANT, facts)
    act = (session, officer, now, leader, grant)
    with refused("SUPPORT_STEP_ILLEGAL"):
        advance_support(*act, SupportState.PAID, facts)
    with refused("LEADER_REASON_MISSING"):
        advance_support(*act, SupportState.REFUSED, facts)
    advance_support(*act, SupportState.APPROVED, facts)
    less = SupportFacts(builders.DAY, 300_000, document="卢商〔2026〕3号")
    advance_support(*act, SupportState.PAID, less)
    assert (grant.state, grant.amount) == (SupportState.PAID, 300_000)


def test_a_certificate_certifies(session: Session, world: World, now: datetime) -> None:
    officer, reviewer = world.actor("officer"), world.actor("reviewer")
    home = builders.village(session, now)
    leader = builders.candidate(session, officer, now, home)
    on = date(2026, 10, 1)
    certify = partial(
        api.record_certified, session, officer, now, person_id=leader.person_id, number="PX1", on=on
    )
    certify()
    assert (leader.state, leader.certificate_number) == (LeaderState.CANDIDATE, "PX1")
    builders.walk(session, now, leader, officer, reviewer, LeaderAction.DECIDE)
    certify()
    assert leader.state is LeaderState.CERTIFIED
    api.record_revoked(session, officer, now, person_id=leader.person_id, number="PX1")
    assert (leader.state, leader.certificate_number) == (LeaderState.TRAINED, "")
    assert api.record_certified(
        session, officer, now, person_id=leader.person_id + 999, number="X", on=builders.DAY
    ) is None  # fmt: skip
