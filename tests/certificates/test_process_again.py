"""`lms process` a second time: what was done stays, what differs is shown and not done."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from certificates import services
from certificates.models import Certificate
from certificates.process.comparing import Differs
from certificates.process.order import Sent
from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort
from courses.cohorts.rules import CohortState
from courses.rosters import api as rosters
from courses.subsidies import api as subsidies
from courses.subsidies.models import Doubt
from courses.subsidies.rules import ListState
from tests.certificates.orders import (
    LUSHI,
    PEOPLE,
    START,
    hubin,
    lushi,
    register,
    rows,
    run,
    sheet,
    small,
)
from tests.courses.subsidies.classes import MAKER, number


def expected() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((LUSHI / "expected.json").read_text(encoding="utf-8"))
    return found


def test_without_a_confirmation_nothing_is_paid_and_then_it_is(
    app: Flask, session: Session, now: datetime
) -> None:
    done, first = run(app, session, now, lushi(confirmation=""))
    assert (first["total_fen"], first["paid_people"]) == (0, 0)
    assert len(first["certificates"]) == 34
    reasons = {line["reason"] for line in first["subsidy"]}
    assert reasons == {"RULE_UNCONFIRMED"}
    _, second = run(app, session, now, lushi())
    assert second["total_fen"] == 1_540_950
    assert second["certificates"] == first["certificates"]
    made = subsidies.list_of(session, done.cohort.id)
    assert made is not None
    assert made.total_fen == 1_540_950


def test_without_a_minimum_nothing_is_paid_and_then_it_is(
    app: Flask, session: Session, now: datetime
) -> None:
    _, first = run(app, session, now, lushi(minimum=None))
    assert (first["total_fen"], first["certificates"]) == (0, [])
    assert {line["reason"] for line in first["subsidy"]} == {
        "MINIMUM_ATTENDANCE_UNSET", "NOT_TARGET",
    }  # fmt: skip
    done, second = run(app, session, now, lushi())
    assert (second["total_fen"], len(second["certificates"])) == (1_540_950, 34)
    assert done.cohort.state is CohortState.CLOSED


def test_the_same_files_again_change_nothing(app: Flask, session: Session, now: datetime) -> None:
    _, first = run(app, session, now, lushi())
    before = rows(session)
    _, second = run(app, session, now, lushi())
    assert second == first
    assert rows(session) == before


def test_the_same_content_in_another_file_changes_nothing(
    app: Flask, session: Session, now: datetime
) -> None:
    order = small()
    _, first = run(app, session, now, order)
    before = rows(session)
    assert order.register is not None
    resaved = replace(
        order,
        roster=replace(order.roster, data=order.roster.data + b"\r\n"),
        register=replace(order.register, data=order.register.data + b"\r\n"),
    )
    _, second = run(app, session, now, resaved)
    assert second == first
    assert rows(session) == before


def tickets(yuan: str) -> Sent:
    """A file with one ticket of the first person."""
    head = ["姓名", "身份证号码", "金额"]
    return sheet([head, ["王乙子", number(1, "411202"), yuan]], "票.csv")


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"venue_county": "441403"}, "授课地所在县：411202 → 441403"),
        ({"minimum": "0.75"}, "最低出勤率：0.80 → 0.75"),
        ({"register": register(PEOPLE, "411202", START, 6, {4: 9})}, "12月30日 下午：√ → ×"),
        ({"register": register(PEOPLE, "411202", START, 5)}, "课次"),
        ({"register": register(PEOPLE[:3], "411202", START, 6)}, "王戊子 已有考勤，考勤表里没有"),
        ({"roster": hubin(PEOPLE[:3])}, "王戊子 已在班，名册里没有"),
        ({"roster": hubin((*PEOPLE, 5))}, "王己子：以前没有"),
        ({"roster": hubin(PEOPLE, "脱贫人口")}, "人员类别"),
        (
            {"invoices": tickets("9")},
            "票据第 2 行 王乙子 金额（元）：5.00 → 9.00",
        ),
    ],
)  # fmt: skip
def test_changed_files_are_shown_and_change_nothing(
    app: Flask, session: Session, now: datetime, other: dict[str, Any], said: str
) -> None:
    known = tickets("5")
    run(app, session, now, small(invoices=known))
    session.flush()
    before = rows(session)
    savepoint = session.begin_nested()
    with pytest.raises(Differs) as found:
        run(app, session, now, small(**{"invoices": known, **other}))
    savepoint.rollback()
    assert any(said in line for line in found.value.lines), found.value.lines
    assert rows(session) == before


def test_what_people_corrected_meanwhile_is_no_difference(
    app: Flask, session: Session, now: datetime
) -> None:
    done, first = run(app, session, now, lushi())
    person = cohorts.enrolments_of(session, done.cohort.id)[2].person
    rosters.correct(session, MAKER, now, person, "phone", "13800001111", "本人来电")
    _, second = run(app, session, now, lushi())
    assert second == first


def test_a_list_in_the_hands_of_people_is_left_alone(
    app: Flask, session: Session, now: datetime
) -> None:
    done, _ = run(app, session, now, lushi())
    made = subsidies.list_of(session, done.cohort.id)
    assert made is not None
    made.state = ListState.REVIEWED
    session.flush()
    run(app, session, now, lushi())
    assert made.state is ListState.REVIEWED


def test_revoked_certificates_are_not_issued_again(
    app: Flask, session: Session, now: datetime
) -> None:
    run(app, session, now, lushi())
    one = session.scalars(select(Certificate).order_by(Certificate.id)).first()
    assert one is not None
    services.revoke(session, MAKER, now, one, "代签")
    _, found = run(app, session, now, lushi())
    assert len(found["certificates"]) == 33
    assert session.scalar(select(func.count(Certificate.id))) == 34


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", "湖滨区2018年12月29日至2019年1月3日培训班"),
        (" 一  班 ", "一 班"),
        ("班" * 300, "班" * 200),
    ],
)
def test_a_cohort_is_known_again_by_the_title_it_was_given(
    app: Flask, session: Session, now: datetime, given: str, kept: str
) -> None:
    done, first = run(app, session, now, small(title=given))
    again, second = run(app, session, now, small(title=given))
    assert (done.cohort.title, again.cohort.id) == (kept, done.cohort.id)
    assert second == first


def test_one_cohort_is_known_by_place_title_and_dates(
    app: Flask, session: Session, now: datetime
) -> None:
    run(app, session, now, small(register=None))
    run(app, session, now, small(register=None))
    run(app, session, now, small(register=None, title="另一班"))
    assert session.scalar(select(func.count(Cohort.id))) == 2


def test_a_second_cohort_on_the_same_days_says_why_it_pays_nothing(
    app: Flask, session: Session, now: datetime
) -> None:
    """A12: a day is paid once; every line of 0 fen has its reason, and both classes a doubt."""
    first, paid = run(app, session, now, lushi())
    again = lushi(title="卢氏县2018年第9期电商班", invoices=None)
    second, unpaid = run(app, session, now, again)
    assert paid["total_fen"] == 1_540_950
    assert unpaid["total_fen"] == 0
    reasons = {line["row"]: line["reason"] for line in unpaid["subsidy"]}
    assert all(reasons.values())
    assert not any(line["eligible"] for line in unpaid["subsidy"])
    for line in paid["subsidy"]:
        if line["living_fen"]:
            assert reasons[line["row"]] == "DAYS_PAID_ELSEWHERE"
    for cohort in (first.cohort, second.cohort):
        doubts = session.scalars(select(Doubt).where(Doubt.cohort_id == cohort.id)).all()
        assert {one.code for one in doubts} >= {"OVERLAP"}
