"""People who were never taught, drawn to be asked beside the graduates of a class (对照对象).

They have the waves of the class, on the same days; whoever enrols in a class leaves on that day.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session, joinedload

from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.rules import CohortState, EnrolmentState
from courses.leaders.models import Leader
from courses.leaders.rules import LeaderState
from courses.outcomes import drawing, scheduling
from courses.outcomes.assigning import beats_of
from courses.outcomes.attempting import close_waves
from courses.outcomes.drawing import Candidate, Reason
from courses.outcomes.models import (
    AttemptRow,
    Case,
    Comparison,
    ConsentStep,
    Draft,
    Interview,
    Referral,
    Wave,
)
from courses.outcomes.rules import Beside, ClosedBy, Consent, ExitKind, Priority, WaveState
from courses.rosters.models import Person
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.clock import today as day_of
from lms.errors import DomainError, NotFound
from lms.orm import new_uid

CHOOSE = "outcomes:comparison:choose"
TRAINED = (
    LeaderState.TRAINED, LeaderState.CERTIFIED, LeaderState.ACTIVE, LeaderState.OUTSTANDING,
)  # fmt: skip
PUT_FORWARD = (LeaderState.RECOMMENDED, LeaderState.REVIEWED, LeaderState.DECIDED)
BEGUN = (CohortState.RUNNING, CohortState.CLOSED)


def candidates(session: Session, cohort: Cohort) -> list[Candidate]:
    """Everybody in the archive of the class's county, with what keeps them out."""
    waiting = _waiting(session, cohort)
    reasons = _reasons(session, cohort)
    rows = session.execute(
        select(Person.id, Person.uid, Person.home_place)
        .where(Person.county == cohort.county)
        .order_by(Person.id)
    )
    return [
        Candidate(
            key, uid, home or "", key in waiting,
            next((reason for reason in Reason if key in reasons[reason]), None),
        )
        for key, uid, home in rows
    ]  # fmt: skip


def homes_of(session: Session, cohort: Cohort) -> set[str]:
    """Where the people of a class live, as far as it is known."""
    return set(
        session.scalars(
            select(Person.home_place)
            .join(Enrolment, Enrolment.person_id == Person.id)
            .where(Enrolment.cohort_id == cohort.id, Person.home_place.is_not(None))
        )
    )


def _waiting(session: Session, cohort: Cohort) -> set[int]:
    """On the list of a class that has not begun, or a leader put forward and not trained yet."""
    listed = session.scalars(
        select(Enrolment.person_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(
            Enrolment.state == EnrolmentState.ENROLLED,
            Cohort.state == CohortState.OPEN,
            Cohort.county == cohort.county,
        )
    )
    leaders = session.scalars(
        select(Leader.person_id).where(
            Leader.county == cohort.county, Leader.state.in_(PUT_FORWARD)
        )
    )
    return {*listed, *leaders}


def _reasons(session: Session, cohort: Cohort) -> dict[Reason, set[int]]:
    said = (
        select(ConsentStep.person_id, func.max(ConsentStep.id).label("last"))
        .join(Person, Person.id == ConsentStep.person_id)
        .where(Person.county == cohort.county)
        .group_by(ConsentStep.person_id)
        .subquery()
    )
    wanted = {
        Reason.DIED: [
            select(Case.person_id).where(Case.county == cohort.county, Case.died_on.is_not(None))
        ],
        Reason.WITHDRAWN: [
            select(ConsentStep.person_id)
            .join(said, said.c.last == ConsentStep.id)
            .where(ConsentStep.consent == Consent.WITHDRAWN)
        ],
        Reason.IN_CLASS: [
            select(Enrolment.person_id).where(Enrolment.cohort_id == cohort.id),
            select(Case.person_id).where(
                Case.cohort_id == cohort.id, Case.comparison_id.is_not(None)
            ),
        ],
        Reason.TAUGHT: [
            select(Enrolment.person_id)
            .join(Cohort, Cohort.id == Enrolment.cohort_id)
            .where(Cohort.county == cohort.county, Cohort.state.in_(BEGUN)),
            select(Leader.person_id).where(
                Leader.county == cohort.county, Leader.state.in_(TRAINED)
            ),
        ],
        Reason.ASKED: [
            select(Case.person_id)
            .join(Wave, Wave.case_id == Case.id)
            .where(
                Case.county == cohort.county,
                Case.comparison_id.is_not(None),
                Wave.state == WaveState.OPEN,
            )
        ],
    }
    return {
        reason: {key for each in queries for key in session.scalars(each)}
        for reason, queries in wanted.items()
    }


def draws(session: Session, cohort: Cohort) -> Sequence[Comparison]:
    """The draws of a class in order, the undone ones too."""
    return session.scalars(
        select(Comparison).where(Comparison.cohort_id == cohort.id).order_by(Comparison.number)
    ).all()


def people_of(session: Session, cohort: Cohort) -> Sequence[Case]:
    """The people compared with a class, by place and name."""
    return session.scalars(
        select(Case)
        .join(Person, Person.id == Case.person_id)
        .where(Case.cohort_id == cohort.id, Case.comparison_id.is_not(None))
        .options(joinedload(Case.person), joinedload(Case.left_for))
        .order_by(Case.place, Person.name_key, Case.id)
    ).all()


def choose(
    session: Session,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    *,
    beside: Beside,
    wanted: int,
    number: int,
    lot_number: str = "",
) -> Comparison:
    """Draw people to be compared with a class; `number` is the draw's place among those of the class.

    The seed is the class's and the group's, so that nobody can draw until it suits; a further draw
    goes on where the last one ended. Raises DomainError: NOT_PERMITTED, COMPARISON_OTHER_DRAW
    (somebody drew meanwhile, or the form came twice), COMPARISON_CLASS_CANCELLED,
    COMPARISON_LOT_WAITING, COMPARISON_NOBODY, COMPARISON_TOO_LATE.
    """
    actor.require(CHOOSE, cohort.county, cohort.centre_id)
    session.scalar(select(Cohort.id).where(Cohort.id == cohort.id).with_for_update())
    known = draws(session, cohort)
    if number != len(known) + 1:
        raise DomainError("COMPARISON_OTHER_DRAW")
    if cohort.state is CohortState.CANCELLED:
        raise DomainError("COMPARISON_CLASS_CANCELLED")
    if lot_number.strip() and beside is not Beside.WAITING:
        raise DomainError("COMPARISON_LOT_WAITING")
    homes = homes_of(session, cohort)
    offered = [x for x in candidates(session, cohort) if drawing.fits(x, beside, homes)]
    seed = f"{cohort.uid}:{beside.value}"
    chosen = drawing.draw(seed, offered, wanted)
    if not chosen:
        raise DomainError("COMPARISON_NOBODY")
    row = Comparison(
        cohort_id=cohort.id, number=number, beside=beside, wanted=wanted, offered=len(offered),
        drawn=len(chosen), seed=seed, lot_number=lot_number.strip(), at=now, by=actor.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _add(session, now, cohort, row, [each.person_id for each in chosen])
    scheduling.schedule_compared(session, now, cohort)
    if cohort.state is CohortState.CLOSED and not _anything_open(session, row):
        raise DomainError("COMPARISON_TOO_LATE")
    _note(session, actor, now, "outcomes:comparison_drawn", cohort, len(chosen))
    return row


def _anything_open(session: Session, row: Comparison) -> bool:
    found = (
        select(Wave.id)
        .join(Case, Case.id == Wave.case_id)
        .where(Case.comparison_id == row.id, Wave.state == WaveState.OPEN)
    )
    return session.scalar(found.limit(1)) is not None


def _add(
    session: Session, now: datetime, cohort: Cohort, row: Comparison, ids: Sequence[int]
) -> None:
    beats = beats_of(session, cohort.county)
    new: list[dict[str, object]] = []
    for at in range(0, len(ids), scheduling.CHUNK):
        part = ids[at : at + scheduling.CHUNK]
        for person in session.scalars(select(Person).where(Person.id.in_(part))):
            place = scheduling.place_of(cohort.county, person)
            idle = person.category in scheduling.UNEMPLOYED
            new.append({
                "uid": new_uid(), "comparison_id": row.id, "person_id": person.id,
                "cohort_id": cohort.id, "course_id": cohort.course_id, "county": cohort.county,
                "centre_id": cohort.centre_id, "place": place, "category": person.category,
                "sex": person.sex, "enrolled_on": cohort.start, "exit_on": cohort.end,
                "exit_kind": ExitKind.COMPARISON,
                "priority": Priority.UNEMPLOYED if idle else Priority.OTHER,
                "worker_id": beats.worker(place), "created_at": now,
            })  # fmt: skip
    for at in range(0, len(new), scheduling.CHUNK):
        session.execute(insert(Case), new[at : at + scheduling.CHUNK])


def comparison_for(session: Session, actor: Actor, comparison_id: int) -> tuple[Comparison, Cohort]:
    """A draw and its class, or NotFound outside the scope."""
    row = session.get(Comparison, comparison_id)
    cohort = session.get(Cohort, row.cohort_id) if row else None
    if row is None or cohort is None or not actor.may(CHOOSE, cohort.county, cohort.centre_id):
        raise NotFound
    return row, cohort


def undo(session: Session, actor: Actor, now: datetime, comparison_id: int) -> Cohort:
    """Take a draw back while nothing was asked. Raises DomainError COMPARISON_ASKED."""
    row, cohort = comparison_for(session, actor, comparison_id)
    if row.undone_at is not None:
        return cohort
    cases = select(Case.id).where(Case.comparison_id == row.id)
    waves = select(Wave.id).where(Wave.case_id.in_(cases))
    begun = (
        select(AttemptRow.id).where(AttemptRow.wave_id.in_(waves)),
        select(Interview.id).where(Interview.case_id.in_(cases)),
        select(Draft.id).where(Draft.wave_id.in_(waves)),
        select(Referral.id).where(Referral.case_id.in_(cases)),
    )
    if any(session.scalar(each.limit(1)) is not None for each in begun):
        raise DomainError("COMPARISON_ASKED")
    session.execute(delete(Wave).where(Wave.case_id.in_(cases)))
    session.execute(delete(Case).where(Case.comparison_id == row.id))
    row.undone_at, row.undone_by = now, actor.name
    session.flush()
    _note(session, actor, now, "outcomes:comparison_undone", cohort, row.drawn)
    return cohort


def leave(
    session: Session, now: datetime, cohort: Cohort, only: Collection[int] | None = None
) -> int:
    """Whoever of a comparison is enrolled in a class leaves it; how many.

    Somebody who waited for this class already when the draw was made leaves when it begins.
    """
    wanted = (
        select(Case, Enrolment)
        .join(Enrolment, Enrolment.person_id == Case.person_id)
        .where(
            Enrolment.cohort_id == cohort.id,
            Enrolment.state == EnrolmentState.ENROLLED,
            Case.comparison_id.is_not(None),
            Case.left_on.is_(None),
        )
    )
    if only is not None:
        wanted = wanted.where(Enrolment.id.in_(only))
    begun, gone = cohort.state in BEGUN, 0
    for case, enrolment in session.execute(wanted).all():
        if not begun and enrolment.created_at < case.created_at:
            continue
        case.left_on = min(day_of(now), enrolment.from_date) if begun else day_of(now)
        case.left_for_id = cohort.id
        close_waves(session, case, ClosedBy.ENROLLED)
        gone += 1
    session.flush()
    return gone


def come_back(session: Session, now: datetime, enrolment_ids: Collection[int]) -> None:
    """Enrolments are taken back: whoever left a comparison for them is in it again."""
    rows = session.scalars(
        select(Case)
        .join(Enrolment, Enrolment.person_id == Case.person_id)
        .where(Enrolment.id.in_(enrolment_ids), Case.left_for_id == Enrolment.cohort_id)
    ).all()
    for case in rows:
        case.left_on = case.left_for_id = None
        for wave in session.scalars(
            select(Wave).where(
                Wave.case_id == case.id,
                Wave.closed_by == ClosedBy.ENROLLED,
                Wave.closes_on >= day_of(now),
            )
        ):
            wave.state, wave.closed_by = WaveState.OPEN, None
    session.flush()


def stop(session: Session, cohort: Cohort) -> None:
    """The class is cancelled: nobody is compared with it until it is worked on again."""
    for case in people_of(session, cohort):
        close_waves(session, case, ClosedBy.REMOVED)
    session.flush()


def _note(
    session: Session, actor: Actor, now: datetime, action: str, cohort: Cohort, count: int
) -> None:
    audit.record(
        session, actor, now, action,
        county=cohort.county, object_type="cohorts.cohort", object_id=cohort.id, count=count,
    )  # fmt: skip
