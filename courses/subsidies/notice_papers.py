"""The 公示表: what is published about those who are paid, and nothing more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from courses.subsidies.papers import DRAFT_MARK, day_text, days, rate_text
from lms.documents import (
    Column,
    Design,
    Foot,
    Head,
    ListDesign,
    list_xlsx,
    render_list,
    require_printable,
)
from lms.documents.amounts import format_yuan

NOTICE = ListDesign(
    Design("courses.subsidies", "subsidies/papers/notice.html"),
    (
        Column("序号", 11, size=10.5),
        Column("姓名", 24, size=10.5, lines=4, smallest=4.5),
        Column("身份证号", 34, size=10.5, lines=1),
        Column("乡镇村", 34, "left", size=10.5),
        Column("培训项目", 32, size=10.5),
        Column("天数", 11, size=10.5),
        Column("标准\n（元/天）", 14, size=10.5),
        Column("金额\n（元）", 22, "right", size=10.5, money=True),
    ),
    row_height=9,
    rows=26,
    less_last=3,
    less_first=4,
    portrait=True,
    subtotals=False,
)


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One line of the public notice; `masked_id` shows the first 2 and last 3 characters only."""

    number: int
    name: str
    masked_id: str
    village: str
    course: str
    half_days: int
    rate_fen: int
    amount_fen: int
    rate_unit: str = "天"


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What a public notice says beside its lines; what is not yet known is left blank to fill."""

    unit: str
    cohort: str
    basis: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    working_days: int | None = None
    office: str = ""
    telephone: str = ""
    draft: bool = False


def notice_rows(lines: Sequence[NoticeLine]) -> list[tuple[str | int, ...]]:
    """The cells of the 公示表 in the order of its columns; amounts in fen."""
    return [
        (
            str(line.number),
            line.name,
            line.masked_id,
            line.village,
            line.course,
            days(line.half_days),
            rate_text(line.rate_fen, line.rate_unit),
            line.amount_fen,
        )
        for line in lines
    ]


def _notice_head(facts: NoticeFacts) -> Head:
    basis = f"根据{facts.basis}，" if facts.basis else ""
    count = facts.working_days if facts.working_days is not None else "　　"
    return Head(
        "职业培训生活费补贴发放公示",
        (
            (f"公示期：{day_text(facts.starts_on)}至{day_text(facts.ends_on)}（{count}个工作日）",),
            (
                f"受理单位：{facts.office or '　' * 14}",
                f"监督电话：{facts.telephone or '　' * 9}",
            ),
        ),
        lead=(
            f"{basis}经审核，现将“{facts.cohort}”参训人员职业培训生活费补贴发放情况予以公示。"
            "公示期内如有异议，请实名向受理单位反映。"
        ),
        mark=DRAFT_MARK if facts.draft else "",
    )


def _notice_foot(lines: Sequence[NoticeLine], facts: NoticeFacts) -> Foot:
    total = format_yuan(sum(line.amount_fen for line in lines))
    return Foot(
        (f"合计人数：{len(lines)} 人　　合计金额：{total} 元",),
        ("", f"{facts.unit}（盖章）", day_text(facts.starts_on)),
    )


def notice_pdf(lines: Sequence[NoticeLine], facts: NoticeFacts) -> bytes:
    """The 公示表: no address, phone, account, birth date or category; ID numbers as masked."""
    require_printable(line.name for line in lines)
    return render_list(NOTICE, _notice_head(facts), notice_rows(lines), _notice_foot(lines, facts))


def notice_xlsx(lines: Sequence[NoticeLine], facts: NoticeFacts) -> bytes:
    """The 公示表 as a spreadsheet."""
    return list_xlsx(NOTICE, _notice_head(facts), notice_rows(lines), _notice_foot(lines, facts))
