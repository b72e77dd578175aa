"""The people who work with the demonstration: accounts for every role, lecturers with and without."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy.orm import Session

from courses.lecturers import api as lecturers
from courses.lecturers.rules import ExpertKind
from lms.accounts import roles
from lms.accounts import services as accounts
from lms.accounts.actor import Actor
from lms.accounts.queries import actor_for

PASSWORD = "walnut-411224"  # noqa: S105  # printed at every start: for invented people only
COUNTY, CITY, TOWN = "411224", "4112", "411224100"
FIRST, SECOND = "first", "second"


@dataclass(frozen=True, slots=True)
class Login:
    """An account: its role, where it holds, and what is worth looking at first in both languages."""

    name: str
    login: str
    role: str
    prefix: str = COUNTY
    centre: str = ""
    look: str = ""
    look_en: str = ""


LOGINS: tuple[Login, ...] = (
    Login("张文静", "officer", roles.OFFICER, look="2018 年班的补贴名单与疑点",
          look_en="the list of 2018 and its doubts"),
    Login("王建国", "reviewer", roles.REVIEWER, look="一份名单待复核",
          look_en="one list waits for review"),
    Login("常晓燕", "registrar", roles.REGISTRAR, centre=FIRST, look="正在上课和下周开班的班次",
          look_en="the class of today, the one of next week"),
    Login("莫志强", "registrar2", roles.REGISTRAR, centre=SECOND, look="课程已结束、等待结班的班次",
          look_en="a class that is over, not yet closed"),
    Login("程国栋", "lecturer", roles.LECTURER, centre=FIRST, look="今天的点名（请用手机试）",
          look_en="today's attendance (try a phone)"),
    Login("孟凡丽", "lecturer2", roles.LECTURER, centre=SECOND, look="第二培训中心的考勤",
          look_en="attendance at the second centre"),
    Login("刘海波", "observer", roles.OBSERVER, CITY, look="全市各班次，只看不改",
          look_en="every class of the city, read only"),
    Login("陈卫平", "auditor", roles.AUDITOR, look="从合计一直查到每次点名；审计日志",
          look_en="from a total to one mark; the audit log"),
    Login("薛玉梅", "follow_up", roles.FOLLOW_UP, look="今天要回访的学员（请用手机试）",
          look_en="graduates to be called today (try a phone)"),
    Login("郝春燕", "town", roles.OFFICER, TOWN, look="城关镇的带头人、村和联系，别的乡镇看不到",
          look_en="leaders, villages and contacts of one town and no other"),
    Login("系统管理员", "admin", roles.ADMIN, look="账号、参数、节假日",
          look_en="accounts, parameters, holidays"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Teacher:
    """A lecturer of the corps; `login` where the lecturer has an account."""

    name: str
    kind: ExpertKind
    position: str
    expertise: str
    organisation: str
    sex: str = "male"
    education: str = "大学本科"
    login: str = ""


TEACHERS: tuple[Teacher, ...] = (
    Teacher("程国栋", ExpertKind.ECOMMERCE, "培训部主任", "网店运营、客服", "卢氏县电商培训中心",
            login="lecturer"),
    Teacher("孟凡丽", ExpertKind.STARTUP, "创业指导师", "创业意识、开店流程", "卢氏县职业教育中心",
            "female", login="lecturer2"),
    Teacher("郭长河", ExpertKind.AGRICULTURE, "高级农艺师", "核桃、连翘种植与分级",
            "卢氏县农业技术推广站", education="大学专科"),
    Teacher("贾红霞", ExpertKind.ENTREPRENEUR, "经理", "农产品包装、物流", "卢氏县核桃专业合作社",
            "female", "大学专科"),
    Teacher("杜亚楠", ExpertKind.ECOMMERCE, "讲师", "拍摄、短视频、直播", "三门峡职业技术学院",
            "female", "硕士研究生"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Staff:
    """Accounts as actors by log-in, lecturers by name."""

    actors: Mapping[str, Actor]
    teachers: Mapping[str, int]

    def __getitem__(self, login: str) -> Actor:
        return self.actors[login]


def engage(session: Session, maker: Actor, now: datetime, centres: Mapping[str, int]) -> Staff:
    """Make every account and lecturer."""
    permissions = current_app.extensions["lms_registry"].role_permissions
    actors: dict[str, Actor] = {}
    for one in LOGINS:
        centre = centres[one.centre] if one.centre else None
        account, _ = accounts.create(
            session, maker, now, login=one.login, name=one.name,
            grants=[(one.role, one.prefix, centre)], password=PASSWORD,
        )  # fmt: skip
        actors[one.login] = actor_for(account, permissions)
    teachers = {one.name: _teacher(session, actors, now, one) for one in TEACHERS}
    return Staff(actors, teachers)


def _teacher(session: Session, actors: Mapping[str, Actor], now: datetime, one: Teacher) -> int:
    serial = TEACHERS.index(one) + 1
    return lecturers.save_lecturer(
        session, actors["officer"], now, None,
        county=COUNTY, name=one.name, kind=one.kind, phone=f"1380000900{serial}",
        account_id=actors[one.login].id if one.login else None,
        sex=one.sex, position=one.position, expertise=one.expertise, education=one.education,
        organisation=one.organisation,
    ).id  # fmt: skip
