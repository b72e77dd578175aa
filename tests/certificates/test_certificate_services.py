"""Revoking, replacing, and noticing that the records say something else by now."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from certificates import contributing, queries, register, services, watching
from certificates.rules import CertificateState
from certificates.standing import compared
from courses.cohorts import api as cohorts
from courses.cohorts.api import EnrolmentsRemoving
from courses.cohorts.models import Cohort
from courses.rosters import api as rosters
from lms.accounts.actor import Actor
from lms.audit.models import AuditEntry
from lms.errors import DomainError, NotFound
from lms.runs import services as runs
from lms.web.paging import page_of
from tests.certificates.graduates import closed_class, held, issue
from tests.courses.subsidies.classes import LUSHI, MAKER, mark
from tests.support.world import World

TODAY = date(2026, 11, 20)
LATER = timedelta(days=1)


@pytest.fixture
def cohort(session: Session, now: datetime) -> Cohort:
    """A closed class of three, all with a certificate."""
    found = closed_class(session, now, present=3)
    issue(session, now, found, issuer="卢氏县人社局")
    return found


def test_revoked_with_a_reason_and_for_good(
    session: Session, now: datetime, cohort: Cohort
) -> None:
    one = held(session, cohort)[0]
    with pytest.raises(DomainError, match="CERTIFICATE_REASON_MISSING"):
        services.revoke(session, MAKER, now, one, "  ")
    services.revoke(session, MAKER, now + LATER, one, "冒名顶替")
    assert one.state is CertificateState.REVOKED
    step = queries.history(session, one.id)[0]
    assert (step.before, step.after, step.reason) == ("valid", "revoked", "冒名顶替")
    with pytest.raises(DomainError, match="CERTIFICATE_TRANSITION_NOT_ALLOWED"):
        services.revoke(session, MAKER, now, one, "再来一次")
    session.commit()
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.object_id) == ("certificates:revoked", one.uid)


def test_a_run_does_not_reissue_what_was_revoked(
    session: Session, now: datetime, cohort: Cohort
) -> None:
    one = held(session, cohort)[0]
    services.revoke(session, MAKER, now, one, "考勤造假")
    with pytest.raises(DomainError, match="NOBODY_TO_CERTIFY"):
        services.rehearse_issue(session, MAKER, now, cohort)
    again = services.replace(session, MAKER, now, one, "申诉成立")
    assert (again.serial, again.replaces_id) == (4, one.id)
    assert one.state is CertificateState.REVOKED
    assert [step.action for step in queries.history(session, one.id)] == ["reissued", "revoked"]


def test_replaced_after_a_corrected_name(session: Session, now: datetime, cohort: Cohort) -> None:
    one = held(session, cohort)[1]
    person = cohorts.enrolments_of(session, cohort.id)[1].person
    rosters.correct(session, MAKER, now, person, "name", "李䶮", "公安证明")
    assert one.differs == "name"
    assert compared(session, queries.certificate_for(session, MAKER, one.id)) == [
        ("name", "学员1", "李䶮")
    ]
    assert queries.snapshot_of(one).facts.name == "学员1"
    made = services.replace(session, MAKER, now + LATER, one, "姓名更正", issued_on=TODAY)
    assert one.state is CertificateState.REPLACED
    assert queries.snapshot_of(made).facts.name == "李䶮"
    assert queries.snapshot_of(made).terms.note == f"换发，原证书{one.number}作废"
    assert queries.snapshot_of(made).terms.issuer == "卢氏县人社局"
    assert made.serial == 4
    assert queries.chain(session, one) == {"later": made}
    assert queries.chain(session, made) == {"earlier": one}
    with pytest.raises(DomainError, match="CERTIFICATE_FOLLOWED"):
        services.replace(session, MAKER, now, one, "再换一次")


def test_nobody_is_given_another_without_having_completed(
    session: Session, now: datetime, cohort: Cohort
) -> None:
    one = held(session, cohort)[0]
    cohorts.reopen(session, MAKER, now, cohort, "更正考勤")
    with pytest.raises(DomainError, match="COHORT_NOT_CLOSED"):
        services.replace(session, MAKER, now, one, "遗失")
    assert one.differs == ""
    mark(session, now, cohort, [one.enrolment_id], {one.enrolment_id: 9})
    assert one.differs == "completion"
    cohorts.close(session, MAKER, now, cohort)
    assert one.differs == "completion"
    with pytest.raises(DomainError, match="ATTENDANCE_BELOW_MINIMUM"):
        services.replace(session, MAKER, now, one, "遗失")
    assert one.state is CertificateState.VALID
    cohorts.reopen(session, MAKER, now, cohort, "更正考勤")
    mark(session, now, cohort, [one.enrolment_id])
    assert one.differs == ""


def test_a_late_completion_is_waited_for(session: Session, now: datetime) -> None:
    cohort = closed_class(session, now, present=1, absent=1)
    issue(session, now, cohort)
    key = cohorts.enrolments_of(session, cohort.id)[1].id
    cohorts.reopen(session, MAKER, now, cohort, "漏记考勤")
    mark(session, now, cohort, [key])
    cohorts.close(session, MAKER, now, cohort)
    assert register.waiting_cohorts(session, MAKER).only == cohort.id
    issue(session, now, cohort)
    assert register.waiting_cohorts(session, MAKER).count == 0
    assert [one.serial for one in held(session, cohort)] == [1, 2]


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        (lambda s, c, n: cohorts.change_cohort(s, MAKER, n, c, hours=96), "hours"),
        (lambda s, c, n: cohorts.change_cohort(s, MAKER, n, c, venue="别处"), ""),
        (lambda s, c, n: cohorts.change_cohort(s, MAKER, n, c, end=date(2018, 9, 20)), "ends_on"),
    ],
)
def test_changed_facts_of_the_cohort_are_noticed(
    session: Session,
    now: datetime,
    cohort: Cohort,
    change: Callable[[Session, Cohort, datetime], object],
    fields: str,
) -> None:
    cohorts.reopen(session, MAKER, now, cohort, "更正")
    change(session, cohort, now)
    assert {one.differs for one in held(session, cohort)} == {fields}


def test_an_import_with_certificates_is_not_taken_back(
    session: Session, now: datetime, cohort: Cohort
) -> None:
    ids = (held(session, cohort)[0].enrolment_id,)
    with pytest.raises(DomainError, match="CERTIFICATES_EXIST"):
        watching.enrolments_removing(session, EnrolmentsRemoving(cohort.id, ids, MAKER, now))


def test_a_run_with_a_replaced_certificate_is_not_undone(session: Session, now: datetime) -> None:
    cohort = closed_class(session, now, present=2)
    run = issue(session, now, cohort)
    services.replace(session, MAKER, now, held(session, cohort)[0], "遗失")
    with pytest.raises(DomainError, match="CERTIFICATES_REPLACED_SINCE"):
        runs.undo(session, MAKER, now, run)


def test_outside_the_scope_a_certificate_does_not_exist(
    session: Session, now: datetime, cohort: Cohort, world: World
) -> None:
    one = held(session, cohort)[0]
    officer = world.actor("officer")
    assert queries.certificate_for(session, officer, one.id).id == one.id
    assert queries.certificate_for(session, world.actor("observer"), one.id).id == one.id
    strangers = [
        world.actor("officer", "411202"),
        world.actor("registrar"),
        world.actor("lecturer"),
    ]
    for actor in strangers:
        with pytest.raises(NotFound):
            queries.certificate_for(session, actor, one.id)
    with pytest.raises(DomainError, match="NOT_PERMITTED"):
        services.revoke(session, world.actor("reviewer"), now, one, "理由")


def found(session: Session, actor: Actor, **args: str) -> list[int]:
    lines, page = register.register_page(session, actor, page_of(args), TODAY)
    assert page.total == len(lines)
    return [line.certificate.serial for line in lines]


def test_the_register_is_filtered(session: Session, now: datetime, cohort: Cohort) -> None:
    first, second, third = held(session, cohort)
    services.revoke(session, MAKER, now, first, "理由")
    second.valid_until = date(2020, 1, 1)
    third.differs = "name"
    session.flush()
    assert found(session, MAKER) == [1, 2, 3]
    assert found(session, MAKER, state="revoked") == [1]
    assert found(session, MAKER, state="expired") == [2]
    assert found(session, MAKER, state="valid") == [3]
    assert found(session, MAKER, differs="1") == [3]
    assert found(session, MAKER, number=second.number.lower()) == [2]
    assert found(session, MAKER, number="px 411224 2018 003") == [1, 2, 3]
    assert found(session, MAKER, year="2018", county=LUSHI, title="第3期") == [1, 2, 3]
    assert found(session, MAKER, year="2019") == found(session, MAKER, county="411202") == []
    assert found(session, MAKER, cohort=str(cohort.id), state="nonsense") == [1, 2, 3]
    assert register.years(session, MAKER) == [2018]
    assert register.counties(session, MAKER) == [LUSHI]


def test_the_register_keeps_to_the_scope(
    session: Session, now: datetime, cohort: Cohort, world: World
) -> None:
    other = closed_class(session, now, present=1, first=20, title="二班", centre_id=world.centre())
    issue(session, now, other)
    assert len(found(session, world.actor("officer"))) == 4
    assert len(found(session, world.actor("registrar"))) == 1
    assert found(session, world.actor("registrar", centre="second")) == []
    assert found(session, world.actor("officer", "411202")) == []
    assert found(session, world.actor("lecturer")) == []


def test_indicators_count_what_holds(session: Session, now: datetime, cohort: Cohort) -> None:
    days = (date(2026, 11, 1), date(2026, 11, 30))
    assert contributing.issued(session, "41", *days).numerator == 3
    services.revoke(session, MAKER, now, held(session, cohort)[0], "理由")
    assert contributing.issued(session, "4112", *days).numerator == 2
    assert contributing.issued(session, "4114", *days).numerator == 0
    assert contributing.issued(session, "", date(2026, 1, 1), date(2026, 1, 2)).numerator == 0
    assert contributing.holders(session, LUSHI, *days).numerator == 2


def test_a_class_without_certificates_costs_two_looks(session: Session, now: datetime) -> None:
    cohort = closed_class(session, now, present=1)
    cohorts.reopen(session, MAKER, now, cohort, "更正")
    seen: list[str] = []
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", lambda *args: seen.append(args[2]))
    watching.recheck(session, cohort.id)
    assert len(seen) <= 2
