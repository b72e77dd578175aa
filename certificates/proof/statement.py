"""The signed statement in the QR code: what the paper says, small enough to be printed.

A CWT (RFC 8392): issuer, signed at, expiry, an id derived from the code's token, and one private
claim with what is printed. The full name is not in it, only its first character and a salted hash:
whoever types the name can prove it, a scanner that keeps the code does not learn it.
"""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from hashlib import sha256, sha512

from certificates.proof.cose import opened, sign1
from certificates.proof.keys import Signer
from certificates.rules import public_name
from certificates.snapshot import Snapshot
from lms.clock import CHINA

ISSUER, EXPIRY, ISSUED_AT, ID, PRINTED = 1, 4, 6, 7, -65537
LONGEST = 60
"""Bytes of course and of issuer that the code has room for; longer ones end with …."""
_EPOCH = dt.date(1970, 1, 1)
_HASH, _SALT = 12, 8
_BLANKS = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]+")
_DOTS = str.maketrans(dict.fromkeys("•．‧・∙⋅", "·"))


@dataclass(frozen=True, slots=True)
class Statement:
    """What a code says, once read. Hours are 课时; `copy` counts the copies for a lost paper."""

    kid: str
    id: str
    number: str
    name: str
    course: str
    hours: int | None
    starts_on: dt.date
    ends_on: dt.date
    issuer: str
    issued_on: dt.date
    valid_until: dt.date | None
    signed_at: dt.datetime
    copy: int
    salt: bytes
    hash: bytes

    def proves(self, name: str) -> bool:
        """Whether a typed name is the one on the paper."""
        return name_hash(self.salt, name) == self.hash


def write(
    signer: Signer, printed: Snapshot, token: str, now: dt.datetime, *, copy: int = 0
) -> bytes:
    """The signed statement of a certificate."""
    facts, terms = printed.facts, printed.terms
    salt = bytes.fromhex(printed.salt)[:_SALT]
    digits = re.fullmatch("PX([0-9]{17}|[1-9][0-9]{17})", printed.number)
    content = [
        int(digits[1]) if digits else printed.number,
        public_name(facts.name),
        salt,
        name_hash(salt, facts.name),
        shortened(facts.course),
        facts.hours,
        *((day - _EPOCH).days for day in (facts.starts_on, facts.ends_on, terms.issued_on)),
    ]
    claims = {
        ISSUER: shortened(terms.issuer),
        ISSUED_AT: int(now.timestamp()),
        ID: id_of(token),
        PRINTED: [*content, copy] if copy else content,
    }
    if terms.valid_until is not None:
        claims[EXPIRY] = int(end_of(terms.valid_until).timestamp())
    return sign1(signer, claims)


def read(message: bytes) -> Statement:
    """What a statement says, whoever signed it. Raises ValueError."""
    found = opened(message)
    try:
        number, name, salt, digest, course, hours, start, end, issued, *copy = found.claims[PRINTED]
        until = found.claims.get(EXPIRY)
        return Statement(
            kid=found.kid,
            id=found.claims[ID].hex(),
            number=f"PX{number:017}" if isinstance(number, int) else number,
            name=name,
            course=course,
            hours=hours,
            starts_on=_EPOCH + dt.timedelta(days=start),
            ends_on=_EPOCH + dt.timedelta(days=end),
            issuer=found.claims[ISSUER],
            issued_on=_EPOCH + dt.timedelta(days=issued),
            valid_until=None if until is None else _day(until),
            signed_at=dt.datetime.fromtimestamp(found.claims[ISSUED_AT], dt.UTC),
            copy=copy[0] if copy else 0,
            salt=salt,
            hash=digest,
        )
    except (KeyError, TypeError, OverflowError, AttributeError) as fault:
        raise ValueError("no statement of ours") from fault


def as_digits(message: bytes) -> str:
    """As a decimal number: digits stand in any address and take the least room in a QR code."""
    return str(int.from_bytes(message))


def from_digits(text: str) -> bytes:
    """The message again. Raises ValueError."""
    if re.fullmatch("[0-9]{1,2000}", text) is None:
        raise ValueError("no number")
    number = int(text)
    return number.to_bytes(max(1, (number.bit_length() + 7) // 8))


def id_of(token: str) -> bytes:
    """What the revocation list calls a certificate: 8 bytes that only who has the code can know."""
    return sha256(b"certificate:" + token.encode()).digest()[:8]


def name_hash(salt: bytes, name: str) -> bytes:
    """The name as `plain_name`, hashed with the salt."""
    return sha512(salt + plain_name(name).encode()).digest()[:_HASH]


def plain_name(name: str) -> str:
    """One spelling for one name: composed, no blanks, one middle dot, lower case."""
    text = _BLANKS.sub("", unicodedata.normalize("NFC", name)).translate(_DOTS)
    return text.lower()


def shortened(text: str) -> str:
    """At most `LONGEST` bytes of UTF-8; what is cut ends with …."""
    if len(text.encode()) <= LONGEST:
        return text
    return text.encode()[: LONGEST - 3].decode(errors="ignore") + "…"


def end_of(day: dt.date) -> dt.datetime:
    """The last second of a day in China."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), CHINA)


def _day(seconds: int) -> dt.date:
    return dt.datetime.fromtimestamp(seconds, CHINA).date()
