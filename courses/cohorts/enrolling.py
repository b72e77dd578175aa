"""Trainees come, come late, go and change cohorts; attendance tells how many marks there are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session as Db

from courses.cohorts import journal, queries, rules
from courses.cohorts.events import EnrolmentsChanged
from courses.cohorts.lifecycle import enrolment_findings
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.rules import EnrolmentState, Finding
from courses.cohorts.services import EDIT, require_editable
from lms.accounts.actor import Actor
from lms.errors import DomainError
from lms.events import publish
from lms.orm import new_uid
from lms.runs.models import Run


@dataclass(frozen=True, slots=True)
class NewTrainee:
    """Who is to be enrolled, with the standing on the first day and where the roster says so."""

    person_id: int
    category: str
    category_text: str = ""
    intention: str = ""
    source_row: int | None = None


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What came of it: ids of new enrolments, and people who were in the cohort before."""

    new: tuple[int, ...]
    known: tuple[int, ...]
    findings: tuple[Finding, ...] = ()


def enrol(
    session: Db,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    people: Sequence[NewTrainee],
    *,
    from_date: date | None = None,
    run: Run | None = None,
    announce: bool = True,
) -> Enrolled:
    """Enrol people in their order; `from_date` after the start makes them late joiners.

    Who is or was in the cohort is left as is. With `announce=False` (slices of a run) the caller
    publishes `EnrolmentsChanged` and writes the history once. Raises COHORT_FROZEN,
    ENROLMENT_OUTSIDE_DATES.
    """
    actor.require(EDIT, cohort.county, cohort.centre_id)
    require_editable(cohort)
    day = from_date or cohort.start
    findings = enrolment_findings(rules.Enrolment(day), cohort.start, cohort.end)
    journal.refuse_on(findings)
    _lock(session, cohort.id)
    known = _known(session, cohort, [one.person_id for one in people])
    fresh = list({one.person_id: one for one in people if one.person_id not in known}.values())
    if not fresh:
        return Enrolled((), tuple(known))
    seat = session.scalar(
        select(func.coalesce(func.max(Enrolment.seat), 0)).where(Enrolment.cohort_id == cohort.id)
    )
    rows = [
        _row(cohort, one, day, now, run, (seat or 0) + number)
        for number, one in enumerate(fresh, start=1)
    ]
    session.execute(insert(Enrolment), rows)
    new = _ids(session, cohort, [one.person_id for one in fresh])
    if announce:
        late = day > cohort.start
        action = "trainees_joined_late" if late else "trainees_enrolled"
        journal.write(session, actor, now, cohort, action, count=len(new), date=day)
        publish(session, EnrolmentsChanged(cohort.id, new, actor, now))
    return Enrolled(new, tuple(known), findings)


def _row(
    cohort: Cohort, one: NewTrainee, day: date, now: datetime, run: Run | None, seat: int
) -> dict[str, object]:
    return {
        "uid": new_uid(),
        "cohort_id": cohort.id,
        "person_id": one.person_id,
        "seat": seat,
        "from_date": day,
        "state": EnrolmentState.ENROLLED,
        "reason": "",
        "category": one.category,
        "category_text": one.category_text[:80],
        "intention": one.intention[:80],
        "source_row": one.source_row,
        "run_id": run.id if run else None,
        "created_at": now,
    }


def _known(session: Db, cohort: Cohort, people: Collection[int]) -> list[int]:
    found: list[int] = []
    for part in queries.chunks(people):
        found += session.scalars(
            select(Enrolment.person_id)
            .where(Enrolment.cohort_id == cohort.id, Enrolment.person_id.in_(part))
            .order_by(Enrolment.seat)
        )
    return found


def _ids(session: Db, cohort: Cohort, people: Collection[int]) -> tuple[int, ...]:
    found: list[int] = []
    for part in queries.chunks(people):
        found += session.scalars(
            select(Enrolment.id)
            .where(Enrolment.cohort_id == cohort.id, Enrolment.person_id.in_(part))
            .order_by(Enrolment.seat)
        )
    return tuple(found)


def withdraw(
    session: Db, actor: Actor, now: datetime, row: Enrolment, *, last_day: date, reason: str
) -> tuple[Finding, ...]:
    """退班: `last_day` is the last day of the stay; before the first one when the person never came.

    Raises ENROLMENT_NOT_ACTIVE, ENROLMENT_REASON_MISSING, ENROLMENT_DATES_ORDER, COHORT_FROZEN.
    """
    cohort = session.get_one(Cohort, row.cohort_id)
    findings = _end(actor, cohort, row, EnrolmentState.WITHDRAWN, last_day, reason)
    session.flush()
    journal.write(
        session,
        actor,
        now,
        cohort,
        "trainee_withdrawn",
        reason,
        enrolment=row.uid,
        date=last_day,
    )
    publish(session, EnrolmentsChanged(row.cohort_id, (row.id,), actor, now))
    return findings


def readmit(session: Db, actor: Actor, now: datetime, row: Enrolment, *, reason: str) -> None:
    """恢复在班: a withdrawal that was an error, or a trainee who came back."""
    cohort = session.get_one(Cohort, row.cohort_id)
    actor.require(EDIT, cohort.county, cohort.centre_id)
    require_editable(cohort)
    if row.state is not EnrolmentState.WITHDRAWN:
        raise DomainError("ENROLMENT_NOT_WITHDRAWN")
    if not reason.strip():
        raise DomainError("ENROLMENT_REASON_MISSING")
    row.state, row.until_date, row.reason = EnrolmentState.ENROLLED, None, ""
    row.from_date = max(row.from_date, cohort.start)
    session.flush()
    journal.write(session, actor, now, cohort, "trainee_readmitted", reason, enrolment=row.uid)
    publish(session, EnrolmentsChanged(row.cohort_id, (row.id,), actor, now))


def _lock(session: Db, *cohort_ids: int) -> None:
    """Let one at a time change who is in these cohorts; two who change the same two never wait
    for each other."""
    rows = select(Cohort.id).where(Cohort.id.in_(cohort_ids)).order_by(Cohort.id)
    session.execute(rows.with_for_update()).all()


def transfer(
    session: Db,
    actor: Actor,
    now: datetime,
    row: Enrolment,
    to: Cohort,
    *,
    first_day: date,
    reason: str,
) -> Enrolment:
    """转班: the old stay ends the day before `first_day`; the new one continues it.

    Who leaves before the first day of the old cohort carries nothing over. Raises
    TRANSFER_SAME_COHORT, TRANSFER_OTHER_COUNTY, ENROLMENT_KNOWN and what `withdraw` raises.
    """
    cohort = session.get_one(Cohort, row.cohort_id)
    if to.id == cohort.id:
        raise DomainError("TRANSFER_SAME_COHORT")
    if to.county != cohort.county:
        raise DomainError("TRANSFER_OTHER_COUNTY")
    actor.require(EDIT, to.county, to.centre_id)
    require_editable(to)
    _lock(session, cohort.id, to.id)
    last_day = first_day - timedelta(days=1)
    attended = last_day >= row.from_date
    left_on = min(last_day, cohort.end) if attended else last_day
    _end(actor, cohort, row, EnrolmentState.TRANSFERRED, left_on, reason)
    session.flush()
    journal.refuse_on(
        enrolment_findings(
            rules.Enrolment(first_day),
            to.start,
            to.end,
            earlier=queries.stay_of(row) if attended else None,
        )
    )
    if _known(session, to, [row.person_id]):
        raise DomainError("ENROLMENT_KNOWN")
    one = NewTrainee(row.person_id, row.category, row.category_text, row.intention)
    done = enrol(session, actor, now, to, [one], from_date=first_day, announce=False)
    new = session.get_one(Enrolment, done.new[0])
    new.previous_id = row.id if attended else None
    session.flush()
    facts = {"enrolment": row.uid, "successor": new.uid, "date": first_day}
    journal.write(session, actor, now, cohort, "trainee_left", reason, **facts)
    journal.write(session, actor, now, to, "trainee_arrived", reason, **facts)
    publish(session, EnrolmentsChanged(row.cohort_id, (row.id,), actor, now))
    publish(session, EnrolmentsChanged(to.id, (new.id,), actor, now))
    return new


def correct_enrolment(
    session: Db,
    actor: Actor,
    now: datetime,
    row: Enrolment,
    *,
    category: str | None = None,
    category_text: str | None = None,
    intention: str | None = None,
    from_date: date | None = None,
    reason: str = "",
) -> bool:
    """Correct what was recorded of a stay; False when nothing differs."""
    cohort = session.get_one(Cohort, row.cohort_id)
    actor.require(EDIT, cohort.county, cohort.centre_id)
    require_editable(cohort)
    wanted = {
        "category": category,
        "category_text": category_text,
        "intention": intention,
        "from_date": from_date,
    }
    changed = {k: v for k, v in wanted.items() if v is not None and v != getattr(row, k)}
    if not changed:
        return False
    before = {name: getattr(row, name) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    stay = queries.stay_of(row)
    journal.refuse_on(enrolment_findings(stay, cohort.start, cohort.end, reason=row.reason))
    session.flush()
    facts = {"enrolment": row.uid, "fields": sorted(changed), "before": before, "after": changed}
    journal.write(session, actor, now, cohort, "trainee_corrected", reason, **facts)
    publish(session, EnrolmentsChanged(row.cohort_id, (row.id,), actor, now))
    return True


def _end(
    actor: Actor, cohort: Cohort, row: Enrolment, state: EnrolmentState, last_day: date, reason: str
) -> tuple[Finding, ...]:
    """End a stay; one that never began ends the day before it would have."""
    actor.require(EDIT, cohort.county, cohort.centre_id)
    require_editable(cohort)
    if row.state is not EnrolmentState.ENROLLED:
        raise DomainError("ENROLMENT_NOT_ACTIVE")
    never_came = last_day < row.from_date and not row.marks
    if never_came:
        last_day = row.from_date - timedelta(days=1)
        if not reason.strip():
            raise DomainError("ENROLMENT_REASON_MISSING")
    else:
        stay = rules.Enrolment(row.from_date, last_day, state)
        findings = enrolment_findings(stay, cohort.start, cohort.end, reason=reason)
        journal.refuse_on(findings)
    row.state, row.until_date, row.reason = state, last_day, reason.strip()[:200]
    return () if never_came else findings
