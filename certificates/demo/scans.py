"""Papers (原件) behind the entries of one leader and one village, as an office photographs them.

They are drawn here from the entries themselves, so that nobody's paper is shown.
"""

import base64
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from certificates.demo.county import Scene
from certificates.demo.days import ONE, at
from certificates.demo.telling import Act
from certificates.designs.pictures import sample_pictures
from courses.leaders import api as leaders
from courses.leaders.models import HouseholdLink, Leader, LeaderStep, Sales, VillageFlag
from courses.leaders.rules import SERVING, LeaderAction, ScanOf
from lms.documents.faces import SERIF, faces
from lms.scans import received
from lms.web.formats import yuan

PAGE = (1000, 1414)
"""A4 at 121 dots an inch."""
DESK, SHEET, INK = "#8b857a", "#fdfcf7", "#26241f"
SAMPLE = "演示样件，人员和单位均为虚构"
Paper = tuple[ScanOf, int, str, Sequence[str]]
"""The entry it stands behind, its title and lines."""


def tell(scene: Scene) -> list[Act]:
    """Papers of the first leader who serves, from the recommendation to a household's agreement."""
    return [Act(at(scene.days.today - 6 * ONE, 10), lambda now: _attach(scene, now))]


def _attach(scene: Scene, now: datetime) -> None:
    officer = scene.staff["officer"]
    for of, key, title, lines in _papers(scene):
        entry = leaders.entry_for(scene.session, officer, of, key)
        scan = received(drawn(title, lines))
        leaders.attach_scan(scene.session, officer, now, entry, scan, title)


def _papers(scene: Scene) -> list[Paper]:
    session = scene.session
    leader = session.scalars(
        select(Leader)
        .where(Leader.state.in_(SERVING))
        .options(joinedload(Leader.person), joinedload(Leader.village))
        .order_by(Leader.id)
    ).first()
    if leader is None:
        return []
    name, village = leader.person.name, f"{leader.village.town_name}{leader.village.name}"

    def rows(table: Any) -> Sequence[Any]:
        return session.scalars(
            select(table).where(table.leader_id == leader.id).order_by(table.id)
        ).all()

    found: list[Paper] = [
        (ScanOf.FLAG, flag.id, "关于认定有条件村的通知",
         (flag.basis, f"认定{village}为有条件村。", f"认定人：{flag.signer}", _day(flag.effective_on)))
        for flag in session.scalars(
            select(VillageFlag).where(VillageFlag.village_id == leader.village_id)
        )
    ]  # fmt: skip
    titles = {
        LeaderAction.RECOMMEND: "电商带头人推荐表",
        LeaderAction.REVIEW: "乡镇审核意见",
        LeaderAction.DECIDE: "县审定会议纪要",
    }
    for step in rows(LeaderStep):
        if step.action in titles:
            lines = [step.document, f"姓名：{name}", f"所在村：{village}"]
            if step.notice_to is not None:
                lines.append(f"公示：{_day(step.notice_from)}至{_day(step.notice_to)}，无异议。")
            lines.append(_day(step.effective_on))
            found.append((ScanOf.STEP, step.id, titles[step.action], lines))
    found += [
        (ScanOf.SALES, one.id, "网店后台销售汇总",
         (f"店主：{name}", f"{one.year} 年成交金额：{yuan(one.amount)} 元"))
        for one in rows(Sales)
    ]  # fmt: skip
    found += [
        (ScanOf.LINK, one.id, "带动协议",
         (f"协议号：{one.agreement}", f"甲方：{name}", f"乙方：{one.head}", f"自{_day(one.from_on)}起"))
        for one in rows(HouseholdLink)[:1]
    ]  # fmt: skip
    return found


def _day(day: Any) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def drawn(title: str, lines: Sequence[str]) -> bytes:
    """A sheet on a desk, a little crooked, with a seal: JPEG."""
    from PIL import Image, ImageDraw, ImageFont

    path = str(next(face.path for face in faces() if face.family == SERIF))
    sheet = Image.new("RGB", PAGE, SHEET)
    pen = ImageDraw.Draw(sheet)
    width, height = PAGE
    heading, body = (ImageFont.truetype(path, size) for size in (52, 34))
    pen.text((width / 2, 200), title, font=heading, fill=INK, anchor="mm")
    for number, line in enumerate(lines):
        pen.text((120, 340 + 84 * number), line, font=body, fill=INK)
    pen.text((width / 2, height - 90), SAMPLE, font=body, fill="#8a8578", anchor="mm")
    seal = base64.b64decode(sample_pictures()["seal"].partition(",")[2])
    with Image.open(io.BytesIO(seal)) as stamp:
        small = stamp.resize((260, 260))
        sheet.paste(small, (600, height - 480), small)
    turned = sheet.rotate(1.2, expand=True, fillcolor=DESK, resample=Image.Resampling.BILINEAR)
    out = io.BytesIO()
    turned.save(out, "JPEG", quality=82)
    return out.getvalue()
