"""Samples that can be drawn again, results that change the proof, patterns that ask."""

import datetime as dt
import hashlib
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.leaders.rules import Evidence
from courses.mentoring import contacts, contacts_queries, quality
from courses.mentoring.contact_models import CheckItem, Contact, ContactLine, SpotCheck
from courses.mentoring.contacts_rules import Doubt
from courses.mentoring.models import Coordinate
from courses.mentoring.quality_rules import (
    CheckResult,
    ContactFact,
    Pattern,
    draw,
    flags,
    sample_size,
)
from lms.accounts.actor import Actor
from lms.errors import DomainError, NotFound
from tests.courses.mentoring.corps import DAY
from tests.courses.mentoring.tours import Tour, contact, said, tour
from tests.support.running import NOW
from tests.support.world import World

IDS = st.lists(st.uuids().map(lambda one: one.hex), unique=True, max_size=60)


@pytest.mark.parametrize(
    ("population", "size"), [(0, 0), (1, 1), (100, 100), (1000, 417), (100_000, 10_000)]
)
def test_the_size_of_a_sample(population: int, size: int) -> None:
    """1,000 at 95% and 5% give 417 (DOMAIN §4.3); 10% where that is more; never more than all."""
    assert sample_size(population) == size


@given(st.integers(0, 10**6))
def test_a_sample_is_at_least_a_tenth_and_never_all_and_more(population: int) -> None:
    assert population <= 10 * sample_size(population) <= 10 * population


@given(IDS, st.text("abc123", min_size=1), st.integers(0, 70), st.randoms())
def test_the_same_seed_draws_the_same_whatever_the_order(
    ids: list[str], seed: str, size: int, luck: object
) -> None:
    mixed = sorted(ids, key=lambda one: hashlib.sha256(one.encode() + b"x").digest())
    drawn = draw(seed, ids, size)
    assert drawn == draw(seed, mixed, size)
    assert len(drawn) == len(set(drawn)) == min(size, len(ids))
    assert set(drawn) <= set(ids)


def test_other_seeds_draw_others() -> None:
    ids = [f"{number:032x}" for number in range(500)]
    assert draw("seed1", ids, 50) != draw("seed2", ids, 50)


@pytest.fixture
def actor(world: World) -> Actor:
    return world.actor("lecturer")


@pytest.fixture
def pairs(session: Session, actor: Actor) -> Tour:
    made = tour(session, actor.id)
    for days in range(5):
        for pair in made.ids:
            contact(session, actor, [pair], said(day=DAY - timedelta(days=days * 9)))
    return made


def drawn(session: Session, world: World, **facts: str) -> SpotCheck:
    return quality.draw_check(
        session, world.actor("officer"), NOW, county="411224", from_date=DAY - timedelta(days=50),
        to_date=DAY, **facts,
    )  # fmt: skip


@pytest.mark.usefixtures("pairs")
def test_a_drawn_list_can_be_drawn_again_from_its_seed(session: Session, world: World) -> None:
    check = drawn(session, world, rule=quality.TENTH, seed="wheat7")
    assert (check.population, check.size, check.seed) == (20, 2, "wheat7")
    first = [item.line_id for item in quality.items(session, check.id)]
    again = drawn(session, world, rule=quality.TENTH, seed="wheat7")
    assert [item.line_id for item in quality.items(session, again.id)] == first
    assert quality.redrawn(session, check)
    other = drawn(session, world, rule=quality.TENTH)
    assert other.seed not in ("", "wheat7")
    assert drawn(session, world).size == 20
    line = session.get_one(ContactLine, first[0])
    line.withdrawn = True
    session.flush()
    assert not quality.redrawn(session, check)


def test_results_change_the_proof_and_are_entered_once(
    session: Session, world: World, pairs: Tour
) -> None:
    officer = world.actor("officer")
    check = drawn(session, world)
    found, otherwise, unreached = [
        quality.item_for(session, check.id, item.id) for item in quality.items(session, check.id)
    ][:3]
    quality.settle(session, officer, NOW, found, CheckResult.FOUND, "", "411224")
    assert found.line.evidence is Evidence.SPOT_CHECKED
    with pytest.raises(DomainError, match="CHECK_REMARK_MISSING"):
        quality.settle(session, officer, NOW, otherwise, CheckResult.OTHERWISE, " ", "411224")
    before = sum(pair.contacts for pair in pairs.pairs)
    quality.settle(session, officer, NOW, otherwise, CheckResult.OTHERWISE, "没来过", "411224")
    assert (otherwise.line.doubt, otherwise.line.evidence) == (Doubt.REFUTED, Evidence.CLAIMED)
    assert sum(pair.contacts for pair in pairs.pairs) == before - 1
    quality.settle(session, officer, NOW, unreached, CheckResult.UNREACHED, "", "411224")
    assert unreached.line.evidence is Evidence.CLAIMED
    with pytest.raises(DomainError, match="CHECK_SETTLED"):
        quality.settle(session, officer, NOW, found, CheckResult.OTHERWISE, "x", "411224")
    assert quality.unsettled(session, officer)[0] == check.size - 3
    (line,) = quality.checks(session, officer)
    assert (line.settled, line.otherwise) == (3, 1)


def test_nobody_checks_their_own(session: Session, world: World, pairs: Tour) -> None:
    officer = world.actor("officer")
    contact(session, officer, pairs.ids[:1], said("call"))
    check = drawn(session, world)
    own = session.scalars(
        select(CheckItem.id)
        .join(ContactLine)
        .join(Contact)
        .where(Contact.account_id == officer.id, CheckItem.check_id == check.id)
    ).one()
    item = quality.item_for(session, check.id, own)
    with pytest.raises(DomainError, match="CHECK_OWN"):
        quality.settle(session, officer, NOW, item, CheckResult.FOUND, "", "411224")
    reviewer = world.actor("reviewer")
    quality.settle(session, reviewer, NOW, item, CheckResult.FOUND, "", "411224")


@pytest.mark.usefixtures("pairs")
def test_checks_are_of_ones_own_county(session: Session, world: World) -> None:
    check = drawn(session, world)
    for actor in (world.actor("officer", "411202"), world.actor("lecturer")):
        with pytest.raises(NotFound):
            quality.check_for(session, actor, check.id)
    for role, county, code in (
        ("officer", "411202", "NOT_PERMITTED"),
        ("auditor", "411224", "NOT_PERMITTED"),
    ):
        with pytest.raises(DomainError, match=code):
            quality.draw_check(
                session, world.actor(role, county), NOW, county="411224", from_date=DAY,
                to_date=DAY,
            )  # fmt: skip
    for facts, code in (
        ({"seed": "a b"}, "CHECK_SEED_INVALID"),
        ({"seed": "abc"}, "CHECK_SEED_INVALID"),
    ):
        with pytest.raises(DomainError, match=code):
            drawn(session, world, **facts)
    with pytest.raises(DomainError, match="CHECK_NOTHING_TO_DRAW"):
        quality.draw_check(
            session, world.actor("officer"), NOW, county="411224",
            from_date=DAY - timedelta(days=500), to_date=DAY - timedelta(days=400),
        )  # fmt: skip
    with pytest.raises(DomainError, match="CHECK_DATES_ORDER"):
        quality.draw_check(
            session, world.actor("officer"), NOW, county="411224", from_date=DAY,
            to_date=DAY - timedelta(days=1),
        )  # fmt: skip


HERE, NEAR, FAR = (34_050_000, 111_050_000), (34_060_000, 111_060_000), (34_950_000, 111_050_000)
ONE = dt.date(2026, 11, 2)


def visit(key: int, day: dt.date = ONE, **facts: object) -> ContactFact:
    given: dict[str, object] = {"visit": True, "minutes": 40} | facts
    return ContactFact(key, day, **given)  # type: ignore[arg-type]  # facts of one contact each


def patterns(*found: ContactFact) -> list[tuple[Pattern, tuple[int, ...]]]:
    return [(flag.pattern, flag.contacts) for flag in flags(found)]


def test_all_visits_on_one_day() -> None:
    four = [visit(key) for key in range(4)]
    assert patterns(*four) == [(Pattern.ONE_DAY, (0, 1, 2, 3))]
    assert patterns(*four[:3]) == []
    assert patterns(*four, visit(9, ONE + timedelta(days=30))) == []
    assert patterns(*[visit(key, visit=False) for key in range(9)]) == []
    many = [visit(key) for key in range(8)]
    assert [one for one, _ in patterns(*many, visit(9, ONE + timedelta(days=1)))] == [
        Pattern.MANY_A_DAY
    ]


def test_identical_texts_on_more_than_one_day() -> None:
    copies = [visit(key, ONE + timedelta(days=key), words="d1") for key in range(3)]
    assert patterns(*copies) == [(Pattern.SAME_TEXT, (0, 1, 2))]
    assert patterns(*copies[:2]) == []
    assert patterns(*[visit(key, words="d1") for key in range(3)]) == []
    assert patterns(*[visit(key, ONE + timedelta(days=key)) for key in range(3)]) == []


def test_impossible_travel_only_where_there_are_coordinates() -> None:
    first = visit(1, started="09:00", at=HERE)
    assert patterns(first, visit(2, started="10:00", at=FAR)) == [(Pattern.TRAVEL, (1, 2))]
    assert patterns(first, visit(2, started="11:00", at=FAR)) == []
    assert patterns(first, visit(2, started="09:45", at=NEAR)) == []
    assert patterns(visit(1, started="09:00"), visit(2, started="09:41", at=FAR)) == []
    long = [visit(1, minutes=500, at=HERE), visit(2, minutes=450, at=FAR)]
    assert patterns(*long) == [(Pattern.TRAVEL, (1, 2))]
    assert patterns(visit(1, at=HERE), visit(2, at=FAR)) == []


def test_two_contacts_at_the_same_time() -> None:
    found = [visit(1, started="09:00"), visit(2, started="09:39", visit=False)]
    assert patterns(*found) == [(Pattern.OVERLAP, (1, 2))]
    assert patterns(found[0], visit(2, started="09:40")) == []


def test_patterns_of_what_is_stored(session: Session, world: World, actor: Actor) -> None:
    made = tour(session, actor.id)
    for number, pair in enumerate(made.pairs):
        latitude = 34_000_000 + number * 900_000
        session.add(
            Coordinate(
                division=pair.leader.place, latitude=latitude, longitude=111_000_000, at=NOW,
                by="t",
            )
        )  # fmt: skip
        contact(
            session,
            actor,
            [pair.id],
            said(started=f"{9 + number:02}:00"),
            advice="多拍短视频，少开空单",
        )
    found = quality.unusual(session, Contact.county == "411224", DAY, DAY)
    assert [line.name for line in found] == ["周讲师1"]
    assert [flag.pattern for flag in found[0].flags] == [Pattern.ONE_DAY, *[Pattern.TRAVEL] * 3]
    contact_id = found[0].flags[0].contacts[0]
    row = contacts_queries.contact_for(session, world.actor("officer"), contact_id)
    contacts.withdraw(session, world.actor("officer"), NOW, row, "错")
    found = quality.unusual(session, Contact.county == "411224", DAY, DAY)
    assert [flag.pattern for flag in found[0].flags] == [Pattern.TRAVEL] * 2
