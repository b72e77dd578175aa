"""The link in the QR code: it opens the online page, and behind # carries the signed statement.

What stands behind # never reaches a server: the same scan proves itself without one.
"""

from datetime import datetime

from flask import current_app
from sqlalchemy.orm import Session

from certificates.models import Certificate
from certificates.proof import statement as statements
from certificates.proof.keys import Signer, signer_if_any
from certificates.queries import TABLE, snapshot_of
from lms.privacy import vault


def online_address(token: str) -> str:
    """Where anybody asks for a certificate; '' without a public address (papers are samples)."""
    base = current_app.config["LMS"].public_url
    return f"{base}/v/{token}" if base else ""


def statement_of(certificate: Certificate, signer: Signer | None, now: datetime) -> bytes | None:
    """The statement as signed when it was issued.

    For one issued before there were statements: signed now, by the county's key; None without one.
    """
    if certificate.statement is not None:
        return vault().open_bytes(TABLE, certificate.uid, "statement", certificate.statement)
    if signer is None:
        return None
    printed = snapshot_of(certificate)
    return statements.write(signer, printed, certificate.token, now, copy=certificate.duplicates)


def code_text(certificate: Certificate, signer: Signer | None, now: datetime) -> str:
    """What the QR code holds: the link with its statement; '' without a public address."""
    address = online_address(certificate.token)
    statement = statement_of(certificate, signer, now) if address else None
    return f"{address}#{statements.as_digits(statement)}" if statement else address


def code_texts(session: Session, rows: list[Certificate], now: datetime) -> dict[int, str]:
    """The same for many, by certificate id; each county's key is looked up once."""
    counties = {row.county for row in rows if row.statement is None}
    signers = {county: signer_if_any(session, county) for county in counties}
    return {row.id: code_text(row, signers.get(row.county), now) for row in rows}
