"""Spot checks drawn by a printed seed, their results, and unusual patterns of lecturers."""

import datetime as dt
import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from courses.leaders.models import Leader
from courses.lecturers.models import Lecturer
from courses.mentoring.contact_models import CheckItem, Contact, ContactLine, SpotCheck
from courses.mentoring.contacts import prove, recount
from courses.mentoring.contacts_queries import in_towns
from courses.mentoring.contacts_rules import ContactKind, Doubt
from courses.mentoring.models import Coordinate, Pair
from courses.mentoring.quality_rules import (
    CheckResult,
    ContactFact,
    Flag,
    draw,
    flags,
    population_digest,
    sample_size,
)
from courses.mentoring.queries import of_towns
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.errors import DomainError, NotFound

VIEW = "mentoring:quality:view"
CHECK = "mentoring:quality:check"
TENTH, FORMULA = "tenth", "formula"


def within(actor: Actor, county: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """SQL conditions on Pair and on Contact: what an actor may look into, of one county if named."""
    pairs = or_(actor.within(VIEW, Pair.county), *of_towns(actor, VIEW, Pair.leader_id))
    told = or_(actor.within(VIEW, Contact.county), *in_towns(actor, VIEW))
    if not county:
        return pairs, told
    return pairs & (Pair.county == county), told & (Contact.county == county)


def population(session: Session, county: str, from_date: dt.date, to_date: dt.date) -> list[str]:
    """Opaque ids of a county's standing contacts with leaders in a span of days, in order."""
    return list(
        session.scalars(
            select(ContactLine.uid)
            .where(
                ContactLine.county == county, ContactLine.day >= from_date,
                ContactLine.day <= to_date, ContactLine.withdrawn.is_(False),
            )
            .order_by(ContactLine.uid)
        )
    )  # fmt: skip


def draw_check(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    county: str,
    from_date: dt.date,
    to_date: dt.date,
    rule: str = FORMULA,
    seed: str = "",
) -> SpotCheck:
    """Draw contacts to be checked; the seed is made where none is given, kept and printed.

    `rule` is the formula of DOMAIN §4.3 or `tenth` (10%). Raises NOT_PERMITTED, CHECK_DATES_ORDER,
    CHECK_SEED_INVALID, CHECK_NOTHING_TO_DRAW.
    """
    actor.require(CHECK, county)
    if from_date > to_date:
        raise DomainError("CHECK_DATES_ORDER")
    seed = seed.strip() or secrets.token_hex(8)
    if not (4 <= len(seed) <= 40 and seed.isascii() and seed.isalnum()):
        raise DomainError("CHECK_SEED_INVALID")
    among = population(session, county, from_date, to_date)
    if not among:
        raise DomainError("CHECK_NOTHING_TO_DRAW")
    size = sample_size(len(among)) if rule == FORMULA else -(-len(among) // 10)
    drawn = draw(seed, among, size)
    check = SpotCheck(
        county=county, from_date=from_date, to_date=to_date, seed=seed, population=len(among),
        population_digest=population_digest(among), size=size, drawn_at=now, drawn_by=actor.name,
    )  # fmt: skip
    session.add(check)
    session.flush()
    ids: dict[str, int] = {}
    for start in range(0, len(drawn), 500):
        part = drawn[start : start + 500]
        rows = session.execute(
            select(ContactLine.uid, ContactLine.id).where(ContactLine.uid.in_(part))
        )
        ids |= dict(rows.all())
    session.add_all(
        CheckItem(check_id=check.id, line_id=ids[uid], number=number)
        for number, uid in enumerate(drawn, 1)
    )
    session.flush()
    audit.record(
        session, actor, now, "mentoring:check_drawn",
        county=county, object_type="mentoring.check", object_id=check.uid, seed=seed,
        population=len(among), size=size,
    )  # fmt: skip
    return check


def settle(
    session: Session,
    actor: Actor,
    now: datetime,
    item: CheckItem,
    result: CheckResult,
    remark: str,
    county: str,
) -> None:
    """Write what a check found; the contact's proof follows from it.

    Raises NOT_PERMITTED, CHECK_SETTLED, CHECK_OWN, CHECK_REMARK_MISSING.
    """
    actor.require(CHECK, county)
    if item.result is not None:
        raise DomainError("CHECK_SETTLED")
    contact = item.line.contact
    if actor.id is not None and actor.id in (contact.account_id, contact.lecturer.account_id):
        raise DomainError("CHECK_OWN")
    if result is CheckResult.OTHERWISE and not remark.strip():
        raise DomainError("CHECK_REMARK_MISSING")
    item.result, item.remark, item.at, item.by = result, remark.strip()[:300], now, actor.name
    if result is not CheckResult.UNREACHED:
        item.line.checked_at = now
        item.line.doubt = Doubt.NONE if result is CheckResult.FOUND else Doubt.REFUTED
        prove(item.line, contact)
    session.flush()
    recount(session, [item.line.pair_id])
    audit.record(
        session, actor, now, "mentoring:check_settled",
        county=county, object_type="mentoring.contact_line", object_id=item.line.uid,
        result=result.value,
    )  # fmt: skip


def check_for(session: Session, actor: Actor, check_id: int, permission: str = VIEW) -> SpotCheck:
    """The drawn list, or NotFound."""
    reach = actor.within(permission, SpotCheck.county)
    found = session.scalar(select(SpotCheck).where(SpotCheck.id == check_id, reach))
    if found is None:
        raise NotFound
    return found


def items(session: Session, check_id: int) -> Sequence[CheckItem]:
    """The contacts of a drawn list in the order they were drawn."""
    return session.scalars(
        select(CheckItem)
        .where(CheckItem.check_id == check_id)
        .options(_with_contact())
        .order_by(CheckItem.number)
    ).all()


def item_for(session: Session, check_id: int, item_id: int) -> CheckItem:
    """One contact of a drawn list, or NotFound."""
    found = session.scalar(
        select(CheckItem)
        .where(CheckItem.id == item_id, CheckItem.check_id == check_id)
        .options(_with_contact())
    )
    if found is None:
        raise NotFound
    return found


def _with_contact() -> _AbstractLoad:
    return joinedload(CheckItem.line, innerjoin=True).options(
        joinedload(ContactLine.contact, innerjoin=True).joinedload(
            Contact.lecturer, innerjoin=True
        ),
        joinedload(ContactLine.leader, innerjoin=True).joinedload(Leader.person, innerjoin=True),
    )


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A drawn list with how many of it are settled and how many were found otherwise."""

    check: SpotCheck
    settled: int
    otherwise: int


def checks(session: Session, actor: Actor) -> list[CheckLine]:
    """Drawn lists within reach, the newest first."""
    settled = func.count(CheckItem.result)
    otherwise = func.count().filter(CheckItem.result == CheckResult.OTHERWISE)
    rows = session.execute(
        select(SpotCheck, settled, otherwise)
        .join(CheckItem, CheckItem.check_id == SpotCheck.id)
        .where(actor.within(VIEW, SpotCheck.county))
        .group_by(SpotCheck.id)
        .order_by(SpotCheck.id.desc())
        .limit(50)
    )
    return [CheckLine(*row) for row in rows]


def redrawn(session: Session, check: SpotCheck) -> bool:
    """Whether the printed seed still draws the same list from the same contacts."""
    among = population(session, check.county, check.from_date, check.to_date)
    if population_digest(among) != check.population_digest:
        return False
    kept = session.scalars(
        select(ContactLine.uid)
        .join(CheckItem, CheckItem.line_id == ContactLine.id)
        .where(CheckItem.check_id == check.id)
        .order_by(CheckItem.number)
    ).all()
    return draw(check.seed, among, check.size) == list(kept)


@dataclass(frozen=True, slots=True)
class LecturerFlags:
    """What is unusual in one lecturer's contacts."""

    lecturer_id: int
    name: str
    flags: tuple[Flag, ...]


def unusual(
    session: Session, condition: ColumnElement[bool], from_date: dt.date, to_date: dt.date
) -> list[LecturerFlags]:
    """Patterns by lecturer among contacts that satisfy a condition on Contact, the most first."""
    rows = session.execute(
        select(
            Contact.id, Contact.lecturer_id, Contact.day, Contact.kind, Contact.minutes,
            Contact.started, Contact.words, func.min(ContactLine.place),
        )
        .join(ContactLine, ContactLine.contact_id == Contact.id)
        .where(
            condition, Contact.day >= from_date, Contact.day <= to_date,
            Contact.withdrawn_at.is_(None),
        )
        .group_by(Contact.id)
        .order_by(Contact.id)
    ).all()  # fmt: skip
    places = _coordinates(session, {row[7] for row in rows})
    by_lecturer: dict[int, list[ContactFact]] = defaultdict(list)
    for key, lecturer_id, day, kind, minutes, started, words, place in rows:
        visit = kind is ContactKind.VISIT
        by_lecturer[lecturer_id].append(
            ContactFact(key, day, visit, minutes, started, words, places.get(place))
        )
    found = {key: tuple(flags(facts)) for key, facts in by_lecturer.items()}
    names = _names(session, [key for key, flagged in found.items() if flagged])
    lines = [LecturerFlags(key, names[key], found[key]) for key in names]
    return sorted(lines, key=lambda line: (-len(line.flags), line.name))


def _coordinates(session: Session, places: set[str]) -> Mapping[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    wanted = sorted(places)
    for start in range(0, len(wanted), 500):
        rows = session.execute(
            select(Coordinate.division, Coordinate.latitude, Coordinate.longitude).where(
                Coordinate.division.in_(wanted[start : start + 500])
            )
        )
        found |= {division: (latitude, longitude) for division, latitude, longitude in rows}
    return found


def _names(session: Session, ids: Sequence[int]) -> dict[int, str]:
    rows = session.execute(select(Lecturer.id, Lecturer.name).where(Lecturer.id.in_(ids)))
    return dict(rows.all())


def unsettled(session: Session, actor: Actor) -> tuple[int, SpotCheck | None]:
    """How many drawn contacts wait for a result, and the oldest list with some."""
    reach = actor.within(CHECK, SpotCheck.county)
    waiting = CheckItem.result.is_(None)
    count = session.scalar(
        select(func.count()).select_from(CheckItem).join(SpotCheck, CheckItem.check_id == SpotCheck.id)
        .where(reach, waiting)
    )  # fmt: skip
    first = session.scalar(
        select(SpotCheck)
        .join(CheckItem, CheckItem.check_id == SpotCheck.id)
        .where(reach, waiting)
        .order_by(SpotCheck.id)
        .limit(1)
    )
    return count or 0, first
