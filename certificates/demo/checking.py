"""Problems until they are solved, contacts drawn and checked, what trainees said of lecturers."""

from collections.abc import Callable
from datetime import datetime

from certificates.demo.county import Scene
from certificates.demo.days import ONE, at
from certificates.demo.staff import COUNTY
from certificates.demo.telling import Act, Story
from courses.cohorts.rules import Slot
from courses.mentoring import api as mentoring

PROBLEMS = {
    (0, 110): "村里没有快递网点，发货要跑到镇上。",
    (3, 50): "详情页改了两次还不合格，家里没有人会修图。",
    (5, 9): "想申请创业担保贷款，不知道材料交到哪里。",
    (7, 25): "电子秤坏了，分级包装停了三天。",
    (9, 18): "冷库没有空位，鲜货存不住。",
}
"""What leaders had trouble with, by the number of their part and how many days ago it was told."""
_CHECKED = (
    (mentoring.CheckResult.FOUND, ""),
    (mentoring.CheckResult.OTHERWISE, "带头人说那天只通了十分钟电话，没有到村。"),
    (mentoring.CheckResult.FOUND, "与带头人核对，时间和内容相符。"),
    (mentoring.CheckResult.UNREACHED, "两次未接。"),
)
_SAID = ((5, 5, 4), (4, 4, 5), (5, 4, 5), (3, 4, 4), (5, 5, 5), (4, 3, 4), (5, 4, 4), (4, 5, 5),
         (2, 3, 4))  # fmt: skip
_REMARKS = ("讲得慢一点就更好了。", "", "能当场练开店，很有用。", "")


def tell(scene: Scene) -> list[Act]:
    """Two problems solved, one handed on and late; a list drawn three weeks ago, half answered."""
    today = scene.days.today
    return [
        Act(at(today - 96 * ONE, 10), _solved(scene, (0, 110), "镇邮政所每天下午到村里收件。")),
        Act(at(today - 15 * ONE, 10), _solved(scene, (7, 25), "合作社借给一台，新秤已到货。")),
        Act(at(today - 38 * ONE, 10), _handed(scene, (3, 50))),
        Act(at(today - 20 * ONE, 9), lambda now: _checked(scene, now)),
    ]


def _problem(scene: Scene, key: tuple[int, int]) -> mentoring.Ticket:
    found, _total = mentoring.tickets(
        scene.session, scene.staff["officer"], state=mentoring.TicketState.OPEN, mine=False
    )
    return next(one for one in found if one.problem == PROBLEMS[key])


def _solved(scene: Scene, key: tuple[int, int], how: str) -> Callable[[datetime], None]:
    def do(now: datetime) -> None:
        mentoring.solve(scene.session, scene.staff["officer"], now, _problem(scene, key), how)

    return do


def _handed(scene: Scene, key: tuple[int, int]) -> Callable[[datetime], None]:
    """The lecturer hands a problem to the county's office, which has not solved it in time."""

    def do(now: datetime) -> None:
        officer = scene.staff["officer"].id
        if officer is None:
            raise LookupError("the officer has an account")
        mentoring.hand_on(
            scene.session, scene.staff["lecturer"], now, _problem(scene, key), officer,
            now.date() + 18 * ONE, "请县里安排美工培训。",
        )  # fmt: skip

    return do


def _checked(scene: Scene, now: datetime) -> None:
    reviewer = scene.staff["reviewer"]
    check = mentoring.draw_check(
        scene.session, reviewer, now, county=COUNTY, from_date=now.date() - 345 * ONE,
        to_date=now.date() - ONE, rule=mentoring.TENTH,
    )  # fmt: skip
    items = mentoring.items(scene.session, check.id)
    for item, (result, remark) in zip(items[:-1], _CHECKED, strict=False):
        mentoring.settle(scene.session, reviewer, now, item, result, remark, COUNTY)


def rated(scene: Scene, story: Story, slot: Slot, answers: int) -> Callable[[datetime], None]:
    """So many of a class say what they think of the lecturer of a half-day."""

    def do(now: datetime) -> None:
        half_day = next(row for row in story.half_days() if (row.date, row.half) == slot)
        slips = mentoring.open_round(scene.session, story.registrar, now, half_day, story.cohort)
        for number, code in enumerate(slips.codes[:answers]):
            marks = dict(zip(mentoring.QUESTIONS, _SAID[number % len(_SAID)], strict=True))
            remark = _REMARKS[number % len(_REMARKS)]
            mentoring.answer(scene.session, now, slips.round, code, marks, remark)

    return do
