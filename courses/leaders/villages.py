"""Keeping the register of villages: entering, the eligible flag and its history, merging."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.leaders.models import Leader, LeaderPlace, LeaderService, Village, VillageFlag
from courses.leaders.placing import move_rows
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.clock import today as day_of
from lms.divisions.models import DivisionRow
from lms.errors import DomainError

EDIT = "leaders:village:edit"


@dataclass(frozen=True, slots=True)
class Basis:
    """On what paper a flag rests, who signed it, and from which day it holds."""

    effective_on: date
    basis: str
    signer: str


def enter_village(session: Session, actor: Actor, now: datetime, code: str) -> Village:
    """Enter a village of the region tree. Raises NOT_PERMITTED, VILLAGE_UNKNOWN, VILLAGE_KNOWN."""
    actor.require(EDIT, code)
    if session.scalar(select(Village.id).where(Village.code == code)) is not None:
        raise DomainError("VILLAGE_KNOWN")
    made = add_villages(session, [code])
    if not made:
        raise DomainError("VILLAGE_UNKNOWN")
    _note(session, actor, now, "leaders:village_entered", made[0])
    return made[0]


def add_villages(session: Session, codes: Iterable[str]) -> list[Village]:
    """Rows for villages of the tree that are not in the register yet; unknown codes are left out."""
    wanted = list(dict.fromkeys(codes))
    towns = {code[:9].ljust(12, "0") for code in wanted}
    names: dict[str, str] = {}
    every = [*wanted, *towns]
    for at in range(0, len(every), 5000):
        part = every[at : at + 5000]
        rows = session.execute(
            select(DivisionRow.code, DivisionRow.name).where(DivisionRow.code.in_(part))
        )
        names.update((code, name) for code, name in rows)
    made = [
        Village(
            code=code,
            county=code[:6],
            name=names[code],
            town_name=names.get(code[:9].ljust(12, "0"), ""),
        )
        for code in wanted
        if code in names and len(code) == 12 and not code.endswith("000")
    ]
    session.add_all(made)
    session.flush()
    return made


def set_flag(
    session: Session,
    actor: Actor,
    now: datetime,
    village: Village,
    given: Basis,
    *,
    eligible: bool,
    run_id: int | None = None,
) -> VillageFlag:
    """Set the eligible flag (有条件) of a village or take it away; the history is only appended.

    Raises NOT_PERMITTED, VILLAGE_PAPER_MISSING, VILLAGE_FLAG_AHEAD, VILLAGE_FLAG_BEFORE_LAST,
    VILLAGE_FLAG_SAME, VILLAGE_MERGED.
    """
    actor.require(EDIT, village.code)
    locked(session, village)
    if eligible:
        refuse_merged(session, village)
    if not given.basis.strip() or not given.signer.strip():
        raise DomainError("VILLAGE_PAPER_MISSING")
    if given.effective_on > day_of(now):
        raise DomainError("VILLAGE_FLAG_AHEAD", day=given.effective_on)
    last = last_flag(session, village)
    if last is not None and given.effective_on < last.effective_on:
        raise DomainError("VILLAGE_FLAG_BEFORE_LAST", day=last.effective_on)
    if eligible == (last is not None and last.eligible):
        raise DomainError("VILLAGE_FLAG_SAME")
    return _append(session, actor, now, village, given, last, eligible, run_id)


def merge(
    session: Session,
    actor: Actor,
    now: datetime,
    village: Village,
    into: Village,
    given: Basis,
) -> int:
    """Merge a village into another of the county: its flag ends, its leaders belong to the other.

    An eligible village hands its flag on to a successor that has none: both entries carry the same
    paper and day. How many leaders moved. Raises NOT_PERMITTED, VILLAGE_MERGE_SELF,
    VILLAGE_MERGE_OTHER_COUNTY, VILLAGE_MERGED and those of `set_flag`.
    """
    actor.require(EDIT, village.code)
    locked(session, village)
    locked(session, into)
    refuse_merged(session, village)
    refuse_merged(session, into)
    if village.id == into.id:
        raise DomainError("VILLAGE_MERGE_SELF")
    if village.county != into.county:
        raise DomainError("VILLAGE_MERGE_OTHER_COUNTY")
    if not given.basis.strip() or not given.signer.strip():
        raise DomainError("VILLAGE_PAPER_MISSING")
    if given.effective_on > day_of(now):
        raise DomainError("VILLAGE_FLAG_AHEAD", day=given.effective_on)
    if village.flagged_on is not None:
        set_flag(session, actor, now, village, given, eligible=False)
        if into.flagged_on is None:
            set_flag(session, actor, now, into, given, eligible=True)
    village.successor_id, village.merged_on = into.id, given.effective_on
    moved = _move_leaders(session, actor, now, village, into, given)
    session.flush()
    session.expire(village, ["successor"])
    _note(session, actor, now, "leaders:village_merged", village, leaders=moved)
    return moved


def _move_leaders(
    session: Session, actor: Actor, now: datetime, village: Village, into: Village, given: Basis
) -> int:
    """Everybody who belongs to the village belongs to its successor from that day on."""
    leaders = session.scalars(
        select(Leader).where(Leader.village_id == village.id).with_for_update()
    ).all()
    for leader in leaders:
        since = session.scalar(
            select(func.max(LeaderPlace.from_on)).where(LeaderPlace.leader_id == leader.id)
        )
        on = max(given.effective_on, since or given.effective_on)
        move_rows(session, actor, now, leader, into, on, given.basis)
    return len(leaders)


def refuse_merged(session: Session, village: Village) -> None:
    """Raise VILLAGE_MERGED for a village that is no more."""
    if village.successor_id is not None:
        known = session.get_one(Village, village.successor_id)
        raise DomainError("VILLAGE_MERGED", village=known.name)


def last_flag(session: Session, village: Village) -> VillageFlag | None:
    """The newest entry of a village's flag."""
    return session.scalar(
        select(VillageFlag)
        .where(VillageFlag.village_id == village.id)
        .order_by(VillageFlag.seq.desc())
        .limit(1)
    )


def locked(session: Session, village: Village) -> None:
    """Wait for whoever is changing this village, and see what they left."""
    session.flush()
    session.scalars(
        select(Village)
        .where(Village.id == village.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _append(
    session: Session,
    actor: Actor,
    now: datetime,
    village: Village,
    given: Basis,
    last: VillageFlag | None,
    eligible: bool,
    run_id: int | None,
) -> VillageFlag:
    entry = VillageFlag(
        village_id=village.id,
        seq=last.seq + 1 if last else 1,
        eligible=eligible,
        effective_on=given.effective_on,
        basis=given.basis.strip(),
        signer=given.signer.strip(),
        at=now,
        by=actor.name,
        run_id=run_id,
    )
    session.add(entry)
    village.flagged_on = given.effective_on if eligible else None
    session.flush()
    if run_id is None:
        action = "leaders:village_flagged" if eligible else "leaders:village_unflagged"
        _note(session, actor, now, action, village)
    return entry


def referred(session: Session, village_ids: Sequence[int]) -> set[int]:
    """Of these villages, those to which a leader belongs, belonged or serves."""
    found: set[int] = set()
    for column in (Leader.village_id, LeaderPlace.village_id, LeaderService.village_id):
        found.update(session.scalars(select(column).where(column.in_(village_ids)).distinct()))
    return found


def _note(
    session: Session, actor: Actor, now: datetime, action: str, village: Village, **facts: object
) -> None:
    audit.record(
        session, actor, now, action,
        county=village.county, object_type="leaders.village", object_id=village.uid, **facts,
    )  # fmt: skip
