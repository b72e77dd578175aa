"""Issuing: who gets a certificate, with which number, frozen as what; and taking it back."""

from datetime import date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from certificates import queries
from certificates.issuing import rehearse_issue
from certificates.models import Certificate, CohortNumber, CohortStanding
from certificates.rules import CertificateState, parse_number, serial_gaps
from courses.cohorts import api as cohorts
from courses.rosters import api as rosters
from courses.rosters.models import PersonDoubt
from courses.subsidies.models import Evidence
from lms.errors import DomainError
from lms.runs import services as runs
from lms.settings.services import set_value
from tests.certificates.graduates import TITLE, closed_class, held, issue, open_count
from tests.courses.subsidies.classes import LUSHI, MAKER, START, number, open_class
from tests.support.world import World


def test_who_passed_gets_a_number_in_the_order_of_seats(session: Session, now: datetime) -> None:
    cohort = closed_class(session, now, present=3, absent=1, days=5)
    run = issue(session, now, cohort, issuer="卢氏县人力资源和社会保障局")
    found = held(session, cohort)
    assert [one.number[:-1] for one in found] == [
        f"PX411224201800300{serial}" for serial in (1, 2, 3)
    ]
    assert [one.enrolment.seat for one in found] == [1, 2, 3]
    assert all(str(parse_number(one.number)) == one.number for one in found)
    assert run.counts["issued"] == 3
    assert run.counts["refused"] == 1
    refused = [row for row in runs.planned_rows(run) if row["outcome"] == "rejected"]
    assert [row["codes"] for row in refused] == [["ATTENDANCE_BELOW_MINIMUM"]]
    assert refused[0]["facts"]["ATTENDANCE_BELOW_MINIMUM"] == {
        "present": 1, "planned": 10, "minimum": "80%",
    }  # fmt: skip


def test_the_snapshot_holds_everything_printed(session: Session, now: datetime) -> None:
    cohort = closed_class(session, now, present=1, days=5)
    issue(
        session, now, cohort, issuer="某机构", result="合格", issued_on=date(2018, 9, 28),
        valid_until=date(2030, 1, 1),
    )  # fmt: skip
    one = held(session, cohort)[0]
    printed = queries.snapshot_of(one)
    assert printed.number == one.number
    assert printed.facts.name == "学员0"
    assert printed.facts.id_number == number(0)
    assert printed.facts.document == "身份证号"
    assert (printed.facts.course, printed.facts.cohort) == (TITLE, TITLE)
    assert (printed.facts.starts_on, printed.facts.ends_on) == (START, date(2018, 9, 14))
    assert (printed.terms.issuer, printed.terms.result) == ("某机构", "合格")
    assert (one.issued_on, one.valid_until) == (date(2018, 9, 28), date(2030, 1, 1))
    assert len(one.digest) == 64
    assert number(0).encode() not in one.snapshot
    assert len(one.token) >= 22  # 128 random bits


def test_an_altered_snapshot_is_not_vouched_for(session: Session, now: datetime) -> None:
    first, second = held_two(session, now)
    first.digest = second.digest
    with pytest.raises(DomainError, match="CERTIFICATE_ALTERED"):
        queries.snapshot_of(first)
    first.snapshot = second.snapshot
    with pytest.raises(DomainError, match="SEAL_BROKEN"):
        queries.snapshot_of(first)


def held_two(session: Session, now: datetime) -> tuple[Certificate, Certificate]:
    cohort = closed_class(session, now, present=2)
    issue(session, now, cohort)
    first, second = held(session, cohort)
    return first, second


def test_subsidies_learn_the_date(session: Session, now: datetime) -> None:
    cohort = closed_class(session, now, present=2)
    run = issue(session, now, cohort, issued_on=date(2018, 9, 28))
    known = session.scalars(select(Evidence).where(Evidence.voided_at.is_(None))).all()
    assert [(one.kind, one.on) for one in known] == [("certificate", date(2018, 9, 28))] * 2
    runs.undo(session, MAKER, now, run)
    assert session.scalar(select(func.count()).where(Evidence.voided_at.is_(None))) == 0


def test_issuing_twice_gives_nobody_a_second_one(session: Session, now: datetime) -> None:
    cohort = closed_class(session, now, present=2)
    first = rehearse_issue(session, MAKER, now, cohort)
    second = rehearse_issue(session, MAKER, now, cohort)
    runs.apply_all(session, MAKER, now, first)
    runs.apply_all(session, MAKER, now, second)
    assert len(held(session, cohort)) == 2
    assert (second.counts["issued"], second.counts["skipped"]) == (0, 2)
    with pytest.raises(DomainError, match="NOBODY_TO_CERTIFY"):
        rehearse_issue(session, MAKER, now, cohort)
    with pytest.raises(DomainError, match="RUN_ALREADY_APPLIED"):
        runs.start(session, MAKER, now, first)


def test_who_no_longer_passes_is_left_out_at_the_last_moment(
    session: Session, now: datetime
) -> None:
    cohort = closed_class(session, now, present=2)
    run = rehearse_issue(session, MAKER, now, cohort)
    cohorts.reopen(session, MAKER, now, cohort, "考勤有误")
    runs.apply_all(session, MAKER, now, run)
    assert held(session, cohort) == []
    assert run.counts["skipped"] == 2


def test_undone_numbers_stay_void_and_the_next_issue_goes_on(
    session: Session, now: datetime
) -> None:
    cohort = closed_class(session, now, present=2)
    run = issue(session, now, cohort)
    runs.undo(session, MAKER, now, run)
    assert open_count(session, cohort) == 2
    issue(session, now, cohort)
    found = held(session, cohort)
    assert [one.serial for one in found] == [1, 2, 3, 4]
    assert serial_gaps([one.serial for one in found]) == ()
    assert [one.state for one in found] == [CertificateState.REVOKED] * 2 + [
        CertificateState.VALID
    ] * 2
    assert [one.replaces_id for one in found[2:]] == [one.id for one in found[:2]]
    step = queries.history(session, found[0].id)[0]
    assert (step.action, step.reason, step.by) == ("undone", "撤销签发", MAKER.name)


def test_a_cohort_that_is_not_closed_or_has_no_minimum_issues_nothing(
    session: Session, now: datetime
) -> None:
    running = closed_class(session, now, present=1)
    cohorts.reopen(session, MAKER, now, running, "更正")
    unset = closed_class(session, now, present=1, first=5, title="未设标准班", minimum=None)
    for cohort in (running, unset):
        with pytest.raises(DomainError, match="NOBODY_TO_CERTIFY"):
            rehearse_issue(session, MAKER, now, cohort)
    row = session.get_one(CohortStanding, unset.id)
    assert (row.waiting, row.undecided) == (0, 1)


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"issued_on": START}, "CERTIFICATE_DATE_BEFORE_END"),
        ({"issued_on": date(2027, 5, 1)}, "CERTIFICATE_DATE_AHEAD"),
        ({"valid_until": date(2020, 1, 1)}, "CERTIFICATE_VALIDITY_ORDER"),
    ],
)
def test_impossible_dates(
    session: Session, now: datetime, terms: dict[str, date], code: str
) -> None:
    cohort = closed_class(session, now, present=1)
    with pytest.raises(DomainError, match=code):
        rehearse_issue(session, MAKER, now, cohort, **terms)


def test_only_an_officer_of_the_county_issues(
    session: Session, now: datetime, world: World
) -> None:
    cohort = closed_class(session, now, present=1)
    for actor in (world.actor("reviewer"), world.actor("officer", "411202")):
        with pytest.raises(DomainError, match="NOT_PERMITTED"):
            rehearse_issue(session, actor, now, cohort)
    rehearse_issue(session, world.actor("officer"), now, cohort)


def test_the_issuer_is_the_parameter_else_the_centre(
    session: Session, now: datetime, world: World
) -> None:
    cohort = closed_class(session, now, present=1, centre_id=world.centre())
    assert rehearse_issue(session, MAKER, now, cohort).options["issuer"] == "卢氏县电商培训中心"
    set_value(session, MAKER, now, "certificates.issuer", LUSHI, "卢氏县人社局")
    assert rehearse_issue(session, MAKER, now, cohort).options["issuer"] == "卢氏县人社局"


def test_class_numbers_come_from_titles_and_never_collide(session: Session, now: datetime) -> None:
    titles = ["2018年第3期甲班", "2018年第3期乙班", "丙班", "2018年第4期丁班"]
    classes = [
        closed_class(session, now, present=1, first=at * 10, title=title)
        for at, title in enumerate(titles)
    ]
    issued = [issue(session, now, cohort) for cohort in classes]
    ordinals = [session.get_one(CohortNumber, one.id).ordinal for one in classes]
    # 乙 finds 3 used and 4 announced; 丙 has no number of its own; 丁 has its announced one
    assert ordinals == [3, 5, 6, 4]
    assert [note["code"] for note in issued[1].options["notes"]] == ["CLASS_ORDINAL_TAKEN"]
    assert not issued[0].options["notes"]


def test_the_year_of_the_number_is_the_cohorts(session: Session, now: datetime) -> None:
    open_class(session, now, title="2017年第3期", start=date(2017, 3, 1))
    cohort = closed_class(session, now, present=1, start=date(2017, 12, 28), title="2018年第3期班")
    issue(session, now, cohort)
    assert held(session, cohort)[0].number.startswith("PX4112242018003001")


def test_a_class_of_ten_thousand_has_no_numbers_left(session: Session, now: datetime) -> None:
    cohort = closed_class(session, now, present=2)
    taken = CohortNumber(cohort_id=cohort.id, county=LUSHI, year=2018, ordinal=3, last_serial=9998)
    session.add(taken)
    session.flush()
    with pytest.raises(DomainError, match="CERTIFICATE_SERIALS_EXHAUSTED"):
        rehearse_issue(session, MAKER, now, cohort)
    taken.last_serial = 9997
    issue(session, now, cohort)
    assert [one.serial for one in held(session, cohort)] == [9998, 9999]


def test_waiting_is_counted_from_closing_to_issuing(session: Session, now: datetime) -> None:
    cohort = closed_class(session, now, present=2, absent=1)
    row = session.get_one(CohortStanding, cohort.id)
    assert (row.waiting, row.undecided) == (2, 0)
    run = issue(session, now, cohort)
    assert row.waiting == 0
    runs.undo(session, MAKER, now, run)
    assert row.waiting == 2


def test_a_name_that_no_font_can_print_is_said_beforehand(session: Session, now: datetime) -> None:
    cohort = closed_class(session, now, present=2)
    person = cohorts.enrolments_of(session, cohort.id)[0].person
    person.name = "张\ue123"
    session.flush()
    run = rehearse_issue(session, MAKER, now, cohort)
    first = runs.planned_rows(run)[0]
    assert (first["outcome"], first["codes"]) == ("rejected", ["CHARACTER_NOT_PRINTABLE"])
    assert run.counts["to_issue"] == 1


def test_a_doubt_about_a_printed_fact_is_shown(session: Session, now: datetime) -> None:
    cohort = closed_class(session, now, present=1)
    person = cohorts.enrolments_of(session, cohort.id)[0].person
    session.add(
        PersonDoubt(person_id=person.id, code="SEX_MISMATCH", facts={}, raised_at=now, reason="")
    )
    session.flush()
    assert rosters.open_doubts(session, [person.id])
    row = runs.planned_rows(rehearse_issue(session, MAKER, now, cohort))[0]
    assert (row["outcome"], row["codes"]) == ("warned", ["SEX_MISMATCH"])
