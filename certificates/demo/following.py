"""Following graduates up: the class of 2019 asked to its last wave, a recent one just begun."""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from certificates.demo import sheets
from certificates.demo.checking import rated
from certificates.demo.county import SHOP, Scene
from certificates.demo.days import at
from certificates.demo.people import CATEGORIES
from certificates.demo.staff import COUNTY, FIRST
from certificates.demo.telling import Act, Story
from courses.cohorts.models import Cohort
from courses.cohorts.rules import Half
from courses.outcomes import api as outcomes
from courses.outcomes.models import Case, Wave
from courses.outcomes.rules import (
    AttemptCode,
    Beside,
    Channel,
    EvidenceLevel,
    ExitKind,
    Need,
    ReferralState,
    Status,
    WaveState,
)
from courses.rosters import api as rosters
from lms.accounts.actor import Actor
from lms.runs import services as runs

FIRST_CLASS = "卢氏县2019年第1期农村电商实操培训班"
RECENT = "东明镇香菇电商专题班"
NAMES = "东明镇农村劳动力名录"
BORN = (1968, 2004)
WAVES = ("baseline", "d30", "d90", "d180", "d365")
AFTER_BASELINE = (
    (Status.SHOP, 34), (Status.EMPLOYED, 20), (Status.CHAIN_WORK, 14), (Status.FARMING, 22),
    (Status.NONE, 10),
)  # fmt: skip
BEFORE_CLASS = ((Status.FARMING, 60), (Status.NONE, 25), (Status.EMPLOYED, 15))
GOODS = ("香菇", "核桃", "连翘", "蜂蜜", "木耳")
TROUBLES = ("快递进村费用高", "不会做详情页", "缺少周转资金", "货源不稳定")
NEEDS = (Need.LOGISTICS, Need.SHOP_SETUP, Need.LOAN, Need.MENTOR, Need.BRAND)


def tell(scene: Scene) -> list[Act]:
    """Who gives out the work, the class of 2019 to its end, a class whose first calls are due."""
    return [_given_out(scene), *_asked(scene), *_recent(scene)]


def _given_out(scene: Scene) -> Act:
    def do(now: datetime) -> None:
        worker = scene.staff["follow_up"].id
        outcomes.set_beat(scene.session, scene.staff["officer"], now, COUNTY, worker)

    return Act(at(date(2019, 3, 20), 9), do)


def _asked(scene: Scene) -> list[Act]:
    """Every wave of 2019, on the day it was due."""
    ended = date(2019, 4, 19)
    days = {"baseline": date(2019, 4, 9)}
    days |= {code: ended + timedelta(days=int(code[1:])) for code in WAVES[1:]}
    return [
        Act(at(day, 16), partial(_wave, scene, FIRST_CLASS, code)) for code, day in days.items()
    ]


def _recent(scene: Scene) -> list[Act]:
    """Ended some weeks ago: baselines are there, the calls after 30 days have begun."""
    days = scene.days
    start = days.back(days.today, 30)
    story = Story(scene, RECENT, SHOP, FIRST, "registrar")
    taught = days.working(start, 5)
    people = scene.inventor.people(32, CATEGORIES, BORN)
    story.opened(at(days.back(start, 8), 9), start, taught[-1], "东明镇党群服务中心")
    story.roster(at(days.back(start, 5), 10), people)
    story.timetable(at(days.back(start, 5), 11), 0)
    _beside(scene, story, start)
    story.begun(at(start, 8, 20))
    story.then(at(taught[0], 18), lambda now: _wave(scene, RECENT, "baseline", now))
    story.marked(taught, "lecturer")
    story.then(at(taught[0], 17, 30), rated(scene, story, (taught[0], Half.AM), 9))
    story.then(at(taught[1], 17, 30), rated(scene, story, (taught[1], Half.AM), 3))
    closed = days.working(taught[-1] + timedelta(days=1), 1)[0]
    story.closed(at(closed, 9))
    asked = days.back(days.today, 2)
    story.then(at(asked, 15), lambda now: _wave(scene, RECENT, "d30", now, share=0.4))
    story.then(at(days.back(days.today, 1), 10), lambda now: _needs_met(scene, now))
    return story.acts


def _beside(scene: Scene, story: Story, start: date) -> None:
    """People of the towns' lists who took no course, drawn before the class begins."""
    names = scene.inventor.people(26, CATEGORIES, BORN)

    def listed(now: datetime) -> None:
        run = rosters.rehearse_people(
            scene.session, story.registrar, now, county=COUNTY, centre_id=scene.centres[FIRST],
            data=sheets.roster(NAMES, names), file_name=f"{NAMES}.xlsx",
        )  # fmt: skip
        runs.start(scene.session, story.registrar, now, run)

    def drawn(now: datetime) -> None:
        outcomes.choose(
            scene.session, scene.staff["officer"], now, story.cohort,
            beside=Beside.UNTRAINED, wanted=24, number=1,
        )  # fmt: skip

    story.then(at(scene.days.back(start, 7), 15), listed)
    story.then(at(scene.days.back(start, 4), 9), drawn)


def _needs_met(scene: Scene, now: datetime) -> None:
    """Some needs are met, some taken; the rest wait."""
    officer = scene.staff["officer"]
    for at_, row in enumerate(outcomes.open_needs(scene.session, COUNTY)):
        if at_ % 3 == 2:
            continue
        outcomes.take(scene.session, officer, now, row)
        if at_ % 3 == 0 and row.state is ReferralState.TAKEN:
            outcomes.end(scene.session, officer, now, row, "已由县电商中心上门解决", met=True)


def _wave(scene: Scene, title: str, code: str, now: datetime, share: float = 1.0) -> None:
    """Ask everybody of a class, as the worker did on these days."""
    worker = scene.staff["follow_up"]
    for wave in _due(scene, title, code):
        dice = random.Random(f"{title}{_seat(wave.case)}{code}")
        if dice.random() < share:
            _ask(scene, worker, now, wave, dice)


def _due(scene: Scene, title: str, code: str) -> Sequence[Wave]:
    return scene.session.scalars(
        select(Wave)
        .join(Case, Case.id == Wave.case_id)
        .join(Cohort, Cohort.id == Case.cohort_id)
        .where(
            Cohort.title == title,
            Wave.wave == code,
            Wave.state == WaveState.OPEN,
            Case.exit_kind.in_((ExitKind.GRADUATE, ExitKind.IN_CLASS, ExitKind.COMPARISON)),
        )
        .options(
            joinedload(Wave.case).joinedload(Case.person),
            joinedload(Wave.case).joinedload(Case.cohort),
            joinedload(Wave.case).joinedload(Case.enrolment),
        )
        .order_by(Wave.id)
    ).all()


def _seat(case: Case) -> int:
    """What tells the people of a class apart; of who was not in it the number in the archive."""
    return case.enrolment.seat if case.enrolment is not None else case.person_id


def _ask(scene: Scene, worker: Actor, now: datetime, wave: Wave, dice: random.Random) -> None:
    known = (scene.session, worker, now)
    luck = dice.random()
    if wave.wave == "baseline" or luck < 0.78:
        outcomes.submit(*known, wave, _answers(wave, now, dice))
    elif luck < 0.82:
        outcomes.log_attempt(
            *known, wave, code=AttemptCode.REFUSED, channel=Channel.PHONE, on=now.date()
        )
    elif luck < 0.86:
        outcomes.submit(*known, wave, _answers(wave, now, dice, proxy="妻子"))
    else:
        for channel, back in ((Channel.PHONE, 3), (Channel.PHONE, 2), (Channel.VISIT, 1)):
            day = now.date() - timedelta(days=back)
            code = AttemptCode.NO_ANSWER if channel is Channel.PHONE else AttemptCode.AWAY
            outcomes.log_attempt(*known, wave, code=code, channel=channel, on=day)
        promised = now.date() + timedelta(days=2) if wave.case.cohort.title == RECENT else None
        outcomes.log_attempt(
            *known, wave, code=AttemptCode.NO_ANSWER, channel=Channel.PHONE, on=now.date(),
            promised_on=promised,
        )  # fmt: skip
        if wave.case.cohort.title != RECENT:
            outcomes.give_up(*known, wave)


def _answers(wave: Wave, now: datetime, dice: random.Random, proxy: str = "") -> outcomes.Answers:
    """What a household of four in the hills has: more after the class, for most."""
    seat = _seat(wave.case)
    home = random.Random(f"{wave.case.cohort.title}{seat}")
    wages, farm, heads = home.randrange(60, 240), home.randrange(30, 140), home.randrange(2, 7)
    late = 0 if wave.case.compared else WAVES.index(wave.wave)
    grown = 1 + late * (home.random() - 0.25) * 0.12
    if late >= 3 and seat % 11 == 4:  # a bad year: the early warning has somebody to name
        grown *= 0.6
    offered = BEFORE_CLASS if late == 0 else AFTER_BASELINE
    status = home.choices([s for s, _ in offered], [w for _, w in offered])[0]
    shop = status is Status.SHOP
    sales = int(farm * grown * (2.4 if shop else 1.1)) * 10_000
    return outcomes.Answers(
        on=now.date(), channel=Channel.VISIT if late == 0 else Channel.PHONE, status=status,
        evidence=EvidenceLevel.SEEN if shop else EvidenceLevel.STATED,
        income=outcomes.Income(
            wages=int(wages * grown) * 10_000, sales=sales, costs=int(sales * 0.45),
            assets=home.randrange(0, 8) * 10_000, transfers=home.randrange(5, 40) * 10_000,
            household=heads + (1 if late >= 3 and home.random() < 0.15 else 0),
        ),
        proxy=proxy, shop_open=(late < 4 or seat % 9 != 2) if shop else None,
        goods=dice.choice(GOODS) if shop else "",
        households_led=dice.randrange(0, 5) if shop else None,
        difficulties=dice.choice(TROUBLES) if late and dice.random() < 0.3 else "",
        needs=[dice.choice(NEEDS)] if late and dice.random() < 0.2 else (),
        satisfaction=dice.randrange(3, 6), consent=late == 0,
    )  # fmt: skip
