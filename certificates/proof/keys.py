"""Signing keys of counties: Ed25519, private parts in a folder beside the key file (mode 0600).

The folder is `signing/` beside the installation's key file; one file a county, made when the first
certificate is signed. The database remembers every public key, so that old certificates stay
verifiable, and which key is in use: a lost file is noticed, never replaced in silence.
"""

import base64
import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from certificates.models import SigningKey
from certificates.rules import KeyState
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.errors import DomainError


@dataclass(frozen=True, slots=True)
class Signer:
    """A county's key in use."""

    county: str
    kid: str
    private: Ed25519PrivateKey = field(repr=False)

    def sign(self, message: bytes) -> bytes:
        """64 bytes, always the same for the same message."""
        return self.private.sign(message)


def folder() -> Path:
    """Where the private parts are kept."""
    path: Path = current_app.config["LMS"].key_file
    return path.parent / "signing"


def signer(session: Session, now: datetime, county: str) -> Signer:
    """The key in use of a county; the first one is made. Raises SIGNING_KEY_MISSING."""
    found = active(session, county)
    return _loaded(found) if found is not None else _first(session, now, county)


def signer_if_any(session: Session, county: str) -> Signer | None:
    """The same without making one, for those who only read."""
    found = active(session, county)
    return None if found is None else _loaded(found)


def active(session: Session, county: str, *, lock: bool = False) -> SigningKey | None:
    """The row of the key in use."""
    wanted = select(SigningKey).where(
        SigningKey.county == county, SigningKey.state == KeyState.ACTIVE
    )
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return session.scalar(wanted)


def keys_of(session: Session, county: str = "") -> Sequence[SigningKey]:
    """Every key there ever was, of one county or of all, the oldest first."""
    wanted = select(SigningKey).order_by(SigningKey.county, SigningKey.id)
    return session.scalars(wanted.where(SigningKey.county == county) if county else wanted).all()


def rotate(
    session: Session, actor: Actor, now: datetime, county: str, *, withdrawn: bool = False
) -> SigningKey:
    """Put a new key in the place of the one in use.

    The old one stays published: what it signed before stays good, unless it is `withdrawn` because
    somebody else may have it. Raises SIGNING_KEY_NONE when the county has not signed anything yet.
    """
    old = active(session, county, lock=True)
    if old is None:
        raise DomainError("SIGNING_KEY_NONE", county=county)
    private = Ed25519PrivateKey.generate()
    with _held() as place:
        _keep(place, county, private)
    old.state = KeyState.WITHDRAWN if withdrawn else KeyState.REPLACED
    old.valid_until = now
    session.flush()
    made = _row(county, private, now)
    session.add(made)
    session.flush()
    audit.record(
        session, actor, now, "certificates:key_rotated", county=county,
        object_type="certificates.key", object_id=made.kid, before=old.kid, after=old.state.value,
    )  # fmt: skip
    return made


def kid_of(public: bytes) -> str:
    """The id of a key: the first 4 bytes of its SHA-256, in hexadecimal."""
    return sha256(public).hexdigest()[:8]


def _first(session: Session, now: datetime, county: str) -> Signer:
    """Make a county's first key; of several at once all get the same."""
    with _held() as place:
        kept = _read(place, county)
        private = next(reversed(kept.values())) if kept else Ed25519PrivateKey.generate()
        if not kept:
            _keep(place, county, private)
    made = _row(county, private, now)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        found = active(session, county)
        if found is None:  # rotated in the same moment
            raise DomainError("CHANGED_MEANWHILE") from None
        return _loaded(found)
    return Signer(county, made.kid, private)


def _loaded(row: SigningKey) -> Signer:
    known: dict[str, Signer] = current_app.extensions.setdefault("certificates_signers", {})
    if row.kid not in known:
        private = _read(folder(), row.county).get(row.kid)
        if private is None:
            path = folder() / f"{row.county}.json"
            raise DomainError("SIGNING_KEY_MISSING", county=row.county, path=path)
        known[row.kid] = Signer(row.county, row.kid, private)
    return known[row.kid]


def _row(county: str, private: Ed25519PrivateKey, now: datetime) -> SigningKey:
    public = private.public_key().public_bytes_raw()
    return SigningKey(
        county=county, kid=kid_of(public), public=public, state=KeyState.ACTIVE,
        valid_from=now, valid_until=None,
    )  # fmt: skip


@contextmanager
def _held() -> Iterator[Path]:
    """The folder, nobody else writing there."""
    place = folder()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(place / ".lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield place
    finally:
        os.close(handle)


def _read(place: Path, county: str) -> dict[str, Ed25519PrivateKey]:
    path = place / f"{county}.json"
    try:
        plain = json.loads(path.read_text())["keys"]
        return {
            kid: Ed25519PrivateKey.from_private_bytes(base64.b64decode(text))
            for kid, text in plain.items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise DomainError("SIGNING_KEY_BROKEN", path=path) from fault


def _keep(place: Path, county: str, private: Ed25519PrivateKey) -> None:
    """Add a key to a county's file: the whole file appears at once or not at all."""
    kept = {**_read(place, county), kid_of(private.public_key().public_bytes_raw()): private}
    plain = {kid: base64.b64encode(one.private_bytes_raw()).decode() for kid, one in kept.items()}
    fresh = place / f".{county}.new"
    handle = os.open(fresh, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump({"county": county, "keys": plain}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(place / f"{county}.json")
