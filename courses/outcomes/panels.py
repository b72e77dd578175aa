"""What following up adds to other pages: a person's waves, a leader's warnings, a class's figures."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.cohorts.models import Cohort
from courses.cohorts.rules import CohortState
from courses.leaders.models import Leader
from courses.outcomes import lists, queries, reporting, showing
from courses.outcomes.assigning import ASSIGN
from courses.outcomes.choosing import CHOOSE
from courses.outcomes.models import Case
from courses.outcomes.reported import Asked, Report
from courses.outcomes.rules import Standing
from courses.rosters.models import Person
from lms.accounts.actor import Actor
from lms.clock import today as this_day
from lms.plugin import Task


def of_person(session: Session, actor: Actor, person: Person) -> Mapping[str, object] | None:
    """The waves of somebody, on the archive's page."""
    found = queries.cases_of_person(session, actor, person.id)
    if not found:
        return None
    return {"cases": [(case, showing.standings(case.waves)) for case in found]}


def of_leader(session: Session, actor: Actor, leader: Leader) -> Mapping[str, object] | None:
    """Warnings about a leader that nobody looked after, for the mentor and the officer."""
    found = session.scalars(
        select(Case).where(
            Case.person_id == leader.person_id,
            Case.warning.is_not(None),
            Case.warning_settled_at.is_(None),
        )
    ).all()
    if not found:
        return None
    return {
        "cases": [(case, actor.may(queries.VIEW, case.place, case.centre_id)) for case in found]
    }


def of_cohort(session: Session, actor: Actor, cohort: Cohort) -> Mapping[str, object] | None:
    """How a closed class is followed up, and where people to compare it with are chosen."""
    chooses = actor.may(CHOOSE, cohort.county, cohort.centre_id)
    beside = url_for("outcomes.beside", cohort_id=cohort.id) if chooses else None
    found = _report_of(session, actor, cohort)
    if found is None and (beside is None or cohort.state is CohortState.CANCELLED):
        return None
    url = url_for(
        "outcomes.report", prefix=cohort.county, cohort=cohort.id, centre=cohort.centre_id
    )
    return {"report": found, "url": url, "beside_url": beside}


def _report_of(session: Session, actor: Actor, cohort: Cohort) -> Report | None:
    may = actor.may(reporting.REPORT, cohort.county, cohort.centre_id)
    if cohort.state is not CohortState.CLOSED or not may:
        return None
    asked = Asked(cohort.county, "d180", cohort_id=cohort.id, centre_id=cohort.centre_id)
    if not reporting.sees_people(actor, asked):  # for others it is a line of the county's report
        return None
    found = reporting.report(session, actor, this_day(), asked)
    return found if found.tally.enrolled else None


def my_day(session: Session, actor: Actor, today: date) -> Sequence[Task]:
    """Call-backs, overdue and due waves of this worker."""
    found = queries.day(session, actor, today)
    url = url_for("outcomes.day")
    overdue, due = found.counts[Standing.OVERDUE], found.counts[Standing.DUE]
    tasks = []
    if overdue:
        said = _("%(count)s 次回访已逾期", count=overdue)
        tasks.append(Task(said, overdue, url, _("去回访"), urgent=True))
    if due:
        last = min(
            (line.closes_on for line in found.lines if line.closes_on >= today), default=None
        )
        said = _("%(count)s 次回访应在近期完成", count=due)
        tasks.append(Task(said, due, url, _("去回访"), due=last))
    promised = [x for x in found.lines if x.promised_on is not None and x.promised_on <= today]
    if promised:
        said = _("%(count)s 位学员约定今天再联系", count=len(promised))
        tasks.append(Task(said, len(promised), url, _("去联系")))
    return tasks


def to_assign(session: Session, actor: Actor, today: date) -> Sequence[Task]:
    """Waves that are nobody's, for whoever gives out the work."""
    count = lists.loose(session, actor, today) if actor.may(ASSIGN) else 0
    if not count:
        return []
    said = _("%(count)s 次回访还没有分配", count=count)
    return [Task(said, count, url_for("outcomes.work"), _("去分配"))]


def to_serve(session: Session, actor: Actor, _today: date) -> Sequence[Task]:
    """Needs nobody has taken, warnings nobody looked after."""
    tasks = []
    needs, alarms = lists.open_needs(session, actor), lists.open_warnings(session, actor)
    if needs:
        said = _("%(count)s 项服务需求待受理", count=needs)
        tasks.append(Task(said, needs, url_for("outcomes.needs"), _("去受理")))
    if alarms:
        said = _("%(count)s 位学员收入下降或店铺关闭", count=alarms)
        tasks.append(Task(said, alarms, url_for("outcomes.warnings"), _("去查看"), urgent=True))
    return tasks
