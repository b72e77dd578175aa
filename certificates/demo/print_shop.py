"""The print shop of the county: a design and seals of its own, numbered paper, a batch, old papers."""

import base64
import csv
import io
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import select

from certificates import queries
from certificates.counter import queries as at_counter
from certificates.counter import services as counter
from certificates.demo.county import Scene
from certificates.demo.days import at
from certificates.demo.people import PAST_CATEGORIES
from certificates.demo.staff import COUNTY
from certificates.demo.telling import Act, Story
from certificates.designs import queries as designs
from certificates.designs import services
from certificates.designs.checking import Checked
from certificates.designs.models import Emblem, EmblemKind
from certificates.designs.pictures import sample_pictures
from certificates.designs.shipping import shipped
from certificates.earlier import importing
from certificates.earlier import services as earlier
from certificates.models import EarlierCertificate, Stock
from certificates.rules import Collector, PrintKind, RevocationGround
from lms.runs import services as runs

TITLE, SEAL = "卢氏县结业证书（蓝）", "卢氏县电商培训办公室（演示）培训专用章"
SIGNED_BEFORE, SIGNS_NOW = "秦守义", "汤若兰"
_BORN = (1960, 1995)
_COLOURS = (("#1f6f54", "#1f4e79"), ("#2c8467", "#2f6ba5"), ("#3d9276", "#4a86bf"))


def equipped(scene: Scene) -> list[Act]:
    """Before the first certificates: a design in two versions, a seal, two signatories, paper."""
    officer = scene.staff["officer"]

    def design(now: datetime) -> None:
        first = shipped("modern")
        if first is None:
            raise LookupError("modern")
        known = (scene.session, officer, now)
        made = services.create_design(
            *known, county=COUNTY, title=TITLE, found=Checked(first.html, ()),
            based_on="modern",
        )  # fmt: skip
        services.release(*known, made)
        html = first.html
        for green, blue in _COLOURS:
            html = html.replace(green, blue)
        services.add_version(*known, made, Checked(html, ()), "换成县里的蓝色")
        services.release(*known, made)

    def emblems(now: datetime) -> None:
        _emblem(scene, now, EmblemKind.SEAL, SEAL, "", date(2019, 1, 1), None)
        _emblem(
            scene, now, EmblemKind.SIGNATURE, SIGNED_BEFORE, "主任", date(2019, 1, 1),
            date(2021, 12, 31),
        )  # fmt: skip
        _emblem(scene, now, EmblemKind.SIGNATURE, SIGNS_NOW, "主任", date(2022, 1, 1), None)

    def paper(now: datetime) -> None:
        counter.receive(
            scene.session, officer, now, COUNTY, "卢电培0001", "卢电培0200",
            received_on=date(2019, 4, 23), received_from="三门峡市印刷厂（演示）",
        )  # fmt: skip

    return [
        Act(at(date(2019, 4, 22), 15), design),
        Act(at(date(2019, 4, 22), 16), emblems),
        Act(at(date(2019, 4, 23), 9), paper),
    ]


def _emblem(
    scene: Scene, now: datetime, kind: EmblemKind, title: str, position: str, since: date,
    until: date | None,
) -> None:  # fmt: skip
    picture = sample_pictures()[kind.value].partition(",")[2]
    services.add_emblem(
        scene.session, scene.staff["officer"], now, county=COUNTY, centre_id=None, kind=kind,
        title=title, position=position, content=base64.b64decode(picture), valid_from=since,
        valid_until=until,
    )  # fmt: skip


def terms(scene: Scene) -> dict[str, Any]:
    """The county's own design, seal and first signatory, for an issuing."""
    own = next(one for one in designs.choices(scene.session, COUNTY) if one.title == TITLE)
    uids = {one.title: one.uid for one in scene.session.scalars(select(Emblem))}
    return {
        "design": own.ref,
        "seal": uids[SEAL],
        "signature": uids[SIGNED_BEFORE],
    }


def printed(scene: Scene, story: Story, issued: date) -> list[Act]:
    """The class on numbered paper; two blanks torn, one sheet jammed; collected in the afternoon."""
    officer = scene.staff["officer"]

    def on_paper(now: datetime) -> None:
        known = (scene.session, officer, now)
        stock = scene.session.scalars(select(Stock)).one()
        counter.spoil_blank(*known, stock, 1, 2, "受潮卷边")
        batch = counter.print_batch(*known, story.cohort, PrintKind.FIRST, stock=stock)
        jammed = at_counter.batch_lines(scene.session, batch)[4].prints[0].line
        counter.reprint(*known, jammed, "卡纸，印花了", stock=stock)

    def handed(now: datetime) -> None:
        held = list(queries.of_cohort(scene.session, story.cohort.id))
        known = (scene.session, officer, now)
        counter.collect(*known, held[:24])
        counter.collect(
            *known, held[25:26], collector=Collector.OTHER, name="吴桂花", relation="妻子"
        )

    def mistaken(now: datetime) -> None:
        held = queries.of_cohort(scene.session, story.cohort.id)[26]
        counter.collect(scene.session, officer, now, [held])
        (entry,) = at_counter.collections_of(scene.session, [held.id])[held.id]
        counter.take_back(scene.session, officer, now, entry, "点错了人，证书还在柜台")

    return [
        Act(at(issued, 11), on_paper),
        Act(at(issued, 15), handed),
        Act(at(issued, 16), mistaken),
    ]


def old_register(scene: Scene) -> list[Act]:
    """Papers of 2016 and 2017 from a ledger; one was found out later."""
    officer = scene.staff["officer"]
    people = scene.inventor.people(14, PAST_CATEGORIES, _BORN)

    def read_in(now: datetime) -> None:
        out = io.StringIO()
        rows = csv.writer(out)
        rows.writerow(
            (
                "证书编号",
                "姓名",
                "身份证号",
                "培训项目",
                "班期",
                "课时",
                "开始日期",
                "结束日期",
                "发证日期",
            )
        )
        for number, one in enumerate(people, 1):
            year = 2016 + number % 2
            rows.writerow(
                (
                    f"卢电培证字〔{year}〕第{number:03}号", one.name,
                    one.id_number if number % 3 else "", "农村电商基础", f"{year}年春季班", 56,
                    f"{year}-03-07", f"{year}-03-16", f"{year}-03-20",
                )
            )  # fmt: skip
        run = importing.rehearse(
            scene.session, officer, now, county=COUNTY, centre_id=None,
            data=out.getvalue().encode(), file_name="2016—2017年证书台账.csv",
            issuer="卢氏县电商培训办公室（演示）",
        )  # fmt: skip
        runs.start(scene.session, officer, now, run)

    def revoke(now: datetime) -> None:
        found = scene.session.scalars(
            select(EarlierCertificate).order_by(EarlierCertificate.id).limit(1)
        ).one()
        why = "经群众反映核实，本人未参加培训"
        earlier.revoke(scene.session, officer, now, found, why, RevocationGround.FRAUD)

    days = scene.days
    when = partial(days.back, days.today)
    return [Act(at(when(12), 10), read_in), Act(at(when(9), 16), revoke)]
