"""Which symbol of a filled register is which mark; nothing is guessed."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from courses.attendance.rules import Mark
from courses.cohorts.rules import Finding, fault

_WORDS: Mapping[Mark, str] = {
    Mark.PRESENT: "√ ✓ ✔ ☑ ∨ v 1 y 到 出 勤 对 是 到课 出勤 已到 签到 到场 正常 全勤 present",
    Mark.LATE: "¢ 迟 迟到 晚到 迟到早退 迟早 ¢△ △¢ late",
    Mark.LEFT_EARLY: "△ ▲ δ ∆ 早 早退",
    Mark.LEAVE: "假 请假 事假 病假 公假 产假 婚假 丧假 准假 已请假 事 病 leave",
    Mark.ABSENT: "× x ✗ ✘ ✕ ✖ ╳ 0 n 缺 旷 否 缺勤 缺席 旷课 旷工 缺课 未到 未出勤 没来 absent",
    Mark.UNMARKED: "未登记 未标记 未考勤",
}
_MARKS = {word: mark for mark, words in _WORDS.items() for word in words.split()}
_LEGEND_WORDS = {word: mark for word, mark in _MARKS.items() if len(word) > 1 and word >= "一"}
_LEGEND = re.compile(
    "|".join(sorted(_LEGEND_WORDS, key=len, reverse=True)) + r"|[^\s；;，,、。:=()]"
)
_LEGEND_FILLERS = re.compile(r"^\s*(?:符号)?(?:说明|图例|备注|注)\s*:|表示|[打用以为记示是即]")


def plain(value: object) -> str:
    """Full-width to half-width, blanks and emoji selectors gone, lower case."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = unicodedata.normalize("NFKC", str(value)).replace("\ufe0f", "").replace("\ufe0e", "")
    return "".join(text.split()).casefold()


def read_mark(value: object, legend: Mapping[str, Mark] | None = None) -> Mark | None:
    """The mark a cell shows, None when it cannot be read; the register's own legend goes first.

    Signs that mean different things in different places (○ / - 半) are left to the legend.
    """
    if value is None:
        return Mark.UNMARKED
    if isinstance(value, bool):
        return Mark.PRESENT if value else None
    text = plain(value)
    if not text:
        return Mark.UNMARKED
    return (legend or {}).get(text) or _MARKS.get(text)


def mark_unknown(value: object, cell: str) -> Finding:
    """MARK_UNKNOWN with the position of the cell (such as F12) and what stands in it."""
    return fault("MARK_UNKNOWN", cell=cell, value=str(value).strip()[:20])


def read_legend(lines: Iterable[str]) -> dict[str, Mark]:
    """The register's own explanation of its symbols: 「√ 出勤 ¢ 迟到」 or 「出勤√、迟到¢」.

    A line must explain two symbols at least; a symbol explained twice differently is left out.
    """
    legend: dict[str, Mark] = {}
    doubtful: set[str] = set()
    for line in lines:
        pairs = _legend_pairs(line)
        for symbol, mark in pairs if len(pairs) > 1 else ():
            if legend.setdefault(symbol, mark) is not mark:
                doubtful.add(symbol)
    return {symbol: mark for symbol, mark in legend.items() if symbol not in doubtful}


def _legend_pairs(line: str) -> list[tuple[str, Mark]]:
    """Pairs of neighbours, one sign and one word, in the order the line begins with."""
    tokens = _LEGEND.findall(_LEGEND_FILLERS.sub("", unicodedata.normalize("NFKC", line)))
    # the sign stands before its word unless the line begins with a word
    step = 1 if tokens and tokens[0] in _LEGEND_WORDS else -1
    pairs: list[tuple[str, Mark]] = []
    for at, token in enumerate(tokens):
        mark = _LEGEND_WORDS.get(token, Mark.UNMARKED)
        sign = tokens[at + step].casefold() if 0 <= at + step < len(tokens) else ""
        if mark is not Mark.UNMARKED and len(sign) == 1 and (sign in _MARKS or sign < "一"):
            pairs.append((sign, mark))
    return pairs
