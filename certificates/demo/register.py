"""What else the registers hold: more villages, leaders who were honoured, left, moved or wait.

Also the corps' terms of office, credentials and dispatches. Told after the leaders of `leading`.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.demo.county import Scene
from certificates.demo.days import at
from certificates.demo.people import Inventor
from certificates.demo.staff import COUNTY
from certificates.demo.telling import Act
from certificates.models import Certificate
from certificates.rules import CertificateState
from courses.cohorts.models import Enrolment
from courses.leaders import api as leaders
from courses.leaders.models import HouseholdLink, Leader, Village
from courses.leaders.rules import (
    SERVING,
    Evidence,
    FoundBy,
    LeaderAction,
    LeaderGroup,
    SupportKind,
    SupportState,
)
from courses.lecturers import api as lecturers
from courses.lecturers.models import Lecturer
from courses.lecturers.rules import Expertise, Language, TermDates
from courses.rosters.models import Person
from lms.divisions.queries import children
from lms.runs import services as runs

A = LeaderAction
LATER_TOWNS, EACH, MORE = 6, 3, 16
"""Villages of the last towns are found eligible by one list, beside those of `leading`."""
KINDS = ("巧媳妇", "退伍军人", "益农信息社负责人", "有潜力的残疾人", "村淘店小二")


@dataclass(frozen=True, slots=True)
class Post:
    """A lecturer's post, in days from today: the end of the term, a credential that expires."""

    credential: str = ""
    expires: int | None = None
    until: int = 350
    dispatched_from: str = ""
    fields: Sequence[Expertise] = ()
    capacity: int | None = None


POSTS: Mapping[str, Post] = {
    "程国栋": Post(
        "电子商务师（三级）",
        400,
        fields=(Expertise.SHOP_OPENING, Expertise.OPERATION, Expertise.MUSHROOMS),
    ),
    "孟凡丽": Post(
        "创业培训讲师证",
        20,
        fields=(Expertise.SHOP_OPENING, Expertise.FINANCE, Expertise.HANDICRAFT),
    ),
    "郭长河": Post(
        "高级农艺师", fields=(Expertise.HERBS, Expertise.FRUIT_VEGETABLES, Expertise.GRAIN_OIL)
    ),
    "贾红霞": Post(until=25, fields=(Expertise.LOGISTICS, Expertise.BRANDING, Expertise.LIVESTOCK)),
    "杜亚楠": Post(
        "互联网营销师（三级）",
        700,
        dispatched_from="411202",
        capacity=4,
        fields=(Expertise.LIVE_SALES, Expertise.DESIGN),
    ),
}


class Register:
    """The story of the registers."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.session: Session = scene.session
        self.ids: dict[str, list[int]] = {}

    def day(self, offset: int) -> date:
        """A day so many days from today."""
        return self.scene.days.today + timedelta(days=offset)

    def act(self, offset: int, hour: int, do: Callable[[datetime], object]) -> Act:
        """Something done on such a day."""
        return Act(at(self.day(offset), hour), do)

    def acts(self) -> list[Act]:
        """Everything, not yet in the order of time."""
        return [
            self.act(-420, 15, self._appoint),
            self.act(-190, 9, self._villages),
            self.act(-160, 14, self._from_archive),
            *(self._road(*step) for step in ROAD),
            self.act(-40, 10, self._list),
            *(self._step(*step) for step in STEPS),
            self.act(-14, 16, self._helped),
            self.act(-10, 16, self._merged),
            self.act(-9, 16, self._moved),
            self.act(-8, 16, self._honoured),
        ]

    def _appoint(self, now: datetime) -> None:
        """Terms of office, credentials, a lecturer from a paired region."""
        for name, post in POSTS.items():
            lecturer = self.session.get_one(Lecturer, self.scene.staff.teachers[name])
            act = (self.session, self.scene.staff["officer"], now, lecturer)
            spoken = (Language.MANDARIN, Language.CENTRAL_PLAINS)
            corps = lecturers.Corps(post.fields, (COUNTY,), spoken, COUNTY, post.capacity)
            lecturers.set_corps(*act, corps)
            dates = TermDates(self.day(-420), self.day(post.until))
            lecturers.add_term(*act, dates, f"卢商务〔{self.day(-420).year}〕8号")
            if post.credential:
                ends = self.day(post.expires) if post.expires is not None else None
                proof = lecturers.Proof(post.credential, "", "河南省人社厅", self.day(-700), ends)
                lecturers.add_credential(*act, proof)
            if post.dispatched_from:
                lecturers.add_dispatch(*act, post.dispatched_from, dates, "对口帮扶协议")

    def _villages(self, now: datetime) -> None:
        """More eligible villages by the county's list."""
        towns = children(self.session, COUNTY)[-LATER_TOWNS:]
        rows = [
            (town.name, village.name)
            for town in towns
            for village in children(self.session, town.code[:9])[:EACH]
        ][:MORE]
        day = self.day(-195)
        given = (day, f"卢脱贫组〔{day.year}〕6号", "县脱贫攻坚领导小组")
        officer = self.scene.staff["officer"]
        data = _csv([("乡镇", "行政村"), *rows])
        run = leaders.rehearse_villages(
            self.session, officer, now, COUNTY, data, "有条件的村.csv", given
        )
        runs.start(self.session, officer, now, run)

    def _listed(self) -> Sequence[Village]:
        """The villages of that list, by code."""
        day = self.day(-195)
        return self.session.scalars(
            select(Village)
            .where(Village.county == COUNTY, Village.flagged_on == day)
            .order_by(Village.code)
        ).all()

    def _from_archive(self, now: datetime) -> None:
        """Trainees who hold a certificate become candidates."""
        details = leaders.Details(
            group=LeaderGroup.RETURNING_YOUTH, found_by=FoundBy.ARCHIVE,
            fields=(Expertise.FRUIT_VEGETABLES, Expertise.LIVE_SALES),
        )  # fmt: skip
        holders = self.session.scalars(
            select(Person)
            .join(Enrolment, Enrolment.person_id == Person.id)
            .join(Certificate, Certificate.enrolment_id == Enrolment.id)
            .where(Certificate.state == CertificateState.VALID, Person.county == COUNTY)
            .order_by(Certificate.id.desc())
            .limit(3)
        ).all()
        self.ids["archive"] = [
            leaders.enter_person(
                self.session, self.scene.staff["officer"], now, person, home, details,
                leaders.Start(self.day(-160)),
            ).id
            for person, home in zip(holders, self._listed(), strict=False)
        ]  # fmt: skip

    def _road(self, action: A, offset: int, by: str, notice: tuple[int, int] | None) -> Act:
        """A step of all who came from the archive; the last of them has not begun yet."""

        def do(now: datetime) -> None:
            ids = self.ids["archive"]
            for key in ids[: len(ids) - (action is A.ACTIVATE)]:
                self._take(now, key, action, offset, by, notice)

        return self.act(offset, 15, do)

    def _list(self, now: datetime) -> None:
        """Candidates of a town's survey come in by a list."""
        homes = self._listed()[4:]
        places = [(home.town_name, home.name) for home in homes]
        people = Inventor(places, "register").people(len(KINDS), KINDS, (1978, 2000))
        rows = [
            replace(one, town=home[0], village=home[1], phone=f"1390000{9000 + n}")
            for n, (one, home) in enumerate(zip(people, places, strict=False))
        ]
        head = ("姓名", "性别", "身份证号码", "文化程度", "政治面貌", "乡镇", "村", "身份/来源",
                "联系方式", "主营")  # fmt: skip
        lines = [
            (one.name, one.sex, one.id_number, one.education, "群众", one.town, one.village,
             KINDS[n], one.phone, "核桃、连翘")
            for n, one in enumerate(rows)
        ]  # fmt: skip
        officer = self.scene.staff["officer"]
        run = leaders.rehearse_leaders(
            self.session, officer, now, COUNTY, _csv([head, *lines]), "摸底候选人.csv",
            leaders.Start(self.day(-40)),
        )  # fmt: skip
        runs.start(self.session, officer, now, run)
        found = select(Leader.id).where(Leader.run_id == run.id).order_by(Leader.id)
        self.ids["list"] = list(self.session.scalars(found))

    def _step(
        self, place: int, action: A, offset: int, by: str, notice: tuple[int, int] | None, why: str
    ) -> Act:
        def do(now: datetime) -> None:
            self._take(now, self.ids["list"][place], action, offset, by, notice, why)

        return self.act(offset, 11, do)

    def _take(
        self,
        now: datetime,
        key: int,
        action: A,
        offset: int,
        by: str,
        notice: tuple[int, int] | None = None,
        reason: str = "",
    ) -> None:
        leader = self.session.get_one(Leader, key)
        papers = leaders.Papers(
            reason=reason,
            notice_from=self.day(notice[0]) if notice else None,
            notice_to=self.day(notice[1]) if notice else None,
            certificate_number=self._number(leader) if action is A.CERTIFY else "",
            document=DOCUMENTS.get(action, ""),
        )
        leaders.take_step(
            self.session, self.scene.staff[by], now, leader, action, self.day(offset), papers
        )

    def _number(self, leader: Leader) -> str:
        """The number of the certificate the person holds."""
        return (
            self.session.scalars(
                select(Certificate.number)
                .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
                .where(Enrolment.person_id == leader.person_id)
                .order_by(Certificate.id.desc())
            ).first()
            or ""
        )

    def _serving(self) -> Sequence[Leader]:
        return self.session.scalars(
            select(Leader)
            .where(Leader.county == COUNTY, Leader.state.in_(SERVING))
            .order_by(Leader.id)
        ).all()

    def _helped(self, now: datetime) -> None:
        """Grants, a loan, and what the households gained this year."""
        officer = self.scene.staff["officer"]
        for place, leader in enumerate(self._serving()[:5]):
            facts = leaders.SupportFacts(self.day(-14), 500_000, "县商务局", "开店补助申请表")
            kind = SupportKind.LOAN if place == 3 else SupportKind.SHOP_GRANT
            made = leaders.refer(self.session, officer, now, leader, kind, facts)
            for after in (SupportState.APPROVED, SupportState.PAID)[: 2 - place // 2]:
                leaders.advance_support(self.session, officer, now, leader, made, after, facts)
            links = self.session.scalars(
                select(HouseholdLink)
                .where(HouseholdLink.leader_id == leader.id)
                .order_by(HouseholdLink.id)
            ).all()
            for number, link in enumerate(links):
                proof = "收购单" if number % 2 else ""
                level = Evidence.DOCUMENTED if proof else Evidence.CLAIMED
                last = self.day(-14).year
                claim = leaders.Claim(last, (12 + 7 * number + place) * 10_000, level, proof)
                if link.from_on.year <= last:
                    leaders.record_effect(self.session, officer, now, leader, link, claim)

    def _merged(self, now: datetime) -> None:
        """Two villages without leaders become one."""
        listed = self._listed()
        paper = leaders.Basis(self.day(-10), "合村并居批复", "县民政局")
        officer = self.scene.staff["officer"]
        leaders.merge(self.session, officer, now, listed[-1], listed[-2], paper)

    def _moved(self, now: datetime) -> None:
        """A leader marries into another village."""
        leader = self.session.get_one(Leader, self.ids["archive"][0])
        home = self._listed()[3]
        officer = self.scene.staff["officer"]
        leaders.move(self.session, officer, now, leader, home, self.day(-9), "婚后迁入")

    def _honoured(self, now: datetime) -> None:
        """The first leader is outstanding; one from the archive leaves."""
        first = self._serving()[0]
        why = "带动户数和销售额居全县前列"
        self._take(now, first.id, A.DISTINGUISH, -8, "reviewer", None, why)
        leaders.add_award(
            self.session, self.scene.staff["officer"], now, first, title="优秀电商带头人",
            level="county", on=self.day(-8), awarded_by="卢氏县人民政府",
        )  # fmt: skip
        self._take(now, self.ids["archive"][1], A.LEAVE, -8, "officer", None, "户口迁出本县")


DOCUMENTS: Mapping[A, str] = {
    A.RECOMMEND: "村推荐表",
    A.REVIEW: "乡镇审核意见",
    A.DECIDE: "县领导小组会议纪要",
    A.TRAIN: "结业证书",
}
ROAD: tuple[tuple[A, int, str, tuple[int, int] | None], ...] = (
    (A.RECOMMEND, -158, "officer", (-158, -152)),
    (A.REVIEW, -150, "officer", None),
    (A.DECIDE, -145, "reviewer", (-145, -139)),
    (A.TRAIN, -130, "officer", None),
    (A.CERTIFY, -129, "officer", None),
    (A.ACTIVATE, -120, "officer", None),
)
STEPS: tuple[tuple[int, A, int, str, tuple[int, int] | None, str], ...] = (
    (0, A.RECOMMEND, -20, "officer", (-20, -14), ""),
    (1, A.RECOMMEND, -3, "officer", (-3, 4), ""),
    (2, A.RECOMMEND, -31, "officer", (-31, -25), ""),
    (2, A.REVIEW, -21, "officer", None, "同意推荐"),
    (3, A.RECOMMEND, -38, "officer", (-38, -32), ""),
    (3, A.REVIEW, -30, "officer", None, "同意推荐"),
    (3, A.DECIDE, -2, "reviewer", (-2, 5), "会议研究同意"),
    (4, A.REFUSE, -15, "officer", None, "本人已外出务工，不愿参加"),
)


def tell(scene: Scene) -> list[Act]:
    """The acts of the registers."""
    return Register(scene).acts()


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()
