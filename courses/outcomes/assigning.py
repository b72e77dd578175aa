"""Who asks whom: beats by place, single people, re-assignment, cover for absence."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from courses.outcomes.models import Absence, Beat, Case, Wave
from courses.outcomes.rules import WaveState
from lms.accounts.actor import Actor, below
from lms.accounts.models import Account, AccountGrant
from lms.accounts.roles import FOLLOW_UP, OFFICER
from lms.audit import services as audit
from lms.errors import DomainError

ASSIGN = "outcomes:wave:assign"


@dataclass(frozen=True, slots=True)
class Beats:
    """Workers by place; the longest prefix decides."""

    workers: Mapping[str, int]

    def worker(self, place: str) -> int | None:
        """Whose a place is; None for nobody's."""
        for length in (12, 9, 6):
            if len(place) >= length and place[:length] in self.workers:
                return self.workers[place[:length]]
        return None


def beats_of(session: Session, county: str) -> Beats:
    """The beats of a county."""
    rows = session.execute(select(Beat.place, Beat.worker_id).where(Beat.county == county))
    return Beats(dict(rows.all()))


def workers(session: Session, county: str) -> list[tuple[int, str]]:
    """People who may be given work in a county, by name."""
    rows = session.execute(
        select(Account.id, Account.name)
        .join(AccountGrant, AccountGrant.account_id == Account.id)
        .where(
            AccountGrant.role.in_((FOLLOW_UP, OFFICER)),
            below(AccountGrant.prefix, county),
            Account.disabled_at.is_(None),
        )
        .distinct()
        .order_by(Account.name, Account.id)
    )
    return [(key, name) for key, name in rows]


def set_beat(
    session: Session, actor: Actor, now: datetime, place: str, worker_id: int | None
) -> int:
    """Give a place to a worker (None takes it away); open waves there go along. Returns how many.

    Raises DomainError NOT_PERMITTED, WORKER_UNKNOWN.
    """
    county = place[:6]
    actor.require(ASSIGN, place)
    _check(session, county, worker_id)
    beat = session.scalar(select(Beat).where(Beat.place == place))
    if worker_id is None:
        if beat is not None:
            session.delete(beat)
    elif beat is None:
        session.add(Beat(place=place, county=county, worker_id=worker_id, at=now, by=actor.name))
    else:
        beat.worker_id, beat.at, beat.by = worker_id, now, actor.name
    session.flush()
    moved = _move(session, below(Case.place, place), worker_id)
    _note(session, actor, now, "outcomes:beat_set", county, place, moved)
    return moved


def reassign(
    session: Session, actor: Actor, now: datetime, cases: Collection[Case], worker_id: int
) -> int:
    """Give single people to a worker; how many open waves went along."""
    moved = 0
    for county in {case.county for case in cases}:
        own = [case for case in cases if case.county == county]
        for case in own:
            actor.require(ASSIGN, case.place)
        _check(session, county, worker_id)
        moved += _move(session, Case.id.in_([case.id for case in own]), worker_id)
        _note(session, actor, now, "outcomes:reassigned", county, len(own), moved)
    return moved


def cover(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    county: str,
    worker_id: int,
    cover_id: int,
    first: date,
    last: date,
) -> Absence:
    """Somebody is away: the cover sees that work beside the own one.

    Raises DomainError NOT_PERMITTED, WORKER_UNKNOWN, ABSENCE_DATES, ABSENCE_SAME.
    """
    actor.require(ASSIGN, county)
    for each in (worker_id, cover_id):
        _check(session, county, each)
    if last < first:
        raise DomainError("ABSENCE_DATES")
    if worker_id == cover_id:
        raise DomainError("ABSENCE_SAME")
    row = Absence(
        worker_id=worker_id, cover_id=cover_id, county=county, from_date=first, until_date=last,
        at=now, by=actor.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _note(session, actor, now, "outcomes:covered", county, row.id, (last - first).days + 1)
    return row


def covered_by(session: Session, account_id: int, today: date) -> list[int]:
    """Whose work somebody does today beside the own."""
    return list(
        session.scalars(
            select(Absence.worker_id).where(
                Absence.cover_id == account_id,
                Absence.from_date <= today,
                Absence.until_date >= today,
            )
        )
    )


def _check(session: Session, county: str, worker_id: int | None) -> None:
    if worker_id is not None and worker_id not in dict(workers(session, county)):
        raise DomainError("WORKER_UNKNOWN")


def _move(session: Session, wanted: object, worker_id: int | None) -> int:
    cases = select(Case.id).where(wanted)  # type: ignore[arg-type]  # a condition on cases
    session.execute(
        update(Case)
        .where(Case.id.in_(cases))
        .values(worker_id=worker_id)
        .execution_options(synchronize_session="fetch")
    )
    done = session.execute(
        update(Wave)
        .where(Wave.case_id.in_(cases), Wave.state == WaveState.OPEN)
        .values(worker_id=worker_id, version=Wave.version + 1)
        .returning(Wave.id)
        .execution_options(synchronize_session=False)
    )
    moved = len(done.all())
    session.expire_all()
    return moved


def _note(
    session: Session,
    actor: Actor,
    now: datetime,
    action: str,
    county: str,
    subject: object,
    count: int,
) -> None:
    audit.record(
        session, actor, now, action,
        county=county, object_type="outcomes.work", object_id=subject, count=count,
    )  # fmt: skip


def take(session: Session, actor: Actor, now: datetime, case: Case) -> int:
    """A worker takes somebody nobody asks yet. Raises DomainError CASE_TAKEN, WORKER_UNKNOWN."""
    if case.worker_id is not None:
        raise DomainError("CASE_TAKEN")
    _check(session, case.county, actor.id)
    moved = _move(session, Case.id == case.id, actor.id)
    _note(session, actor, now, "outcomes:reassigned", case.county, case.id, moved)
    return moved
