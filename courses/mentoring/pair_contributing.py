"""What pairs and coverage add to other pages: the first page, a leader, a lecturer; and figures."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from courses.cohorts.api import NextStep
from courses.leaders.api import LeaderLeft, served_on
from courses.leaders.models import Leader, LeaderService
from courses.lecturers.models import Lecturer
from courses.mentoring import (
    coverage_queries,
    debt_queries,
    matching_facts,
    pairing,
    places,
    queries,
)
from courses.mentoring.models import Pair
from courses.mentoring.rules import EndedBy, PairState
from lms.accounts.actor import Actor, below
from lms.clock import today as this_day
from lms.plugin import Figure, Task
from lms.web.paging import Page

LEFT = "带头人退出"
RANK = 50
"""The place of pairing in the life of a leader."""


def unpaired(session: Session, actor: Actor, _today: date) -> Sequence[Task]:
    """Certified and serving leaders without a mentor."""
    waiting = [matching_facts.waiting(place) for place in actor.prefixes(pairing.EDIT)]
    count = sum(
        session.scalar(select(func.count()).select_from(Leader).where(one)) or 0 for one in waiting
    )
    if not count:
        return ()
    said = _("%(count)s 位带头人等待结对", count=count)
    return (Task(said, count, url_for("mentoring.waiting"), _("去结对")),)


def handing(session: Session, actor: Actor, today: date) -> Sequence[Task]:
    """Pairs whose lecturer is out of office: the leader is to be handed over."""
    found = _waiting(session, actor, debt_queries.handing(today))
    said = _("%(count)s 位带头人的讲师已离任或聘期届满，需要转交", count=len(found))
    return _task(found, said, "handing", "mentoring.pair_hand_over", _("去转交"))


def expired(session: Session, actor: Actor, today: date) -> Sequence[Task]:
    """Pairs past their agreement whose lecturer goes on."""
    found = _waiting(session, actor, debt_queries.expired(today))
    said = _("%(count)s 对帮带的协议已到期", count=len(found))
    return _task(found, said, "expired", "mentoring.pair_extend", _("去延期"))


def _waiting(session: Session, actor: Actor, which: ColumnElement[bool]) -> Sequence[int]:
    return session.scalars(
        select(Pair.id)
        .join(Leader, Leader.id == Pair.leader_id)
        .where(actor.within(pairing.EDIT, Leader.place), Pair.state == PairState.ACTIVE, which)
    ).all()


def _task(found: Sequence[int], said: str, which: str, act: str, button: str) -> Sequence[Task]:
    """Of one pair the act itself, of several the list."""
    if not found:
        return ()
    one = len(found) == 1
    url = url_for(act, pair_id=found[0]) if one else url_for("mentoring.pairs", which=which)
    return (Task(said, len(found), url, button, urgent=True),)


def uncovered(session: Session, actor: Actor, today: date) -> Sequence[Task]:
    """Eligible villages without an active leader."""
    found = [
        coverage_queries.coverage(session, place, today, today).open
        for place in actor.prefixes(pairing.EDIT)
    ]
    if not sum(found):
        return ()
    said = _("%(count)s 个有条件村还没有带头人", count=sum(found))
    return (Task(said, sum(found), url_for("mentoring.villages", kind="open"), _("去看")),)


def on_leader(session: Session, actor: Actor, leader: Leader) -> Mapping[str, object] | None:
    """The mentors of a leader, and what can be done about them; pairing where there is none."""
    pairs = queries.active_pairs(session, leader.id)
    may = actor.may(pairing.EDIT, leader.place) and leader.state in pairing.PAIRABLE
    url = url_for("mentoring.pair_new", leader_id=leader.id)
    return {
        "next_step": NextStep(RANK, _("结对"), url) if may and not pairs else None,
        "pairs": pairs, "leader": leader, "day": this_day(),
        "may_edit": actor.may(pairing.EDIT, leader.place),
        "pairable": leader.state in pairing.PAIRABLE,
    }  # fmt: skip


def on_lecturer(session: Session, actor: Actor, lecturer: Lecturer) -> Mapping[str, object] | None:
    """The leaders a lecturer holds, as far as the actor may see them."""
    lines, _page = debt_queries.pair_lines(
        session, actor, this_day(), Page(1, 50, {}), lecturer_id=lecturer.id
    )
    held = places.held_by(session, [lecturer.id])[lecturer.id]
    capacity = places.capacities(session, [lecturer])[lecturer.id]
    return {"lines": lines, "held": held, "capacity": capacity}


def leader_left(session: Session, event: LeaderLeft) -> None:
    """A leader who leaves is mentored no more; the reason is the leader's."""
    pairs = _active(session, event.leader_id)
    places.hold(session, (pair.lecturer_id for pair in pairs))
    for pair in pairs:
        on = min(max(event.on, pair.from_date), this_day(event.now))
        pairing.close(
            session,
            event.actor,
            event.now,
            pair,
            by=EndedBy.LEADER,
            on=on,
            reason=event.reason.strip() or LEFT,
        )


def _active(session: Session, leader_id: int) -> Sequence[Pair]:
    return session.scalars(
        select(Pair)
        .where(Pair.leader_id == leader_id, Pair.state == PairState.ACTIVE)
        .options(joinedload(Pair.leader, innerjoin=True))
        .order_by(Pair.id)
    ).all()


def pairs_held(session: Session, place: str, _start: date, end: date) -> Figure:
    """Pairs that held on the last day."""
    return Figure(_count(session, place, end, func.count(Pair.id)))


def lecturers_active(session: Session, place: str, _start: date, end: date) -> Figure:
    """Lecturers with at least one pair on the last day, of all who have not left by then."""
    all_of_them = session.scalar(
        select(func.count()).select_from(Lecturer).where(
            below(Lecturer.county, place[:6]),
            (Lecturer.left_on.is_(None)) | (Lecturer.left_on > end),
        )
    )  # fmt: skip
    active = session.scalar(
        select(func.count(func.distinct(Pair.lecturer_id)))
        .join(Leader, Leader.id == Pair.leader_id)
        .join(Lecturer, Lecturer.id == Pair.lecturer_id)
        .where(
            *_on(place, end), below(Lecturer.county, place[:6]),
            (Lecturer.left_on.is_(None)) | (Lecturer.left_on > end),
        )
    )  # fmt: skip
    return Figure(active or 0, all_of_them or 0)


def leaders_mentored(session: Session, place: str, _start: date, end: date) -> Figure:
    """Leaders active on the last day who had a mentor then, of all active ones."""
    service = (
        select(LeaderService.id)
        .where(
            LeaderService.leader_id == Leader.id, served_on(end),
        )
        .exists()
    )  # fmt: skip
    active = session.scalar(
        select(func.count()).select_from(Leader).where(below(Leader.place, place), service)
    )
    mentored = session.scalar(
        select(func.count(func.distinct(Pair.leader_id)))
        .join(Leader, Leader.id == Pair.leader_id)
        .where(*_on(place, end), service)
    )
    return Figure(mentored or 0, active or 0)


def load_over(session: Session, place: str, _start: date, end: date) -> Figure:
    """Mean load in pairs per mentoring lecturer: pairs over lecturers, as an exact fraction."""
    return Figure(
        _count(session, place, end, func.count(Pair.id)),
        _count(session, place, end, func.count(func.distinct(Pair.lecturer_id))),
    )


def _on(place: str, day: date) -> tuple[ColumnElement[bool], ...]:
    return (
        below(Leader.place, place), Pair.from_date <= day,
        (Pair.ended_on.is_(None)) | (Pair.ended_on > day),
    )  # fmt: skip


def _count(session: Session, place: str, day: date, what: ColumnElement[int]) -> int:
    wanted = select(what).select_from(Pair).join(Leader, Leader.id == Pair.leader_id)
    return session.scalar(wanted.where(*_on(place, day))) or 0
