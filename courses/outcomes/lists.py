"""Lists by page: needs, warnings; what the first page counts."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, joinedload

from courses.outcomes import queries
from courses.outcomes.models import Absence, Beat, Case, PlanRow, Referral, Wave
from courses.outcomes.referring import GOING
from courses.outcomes.rules import ReferralState, WaveState
from lms.accounts.actor import Actor, below
from lms.accounts.models import Account
from lms.web.paging import Page


def needs(session: Session, actor: Actor, page: Page) -> tuple[Sequence[Referral], Page]:
    """Needs within scope, the oldest first; those on their way unless a state is asked for."""
    state, need = page.args.get("state", ""), page.args.get("need", "")
    wanted = [actor.within(queries.SERVE, Referral.place, Referral.centre_id)]
    wanted.append(
        Referral.state == ReferralState(state)
        if state in set(ReferralState)
        else Referral.state.in_(GOING)
    )
    if need:
        wanted.append(Referral.need == need)
    total = session.scalar(select(func.count()).select_from(Referral).where(*wanted)) or 0
    rows = session.scalars(
        select(Referral)
        .where(*wanted)
        .options(joinedload(Referral.case).joinedload(Case.person))
        .order_by(Referral.opened_on, Referral.id)
        .limit(page.per_page)
        .offset(page.offset)
    ).all()
    return rows, page.of(total)


def warned(actor: Actor) -> ColumnElement[bool]:
    """Condition: warnings within scope that nobody looked after."""
    return and_(
        actor.within(queries.SERVE, Case.place, Case.centre_id),
        Case.warning.is_not(None),
        Case.warning_settled_at.is_(None),
    )


def warnings(session: Session, actor: Actor, page: Page) -> tuple[Sequence[Case], Page]:
    """Warnings, the latest first."""
    total = session.scalar(select(func.count()).select_from(Case).where(warned(actor))) or 0
    rows = session.scalars(
        select(Case)
        .where(warned(actor))
        .options(joinedload(Case.person), joinedload(Case.cohort))
        .order_by(Case.warned_on.desc(), Case.id)
        .limit(page.per_page)
        .offset(page.offset)
    ).all()
    return rows, page.of(total)


def open_needs(session: Session, actor: Actor) -> int:
    """Needs nobody has taken yet, within scope."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Referral)
            .where(
                actor.within(queries.SERVE, Referral.place, Referral.centre_id),
                Referral.state == ReferralState.OPEN,
            )
        )
        or 0
    )


def open_warnings(session: Session, actor: Actor) -> int:
    """Warnings nobody looked after, within scope."""
    return session.scalar(select(func.count()).select_from(Case).where(warned(actor))) or 0


def loose(session: Session, actor: Actor, today: date) -> int:
    """Waves that are nobody's."""
    wanted = queries.unassigned_where(actor, today)
    return session.scalar(select(func.count()).select_from(Wave).where(wanted)) or 0


def beats(session: Session, county: str) -> list[dict[str, Any]]:
    """Places with their workers and how much is open there."""
    rows = session.execute(
        select(Beat.place, Account.name, Beat.worker_id)
        .join(Account, Account.id == Beat.worker_id)
        .where(Beat.county == county)
        .order_by(Beat.place)
    ).all()
    counted = session.execute(
        select(Wave.worker_id, func.count())
        .where(below(Wave.county, county), Wave.state == WaveState.OPEN)
        .group_by(Wave.worker_id)
    )
    waiting = dict(counted.all())
    names = queries.places(session, [row[0] for row in rows])
    return [
        {
            "place": names.get(place, place),
            "worker": name,
            "worker_id": worker,
            "open": waiting.get(worker, 0),
        }
        for place, name, worker in rows
    ]


def absences(session: Session, county: str, today: date) -> list[dict[str, Any]]:
    """Who is or will be away."""
    rows = session.scalars(
        select(Absence)
        .where(Absence.county == county, Absence.until_date >= today)
        .order_by(Absence.from_date)
    ).all()
    ids = {each for row in rows for each in (row.worker_id, row.cover_id)}
    names = dict(session.execute(select(Account.id, Account.name).where(Account.id.in_(ids))).all())
    return [
        {
            "worker": names.get(row.worker_id, ""),
            "cover": names.get(row.cover_id, ""),
            "first": row.from_date,
            "last": row.until_date,
        }
        for row in rows
    ]


def plans(session: Session, actor: Actor, permission: str) -> Sequence[PlanRow]:
    """Plans that hold where the actor works, the latest first."""
    found = session.scalars(
        select(PlanRow).order_by(PlanRow.prefix, PlanRow.course_id, PlanRow.version.desc())
    ).all()
    own = actor.prefixes(permission)
    return [
        row
        for row in found
        if any(row.prefix.startswith(each) or each.startswith(row.prefix) for each in own)
    ]
