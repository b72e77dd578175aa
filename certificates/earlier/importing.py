"""An old register as a run: read and compared, applied, taken back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from certificates.earlier.rules import FIELDS, REJECTED, EarlierRow, judged
from certificates.models import Certificate, EarlierCertificate
from certificates.rules import CertificateState, normalise_number
from lms.accounts.actor import Actor
from lms.clock import today
from lms.errors import DomainError
from lms.orm import new_uid
from lms.privacy import vault
from lms.runs import services as runs
from lms.runs.models import Run
from lms.sheets import read_workbook, require_table

KIND = "certificates.earlier"
IMPORT = "certificates:earlier:import"
TABLE = "certificates_earlier"
COMPARED = (
    "name", "course", "cohort", "hours", "starts_on", "ends_on", "issuer", "issued_on",
    "valid_until", "remark",
)  # fmt: skip
PART = 500


def rehearse(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    county: str,
    centre_id: int | None,
    data: bytes,
    file_name: str,
    issuer: str = "",
) -> Run:
    """Say row by row what an old register would bring; `issuer` stands in where none is written.

    Raises NOT_PERMITTED, SHEET_… and EARLIER_EMPTY.
    """
    actor.require(IMPORT, county, centre_id)
    table = require_table(read_workbook(data, file_name), FIELDS)
    found: list[EarlierRow] = []
    seen: set[str] = set()
    for number, cells in table.rows():
        row = judged(number, cells, today(now), seen)
        row.said["issuer"] = row.said["issuer"] or issuer.strip()
        seen.add(row.said["key"])
        found.append(row)
    if not found:
        raise DomainError("EARLIER_EMPTY")
    rows = _compared(session, county, found)
    outcomes = Counter(row["outcome"] for row in rows)
    return runs.rehearse(
        session, actor, now, KIND,
        title=file_name, county=county, centre_id=centre_id, subject_id=None, rows=rows,
        counts={name: outcomes[name] for name in ("accepted", "warned", "rejected")},
        file_name=file_name, source=data,
    )  # fmt: skip


def _compared(session: Session, county: str, found: Sequence[EarlierRow]) -> list[dict[str, Any]]:
    """Plan rows: new, the same as known, or refused because the number is somebody else's."""
    keys = [row.said["key"] for row in found]
    known = _known(session, county, keys)
    ours = _ours(session, [normalise_number(key) for key in keys])
    rows = []
    for row in found:
        differences, change = [], "new"
        if normalise_number(row.said["key"]) in ours:
            row.against("EARLIER_NUMBER_OURS", REJECTED, number=row.said["number"])
        elif (old := known.get(row.said["key"])) is not None:
            differences, change = _differences(old, row.said), "matched"
            if differences:
                row.against("EARLIER_DIFFERS", REJECTED, number=row.said["number"])
        rows.append(
            {
                "row": row.row,
                "name": row.said["name"],
                "outcome": row.outcome,
                "codes": row.codes,
                "facts": row.facts,
                "change": "none" if row.outcome == REJECTED else change,
                "differences": differences,
                "said": row.said,
            }
        )
    return rows


def _known(session: Session, county: str, keys: Sequence[str]) -> dict[str, EarlierCertificate]:
    found = {}
    for at in range(0, len(keys), PART):
        wanted = select(EarlierCertificate).where(
            EarlierCertificate.county == county,
            EarlierCertificate.number_key.in_(keys[at : at + PART]),
        )
        found.update({one.number_key: one for one in session.scalars(wanted)})
    return found


def _ours(session: Session, keys: Sequence[str]) -> set[str]:
    """Numbers that this system gave out: an old register has none of them."""
    found: set[str] = set()
    for at in range(0, len(keys), PART):
        wanted = select(Certificate.number).where(Certificate.number.in_(keys[at : at + PART]))
        found.update(session.scalars(wanted))
    return found


def _differences(old: EarlierCertificate, said: Mapping[str, Any]) -> list[dict[str, str]]:
    found = []
    for name in COMPARED:
        before = getattr(old, name)
        plain = before.isoformat() if isinstance(before, date) else before
        if (plain or None) != (said[name] or None):
            after = said[name]
            found.append({"field": name, "before": str(plain or ""), "after": str(after or "")})
    return found


def apply(
    session: Session, actor: Actor, now: datetime, run: Run, rows: Sequence[Mapping[str, Any]]
) -> dict[str, int]:
    """Write one slice. Raises CHANGED_MEANWHILE when somebody entered one of the numbers since."""
    keys = vault()
    wanted = [row["said"] for row in rows if row["change"] == "new"]
    made = []
    for said in wanted:
        uid, number = new_uid(), said["id_number"]
        made.append(
            EarlierCertificate(
                uid=uid, county=run.county, centre_id=run.centre_id,
                number=said["number"], number_key=said["key"], name=said["name"],
                id_number=keys.seal(TABLE, uid, "id_number", number) if number else None,
                id_number_index=keys.blind("id_number", number) if number else None,
                course=said["course"], cohort=said["cohort"], hours=said["hours"],
                issuer=said["issuer"], remark=said["remark"],
                state=CertificateState.VALID, run_id=run.id, at=now, by=actor.name,
                issued_on=date.fromisoformat(said["issued_on"]),
                **{name: _day(said[name]) for name in ("starts_on", "ends_on", "valid_until")},
            )
        )  # fmt: skip
    try:
        with session.begin_nested():
            session.add_all(made)
    except IntegrityError:
        raise DomainError("CHANGED_MEANWHILE") from None
    return {"written": len(made)}


def finish(session: Session, actor: Actor, now: datetime, run: Run) -> None:
    """Nothing waits for the end of it; the frame logs the run."""


def undo(session: Session, actor: Actor, now: datetime, run: Run) -> None:
    """Take the entries back: they were only read in, nobody was given anything.

    Raises EARLIER_REVOKED_SINCE: what was said of a paper in public is not made unsaid.
    """
    actor.require(IMPORT, run.county, run.centre_id)
    revoked = session.scalar(
        select(func.count(EarlierCertificate.id)).where(
            EarlierCertificate.run_id == run.id,
            EarlierCertificate.state != CertificateState.VALID,
        )
    )
    if revoked:
        raise DomainError("EARLIER_REVOKED_SINCE", count=revoked)
    session.execute(delete(EarlierCertificate).where(EarlierCertificate.run_id == run.id))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
