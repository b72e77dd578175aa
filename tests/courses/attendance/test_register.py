"""Headings, symbols and people of a filled register."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.attendance.people import RegisterPerson, RosterPerson, match_people
from courses.attendance.register import half_mark, register_columns, sessions_from_columns
from courses.attendance.rules import Mark
from courses.attendance.symbols import mark_unknown, read_legend, read_mark
from courses.cohorts.rules import Half, SessionKind

START, END = dt.date(2018, 9, 10), dt.date(2018, 9, 22)
Headings = list[tuple[Any, ...]]


def slots(headings: Headings, start: dt.date = START, end: dt.date = END) -> list[str]:
    """Columns as `index date half kind`, without complaint."""
    columns, problems = register_columns(headings, start, end)
    assert problems == ()
    return [f"{one.index} {one.date:%m%d} {one.half.value} {one.kind.value}" for one in columns]


def problems(headings: Headings) -> list[tuple[str, object]]:
    found = register_columns(headings, START, END)[1]
    return [(one.code, one.facts.get("column")) for one in found]


@pytest.mark.parametrize(
    "heading",
    [
        ("9月10日", "上午"),
        ("9月10日（周一）", "上午"),
        ("9月10号", "上"),
        ("9/10 上午",),
        ("09.10", "AM"),
        ("2018-09-10 AM",),
        ("2018/9/10", "早上"),
        ("2018年9月10日", "上 午"),
        ("20180910", "上午"),
        ("18.9.10", "am"),
        ("９月１０日", "上午"),
        ("2018年9月", "10日", "上午"),
        ("9月", 10.0, "上午"),
        ("10日", "上午"),
        (10, "上午"),
        (dt.date(2018, 9, 10), "上午"),
        (43353.0, "上午"),
        ("43353", "上午"),
        (dt.datetime(2018, 9, 10), "上午"),  # noqa: DTZ001 - what a sheet reader hands over
    ],
)
def test_ways_to_write_a_half_day(heading: tuple[Any, ...]) -> None:
    assert slots([("序号", None), heading]) == ["1 0910 am class"]


def test_merged_dates_and_other_columns() -> None:
    headings: Headings = [
        ("序号", None),
        ("姓名", None),
        ("身份证号码", None),
        ("9月10日", "上午"),
        (None, "下午"),
        ("9月20日（实习）", "上午"),
        ("", "下午"),
        ("合计", "上午"),
        ("9月10日签名", None),
        ("", ""),
    ]
    assert slots(headings) == [
        "3 0910 am class",
        "4 0910 pm class",
        "5 0920 am internship",
        "6 0920 pm internship",
    ]


def test_a_day_in_one_column_is_both_halves() -> None:
    columns, found = register_columns([("9月10日",), ("9月11日 上午/下午",), ("",)], START, END)
    assert found == ()
    assert [one.half for one in columns] == [Half.AM, Half.PM] * 2
    assert all(one.whole_day for one in columns)
    assert [half_mark(Mark.LATE, half) for half in Half] == [Mark.LATE, Mark.PRESENT]
    assert [half_mark(Mark.LEFT_EARLY, half) for half in Half] == [Mark.PRESENT, Mark.LEFT_EARLY]
    assert [half_mark(Mark.ABSENT, half) for half in Half] == [Mark.ABSENT, Mark.ABSENT]


def test_the_year_comes_from_the_cohort_also_over_new_year() -> None:
    headings: Headings = [("12月31日", "上午"), ("1月2日", "上午")]
    columns, found = register_columns(headings, dt.date(2018, 12, 28), dt.date(2019, 1, 5))
    assert found == ()
    assert [one.date for one in columns] == [dt.date(2018, 12, 31), dt.date(2019, 1, 2)]


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        ([("9月23日", "上午")], [("REGISTER_DATE_OUTSIDE_COHORT", 1)]),
        ([("2019-09-10", "上午")], [("REGISTER_DATE_OUTSIDE_COHORT", 1)]),
        ([("9月10日", "上午"), ("9/10", "AM")], [("REGISTER_COLUMN_TWICE", 2)]),
        ([("9月10日",), ("9月10日", "上午")], [("REGISTER_COLUMN_TWICE", 2)]),
        ([("9月31日", "上午")], [("REGISTER_DATE_UNREADABLE", 1)]),
        ([("13月1日", "上午")], [("REGISTER_DATE_UNREADABLE", 1)]),
        ([("9月10日-12日", "上午")], [("REGISTER_DATE_UNREADABLE", 1)]),
        ([("9/10-9/12",)], [("REGISTER_DATE_UNREADABLE", 1)]),
        ([(9.1, "上午")], [("REGISTER_DATE_UNREADABLE", 1)]),
        ([("9月10日", "晚上")], [("REGISTER_DATE_UNREADABLE", 1)]),
        ([("30日", "上午")], [("REGISTER_DATE_UNREADABLE", 1)]),
        ([("第1天", "上午")], [("REGISTER_DATE_UNREADABLE", 1)]),
        (
            [("上午",), ("下午",)],
            [("REGISTER_DATE_UNREADABLE", 1), ("REGISTER_DATE_UNREADABLE", 2)],
        ),
        ([("9月10日",), ("",), ("9月11日",)], [("REGISTER_DATE_UNREADABLE", 2)]),
        ([("序号",), ("姓名",)], [("REGISTER_WITHOUT_DATES", None)]),
        ([], [("REGISTER_WITHOUT_DATES", None)]),
    ],
)
def test_headings_that_cannot_be_used(headings: Headings, found: list[tuple[str, object]]) -> None:
    assert problems(headings) == found


@given(
    start=st.dates(dt.date(2016, 1, 1), dt.date(2030, 1, 1)),
    length=st.integers(0, 300),
    form=st.sampled_from(["%m月%d日", "%m/%d", "%Y-%m-%d", "%y.%m.%d", "%Y年%m月%d日"]),
    data=st.data(),
)
def test_every_day_of_a_cohort_is_read_back(
    start: dt.date, length: int, form: str, data: st.DataObject
) -> None:
    offsets = data.draw(st.sets(st.integers(0, length), min_size=1, max_size=12))
    days = [start + dt.timedelta(days=offset) for offset in sorted(offsets)]
    headings: Headings = []
    for day in days:
        headings += [(day.strftime(form), "上午"), (None, "下午")]
    columns, found = register_columns(headings, start, start + dt.timedelta(days=length))
    assert found == ()
    assert [(one.date, one.half) for one in columns] == [
        (day, half) for day in days for half in Half
    ]
    assert [one.date for one in sessions_from_columns(reversed(columns))][::2] == days
    assert {one.kind for one in columns} == {SessionKind.CLASS}


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (
            ["√", "✓", "✔️", "到", "出勤", "v", "V", "Ｖ", "∨", 1, 1.0, "1", True, "已 到"],
            Mark.PRESENT,
        ),
        (["¢", "￠", "迟", "迟到", "¢△", "迟到早退"], Mark.LATE),
        (["△", "▲", "Δ", "早退", "早"], Mark.LEFT_EARLY),
        (["假", "请假", "事假", "病假", " 病 "], Mark.LEAVE),
        (["×", "x", "X", "✗", "缺", "旷课", "缺勤", 0], Mark.ABSENT),
        ([None, "", "  ", "\u3000", "未登记"], Mark.UNMARKED),
        (["○", "?", "/", "-", "半", "2", 0.5, False, "√×"], None),
    ],
)
def test_symbols(cells: list[object], mark: Mark | None) -> None:
    assert {str(cell): read_mark(cell) for cell in cells} == {str(cell): mark for cell in cells}


@pytest.mark.parametrize("mark", Mark)
def test_our_own_symbols_are_read_back(mark: Mark) -> None:
    assert read_mark(mark.symbol) is mark


@pytest.mark.parametrize(
    ("line", "legend"),
    [
        (
            "说明：√ 出勤  ¢ 迟到  △ 早退  假 请假  × 缺勤；空白为未登记",
            {
                "√": Mark.PRESENT,
                "¢": Mark.LATE,
                "△": Mark.LEFT_EARLY,
                "假": Mark.LEAVE,
                "×": Mark.ABSENT,
            },
        ),
        ("出勤√、病假○、旷课△", {"√": Mark.PRESENT, "○": Mark.LEAVE, "△": Mark.ABSENT}),
        ("注：以√表示出勤，以/表示缺勤", {"√": Mark.PRESENT, "/": Mark.ABSENT}),
        ("出勤打○，迟到打√", {"○": Mark.PRESENT, "√": Mark.LATE}),
        ("√出勤 √迟到 ×缺勤", {"×": Mark.ABSENT}),
        ("出勤天数", {}),
        ("卢氏县2018年第3期农村电商实操培训班考勤表", {}),
        ("", {}),
    ],
)
def test_legend(line: str, legend: dict[str, Mark]) -> None:
    assert read_legend([line]) == legend


def test_the_legend_goes_before_common_practice() -> None:
    legend = read_legend(["出勤○ 病假△"])
    assert read_mark("○", legend) is Mark.PRESENT
    assert read_mark("△", legend) is Mark.LEAVE
    assert read_mark("△") is Mark.LEFT_EARLY
    assert read_mark("×", legend) is Mark.ABSENT


def test_an_unknown_symbol_names_its_cell() -> None:
    found = mark_unknown(" 补课 ", "F12")
    assert (found.code, dict(found.facts)) == ("MARK_UNKNOWN", {"cell": "F12", "value": "补课"})


FIRST, SECOND, THIRD = "411224196201269978", "411224199104229986", "41122419990522996X"
ROSTER = [
    RosterPerson(1, "程刚燕", FIRST),
    RosterPerson(2, "张伟", SECOND),
    RosterPerson(3, "张伟", THIRD),
]


def test_people_by_number_then_by_unique_name() -> None:
    rows = [
        RegisterPerson(5, "写错的名字", SECOND),
        RegisterPerson(6, "程刚燕"),
        RegisterPerson(7, "张伟"),
        RegisterPerson(8, "路人"),
        RegisterPerson(9, "程刚燕", "411224198104029963"),
    ]
    found = match_people(rows, ROSTER)
    assert found.keys == {5: 2, 6: 1}
    assert found.unlisted == (3,)
    assert sorted((one.facts["row"], one.code) for one in found.findings) == [
        (7, "REGISTER_NAME_AMBIGUOUS"),
        (8, "REGISTER_STRANGER"),
        (9, "REGISTER_STRANGER"),
    ]


def test_a_person_twice_counts_once_and_the_number_wins() -> None:
    rows = [RegisterPerson(5, "程刚燕", "4.11E+17"), RegisterPerson(6, "程刚燕", FIRST)]
    found = match_people(rows, ROSTER)
    assert found.keys == {6: 1}
    assert [(one.code, one.facts["first_row"]) for one in found.findings] == [
        ("REGISTER_PERSON_TWICE", 6)
    ]
