"""The county before its first cohort: divisions, centres, staff, parameters, courses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from certificates.demo.days import Days, at
from certificates.demo.people import Inventor, Place
from certificates.demo.staff import COUNTY, FIRST, SECOND, Staff, engage
from courses.catalogue import api as catalogue
from courses.catalogue.rules import CourseKind, ModuleFact
from courses.cohorts import api as cohorts
from lms.accounts.actor import Actor, system
from lms.clock import today
from lms.divisions.queries import children
from lms.divisions.services import load_tree, save_centre
from lms.settings.services import set_value
from lms.workdays.rules import is_known
from lms.workdays.services import enter_year

BEGAN = at(date(2018, 12, 3), 9)
"""When the county began to work with the system."""
SHOP, STARTUP = "shop", "startup"
CENTRES: Mapping[str, Mapping[str, str]] = {
    FIRST: {
        "name": "卢氏县电商培训中心",
        "uscc": "52411224MJX99960X4",
        "legal_person": "常国华",
        "contact": "常晓燕",
        "phone": "0398-7870011",
        "address": "卢氏县城关镇靖华路 1 号",
    },
    SECOND: {
        "name": "卢氏县职业教育中心",
        "uscc": "12411224MB99960274",
        "legal_person": "孟庆云",
        "contact": "莫志强",
        "phone": "0398-7870022",
        "address": "卢氏县东明镇翠云路 2 号",
    },
}
SYLLABUS: Mapping[str, Sequence[ModuleFact]] = {
    SHOP: (
        ModuleFact("电商基础与平台规则", 8, 2),
        ModuleFact("网店开设与装修", 4, 10),
        ModuleFact("农产品拍摄与文案", 4, 12),
        ModuleFact("短视频与直播", 4, 12),
        ModuleFact("客服、包装与物流", 6, 6),
        ModuleFact("村级服务站实习", 0, 12),
    ),
    STARTUP: (
        ModuleFact("创业意识与政策", 10, 0),
        ModuleFact("选品与成本核算", 6, 8),
        ModuleFact("网店开设实训", 4, 14),
        ModuleFact("推广与售后", 4, 10),
        ModuleFact("创业计划书", 2, 2),
    ),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """What stories are told with."""

    session: Session
    days: Days
    staff: Staff
    centres: Mapping[str, int]
    courses: Mapping[str, int]
    inventor: Inventor


def found(session: Session, moment: datetime) -> Scene:
    """Found the county as it stood before its first cohort; `moment` is now."""
    load_tree(session)
    maker = system("demo")
    centres = {
        key: save_centre(session, maker, BEGAN, None, county=COUNTY, **facts).id
        for key, facts in CENTRES.items()
    }
    staff = engage(session, maker, BEGAN, centres)
    _known_calendar(session, staff["officer"], moment)
    set_value(
        session, staff["admin"], BEGAN, "attendance.minimum", COUNTY, "0.80",
        "演示值：各地常见做法，请按本地文件设定",
    )  # fmt: skip
    rest = cohorts.rest_days(session)
    return Scene(
        session=session,
        days=Days(today(moment), lambda day: bool(rest(day))),
        staff=staff,
        centres=centres,
        courses=_courses(session, staff["officer"]),
        inventor=Inventor(_villages(session)),
    )


def _known_calendar(session: Session, officer: Actor, moment: datetime) -> None:
    """Years the packaged calendar does not know yet, with bare weekdays: a demonstration may."""
    for day in (today(moment) - timedelta(days=60), today(moment) + timedelta(days=75)):
        if not is_known(day):
            enter_year(session, officer, moment, day.year, "演示值：尚无放假通知", (), ())


def _courses(session: Session, officer: Actor) -> dict[str, int]:
    shop = catalogue.create_course(
        session, officer, BEGAN, prefix=COUNTY, name="农村电商实操", occupation="电子商务师",
        level="初级", textbook="《农村电商实操教程》", assessment="理论考试 40%，网店实操 60%",
    )  # fmt: skip
    startup = catalogue.create_course(
        session, officer, BEGAN, prefix=COUNTY, name="网店创业", kind=CourseKind.STARTUP,
        occupation="创业培训", textbook="《网店创业》", assessment="创业计划书答辩",
    )  # fmt: skip
    made = {SHOP: shop, STARTUP: startup}
    for key, course in made.items():
        catalogue.publish(session, officer, BEGAN, course, SYLLABUS[key], "首次发布")
    return {key: course.id for key, course in made.items()}


def _villages(session: Session) -> list[Place]:
    """(town, village) of the county by name."""
    return [
        (town.name, village.name)
        for town in children(session, COUNTY)
        for village in children(session, town.code[:9])
    ]
