"""`lms process` as a service: the samples, other places and dates."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.process import job, papers, results
from certificates.process.order import Order
from courses.cohorts import api as cohorts
from courses.cohorts.models import Enrolment
from courses.cohorts.rules import CohortState, Half, SessionKind
from courses.rosters.models import Person
from courses.subsidies import api as subsidies
from courses.subsidies.rules import ListState
from lms.audit.models import AuditEntry
from lms.runs.models import Run
from tests.certificates.orders import (
    DATA,
    LUSHI,
    PEOPLE,
    PROCESS,
    START,
    lushi,
    register,
    roster,
    run,
    sent,
    small,
)
from tests.lms.documents.pdf_reading import page_texts, squeezed


def expected() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((LUSHI / "expected.json").read_text(encoding="utf-8"))
    return found


def by_row(lines: Sequence[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    return {line["row"]: line for line in lines}


def test_the_sample_gives_its_expected_result(app: Flask, session: Session, now: datetime) -> None:
    done, found = run(app, session, now, lushi())
    wanted = expected()
    assert {(o["row"], o["outcome"], *o["codes"], o["name"]) for o in found["roster"]} == {
        (o["row"], o["outcome"], *o["codes"], o["name"]) for o in wanted["roster"]
    }
    lines, sample = by_row(found["subsidy"]), by_row(wanted["subsidy"])
    assert lines.keys() == sample.keys()
    for row, line in lines.items():
        shared = line.keys() & sample[row].keys()
        assert len(shared) == 9
        assert {key: line[key] for key in shared} == {key: sample[row][key] for key in shared}
    assert found["total_fen"] == wanted["total_fen"] == 1_540_950
    assert found["paid_people"] == wanted["paid_people"] == 32
    assert len(found["certificates"]) == wanted["certificates"] == 34
    numbers = [one["number"] for one in found["certificates"]]
    assert [number[:18] for number in numbers] == [
        f"PX4112242018003{serial:03}" for serial in range(1, 35)
    ]
    assert found["notes"] == [{"file": "invoices.csv", "row": 35, "code": "INVOICE_UNMATCHED"}]
    planned = [one for one in cohorts.session_facts(session, done.cohort.id) if one.planned]
    kinds = {"class": SessionKind.CLASS, "internship": SessionKind.INTERNSHIP}
    assert [(one.date, one.half, one.kind) for one in planned] == [
        (date.fromisoformat(one["date"]), Half(one["half"]), kinds[one["kind"]])
        for one in wanted["cohort"]["sessions"]
    ]
    assert done.cohort.title == wanted["cohort"]["title"]
    assert done.cohort.state is CohortState.CLOSED
    assert done.cohort.hours == 80


def test_it_acts_as_the_system_and_signs_nothing(
    app: Flask, session: Session, now: datetime
) -> None:
    done, _ = run(app, session, now, lushi())
    made = subsidies.list_of(session, done.cohort.id)
    assert made is not None
    assert (made.state, made.prepared_by, made.submitted_at) == (
        ListState.DRAFT, "system:process", None,
    )  # fmt: skip
    session.commit()
    assert set(session.scalars(select(AuditEntry.actor))) >= {"system:process"}
    runs = session.scalars(select(Run).where(Run.subject_id == done.cohort.id)).all()
    assert sorted(one.kind for one in runs) == [
        "attendance.import_register", "certificates.issue", "cohorts.import_roster",
        "subsidies.import_invoices",
    ]  # fmt: skip
    assert {one.state.value for one in runs} == {"applied"}


def test_papers_of_the_sample(app: Flask, session: Session, now: datetime) -> None:
    with app.test_request_context():
        done = job.run(session, PROCESS, now, lushi(), lambda _stage: None)
        said: list[str] = []
        made = papers.files(
            papers.gather(session, done, results.report(session, done)), said.append
        )
    assert sorted(made) == [
        "certificates.pdf", "public-notice.pdf", "result.json", "roster-checked.xlsx",
        "subsidy-list.pdf", "subsidy-list.xlsx",
    ]  # fmt: skip
    assert said == ["papers", "certificates"]
    payout = squeezed("".join(page_texts(made["subsidy-list.pdf"])))
    for text in (
        "草拟",
        "合计人数：32人",
        "人民币壹万伍仟肆佰零玖元伍角",
        "赵𫖯华",
        "阿卜杜拉·买买提",
    ):
        assert text in payout
    notice = squeezed("".join(page_texts(made["public-notice.pdf"])))
    assert "41************" in notice or "41*************" in notice
    assert "411224199104229986" not in notice
    assert "公示期：年月日至年月日" in notice
    certificates = [squeezed(text) for text in page_texts(made["certificates.pdf"])]
    assert len(certificates) == 34
    assert "程刚燕" in certificates[0]
    assert "PX41122420180030016" in certificates[0]
    assert "卢氏县电商培训中心" in certificates[0]
    assert "样张" in certificates[0]


def test_another_county_over_new_year(app: Flask, session: Session, now: datetime) -> None:
    done, found = run(app, session, now, small())
    assert [one["outcome"] for one in found["roster"]] == ["accepted"] * 4
    paid = [line["living_fen"] for line in found["subsidy"]]
    assert paid == [18_000, 18_000, 18_000, 0]
    assert [line["transport_lodging_fen"] for line in found["subsidy"]] == [0] * 4
    assert found["subsidy"][3]["reason"] == "ATTENDANCE_BELOW_MINIMUM"
    assert (found["total_fen"], found["paid_people"]) == (54_000, 3)
    assert [one["number"][:18] for one in found["certificates"]] == [
        f"PX4112022018012{serial:03}" for serial in (1, 2, 3)
    ]
    planned = [one for one in cohorts.session_facts(session, done.cohort.id) if one.planned]
    assert [planned[0].date, planned[-1].date] == [START, date(2019, 1, 3)]


def test_a_rule_that_needs_a_certificate(app: Flask, session: Session, now: datetime) -> None:
    """GD-2023-13: 500 元 a person with a certificate, within twelve months; verified."""
    order = Order(
        roster=roster(PEOPLE, "441403", "脱贫人口", "梅县区水车镇新湖村村委会"),
        register=register(PEOPLE, "441403", date(2025, 11, 24), 5, {4: 8}),
        county="441403",
        venue_county="441403",
        start=date(2025, 11, 24),
        end=date(2025, 11, 28),
        title="梅县区2025年第1期班",
        minimum="0.80",
    )
    _, found = run(app, session, datetime.fromisoformat("2025-12-01T02:00:00+00:00"), order)
    assert (found["total_fen"], found["paid_people"]) == (150_000, 3)
    assert len(found["certificates"]) == 3


def test_no_rule_pays_nothing_and_is_no_failure(
    app: Flask, session: Session, now: datetime
) -> None:
    order = small(
        register=register(PEOPLE, "441403", date(2019, 3, 4), 2),
        roster=roster(PEOPLE, "441403", "建档立卡贫困户", "梅县区水车镇新湖村村委会"),
        county="441403", venue_county="441403", start=date(2019, 3, 4), end=date(2019, 3, 5),
    )  # fmt: skip
    done, found = run(app, session, now, order)
    assert found["total_fen"] == 0
    assert {line["reason"] for line in found["subsidy"]} == {"NO_ACTIVE_RULE"}
    assert [one.code for one in done.warnings] == ["NO_ACTIVE_RULE"]
    assert len(found["certificates"]) == 4


def test_a_roster_alone_is_only_imported(app: Flask, session: Session, now: datetime) -> None:
    order = lushi(register=None)
    done, found = run(app, session, now, order)
    assert len(found["roster"]) == 48
    assert (found["subsidy"], found["certificates"], found["total_fen"]) == ([], [], 0)
    assert done.cohort.state is CohortState.OPEN
    assert [one.code for one in done.warnings] == ["INVOICES_WITHOUT_REGISTER"]
    with app.test_request_context():
        made = papers.files(papers.gather(session, done, found), lambda _stage: None)
    assert sorted(made) == ["result.json", "roster-checked.xlsx"]
    _, later = run(app, session, now, lushi())
    assert (later["total_fen"], len(later["certificates"])) == (1_540_950, 34)


def test_the_roster_of_meixian(app: Flask, session: Session, now: datetime) -> None:
    folder = DATA / "meixian_2024"
    order = Order(
        roster=sent(folder / "roster.csv"), county="441403", venue_county="441403",
        start=date(2024, 5, 6), end=date(2024, 5, 10), title="梅县区2024年第1期班",
    )  # fmt: skip
    done, found = run(app, session, now, order)
    wanted = json.loads((folder / "expected.json").read_text(encoding="utf-8"))["roster"]
    plain = [{key: one[key] for key in ("row", "outcome", "codes", "name")} for one in wanted]
    assert found["roster"] == plain
    kept = [one for one in wanted if one["outcome"] != "rejected"]
    homes = session.scalars(
        select(Person.home_place)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(Enrolment.cohort_id == done.cohort.id)
        .order_by(Enrolment.seat)
    ).all()
    assert homes == [one["village_code"] for one in kept]


def test_strangers_and_unreadable_marks_are_noted(
    app: Flask, session: Session, now: datetime
) -> None:
    order = small(register=register((*PEOPLE[:3], 9), "411202", START, 6))
    assert order.register is not None
    text = order.register.data.decode().replace("√", "？", 1)
    order = replace(order, register=replace(order.register, data=text.encode()))
    _, found = run(app, session, now, order)
    assert found["notes"] == [
        {"file": "考勤.csv", "row": 2, "code": "MARK_UNKNOWN"},
        {"file": "考勤.csv", "row": 5, "code": "REGISTER_STRANGER"},
    ]
    assert found["subsidy"][3]["half_days_present"] == 0


def test_the_centre_is_known_by_its_name(app: Flask, session: Session, now: datetime) -> None:
    done, _ = run(app, session, now, lushi(register=None))
    assert done.cohort.centre is not None
    assert done.cohort.centre.name == "卢氏县电商培训中心"
    other, _ = run(app, session, now, small(register=None))
    assert other.cohort.centre_id is None


def test_a_register_without_a_single_mark(app: Flask, session: Session, now: datetime) -> None:
    """Blank is not present: nobody is paid, and the cohort is closed all the same, twice alike."""
    blank = small().register
    assert blank is not None
    order = small(
        register=replace(
            blank, data=blank.data.replace("√".encode(), b"").replace("×".encode(), b"")
        )
    )
    for _ in range(2):
        done, found = run(app, session, now, order)
        assert (found["total_fen"], found["certificates"]) == (0, [])
        assert {(one["half_days_present"], one["reason"]) for one in found["subsidy"]} == {
            (0, "ATTENDANCE_BELOW_MINIMUM")
        }
        assert done.cohort.state is CohortState.CLOSED


def test_without_a_certificate_a_page_says_why(app: Flask, session: Session, now: datetime) -> None:
    """`certificates.pdf` is always written: one page that is no certificate."""
    done, found = run(
        app,
        session,
        now,
        small(register=register(PEOPLE, "411202", START, 6, dict.fromkeys(PEOPLE, 9))),
    )
    assert found["certificates"] == []
    with app.test_request_context():
        gathered = papers.gather(session, done, found)
        made = papers.files(gathered, lambda _stage: None)
        assert papers.files(papers.gather(session, done, found), lambda _stage: None) == made
    assert sorted(made) == sorted(papers.NAMES)
    (page,) = page_texts(made["certificates.pdf"])
    text = squeezed(page)
    for word in ("未签发结业证书", "湖滨区2018年第12期班", "学员4人", "ATTENDANCE_BELOW_MINIMUM"):
        assert word in text
    assert "准予结业" not in text


def test_without_a_minimum_the_page_says_so(app: Flask, session: Session, now: datetime) -> None:
    done, found = run(app, session, now, small(minimum=None))
    with app.test_request_context():
        told = papers.gather(session, done, found).none
    assert told is not None
    assert [(code, count) for _, code, count in told.reasons] == [("MINIMUM_ATTENDANCE_UNSET", 4)]
