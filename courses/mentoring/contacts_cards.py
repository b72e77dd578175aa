"""What contacts add elsewhere: tasks of the first page, panels, indicators."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.cohorts.models import Cohort
from courses.leaders.models import Leader
from courses.leaders.rules import Evidence
from courses.lecturers.models import Lecturer
from courses.mentoring import contacts_queries, debt_queries, leader_page, quality, ratings, tickets
from courses.mentoring.contact_models import ContactLine, LeaderAccess
from courses.mentoring.contacts import may_record_for
from courses.mentoring.contacts_queries import Wanted, in_county, plan_done
from courses.mentoring.contacts_rules import SOON, Doubt, standing
from courses.mentoring.contacts_words import DUES
from courses.mentoring.models import Pair
from courses.mentoring.queries import own
from courses.mentoring.rules import DAYS_A_YEAR, PairState, days_overdue
from courses.mentoring.tickets_rules import TicketState
from lms.accounts.actor import Actor
from lms.clock import today as this_day
from lms.plugin import Figure, Task


def reminders(session: Session, actor: Actor, today: date) -> Sequence[Task]:
    """A lecturer's leaders whose next contact is overdue, and those due within a week."""
    rows = session.scalars(
        select(Pair.next_due_on)
        .join(Lecturer, Lecturer.id == Pair.lecturer_id)
        .where(
            own(actor), Pair.state == PairState.ACTIVE, ~debt_queries.handing(today),
            Pair.next_due_on <= today + timedelta(days=SOON),
        )
    ).all()  # fmt: skip
    overdue, soon = [day for day in rows if day < today], [day for day in rows if day >= today]
    found, url = [], url_for("mentoring.mine")
    if overdue:
        said = _("%(count)s 位带头人逾期未联系", count=len(overdue))
        found.append(Task(said, len(overdue), url, _("登记联系"), min(overdue), True))
    if soon:
        said = _("%(count)s 位带头人一周内应联系", count=len(soon))
        found.append(Task(said, len(soon), url, _("查看"), min(soon)))
    return found


def due_tickets(session: Session, actor: Actor, today: date) -> Sequence[Task]:
    """The actor's own tickets that are due within three days or overdue."""
    count, first = tickets.due(session, actor, today + timedelta(days=3))
    if not count:
        return []
    said = _("%(count)s 个帮带问题到期未解决", count=count)
    url = url_for("mentoring.ticket_list", owner="me")
    return [Task(said, count, url, _("处理"), first, first is not None and first < today)]


def denied(session: Session, actor: Actor, _today: date) -> Sequence[Task]:
    """Contacts that leaders have denied and nobody has checked."""
    reach = actor.within(quality.CHECK, ContactLine.county)
    count = session.scalar(
        select(func.count()).where(
            reach, ContactLine.doubt == Doubt.DENIED, ContactLine.withdrawn.is_(False)
        )
    )
    if not count:
        return []
    said = _("%(count)s 次联系被带头人否认，待核查", count=count)
    url = url_for("mentoring.contact_list", doubt="denied")
    return [Task(said, count, url, _("核查"), None, True)]


def unsettled(session: Session, actor: Actor, _today: date) -> Sequence[Task]:
    """Drawn contacts without a result."""
    count, first = quality.unsettled(session, actor)
    if first is None:
        return []
    said = _("%(count)s 次抽中的联系待核查", count=count)
    return [Task(said, count, url_for("mentoring.check", check_id=first.id), _("核查"))]


def of_leader(session: Session, actor: Actor, leader: Leader) -> Mapping[str, object] | None:
    """The contacts section of a leader's page, with the slip of link and code."""
    found, total = contacts_queries.contacts(session, actor, Wanted(leader_id=leader.id), 10, 0)
    open_tickets = 0
    if actor.may(tickets.VIEW):
        _rows, open_tickets = tickets.tickets(
            session, actor, state=TicketState.OPEN, mine=False, leader_id=leader.id, limit=1
        )
    return {
        "contacts": found, "total": total, "open_tickets": open_tickets, "leader": leader,
        "may_issue": leader_page.may_issue(session, actor, leader),
        "access": session.scalar(select(LeaderAccess).where(LeaderAccess.leader_id == leader.id)),
    }  # fmt: skip


def of_lecturer(session: Session, _actor: Actor, lecturer: Lecturer) -> Mapping[str, object] | None:
    """What trainees said of a lecturer, if enough did."""
    return {"found": ratings.ratings_of(session, lecturer.id, this_day())}


def of_pair(session: Session, actor: Actor, pair: Pair) -> Mapping[str, object] | None:
    """A pair's contacts: owed against done until today, by proof, and the latest ten."""
    day = this_day()
    found, total = contacts_queries.contacts(session, actor, Wanted(pair_id=pair.id), 10, 0)
    active = pair.state is PairState.ACTIVE
    return {
        "contacts": found, "total": total, "pair": pair,
        "plan": plan_done(session, Pair.id == pair.id, pair.from_date, day),
        "owed": contacts_queries.owed_by(pair, day),
        "due": DUES[standing(pair.next_due_on, day)] if active else None,
        "overdue": days_overdue(pair.next_due_on, day),
        "may_record": active and may_record_for(actor, pair),
    }  # fmt: skip


def of_today(session: Session, actor: Actor, _subject: object) -> Mapping[str, object] | None:
    """A lecturer's leaders on the first page, the most pressing first."""
    found = contacts_queries.my_leaders(session, this_day(), own(actor))
    return {"leaders": found} if found else None


def of_cohort(session: Session, actor: Actor, cohort: Cohort) -> Mapping[str, object] | None:
    """Half-days the class may be asked about."""
    if not actor.may(ratings.OPEN, cohort.county, cohort.centre_id):
        return None
    found = ratings.held(session, cohort.id, this_day())
    return {"held": found} if found else None


def plan_kept(session: Session, prefix: str, from_date: date, to_date: date) -> Figure:
    """Contacts done over contacts owed, exactly: both in 365ths of a contact.

    `excluded` are those too short, and those denied or refuted.
    """
    found = plan_done(session, in_county(prefix), from_date, to_date)
    owed = found.planned * DAYS_A_YEAR
    excluded = {"short": found.short, "doubted": found.doubted}
    return Figure(found.done * DAYS_A_YEAR, int(owed), excluded)


def done_as(level: Evidence) -> "Callable[[Session, str, date, date], Figure]":
    """The count of contacts whose strongest proof is `level`."""

    def count(session: Session, prefix: str, from_date: date, to_date: date) -> Figure:
        found = plan_done(session, in_county(prefix), from_date, to_date)
        return Figure(found.by_evidence[level])

    return count
