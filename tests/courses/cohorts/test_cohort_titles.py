"""Reading the head of a centre's sheet."""

import datetime as dt

import pytest

from courses.cohorts.titles import (
    cohort_title,
    dates_in_lines,
    hours_in_lines,
    ordinal_in_title,
    year_in_title,
)

TITLE = "卢氏县2018年第3期农村电商实操培训班"
SECOND = "培训单位（盖章）：卢氏县电商培训中心    培训时间：2018年9月10日—9月22日    总课时：80"


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ([TITLE + "学员花名册", SECOND], TITLE),
        ([TITLE + "考勤表"], TITLE),
        ([TITLE], TITLE),
        ([SECOND, TITLE + "名册"], TITLE),
        ([TITLE + "\n学员花名册"], TITLE),
        (["卢氏县 2018年 第3期 农村电商实操培训班 学员花名册（公示）"], TITLE),
        (["卢氏县２０１８年第３期农村电商实操培训班学员名单"], TITLE),
        (["班期名称：" + TITLE], TITLE),
        (["嵩县2019年第二期电商培训学员花名册"], "嵩县2019年第二期电商培训"),
        (["电商培训班（第三期）签到表"], "电商培训班（第三期）"),
        (["学员花名册"], None),
        (["填表说明", SECOND], None),
        ([], None),
    ],
)
def test_cohort_title(lines: list[str], title: str | None) -> None:
    assert cohort_title(lines) == title


@pytest.mark.parametrize(
    ("title", "ordinal"),
    [
        (TITLE, 3),
        ("第１２期", 12),
        ("第三期电商班", 3),
        ("第十期", 10),
        ("第十二期", 12),
        ("第二十期", 20),
        ("第三十五期", 35),
        ("第一百零二期", 102),
        ("第一百一十期", 110),
        ("第一二期", 12),
        ("第0期", None),
        ("第百期", None),
        ("第十十期", None),
        ("2018年电商班", None),
        ("第3班", None),
    ],
)
def test_ordinal_in_title(title: str, ordinal: int | None) -> None:
    assert ordinal_in_title(title) == ordinal


def test_year_hours_and_dates() -> None:
    assert year_in_title(TITLE) == 2018
    assert year_in_title("二〇一九年第一期") == 2019
    assert year_in_title("第2018期") is None
    assert hours_in_lines([TITLE, SECOND]) == 80
    assert hours_in_lines(["共计96学时"]) == 96
    assert hours_in_lines([TITLE]) is None
    assert dates_in_lines([TITLE, SECOND]) == (dt.date(2018, 9, 10), dt.date(2018, 9, 22))


@pytest.mark.parametrize(
    ("line", "dates"),
    [
        ("2018.12.28-1.5", (dt.date(2018, 12, 28), dt.date(2019, 1, 5))),
        ("2018-09-10至2018-09-22", (dt.date(2018, 9, 10), dt.date(2018, 9, 22))),
        ("2018年9月10日-22日", (dt.date(2018, 9, 10), dt.date(2018, 9, 22))),
        ("2018年9月31日-10月2日", None),
        ("2018年9月22日-10日", None),
        ("2018年9月", None),
    ],
)
def test_dates_in_lines(line: str, dates: tuple[dt.date, dt.date] | None) -> None:
    assert dates_in_lines([line]) == dates
