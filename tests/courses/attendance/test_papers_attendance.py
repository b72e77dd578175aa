"""The filled 考勤表: what is printed, and a spreadsheet that the import reads back."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from courses.attendance.papers import (
    RegisterFacts,
    RegisterPerson,
    register_pages,
    register_pdf,
    register_xlsx,
)
from courses.attendance.reading import read_register
from courses.attendance.rules import Mark, tally
from courses.cohorts.rules import Half, SessionFact
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


@given(st.integers(1, 70), st.integers(1, 40))
@settings(max_examples=40, deadline=None)
def test_every_day_and_person_stands_on_one_sheet(count: int, days: int) -> None:
    sessions = half_days(days)
    pages = register_pages(people([[Mark.PRESENT] * len(sessions)] * count, sessions))
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))
    assert {page.count for page in pages} == {len(pages)}
    cells = [
        (one.number, day.date, half)
        for page in pages
        for one, _ in page.rows
        for day in page.days
        for half in day.halves
    ]
    assert len(cells) == len(set(cells)) == count * len(sessions)
    assert all(page.half_days <= 24 and len(page.rows) <= 22 for page in pages)
    assert sum(len(page.rows) for page in pages if page.sums) == count
    widths = {page.half_days for page in pages}
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
