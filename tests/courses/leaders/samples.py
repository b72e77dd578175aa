"""One leader with everything, one village, one lecturer's term and credential, for all routes."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.leaders import api, scans
from courses.leaders.business import SupportFacts, add_award, refer
from courses.leaders.models import VillageFlag
from courses.leaders.rules import ChainRole, Evidence, LinkModel, Platform, ScanOf, SupportKind
from courses.lecturers.api import Proof, add_credential, add_dispatch, add_term
from courses.lecturers.models import Lecturer
from courses.lecturers.rules import TermDates
from courses.rosters.models import Person
from lms.scans import received
from tests.certificates.pictures import png
from tests.courses.leaders import builders
from tests.support.running import NOW
from tests.support.world import World


def leader_samples(
    session: Session, world: World, lecturer: Lecturer, text: str
) -> dict[str, object]:
    """Ids by parameter; `text` stands in everything that people could read of them."""
    officer = world.actor("officer")
    home = builders.village(session, NOW, 40)
    leader = builders.candidate(session, officer, NOW, home, 7200)
    session.get_one(Person, leader.person_id).name = f"{text}带头人"
    builders.walk(session, NOW, leader, officer, world.actor("reviewer"))
    facts = api.ShopFacts(Platform.OTHER, f"{text}店铺", "https://example.cn/")
    shop = api.save_shop(session, officer, NOW, leader, facts)
    claim = api.Claim(2026, 100, Evidence.DOCUMENTED, f"{text}凭证")
    api.record_sales(session, officer, NOW, leader, claim)
    given = SupportFacts(builders.DAY, 100, f"{text}银行", f"{text}文件", f"{text}说明")
    support = refer(session, officer, NOW, leader, SupportKind.LOAN, given)
    add_award(
        session, officer, NOW, leader, title=f"{text}表彰", level="county", on=builders.DAY,
        awarded_by=f"{text}局",
    )  # fmt: skip
    link = api.drive(
        session, officer, NOW, leader,
        api.LinkFacts(
            "41122477777", LinkModel.LEADER, ChainRole.SHOP, date(2026, 7, 1), f"{text}户主",
            f"{text}协议",
        ),
    )  # fmt: skip
    api.record_effect(session, officer, NOW, leader, link, claim)
    flag = session.scalars(select(VillageFlag.id).where(VillageFlag.village_id == home.id)).one()
    paper = scans.attach(
        session, officer, NOW, scans.entry_for(session, officer, ScanOf.FLAG, flag),
        received(png()), f"{text}原件",
    )  # fmt: skip
    return {
        "village_id": home.id,
        "leaders:leader_id": leader.id,
        "shop_id": shop.id,
        "support_id": support.id,
        "link_id": link.id,
        "of": "flag",
        "entry_id": flag,
        "scan_id": paper.id,
        "action": "leave",
        "kind": "loan",
        "after": "approved",
        **_lecturer(session, world, lecturer, text),
    }


def _lecturer(session: Session, world: World, lecturer: Lecturer, text: str) -> dict[str, object]:
    act = (session, world.actor("officer"), NOW, lecturer)
    year = TermDates(date(2026, 1, 1), date(2027, 12, 31))
    term = add_term(*act, year, f"{text}聘书")
    proof = add_credential(*act, Proof(f"{text}资质", f"{text}1", f"{text}局"))
    add_dispatch(*act, "4414", year, f"{text}协议")
    return {"term_id": term.id, "credential_id": proof.id}
