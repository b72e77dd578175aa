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
HIDDEN = "不足5人，不显示"
Line = tuple[str, str, str, str]


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
             _share(each.line.share))
            for each in named
        ]  # fmt: skip
        sections.append(Section(f"按{kind}", (("组", "应答对象", "本人完成", "就业"), *lines)))
    title = report_pages.title_of(session, report.asked)
    taken = f"{actor.name} 于 {moment(now)} 导出"
    return Printed(title, str(words.wave_word(report.asked.wave)), taken, age, tuple(sections))


def _flow(report: Report) -> Iterator[Line]:
    unseen = report.unseen()
    for key, count in report.flow():
        yield str(words.FLOW[key]), _count(None if key in unseen else count), "", ""
    for step, count in report.reasons():
        shown = _count(None if step in unseen else count)
        yield f"　没有完成：{words.STEPS[step]}", shown, "", ""


def _rate(report: Report) -> Iterator[Line]:
    found = report.tally
    formula = f"{found.answered} ÷ {found.eligible}"
    yield "RR1＝本人完成（101）÷ 应答对象", formula, rounded(report.rate), ""
    working = report.working
    if working is None:
        yield "就业", HIDDEN, "", ""
        return
    yield "就业（开店、受雇、链条务工）", str(working.part), _share(working), ""
    yield "未答者全部未就业时", "", rounded(working.low), ""
    yield "未答者全部就业时", "", rounded(working.high), ""


def _statuses(report: Report) -> Iterator[Line]:
    for status, share in report.statuses():
        count = HIDDEN if share is None else str(share.part)
        yield str(words.STATUSES[status]), count, _share(share) if share else "", ""


def _incomes(report: Report) -> Iterator[Line]:
    yield "", "中位数", "下四分位", "上四分位"
    for label, found in (
        ("培训前（两次都答的人）", report.before()), ("回访时（同一批人、同样人口）", report.after()),
        ("每人变化", report.difference()), ("家庭人口有变化的，按现在人口", report.resized()),
        ("回访时（全部回答收入的人）", report.all_after()),
    ):  # fmt: skip
        yield (label, *_spread(found))


def _spread(found: Spread | None) -> tuple[str, str, str]:
    if found is None:
        return HIDDEN, "", ""
    return format_yuan(found.median), format_yuan(found.low), format_yuan(found.high)


def _share(share: Share | None) -> str:
    if share is None:
        return HIDDEN
    ends = share.interval
    text = rounded(share.of_answered)
    return f"{text}（{rounded(ends[0])}–{rounded(ends[1])}）" if ends else text


def _count(count: int | None) -> str:
    return HIDDEN if count is None else str(count)


def pdf(made: Printed) -> bytes:
    """A4 upright."""
    require_printable([made.title, made.taken])
    return render_pdf(PAPER, made)


def xlsx(made: Printed) -> bytes:
    """One sheet, section below section."""

    def rows() -> Iterator[list[Value]]:
        for section in made.sections:
            yield [section.title, None, None, None]
            for line in section.lines:
                yield list(line)

    columns = [Column(title, width=width) for title, width in
               (("项目", 40), ("数值", 18), ("比例或区间", 28), ("备注", 18))]  # fmt: skip
    return write_xlsx(
        columns, rows(), title=f"{made.title}跟踪报告", sheet_name="跟踪报告",
        head_lines=[made.wave, made.age], foot_lines=["不能断定因果：本报告只有学员，没有对照组。"],
        page_header=made.taken,
    )  # fmt: skip
