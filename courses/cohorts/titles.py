"""What the head of a centre's sheet says of the cohort: title, number, year, hours, dates."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator

_FULL_WIDTH = {ord("０") + digit: ord("0") + digit for digit in range(10)}
_BLANKS = re.compile(r"\s+(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])\s+")
_SHEET_NAMES = re.compile(
    r"(?:学员|人员|参训人员|参训学员)?"
    r"(?:花名册|点名册|名册|名单|考勤表|考勤册|考勤登记表|签到表|签到册|报名表|信息表|登记表|汇总表|台账)"
    r"(?:[（(][^（）()]*[）)])?$"
)
_COHORT_WORD = re.compile(r"班$|班[（(]|期$|培训$")
_NAMED_TITLE = re.compile(r"(?:培训班名称|班期名称|培训班次|班级名称|班名)[：:]\s*(\S+)")
_FIELD = re.compile(r"[：:]")
_ORDINAL = re.compile(r"第\s*([0-9]+|[〇零一二三四五六七八九十百]+)\s*期")
_YEAR = re.compile(r"((?:19|20)[0-9]{2})\s*年度?|([一二][〇零○一二三四五六七八九]{3})年")
_HOURS = re.compile(r"(?:总课时数?|总学时数?|课时数?|学时数?)[：:\s]*([0-9]{1,4})(?![0-9])")
_HOURS_AFTER = re.compile(r"(?<![0-9])([0-9]{1,4})\s*个?(?:课时|学时)")
_DATES = re.compile(
    r"([0-9]{4})[年./-]([0-9]{1,2})[月./-]([0-9]{1,2})日?"
    r"\s*(?:-|—|–|－|~|～|至|到)+\s*"
    r"(?:([0-9]{4})[年./-])?(?:([0-9]{1,2})[月./-])?([0-9]{1,2})日?"
)
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}


def _lines(title_lines: Iterable[str]) -> Iterator[str]:
    """Lines with digits half-width and the blanks between Chinese characters gone."""
    for cell in title_lines:
        for line in cell.splitlines():
            yield line.translate(_FULL_WIDTH).strip()


def cohort_title(title_lines: Iterable[str]) -> str | None:
    """The cohort's title without the name of the form, None when no line looks like one.

    「卢氏县2018年第3期农村电商实操培训班学员花名册」 → 「卢氏县2018年第3期农村电商实操培训班」.
    """
    for line in _lines(title_lines):
        if named := _NAMED_TITLE.search(line):
            return _BLANKS.sub("", named[1])
        if _FIELD.search(line):
            continue
        whole = _BLANKS.sub("", line)
        title = _SHEET_NAMES.sub("", whole)
        if title and (_COHORT_WORD.search(title) or (title != whole and _ORDINAL.search(title))):
            return title
    return None


def ordinal_in_title(title: str) -> int | None:
    """N of 第N期, in figures or Chinese numerals; None when the title has none or says 0."""
    found = _ORDINAL.search(title.translate(_FULL_WIDTH))
    if found is None:
        return None
    text = found[1]
    return (int(text) if text.isdecimal() and text.isascii() else _chinese_number(text)) or None


def year_in_title(title: str) -> int | None:
    """The year of 2018年 or 二〇一八年."""
    found = _YEAR.search(title.translate(_FULL_WIDTH))
    if found is None:
        return None
    if found[1]:
        return int(found[1])
    return int("".join(str(_DIGITS[sign]) for sign in found[2]))


def hours_in_lines(title_lines: Iterable[str]) -> int | None:
    """Total 课时 (45 min) of 「总课时：80」 or 「80学时」."""
    text = "\n".join(_lines(title_lines))
    found = _HOURS.search(text) or _HOURS_AFTER.search(text)
    return int(found[1]) if found else None


def dates_in_lines(title_lines: Iterable[str]) -> tuple[dt.date, dt.date] | None:
    """First and last day of 「2018年9月10日—9月22日」; the end may leave out year and month."""
    for line in _lines(title_lines):
        if (found := _DATES.search(line)) is None:
            continue
        year, month, day, end_year, end_month, end_day = (
            int(part) if part else None for part in found.groups()
        )
        try:
            start = dt.date(year or 0, month or 0, day or 0)
            end = dt.date(end_year or start.year, end_month or start.month, end_day or 0)
            if end < start and end_year is None and end_month is not None:
                end = end.replace(year=start.year + 1)
        except ValueError:
            continue
        if start <= end:
            return start, end
    return None


def _chinese_number(text: str) -> int:
    """Up to 百, and digit by digit (一二 = 12); 0 when it is neither."""
    if not any(unit in text for unit in "十百"):
        return int("".join(str(_DIGITS[sign]) for sign in text))
    hundreds, _, rest = text.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    if ten:
        tens = tens.lstrip("零〇") or "一"
    parts = [hundreds or "零", tens or "零", ones.lstrip("零〇") or "零"]
    if ("百" in text and not hundreds) or any(part not in _DIGITS for part in parts):
        return 0
    return sum(_DIGITS[part] * unit for part, unit in zip(parts, (100, 10, 1), strict=True))
