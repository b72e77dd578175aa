"""Reading contacts: who may see which, lists, a lecturer's leaders, planned against done."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, joinedload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from courses.leaders.models import Leader
from courses.leaders.rules import Evidence
from courses.lecturers.models import Lecturer
from courses.mentoring.contact_models import Contact, ContactLine, ContactPhoto
from courses.mentoring.contacts import span
from courses.mentoring.contacts_rules import ContactKind, Doubt, Due, days_within, planned, standing
from courses.mentoring.models import Agreement, Pair
from courses.mentoring.queries import of_towns
from courses.mentoring.rules import DAYS_A_YEAR, PairState, days_overdue
from lms.accounts.actor import Actor, below
from lms.errors import NotFound

VIEW = "mentoring:contact:view"


def seen(actor: Actor) -> ColumnElement[bool]:
    """SQL condition on Contact: the office's place, a town's leaders, a lecturer's own.

    One county is asked for by equality and more by a function of the code, so that the index by
    county or the one by day gives the newest first without sorting.
    """
    if actor.everything:
        return true()
    offices = [
        grant.prefix
        for grant in actor.grants
        if VIEW in grant.permissions and grant.centre_id is None and len(grant.prefix) <= 6
    ]
    parts = [_in_place(Contact.county, prefix) for prefix in dict.fromkeys(offices)]
    parts += in_towns(actor, VIEW)
    if actor.may(VIEW) and actor.id is not None:
        mine = select(Lecturer.id).where(Lecturer.account_id == actor.id)
        if any(grant.centre_id is not None for grant in actor.grants):
            parts.append(Contact.lecturer_id.in_(mine))
    return or_(false(), *parts)


def in_towns(actor: Actor, permission: str) -> list[ColumnElement[bool]]:
    """SQL condition on Contact: with a leader of a town the permission is held for; see `of_towns`."""
    return [_of_lines(one) for one in of_towns(actor, permission, ContactLine.leader_id)]


def lines_seen(actor: Actor, contact: Contact) -> Sequence[ContactLine]:
    """The leaders of a contact an actor may know of: a town's office those of its town."""
    mine = actor.id is not None and contact.lecturer.account_id == actor.id
    if mine or actor.may(VIEW, contact.county):
        return contact.lines
    return [line for line in contact.lines if actor.may(VIEW, line.leader.place)]


def _in_place(county: InstrumentedAttribute[str], prefix: str) -> ColumnElement[bool]:
    if len(prefix) == 6:
        return county == prefix
    return func.substr(county, 1, len(prefix)) == prefix if prefix else true()


def contact_for(session: Session, actor: Actor, contact_id: int) -> Contact:
    """The contact with lecturer, lines and their leaders, or NotFound."""
    found = session.scalar(
        select(Contact)
        .where(Contact.id == contact_id, seen(actor))
        .options(joinedload(Contact.lecturer, innerjoin=True), _lines())
    )
    if found is None:
        raise NotFound
    return found


def _lines() -> _AbstractLoad:
    return selectinload(Contact.lines).options(
        joinedload(ContactLine.contact, innerjoin=True),
        joinedload(ContactLine.leader, innerjoin=True).joinedload(Leader.person, innerjoin=True),
    )


def photo_of(session: Session, contact_id: int) -> bytes:
    """The photo of a contact, or NotFound."""
    found = session.scalar(
        select(ContactPhoto.content).where(ContactPhoto.contact_id == contact_id)
    )
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters of the list of contacts."""

    kind: ContactKind | None = None
    evidence: Evidence | None = None
    doubt: Doubt | None = None
    from_date: dt.date | None = None
    to_date: dt.date | None = None
    lecturer_id: int | None = None
    leader_id: int | None = None
    pair_id: int | None = None
    ids: tuple[int, ...] = ()


def contacts(
    session: Session, actor: Actor, wanted: Wanted, limit: int, offset: int
) -> tuple[Sequence[Contact], int]:
    """Contacts one may see, the newest first, with lecturer and leaders; and how many."""
    where = [seen(actor), *_filters(wanted)]
    total = session.scalar(select(func.count()).select_from(Contact).where(*where)) or 0
    found = session.scalars(
        select(Contact)
        .where(*where)
        .options(joinedload(Contact.lecturer, innerjoin=True), _lines())
        .order_by(Contact.day.desc(), Contact.id.desc())
        .limit(limit)
        .offset(offset)
    ).all()
    return found, total


def _filters(wanted: Wanted) -> list[ColumnElement[bool]]:
    line = ContactLine
    asked: list[tuple[object, ColumnElement[bool]]] = [
        (wanted.kind, Contact.kind == wanted.kind),
        (wanted.from_date, Contact.day >= (wanted.from_date or dt.date.min)),
        (wanted.to_date, Contact.day <= (wanted.to_date or dt.date.max)),
        (wanted.lecturer_id, Contact.lecturer_id == wanted.lecturer_id),
        (wanted.leader_id, _of_lines(line.leader_id == wanted.leader_id)),
        (wanted.pair_id, _of_lines(line.pair_id == wanted.pair_id)),
    ]
    found = [condition for value, condition in asked if value is not None]
    if wanted.ids:
        found.append(Contact.id.in_(wanted.ids))
    standing_line = line.withdrawn.is_(False)
    if wanted.evidence is not None:
        proved = and_(line.evidence == wanted.evidence, line.doubt == Doubt.NONE)
        found.append(Contact.lines.any(and_(standing_line, proved)))
    if wanted.doubt is not None:
        found.append(Contact.lines.any(and_(standing_line, line.doubt == wanted.doubt)))
    return found


def _of_lines(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return Contact.id.in_(select(ContactLine.contact_id).where(condition))


@dataclass(frozen=True, slots=True)
class MyLeader:
    """A leader of a lecturer as the phone shows one: no numbers, only a name and a place."""

    pair: Pair
    due: Due
    overdue: int
    last: Contact | None
    owed: Fraction

    @property
    def name(self) -> str:
        """The leader's name."""
        return self.pair.leader.person.name


def my_leaders(
    session: Session, day: dt.date, condition: ColumnElement[bool]
) -> tuple[MyLeader, ...]:
    """Active pairs that satisfy a condition on Pair and Lecturer, the longest overdue first."""
    pairs = session.scalars(
        select(Pair)
        .join(Leader, Leader.id == Pair.leader_id)
        .join(Lecturer, Lecturer.id == Pair.lecturer_id)
        .where(Pair.state == PairState.ACTIVE, condition)
        .options(
            joinedload(Pair.lecturer, innerjoin=True),
            joinedload(Pair.leader, innerjoin=True).options(
                joinedload(Leader.person, innerjoin=True),
                joinedload(Leader.village, innerjoin=True),
            ),
        )
        .order_by(Pair.next_due_on, Pair.id)
        .limit(200)
    ).all()
    last = _last(session, [pair.id for pair in pairs])
    return tuple(
        MyLeader(
            pair, standing(pair.next_due_on, day), days_overdue(pair.next_due_on, day),
            last.get(pair.id), owed_by(pair, day),
        )
        for pair in pairs
    )  # fmt: skip


def owed_by(pair: Pair, day: dt.date) -> Fraction:
    """Contacts a pair owes from its beginning until a day, pro rata."""
    held = span(pair.from_date, pair.until_date, pair.ended_on)
    return planned(held, pair.contacts_a_year, pair.from_date, day)


def _last(session: Session, pair_ids: Sequence[int]) -> Mapping[int, Contact]:
    """The latest contact of each pair, whatever its length."""
    place = func.row_number().over(
        partition_by=ContactLine.pair_id, order_by=(ContactLine.day.desc(), ContactLine.id.desc())
    )
    ranked = (
        select(ContactLine.pair_id, ContactLine.contact_id, place.label("place"))
        .where(ContactLine.pair_id.in_(pair_ids), ContactLine.withdrawn.is_(False))
        .subquery()
    )
    rows = session.execute(
        select(ranked.c.pair_id, Contact)
        .join(Contact, Contact.id == ranked.c.contact_id)
        .where(ranked.c.place == 1)
    )
    return dict(rows.all())


@dataclass(frozen=True, slots=True)
class PlanDone:
    """What pairs owed in a span of days and what was done, by the strongest proof of each.

    `short` contacts were shorter than the agreement asks; `doubted` were denied or refuted.
    """

    planned: Fraction
    by_evidence: Mapping[Evidence, int]
    short: int
    doubted: int

    @property
    def done(self) -> int:
        """Contacts that count, whatever their proof."""
        return sum(self.by_evidence.values())

    @property
    def proved(self) -> int:
        """Those that rest on more than the lecturer's own word."""
        return self.done - self.by_evidence.get(Evidence.CLAIMED, 0)


def plan_done(
    session: Session, condition: ColumnElement[bool], from_date: dt.date, to_date: dt.date
) -> PlanDone:
    """Planned against done of the pairs that satisfy a condition on Pair, exactly."""
    spans = session.execute(
        select(Pair.from_date, Pair.until_date, Pair.ended_on, Pair.contacts_a_year).where(
            condition, Pair.from_date <= to_date, Pair.until_date >= from_date
        )
    ).all()
    owed = sum(
        row.contacts_a_year
        * days_within(span(row.from_date, row.until_date, row.ended_on), from_date, to_date)
        for row in spans
    )
    counted = dict.fromkeys(Evidence, 0)
    short = doubted = 0
    for evidence, doubt, is_short, count in _counted(session, condition, from_date, to_date):
        if doubt is not Doubt.NONE:
            doubted += count
        elif is_short:
            short += count
        else:
            counted[evidence] += count
    return PlanDone(Fraction(owed, DAYS_A_YEAR), counted, short, doubted)


def _counted(
    session: Session, condition: ColumnElement[bool], from_date: dt.date, to_date: dt.date
) -> Sequence[tuple[Evidence, Doubt, int, int]]:
    """Contacts by proof, doubt and whether shorter than the pair's latest agreement asks."""
    version = aliased(Agreement)
    latest = (
        select(func.max(version.version)).where(version.pair_id == Pair.id).correlate(Pair)
    ).scalar_subquery()
    short = case((ContactLine.minutes < func.coalesce(Agreement.contact_minutes, 1), 1), else_=0)
    rows = session.execute(
        select(ContactLine.evidence, ContactLine.doubt, short, func.count())
        .join(Pair, Pair.id == ContactLine.pair_id)
        .outerjoin(Agreement, and_(Agreement.pair_id == Pair.id, Agreement.version == latest))
        .where(
            condition, ContactLine.day >= from_date, ContactLine.day <= to_date,
            ContactLine.withdrawn.is_(False),
        )
        .group_by(ContactLine.evidence, ContactLine.doubt, short)
    ).all()  # fmt: skip
    return [(level, doubt, is_short, count) for level, doubt, is_short, count in rows]


def in_county(prefix: str) -> ColumnElement[bool]:
    """SQL condition on Pair: pairs of leaders below a division prefix of county length or less."""
    return below(Pair.county, prefix[:6])
