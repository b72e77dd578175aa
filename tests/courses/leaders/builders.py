"""Villages, candidates and leaders for tests, in 卢氏县."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.leaders import api
from courses.leaders.models import Leader, Village
from courses.leaders.rules import ChainRole, LeaderAction, LeaderGroup, LinkModel
from courses.rosters.models import Person
from lms.accounts.actor import Actor, system
from lms.divisions.models import DivisionRow
from lms.orm import new_uid
from tests.courses.rosters import people

__all__ = ["ChainRole", "LeaderAction", "LinkModel"]

COUNTY = "411224"
DAY = date(2026, 11, 20)
PAPER = api.Basis(date(2026, 1, 5), "卢扶组〔2026〕1号", "李主任")


def codes(session: Session, count: int, county: str = COUNTY) -> list[str]:
    """Codes of the first villages of a county."""
    found = session.scalars(
        select(DivisionRow.code)
        .where(DivisionRow.level == "village", DivisionRow.code.startswith(county))
        .order_by(DivisionRow.code)
        .limit(count)
    )
    return list(found)


def village(session: Session, now: datetime, place: int = 0, *, flagged: bool = True) -> Village:
    """A village of the county, flagged since January unless said."""
    code = codes(session, place + 1)[place]
    known = session.scalar(select(Village).where(Village.code == code))
    made = known or api.add_villages(session, [code])[0]
    if flagged and made.flagged_on is None:
        api.set_flag(session, system("test"), now, made, PAPER, eligible=True)
    return made


def person(session: Session, now: datetime, n: int, county: str = COUNTY) -> Person:
    """An invented person of the archive."""
    return people.write(session, now, [people.trainee(n)], county=county)[0]


def candidate(
    session: Session,
    actor: Actor,
    now: datetime,
    home: Village,
    n: int = 1,
    on: date = date(2026, 2, 1),
) -> Leader:
    """A candidate of a village."""
    details = api.Details(group=LeaderGroup.VETERAN)
    who = person(session, now, n)
    return api.enter_person(session, actor, now, who, home, details, api.Start(on))


ROAD = (
    (LeaderAction.RECOMMEND, date(2026, 3, 1), date(2026, 3, 7)),
    (LeaderAction.REVIEW, date(2026, 3, 10), None),
    (LeaderAction.DECIDE, date(2026, 4, 1), date(2026, 4, 7)),
    (LeaderAction.TRAIN, date(2026, 5, 1), None),
    (LeaderAction.CERTIFY, date(2026, 5, 10), None),
    (LeaderAction.ACTIVATE, date(2026, 6, 1), None),
)


def walk(
    session: Session,
    now: datetime,
    leader: Leader,
    officer: Actor,
    reviewer: Actor,
    upto: LeaderAction = LeaderAction.ACTIVATE,
) -> Leader:
    """Take the steps of the road up to one; the reviewer decides."""
    for action, on, notice_to in ROAD:
        papers = api.Papers(
            notice_from=on if notice_to else None,
            notice_to=notice_to,
            certificate_number=f"PX{new_uid()[:8]}" if action is LeaderAction.CERTIFY else "",
            document="测试文件",
        )
        who = reviewer if action is LeaderAction.DECIDE else officer
        api.take_step(session, who, now, leader, action, on, papers)
        if action is upto:
            break
    return leader
