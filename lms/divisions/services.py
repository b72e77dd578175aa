"""Loading the region tree and keeping the training centres."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.divisions.models import Centre, DivisionRow
from lms.divisions.packaged import read_packaged
from lms.divisions.queries import count, county_exists
from lms.divisions.rules import Level
from lms.errors import DomainError

CENTRE_FACTS = ("name", "uscc", "legal_person", "contact", "phone", "address")


def load_tree(session: Session, prefixes: Iterable[str] | None = None) -> int:
    """Load the packaged divisions into an empty table; the number of rows. Does nothing twice."""
    if count(session):
        return 0
    rows: dict[str, dict[str, str | None]] = {}
    for d in read_packaged(prefixes):
        parent = d.parent.ljust(12, "0") if d.parent else None
        row = rows.setdefault(
            d.code, {"code": d.code, "name": d.name, "level": str(d.level), "parent_code": parent}
        )
        if d.level is Level.COUNTY:
            row["level"] = str(d.level)  # 东莞, 中山, 儋州: city and county under one code
    session.execute(insert(DivisionRow), list(rows.values()))
    session.flush()
    return len(rows)


def save_centre(
    session: Session,
    actor: Actor,
    now: datetime,
    centre: Centre | None,
    *,
    county: str,
    name: str,
    **facts: str | None,
) -> Centre:
    """Make or change a training centre. Raises `COUNTY_UNKNOWN` or `CENTRE_NAME_TAKEN`."""
    if not county_exists(session, county):
        raise DomainError("COUNTY_UNKNOWN", county=county)
    actor.require("divisions:centre:edit", county, centre.id if centre else None)
    taken = session.scalar(select(Centre.id).where(Centre.county == county, Centre.name == name))
    if taken is not None and (centre is None or centre.id != taken):
        raise DomainError("CENTRE_NAME_TAKEN", name=name)
    made = centre is None
    centre = centre or Centre(county=county)
    centre.name = name
    for field in CENTRE_FACTS[1:]:
        if field in facts:
            setattr(centre, field, facts[field] or None)
    session.add(centre)
    session.flush()
    audit.record(
        session,
        actor,
        now,
        "divisions:centre_created" if made else "divisions:centre_changed",
        county=county,
        object_type="divisions.centre",
        object_id=centre.id,
    )
    return centre
