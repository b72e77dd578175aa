"""What marks and their sources are called on the screen."""

from flask_babel import lazy_gettext as _l

from courses.attendance.rules import Mark
from courses.cohorts.rules import Half

MARKS: dict[Mark, object] = {
    Mark.PRESENT: _l("到"),
    Mark.ABSENT: _l("缺"),
    Mark.LATE: _l("迟到"),
    Mark.LEFT_EARLY: _l("早退"),
    Mark.LEAVE: _l("假"),
    Mark.UNMARKED: _l("未点"),
}
"""In the order in which a tap goes round (到→缺→迟到→早退→假); blank comes last."""

TONES = {
    Mark.PRESENT: "green",
    Mark.ABSENT: "red",
    Mark.LATE: "amber",
    Mark.LEFT_EARLY: "amber",
    Mark.LEAVE: "blue",
    Mark.UNMARKED: "grey",
}
HALVES = {Half.AM: _l("上午"), Half.PM: _l("下午")}
SOURCES = {
    "sheet": _l("点名"),
    "register": _l("导入考勤表"),
    "office": _l("更正"),
    "undo": _l("撤销导入"),
}
ROW_RESULTS = {"accepted": _l("无误"), "warned": _l("存疑"), "rejected": _l("未收")}
RESULT_HEADINGS = (_l("结果"), _l("说明"))
"""Headings of the two columns in the sender's own register."""


def statuses() -> list[tuple[str, str, str, bool]]:
    """Value, symbol, word and whether it is present, in the order of the keys 1–5."""
    return [
        (mark.value, mark.symbol, str(word), mark.counts_as_present)
        for mark, word in MARKS.items()
        if mark is not Mark.UNMARKED
    ]


def mark_word(mark: str | Mark) -> str:
    """到, 缺, 迟到, 早退, 假 or 未点."""
    return str(MARKS[Mark(mark)])


def half_word(half: str | Half) -> str:
    """上午 or 下午."""
    return str(HALVES[Half(half)])


def source_word(source: str) -> str:
    """By which way a mark was made."""
    return str(SOURCES.get(source, source))
