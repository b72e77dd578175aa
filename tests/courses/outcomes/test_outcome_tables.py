"""Tables of outcomes as somebody has them: read, dropped and counted, or refused."""

import io

import pytest
from openpyxl import Workbook as Book

from courses.outcomes.outcome_tables import Columns, group_value, names_in, number_in, read_table
from lms.errors import DomainError
from lms.sheets import Cell, read_workbook
from tests.courses.outcomes.tables import ASKED, SAMPLE, as_csv, workbook


def changed(row: int, column: int, value: object) -> list[tuple[object, ...]]:
    rows = [list(each) for each in SAMPLE]
    rows[row][column] = value
    return [tuple(each) for each in rows]


def refused(rows: list[tuple[object, ...]], asked: Columns = ASKED) -> DomainError:
    with pytest.raises(DomainError) as fault:
        read_table(workbook(rows), asked)
    return fault.value


def test_a_whole_table_is_taken() -> None:
    found = read_table(workbook(SAMPLE), ASKED)
    assert len(found.people) == 17
    assert found.dropped == 0
    assert found.control_values == ("0",)
    first = found.people[0]
    assert (first.treated, first.baselines, first.followup) == (True, (1000.0,), 1500.0)


@pytest.mark.parametrize("column", [0, 1, 2, 3, 4])
@pytest.mark.parametrize("blank", ["", " ", "NA", "NaN", "."])
def test_an_incomplete_row_is_dropped_and_counted(column: int, blank: str) -> None:
    if column == 0 and blank.strip():
        return  # NA is a name like another
    found = read_table(workbook(changed(3, column, blank)), ASKED)
    assert (len(found.people), found.dropped) == (16, 1)


def test_a_column_not_asked_for_may_be_empty_or_text() -> None:
    asked = Columns("组", "1", ("上年",), "今年")
    assert read_table(workbook(changed(3, 4, "不详")), asked).dropped == 0


def test_a_text_in_a_number_column_refuses_the_file_and_names_the_row() -> None:
    fault = refused(changed(3, 3, "约一千五"))
    assert fault.code == "COMPARE_NOT_A_NUMBER"
    assert (fault.facts["column"], fault.facts["rows"]) == ("今年", [4])


def test_titles_above_and_blank_rows_between_do_no_harm() -> None:
    rows: list[tuple[object, ...]] = [("某县2019年回访表",), (), *SAMPLE[:5], (), *SAMPLE[5:]]
    assert len(read_table(workbook(rows), ASKED).people) == 17


def test_excel_numbers_flags_and_groups() -> None:
    book = Book()
    sheet = book.active
    assert sheet is not None
    sheet.append(["g", "b", "f", "x"])
    for n in range(4):
        sheet.append([1 if n % 2 else 0, 10.5, 20 + n, n % 2 == 0])
    data = io.BytesIO()
    book.save(data)
    found = read_table(
        read_workbook(data.getvalue(), "a.xlsx"), Columns("g", "1.0", ("b",), "f", ("x",))
    )
    assert [person.treated for person in found.people] == [False, True, False, True]
    assert [person.covariates for person in found.people] == [(1.0,), (0.0,), (1.0,), (0.0,)]


def test_gb18030() -> None:
    assert len(read_table(read_workbook(as_csv(SAMPLE, "gb18030"), "a"), ASKED).people) == 17


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (Columns("组别", "1", ("上年",), "今年"), "COMPARE_COLUMN_MISSING"),
        (Columns("组", "2", ("上年",), "今年"), "COMPARE_GROUP_UNKNOWN"),
        (Columns("组", "1", (), "今年"), "COMPARE_BASELINE_UNSET"),
        (Columns("组", "1", ("今年",), "今年"), "COMPARE_COLUMN_TWICE"),
        (Columns("组", "1", ("上年",), "今年", ("组",)), "COMPARE_COLUMN_TWICE"),
    ],
)
def test_what_is_asked_for_must_fit(asked: Columns, code: str) -> None:
    assert refused(SAMPLE, asked).code == code


def test_two_columns_of_one_name() -> None:
    rows = [(*row, row[3]) for row in SAMPLE]
    assert refused(rows).code == "COMPARE_COLUMN_TWICE"


def test_a_person_stands_once() -> None:
    fault = refused(changed(5, 0, "a0"))
    assert fault.code == "COMPARE_PERSON_TWICE"
    assert (fault.facts["first"], fault.facts["row"]) == (2, 6)


@pytest.mark.parametrize(
    ("left", "right"),
    [("1", 1), ("1.0", 1), (1.0, "1"), ("TRUE", True), ("true", True), ("甲", "甲 ")],
)
def test_group_values_that_are_the_same(left: Cell, right: Cell) -> None:
    assert group_value(left) == group_value(right)


def test_group_values_that_differ() -> None:
    assert len({group_value(value) for value in ("1", "01a", "A", "a", "0", "")}) == 6


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12.0), ("-3.5", -3.5), ("1,234.5", 1234.5), ("1e3", 1000.0), (".5", 0.5),
        ("1,23", None), ("12元", None), ("", None), ("-", None), ("e3", None), ("inf", None),
        ("1e999", None), ("１２", None),
    ],
)  # fmt: skip
def test_numbers(text: str, value: float | None) -> None:
    assert number_in(text) == value


def test_names_of_columns() -> None:
    assert names_in("a, b ,c") == ("a", "b", "c")
    assert names_in('"a,b",c') == ("a,b", "c")
    assert names_in(" ") == ()
    assert names_in("收入２０１９, 年龄　") == ("收入2019", "年龄")
