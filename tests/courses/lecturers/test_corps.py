"""The lecturer corps: facts with history, terms, credentials, dispatches, lists, on both engines."""

import csv
import io
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort
from courses.cohorts.models import Session as HalfDay
from courses.cohorts.rules import Half
from courses.cohorts.teaching import taught
from courses.lecturers import api, queries, services
from courses.lecturers.importing import rehearse_lecturers
from courses.lecturers.models import Lecturer, LecturerChange, LecturerTerm
from courses.lecturers.reading import fields_in, term_of
from courses.lecturers.rules import Expertise, ExpertKind, Language, Standing, TermDates
from lms.errors import DomainError
from lms.runs import services as runs
from lms.settings.services import set_value
from lms.web.paging import page_of
from tests.support.world import World

DAY = date(2026, 11, 20)
COUNTY = "411224"


def refused(code: str) -> pytest.RaisesExc[DomainError]:
    """Expect a refusal with this code."""
    return pytest.RaisesExc(DomainError, check=lambda fault: fault.code == code)


def lecturer(session: Session, world: World, now: datetime, name: str = "程国栋") -> Lecturer:
    """A lecturer of the county."""
    corps = api.Corps([Expertise.HERBS], ["411224"], [Language.MANDARIN], "411224", None)
    made = api.save_lecturer(
        session, world.actor("officer"), now, None, county=COUNTY, name=name,
        kind=ExpertKind.ECOMMERCE, phone="13800009001", corps=corps,
    )  # fmt: skip
    return queries.lecturer_for(session, world.actor("officer"), made.id)


def standing_now(session: Session, world: World, found: Lecturer) -> Standing:
    again = queries.lecturer_for(session, world.actor("officer"), found.id)
    return queries.standing_of(again, DAY)


def test_what_changes_stays_on_record(session: Session, world: World, now: datetime) -> None:
    found = lecturer(session, world, now)
    corps = api.Corps([Expertise.TEA], ["411224", "4112"], [Language.MANDARIN], None, 5)
    api.save_lecturer(
        session, world.actor("officer"), now, found, county=COUNTY, name="程国栋",
        kind=ExpertKind.STARTUP, phone="13800009002", corps=corps, organisation="职教中心",
    )  # fmt: skip
    rows = session.scalars(select(LecturerChange).order_by(LecturerChange.field)).all()
    assert {row.field: (row.before, row.after) for row in rows} == {
        "base_place": ("411224", ""),
        "capacity": ("", "5"),
        "fields": ("herbs", "tea"),
        "kind": ("ecommerce", "startup"),
        "organisation": ("", "职教中心"),
        "phone": ("", ""),
        "regions": ("411224", "4112,411224"),
    }
    assert queries.phone_of(found) == "13800009002"


def test_capacity_is_the_own_number_or_the_parameter(
    session: Session, world: World, now: datetime
) -> None:
    found = lecturer(session, world, now)
    assert queries.capacities(session, [found]) == {found.id: 8}
    set_value(session, world.actor("admin"), now, "lecturers.capacity", COUNTY, "6", "县文件")
    assert queries.capacities(session, [found]) == {found.id: 6}
    found.capacity = 0
    assert queries.capacities(session, [found]) == {found.id: 0}
    with refused("LECTURER_CAPACITY"):
        corps = api.Corps(capacity=201)
        api.save_lecturer(
            session, world.actor("officer"), now, found, county=COUNTY, name="程国栋", corps=corps
        )
    with refused("LECTURER_REGION_UNKNOWN"):
        corps = api.Corps(regions=["999999"])
        api.save_lecturer(
            session, world.actor("officer"), now, found, county=COUNTY, name="程国栋", corps=corps
        )


def test_terms_follow_each_other(session: Session, world: World, now: datetime) -> None:
    found, officer = lecturer(session, world, now), world.actor("officer")
    assert standing_now(session, world, found) is Standing.NO_TERM
    act = (session, officer, now, found)
    api.add_term(*act, TermDates(date(2024, 1, 1), date(2025, 12, 31)), "卢商〔2024〕1号")
    assert standing_now(session, world, found) is Standing.TERM_ENDED
    with refused("LECTURER_TERM_OVERLAP"):
        api.add_term(*act, TermDates(date(2025, 12, 31), date(2026, 12, 31)))
    with refused("LECTURER_TERM_ORDER"):
        api.add_term(*act, TermDates(date(2026, 2, 1), date(2026, 1, 1)))
    term = api.add_term(*act, TermDates(date(2026, 1, 1), date(2027, 12, 31)))
    assert standing_now(session, world, found) is Standing.SERVING
    with refused("LECTURER_REASON_MISSING"):
        services.end_term(*act, term, date(2026, 6, 30), " ")
    services.end_term(*act, term, date(2026, 6, 30), "调离")
    assert (term.to_on, term.was_to_on) == (date(2026, 6, 30), date(2027, 12, 31))
    assert standing_now(session, world, found) is Standing.TERM_ENDED
    services.leave(*act, date(2026, 7, 1), "退休")
    assert standing_now(session, world, found) is Standing.LEFT
    services.come_back(*act)
    assert session.scalar(select(func.count()).select_from(LecturerTerm)) == 2


@pytest.mark.parametrize("held", list(Standing))
def test_the_filter_says_what_the_rule_says(
    session: Session, world: World, now: datetime, held: Standing
) -> None:
    officer = world.actor("officer")
    terms = {
        "甲甲": [], "乙乙": [(-10, 10)], "丙丙": [(-20, -10)], "丁丁": [(5, 10)],
        "戊戊": [(-20, -10), (5, 9)],
    }  # fmt: skip
    for name, several in terms.items():
        made = lecturer(session, world, now, name)
        for start, end in several:
            dates = TermDates(DAY + timedelta(days=start), DAY + timedelta(days=end))
            api.add_term(session, officer, now, made, dates)
    gone = lecturer(session, world, now, "己己")
    services.leave(session, officer, now, gone, DAY)
    page = page_of({"standing": held.value})
    rows, _page = queries.page_of_lecturers(session, officer, page, DAY)
    every, _page = queries.page_of_lecturers(session, officer, page_of({}), DAY)
    assert {row.name for row in rows} == {
        row.name for row in every if queries.standing_of(row, DAY) is held
    }


def test_credentials_warn_before_they_expire(session: Session, world: World, now: datetime) -> None:
    found, officer = lecturer(session, world, now), world.actor("officer")
    act = (session, officer, now, found)
    with refused("LECTURER_CREDENTIAL_DATES"):
        api.add_credential(*act, api.Proof("资格证", issued_on=date(2026, 11, 21)))
    soon = api.add_credential(*act, api.Proof("资格证", expires_on=date(2026, 12, 20)))
    api.add_credential(*act, api.Proof("职称证"))
    ask = (session, officer, services.EDIT)
    assert queries.expiring_credentials(*ask, DAY, 29).count == 0
    due = queries.expiring_credentials(*ask, DAY, 30)
    assert (due.count, due.first, due.only) == (1, date(2026, 12, 20), found.id)
    services.withdraw_credential(*act, soon)
    assert queries.expiring_credentials(*ask, DAY, 30).count == 0


def test_a_dispatch_comes_from_elsewhere(session: Session, world: World, now: datetime) -> None:
    found, officer = lecturer(session, world, now), world.actor("officer")
    year = TermDates(date(2026, 1, 1), date(2026, 12, 31))
    act = (session, officer, now, found)
    with refused("LECTURER_DISPATCH_HOME"):
        api.add_dispatch(*act, COUNTY, year)
    with refused("LECTURER_REGION_UNKNOWN"):
        api.add_dispatch(*act, "9999", year)
    api.add_dispatch(*act, "4414", year, "对口帮扶协议")
    assert [row.from_region for row in queries.dispatches_of(session, found.id)] == ["4414"]


def csv_of(*rows: tuple[str, ...]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


HEAD = (
    "讲师姓名", "工作单位", "专家类别", "专长", "服务区域", "可带人数", "聘期", "手机", "资格证书",
)  # fmt: skip


def test_a_list_in_any_order(session: Session, world: World, now: datetime) -> None:
    officer = world.actor("officer")
    known = lecturer(session, world, now)
    data = csv_of(
        HEAD,
        ("程国栋", "卢氏县电商中心", "", "", "", "5", "", "13800009001", ""),
        ("郭长河", "农技站", "农技专家", "连翘、茶叶种植", "卢氏县、东明镇", "6人",
         "2026年1月—2027年12月", "13800009003", "高级农艺师证"),
        ("郭长河", "农技站", "农技专家", "", "", "", "", "13800009003", ""),
        ("贾红霞", "合作社", "神仙", "物流", "神农谷", "很多", "明年", "", ""),
        ("X", "", "", "", "", "", "", "", ""),
    )  # fmt: skip
    run = rehearse_lecturers(session, officer, now, COUNTY, data, "讲师.csv")
    rows = runs.planned_rows(run)
    assert [(row["change"], row["codes"]) for row in rows] == [
        ("changed", []),
        ("new", []),
        ("none", ["LECTURER_ROW_TWICE"]),
        ("new", ["LECTURER_ROW_KIND", "LECTURER_ROW_CAPACITY", "LECTURER_ROW_TERM",
                 "LECTURER_ROW_REGION"]),
        ("none", ["LECTURER_ROW_NAME"]),
    ]  # fmt: skip
    runs.start(session, officer, now, run)
    found = session.scalar(select(Lecturer).where(Lecturer.name == "郭长河"))
    assert found is not None
    full = queries.lecturer_for(session, officer, found.id)
    assert full.kind == ExpertKind.AGRICULTURE
    assert (full.capacity, [row.code for row in full.fields]) == (
        6, [Expertise.HERBS, Expertise.TEA],
    )  # fmt: skip
    assert [(row.from_on, row.to_on) for row in full.terms] == [
        (date(2026, 1, 1), date(2027, 12, 31))
    ]
    assert [row.prefix for row in full.regions] == ["411224", "411224107"]
    assert (known.capacity, known.organisation, known.kind) == (5, "卢氏县电商中心", "ecommerce")
    again = rehearse_lecturers(session, officer, now, COUNTY, data, "讲师.csv")
    assert [row["change"] for row in runs.planned_rows(again)][:2] == ["matched", "matched"]
    runs.undo(session, officer, now, run)
    session.refresh(known)
    assert (known.capacity, known.organisation) == (None, "")
    assert session.scalars(select(Lecturer.name)).all() == ["程国栋"]


def test_namesakes_are_not_guessed(session: Session, world: World, now: datetime) -> None:
    officer = world.actor("officer")
    for n in (1, 2):
        api.save_lecturer(
            session, officer, now, None, county=COUNTY, name="王强", organisation="",
            phone=f"1380000901{n}",
        )  # fmt: skip
    data = csv_of(("姓名", "单位"), ("王强", "农业局"))
    run = rehearse_lecturers(session, officer, now, COUNTY, data, "讲师.csv")
    assert runs.planned_rows(run)[0]["codes"] == ["LECTURER_ROW_AMBIGUOUS"]


def test_hours_taught_are_the_cohorts_share(session: Session, world: World, now: datetime) -> None:
    found, officer = lecturer(session, world, now), world.actor("officer")
    cohort: Cohort = cohorts.open_cohort(
        session, officer, now, county=COUNTY, centre_id=world.centre(), title="第9期",
        start=DAY - timedelta(days=3), end=DAY + timedelta(days=3), venue_county=COUNTY,
        venue="东明镇",
    )  # fmt: skip
    cohort.hours = 10
    for offset in (-2, -1, 3):
        day = DAY + timedelta(days=offset)
        cohorts.add_session(session, officer, now, cohort, day=day, half=Half.AM)
    session.flush()
    for row in session.scalars(select(HalfDay)):
        row.lecturer_id = found.id
    session.flush()
    known = taught(session, [found.id], DAY)[found.id]
    assert (known.half_days, known.text, known.unknown) == (2, "6.6", 0)
    asked = api.WorkAsked([found.id], DAY)
    from lms.events import publish

    publish(session, asked)
    assert asked.cells[found.id]["hours"] == "6.6"
    cohort.hours = None
    session.flush()
    assert taught(session, [found.id], DAY)[found.id].unknown == 2


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2025-01-01至2027-12-31", (date(2025, 1, 1), date(2027, 12, 31))),
        ("2025年1月—2026年2月", (date(2025, 1, 1), date(2026, 2, 28))),
        ("2025.3.1-2026.3.1", (date(2025, 3, 1), date(2026, 3, 1))),
        ("三年", None),
        ("2026-01-01至2025-01-01", None),
        ("", None),
    ],
)
def test_terms_as_sheets_write_them(text: str, dates: tuple[date, date] | None) -> None:
    assert term_of(text) == (TermDates(*dates) if dates else None)


def test_fields_of_a_text() -> None:
    assert fields_in("核桃种植、直播带货") == ["fruit_vegetables", "live_sales"]
