"""Papers (原件) behind entries as scans: attached, opened, taken away; the entry stays as it is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.leaders.models import (
    Award,
    HouseholdEffect,
    HouseholdLink,
    Leader,
    LeaderStep,
    Sales,
    Support,
    SupportStep,
    Village,
    VillageFlag,
)
from courses.leaders.queries import leader_for, village_for
from courses.leaders.rules import ScanOf
from courses.leaders.scan_models import EntryScan
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.errors import DomainError, NotFound
from lms.orm import new_uid
from lms.privacy import vault
from lms.scans import Scan

VIEW = "leaders:scan:view"
EDIT = "leaders:scan:edit"
MOST = 20
"""Scans of one entry; a thick paper is one PDF."""
_TABLE = "leaders_entry_scan"
Row = LeaderStep | VillageFlag | Sales | SupportStep | Award | HouseholdLink | HouseholdEffect
_MODELS: Mapping[ScanOf, Any] = {
    ScanOf.STEP: LeaderStep,
    ScanOf.FLAG: VillageFlag,
    ScanOf.SALES: Sales,
    ScanOf.SUPPORT: SupportStep,
    ScanOf.AWARD: Award,
    ScanOf.LINK: HouseholdLink,
    ScanOf.EFFECT: HouseholdEffect,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry and whose record it stands on."""

    of: ScanOf
    row: Row
    owner: Leader | Village

    @property
    def id(self) -> int:
        """The row's id."""
        return self.row.id

    @property
    def place(self) -> str:
        """The village's code."""
        return self.owner.place if isinstance(self.owner, Leader) else self.owner.code


def entry_for(
    session: Session, actor: Actor, of: ScanOf, entry_id: int, permission: str = VIEW
) -> Entry:
    """The entry on a record that the permission reaches, or NotFound."""
    row: Row | None = session.get(_MODELS[of], entry_id)
    if row is None:
        raise NotFound
    load = village_for if isinstance(row, VillageFlag) else leader_for
    return Entry(of, row, load(session, actor, _owner_id(session, row), permission))


def _owner_id(session: Session, row: Row) -> int:
    match row:
        case VillageFlag():
            return row.village_id
        case SupportStep():
            return session.get_one(Support, row.support_id).leader_id
        case HouseholdEffect():
            return session.get_one(HouseholdLink, row.link_id).leader_id
    return row.leader_id


def scan_for(
    session: Session, actor: Actor, scan_id: int, permission: str = VIEW
) -> tuple[EntryScan, Entry]:
    """A scan that is still there, with its entry, or NotFound."""
    found = session.scalar(
        select(EntryScan).where(EntryScan.id == scan_id, EntryScan.removed_at.is_(None))
    )
    if found is None:
        raise NotFound
    return found, entry_for(session, actor, found.of, found.entry_id, permission)


def scans_of(session: Session, of: ScanOf, entry_id: int) -> Sequence[EntryScan]:
    """The scans of an entry without their contents, those taken away too."""
    return session.scalars(
        select(EntryScan)
        .where(EntryScan.of == of, EntryScan.entry_id == entry_id)
        .order_by(EntryScan.id)
    ).all()


def seen(
    session: Session, actor: Actor, owner: Leader | Village
) -> Counter[tuple[str, int]] | None:
    """How many scans each entry of a record has, by kind and id; None for who may not see them."""
    if not actor.may(VIEW, owner.place if isinstance(owner, Leader) else owner.code):
        return None
    mine = (
        EntryScan.leader_id == owner.id
        if isinstance(owner, Leader)
        else EntryScan.village_id == owner.id
    )
    rows = session.execute(
        select(EntryScan.of, EntryScan.entry_id, func.count())
        .where(mine, EntryScan.removed_at.is_(None))
        .group_by(EntryScan.of, EntryScan.entry_id)
    )
    return Counter({(of.value, entry_id): count for of, entry_id, count in rows})


def attach(
    session: Session, actor: Actor, now: datetime, entry: Entry, scan: Scan, title: str = ""
) -> EntryScan:
    """Keep a paper with an entry. Raises NOT_PERMITTED, SCANS_TOO_MANY."""
    actor.require(EDIT, entry.place)
    there = [one for one in scans_of(session, entry.of, entry.id) if one.removed_at is None]
    if len(there) >= MOST:
        raise DomainError("SCANS_TOO_MANY", most=MOST)
    uid, of_leader = new_uid(), isinstance(entry.owner, Leader)
    made = EntryScan(
        uid=uid, of=entry.of, entry_id=entry.id,
        leader_id=entry.owner.id if of_leader else None,
        village_id=None if of_leader else entry.owner.id,
        title=title.strip(), mimetype=scan.mimetype, pages=scan.pages, size=len(scan.content),
        content=vault().seal(_TABLE, uid, "content", scan.content), at=now, by=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()
    _note(session, actor, now, "leaders:scan_attached", entry, made)
    return made


def opened(session: Session, actor: Actor, now: datetime, found: EntryScan, entry: Entry) -> bytes:
    """The paper itself; that it was opened is logged. Raises SEAL_BROKEN."""
    _note(session, actor, now, "leaders:scan_opened", entry, found)
    return vault().open_bytes(_TABLE, found.uid, "content", found.content or b"")


def remove(
    session: Session, actor: Actor, now: datetime, found: EntryScan, entry: Entry, reason: str
) -> None:
    """Take a paper away for good; that it was there stays. Raises NOT_PERMITTED, LEADER_REASON_MISSING."""
    actor.require(EDIT, entry.place)
    if not reason.strip():
        raise DomainError("LEADER_REASON_MISSING")
    found.content, found.removed_at, found.removed_by = None, now, actor.name
    found.reason = reason.strip()[:200]
    session.flush()
    _note(session, actor, now, "leaders:scan_removed", entry, found)


def _note(
    session: Session, actor: Actor, now: datetime, action: str, entry: Entry, scan: EntryScan
) -> None:
    audit.record(
        session, actor, now, action, county=entry.owner.county,
        object_type="leaders.leader" if scan.leader_id else "leaders.village",
        object_id=entry.owner.uid, kind=entry.of.value, bytes=scan.size,
    )  # fmt: skip
