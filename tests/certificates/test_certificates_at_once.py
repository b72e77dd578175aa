"""Many issue at once, some are killed: no gap, no twin, one effect; on both engines, for real."""

import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from certificates import services
from certificates.issuing import rehearse_issue
from certificates.models import Certificate, CertificateStep, CohortNumber
from certificates.rules import CertificateState, serial_gaps
from courses.cohorts.models import Cohort
from courses.subsidies.models import Evidence
from lms.db import db, unit_of_work
from lms.errors import DomainError
from lms.runs import services as runs
from lms.runs.models import Run
from tests.certificates.graduates import closed_class, held
from tests.conftest import OwnDatabase
from tests.courses.subsidies.classes import MAKER
from tests.support.processes import together
from tests.support.running import NOW, make_app
from tests.support.world import build_world

AT_ONCE = 10
Work = Callable[[], str]


@pytest.fixture(scope="module")
def office(own_database: OwnDatabase) -> Flask:
    """An application on a database of its own."""
    return prepared(*own_database)


def prepared(home: Path, url: str | None) -> Flask:
    app = make_app(home, url)
    build_world(app, NOW)
    return app


def a_class(app: Flask, title: str, first: int, present: int = 6) -> int:
    """Id of a closed class, committed."""
    with app.app_context(), unit_of_work() as session:
        return closed_class(session, NOW, present, first=first, title=title, days=2).id


def rehearsed(app: Flask, cohort_id: int) -> int:
    with app.app_context(), unit_of_work() as session:
        return rehearse_issue(session, MAKER, NOW, session.get_one(Cohort, cohort_id)).id


def applying(app: Flask, run_id: int) -> Work:
    """Apply a run in a transaction of its own; what came of it."""

    def work() -> str:
        with app.app_context():
            try:
                with unit_of_work() as session:
                    run = session.get_one(Run, run_id)
                    runs.start(session, MAKER, NOW, run)
                    return f"issued {run.counts['issued']}"
            except DomainError as fault:
                return fault.code

    return work


def serials(app: Flask, cohort_id: int) -> list[int]:
    with app.app_context(), unit_of_work() as session:
        return [one.serial for one in held(session, session.get_one(Cohort, cohort_id))]


def test_fifty_times_the_same_run_has_one_effect(office: Flask) -> None:
    cohort = a_class(office, "同一批次班", 100)
    run = rehearsed(office, cohort)
    said: Counter[str] = Counter()
    for _ in range(5):
        said.update(together(office, [applying(office, run) for _ in range(AT_ONCE)]))
    assert said == {"issued 6": 1, "RUN_ALREADY_APPLIED": 49}
    assert serials(office, cohort) == [1, 2, 3, 4, 5, 6]


def test_officers_who_rehearsed_beside_each_other_issue_once(office: Flask) -> None:
    cohort = a_class(office, "多人签发班", 200)
    several = [rehearsed(office, cohort) for _ in range(AT_ONCE)]
    said = Counter(together(office, [applying(office, run) for run in several]))
    assert said == {"issued 6": 1, "issued 0": AT_ONCE - 1}
    assert serials(office, cohort) == [1, 2, 3, 4, 5, 6]
    with office.app_context(), unit_of_work() as session:
        told = select(func.count()).where(Evidence.enrolment_id.in_(
            select(Certificate.enrolment_id).where(Certificate.cohort_id == cohort)
        ))  # fmt: skip
        assert session.scalar(told) == 6


def test_classes_that_announce_one_number_get_different_ones(office: Flask) -> None:
    classes = [a_class(office, f"第7期{at}班", 300 + 10 * at, 2) for at in range(AT_ONCE)]
    works = [applying(office, rehearsed(office, one)) for one in classes]
    assert set(together(office, works)) == {"issued 2"}
    with office.app_context(), unit_of_work() as session:
        taken = session.scalars(
            select(CohortNumber.ordinal).where(CohortNumber.cohort_id.in_(classes))
        ).all()
        numbers = session.scalars(select(Certificate.number)).all()
    assert len(set(taken)) == AT_ONCE
    assert 7 in taken
    assert len(set(numbers)) == len(numbers)


def test_replacing_all_of_a_class_at_once_leaves_no_gap(office: Flask) -> None:
    cohort = a_class(office, "换发班", 500, AT_ONCE)
    applying(office, rehearsed(office, cohort))()
    with office.app_context(), unit_of_work() as session:
        ids = [one.id for one in held(session, session.get_one(Cohort, cohort))]

    def replacing(certificate_id: int) -> Work:
        def work() -> str:
            with office.app_context():
                try:
                    with unit_of_work() as session:
                        one = session.get_one(Certificate, certificate_id)
                        return services.replace(session, MAKER, NOW, one, "遗失").number
                except DomainError as fault:
                    return fault.code

        return work

    said = together(office, [replacing(key) for key in ids] + [replacing(ids[0])] * 3)
    assert Counter(said)["CERTIFICATE_FOLLOWED"] == 3
    found = serials(office, cohort)
    assert found == list(range(1, 2 * AT_ONCE + 1))


def test_revoking_ten_times_at_once_is_one_step(office: Flask) -> None:
    cohort = a_class(office, "撤销班", 700, 2)
    applying(office, rehearsed(office, cohort))()
    with office.app_context(), unit_of_work() as session:
        key = held(session, session.get_one(Cohort, cohort))[0].id

    def revoking() -> str:
        with office.app_context():
            try:
                with unit_of_work() as session:
                    services.revoke(session, MAKER, NOW, session.get_one(Certificate, key), "代签")
                    return "revoked"
            except DomainError as fault:
                return fault.code

    said = Counter(together(office, [revoking] * AT_ONCE))
    assert said == {"revoked": 1, "CERTIFICATE_TRANSITION_NOT_ALLOWED": AT_ONCE - 1}
    with office.app_context(), unit_of_work() as session:
        steps = select(func.count()).where(CertificateStep.certificate_id == key)
        assert session.scalar(steps) == 1


def test_killed_while_issuing_leaves_all_or_nothing(office: Flask) -> None:
    cohort = a_class(office, "断电班", 800)
    run = rehearsed(office, cohort)

    def killed(after_commit: bool) -> None:
        with office.app_context():
            db.engine.dispose(close=False)
            with unit_of_work() as session:
                found = session.get_one(Run, run)
                runs.start(session, MAKER, NOW + timedelta(minutes=1), found)
                if not after_commit:
                    os.kill(os.getpid(), signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)

    with office.app_context():
        db.session.remove()
        db.engine.dispose()
    for after_commit, wanted in ((False, []), (False, []), (True, [1, 2, 3, 4, 5, 6])):
        child = multiprocessing.get_context("fork").Process(target=killed, args=(after_commit,))
        child.start()
        child.join(600)
        assert child.exitcode == -signal.SIGKILL
        found = serials(office, cohort)
        assert found == wanted
        assert serial_gaps(found) == ()
    with office.app_context(), unit_of_work() as session:
        states = {one.state for one in held(session, session.get_one(Cohort, cohort))}
        assert states == {CertificateState.VALID}
        assert session.get_one(CohortNumber, cohort).last_serial == 6
