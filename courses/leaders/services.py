"""Steps of a leader's life and moves between villages; what certificates tell of leaders."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.rules import CohortState, EnrolmentState
from courses.leaders import steps
from courses.leaders.entering import EDIT
from courses.leaders.events import LeaderLeft, LeaderMoved, LeaderStepped
from courses.leaders.models import Leader, LeaderPlace, LeaderStep, Village
from courses.leaders.placing import begin_service, end_links, end_service, move_rows
from courses.leaders.rules import SERVING, LeaderAction, LeaderState
from courses.leaders.steps import Past, Wanted
from courses.leaders.villages import refuse_merged
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.clock import today as day_of
from lms.errors import DomainError
from lms.events import publish

REVIEW = "leaders:leader:review"
DECIDE = "leaders:leader:decide"
NEEDS = {
    LeaderAction.REVIEW: REVIEW,
    LeaderAction.DECIDE: DECIDE,
    LeaderAction.DISTINGUISH: DECIDE,
    LeaderAction.SETTLE_BACK: DECIDE,
}
"""Permissions of the steps; all others need `leaders:leader:edit`."""


@dataclass(frozen=True, slots=True)
class Papers:
    """What comes with a step."""

    reason: str = ""
    document: str = ""
    attachment: str = ""
    notice_from: date | None = None
    notice_to: date | None = None
    cohort_id: int | None = None
    certificate_number: str = ""


def take_step(
    session: Session,
    actor: Actor,
    now: datetime,
    leader: Leader,
    action: LeaderAction,
    on: date,
    papers: Papers | None = None,
) -> LeaderStep:
    """Take a step; who, when and with what paper stay on record.

    Raises NOT_PERMITTED, what `steps.check` says, LEADER_COHORT_UNFIT, LEADER_TRAINING_UNPROVED,
    LEADER_CERTIFICATE_MISSING.
    """
    given = papers or Papers()
    actor.require(NEEDS.get(action, EDIT), leader.place)
    _locked(session, leader)
    past = past_of(session, leader.id)
    wanted = Wanted(action, on, actor.id, given.reason, given.notice_from, given.notice_to)
    found = steps.check(leader.state, past, wanted, day_of(now))
    if found:
        raise DomainError(found[0].code, **found[0].facts)
    if action is LeaderAction.TRAIN:
        _note_cohort(session, leader, given)
    if action is LeaderAction.CERTIFY:
        _note_certificate(leader, given.certificate_number, on)
    return _write(session, actor, now, leader, action, on, given)


def _write(
    session: Session,
    actor: Actor,
    now: datetime,
    leader: Leader,
    action: LeaderAction,
    on: date,
    given: Papers,
) -> LeaderStep:
    before, after = leader.state, steps.after(leader.state, action)
    step = LeaderStep(
        leader_id=leader.id, seq=_next_seq(session, leader.id), action=action, before=before,
        after=after, effective_on=on, at=now, by=actor.name, by_account_id=actor.id,
        reason=given.reason.strip(), document=given.document.strip(),
        attachment=given.attachment.strip(), notice_from=given.notice_from,
        notice_to=given.notice_to,
    )  # fmt: skip
    session.add(step)
    leader.state, leader.state_on = after, on
    leader.notice_to = given.notice_to
    if action is LeaderAction.RETURN:
        leader.cohort_id, leader.certificate_number, leader.certified_on = None, "", None
    if after in SERVING and before not in SERVING:
        begin_service(session, leader, on)
    if before in SERVING and after not in SERVING:
        end_service(session, leader, on)
    session.flush()
    audit.record(
        session, actor, now, f"leaders:{action}", county=leader.county,
        object_type="leaders.leader", object_id=leader.uid, before=str(before), after=str(after),
    )  # fmt: skip
    publish(session, LeaderStepped(leader.id, action, before, after, on, actor, now))
    if after is LeaderState.LEFT:
        end_links(session, leader, on, given.reason.strip())
        publish(session, LeaderLeft(leader.id, on, given.reason.strip(), actor, now))
    return step


def _locked(session: Session, leader: Leader) -> None:
    session.flush()
    session.scalars(
        select(Leader)
        .where(Leader.id == leader.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _next_seq(session: Session, leader_id: int) -> int:
    last = session.scalar(select(func.max(LeaderStep.seq)).where(LeaderStep.leader_id == leader_id))
    return (last or 0) + 1


def past_of(session: Session, leader_id: int) -> Sequence[Past]:
    """The steps of a leader in order, as the checks need them."""
    rows = session.execute(
        select(
            LeaderStep.action,
            LeaderStep.effective_on,
            LeaderStep.by_account_id,
            LeaderStep.notice_to,
        )
        .where(LeaderStep.leader_id == leader_id)
        .order_by(LeaderStep.seq)
    )
    return [Past(*row) for row in rows]


def _note_cohort(session: Session, leader: Leader, given: Papers) -> None:
    """Training is shown by a closed cohort in which the person stayed, or else by a paper."""
    cohort_id = given.cohort_id
    if cohort_id is None:
        if not given.document.strip():
            raise DomainError("LEADER_TRAINING_UNPROVED")
        return
    stayed = session.scalar(
        select(Enrolment.id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(
            Enrolment.person_id == leader.person_id,
            Enrolment.state == EnrolmentState.ENROLLED,
            Cohort.id == cohort_id,
            Cohort.state == CohortState.CLOSED,
        )
    )
    if stayed is None:
        raise DomainError("LEADER_COHORT_UNFIT")
    leader.cohort_id = cohort_id


def _note_certificate(leader: Leader, number: str, on: date) -> None:
    if number.strip():
        leader.certificate_number, leader.certified_on = number.strip(), on
    if not leader.certificate_number:
        raise DomainError("LEADER_CERTIFICATE_MISSING")


def move(
    session: Session,
    actor: Actor,
    now: datetime,
    leader: Leader,
    village: Village,
    on: date,
    reason: str,
) -> None:
    """The leader belongs to another village of the county from `on`; coverage follows the day.

    Raises NOT_PERMITTED, LEADER_REASON_MISSING, LEADER_DATE_AHEAD, VILLAGE_MERGED,
    LEADER_MOVE_SAME_VILLAGE, LEADER_MOVE_OTHER_COUNTY, LEADER_MOVE_BEFORE_LAST.
    """
    actor.require(EDIT, leader.place)
    actor.require(EDIT, village.code)
    _locked(session, leader)
    refuse_merged(session, village)
    if not reason.strip():
        raise DomainError("LEADER_REASON_MISSING")
    if village.id == leader.village_id:
        raise DomainError("LEADER_MOVE_SAME_VILLAGE")
    if village.county != leader.county:
        raise DomainError("LEADER_MOVE_OTHER_COUNTY")
    if on > day_of(now):
        raise DomainError("LEADER_DATE_AHEAD", day=on)
    since = session.scalar(
        select(func.max(LeaderPlace.from_on)).where(LeaderPlace.leader_id == leader.id)
    )
    if since is not None and on <= since:
        raise DomainError("LEADER_MOVE_BEFORE_LAST", day=since)
    before = leader.village_id
    move_rows(session, actor, now, leader, village, on, reason.strip())
    audit.record(
        session, actor, now, "leaders:moved", county=leader.county,
        object_type="leaders.leader", object_id=leader.uid,
    )  # fmt: skip
    publish(session, LeaderMoved(leader.id, before, village.id, on, actor, now))


def record_trained(
    session: Session, actor: Actor, now: datetime, cohort_id: int, person_ids: Iterable[int]
) -> list[int]:
    """These people have completed a closed cohort: decided leaders among them are trained.

    One whose notice is still up stays as decided. Ids of the leaders who took the step.
    """
    taken = []
    for leader in _leaders_of(session, person_ids):
        if leader.state is LeaderState.DECIDED and _may_train(session, leader, day_of(now)):
            leader.cohort_id = cohort_id
            _write(session, actor, now, leader, LeaderAction.TRAIN, day_of(now), Papers())
            taken.append(leader.id)
    return taken


def record_certified(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    person_id: int,
    number: str,
    on: date,
    cohort_id: int | None = None,
) -> Leader | None:
    """A certificate was issued to a person: a decided or trained leader is certified by it.

    Of anybody else who is in the register the number is noted, for the step to come. None for a
    person the register does not know.
    """
    found = _leaders_of(session, [person_id])
    if not found:
        return None
    leader = found[0]
    leader.certificate_number, leader.certified_on = number, on
    day = max(on, leader.state_on)
    if leader.state is LeaderState.DECIDED and _may_train(session, leader, day):
        leader.cohort_id = cohort_id
        _write(session, actor, now, leader, LeaderAction.TRAIN, day, Papers())
    if leader.state is LeaderState.TRAINED:
        leader.cohort_id = leader.cohort_id or cohort_id
        given = Papers(document=number)
        _write(session, actor, now, leader, LeaderAction.CERTIFY, day, given)
    session.flush()
    return leader


def record_revoked(
    session: Session, actor: Actor, now: datetime, *, person_id: int, number: str
) -> Leader | None:
    """A leader's certificate was taken back: who was only certified is trained again.

    Who serves goes on serving, without a certificate; the step stands in the history.
    """
    found = [one for one in _leaders_of(session, [person_id]) if one.certificate_number == number]
    if not found:
        return None
    leader = found[0]
    leader.certificate_number, leader.certified_on = "", None
    before = leader.state
    after = LeaderState.TRAINED if before is LeaderState.CERTIFIED else before
    day = max(day_of(now), leader.state_on)
    session.add(
        LeaderStep(
            leader_id=leader.id, seq=_next_seq(session, leader.id), action=LeaderAction.REVOKE,
            before=before, after=after, effective_on=day, at=now, by=actor.name,
            by_account_id=actor.id, document=number,
        )
    )  # fmt: skip
    leader.state = after
    leader.state_on = day if after is not before else leader.state_on
    session.flush()
    publish(session, LeaderStepped(leader.id, LeaderAction.REVOKE, before, after, day, actor, now))
    return leader


def _may_train(session: Session, leader: Leader, day: date) -> bool:
    wanted = Wanted(LeaderAction.TRAIN, day)
    return steps.notice_running(past_of(session, leader.id), wanted) is None


def _leaders_of(session: Session, person_ids: Iterable[int]) -> list[Leader]:
    wanted = list(person_ids)
    if not wanted:
        return []
    return list(
        session.scalars(
            select(Leader)
            .where(Leader.person_id.in_(wanted))
            .options(joinedload(Leader.person))
            .order_by(Leader.id)
            .with_for_update(of=Leader)
        )
    )
