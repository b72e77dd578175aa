"""The signed revocation list of a county, made whenever it is asked for: never older than that.

Only certificates that no longer hold stand in it, by the id in their code: nobody can learn a
number or a name from it, nor how many were issued.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from certificates.models import Certificate, CertificateStep
from certificates.proof.cose import opened, sign1
from certificates.proof.keys import signer_if_any
from certificates.proof.statement import id_of
from certificates.queries import COPIED as COPIED_STEP
from certificates.rules import CertificateState, RevocationGround
from lms.clock import today

KIND = "lms-revocation-list"
COUNTY, NEXT, MADE, ENTRIES = 1, 4, 6, -65537
FRESH_FOR = dt.timedelta(days=7)
"""After that a list is old: it is still read, and said to be old."""
REVOKED, REPLACED, COPIED = 1, 2, 3
GROUNDS = tuple(RevocationGround)
"""Their place is what the list says; new ones are added behind."""
_EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the list says of one certificate: `more` is the ground, or the number of copies."""

    state: int
    day: dt.date
    more: int


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A list once read."""

    county: str
    made_at: dt.datetime
    next_update: dt.datetime
    entries: Mapping[str, Entry]


def signed_list(session: Session, now: dt.datetime, county: str) -> bytes | None:
    """The list as of now; None while the county has no key. Raises SIGNING_KEY_MISSING."""
    signer = signer_if_any(session, county)
    if signer is None:
        return None
    claims: dict[int, Any] = {
        COUNTY: county,
        MADE: int(now.timestamp()),
        NEXT: int((now + FRESH_FOR).timestamp()),
        ENTRIES: _entries(session, county),
    }
    return sign1(signer, claims, KIND)


def read_list(message: bytes, public: bytes) -> RevocationList:
    """What a list says, if this key signed it. Raises ValueError."""
    found = opened(message, KIND)
    if not found.good(public):
        raise ValueError("the list is not signed by this key")
    said = found.claims
    return RevocationList(
        county=said[COUNTY],
        made_at=dt.datetime.fromtimestamp(said[MADE], dt.UTC),
        next_update=dt.datetime.fromtimestamp(said[NEXT], dt.UTC),
        entries={
            key.hex(): Entry(state, _EPOCH + dt.timedelta(days=day), more)
            for key, (state, day, more) in said[ENTRIES].items()
        },
    )


def _entries(session: Session, county: str) -> dict[bytes, list[int]]:
    """id → [state, day, ground or number of copies]; of several steps the last counts."""
    voided = Certificate.state.in_([CertificateState.REVOKED, CertificateState.REPLACED])
    rows = session.execute(
        select(
            Certificate.token,
            Certificate.state,
            Certificate.duplicates,
            CertificateStep.at,
            CertificateStep.ground,
        )
        .join(CertificateStep, CertificateStep.certificate_id == Certificate.id)
        .where(
            Certificate.county == county,
            or_(
                voided & (CertificateStep.after != CertificateStep.before),
                ~voided & (CertificateStep.action == COPIED_STEP),
            ),
        )
        .order_by(CertificateStep.id)
    )
    found: dict[bytes, list[int]] = {}
    for token, state, duplicates, at, ground in rows:
        day = (today(at) - _EPOCH).days
        if state is CertificateState.REVOKED:
            found[id_of(token)] = [REVOKED, day, GROUNDS.index(ground_of(ground))]
        elif state is CertificateState.REPLACED:
            found[id_of(token)] = [REPLACED, day, 0]
        else:
            found[id_of(token)] = [COPIED, day, duplicates]
    return found


def ground_of(text: str) -> RevocationGround:
    """The class of a reason; steps written before there were classes have none."""
    return RevocationGround(text) if text in set(RevocationGround) else RevocationGround.OTHER
