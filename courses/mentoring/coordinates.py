"""Where divisions lie, as an operator imported it: `区划代码, 纬度, 经度`, one division a line."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from sqlalchemy import false, func, or_, select
from sqlalchemy.orm import Session

from courses.mentoring.matching_rules import Point
from courses.mentoring.models import Coordinate
from lms.accounts.actor import Actor, below
from lms.audit import services as audit
from lms.errors import DomainError

IMPORT = "mentoring:coordinate:import"
MILLIONTHS = 1_000_000
LENGTHS = (2, 4, 6, 9, 12)
LATITUDES, LONGITUDES = (Decimal(3), Decimal(54)), (Decimal(73), Decimal(136))
"""Degrees between which the country lies."""
MOST_AT_ONCE = 500
TOWN = 9


@dataclass(frozen=True, slots=True)
class Line:
    """One division and its point."""

    division: str
    at: Point


def points(session: Session, divisions: Iterable[str], *, towns: bool = False) -> dict[str, Point]:
    """The points of divisions that have one; with `towns` a village may take its town's."""
    wanted = set(divisions)
    codes = sorted(wanted | ({one[:TOWN] for one in wanted if len(one) > TOWN} if towns else set()))
    found: dict[str, Point] = {}
    for start in range(0, len(codes), MOST_AT_ONCE):
        rows = session.execute(
            select(Coordinate.division, Coordinate.latitude, Coordinate.longitude).where(
                Coordinate.division.in_(codes[start : start + MOST_AT_ONCE])
            )
        )
        found |= {row[0]: (row[1], row[2]) for row in rows}
    if towns:
        return {
            one: found[one] if one in found else found[one[:TOWN]]
            for one in wanted
            if one in found or one[:TOWN] in found
        }
    return found


def read(data: bytes) -> list[Line]:
    """The lines of a CSV file in UTF-8 or GB18030; a heading line is skipped.

    Raises COORDINATE_CODE_INVALID, COORDINATE_VALUE_INVALID, COORDINATES_EMPTY.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")
    found = []
    for number, cells in enumerate(csv.reader(io.StringIO(text)), 1):
        given = [cell.strip() for cell in cells]
        if not any(given) or (number == 1 and not given[0].isdecimal()):
            continue
        found.append(_line(number, given))
    if not found:
        raise DomainError("COORDINATES_EMPTY")
    return found


def _line(number: int, cells: list[str]) -> Line:
    code = cells[0]
    if not (code.isascii() and code.isdecimal()):
        raise DomainError("COORDINATE_CODE_INVALID", row=number)
    if len(code) == LENGTHS[-1]:  # a statistical code in full: its significant digits
        code = next((code[:n] for n in LENGTHS if not int(code[n:] or 0)), code)
    if len(code) not in LENGTHS:
        raise DomainError("COORDINATE_CODE_INVALID", row=number)
    try:
        latitude, longitude = Decimal(cells[1]), Decimal(cells[2])
        inside = _within(latitude, LATITUDES) and _within(longitude, LONGITUDES)
    except (IndexError, InvalidOperation):
        inside = False
    if not inside:
        raise DomainError("COORDINATE_VALUE_INVALID", row=number)
    return Line(code, (round(latitude * MILLIONTHS), round(longitude * MILLIONTHS)))


def _within(value: Decimal, span: tuple[Decimal, Decimal]) -> bool:
    return value.is_finite() and span[0] <= value <= span[1]


def store(session: Session, actor: Actor, now: datetime, lines: Iterable[Line]) -> int:
    """Write the points, over earlier ones; all or nothing. Raises COORDINATE_OUTSIDE."""
    wanted = {one.division: one.at for one in lines}
    for number, code in enumerate(wanted, 1):
        if not actor.may(IMPORT, code):
            raise DomainError("COORDINATE_OUTSIDE", row=number, code=code)
    for code, (latitude, longitude) in wanted.items():
        session.merge(
            Coordinate(division=code, latitude=latitude, longitude=longitude, at=now, by=actor.name)
        )
    session.flush()
    county = min(wanted, default="")[:6]
    audit.record(
        session, actor, now, "mentoring:coordinates",
        county=county, object_type="mentoring.coordinates", object_id=county, count=len(wanted),
    )  # fmt: skip
    return len(wanted)


def count(session: Session, prefixes: Iterable[str]) -> int:
    """How many points are known below these divisions."""
    here = or_(false(), *(below(Coordinate.division, prefix) for prefix in prefixes))
    return session.scalar(select(func.count()).select_from(Coordinate).where(here)) or 0
