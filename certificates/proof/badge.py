"""Open Badges 3.0: the certificate as a verifiable credential (VC-JWT) with a status list.

Signed with the county's key (EdDSA). The graduate holds the file; whoever gets it checks it with
the published key and asks the status list (W3C Bitstring Status List) whether it still holds.
"""

import base64
import gzip
import uuid
from datetime import UTC, date, datetime
from typing import Any

import jwt
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.models import Certificate
from certificates.proof.bundle import key_set
from certificates.proof.keys import Signer, keys_of, signer_if_any
from certificates.proof.statement import end_of
from certificates.queries import live, snapshot_of
from certificates.rules import CertificateState
from certificates.snapshot import Snapshot
from lms.clock import CHINA
from lms.divisions.queries import full_name
from lms.errors import DomainError

CONTEXT = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
BITS = 131_072
"""Entries of one status list: as many as the standard asks for at least (16 KB)."""


def credential(session: Session, now: datetime, certificate: Certificate) -> str:
    """The credential of a certificate that holds, as a JWT.

    Raises CERTIFICATE_VOID, BADGE_NEEDS_ADDRESS without a public address, SIGNING_KEY_NONE.
    """
    if not live(certificate):
        raise DomainError("CERTIFICATE_VOID")
    base, signer = _base(), _signer(session, certificate.county)
    printed = snapshot_of(certificate)
    plain = _credential(session, base, certificate, printed)
    claims = {
        **plain,
        "iss": plain["issuer"]["id"],
        "jti": plain["id"],
        "sub": plain["credentialSubject"]["id"],
        "nbf": int(_from(printed.terms.issued_on).timestamp()),
        "iat": int(now.timestamp()),
    }
    if printed.terms.valid_until is not None:
        claims["exp"] = int(end_of(printed.terms.valid_until).timestamp())
    return _signed(signer, base, claims)


def issuer_profile(session: Session, county: str) -> dict[str, Any] | None:
    """Who issues in a county, with its keys; None for a county that never did."""
    keys = keys_of(session, county)
    if not keys:
        return None
    base = _base()
    return {
        "@context": list(CONTEXT),
        **_issuer(session, base, county),
        "url": base,
        "jwks": key_set(keys),
    }


def status_list(session: Session, now: datetime, county: str, block: int) -> str | None:
    """The signed status list `block` of a county; None while the county has no key."""
    signer = signer_if_any(session, county)
    if signer is None or not 0 <= block < 10_000:
        return None
    base = _base()
    address = f"{base}/verify/status/{county}/{block}"
    moment = now.replace(microsecond=0)
    plain = {
        "@context": [CONTEXT[0]],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": f"{base}/verify/issuers/{county}",
        "validFrom": _time(moment),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded(_void(session, county, block)),
        },
    }
    claims = {**plain, "iss": plain["issuer"], "jti": address, "sub": f"{address}#list",
              "nbf": int(moment.timestamp()), "iat": int(moment.timestamp())}  # fmt: skip
    return _signed(signer, base, claims)


def encoded(places: list[int]) -> str:
    """A bit string with these bits set, the first bit at the left; gzip, then base64url, `u` first."""
    bits = bytearray(BITS // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> place % 8
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def _credential(
    session: Session, base: str, certificate: Certificate, printed: Snapshot
) -> dict[str, Any]:
    facts, terms, county = printed.facts, printed.terms, certificate.county
    block, index = divmod(certificate.id, BITS)
    statuses = f"{base}/verify/status/{county}/{block}"
    until = terms.valid_until
    return {
        "@context": list(CONTEXT),
        "id": f"{base}/v/{certificate.token}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": facts.course,
        "issuer": _issuer(session, base, county) | ({"name": terms.issuer} if terms.issuer else {}),
        "validFrom": _time(_from(terms.issued_on)),
        **({"validUntil": _time(end_of(until))} if until else {}),
        "credentialSubject": _subject(base, certificate.token, printed),
        "credentialStatus": {
            "id": f"{statuses}#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(index),
            "statusListCredential": statuses,
        },
    }


def _subject(base: str, token: str, printed: Snapshot) -> dict[str, Any]:
    facts = printed.facts
    hours = {} if facts.hours is None else {"creditsEarned": float(facts.hours)}
    said = (
        "修完规定的课程" if facts.hours is None else f"修完规定的{facts.hours}课时（每课时45分钟）"
    )
    return {
        "id": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'certificate:{token}')}",
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": facts.name,
                "identityType": "name",
            }
        ],
        "licenseNumber": printed.number,
        "activityStartDate": _time(_from(facts.starts_on)),
        "activityEndDate": _time(end_of(facts.ends_on)),
        **hours,
        "achievement": {
            "id": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{base}/course/{facts.course}')}",
            "type": ["Achievement"],
            "achievementType": "CertificateOfCompletion",
            "name": facts.course,
            "description": f"{facts.course}（{facts.cohort}）",
            "criteria": {"narrative": f"{said}，准予结业。"},
        },
    }


def _issuer(session: Session, base: str, county: str) -> dict[str, Any]:
    return {
        "id": f"{base}/verify/issuers/{county}",
        "type": ["Profile"],
        "name": full_name(session, county),
    }


def _signed(signer: Signer, base: str, claims: dict[str, Any]) -> str:
    head = {"typ": "JWT", "kid": f"{base}/verify/key/{signer.kid}"}
    return jwt.encode(claims, signer.private, algorithm="EdDSA", headers=head)


def _signer(session: Session, county: str) -> Signer:
    found = signer_if_any(session, county)
    if found is None:
        raise DomainError("SIGNING_KEY_NONE", county=county)
    return found


def _void(session: Session, county: str, block: int) -> list[int]:
    """Places of the certificates that no longer hold: revoked or replaced."""
    first = block * BITS
    ids = session.scalars(
        select(Certificate.id).where(
            Certificate.county == county,
            Certificate.state.in_([CertificateState.REVOKED, CertificateState.REPLACED]),
            Certificate.id.between(first, first + BITS - 1),
        )
    )
    return [key - first for key in ids]


def _base() -> str:
    base: str | None = current_app.config["LMS"].public_url
    if not base:
        raise DomainError("BADGE_NEEDS_ADDRESS")
    return base


def _from(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=CHINA)


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
