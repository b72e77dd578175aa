"""The report on paper and as a spreadsheet: the same figures, the same hidden cells."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from courses.outcomes import report_pages, words
from courses.outcomes.blueprint import rounded
from courses.outcomes.counting import Share, Spread
from courses.outcomes.reported import Report
from lms.accounts.actor import Actor
from lms.documents import Design, render_pdf, require_printable
from lms.documents.amounts import format_yuan
from lms.sheets import Column, Value, write_xlsx
from lms.web.formats import moment

PAPER = Design("courses.outcomes", "outcomes/papers/report.html")
HIDDEN = "—"
NOTES = (
    "区间为 95% Wilson 区间；收入为中位数和四分位数，按入学当年的价格计算；不知道的不算 0，也不算成功。",
    "“—”：不足5人，或可由相减得出，不显示。",
)
Line = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its lines, and the picture above them."""

    title: str
    lines: tuple[Line, ...]
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """A report as frozen texts."""

    title: str
    wave: str
    taken: str
    age: str
    notes: tuple[str, ...]
    sections: tuple[Section, ...]


def printed(session: Session, actor: Actor, now: datetime, report: Report) -> Printed:
    """Freeze a report for paper."""
    pictures = report_pages.pictures(report)
    age = f"数据截至 {moment(report.prepared_at)}" if report.prepared_at else "数据为导出时"
    sections = [
        Section("从入学到完成", tuple(_flow(report)), pictures["flow"]),
        Section("应答率", tuple(_rate(report))),
        Section("就业状态（本人完成的回答）", tuple(_statuses(report)), pictures["statuses"]),
        Section("人均年收入（元）", tuple(_incomes(report)), pictures["incomes"]),
    ]
    for kind, named in report_pages.groups(session, report):
        lines = [
            (each.name, _count(each.line.eligible), _count(each.line.answered),
             " ".join(_share(each.line.share)), " ".join(_spread(each.line.after)))
            for each in named
        ]  # fmt: skip
        heads = ("组", "应答对象", "本人完成", "就业", "人均年收入中位数")
        sections.append(Section(f"按{kind}", (heads, *lines)))
    title = report_pages.title_of(session, report.asked)
    taken = f"{actor.name} 于 {moment(now)} 导出"
    wave = str(words.wave_word(report.asked.wave))
    return Printed(title, wave, taken, age, tuple(_notes(report)), tuple(sections))


def _notes(report: Report) -> Iterator[str]:
    yield from NOTES
    if report.tally.nominal:
        yield f"其中 {report.tally.nominal} 人的年份没有公布的物价指数，按当年价格计算。"
    beside = report.beside(everybody=False)
    if beside:
        yield f"对照对象单列，不在以上各数里：应答对象 {beside[0]} 人，本人完成 {beside[1]} 人。"
    yield "这里只有学员，变化不能断定是培训带来的。"


def _flow(report: Report) -> Iterator[Line]:
    unseen = report.unseen()
    for key, count in report.flow():
        yield str(words.FLOW[key]), _count(None if key in unseen else count)
    for step, count in report.reasons():
        yield f"　没有完成：{words.STEPS[step]}", _count(None if step in unseen else count)


def _rate(report: Report) -> Iterator[Line]:
    found, working, sides = report.tally, report.working, report.early_late()
    formula = f"{found.answered} ÷ {found.eligible}"
    yield "RR1＝本人完成（101）÷ 应答对象", formula, rounded(report.rate), ""
    yield (
        "就业（开店、受雇、链条务工）",
        _count(working.part if working else None),
        *_share(working),
    )
    if working is not None:
        yield "未答者全部未就业时", "", rounded(working.low), ""
        yield "未答者全部就业时", "", rounded(working.high), ""
    for label, side in zip(("按期回答的人中就业", "逾期回答的人中就业"), sides or (), strict=False):
        yield label, f"{side.part} ÷ {side.answered}", *_share(side)


def _statuses(report: Report) -> Iterator[Line]:
    yield "就业状态", "人数", "占回答者", "95% 区间", "未答者的上下限"
    for status, share in report.statuses():
        count = _count(share.part if share else None)
        bounds = f"{rounded(share.low)}–{rounded(share.high)}" if share else ""
        yield str(words.STATUSES[status]), count, *_share(share), bounds


def _incomes(report: Report) -> Iterator[Line]:
    yield "项目", "人数", "中位数", "四分位"
    for label, found in (
        ("培训前（两次都答的人）", report.before()), ("回访时（同一批人、同样人口）", report.after()),
        ("每人变化", report.difference()), ("家庭人口有变化的，按现在人口", report.resized()),
        ("回访时（全部回答收入的人）", report.all_after()),
    ):  # fmt: skip
        yield label, _count(found.count if found else None), *_spread(found)
    rose = report.rose()
    if rose is not None:
        yield "收入增加的人", f"{rose.part} ÷ {rose.answered}", *_share(rose)


def _spread(found: Spread | None) -> tuple[str, str]:
    if found is None:
        return HIDDEN, ""
    return format_yuan(found.median), f"（{format_yuan(found.low)} – {format_yuan(found.high)}）"


def _share(share: Share | None) -> tuple[str, str]:
    if share is None:
        return HIDDEN, ""
    ends = share.interval
    return rounded(share.of_answered), f"（{rounded(ends[0])}–{rounded(ends[1])}）" if ends else ""


def _count(count: int | None) -> str:
    return HIDDEN if count is None else str(count)


def pdf(made: Printed) -> bytes:
    """A4 upright."""
    require_printable([made.title, made.taken])
    return render_pdf(PAPER, made)


def xlsx(made: Printed) -> bytes:
    """One sheet, section below section; figures are numbers."""

    def rows() -> Iterator[list[Value]]:
        for section in made.sections:
            yield _filled((section.title,))
            for line in section.lines:
                yield _filled(line)

    return write_xlsx(
        _COLUMNS, rows(), title=f"{made.title}跟踪报告", sheet_name="跟踪报告",
        head_lines=[made.wave, made.age], foot_lines=made.notes, page_header=made.taken,
    )  # fmt: skip


_COLUMNS = tuple(
    Column(title, width=width)
    for title, width in (
        ("项目", 40), ("人数", 14), ("比例或中位数", 16), ("区间或四分位", 26), ("其他", 30),
    )
)  # fmt: skip


def _filled(line: Line) -> list[Value]:
    cells = [_number(cell) for cell in line]
    return [*cells, *[None] * (len(_COLUMNS) - len(cells))]


def _number(text: str) -> Value:
    plain = text.replace(",", "")
    try:
        return int(plain) if "." not in plain else float(plain)
    except ValueError:
        return text
