"""疑点 of a cohort: raised, dropped when their cause is gone, settled by a person with a reason."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.cohorts.models import Cohort
from courses.subsidies.elsewhere import Twins, attended_dates
from courses.subsidies.gathering import Trainee
from courses.subsidies.models import Doubt
from courses.subsidies.rules import DoubtCode, Line, doubts
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.errors import DomainError

PREPARE, REVIEW = "subsidies:list:prepare", "subsidies:list:review"
CAUSE_GONE = "CAUSE_GONE"
"""The reason that is written when a doubt's cause is no more; its sentence is said at the edge."""
SYSTEM = "system"

Wanted = dict[tuple[int, str], dict[str, Any]]


def refresh(
    session: Session,
    now: datetime,
    cohort_id: int,
    people: Sequence[Trainee],
    paid: Mapping[int, int],
    around: Twins,
    keys: Collection[int] | None,
) -> None:
    """Bring the doubts of a cohort up to date.

    Overlaps are looked at for `keys` only (all without), and on both sides; accounts and phones
    among everybody who is paid. `paid` are totals in fen by enrolment.
    """
    looked_at = {one.id for one in people if keys is None or one.id in keys}
    wanted, cohorts = _overlaps(session, people, around, looked_at, cohort_id)
    wanted.update(_shared(people, paid))
    stored = _stored(session, {cohort_id, *cohorts.values()})
    for (key, code), row in stored.items():
        if (key, code) in wanted or row.settled_at is not None:
            continue
        if _judged(row, cohort_id, looked_at):
            row.settled_at, row.settled_by, row.reason = now, SYSTEM, CAUSE_GONE
    for (key, code), facts in wanted.items():
        known = stored.get((key, code))
        if known is None:
            place = cohorts.get(key, cohort_id)
            session.add(
                Doubt(
                    cohort_id=place, enrolment_id=key, code=code, facts=facts,
                    raised_at=now, reason="",
                )
            )  # fmt: skip
        elif known.facts != facts or known.reason == CAUSE_GONE:
            known.facts, known.raised_at = facts, now
            known.settled_at, known.settled_by, known.reason = None, None, ""
    session.flush()


def _judged(row: Doubt, cohort_id: int, looked_at: Collection[int]) -> bool:
    """Whether this refresh had everything before it to say that the doubt's cause is gone."""
    if row.code != DoubtCode.OVERLAP:
        return row.cohort_id == cohort_id
    return row.enrolment_id in looked_at or bool(set(row.facts["with"]) & set(looked_at))


def _overlaps(
    session: Session,
    people: Sequence[Trainee],
    around: Twins,
    keys: Collection[int],
    cohort_id: int,
) -> tuple[Wanted, dict[int, int]]:
    """Doubts of people in two cohorts on one day, and the cohorts of the stays elsewhere."""
    pairs = {key: found for key, found in around.of.items() if key in keys}
    if not pairs:
        return {}, {}
    here = attended_dates(session, pairs.keys())
    persons = {one.id: one.person.hex() for one in people}
    lines: dict[int, Line] = {}
    cohorts: dict[int, int] = {}
    for key, found in pairs.items():
        lines[key] = Line(
            id=str(key),
            person=persons[key],
            subject=str(cohort_id),
            attended=here.get(key, frozenset()),
        )
        for twin in found:
            cohorts[twin.id] = twin.cohort_id
            lines[twin.id] = Line(
                id=str(twin.id),
                person=persons[key],
                subject=str(twin.cohort_id),
                attended=twin.attended,
            )
    return _by_line(lines.values()), cohorts


def _shared(people: Sequence[Trainee], paid: Mapping[int, int]) -> Wanted:
    """Accounts and phones used by several of those who are paid."""
    payees = [one for one in people if paid.get(one.id)]
    accounts = Counter(one.account for one in payees if one.account)
    phones = Counter(one.phone for one in payees if one.phone)
    return _by_line(
        Line(
            id=str(one.id),
            person=one.person.hex(),
            subject="",
            account=one.account.hex() if one.account else "",
            phone=one.phone.hex() if one.phone else "",
        )
        for one in payees
        if accounts[one.account or b""] > 1 or phones[one.phone or b""] > 1
    )


def _by_line(lines: Iterable[Line]) -> Wanted:
    found: Wanted = {}
    for doubt in doubts(tuple(lines)):
        plain = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in doubt.facts.items()
        }
        for subject in doubt.subjects:
            others = [int(each) for each in doubt.subjects if each != subject]
            found.setdefault((int(subject), doubt.code.value), {**plain, "with": others})
    return found


def _stored(session: Session, cohort_ids: Collection[int]) -> dict[tuple[int, str], Doubt]:
    rows = session.scalars(select(Doubt).where(Doubt.cohort_id.in_(cohort_ids)))
    return {(row.enrolment_id, row.code): row for row in rows}


def settle_doubt(
    session: Session, actor: Actor, now: datetime, cohort: Cohort, doubt: Doubt, reason: str
) -> Doubt:
    """Say with a reason why a 疑点 does not stand in the way.

    Raises DomainError: NOT_PERMITTED, REASON_MISSING, DOUBT_SETTLED.
    """
    if not (actor.may(PREPARE, cohort.county) or actor.may(REVIEW, cohort.county)):
        raise DomainError("NOT_PERMITTED", permission=PREPARE)
    if not reason.strip():
        raise DomainError("REASON_MISSING")
    if doubt.settled_at is not None:
        raise DomainError("DOUBT_SETTLED")
    doubt.settled_at, doubt.settled_by, doubt.reason = now, actor.name, reason.strip()[:300]
    session.flush()
    audit.record(
        session, actor, now, "subsidies:doubt_settled",
        county=cohort.county, object_type="cohort", object_id=cohort.uid, code=doubt.code,
    )  # fmt: skip
    return doubt


def open_doubts(session: Session, cohort_id: int) -> int:
    """How many 疑点 of a cohort nobody has settled."""
    return (
        session.scalar(
            select(func.count()).where(Doubt.cohort_id == cohort_id, Doubt.settled_at.is_(None))
        )
        or 0
    )
