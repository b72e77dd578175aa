"""The printed pages of certificates, kept as they were made: later they are copied, never redrawn.

A job makes one PDF of what was issued together and keeps it sealed with its hash; only papers that
anybody can verify are kept, samples are not. A copy for a lost paper says so and is drawn anew.
"""

import io
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

import pikepdf
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.models import Certificate, FrozenPage, FrozenPaper
from certificates.printing import pdf_of
from certificates.queries import live, snapshot_of
from lms.clock import now as moment
from lms.db import db, reading, unit_of_work
from lms.errors import DomainError
from lms.jobs.progress import Progress
from lms.jobs.services import enqueue
from lms.orm import new_uid
from lms.privacy import vault

JOB = "certificates.freeze"
_TABLE = "certificates_frozen_paper"


def freeze_later(session: Session, now: datetime, certificates: Sequence[Certificate]) -> None:
    """Have the pages of new certificates made and kept once they are committed."""
    if certificates and current_app.config["LMS"].public_url:
        enqueue(session, now, JOB, ids=[one.id for one in certificates])


def freeze(progress: Progress, ids: list[int]) -> None:
    """Make and keep a PDF of the certificates that have none; done again it does nothing."""
    session = db.session()
    with reading(session):
        made = [(group, pdf_of(group)) for group in _by_design(_unfrozen(session, ids))]
        wanted = [([one.id for one in group], group[0].county, content) for group, content in made]
    with unit_of_work() as writing:
        left = {one.id for one in _unfrozen(writing, ids)}
        for group_ids, county, content in wanted:
            if left.issuperset(group_ids):
                _keep(writing, moment(), county, content, group_ids)
        progress.advance(writing, len(ids), len(ids))


def _by_design(rows: list[Certificate]) -> list[list[Certificate]]:
    """Certificates of one design together: their papers have equally many pages."""
    groups: dict[str, list[Certificate]] = {}
    for one in rows:
        groups.setdefault(snapshot_of(one).terms.design, []).append(one)
    return list(groups.values())


def _unfrozen(session: Session, ids: Sequence[int]) -> list[Certificate]:
    """Those that no page is kept of, in the order of their numbers; nothing void, no copies."""
    kept = select(FrozenPage.certificate_id)
    found = session.scalars(
        select(Certificate)
        .where(Certificate.id.in_(ids), Certificate.id.not_in(kept), Certificate.duplicates == 0)
        .order_by(Certificate.serial)
    )
    return [one for one in found if live(one)]


def _keep(session: Session, now: datetime, county: str, content: bytes, ids: list[int]) -> None:
    uid = new_uid()
    with pikepdf.open(io.BytesIO(content)) as opened:
        pages = len(opened.pages) // len(ids)
    paper = FrozenPaper(
        uid=uid,
        county=county,
        content=vault().seal(_TABLE, uid, "content", content),
        digest=sha256(content).hexdigest(),
        pages=pages,
        at=now,
    )
    session.add(paper)
    session.flush()
    session.add_all(
        FrozenPage(certificate_id=one, paper_id=paper.id, position=at) for at, one in enumerate(ids)
    )
    session.flush()


def printed(session: Session, certificates: Sequence[Certificate]) -> bytes:
    """One PDF of the certificates that hold, in the order given: kept pages, or drawn where none is.

    Raises CERTIFICATES_NONE, and CERTIFICATE_ALTERED when a kept paper is not what it was.
    """
    rows = [one for one in certificates if live(one)]
    places = _places(session, [one.id for one in rows if one.duplicates == 0])
    if not places:
        return pdf_of(rows)
    papers: dict[int, tuple[pikepdf.Pdf, int]] = {}
    target = pikepdf.new()
    for one in rows:
        if one.id not in places:
            target.pages.extend(pikepdf.open(io.BytesIO(pdf_of([one]))).pages)
            continue
        paper_id, position = places[one.id]
        if paper_id not in papers:
            papers[paper_id] = _opened(session, paper_id)
        paper, pages = papers[paper_id]
        target.pages.extend(paper.pages[position * pages : (position + 1) * pages])
    made = io.BytesIO()
    target.save(made, deterministic_id=True)
    return made.getvalue()


def kept_digest(session: Session, certificate: Certificate) -> str:
    """SHA-256 of the kept file a certificate's page is in; '' when none is kept."""
    return (
        session.scalar(
            select(FrozenPaper.digest)
            .join(FrozenPage, FrozenPage.paper_id == FrozenPaper.id)
            .where(FrozenPage.certificate_id == certificate.id)
        )
        or ""
    )


def _places(session: Session, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    rows = session.execute(
        select(FrozenPage.certificate_id, FrozenPage.paper_id, FrozenPage.position).where(
            FrozenPage.certificate_id.in_(ids)
        )
    )
    return {certificate_id: (paper_id, position) for certificate_id, paper_id, position in rows}


def _opened(session: Session, paper_id: int) -> tuple[pikepdf.Pdf, int]:
    """A kept paper and its pages for each certificate."""
    paper = session.get_one(FrozenPaper, paper_id)
    content = vault().open_bytes(_TABLE, paper.uid, "content", paper.content)
    if sha256(content).hexdigest() != paper.digest:
        raise DomainError("CERTIFICATE_ALTERED")
    return pikepdf.open(io.BytesIO(content)), paper.pages
