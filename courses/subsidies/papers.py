"""Papers about money: 补贴发放花名册 and 不予发放名单, from frozen lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

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
from lms.documents.amounts import amount_in_words, format_yuan

DRAFT_MARK = "草拟"
BLANK_DATE = "　　　年　　月　　日"

PAYOUT = ListDesign(
    Design("courses.subsidies", "subsidies/papers/payout.html"),
    (
        Column("序号", 8),
        Column("姓名", 17, lines=4, smallest=4.5),
        Column("身份证号", 31, size=8.5, lines=1),
        Column("户籍地", 24, "left", size=8.5),
        Column("培训工种", 16, size=8.5),
        Column("起止日期", 17, size=8.5),
        Column("出勤\n天数", 8),
        Column("标准\n（元/天）", 12),
        Column("生活费\n（元）", 18.5, "right", money=True),
        Column("交通住宿费\n（元）", 18.5, "right", money=True),
        Column("合计\n（元）", 20, "right", money=True),
        Column("开户行", 16, size=8.5),
        Column("社保卡银行账号", 31, size=8.5, lines=1),
        Column("联系电话", 19, size=8.5, lines=1),
        Column("领款人签字", 17),
    ),
    row_height=9,
    rows=16,
    less_last=4,
)

REFUSED = ListDesign(
    Design("courses.subsidies", "subsidies/papers/refused.html"),
    (
        Column("序号", 10),
        Column("姓名", 24, lines=4, smallest=4.5),
        Column("身份证号", 38, lines=1),
        Column("户籍地", 48, "left"),
        Column("人员类别", 32),
        Column("实到\n（半天）", 20),
        Column("应到\n（半天）", 20),
        Column("不予发放原因", 78, "left"),
    ),
    row_height=9,
    rows=17,
    less_last=2,
)


@dataclass(frozen=True, slots=True)
class PayoutLine:
    """One person who is paid; money in fen, `half_days` are those that are paid."""

    number: int
    name: str
    id_number: str
    home: str
    trade: str
    starts_on: date
    ends_on: date
    half_days: int
    rate_fen: int
    living_fen: int
    transport_lodging_fen: int
    bank: str = ""
    account: str = ""
    phone: str = ""
    rate_unit: str = "天"


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """One person who is not paid, and the sentence that says why."""

    number: int
    name: str
    id_number: str
    home: str
    category: str
    half_days_present: int
    half_days_planned: int
    reason: str


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What stands above and below a list; `basis` names the instruments (文号)."""

    unit: str
    cohort: str
    basis: str = ""
    draft: bool = False
    prepared_on: date | None = None


def days(half_days: int) -> str:
    """Half-days as days: 24 → 12, 23 → 11.5."""
    return f"{half_days // 2}.5" if half_days % 2 else str(half_days // 2)


def rate_text(fen: int, unit: str) -> str:
    """A rate: 30.00 for a day, 500.00/次 for another unit."""
    return format_yuan(fen) if unit == "天" else f"{format_yuan(fen)}\n/{unit}"


def day_text(day: date | None) -> str:
    """A date as printed: 2018年9月10日, or the blanks to write one."""
    return f"{day.year}年{day.month}月{day.day}日" if day else BLANK_DATE


def payout_rows(lines: Sequence[PayoutLine]) -> list[tuple[str | int, ...]]:
    """The cells of the 补贴发放花名册 in the order of its columns; amounts in fen."""
    return [
        (
            str(line.number),
            line.name,
            line.id_number,
            line.home,
            line.trade,
            f"{line.starts_on:%Y.%m.%d}\n—{line.ends_on:%Y.%m.%d}",
            days(line.half_days),
            rate_text(line.rate_fen, line.rate_unit),
            line.living_fen,
            line.transport_lodging_fen,
            line.living_fen + line.transport_lodging_fen,
            line.bank,
            line.account,
            line.phone,
            "",
        )
        for line in lines
    ]


def _payout_head(facts: ListFacts) -> Head:
    return Head(
        "职业培训生活费、交通住宿费补贴发放花名册",
        (
            (
                f"填报单位：{facts.unit}",
                f"班次：{facts.cohort}",
                f"填报日期：{day_text(facts.prepared_on)}",
            ),
        ),
        mark=DRAFT_MARK if facts.draft else "",
    )


def _payout_foot(lines: Sequence[PayoutLine], facts: ListFacts) -> Foot:
    total = sum(line.living_fen + line.transport_lodging_fen for line in lines)
    amount = f"{amount_in_words(total)}（¥{format_yuan(total)}）"
    words = f"合计人数：{len(lines)} 人　　合计金额（大写）：{amount}"
    basis = (f"发放依据：{facts.basis}",) if facts.basis else ()
    signatures = ("制表：", "审核：", "负责人：", "单位（盖章）：", BLANK_DATE)
    return Foot((words, *basis), signatures)


def payout_pdf(lines: Sequence[PayoutLine], facts: ListFacts) -> bytes:
    """The 补贴发放花名册: only people who are paid, with page subtotals and the total in words.

    Raises DomainError CHARACTER_NOT_PRINTABLE when a name holds a character no font has.
    """
    require_printable(line.name for line in lines)
    return render_list(PAYOUT, _payout_head(facts), payout_rows(lines), _payout_foot(lines, facts))


def payout_xlsx(lines: Sequence[PayoutLine], facts: ListFacts) -> bytes:
    """The 补贴发放花名册 as a spreadsheet."""
    return list_xlsx(PAYOUT, _payout_head(facts), payout_rows(lines), _payout_foot(lines, facts))


def refused_rows(lines: Sequence[RefusedLine]) -> list[tuple[str | int, ...]]:
    """The cells of the 不予发放名单 in the order of its columns."""
    return [
        (
            str(line.number),
            line.name,
            line.id_number,
            line.home,
            line.category,
            str(line.half_days_present),
            str(line.half_days_planned),
            line.reason,
        )
        for line in lines
    ]


def _refused_head(facts: ListFacts) -> Head:
    return Head(
        "不予发放补贴人员名单",
        ((f"填报单位：{facts.unit}", f"班次：{facts.cohort}"),),
        mark=DRAFT_MARK if facts.draft else "",
    )


def _refused_foot(lines: Sequence[RefusedLine]) -> Foot:
    return Foot((f"合计人数：{len(lines)} 人",), ("制表：", "审核：", "负责人：", BLANK_DATE))


def refused_pdf(lines: Sequence[RefusedLine], facts: ListFacts) -> bytes:
    """The 不予发放名单: who is not paid, with the reason."""
    require_printable(line.name for line in lines)
    return render_list(REFUSED, _refused_head(facts), refused_rows(lines), _refused_foot(lines))


def refused_xlsx(lines: Sequence[RefusedLine], facts: ListFacts) -> bytes:
    """The 不予发放名单 as a spreadsheet."""
    return list_xlsx(REFUSED, _refused_head(facts), refused_rows(lines), _refused_foot(lines))
