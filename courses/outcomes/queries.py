"""Reading cases and waves: within scope, a worker's day, lists."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy import case as sql_case
from sqlalchemy.orm import Session, joinedload, selectinload

from courses.outcomes import rules
from courses.outcomes.assigning import covered_by
from courses.outcomes.models import (
    AttemptRow,
    Case,
    ConsentStep,
    Contact,
    Interview,
    Referral,
    Wave,
)
from courses.outcomes.rules import Standing, WaveState
from courses.rosters.models import Person
from lms.accounts.actor import Actor
from lms.clock import today as this_day
from lms.divisions import queries as divisions
from lms.errors import NotFound

VIEW = "outcomes:case:view"
WORK = "outcomes:wave:work"
SERVE = "outcomes:referral:serve"
DAY_LINES, LOOSE_LINES = 100, 20
"""As many as anybody can work through on a day, and nobody's that are offered; the rest is counted."""


@dataclass(frozen=True, slots=True)
class DayLine:
    """One person to be asked."""

    id: int
    case_id: int
    name: str
    place: str
    wave: str
    due_on: date
    closes_on: date
    promised_on: date | None
    attempts: int
    priority: rules.Priority
    standing: Standing
    worker_id: int | None
    compared: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A worker's day: promised call-backs first, then overdue, then due; `more` were left out."""

    lines: tuple[DayLine, ...]
    more: int
    counts: dict[Standing, int]
    promised: int
    covering: tuple[int, ...]


def case_for(session: Session, actor: Actor, case_id: int, permission: str = VIEW) -> Case:
    """The case with person, cohort and waves, or NotFound outside the scope."""
    case = session.scalar(
        select(Case)
        .where(Case.id == case_id)
        .options(joinedload(Case.person), joinedload(Case.cohort), selectinload(Case.waves))
    )
    if case is None or not _reaches(session, actor, permission, case):
        raise NotFound
    return case


def _reaches(session: Session, actor: Actor, permission: str, of: Case | Wave) -> bool:
    """Within scope; or given to this worker, or to whom this worker covers for today."""
    if actor.may(permission, of.place, of.centre_id):
        return True
    if actor.id is None or of.worker_id is None or not actor.may(permission):
        return False
    return of.worker_id in (actor.id, *covered_by(session, actor.id, this_day()))


def wave_for(session: Session, actor: Actor, wave_id: int, permission: str = WORK) -> Wave:
    """The wave with case, person and cohort, or NotFound outside the scope.

    Who covers for an absent worker reaches that one's waves.
    """
    wave = session.scalar(
        select(Wave)
        .where(Wave.id == wave_id)
        .options(
            joinedload(Wave.case).joinedload(Case.person),
            joinedload(Wave.case).joinedload(Case.cohort),
        )
    )
    if wave is None or not _reaches(session, actor, permission, wave):
        raise NotFound
    return wave


def referral_for(
    session: Session, actor: Actor, referral_id: int, permission: str = SERVE
) -> Referral:
    """The referral with case and person, or NotFound outside the scope."""
    row = session.scalar(
        select(Referral)
        .where(Referral.id == referral_id)
        .options(joinedload(Referral.case).joinedload(Case.person))
    )
    if row is None or not actor.may(permission, row.place, row.centre_id):
        raise NotFound
    return row


def day(session: Session, actor: Actor, today: date, village: str = "") -> Day:
    """What waits for this worker today; a fixed number of queries whatever lies behind it."""
    return day_of(session, actor.id or 0, today, village)


def day_of(session: Session, account_id: int, today: date, village: str = "") -> Day:
    """The day of the worker with this account."""
    covering = covered_by(session, account_id, today)
    own = [account_id, *covering]
    mine = and_(Wave.worker_id.in_(own), Wave.state == WaveState.OPEN, Wave.opens_on <= today)
    if village:
        mine = and_(mine, Wave.place == village)
    counted = session.execute(
        select(
            func.count(),
            func.sum(sql_case((Wave.closes_on < today, 1), else_=0)),
            func.count(Wave.promised_on),
        ).where(mine)
    ).one()
    total, overdue, promised = (int(each or 0) for each in counted)
    lines = lines_of(session, select_lines().where(mine), today)
    counts = {Standing.OVERDUE: overdue, Standing.DUE: total - overdue}
    return Day(tuple(lines), total - len(lines), counts, promised, tuple(covering))


def unassigned(session: Session, actor: Actor, today: date) -> list[DayLine]:
    """Waves in the actor's places that are nobody's, the most urgent ones."""
    wanted = select_lines().where(unassigned_where(actor, today))
    return lines_of(session, wanted, today, LOOSE_LINES)


def unassigned_where(actor: Actor, today: date) -> ColumnElement[bool]:
    """Condition: open now, nobody's, within scope."""
    return and_(
        actor.within(WORK, Wave.place, Wave.centre_id),
        Wave.state == WaveState.OPEN,
        Wave.worker_id.is_(None),
        Wave.opens_on <= today,
    )


def select_lines() -> Any:
    """The columns of a list of waves."""
    return (
        select(
            Wave.id, Wave.case_id, Person.name, Wave.place, Wave.wave, Wave.due_on, Wave.closes_on,
            Wave.promised_on, Wave.attempts, Wave.priority, Wave.state, Wave.opens_on,
            Wave.worker_id, Case.comparison_id,
        )
        .join(Case, Case.id == Wave.case_id)
        .join(Person, Person.id == Case.person_id)
    )  # fmt: skip


def lines_of(session: Session, wanted: Any, today: date, limit: int = DAY_LINES) -> list[DayLine]:
    """The lines in the order in which they are worked through."""
    rows = session.execute(
        wanted.order_by(
            Wave.promised_on.is_(None), Wave.promised_on, Wave.priority, Wave.due_on, Wave.id
        ).limit(limit)
    )
    return [
        DayLine(
            row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8], row[9],
            rules.standing(row[10], row[11], row[6], today), row[12], row[13] is not None,
        )
        for row in rows
    ]  # fmt: skip


def places(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """Town and village of places, for headings."""
    found = divisions.names_of(session, set(codes))
    return {
        code: "".join(names[level] for level in ("town", "village") if level in names)
        or "".join(names.values())
        or code
        for code, names in found.items()
    }


def attempts_of(session: Session, case_id: int) -> Sequence[AttemptRow]:
    """Everything tried on a case, the latest first."""
    return session.scalars(
        select(AttemptRow)
        .join(Wave, Wave.id == AttemptRow.wave_id)
        .where(Wave.case_id == case_id)
        .order_by(AttemptRow.on.desc(), AttemptRow.id.desc())
    ).all()


def tried(session: Session, wave_id: int) -> list[rules.Attempt]:
    """The attempts of one wave as the rules see them, in order."""
    rows = session.execute(
        select(AttemptRow.on, AttemptRow.channel, AttemptRow.code)
        .where(AttemptRow.wave_id == wave_id)
        .order_by(AttemptRow.on, AttemptRow.id)
    )
    return [rules.Attempt(*row) for row in rows]


def interviews_of(session: Session, case_id: int) -> Sequence[Interview]:
    """The current answers of a case, in order of their days."""
    return session.scalars(
        select(Interview)
        .where(Interview.case_id == case_id, Interview.current)
        .order_by(Interview.on, Interview.id)
    ).all()


def contacts_of(session: Session, person_id: int) -> Sequence[Contact]:
    """Second contacts that are not removed."""
    return session.scalars(
        select(Contact)
        .where(Contact.person_id == person_id, Contact.removed_at.is_(None))
        .order_by(Contact.id)
    ).all()


def consent_of(session: Session, person_id: int) -> Sequence[ConsentStep]:
    """What was said about consent, the latest first."""
    return session.scalars(
        select(ConsentStep)
        .where(ConsentStep.person_id == person_id)
        .order_by(ConsentStep.id.desc())
    ).all()


def cases_of_person(session: Session, actor: Actor, person_id: int) -> Sequence[Case]:
    """A person's cases within reach, the latest first, with cohort and waves."""
    return session.scalars(
        select(Case)
        .where(Case.person_id == person_id, actor.within(VIEW, Case.place, Case.centre_id))
        .options(joinedload(Case.cohort), selectinload(Case.waves))
        .order_by(Case.exit_on.desc(), Case.id.desc())
    ).all()


def referrals_of(session: Session, case_ids: Iterable[int]) -> Sequence[Referral]:
    """The referrals of cases, the open ones first."""
    return session.scalars(
        select(Referral)
        .where(Referral.case_id.in_(list(case_ids)))
        .order_by(Referral.ended_on.is_not(None), Referral.opened_on.desc())
    ).all()


def waves_of(session: Session, case_id: int) -> Sequence[Wave]:
    """The waves of a case in order."""
    return session.scalars(
        select(Wave).where(Wave.case_id == case_id).order_by(Wave.due_on, Wave.id)
    ).all()
