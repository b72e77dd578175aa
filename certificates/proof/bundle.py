"""What a verifier needs to know: every public key and the signed revocation lists, as JSON."""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from certificates.models import SigningKey
from certificates.proof.keys import keys_of
from certificates.proof.listing import signed_list
from certificates.rules import KeyState
from lms.divisions.queries import name_of
from lms.errors import DomainError


def bundle_of(session: Session, now: datetime) -> dict[str, Any]:
    """Keys of all counties with their lists as of now; a county whose key is gone has no list."""
    keys = keys_of(session)
    counties = sorted({key.county for key in keys})
    names = {county: name_of(session, county) for county in counties}
    return {
        "made": int(now.timestamp()),
        "home": current_app.config["LMS"].public_url or "",
        "keys": [
            {
                "kid": key.kid,
                "county": key.county,
                "name": names[key.county],
                "x": _text(key.public),
                "state": key.state.value,
                "from": int(key.valid_from.timestamp()),
                "to": int(key.valid_until.timestamp()) if key.valid_until else None,
            }
            for key in keys
        ],
        "lists": [text for county in counties if (text := _list(session, now, county))],
    }


def key_set(keys: Sequence[SigningKey]) -> dict[str, Any]:
    """The public keys as a JWK set (RFC 7517, RFC 8037): those in use and all before them."""
    return {
        "keys": [
            {
                "kty": "OKP",
                "crv": "Ed25519",
                "x": _text(key.public),
                "kid": key.kid,
                "use": "sig",
                "alg": "EdDSA",
                "county": key.county,
                "status": key.state.value,
                "nbf": int(key.valid_from.timestamp()),
                **({"exp": int(key.valid_until.timestamp())} if key.valid_until else {}),
            }
            for key in keys
            if key.state is not KeyState.WITHDRAWN
        ]
    }


def _list(session: Session, now: datetime, county: str) -> str | None:
    try:
        signed = signed_list(session, now, county)
    except DomainError:
        return None  # the private key is gone: statements can still be checked, revocations not
    return None if signed is None else _text(signed)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
