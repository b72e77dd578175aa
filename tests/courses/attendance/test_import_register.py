"""A filled register as a run: compared, applied, applied again, taken back; bad ones refused."""

import io
import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.attendance.api import (
    Mark,
    RegisterRefused,
    completions,
    entries,
    mark_cells,
    register_changes_nothing,
    rehearse_register,
    tallies,
)
from courses.attendance.models import MarkEntry
from courses.cohorts import api as cohorts
from courses.cohorts.rules import CohortState
from courses.rosters import api as rosters
from lms.errors import DomainError
from lms.runs import services as runs
from lms.runs.models import Run
from tests.courses.attendance.classes import MAKER, NAMES, START, Class, held, open_class
from tests.courses.attendance.classes import entries as all_entries

DATA = Path(__file__).parents[2] / "data" / "lushi_2018"
DAYS = [START + timedelta(days=at) for at in range(5)]


def sheet(
    people: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[object]],
    days: Sequence[date] = DAYS,
    legend: str = "",
) -> bytes:
    """A register as xlsx: title, legend, two heading lines, then rows from sheet row 5."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet("考勤表")
        page.write(0, 0, "农村电商第1期考勤表")
        page.write(1, 0, legend)
        for column, text in enumerate(("序号", "姓名", "身份证号码")):
            page.merge_range(2, column, 3, column, text)
        for at, day in enumerate(days):
            page.merge_range(2, 3 + 2 * at, 2, 4 + 2 * at, f"{day.month}月{day.day}日")
            page.write(3, 3 + 2 * at, "上午")
            page.write(3, 4 + 2 * at, "下午")
        for at, ((name, number), marks) in enumerate(zip(people, rows, strict=True)):
            page.write_row(4 + at, 0, [at + 1, name, number, *marks])
    return buffer.getvalue()


def people_of(session: Session, known: Class) -> list[tuple[str, str]]:
    rows = cohorts.enrolments_of(session, known.cohort.id)
    return [(row.person.name, rosters.opened(row.person).id_number) for row in rows]


def rehearse(session: Session, now: datetime, known: Class, data: bytes, **options: Any) -> Run:
    return rehearse_register(session, MAKER, now, known.cohort, data, "考勤.xlsx", **options)


def test_the_sample_gives_its_expected_half_days(session: Session, now: datetime) -> None:
    expected = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))
    facts = expected["cohort"]
    cohort = cohorts.open_cohort(
        session, MAKER, now, county=facts["county"], centre_id=None, title=facts["title"],
        start=date.fromisoformat(facts["start"]), end=date.fromisoformat(facts["end"]),
        venue_county=facts["venue_county"], minimum_attendance=expected["minimum_attendance"],
    )  # fmt: skip
    for rehearsing, name in (
        (cohorts.rehearse_roster, "roster.xlsx"),
        (rehearse_register, "attendance.xlsx"),
    ):
        run = rehearsing(session, MAKER, now, cohort, (DATA / name).read_bytes(), name)
        runs.apply_all(session, MAKER, now, run)
    planned = [one for one in cohorts.session_facts(session, cohort.id) if one.planned]
    assert [
        {"date": one.date.isoformat(), "half": one.half.value, "kind": one.kind.value}
        for one in planned
    ] == facts["sessions"]
    counts = tallies(session, cohort)
    rows = {row.source_row: row.id for row in cohorts.enrolments_of(session, cohort.id)}
    assert {
        row: (counts[key].half_days_present, counts[key].half_days_planned, counts[key].whole_days)
        for row, key in rows.items()
    } == {
        line["row"]: (line["half_days_present"], line["half_days_planned"], line["whole_days"])
        for line in expected["subsidy"]
    }
    cohort.state = CohortState.CLOSED
    done = [one for one in completions(session, cohort).values() if one.completed]
    assert len(done) == expected["certificates"]
    again = rehearse_register(
        session, MAKER, now, cohort_open(cohort), (DATA / name).read_bytes(), name
    )
    assert register_changes_nothing(again)


def cohort_open(cohort: Any) -> Any:
    cohort.state = CohortState.RUNNING
    return cohort


def test_a_register_is_compared_applied_once_and_taken_back(
    session: Session, now: datetime
) -> None:
    known = open_class(session, now)
    one, two, three = known.people
    mark_cells(session, MAKER, now, known.cohort, {(known.first.id, one): Mark.ABSENT})
    data = sheet(people_of(session, known), [["√"] * 10, ["√", "¢", *["√"] * 8], ["×"] * 10])
    run = rehearse(session, now, known, data)
    assert len(all_entries(session, known)) == 1
    rows = {row["enrolment"]: row for row in runs.planned_rows(run)}
    assert rows[one]["change"] == "changed"
    assert rows[one]["differences"][0] == {
        "field": "2026-11-16 am", "before": "absent", "after": "present",
    }  # fmt: skip
    assert rows[two]["change"] == "new"
    assert (run.counts["marks_new"], run.counts["marks_changed"]) == (29, 1)
    runs.apply_all(session, MAKER, now, run)
    assert run.counts["written"] == 30
    first = entries(session, known.first.id, one)[0]
    assert (first.source, first.run_id, first.before) == ("register", run.id, Mark.ABSENT)
    assert tallies(session, known.cohort)[three].half_days_present == 0
    again = rehearse(session, now, known, data)
    assert register_changes_nothing(again)
    with pytest.raises(DomainError) as refused:
        runs.start(session, MAKER, now, run)
    assert refused.value.code == "RUN_ALREADY_APPLIED"
    runs.undo(session, MAKER, now, run)
    left = {cell: mark for cell, mark in held(session, known).items() if mark != "unmarked"}
    assert left == {(known.first.id, one): "absent"}
    last = entries(session, known.first.id, one)[0]
    assert (last.source, last.before, last.mark) == ("undo", Mark.PRESENT, Mark.ABSENT)
    assert len(all_entries(session, known)) == 1 + 30 + 30


def test_marks_changed_after_the_import_stay_when_it_is_taken_back(
    session: Session, now: datetime
) -> None:
    known = open_class(session, now)
    data = sheet(people_of(session, known), [["√"] * 10] * 3)
    run = rehearse(session, now, known, data)
    runs.apply_all(session, MAKER, now, run)
    cell = (known.first.id, known.people[0])
    mark_cells(session, MAKER, now, known.cohort, {cell: Mark.LEAVE})
    runs.undo(session, MAKER, now, run)
    left = {cell: mark for cell, mark in held(session, known).items() if mark != "unmarked"}
    assert left == {cell: "leave"}
    assert (run.counts["undone"], run.counts["kept"]) == (29, 1)


def test_marks_changed_after_the_rehearsal_are_not_overwritten(
    session: Session, now: datetime
) -> None:
    known = open_class(session, now)
    first = (known.first.id, known.people[0])
    mark_cells(session, MAKER, now, known.cohort, {first: Mark.LATE})
    run = rehearse(session, now, known, sheet(people_of(session, known), [["√"] * 10] * 3))
    mark_cells(session, MAKER, now, known.cohort, {first: Mark.ABSENT})
    runs.apply_all(session, MAKER, now, run)
    assert held(session, known)[first] == "absent"
    assert run.counts["conflicts"] == 1


def test_the_columns_are_the_sessions_while_there_are_no_marks(
    session: Session, now: datetime
) -> None:
    known = open_class(session, now)
    data = sheet(people_of(session, known), [["√"] * 6] * 3, days=DAYS[:3])
    run = rehearse(session, now, known, data)
    assert (run.counts["sessions_added"], run.counts["sessions_removed"]) == (0, 4)
    runs.apply_all(session, MAKER, now, run)
    assert {c.half_days_planned for c in tallies(session, known.cohort).values()} == {6}
    runs.undo(session, MAKER, now, run)
    assert {c.half_days_planned for c in tallies(session, known.cohort).values()} == {10}


def test_a_register_of_a_marked_cohort_must_fit_the_timetable(
    session: Session, now: datetime
) -> None:
    known = open_class(session, now, days=6)
    row = known.sessions[2]
    cohorts.cancel_session(session, MAKER, now, row, known.cohort, reason="停电")
    mark_cells(session, MAKER, now, known.cohort, {(known.first.id, known.people[0]): Mark.LATE})
    data = sheet(people_of(session, known), [["√"] * 10] * 3)
    with pytest.raises(RegisterRefused) as refused:
        rehearse(session, now, known, data)
    assert [one.code for one in refused.value.findings] == ["REGISTER_NOT_A_SESSION"]
    with pytest.raises(RegisterRefused) as refused:
        rehearse(session, now, known, data, replace_sessions=True)
    assert refused.value.code == "REGISTER_SESSIONS_MARKED"


def test_blank_cells_say_nothing_unless_asked_to_clear(session: Session, now: datetime) -> None:
    known = open_class(session, now)
    cell = (known.first.id, known.people[0])
    mark_cells(session, MAKER, now, known.cohort, {cell: Mark.LATE})
    data = sheet(people_of(session, known), [[None, *["√"] * 9], ["√"] * 10, ["√"] * 10])
    assert rehearse(session, now, known, data).counts["marks_cleared"] == 0
    run = rehearse(session, now, known, data, clear_blanks=True)
    assert run.counts["marks_cleared"] == 1
    runs.apply_all(session, MAKER, now, run)
    assert held(session, known)[cell] == "unmarked"


def test_strangers_unknown_signs_and_missing_people_are_named_with_their_place(
    session: Session, now: datetime
) -> None:
    known = open_class(session, now)
    people = people_of(session, known)
    rows = [["√", "??", *["√"] * 8], ["√"] * 10, ["√"] * 10]
    listed = [people[0], ("王五", "411224199001019987"), ("", "")]
    run = rehearse(session, now, known, sheet(listed, rows))
    told = [(row["row"], row["outcome"], row["findings"]) for row in runs.planned_rows(run)]
    assert told == [
        (5, "warned", [["MARK_UNKNOWN", {"cell": "E5", "value": "??"}]]),
        (6, "rejected", [["REGISTER_STRANGER", {"row": 6, "name": "王五"}]]),
        (7, "rejected", [["REGISTER_ROW_NAMELESS", {"row": 7, "sheet": "考勤表"}]]),
        (None, "warned", [["REGISTER_UNLISTED", {}]]),
        (None, "warned", [["REGISTER_UNLISTED", {}]]),
    ]
    runs.apply_all(session, MAKER, now, run)
    assert len(held(session, known)) == 9


def test_the_registers_own_legend_is_read(session: Session, now: datetime) -> None:
    known = open_class(session, now)
    legend = "说明：○ 出勤  ● 缺勤  ▲ 迟到"
    rows = [["○"] * 10, ["●"] * 10, ["▲"] * 10]
    data = sheet(people_of(session, known), rows, legend=legend)
    runs.apply_all(session, MAKER, now, rehearse(session, now, known, data))
    counts = list(tallies(session, known.cohort).values())
    assert [(c.half_days_present, c.absent, c.late) for c in counts] == [
        (10, 0, 0), (0, 10, 0), (10, 0, 10),
    ]  # fmt: skip


def test_half_days_to_come_and_outside_the_stay_are_not_written(
    session: Session, now: datetime
) -> None:
    known = open_class(session, now, days=6)
    row = cohorts.enrolments_of(session, known.cohort.id)[1]
    row.from_date = START + timedelta(days=1)
    session.flush()
    days = [START + timedelta(days=at) for at in range(6)]
    data = sheet(people_of(session, known), [["√"] * 12] * 3, days=days)
    run = rehearse(session, now, known, data)
    codes = [row["codes"] for row in runs.planned_rows(run)]
    assert codes == [
        ["SESSION_IN_FUTURE"], ["NOT_ENROLLED_THAT_DAY", "SESSION_IN_FUTURE"],
        ["SESSION_IN_FUTURE"],
    ]  # fmt: skip
    runs.apply_all(session, MAKER, now, run)
    assert len(held(session, known)) == 10 + 8 + 10


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ([START - timedelta(days=9)], "REGISTER_DATE_OUTSIDE_COHORT"),
        ([DAYS[0], DAYS[0]], "REGISTER_COLUMN_TWICE"),
    ],
)
def test_headings_that_cannot_be_trusted_are_refused_as_a_whole(
    session: Session, now: datetime, days: list[date], code: str
) -> None:
    known = open_class(session, now)
    data = sheet(people_of(session, known), [["√"] * 2 * len(days)] * 3, days=days)
    with pytest.raises(RegisterRefused) as refused:
        rehearse(session, now, known, data)
    assert refused.value.code == code
    assert {one.code for one in refused.value.findings} == {code}
    assert len(refused.value.findings) == 2
    assert session.scalar(select(func.count()).select_from(Run).where(Run.kind.like("atten%"))) == 0


def test_files_that_are_no_register_are_refused(session: Session, now: datetime) -> None:
    known = open_class(session, now)
    nobody = [("甲某", "411224199001019961"), ("乙某", "")]
    cases = [
        (b"", "SHEET_EMPTY"),
        (b"\x00\x01\x02\x03" * 50, "SHEET_NOT_A_SPREADSHEET"),
        ("甲,乙\n1,2\n".encode(), "SHEET_COLUMNS_MISSING"),
        ("姓名,身份证号码\n张三,1\n".encode(), "REGISTER_WITHOUT_DATES"),
        (sheet(nobody, [["√"] * 10] * 2), "REGISTER_NOBODY_KNOWN"),
    ]
    for data, code in cases:
        with pytest.raises(DomainError) as refused:
            rehearse(session, now, known, data)
        assert refused.value.code == code


def test_a_closed_cohort_takes_no_register_and_gives_none_back(
    session: Session, now: datetime
) -> None:
    known = open_class(session, now)
    data = sheet(people_of(session, known), [["√"] * 10] * 3)
    run = rehearse(session, now, known, data)
    ready = rehearse(session, now, known, data)
    runs.apply_all(session, MAKER, now, run)
    known.cohort.state = CohortState.CLOSED
    session.flush()
    for act in (
        lambda: rehearse(session, now, known, data),
        lambda: runs.apply_all(session, MAKER, now, ready),
        lambda: runs.undo(session, MAKER, now, run),
    ):
        with pytest.raises(DomainError) as refused, session.begin_nested():
            act()
        assert refused.value.code == "SHEET_LOCKED"
    assert len(held(session, known)) == 30


def test_a_rehearsal_that_is_out_of_date_writes_nothing(session: Session, now: datetime) -> None:
    known = open_class(session, now)
    data = sheet(people_of(session, known), [["√"] * 6] * 3, days=DAYS[:3])
    run = rehearse(session, now, known, data)
    mark_cells(session, MAKER, now, known.cohort, {(known.first.id, known.people[0]): Mark.LATE})
    with pytest.raises(DomainError) as refused, session.begin_nested():
        runs.apply_all(session, MAKER, now, run)
    assert refused.value.code == "REGISTER_OUTDATED"
    assert session.scalar(select(func.count()).select_from(MarkEntry).where(
        MarkEntry.run_id == run.id)) == 0  # fmt: skip


def test_namesakes_are_told_apart_by_their_numbers(session: Session, now: datetime) -> None:
    known = open_class(session, now, people=len(NAMES) + 1)
    people = people_of(session, known)
    assert people[0][0] == people[-1][0]
    rows = [["√"] * 10, ["×"] * 10]
    run = rehearse(session, now, known, sheet([people[-1], (people[0][0], "")], rows))
    runs.apply_all(session, MAKER, now, run)
    counts = tallies(session, known.cohort)
    assert counts[known.people[-1]].half_days_present == 10
    assert counts[known.people[0]].absent == 0
    codes = [row["codes"] for row in runs.planned_rows(run)][1]
    assert codes == ["REGISTER_NAME_AMBIGUOUS"]


def test_sheets_of_two_weeks_are_one_register(session: Session, now: datetime) -> None:
    known = open_class(session, now)
    people = people_of(session, known)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name, days in (("第一周", DAYS[:2]), ("第二周", DAYS[2:])):
            page = book.add_worksheet(name)
            page.write_row(0, 0, ["姓名", "身份证号"])
            for at, day in enumerate(days):
                page.write(0, 2 + at, f"{day.month}月{day.day}日")
            for at, (person, number) in enumerate(people):
                page.write_row(1 + at, 0, [person, number, *["√"] * len(days)])
        book.add_worksheet("说明").write(0, 0, "√ 出勤")
    run = rehearse(session, now, known, buffer.getvalue())
    runs.apply_all(session, MAKER, now, run)
    assert {c.whole_days for c in tallies(session, known.cohort).values()} == {5}
