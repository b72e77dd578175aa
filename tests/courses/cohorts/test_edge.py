"""What stands between services and pages: next steps, choices, history in words, previews."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.cohorts import api, choices, history, queries
from courses.cohorts.cells import planned_cells
from courses.cohorts.lifecycle import CohortFacts
from courses.cohorts.models import Cohort, CohortChange
from courses.cohorts.previewing import preview
from courses.cohorts.rules import CohortState, Half, SessionKind
from courses.cohorts.steps import CLOSE, ROSTER, START, TIMETABLE, NextStep, first_step, own_ranks
from lms.accounts.actor import Actor, system
from lms.audit.models import AuditEntry
from lms.db import after_commit
from lms.errors import DomainError
from tests.courses.cohorts.conftest import END, Enrol
from tests.courses.cohorts.conftest import START as FIRST


@pytest.fixture
def page(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Inside a request in Chinese, without the panels of higher plugins."""
    monkeypatch.setattr("courses.cohorts.previewing.panels_at", lambda _place, _cohort: [])
    with app.test_request_context("/"):
        yield


def facts(state: CohortState, sessions: int, trainees: int, last: date = END) -> CohortFacts:
    """A cohort of the first fortnight of November."""
    return CohortFacts(state, FIRST, END, sessions, trainees, last if sessions else None)


@pytest.mark.parametrize(
    ("known", "today", "ranks"),
    [
        (facts(CohortState.OPEN, 0, 0), FIRST, [ROSTER, TIMETABLE]),
        (facts(CohortState.OPEN, 20, 0), FIRST, [ROSTER]),
        (facts(CohortState.OPEN, 0, 3), FIRST, [TIMETABLE]),
        (facts(CohortState.OPEN, 20, 3), date(2026, 11, 8), []),
        (facts(CohortState.OPEN, 20, 3), FIRST, [START]),
        (facts(CohortState.RUNNING, 20, 3), date(2026, 11, 19), []),
        (facts(CohortState.RUNNING, 20, 3), END, [CLOSE]),
        (facts(CohortState.CLOSED, 20, 3), END, []),
        (facts(CohortState.CANCELLED, 0, 0), END, []),
    ],
)
def test_the_next_step(known: CohortFacts, today: date, ranks: list[int]) -> None:
    assert own_ranks(known, today) == ranks


def test_the_step_of_a_higher_plugin_takes_its_place() -> None:
    marks = {"context": {"next_step": NextStep(40, "点名", "/marks")}}
    close = NextStep(CLOSE, "结班", "/close", post=True)
    assert first_step([close], [{"context": {}}, marks]) == marks["context"]["next_step"]
    assert first_step([close], []) is close
    assert first_step([], []) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("湖滨区", "411202"), ("411202 湖滨区", "411202"), ("411202", "411202"), ("梅县区", "梅县区"),
        ("没有这个县", "没有这个县"), (" 卢氏县 ", "411224"),
    ],
)  # fmt: skip
def test_a_county_as_a_person_writes_it(session: Session, text: str, code: str) -> None:
    found = choices.county_named(session, text, "411224")
    assert found == ("441403" if text == "梅县区" else code)


def test_the_boxes_of_the_timetable_page() -> None:
    sent = {
        "am-2026-11-09": "1", "topic-am-2026-11-09": "选品", "lecturer-am-2026-11-09": "7",
        "pm-2026-11-10": "1", "kind-2026-11-10": "internship", "topic-pm-2026-11-09": "没有勾",
    }  # fmt: skip
    found, details = planned_cells(sent, [FIRST, date(2026, 11, 10)], online=True)
    assert [(one.date, one.half, one.kind, one.online) for one in found] == [
        (FIRST, Half.AM, SessionKind.CLASS, True),
        (date(2026, 11, 10), Half.PM, SessionKind.INTERNSHIP, True),
    ]
    assert (details[FIRST, Half.AM].topic, details[FIRST, Half.AM].lecturer_id) == ("选品", 7)


def test_a_preview_leaves_nothing_behind(
    page: None, session: Session, cohort: Cohort, officer: Actor, now: datetime, enrol: Enrol
) -> None:
    api.accept_proposal(session, officer, now, cohort)
    enrol(cohort, 3)
    row = api.session_rows(session, cohort.id)[0]
    counts = [
        session.scalar(select(func.count()).select_from(table))
        for table in (AuditEntry, CohortChange)
    ]

    def act() -> object:
        after_commit(session, lambda: None)
        return api.cancel_session(session, officer, now, row, cohort, reason="停电")

    found = preview(session, [cohort], act)
    shown = found.cohorts[0]
    assert (shown.half_days, shown.touched, shown.trainees) == ((60, 57), 3, (3, 3))
    assert (shown.effects.planned_before, shown.effects.planned_after) == (20, 19)
    assert counts == [
        session.scalar(select(func.count()).select_from(table))
        for table in (AuditEntry, CohortChange)
    ]
    assert sum(one.planned for one in api.session_facts(session, cohort.id)) == 20
    assert session.info.get("after_commit", []) == []


def test_a_refused_act_leaves_nothing_behind_either(
    page: None, session: Session, cohort: Cohort, officer: Actor, now: datetime
) -> None:
    version = cohort.version

    def act() -> object:
        api.accept_proposal(session, officer, now, cohort)
        return api.start(session, officer, now, cohort)

    with pytest.raises(DomainError, match="COHORT_WITHOUT_TRAINEES"):
        preview(session, [cohort], act)
    assert (api.session_facts(session, cohort.id), cohort.version) == ((), version)


def test_a_preview_says_which_facts_change(
    page: None, session: Session, cohort: Cohort, officer: Actor, now: datetime
) -> None:
    found = preview(
        session,
        [cohort],
        lambda: api.change_cohort(
            session, officer, now, cohort, venue_county="411202", minimum_attendance="0.80"
        ),
    )
    assert [(before, after) for _what, before, after in found.cohorts[0].facts] == [
        ("卢氏县", "湖滨区"), ("", "80%"),
    ]  # fmt: skip


def test_history_names_people_though_the_log_does_not(
    page: None, session: Session, cohort: Cohort, officer: Actor, now: datetime, enrol: Enrol
) -> None:
    row = enrol(cohort, 1)[0]
    api.withdraw(session, officer, now, row, last_day=FIRST, reason="外出务工")
    api.change_cohort(session, officer, now, cohort, venue_county="411202", end=date(2026, 11, 21))
    changes = queries.history(session, cohort.id)
    assert row.person.name not in str([one.facts for one in changes])
    lines: list[Any] = history.lines(session, changes)
    texts = [(line.label, line.before, line.after, line.reason) for line in lines]
    assert ("修改班次信息 授课地所在县", "卢氏县", "湖滨区", "") in texts
    assert ("修改班次信息 结束日期", "2026年11月20日", "2026年11月21日", "") in texts
    assert (f"学员退班 {row.person.name}", None, None, "外出务工") in texts


def test_an_undeclared_fact_is_a_mistake_of_ours(
    session: Session, cohort: Cohort, now: datetime
) -> None:
    with pytest.raises(TypeError, match="state"):
        api.change_cohort(session, system("test"), now, cohort, state=CohortState.CLOSED)
