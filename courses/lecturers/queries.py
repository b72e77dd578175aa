"""Reading lecturers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, selectinload

from courses.lecturers.models import (
    Lecturer,
    LecturerChange,
    LecturerCredential,
    LecturerDispatch,
    LecturerField,
    LecturerRegion,
    LecturerTerm,
)
from courses.lecturers.rules import Expertise, ExpertKind, Standing, TermDates, standing
from lms.accounts.actor import Actor
from lms.accounts.models import Account, AccountGrant
from lms.accounts.roles import LECTURER
from lms.errors import NotFound
from lms.privacy import vault
from lms.settings import queries as settings
from lms.web.paging import Page

VIEW = "lecturers:lecturer:view"
CAPACITY = "lecturers.capacity"


def lecturers(session: Session, actor: Actor) -> Sequence[Lecturer]:
    """Lecturers of the counties the actor works in, by name."""
    return session.scalars(
        select(Lecturer).where(_reach(actor)).order_by(Lecturer.left_on, Lecturer.name)
    ).all()


def lecturers_for(session: Session, county: str, day: date) -> Sequence[Lecturer]:
    """Lecturers of a county who have not left by `day`."""
    return session.scalars(
        select(Lecturer)
        .where(Lecturer.county == county, or_(Lecturer.left_on.is_(None), Lecturer.left_on > day))
        .order_by(Lecturer.name, Lecturer.id)
    ).all()


def lecturer_for(session: Session, actor: Actor, lecturer_id: int) -> Lecturer:
    """The lecturer with fields, regions and terms loaded, or NotFound."""
    found = session.scalar(
        select(Lecturer)
        .where(Lecturer.id == lecturer_id, _reach(actor))
        .options(
            selectinload(Lecturer.fields),
            selectinload(Lecturer.regions),
            selectinload(Lecturer.terms),
        )
    )
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class CorpsList:
    """The corps of a county as the subject of its exports."""

    county: str


def corps_for(session: Session, actor: Actor, county: int) -> CorpsList:
    """A county's corps, for who sees the whole county; NotFound otherwise."""
    code = f"{county:06d}"
    if not actor.may(VIEW, code):
        raise NotFound
    return CorpsList(code)


def page_of_lecturers(
    session: Session, actor: Actor, page: Page, today: date
) -> tuple[Sequence[Lecturer], Page]:
    """One page of the lecturers within reach that fit the filters, those who left last."""
    where = (_reach(actor), *filters(page.args, today))
    total = session.scalar(select(func.count(Lecturer.id)).where(*where)) or 0
    rows = session.scalars(
        _loaded().where(*where).order_by(*_ORDER).limit(page.per_page).offset(page.offset)
    ).all()
    return rows, page.of(total)


def all_lecturers(
    session: Session, actor: Actor, county: str, args: Mapping[str, str], today: date
) -> Sequence[Lecturer]:
    """Everybody of a county's corps that fits the filters, for a paper."""
    where = (_reach(actor), Lecturer.county == county, *filters(args, today))
    return session.scalars(_loaded().where(*where).order_by(*_ORDER)).all()


_ORDER = (Lecturer.left_on.is_not(None), Lecturer.county, Lecturer.name, Lecturer.id)


def _loaded() -> Select[Lecturer]:
    return select(Lecturer).options(
        selectinload(Lecturer.fields), selectinload(Lecturer.regions), selectinload(Lecturer.terms)
    )


def filters(args: Mapping[str, str], today: date) -> list[ColumnElement[bool]]:
    """Conditions of the filter row: q, kind, field, county, region, standing."""
    found: list[ColumnElement[bool]] = []
    if words := args.get("q", "").strip()[:40]:
        found.append(
            or_(
                Lecturer.name.contains(words, autoescape=True),
                Lecturer.organisation.contains(words, autoescape=True),
            )
        )
    if args.get("kind") in set(ExpertKind):
        found.append(Lecturer.kind == args["kind"])
    if args.get("field") in set(Expertise):
        chosen = select(LecturerField.lecturer_id).where(
            LecturerField.code == Expertise(args["field"])
        )
        found.append(Lecturer.id.in_(chosen))
    if args.get("county", "").isdecimal():
        found.append(Lecturer.county == args["county"][:6])
    region = args.get("region", "")
    if region.isdecimal() and region.isascii() and len(region) in (2, 4, 6, 9, 12):
        above = [region[:n] for n in (2, 4, 6, 9, 12) if n <= len(region)]
        serving = select(LecturerRegion.lecturer_id).where(LecturerRegion.prefix.in_(above))
        found.append(Lecturer.id.in_(serving))
    if args.get("standing") in set(Standing):
        found.append(stands(Standing(args["standing"]), today))
    return found


def stands(wanted: Standing, today: date) -> ColumnElement[bool]:
    """SQL condition: the rule `standing` as the database asks it."""
    here = or_(Lecturer.left_on.is_(None), Lecturer.left_on > today)
    terms = select(LecturerTerm.lecturer_id)
    begun = Lecturer.id.in_(terms.where(LecturerTerm.from_on <= today))
    now = Lecturer.id.in_(terms.where(LecturerTerm.from_on <= today, LecturerTerm.to_on >= today))
    return {
        Standing.LEFT: Lecturer.left_on <= today,
        Standing.SERVING: here & now,
        Standing.NO_TERM: here & Lecturer.id.not_in(terms),
        Standing.NOT_YET: here & Lecturer.id.in_(terms) & ~begun,
        Standing.TERM_ENDED: here & begun & ~now,
    }[wanted]


def standing_of(lecturer: Lecturer, today: date) -> Standing:
    """How a lecturer whose terms are loaded stands."""
    terms = [TermDates(term.from_on, term.to_on) for term in lecturer.terms]
    return standing(terms, lecturer.left_on, today)


def capacities(session: Session, rows: Iterable[Lecturer]) -> dict[int, int]:
    """How many leaders each may mentor: the own number, else the parameter of the county."""
    known = list(rows)
    usual = {
        county: int(settings.number(session, CAPACITY, county) or 0)
        for county in {row.county for row in known if row.capacity is None}
    }
    return {row.id: usual[row.county] if row.capacity is None else row.capacity for row in known}


def credentials_of(session: Session, lecturer_id: int) -> Sequence[LecturerCredential]:
    """Credentials, those that hold first, by the day they expire."""
    row = LecturerCredential
    return session.scalars(
        select(row)
        .where(row.lecturer_id == lecturer_id)
        .order_by(row.withdrawn_on.is_not(None), row.expires_on.is_(None), row.expires_on, row.id)
    ).all()


def credentials_where(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    """Titles of the credentials that hold, by lecturer."""
    found: dict[int, list[str]] = {}
    rows = session.execute(
        select(LecturerCredential.lecturer_id, LecturerCredential.title)
        .where(LecturerCredential.lecturer_id.in_(ids), LecturerCredential.withdrawn_on.is_(None))
        .order_by(LecturerCredential.id)
    )
    for lecturer_id, title in rows:
        found.setdefault(lecturer_id, []).append(title)
    return found


def dispatches_of(session: Session, lecturer_id: int) -> Sequence[LecturerDispatch]:
    """Dispatches from paired regions, the newest first."""
    return session.scalars(
        select(LecturerDispatch)
        .where(LecturerDispatch.lecturer_id == lecturer_id)
        .order_by(LecturerDispatch.from_on.desc(), LecturerDispatch.id.desc())
    ).all()


def changes_of(session: Session, lecturer_id: int) -> Sequence[LecturerChange]:
    """The history of a lecturer's facts, the newest first."""
    return session.scalars(
        select(LecturerChange)
        .where(LecturerChange.lecturer_id == lecturer_id)
        .order_by(LecturerChange.id.desc())
    ).all()


@dataclass(frozen=True, slots=True)
class Due:
    """How many lecturers something is due for, the first day, and the only one if it is one."""

    count: int
    first: date | None
    only: int | None


def expiring_credentials(
    session: Session, actor: Actor, permission: str, today: date, days: int
) -> Due:
    """Lecturers who serve and whose credential expires within `days`, or has expired."""
    row = LecturerCredential
    return Due(
        *session.execute(
            _due(row.lecturer_id, row.expires_on)
            .join(Lecturer, Lecturer.id == row.lecturer_id)
            .where(
                _near(actor, permission, row.expires_on, today, days), row.withdrawn_on.is_(None)
            )
        ).one()
    )


def ending_terms(session: Session, actor: Actor, permission: str, today: date, days: int) -> Due:
    """Lecturers whose last term ends within `days` or has ended, and who have not left."""
    last = (
        select(LecturerTerm.lecturer_id, func.max(LecturerTerm.to_on).label("to_on"))
        .group_by(LecturerTerm.lecturer_id)
        .subquery()
    )
    return Due(
        *session.execute(
            _due(last.c.lecturer_id, last.c.to_on)
            .join(Lecturer, Lecturer.id == last.c.lecturer_id)
            .where(_near(actor, permission, last.c.to_on, today, days))
        ).one()
    )


def _due(key: Any, day: Any) -> Select[Any]:
    return select(func.count(func.distinct(key)), func.min(day), func.min(key))


def _near(actor: Actor, permission: str, day: Any, today: date, days: int) -> ColumnElement[bool]:
    found: ColumnElement[bool] = (
        (day <= today + timedelta(days=days))
        & Lecturer.left_on.is_(None)
        & actor.within(permission, Lecturer.county)
    )
    return found


def lecturer_of_account(session: Session, account_id: int | None) -> Lecturer | None:
    """The lecturer who signs in with an account."""
    if account_id is None:
        return None
    return session.scalar(select(Lecturer).where(Lecturer.account_id == account_id))


def phone_of(lecturer: Lecturer) -> str:
    """The phone number in clear, '' for none."""
    return vault().open("lecturers_lecturer", lecturer.uid, "phone", lecturer.phone) or ""


def free_accounts(session: Session, county: str, own: int | None) -> list[tuple[str, str]]:
    """Accounts with the lecturer role in a county that no other lecturer uses, as (id, name)."""
    used = select(Lecturer.account_id).where(Lecturer.account_id.is_not(None))
    rows = session.execute(
        select(Account.id, Account.name)
        .join(AccountGrant)
        .where(
            AccountGrant.role == LECTURER,
            AccountGrant.prefix == county,
            or_(Account.id.not_in(used), Account.id == own),
        )
        .distinct()
        .order_by(Account.name, Account.id)
    )
    return [(str(account_id), name) for account_id, name in rows]


def _reach(actor: Actor) -> ColumnElement[bool]:
    prefixes = actor.prefixes(VIEW)
    if actor.everything:
        return Lecturer.id.is_not(None)
    return or_(
        actor.within(VIEW, Lecturer.county),
        Lecturer.county.in_({prefix[:6] for prefix in prefixes if len(prefix) >= 6}),
    )
