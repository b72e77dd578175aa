"""Numbers of certificates, their states, and when one may be issued.

A number is `PX` + county (6) + year (4) + 班序 (3) + 学员序 (3, from 1000 on 4) + check digit
(结业证书). The year is the cohort's, not the day of issue: 班序 counts the cohorts of a county and
year. Everything before 学员序 has a fixed width, so the length tells how wide it is. The check digit
is ISO/IEC 7064 Mod 11,10 over all digits between `PX` and itself: it finds every single wrong
digit, 44 of 45 exchanges of two neighbouring digits and nine of ten digits too many or too few.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from stdnum.iso7064 import mod_11_10

from courses.attendance.rules import Completion
from courses.cohorts.rules import Finding, fault, note

PREFIX = "PX"
LARGEST_ORDINAL = 999
LARGEST_SERIAL = 9999
DAYS_AHEAD = 31
"""How far a date of issue may lie ahead, so that papers can be ready before the ceremony."""
_NUMBER = re.compile(PREFIX + r"([0-9]{6})([0-9]{4})([0-9]{3})([0-9]{3}|[1-9][0-9]{3})([0-9])")
_BLANKS_AND_DASHES = re.compile(r"[\s\u200b-\u200d\u2060\ufeff\-‐-―−_.·/]+")
_LOOK_ALIKE = str.maketrans("OIL", "011")


@dataclass(frozen=True, slots=True)
class CertificateNumber:
    """The parts of a number: 班序 from 1 to 999, 学员序 to 9999. Wrong parts raise ValueError."""

    county: str
    year: int
    cohort_ordinal: int
    serial: int

    def __post_init__(self) -> None:
        if re.fullmatch("[0-9]{6}", self.county) is None:
            raise ValueError("a county code has 6 digits")
        if not 1000 <= self.year <= 9999:
            raise ValueError("a year has 4 digits")
        if not 1 <= self.cohort_ordinal <= LARGEST_ORDINAL:
            raise ValueError("班序 runs from 1 to 999")
        if not 1 <= self.serial <= LARGEST_SERIAL:
            raise ValueError("学员序 runs from 1 to 9999")

    def __str__(self) -> str:
        digits = f"{self.county}{self.year}{self.cohort_ordinal:03}{self.serial:03}"
        return f"{PREFIX}{digits}{mod_11_10.calc_check_digit(digits)}"


def format_number(county: str, year: int, cohort_ordinal: int, serial: int) -> str:
    """The printed number, 19 or 20 characters. Parts out of range raise ValueError."""
    return str(CertificateNumber(county, year, cohort_ordinal, serial))


def normalise_number(typed: str) -> str:
    """A number as people type it: full-width, lower case, blanks, dashes, O for 0, PX left out."""
    text = _BLANKS_AND_DASHES.sub("", unicodedata.normalize("NFKC", typed)).upper()
    digits = text.removeprefix(PREFIX).translate(_LOOK_ALIKE)
    return PREFIX + digits if re.fullmatch("[0-9]{17,18}", digits) else text


def parse_number(typed: str) -> CertificateNumber | Finding:
    """The parts of a typed number, or CERTIFICATE_NUMBER_INVALID (form, parts or check digit)."""
    text = normalise_number(typed)
    found = _NUMBER.fullmatch(text)
    if found is not None and mod_11_10.is_valid(text.removeprefix(PREFIX)):
        county, year, cohort_ordinal, serial, _check = found.groups()
        try:
            return CertificateNumber(county, int(year), int(cohort_ordinal), int(serial))
        except ValueError:
            pass
    return fault("CERTIFICATE_NUMBER_INVALID", number=typed.strip()[:40])


def number_year(title_year: int | None, start: dt.date) -> int:
    """The year of a number: the title's if it is about the cohort's start, else the start's."""
    if title_year is not None and abs(title_year - start.year) <= 1:
        return title_year
    return start.year


@dataclass(frozen=True, slots=True)
class OrdinalChoice:
    """The 班序 of a cohort, None when all 999 are used; what there is to say about the choice."""

    ordinal: int | None
    findings: tuple[Finding, ...] = ()


def class_ordinal(title_ordinal: int | None, taken: Collection[int]) -> OrdinalChoice:
    """N of 第N期 if it is free in that county and year, else the next free one.

    `taken`: ordinals of the county's other cohorts of the year, those only announced in a title
    too. Next is after the highest taken, for numbers below it mostly belong to cohorts whose
    certificates are still to come; only when those run out is the lowest gap used.
    """
    findings: list[Finding] = []
    if title_ordinal is not None and 1 <= title_ordinal <= LARGEST_ORDINAL:
        if title_ordinal not in taken:
            return OrdinalChoice(title_ordinal)
        findings.append(note("CLASS_ORDINAL_TAKEN", ordinal=title_ordinal))
    choice: int | None = max(taken, default=0) + 1
    if choice not in range(1, LARGEST_ORDINAL + 1):
        choice = next((one for one in range(1, LARGEST_ORDINAL + 1) if one not in taken), None)
    if choice is None:
        findings.append(fault("CLASS_ORDINALS_EXHAUSTED"))
    return OrdinalChoice(choice, tuple(findings))


def serial_gaps(used: Collection[int]) -> tuple[int, ...]:
    """Serials missing below the highest: none in sound records, for voided numbers are kept."""
    return tuple(one for one in range(1, max(used, default=0)) if one not in used)


class CertificateState(StrEnum):
    """Replaced and revoked are final: a voided number never returns."""

    VALID = "valid"
    EXPIRED = "expired"
    REPLACED = "replaced"
    REVOKED = "revoked"


_FOLLOWING: Mapping[CertificateState, frozenset[CertificateState]] = {
    CertificateState.VALID: frozenset(CertificateState) - {CertificateState.VALID},
    CertificateState.EXPIRED: frozenset({CertificateState.REPLACED, CertificateState.REVOKED}),
    CertificateState.REPLACED: frozenset(),
    CertificateState.REVOKED: frozenset(),
}


def state_on(
    state: CertificateState, valid_until: dt.date | None, today: dt.date
) -> CertificateState:
    """The state shown today: a valid certificate expires after its last day, if it has one."""
    if state is CertificateState.VALID and valid_until is not None and today > valid_until:
        return CertificateState.EXPIRED
    return state


def transition_findings(
    state: CertificateState, to: CertificateState, *, reason: str = ""
) -> tuple[Finding, ...]:
    """May a certificate change so? Replacing and revoking need a written reason."""
    if to not in _FOLLOWING[state]:
        code = "CERTIFICATE_TRANSITION_NOT_ALLOWED"
        return (fault(code, state=state.value, to=to.value),)
    if to is not CertificateState.EXPIRED and not reason.strip():
        return (fault("CERTIFICATE_REASON_MISSING"),)
    return ()


def may_issue(
    completion: Completion, existing: Iterable[CertificateState] = (), *, reissue: bool = False
) -> tuple[str, ...]:
    """The reasons against issuing, in order; empty means a certificate may be issued.

    `completion` brings its own reasons (ATTENDANCE_BELOW_MINIMUM, MINIMUM_ATTENDANCE_UNSET,
    COHORT_NOT_CLOSED, ENROLMENT_WITHDRAWN …). `existing` are the trainee's certificates of this
    cohort: a live one is ALREADY_ISSUED; after a voided one (CERTIFICATE_VOIDED) a new one is a
    deliberate `reissue`, never the by-product of a run over the whole cohort.
    """
    reasons = list(completion.reasons)
    states = set(existing)
    if states & {CertificateState.VALID, CertificateState.EXPIRED}:
        reasons.append("ALREADY_ISSUED")
    elif states and not reissue:
        reasons.append("CERTIFICATE_VOIDED")
    return tuple(reasons)


class CertificateEffect(StrEnum):
    """What a change of marks, sessions or enrolment asks of somebody about a certificate."""

    NONE = "none"
    ISSUE = "issue"
    REVOKE = "revoke"
    REPLACE = "replace"


def effect_on_certificate(
    completion: Completion,
    existing: Iterable[CertificateState] = (),
    *,
    changed: Collection[str] = (),
) -> CertificateEffect:
    """What should follow once a change is applied; `changed` are printed fields now different.

    It is said, not done: revoking and replacing are acts of a person with a reason.
    """
    live = bool(set(existing) & {CertificateState.VALID, CertificateState.EXPIRED})
    if live and not completion.completed:
        return CertificateEffect.REVOKE
    if live and changed:
        return CertificateEffect.REPLACE
    if completion.completed and not may_issue(completion, existing):
        return CertificateEffect.ISSUE
    return CertificateEffect.NONE


def changed_fields(
    snapshot: Mapping[str, object], current: Mapping[str, object]
) -> tuple[str, ...]:
    """Printed fields whose value is no longer what the certificate was issued with, in order."""
    return tuple(name for name, value in snapshot.items() if current.get(name) != value)


def terms_findings(
    issued_on: dt.date, valid_until: dt.date | None, *, ends_on: dt.date, today: dt.date
) -> tuple[Finding, ...]:
    """Are the dates of a certificate sound? Not before the course ended, not far ahead."""
    findings = []
    if issued_on < ends_on:
        findings.append(fault("CERTIFICATE_DATE_BEFORE_END", date=issued_on, end=ends_on))
    if (issued_on - today).days > DAYS_AHEAD:
        findings.append(fault("CERTIFICATE_DATE_AHEAD", date=issued_on, days=DAYS_AHEAD))
    if valid_until is not None and valid_until <= issued_on:
        findings.append(fault("CERTIFICATE_VALIDITY_ORDER", date=valid_until, issued=issued_on))
    return tuple(findings)


def public_name(name: str) -> str:
    """A name as strangers see it: 李*, 欧** — the first character, and not how many follow."""
    return name[:1] + "*" * min(len(name) - 1, 2) if name else ""


class RevocationGround(StrEnum):
    """Why a certificate was revoked, in a class that everybody may read; the reason adds words."""

    ERROR = "error"
    NOT_COMPLETED = "not_completed"
    FRAUD = "fraud"
    REQUEST = "request"
    UNDONE = "undone"
    OTHER = "other"


class KeyState(StrEnum):
    """A county's signing key: in use, replaced in good order, or withdrawn because it was lost."""

    ACTIVE = "active"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class PrintKind(StrEnum):
    """The first print of a certificate, a copy for a lost one (补发), a reprint of a bad sheet."""

    FIRST = "first"
    DUPLICATE = "duplicate"
    REPRINT = "reprint"


class Collector(StrEnum):
    """Who took a certificate: the holder, or somebody else with a relation."""

    HOLDER = "holder"
    OTHER = "other"
