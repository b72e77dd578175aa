"""Reading certificates from before the system: the list, and one for who knows number and name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from certificates.earlier.importing import IMPORT, TABLE
from certificates.earlier.rules import number_key
from certificates.models import EarlierCertificate
from certificates.queries import VIEW
from certificates.rules import CertificateState, public_name, state_on
from courses.rosters.rules import normalise_name
from lms.accounts.actor import Actor
from lms.divisions import queries as divisions
from lms.errors import NotFound
from lms.privacy import mask_id_number, vault
from lms.web.paging import Page

REACH = (EarlierCertificate.county, EarlierCertificate.centre_id)
ORDER = (EarlierCertificate.issued_on.desc(), EarlierCertificate.id.desc())


@dataclass(frozen=True, slots=True)
class EarlierView:
    """What anybody who knows number and name may know of a certificate from before the system."""

    number: str
    name: str
    course: str
    cohort: str
    hours: int | None
    starts_on: date | None
    ends_on: date | None
    issuer: str
    issued_on: date
    valid_until: date | None
    state: CertificateState
    county: str
    revoked_at: datetime | None
    ground: str
    reason: str


def earlier_page(
    session: Session, actor: Actor, page: Page, today: date
) -> tuple[Sequence[EarlierCertificate], Page]:
    """One page of them by the filters of the register."""
    where = conditions(actor, page, today)
    total = session.scalar(select(func.count(EarlierCertificate.id)).where(*where)) or 0
    rows = session.scalars(
        select(EarlierCertificate)
        .where(*where)
        .order_by(*ORDER)
        .limit(page.per_page)
        .offset(page.offset)
    ).all()
    return rows, page.of(total)


def earlier_all(
    session: Session, actor: Actor, page: Page, today: date
) -> Sequence[EarlierCertificate]:
    """All of them by the same filters."""
    where = conditions(actor, page, today)
    return session.scalars(select(EarlierCertificate).where(*where).order_by(*ORDER)).all()


def earlier_for(
    session: Session, actor: Actor, certificate_id: int, permission: str = VIEW
) -> EarlierCertificate:
    """One of them; NotFound when there is none the actor may see."""
    found = session.get(EarlierCertificate, certificate_id)
    if found is None or not actor.may(permission, found.county, found.centre_id):
        raise NotFound
    return found


def conditions(actor: Actor, page: Page, today: date) -> list[ColumnElement[bool]]:
    """The scope and the filters county centre title course year state number name from to."""
    asked = {name: page.args.get(name, "").strip() for name in page.args}
    table = EarlierCertificate
    where: list[ColumnElement[bool]] = [actor.within(VIEW, *REACH)]
    if county := asked.get("county"):
        where.append(table.county == county)
    if (centre := asked.get("centre", "")).isdigit() and len(centre) < 10:
        where.append(table.centre_id == int(centre))
    for name, column in (("title", table.cohort), ("course", table.course), ("name", table.name)):
        if words := asked.get(name):
            where.append(column.contains(words, autoescape=True))
    if number := asked.get("number"):
        where.append(table.number_key.contains(number_key(number), autoescape=True))
    if (year := asked.get("year", "")).isdigit() and len(year) == 4:
        where.append(table.issued_on.between(date(int(year), 1, 1), date(int(year), 12, 31)))
    if (since := page.day("from")) is not None:
        where.append(table.issued_on >= since)
    if (until := page.day("to")) is not None:
        where.append(table.issued_on <= until)
    if asked.get("state"):
        where.append(_in_state(asked["state"], today))
    return where


def _in_state(state: str, today: date) -> ColumnElement[bool]:
    until, holds = EarlierCertificate.valid_until, CertificateState.VALID
    if state == CertificateState.EXPIRED:
        return and_(EarlierCertificate.state == holds, until < today)
    if state == CertificateState.VALID:
        return and_(EarlierCertificate.state == holds, or_(until.is_(None), until >= today))
    return EarlierCertificate.state == state


def masked_number(row: EarlierCertificate) -> str:
    """The citizen number as everybody may see it; '' where the old register had none."""
    found = vault().open(TABLE, row.uid, "id_number", row.id_number)
    return mask_id_number(found) if found else ""


def by_number(session: Session, number: str, name: str, today: date) -> EarlierView | None:
    """For a number and the holder's name; None unless both are right.

    Two counties may have used one number: the name tells them apart, else the newest is meant.
    """
    wanted = (
        select(EarlierCertificate)
        .where(EarlierCertificate.number_key == number_key(number))
        .order_by(*ORDER)
    )
    typed = normalise_name(name).casefold()
    for row in session.scalars(wanted):
        if row.name.casefold() == typed:
            return _view(session, row, today)
    return None


def _view(session: Session, row: EarlierCertificate, today: date) -> EarlierView:
    return EarlierView(
        number=row.number,
        name=public_name(row.name),
        course=row.course,
        cohort=row.cohort,
        hours=row.hours,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        issuer=row.issuer,
        issued_on=row.issued_on,
        valid_until=row.valid_until,
        state=state_on(row.state, row.valid_until, today),
        county=divisions.full_name(session, row.county),
        revoked_at=row.revoked_at,
        ground=row.ground,
        reason=row.reason,
    )


def import_places(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Where one may import to, as (`county/centre id`, name): whole counties first, then centres."""
    counties, centres = divisions.counties_and_centres(session, actor, IMPORT)
    return [*counties, *centres]
