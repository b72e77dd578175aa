"""Papers of leaders: what stands on them is known, and one person fits on one sheet."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from courses.leaders import api
from courses.leaders.exports import leader_pdf
from courses.leaders.models import Leader
from courses.leaders.rules import ChainRole, LeaderAction, LinkModel
from courses.rosters.models import Person
from tests.courses.leaders import builders
from tests.courses.leaders.test_leader_services import active
from tests.lms.documents.pdf_reading import page_texts, squeezed
from tests.support.running import NOW
from tests.support.world import World

SINCE = date(2026, 7, 1)


def drive(session: Session, world: World, leader: Leader, number: str) -> int:
    facts = api.LinkFacts(number, LinkModel.LEADER, ChainRole.PACKING, SINCE, "李全", "1号")
    return api.drive(session, world.actor("officer"), NOW, leader, facts).household_id


def sheet(session: Session, world: World, leader: Leader) -> list[str]:
    """The pages of the 带头人信息表."""
    return page_texts(leader_pdf(session, world.actor("officer"), NOW, leader.id).content)


def test_people_nobody_knows_are_left_blank_and_not_said_to_be_none(
    session: Session, world: World
) -> None:
    leader = active(session, world, NOW)
    known = [drive(session, world, leader, f"4112240{n}") for n in (1, 2)]
    for n, household in enumerate((known[0], known[0], known[1])):
        person: Person = builders.person(session, NOW, 40 + n)
        person.household_id = household
    session.flush()
    assert "3人" in squeezed("".join(sheet(session, world, leader)))
    drive(session, world, leader, "41122403")
    said = squeezed("".join(sheet(session, world, leader)))
    assert "3户" in said
    assert "3人" not in said
    assert "0人" not in said


def test_a_leader_of_many_steps_fits_on_one_sheet(session: Session, world: World) -> None:
    leader = active(session, world, NOW)
    day = NOW.date() - timedelta(days=2)
    why = api.Papers(reason="带动户数和销售额居全县前列，群众评价好")
    reviewer = world.actor("reviewer")
    api.take_step(session, reviewer, NOW, leader, LeaderAction.DISTINGUISH, day, why)
    pages = sheet(session, world, leader)
    assert len(pages) == 1
    for words in ("2026年3月1日", "公示2026年3月1日至3月7日", "县审定", "测试文件（2026年5月1日）"):
        assert words in squeezed(pages[0]), words
