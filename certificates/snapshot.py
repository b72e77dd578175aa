"""What stands on a certificate, frozen as JSON when it is issued; nothing is looked up later."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from certificates.rules import changed_fields

COMPLETION = "completion"
"""Stands among the differing facts when the holder has, by the records, not completed any more."""
_DATES = frozenset({"starts_on", "ends_on", "issued_on", "valid_until"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What a certificate says of the person and the course; later compared with the records.

    `document` is how the number is called (身份证号), `course` the course's name or the cohort's
    title where no course was chosen, `cohort` its 第N期 or title. Hours are 课时, None where
    nobody entered any; theory and practice are known with a syllabus only.
    """

    name: str
    sex: str
    document: str
    id_number: str
    course: str
    cohort: str
    hours: int | None
    theory_hours: int | None
    practice_hours: int | None
    starts_on: dt.date
    ends_on: dt.date


@dataclass(frozen=True, slots=True)
class Terms:
    """What the officer decides when issuing: the issuer's full name, dates, the result, a note.

    `design` is a shipped design or the uid of an own one's version; `seal` and `signature` are
    uids of emblems, `signatory` who signs.
    """

    issuer: str
    issued_on: dt.date
    valid_until: dt.date | None = None
    result: str = ""
    note: str = ""
    design: str = "formal"
    seal: str = ""
    signature: str = ""
    signatory: str = ""
    signatory_title: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything printed on one certificate. `salt` keeps the digest from being guessed.

    `photo` is the uid of the portrait it is printed with, '' for none.
    """

    number: str
    facts: Facts
    terms: Terms
    salt: str
    photo: str = ""

    def as_json(self) -> str:
        """One spelling for equal snapshots: sorted keys, no blanks, ISO dates."""
        return json.dumps(
            asdict(self), default=dt.date.isoformat, ensure_ascii=False, sort_keys=True,
            separators=(",", ":"),
        )  # fmt: skip


def digest_of(text: str) -> str:
    """SHA-256 of the snapshot's JSON, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def from_json(text: str) -> Snapshot:
    """The snapshot again. Raises ValueError, KeyError or TypeError for any other text."""
    plain = json.loads(text)
    return Snapshot(
        number=str(plain["number"]),
        facts=Facts(**_dated(plain["facts"], Facts)),
        terms=Terms(**_dated(plain["terms"], Terms)),
        salt=str(plain["salt"]),
        photo=str(plain.get("photo", "")),
    )


def differences(snapshot: Snapshot, current: Facts) -> tuple[str, ...]:
    """Names of the printed facts that the records say otherwise by now, in printed order."""
    return changed_fields(asdict(snapshot.facts), asdict(current))


def _dated(plain: Mapping[str, Any], kind: type[Facts] | type[Terms]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {
        name: dt.date.fromisoformat(value) if name in _DATES and isinstance(value, str) else value
        for name, value in plain.items()
        if name in names
    }
