"""Cohorts told relative to today: called off, just over, running, coming, postponed."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from certificates.demo import sheets
from certificates.demo.county import SHOP, STARTUP, Scene
from certificates.demo.days import ONE, at
from certificates.demo.people import CATEGORIES, Somebody, with_slips
from certificates.demo.staff import COUNTY, FIRST, SECOND
from certificates.demo.telling import Act, Story
from courses.attendance.rules import Mark
from courses.cohorts import api as cohorts
from courses.cohorts.rules import Half
from courses.rosters import api as rosters
from lms.runs import services as runs

BORN = (1972, 2006)
NAMES = {SHOP: "农村电商实操培训班", STARTUP: "网店创业培训班"}
HALL = "卢氏县电商培训中心二楼教室"
SCHOOL = "卢氏县职业教育中心 3 号楼"


class Titles:
    """第N期 in the order of the starts, counted per year."""

    def __init__(self) -> None:
        self._last: Counter[int] = Counter()

    def next(self, start: date, course: str) -> str:
        """The title of the next cohort of the year."""
        self._last[start.year] += 1
        return f"卢氏县{start.year}年第{self._last[start.year]}期{NAMES[course]}"


def tell(scene: Scene) -> list[Act]:
    """Everything that happened lately, not yet in the order of time."""
    titles = Titles()
    both = scene.inventor.people(1, CATEGORIES, BORN)
    return [
        *_called_off(scene, titles),
        *_over(scene, titles, both),
        *_running(scene, titles, both),
        *_coming(scene, titles),
        *_postponed(scene, titles),
    ]


def _called_off(scene: Scene, titles: Titles) -> list[Act]:
    days = scene.days
    start = days.back(days.today, 20)
    story = Story(scene, titles.next(start, STARTUP), STARTUP, SECOND, "registrar2")
    story.opened(at(days.back(start, 8), 10), start, days.working(start, 8)[-1], SCHOOL)
    why = "报名不足 15 人，学员转入下一期"
    story.then(
        at(days.back(start, 2), 16),
        lambda now: cohorts.cancel(scene.session, story.registrar, now, story.cohort, why),
    )
    return story.acts


def _over(scene: Scene, titles: Titles, both: Sequence[Somebody]) -> list[Act]:
    """Ended on the last working day before today, every half-day marked, nobody closed it."""
    days = scene.days
    start = days.back(days.today, 8)
    story = Story(scene, titles.next(start, STARTUP), STARTUP, SECOND, "registrar2")
    taught = days.working(start, 8)
    people = [*scene.inventor.people(39, CATEGORIES, BORN), *both]
    story.opened(at(days.back(start, 7), 9), start, taught[-1], SCHOOL)
    story.roster(at(days.back(start, 5), 10), people)
    story.timetable(at(days.back(start, 5), 11), 0)
    story.begun(at(start, 8, 30))
    story.marked(taught, "lecturer2")
    return story.acts


def _running(scene: Scene, titles: Titles, both: Sequence[Somebody]) -> list[Act]:
    """Began five working days ago; today's half-days are still to be marked, and one before."""
    days = scene.days
    start = days.back(days.today, 5)
    story = Story(scene, titles.next(start, SHOP), SHOP, FIRST, "registrar")
    taught = days.working(start, 10)
    past = [day for day in taught if day < days.today]
    named = ["阿卜杜拉·买买提", "王㛃", "陈𬭩"]
    people = [*scene.inventor.people(44, CATEGORIES, BORN, named), *both]
    late = scene.inventor.people(1, CATEGORIES, BORN)
    story.opened(at(days.back(start, 9), 9), start, taught[-1], HALL)
    story.roster(at(days.back(start, 6), 15), with_slips(people))
    extra = [days.today] if days.is_rest_day(days.today) else []
    story.timetable(at(days.back(start, 6), 16), 3, extra)
    _archive(story, scene, late)
    story.begun(at(start, 8, 20))
    story.joined_late(at(past[2], 8), late[0], past[2])
    story.marked(past, "lecturer", leave_out=[(past[-1], Half.PM)])
    story.corrected_mark(at(past[2], 9), (past[1], Half.AM), 5, Mark.LEAVE, "补交了请假条")
    story.withdrew(at(past[3], 9), 9, past[2], "外出务工")
    _power_cut(story, scene, past[3])
    return story.acts


def _power_cut(story: Story, scene: Scene, day: date) -> None:
    """One afternoon is called off."""

    def do(now: datetime) -> None:
        slot = (day, Half.PM)
        row = next(one for one in story.half_days() if (one.date, one.half) == slot)
        cohorts.cancel_session(
            scene.session, story.registrar, now, row, story.cohort, reason="全镇停电"
        )

    story.then(at(day, 14), do)


def _archive(story: Story, scene: Scene, people: Sequence[Somebody]) -> None:
    """People who put their names down, imported into the archive without a cohort."""
    pool = [*people, *scene.inventor.people(23, CATEGORIES, BORN)]
    title = "卢氏县电商培训报名登记"

    def do(now: datetime) -> None:
        run = rosters.rehearse_people(
            scene.session, story.registrar, now, county=COUNTY,
            centre_id=scene.centres[FIRST], data=sheets.roster(title, pool),
            file_name=f"{title}.xlsx",
        )  # fmt: skip
        runs.start(scene.session, story.registrar, now, run)

    story.then(at(scene.days.back(scene.days.today, 7), 15), do)


def _coming(scene: Scene, titles: Titles) -> list[Act]:
    """Begins next week: roster and timetable are there."""
    days = scene.days
    start = days.next_monday()
    story = Story(scene, titles.next(start, SHOP), SHOP, FIRST, "registrar")
    people = scene.inventor.people(46, CATEGORIES, BORN, ["赵𫖯华"])
    story.opened(at(days.back(days.today, 4), 9), start, days.working(start, 10)[-1], HALL)
    story.roster(at(days.back(days.today, 2), 10), with_slips(people))
    story.timetable(at(days.back(days.today, 2), 11), 3)
    return story.acts


def _postponed(scene: Scene, titles: Titles) -> list[Act]:
    """Was to begin soon; the village is busy, so it begins a month later."""
    days = scene.days
    planned = days.working(days.today + 4 * ONE, 8)
    begins = days.working(days.today + timedelta(days=28), 9)
    story = Story(scene, titles.next(begins[0], STARTUP), STARTUP, SECOND, "registrar2")
    story.opened(at(days.back(days.today, 6), 9), planned[0], planned[-1], SCHOOL)
    story.roster(at(days.back(days.today, 4), 15), scene.inventor.people(34, CATEGORIES, BORN))
    story.timetable(at(days.back(days.today, 4), 16), 0)
    why = "学员农忙，村里请求延后一个月"
    story.then(
        at(days.back(days.today, 1), 10),
        lambda now: cohorts.postpone(
            scene.session, story.registrar, now, story.cohort,
            start=begins[0], end=begins[-1], reason=why,
        ),
    )  # fmt: skip
    return story.acts
