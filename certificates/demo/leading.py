"""Villages, leaders on every step, pairs and contacts: the coverage of the county as it grew."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from certificates.demo.checking import PROBLEMS
from certificates.demo.county import Scene
from certificates.demo.days import ONE, at
from certificates.demo.people import CATEGORIES, Somebody
from certificates.demo.staff import COUNTY
from certificates.demo.telling import Act
from courses.leaders import api as leaders
from courses.leaders.models import Leader, Village
from courses.leaders.rules import (
    ChainRole,
    Evidence,
    FoundBy,
    LeaderAction,
    LeaderGroup,
    LinkModel,
    Platform,
)
from courses.lecturers.models import Lecturer
from courses.lecturers.rules import Expertise, Language
from courses.mentoring import api as mentoring
from courses.mentoring.models import Pair
from lms.divisions.queries import children

A = LeaderAction
TOWNS, VILLAGES = 6, 4
FLAGGED = (400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400,
           210, 210, 210, 210, 210, 210, 60, 60, 60, 60)  # fmt: skip
"""Days ago on which each village was found eligible."""
ROAD: tuple[tuple[LeaderAction, int], ...] = (
    (A.RECOMMEND, 60), (A.REVIEW, 50), (A.DECIDE, 45), (A.TRAIN, 30), (A.CERTIFY, 12),
    (A.ACTIVATE, 0),
)  # fmt: skip
"""Steps and how many days before the last one they were taken."""
GROUPS = tuple(LeaderGroup)
GOODS = (
    Expertise.MUSHROOMS, Expertise.HERBS, Expertise.FRUIT_VEGETABLES, Expertise.LIVESTOCK,
    Expertise.HANDICRAFT, Expertise.GRAIN_OIL,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A leader's part: village, days since the last step, which that was, mentor, contacts."""

    village: int
    days: int
    last: LeaderAction
    mentor: str = ""
    contacts: tuple[int, ...] = ()
    households: int = 0


PARTS: tuple[Part, ...] = (
    Part(0, 330, A.ACTIVATE, "程国栋", (290, 255, 215, 180, 140, 110, 75, 40), 6),
    Part(1, 300, A.ACTIVATE, "程国栋", (260, 225, 190, 150, 120, 85, 20), 5),
    Part(2, 280, A.ACTIVATE, "程国栋", (240, 205, 170, 135, 95, 60, 12), 7),
    Part(2, 150, A.ACTIVATE, "程国栋", (115, 80, 50), 2),
    Part(4, 260, A.ACTIVATE, "郭长河", (225, 190, 150, 110, 66), 5),
    Part(5, 240, A.ACTIVATE, "郭长河", (205, 170, 130, 90, 45, 9), 5),
    Part(6, 200, A.ACTIVATE, "孟凡丽", (165, 125, 90, 52), 3),
    Part(8, 170, A.ACTIVATE, "孟凡丽", (135, 98, 60, 25), 4),
    Part(9, 120, A.ACTIVATE, "贾红霞", (85, 45), 2),
    Part(12, 90, A.ACTIVATE, "贾红霞", (55, 18), 1),
    Part(14, 40, A.ACTIVATE),
    Part(16, 25, A.ACTIVATE),
    Part(13, 6, A.CERTIFY),
    Part(17, 20, A.TRAIN),
    Part(10, 15, A.DECIDE),
    Part(18, 12, A.REVIEW),
    Part(20, 9, A.RECOMMEND),
    Part(21, 5, A.ENTER),
    Part(22, 4, A.ENTER),
)
"""Villages 3, 7, 11, 15, 19 and 23 have nobody yet."""


def tell(scene: Scene) -> list[Act]:
    """Everything about villages and leaders, not yet in the order of time."""
    towns = (children(scene.session, town.code[:9]) for town in children(scene.session, COUNTY))
    large = [villages[:VILLAGES] for villages in towns if len(villages) >= VILLAGES][:TOWNS]
    codes = [village.code for villages in large for village in villages]
    people = scene.inventor.people(len(PARTS), CATEGORIES, (1975, 1998))
    stories = [
        _Life(scene, number, part, codes[part.village], who)
        for number, (part, who) in enumerate(zip(PARTS, people, strict=True))
    ]
    return [*_flags(scene, codes), *(act for one in stories for act in one.acts())]


def _day(scene: Scene, ago: int) -> date:
    return scene.days.today - ago * ONE


def _flags(scene: Scene, codes: Sequence[str]) -> list[Act]:
    def flagging(ago: int) -> Callable[[datetime], None]:
        def do(now: datetime) -> None:
            day = _day(scene, ago)
            given = leaders.Basis(day, f"卢电商办〔{day.year}〕{ago % 90 + 1}号", "县电商办主任")
            for code, flagged in zip(codes, FLAGGED, strict=True):
                if flagged == ago:
                    act = (scene.session, scene.staff["officer"], now)
                    village = leaders.enter_village(*act, code)
                    leaders.set_flag(*act, village, given, eligible=True)

        return do

    return [Act(at(_day(scene, ago), 10), flagging(ago)) for ago in sorted(set(FLAGGED))]


class _Life:
    """One leader from the survey on."""

    def __init__(self, scene: Scene, number: int, part: Part, code: str, who: Somebody) -> None:
        self.scene, self.number, self.part, self.code, self.who = scene, number, part, code, who
        self._leader_id = self._pair_id = 0

    @property
    def leader(self) -> Leader:
        """The leader, once entered."""
        return leaders.leader_for(self.scene.session, self.scene.staff["officer"], self._leader_id)

    def acts(self) -> list[Act]:
        """Entering, the steps up to the last, the pair, contacts, households."""
        before = dict(ROAD)
        offset = before.get(self.part.last, 60)
        entered = self.part.days + 68 - offset
        found = [self._act(entered, 9, self._enter)]
        if self.part.last is not A.ENTER:
            for action, days in ROAD:
                found.append(self._act(self.part.days + days - offset, 10, self._step(action)))
                if action is self.part.last:
                    break
        if self.part.mentor:
            found.append(self._act(self.part.days - 5, 11, self._pair))
            found += [self._act(ago, 15, self._contact(ago)) for ago in self.part.contacts]
        if self.part.households:
            found.append(self._act(self.part.days - 20, 16, self._business))
        return found

    def _act(self, ago: int, hour: int, do: Callable[[datetime], None]) -> Act:
        return Act(at(_day(self.scene, ago), hour, self.number % 60), do)

    def _enter(self, now: datetime) -> None:
        village = self.scene.session.scalars(select(Village).where(Village.code == self.code)).one()
        who = replace(self.who, town=village.town_name, village=village.name)
        raw = {
            "name": who.name, "sex": who.sex, "id_number": who.id_number, "ethnic": who.ethnic,
            "education": who.education, "category": who.category, "phone": who.phone,
        }  # fmt: skip
        details = leaders.Details(
            group=GROUPS[self.number % len(GROUPS)], found_by=FoundBy.SURVEY,
            surveyed_on=now.date(), fields=(GOODS[self.number % len(GOODS)],),
            languages=(Language.CENTRAL_PLAINS,),
        )  # fmt: skip
        made = leaders.enter_surveyed(
            self.scene.session, self.scene.staff["officer"], now, village, raw, details,
            now.date(),
        )  # fmt: skip
        self._leader_id = made.id

    def _step(self, action: LeaderAction) -> Callable[[datetime], None]:
        def do(now: datetime) -> None:
            day = now.date()
            notice = action in (A.RECOMMEND, A.DECIDE)
            papers = leaders.Papers(
                document=f"卢电商办〔{day.year}〕{self.number + 11}号",
                notice_from=day if notice else None,
                notice_to=day + 5 * ONE if notice else None,
                certificate_number=f"卢电商证〔{day.year}〕{self.number + 1:03d}"
                if action is A.CERTIFY
                else "",
            )
            who = self.scene.staff["reviewer" if action is A.DECIDE else "officer"]
            leaders.take_step(self.scene.session, who, now, self.leader, action, day, papers)

        return do

    def _pair(self, now: datetime) -> None:
        session, leader = self.scene.session, self.leader
        lecturer = session.get_one(Lecturer, self.scene.staff.teachers[self.part.mentor])
        terms = mentoring.usual_terms(session, leader.place, now.date())
        goal = (8 + self.number) * 1_000_000
        made = mentoring.pair(
            session, self.scene.staff["officer"], now, leader=leader, lecturer=lecturer,
            terms=replace(terms, goal_sales_fen=goal, signed_on=now.date()),
        )  # fmt: skip
        self._pair_id = made.id

    def _contact(self, ago: int) -> Callable[[datetime], None]:
        def do(now: datetime) -> None:
            lecturer = self.scene.session.get_one(Pair, self._pair_id).lecturer_id
            known = self.scene.staff
            login = {known.teachers["程国栋"]: "lecturer", known.teachers["孟凡丽"]: "lecturer2"}
            visit = (ago + self.number) % 3 != 0
            kind = mentoring.ContactKind.VISIT if visit else mentoring.ContactKind.CALL
            said = mentoring.Said(kind, now.date(), 30 + (ago + self.number * 7) % 40, "09:30")
            told = mentoring.Told(
                said, topics=("shop", "goods")[: 1 + ago % 2],
                advice=ADVICE[(ago + self.number) % len(ADVICE)],
                problems=PROBLEMS.get((self.number, ago), ""),
                paper=f"帮带记录{ago % 40 + 1}号" if ago % 4 == 0 else "",
            )  # fmt: skip
            actor = known[login.get(lecturer, "officer")]
            mentoring.record(self.scene.session, actor, now, [self._pair_id], told)

        return do

    def _business(self, now: datetime) -> None:
        """A shop, sales of the year and the households that take part."""
        act = (self.scene.session, self.scene.staff["officer"], now)
        day = now.date()
        shop = leaders.ShopFacts(
            Platform.PINDUODUO, f"{self.who.name[0]}家山货铺", "",
            (GOODS[self.number % len(GOODS)],), day - timedelta(days=90),
        )  # fmt: skip
        leaders.save_shop(*act, self.leader, shop)
        amount = (3 + self.number % 5) * 1_250_000
        claim = leaders.Claim(day.year, amount, Evidence.DOCUMENTED, "平台后台截图")
        leaders.record_sales(*act, self.leader, claim)
        for one in range(self.part.households):
            facts = leaders.LinkFacts(
                f"4112249{self.number:02d}{one:02d}", LinkModel.LEADER,
                tuple(ChainRole)[(self.number + one) % len(ChainRole)], day,
                f"{'李王张莫常程杜'[one % 7]}{'全有福根旺'[one % 5]}", f"带动{self.number:02d}-{one + 1}",
            )  # fmt: skip
            leaders.drive(*act, self.leader, facts)


ADVICE = (
    "主图换成实拍，标题写明产地和规格，先上三款。",
    "发货改用小规格纸箱，易碎的加气泡袋，差评先电话解释。",
    "直播固定在晚上七点，先讲用途再报价，留下复购的联系方式。",
    "把附近几户的货合起来发，统一分级和包装。",
)
