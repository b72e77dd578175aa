"""Certificates issued while processes are killed, and by fifty at once (TRUST R2, R3).

The suite kills at 10 points of each kind and engine, which takes seconds; FAULT_POINTS=50 is the
whole promise (`make faults`).
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from certificates.issuing import rehearse_issue
from certificates.models import Certificate, CohortNumber, SigningKey
from certificates.proof.cose import opened
from certificates.proof.link import statement_of
from certificates.rules import CertificateState, serial_gaps
from courses.cohorts.models import Cohort
from courses.subsidies.models import Evidence
from lms.audit.models import AuditEntry
from lms.db import unit_of_work
from lms.jobs import queue
from lms.jobs import services as jobs
from lms.jobs.models import JobRow
from lms.runs import packing
from lms.runs import services as runs
from lms.runs.models import Run, RunState
from tests.certificates.graduates import closed_class, held, issue
from tests.conftest import OwnDatabase
from tests.courses.subsidies.classes import MAKER
from tests.faults.killing import POINTS, killed, spread
from tests.support.processes import together
from tests.support.running import NOW, make_app
from tests.support.world import World, build_world

pytestmark = [pytest.mark.slow]
PEOPLE, SLICE = 7, 3
MANY = 50
FEW = MANY if POINTS >= 50 else 12
"""How many send one of the other acts at once: SQLite lets them write one by one, which takes time."""
_first = count(0, PEOPLE + 1)


@pytest.fixture(scope="module")
def office(own_database: OwnDatabase) -> Flask:
    """An application on a database of its own, an officer signed in."""
    return prepared(*own_database)


def prepared(home: Path, url: str | None) -> Flask:
    app = make_app(home, url)
    world: World = build_world(app, NOW)
    client = app.test_client()
    signed = client.post("/sign-in", data={"login": "officer-411224", "password": world.password})
    assert signed.status_code == 302
    cookie = client.get_cookie("lms_session")
    assert cookie is not None
    app.extensions["officer"] = cookie.value
    _warm(app)
    return app


def _warm(app: Flask) -> None:
    """Do each act once, and once too often: a server that runs has its templates compiled."""
    _, uid = a_run(app)
    for _ in range(2):
        posting(app, f"/runs/{uid}/apply")()
    with app.app_context(), unit_of_work() as session:
        cohort = closed_class(session, NOW, 3, first=next(_first), title="热身班", days=2)
        issue(session, NOW, cohort)
        ids, cohort_id = [one.id for one in held(session, cohort)], cohort.id
    for path, data in acts(cohort_id, *ids):
        for _ in range(2):
            posting(app, path, **data)()


def acts(
    cohort_id: int, copied: int, replaced: int, revoked: int
) -> list[tuple[str, dict[str, Any]]]:
    """Four acts on a class of three, each of which may be done once."""
    day = NOW.date().isoformat()
    return [
        (f"/certificates/{copied}/duplicate", {"reason": "遗失", "after": 0}),
        (f"/certificates/{replaced}/replace", {"reason": "字迹不清", "issued_on": day}),
        (f"/certificates/{revoked}/revoke", {"reason": "代考", "ground": "fraud"}),
        (f"/certificates/cohorts/{cohort_id}/collected", {"line": copied}),
    ]


def posting(app: Flask, path: str, **data: object) -> Callable[[], str]:
    """A request of the officer: its status and the code of a refusal."""

    def work() -> str:
        client = app.test_client()
        client.set_cookie("lms_session", app.extensions["officer"])
        answer = client.post(path, data=data, headers={"Accept": "application/json"})
        found = answer.get_json(silent=True) or {}
        return f"{answer.status_code} {found.get('code', '')}".strip()

    return work


def a_run(app: Flask) -> tuple[int, str]:
    """Ids of a closed class and of its rehearsed issuing, committed."""
    with app.app_context(), unit_of_work() as session:
        first = next(_first)
        cohort = closed_class(session, NOW, PEOPLE, first=first, title=f"断电{first}班", days=2)
        run = rehearse_issue(session, MAKER, NOW, cohort, issued_on=NOW.date())
        return cohort.id, run.uid


def sound(app: Flask, cohort_id: int, uid: str) -> int:
    """How many certificates there are; everything about them must fit together."""
    with app.app_context(), unit_of_work() as session:
        cohort = session.get_one(Cohort, cohort_id)
        rows = held(session, cohort)
        serials = [one.serial for one in rows]
        assert serials == list(range(1, len(rows) + 1))
        assert serial_gaps(serials) == ()
        taken = session.get(CohortNumber, cohort_id)
        assert (taken.last_serial if taken else 0) == len(rows)
        assert {one.state for one in rows} <= {CertificateState.VALID}
        assert len({one.enrolment_id for one in rows}) == len(rows)
        told = select(func.count(Evidence.id)).where(
            Evidence.enrolment_id.in_([one.enrolment_id for one in rows])
        )
        assert session.scalar(told) == len(rows)
        run = session.scalars(select(Run).where(Run.uid == uid)).one()
        applied = select(func.count(AuditEntry.id)).where(
            AuditEntry.action == "runs:applied", AuditEntry.object_id == uid
        )
        done = run.state == RunState.APPLIED
        assert session.scalar(applied) == (1 if done else 0)
        assert not done or len(rows) == PEOPLE
        publics = {key.kid: key.public for key in session.scalars(select(SigningKey))}
        for one in rows:
            found = opened(statement_of(one, None, NOW) or b"")
            assert found.good(publics[found.kid])
        return len(rows)


def test_the_web_process_killed_while_issuing_leaves_all_or_nothing(office: Flask) -> None:
    cohort, uid = a_run(office)
    total = killed(office, posting(office, f"/runs/{uid}/apply"))
    assert total is not None
    assert sound(office, cohort, uid) == PEOPLE
    cohort, uid = a_run(office)
    seen: Counter[int] = Counter()
    for point in spread(total):
        killed(office, posting(office, f"/runs/{uid}/apply"), point)
        there = sound(office, cohort, uid)
        assert there in (0, PEOPLE)
        seen[there] += 1
        if there:  # killed behind the commit, or the shorter way was taken: begin anew
            cohort, uid = a_run(office)
    assert seen[0] >= POINTS // 2
    killed(office, posting(office, f"/runs/{uid}/apply"))
    assert sound(office, cohort, uid) == PEOPLE


def test_the_worker_killed_while_issuing_goes_on_where_it_stood(
    office: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three slices: a life of the worker ends anywhere, the next one finishes."""
    monkeypatch.setattr(runs, "INLINE_ROWS", 0)
    monkeypatch.setattr(packing, "SLICE", SLICE)
    monkeypatch.setattr(queue, "wake", lambda _app, _uid: None)
    cohort, uid, job = started(office)
    total = killed(office, lambda: jobs.perform(office, job))
    assert total is not None
    assert sound(office, cohort, uid) == PEOPLE
    cohort, uid, job = started(office)
    partly: Counter[int] = Counter()
    for point in spread(total):
        killed(office, lambda job=job: jobs.perform(office, job), point)  # type: ignore[misc]  # bound now
        there = sound(office, cohort, uid)
        assert there in (0, SLICE, 2 * SLICE, PEOPLE)
        partly[there] += 1
        if there == PEOPLE:
            cohort, uid, job = started(office)
        else:
            another_life(office, job)
    assert killed(office, lambda: jobs.perform(office, job)) is not None
    assert sound(office, cohort, uid) == PEOPLE
    assert set(partly) & {SLICE, 2 * SLICE}, partly


def started(app: Flask) -> tuple[int, str, str]:
    """A class, its run and the job that applies it, queued."""
    cohort, uid = a_run(app)
    with app.app_context(), unit_of_work() as session:
        run = session.scalars(select(Run).where(Run.uid == uid)).one()
        runs.start(session, MAKER, NOW, run)
        assert run.job_uid is not None
        return cohort, uid, run.job_uid


def another_life(app: Flask, job: str) -> None:
    """As if the lease had run out; fifty deaths of one job are not held against it here."""
    with app.app_context(), unit_of_work() as session:
        past = NOW - timedelta(days=1)
        session.execute(
            update(JobRow).where(JobRow.uid == job).values(lease_until=past, attempts=0)
        )


def test_fifty_at_once_apply_one_issuing(office: Flask) -> None:
    cohort, uid = a_run(office)
    said = Counter(together(office, [posting(office, f"/runs/{uid}/apply")] * MANY))
    assert sorted(said.values()) == [1, MANY - 1], said
    assert not any(answer.startswith("5") for answer in said)
    assert said["422 RUN_ALREADY_APPLIED"] == MANY - 1
    assert sound(office, cohort, uid) == PEOPLE


def test_fifty_at_once_make_one_copy_one_replacement_one_revocation(office: Flask) -> None:
    with office.app_context(), unit_of_work() as session:
        cohort = closed_class(session, NOW, 3, first=next(_first), title="同时班", days=2)
        issue(session, NOW, cohort)
        copied, replaced, revoked = (one.id for one in held(session, cohort))
        cohort_id = cohort.id
    for path, data in acts(cohort_id, copied, replaced, revoked):
        said = Counter(together(office, [posting(office, path, **data)] * FEW))
        assert said["302"] == 1, (path, said)
        assert sum(n for answer, n in said.items() if answer.startswith("422")) == FEW - 1, said
    with office.app_context(), unit_of_work() as session:
        rows = held(session, session.get_one(Cohort, cohort_id))
        assert [one.serial for one in rows] == [1, 2, 3, 4]
        assert session.get_one(Certificate, copied).duplicates == 1


def test_the_first_key_of_a_county_is_made_once(office: Flask) -> None:
    """Eight classes of a county where nobody has signed before, issued at the same moment."""
    with office.app_context(), unit_of_work() as session:
        ids = [
            closed_class(
                session, NOW, 1, first=next(_first), title=f"首发{at}班", days=2, county="411202"
            ).id
            for at in range(8)
        ]

    def issuing(cohort_id: int) -> Callable[[], str]:
        def work() -> str:
            with office.app_context(), unit_of_work() as session:
                issue(session, NOW, session.get_one(Cohort, cohort_id))
                return "issued"

        return work

    assert together(office, [issuing(one) for one in ids]) == ["issued"] * len(ids)
    with office.app_context(), unit_of_work() as session:
        assert (
            len(session.scalars(select(SigningKey).where(SigningKey.county == "411202")).all()) == 1
        )
