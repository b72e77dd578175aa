"""What waits for somebody on the first page, what stands on a person's page, and the indicators."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.leaders import coverage, listing, queries
from courses.leaders.entering import EDIT
from courses.leaders.models import Leader
from courses.leaders.rules import SERVING, LeaderState
from courses.leaders.services import DECIDE, REVIEW
from courses.rosters.models import Person
from lms.accounts.actor import Actor, below
from lms.plugin import Figure, Task


def to_review(session: Session, actor: Actor, today: date) -> Sequence[Task]:
    """Candidates recommended by their village whose notice is over."""
    found = listing.waiting(session, actor, REVIEW, "review", today)
    said = _("%(count)s 名村推荐的带头人公示期满，等待乡审核", count=found.count)
    return _task(found, "review", said, _("去审核"))


def to_decide(session: Session, actor: Actor, today: date) -> Sequence[Task]:
    """Reviewed candidates that this person may decide on."""
    found = listing.waiting(session, actor, DECIDE, "decide", today)
    said = _("%(count)s 名带头人等待县审定", count=found.count)
    return _task(found, "decide", said, _("去审定"))


def to_train(session: Session, actor: Actor, today: date) -> Sequence[Task]:
    """Decided leaders whose notice is over and who have not been trained."""
    found = listing.waiting(session, actor, EDIT, "train", today)
    said = _("%(count)s 名已审定的带头人公示期满，等待培训", count=found.count)
    return _task(found, "train", said, _("去安排"))


def to_activate(session: Session, actor: Actor, today: date) -> Sequence[Task]:
    """Certified leaders who do not serve yet."""
    found = listing.waiting(session, actor, EDIT, "activate", today)
    said = _("%(count)s 名带头人已持证，等待上岗", count=found.count)
    return _task(found, "activate", said, _("去办理"))


def _task(found: listing.Waiting, name: str, said: str, button: str) -> Sequence[Task]:
    if not found.count:
        return ()
    way = url_for("leaders.index", waiting=name)
    if found.only is not None:
        way = url_for("leaders.leader", leader_id=found.only)
    return (Task(said, found.count, way, button),)


def of_person(session: Session, actor: Actor, person: Person) -> Mapping[str, object] | None:
    """Whether somebody of the archive is a leader, or the one click to make a candidate of them."""
    known = queries.leader_of_person(session, actor, person.id)
    may = actor.may(EDIT, person.county)
    if known is None and not may:
        return None
    return {"leader": known, "person": person, "may": may}


def in_state(session: Session, prefix: str, *wanted: LeaderState) -> Figure:
    """Leaders below a division in these states, over all leaders and candidates there."""
    counts = coverage.states(session, below(Leader.place, prefix))
    return Figure(sum(counts[state] for state in wanted), sum(counts.values()))


def active(session: Session, prefix: str, start: date, end: date) -> Figure:
    """Leaders active on the last day."""
    served = coverage.covered_villages(session, prefix, end)
    return Figure(len({leader for leaders in served.values() for leader in leaders}))


def outstanding(session: Session, prefix: str, start: date, end: date) -> Figure:
    """Outstanding leaders among those who serve, now."""
    counts = coverage.states(session, below(Leader.place, prefix))
    return Figure(counts[LeaderState.OUTSTANDING], sum(counts[state] for state in SERVING))


def in_pool(session: Session, prefix: str, start: date, end: date) -> Figure:
    """Candidates on the way, now."""
    pool = set(LeaderState) - set(SERVING) - {LeaderState.LEFT, LeaderState.REFUSED}
    return in_state(session, prefix, *pool)


def covered(session: Session, prefix: str, start: date, end: date) -> Figure:
    """Eligible villages with an active leader on the last day, over all eligible ones of that day."""
    return Figure(
        coverage.count_covered(session, prefix, end), coverage.count_eligible(session, prefix, end)
    )


def eligible(session: Session, prefix: str, start: date, end: date) -> Figure:
    """Villages whose flag was set on or before the last day."""
    return Figure(coverage.count_eligible(session, prefix, end))


def households(session: Session, prefix: str, start: date, end: date) -> Figure:
    """Distinct households brought along on some day from–to."""
    return Figure(coverage.count_households(session, prefix, start, end))
