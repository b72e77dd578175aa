"""帮带协议+记录 on paper: the agreement and every contact under it, A4 portrait."""

from dataclasses import dataclass
from datetime import date

from lms.documents import Design, render_pdf, require_printable

AGREEMENT = Design("courses.mentoring", "mentoring/papers/agreement.html")
BLANK_DATE = "　　　年　　月　　日"
BLANK_LINES = 6


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One contact of the record: 日期 方式 时长 主题 问题 建议 下次 双方确认."""

    day: date
    way: str
    minutes: int
    topics: str
    problems: str
    advice: str
    next_step: str
    proof: str


@dataclass(frozen=True, slots=True)
class AgreementPaper:
    """What stands on one 帮带协议; money in fen, None leaves a blank to be filled by hand."""

    number: str
    lecturer: str
    lecturer_unit: str
    leader: str
    village: str
    role: str
    from_date: date
    until_date: date
    goal_sales_fen: int | None
    goal_households: int | None
    goal_shop: str
    contacts_a_year: int
    contact_minutes: int
    duties: str
    ending: str
    signed_on: date | None
    contacts: tuple[ContactLine, ...] = ()
    ended: str = ""


def day_text(day: date | None) -> str:
    """A date as printed: 2018年9月10日, or the blanks to write one."""
    return f"{day.year}年{day.month}月{day.day}日" if day else BLANK_DATE


def agreement_pdf(paper: AgreementPaper) -> bytes:
    """The agreement with its record.

    Raises DomainError CHARACTER_NOT_PRINTABLE when a name holds a character no font has.
    """
    require_printable((paper.lecturer, paper.leader))
    return render_pdf(AGREEMENT, paper, day_text=day_text, blank_lines=BLANK_LINES)
