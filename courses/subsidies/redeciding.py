"""Deciding anew what every trainee of a cohort is paid, and appending what came out differently."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from courses.cohorts.models import Cohort
from courses.cohorts.rules import EnrolmentState
from courses.subsidies import doubting, gathering, snapshot, voiding
from courses.subsidies.dates import counting_date
from courses.subsidies.elsewhere import Twins, prior_claims, twins
from courses.subsidies.gathering import Evidence, Ground, Trainee
from courses.subsidies.halves import attendances
from courses.subsidies.models import DecisionRow
from courses.subsidies.rules import (
    Component,
    Day,
    Decision,
    Item,
    Pack,
    PriorClaim,
    Rule,
    applicable,
    decide,
)
from lms.accounts.actor import Actor
from lms.clock import today
from lms.orm import new_uid

_TABLE = DecisionRow.metadata.tables[DecisionRow.__tablename__]


@dataclass(frozen=True, slots=True)
class Held:
    """The decision that holds for one trainee, as far as a new one is compared with it."""

    id: int
    digest: str
    total_fen: int


def redecide(
    session: Session,
    actor: Actor,
    now: datetime,
    cohort_id: int,
    enrolment_ids: Collection[int] | None = None,
) -> int:
    """Decide these trainees of the cohort (all without `enrolment_ids`) anew; how many changed.

    A decision is appended only where it differs from the one that holds. A list that was sent in
    and is not yet reviewed goes back to draft when one of its amounts changed. Refreshes the 疑点
    and decides other cohorts of the same people on the same days. Constant number of queries.
    """
    cohort = _locked(session, cohort_id)
    keys = None if enrolment_ids is None else set(enrolment_ids)
    if keys is not None and not keys:
        return 0
    ground = gathering.ground(session, cohort)
    people = gathering.trainees(session, cohort_id)
    around = twins(session, cohort)
    wanted = [one for one in people if keys is None or one.id in keys]
    decided = decisions_now(session, ground, wanted, around, today(now))
    held = _held(session, cohort_id)
    changed = _append(session, actor, now, ground, decided, held)
    gone = {one.id for one in wanted if one.id in held and one.id not in decided}
    _retire(session, [held[key].id for key in (*changed, *gone) if key in held])
    if changed or gone:
        voiding.void_if_changed(session, actor, now, cohort)
    paid = {key: each.total_fen for key, each in held.items() if key not in gone}
    paid.update({key: each.total_fen for key, each in decided.items()})
    doubting.refresh(session, now, cohort_id, people, paid, around, keys)
    _ripple(session, actor, now, cohort, around, {*changed, *gone})
    return len(changed)


_LOCK = select(Cohort.id).where(Cohort.id == bindparam("cohort_id")).with_for_update(key_share=True)
_HELD = select(
    DecisionRow.enrolment_id, DecisionRow.id, DecisionRow.digest, DecisionRow.total_fen
).where(DecisionRow.cohort_id == bindparam("cohort_id"), DecisionRow.current)


def _locked(session: Session, cohort_id: int) -> Cohort:
    """The cohort with its course; whoever else decides it waits until this transaction ends."""
    session.execute(_LOCK, {"cohort_id": cohort_id}).one()
    return session.get_one(Cohort, cohort_id)


def decisions_now(
    session: Session,
    ground: Ground,
    people: Collection[Trainee],
    around: Twins,
    on: date,
) -> dict[int, Decision]:
    """What comes out on a day for these trainees, by enrolment; nothing is written.

    Who was transferred has no decision here: the days count in the cohort they went to.
    """
    cohort = ground.cohort
    moved = [one.id for one in people if one.previous_id is not None]
    attended = attendances(session, cohort, moved)
    papers = gathering.evidence(session, cohort.id)
    prior = prior_claims(session, cohort)
    judge = _Judge(ground, on)
    found: dict[int, Decision] = {}
    for one in people:
        if one.state is not EnrolmentState.TRANSFERRED:
            elsewhere = around.paid_elsewhere(one.id, cohort.id) if around.of else {}
            days, planned = attended.of(one.id, one.stay, elsewhere)
            found[one.id] = judge.decide(
                one, days, planned, papers.get(one.id, gathering.NOTHING), prior.get(one.id, ())
            )
    return found


class _Judge:
    """Decides a class; who has the same days and nothing of their own gets the same decision."""

    def __init__(self, ground: Ground, on: date) -> None:
        self._ground = ground
        self._on = on
        self._rules: dict[date | None, Mapping[Item, tuple[Rule, ...]]] = {}
        self._known: dict[tuple[object, ...], Decision] = {}

    def decide(
        self,
        one: Trainee,
        days: tuple[Day, ...],
        planned: int,
        papers: Evidence,
        prior: Sequence[PriorClaim],
    ) -> Decision:
        """The decision on one trainee; `days` come from one `Attendances`, equal ones are one object."""
        alone = bool(prior) or papers is not gathering.NOTHING
        key = (one.home_county, one.category, one.category_text, planned, *map(id, days))
        if not alone and key in self._known:
            return self._known[key]
        facts = gathering.facts_of(self._ground, one, days, planned, papers, prior)
        dated = facts.certificate_on
        if dated not in self._rules:
            self._rules[dated] = applicable(facts, self._ground.packs, self._on)
        decision = decide(facts, self._ground.packs, self._on, self._rules[dated])
        if not alone:
            self._known[key] = decision
        return decision


def _held(session: Session, cohort_id: int) -> dict[int, Held]:
    rows = session.execute(_HELD, {"cohort_id": cohort_id})
    return {key: Held(held, digest, total) for key, held, digest, total in rows}


def _append(
    session: Session,
    actor: Actor,
    now: datetime,
    ground: Ground,
    decided: Mapping[int, Decision],
    held: Mapping[int, Held],
) -> set[int]:
    rows: list[dict[str, Any]] = []
    texts: dict[int, tuple[str, str]] = {}  # decisions are shared by those with equal days
    for key, decision in decided.items():
        if id(decision) not in texts:
            written = snapshot.write(decision, ground.settled)
            texts[id(decision)] = (written, snapshot.digest(written))
        text, digest = texts[id(decision)]
        if key not in held or held[key].digest != digest:
            rows.append(_row(ground, key, decision, text, digest, actor.name, now))
    if rows:
        session.execute(insert(_TABLE), rows)
    return {row["enrolment_id"] for row in rows}


def _row(
    ground: Ground,
    key: int,
    decision: Decision,
    text: str,
    digest: str,
    by: str,
    now: datetime,
) -> dict[str, Any]:
    paid = next((each for each in decision.components if each.amount_fen), None)
    return {
        "uid": new_uid(),
        "cohort_id": ground.cohort.id,
        "enrolment_id": key,
        "at": now,
        "by": by,
        "current": True,
        "eligible": decision.eligible,
        "reason": decision.reason,
        "half_days_present": decision.attendance.present,
        "half_days_planned": decision.attendance.planned,
        "whole_days": decision.attendance.whole_days,
        "living_fen": decision.amount_fen(Item.LIVING),
        "transport_lodging_fen": decision.amount_fen(Item.TRANSPORT_LODGING),
        "total_fen": decision.total_fen,
        "pack": paid.rule.pack if paid and paid.rule else "",
        "counts_on": _counts_on(ground.packs, paid, decision),
        "payload": text,
        "digest": digest,
    }


def _counts_on(packs: tuple[Pack, ...], paid: Component | None, decision: Decision) -> date:
    """The date by which the paying rule counts the claim; the first day of class if none pays."""
    wanted = paid.rule.id if paid and paid.rule else ""
    rule = next((each for pack in packs for each in pack.rules if each.id == wanted), None)
    facts = decision.facts
    return counting_date(rule, facts, decision.decided_on) if rule else facts.class_start


def _retire(session: Session, ids: Collection[int]) -> None:
    """These decisions hold no longer."""
    if ids:
        session.execute(update(_TABLE).where(_TABLE.c.id.in_(ids)).values(current=False))


def _ripple(
    session: Session,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    around: Twins,
    changed: Collection[int],
) -> None:
    """Decide the same people in cohorts that come after this one and share days with it.

    Ranks only rise along the way, so it ends.
    """
    after: dict[int, set[int]] = {}
    for key in changed:
        own = around.ranks.get(key, (1, cohort.id))
        for twin in around.of.get(key, ()):
            if twin.rank > own:
                after.setdefault(twin.cohort_id, set()).add(twin.id)
    for cohort_id in sorted(after):
        redecide(session, actor, now, cohort_id, after[cohort_id])
