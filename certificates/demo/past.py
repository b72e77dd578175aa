"""Two cohorts of the poverty programme: one finished in 2019, one of 2018 entered from paper lately."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select

from certificates import issuing, queries, services
from certificates.demo import print_shop, sheets
from certificates.demo.county import SHOP, Scene
from certificates.demo.days import at
from certificates.demo.people import PAST_CATEGORIES, POOR, Somebody, with_slips
from certificates.demo.staff import FIRST
from certificates.demo.telling import Act, Story, drawn_mark
from certificates.models import Certificate
from certificates.rules import RevocationGround
from courses.attendance import api as attendance
from courses.attendance.rules import Mark
from courses.cohorts.models import Enrolment
from courses.cohorts.rules import Half, SessionKind, Slot
from courses.rosters import api as rosters
from courses.subsidies import api as subsidies
from courses.subsidies.models import Doubt
from lms.runs import services as runs

BORN = (1962, 1999)
HOME, NEIGHBOUR = "411224", "411202"
CONFIRMED_BY = "赵明远"
WHY_CONFIRMED = "已与县人社局存档文件核对金额"


def finished(scene: Scene) -> list[Act]:
    """2019: taught at home, list reviewed twice, certificates given, one replaced, one revoked."""
    days = scene.days
    start = date(2019, 4, 8)
    story = Story(scene, "卢氏县2019年第1期农村电商实操培训班", SHOP, FIRST, "registrar")
    taught = days.working(start, 10)
    people = scene.inventor.people(45, PAST_CATEGORIES, BORN, ["李龑"])
    people[0] = replace(people[0], category=POOR, household="4112241005631", relation="户主")
    story.opened(at(date(2019, 3, 25), 9), start, taught[-1], "卢氏县电商培训中心二楼教室")
    story.roster(at(date(2019, 4, 1), 10), people)
    story.timetable(at(date(2019, 4, 1), 11), 3)
    story.begun(at(start, 8, 20))
    story.marked(taught, "lecturer")
    after = date(2019, 4, 22)
    story.closed(at(after, 9))
    _sent(story, scene, at(after, 10))
    _reviewed(story, scene, at(date(2019, 4, 24), 15))
    issued = date(2019, 4, 25)
    _certified(story, scene, at(issued, 10))
    _sent(story, scene, at(date(2019, 5, 6), 10))  # the corrected name voided the review
    _reviewed(story, scene, at(date(2019, 5, 7), 9))
    return [*print_shop.equipped(scene), *story.acts, *print_shop.printed(scene, story, issued)]


def _sent(story: Story, scene: Scene, when: datetime) -> None:
    """The rule confirmed, the list sent in by the officer."""

    def do(now: datetime) -> None:
        known = (scene.session, scene.staff["officer"], now)
        if subsidies.list_of(scene.session, story.cohort.id) is None:
            subsidies.confirm_rule(*known, story.cohort, CONFIRMED_BY, WHY_CONFIRMED)
        subsidies.submit(*known, subsidies.make_list(*known, story.cohort))

    story.then(when, do)


def _reviewed(story: Story, scene: Scene, when: datetime) -> None:
    """Doubts settled and the list approved by the second person."""

    def do(now: datetime) -> None:
        known = (scene.session, scene.staff["reviewer"], now)
        made = subsidies.list_of(scene.session, story.cohort.id)
        if made is None:
            raise LookupError("the list was sent in before")
        doubts = scene.session.scalars(
            select(Doubt).where(Doubt.cohort_id == story.cohort.id, Doubt.settled_at.is_(None))
        )
        for doubt in doubts.all():
            subsidies.settle_doubt(*known, story.cohort, doubt, "已电话核实，情况属实")
        subsidies.review(*known, made)

    story.then(when, do)


def _certified(story: Story, scene: Scene, issued: datetime) -> None:
    """Certificates for everybody who completed; a wrong character put right, a proxy found out."""
    officer = scene.staff["officer"]

    def issue(now: datetime) -> None:
        run = issuing.rehearse_issue(
            scene.session, officer, now, story.cohort, **print_shop.terms(scene)
        )
        runs.start(scene.session, officer, now, run)

    def put_right(now: datetime) -> None:
        first = story.enrolments()[0]
        why = "身份证上是“䶮”，名册误录为“龑”"
        rosters.correct(scene.session, officer, now, first.person, "name", "李䶮", why)
        held = _held(scene, story, first)
        services.replace(scene.session, officer, now, held, why)

    def revoke(now: datetime) -> None:
        every = queries.of_cohort(scene.session, story.cohort.id)
        held = [one for one in every if queries.live(one)]
        why = "经核实由他人代为签到"
        services.revoke(scene.session, officer, now, held[7], why, RevocationGround.FRAUD)

    story.then(issued, issue)
    story.then(at(date(2019, 5, 6), 9), put_right)
    story.then(at(date(2019, 6, 12), 15), revoke)


def _held(scene: Scene, story: Story, row: Enrolment) -> Certificate:
    every = queries.of_cohort(scene.session, story.cohort.id)
    return next(one for one in every if one.enrolment_id == row.id and queries.live(one))


def entered_late(scene: Scene) -> list[Act]:
    """2018, held in the neighbouring county: entered from paper, its list waits for the reviewer."""
    days = scene.days
    start, end = date(2018, 8, 6), date(2018, 8, 18)
    story = Story(scene, "卢氏县2018年第2期农村电商实操培训班", SHOP, FIRST, "registrar")
    slots = [(date(2018, 8, day), _kind(day)) for day in (*range(6, 12), *range(13, 19))]
    people = _with_shared_numbers(scene.inventor.people(48, PAST_CATEGORIES, BORN))
    began = days.back(days.today, 6)
    story.opened(at(began, 9), start, end, "湖滨区电商产业园", NEIGHBOUR)
    story.roster(at(began, 10), with_slips(people))
    _register(story, scene, at(days.back(days.today, 5), 10), slots, people)
    _tickets(story, scene, at(days.back(days.today, 5), 15), people)
    story.closed(at(days.back(days.today, 4), 9))
    _sent(story, scene, at(days.back(days.today, 3), 10))
    return story.acts


def _kind(day: int) -> SessionKind:
    return SessionKind.INTERNSHIP if day >= 16 else SessionKind.CLASS


def _with_shared_numbers(people: Sequence[Somebody]) -> list[Somebody]:
    """Two trainees with one account, two with one telephone: doubts for the reviewer."""
    rows = list(people)
    for place in range(19, 23):
        rows[place] = replace(rows[place], category=POOR)
    rows[20] = replace(rows[20], account=rows[19].account)
    rows[22] = replace(rows[22], phone=rows[21].phone)
    return rows


def _register(
    story: Story,
    scene: Scene,
    when: datetime,
    slots: Sequence[tuple[date, SessionKind]],
    people: Sequence[Somebody],
) -> None:
    """The paper register, filled in by hand in 2018."""

    def do(now: datetime) -> None:
        every = [(day, half) for day, _ in slots for half in Half]
        marks: list[dict[Slot, Mark]] = [
            {slot: drawn_mark(story.title, seat, slot) for slot in every}
            for seat in range(len(people))
        ]
        data = sheets.register(story.title, slots, people, marks)
        run = attendance.rehearse_register(
            scene.session, story.registrar, now, story.cohort, data, "考勤表.xlsx"
        )
        runs.start(scene.session, story.registrar, now, run)

    story.then(when, do)


def _tickets(story: Story, scene: Scene, when: datetime, people: Sequence[Somebody]) -> None:
    """Two of three trainees have transport and lodging tickets, some above the cap, one a stranger's."""

    def do(now: datetime) -> None:
        amounts = [
            (one, fen)
            for number, one in enumerate(people)
            for fen in ((20_000, 6_850), (41_200,), ())[number % 3]
        ]
        stranger = replace(people[0], name="周某", id_number="411202198001019967")
        data = sheets.tickets([*amounts, (stranger, 8_000)])
        officer = scene.staff["officer"]
        run = subsidies.rehearse_invoices(
            scene.session, officer, now, story.cohort, data, "交通住宿票据.csv"
        )
        runs.start(scene.session, officer, now, run)

    story.then(when, do)
