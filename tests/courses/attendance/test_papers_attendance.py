"""The filled 考勤表: what is printed, and a spreadsheet that the import reads back."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.attendance.papers import (
    LEGEND,
    PAPER,
    SIGNED,
    TOTALS,
    RegisterDays,
    RegisterFacts,
    RegisterPerson,
    register_pages,
    register_pdf,
    register_xlsx,
)
from courses.attendance.reading import read_register
from courses.attendance.rules import Mark, tally
from courses.cohorts.rules import Half, SessionFact
from lms.documents import GridPage
from tests.lms.documents.glyphs import stands_where_weasyprint_sets_it
from tests.lms.documents.pdf_reading import no_empty_boxes, page_texts, squeezed

START = date(2018, 9, 10)
FACTS = RegisterFacts("卢氏县电商培训中心", "卢氏县2018年第3期农村电商实操培训班", START, START)
NAMES = ("张三", "䶮㛃𫖯", "欧阳𬭩", "阿卜杜拉·买买提")


def half_days(days: int) -> list[SessionFact]:
    return [SessionFact(START + timedelta(days=at), half) for at in range(days) for half in Half]


def people(marks: list[list[Mark]], sessions: list[SessionFact]) -> list[RegisterPerson]:
    slots = [one.slot for one in sessions]
    return [
        RegisterPerson(
            at + 1,
            NAMES[at % len(NAMES)] + ("" if at < len(NAMES) else "甲" * (at // len(NAMES))),
            tally(dict(zip(slots, row, strict=True)), sessions),
        )
        for at, row in enumerate(marks)
    ]


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_the_spreadsheet_is_read_back_as_it_was(data: st.DataObject) -> None:
    days = data.draw(st.integers(1, 6))
    sessions = half_days(days)
    if days > 1 and data.draw(st.booleans()):
        sessions = sessions[:-1]
    row = st.lists(st.sampled_from(list(Mark)), min_size=len(sessions), max_size=len(sessions))
    known = people(data.draw(st.lists(row, min_size=1, max_size=6)), sessions)
    facts = RegisterFacts(FACTS.unit, FACTS.cohort, START, START + timedelta(days=days - 1))
    read = read_register(register_xlsx(known, facts), "x.xlsx", facts.starts_on, facts.ends_on)
    assert [one.slot for one in read.sessions] == [one.slot for one in sessions]
    rows = read.sheets[0].rows
    assert [one.person.name for one in rows] == [one.name for one in known]
    for one, found in zip(known, rows, strict=True):
        assert tally(found.marks, sessions) == one.tally
        assert found.findings == ()


def test_the_same_marks_give_the_same_bytes() -> None:
    sessions = half_days(2)
    known = people([[Mark.PRESENT] * 4], sessions)
    assert register_xlsx(known, FACTS) == register_xlsx(known, FACTS)


def frame_of(page: GridPage) -> RegisterDays:
    assert isinstance(page.frame, RegisterDays)
    return page.frame


def numbers_on(page: GridPage) -> list[str]:
    """The numbers of the people on a sheet; blank rows have none."""
    return [row[0].lines[0] for row in page.rows if row[0].lines[0]]


@pytest.mark.parametrize(("count", "days"), [(1, 1), (22, 6), (23, 12), (50, 26)])
def test_registers_stand_where_weasyprint_sets_them(count: int, days: int) -> None:
    sessions = half_days(days)
    marks = [[list(Mark)[(at + n) % len(Mark)] for n in range(2 * days)] for at in range(count)]
    known = people(marks, sessions)
    stands_where_weasyprint_sets_it(
        register_pdf(known, FACTS), PAPER, register_pages(known),
        facts=FACTS, legend=LEGEND, totals=TOTALS, signed=SIGNED,
    )  # fmt: skip


def test_a_register_without_sessions_is_refused() -> None:
    with pytest.raises(ValueError, match="without"):
        register_pdf([], FACTS)


@given(st.integers(1, 70), st.integers(1, 40))
@settings(max_examples=40, deadline=None)
def test_every_day_and_person_stands_on_one_sheet(count: int, days: int) -> None:
    sessions = half_days(days)
    pages = register_pages(people([[Mark.PRESENT] * len(sessions)] * count, sessions))
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))
    assert {page.count for page in pages} == {len(pages)}
    sheets = [(frame_of(page), numbers_on(page)) for page in pages]
    cells = [
        (number, day.date, half)
        for frame, numbers in sheets
        for number in numbers
        for day in frame.days
        for half in day.halves
    ]
    assert len(cells) == len(set(cells)) == count * len(sessions)
    assert all(frame.half_days <= 24 for frame, _ in sheets)
    assert {len(page.rows) for page in pages} == {22 if count > 22 else count}
    assert sum(len(numbers) for frame, numbers in sheets if frame.sums) == count
    widths = {frame.half_days for frame, _ in sheets}
    assert min(widths) * 2 >= max(widths)


def test_the_paper_shows_names_signs_and_sums() -> None:
    sessions = half_days(12)
    marks = [[Mark.LATE, Mark.ABSENT, Mark.LEAVE, Mark.LEFT_EARLY, *[Mark.PRESENT] * 20]] * 4
    with no_empty_boxes():
        pdf = register_pdf(people(marks, sessions), FACTS)
    (text,) = [squeezed(one) for one in page_texts(pdf)]
    for words in (*NAMES, "培训考勤表", "卢氏县电商培训中心", "9月21日", "第1页共1页", "学员签名"):
        assert squeezed(words) in text
    assert text.count("×") >= 4
