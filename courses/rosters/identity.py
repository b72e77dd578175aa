"""Identity documents: the citizen number of GB 11643 and the others a roster may carry.

The prefix of a number says where it was first registered; retired and foreign prefixes are usual
and no fault. The home place comes from the village, never from the number.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from courses.rosters.cells import is_number, plain_number, text_of

ID_MISSING = "ID_MISSING"
ID_PRECISION_LOST = "ID_PRECISION_LOST"
ID_FORMAT = "ID_FORMAT"
ID_BIRTHDATE = "ID_BIRTHDATE"
ID_CHECKSUM = "ID_CHECKSUM"

# The weights of GB 11643 are powers of 2 modulo 11, and so are those of 13: read to base 13, the
# seventeen digits leave the same remainder as their weighted sum, but for the last weight.
_BASE = 13
_CHECKS = "10X98765432"
_EARLIEST_YEAR = 1800
_SCIENTIFIC = re.compile(r"\d(\.\d*)?[eE]\+?\d+|\d+\.\d+")
_HONG_KONG_MACAO_PERMIT = re.compile(r"[HM]\d{8}(\d{2})?")
_TAIWAN_PERMIT = re.compile(r"\d{8}|\d{10}[A-Z]?")
_FOREIGN_RESIDENCE = re.compile(r"[A-Z]{3}\d{12}")
_PASSPORT = re.compile(r"[A-Z]{1,2}\d{6,9}|[A-Z]{3}\d{6}")


class Sex(StrEnum):
    """GB/T 2261.1: 1 男, 2 女."""

    MALE = "male"
    FEMALE = "female"


class DocumentType(StrEnum):
    """Kinds of identity document."""

    CITIZEN = "citizen"
    HONG_KONG_MACAO_PERMIT = "hong_kong_macao_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    RESIDENCE_PERMIT = "residence_permit"
    FOREIGN_RESIDENCE = "foreign_residence"
    PASSPORT = "passport"


DOCUMENT_LABELS: Mapping[DocumentType, str] = {
    DocumentType.CITIZEN: "居民身份证",
    DocumentType.HONG_KONG_MACAO_PERMIT: "港澳居民来往内地通行证",
    DocumentType.TAIWAN_PERMIT: "台湾居民来往大陆通行证",
    DocumentType.RESIDENCE_PERMIT: "港澳台居民居住证",
    DocumentType.FOREIGN_RESIDENCE: "外国人永久居留身份证",
    DocumentType.PASSPORT: "护照",
}
_DOCUMENT_WORDS: tuple[tuple[str, DocumentType], ...] = (
    ("居住证", DocumentType.RESIDENCE_PERMIT),
    ("永久居留", DocumentType.FOREIGN_RESIDENCE),
    ("身份证", DocumentType.CITIZEN),
    ("港澳", DocumentType.HONG_KONG_MACAO_PERMIT),
    ("回乡证", DocumentType.HONG_KONG_MACAO_PERMIT),
    ("台", DocumentType.TAIWAN_PERMIT),
    ("护照", DocumentType.PASSPORT),
)
_SHAPES: Mapping[DocumentType, re.Pattern[str]] = {
    DocumentType.HONG_KONG_MACAO_PERMIT: _HONG_KONG_MACAO_PERMIT,
    DocumentType.TAIWAN_PERMIT: _TAIWAN_PERMIT,
    DocumentType.FOREIGN_RESIDENCE: _FOREIGN_RESIDENCE,
    DocumentType.PASSPORT: _PASSPORT,
}


class Identity(NamedTuple):
    """A document that stands up: number as kept, and what the number itself says.

    `legacy15` marks a citizen number of fifteen digits that was converted.
    """

    number: str
    document_type: DocumentType
    birth_date: date | None = None
    sex: Sex | None = None
    legacy15: bool = False


@dataclass(frozen=True, slots=True)
class IdentityFault:
    """Why a number does not stand up: one of the ID_ codes and the facts for its sentence."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


def check_character(first17: str) -> str:
    """The 18th character that belongs to seventeen digits (ISO 7064 Mod 11-2)."""
    return _CHECKS[2 * int(first17, _BASE) % 11]


def normalise_number(value: object) -> str:
    """A document number in its one spelling; normalising twice changes nothing."""
    return plain_number(text_of(value)).upper()


def check_citizen_number(value: object, today: date) -> Identity | IdentityFault:
    """Whether a cell holds a citizen number: missing, destroyed, form, birth date, check digit.

    A numeric cell or `4.11E+17` is refused and never repaired. Text ending in 000 is taken for
    destroyed only when its check digit fails. Source: GB 11643-1999.
    """
    if value.__class__ is str and _is_eighteen(value):
        return _check18(value, today)  # almost every cell
    text = normalise_number(value)
    if not text:
        return IdentityFault(ID_MISSING)
    if is_number(value):
        return IdentityFault(ID_PRECISION_LOST, {"value": _shown(text_of(value))})
    if len(text) == 15 and text.isascii() and text.isdigit():
        # 996 to 998 for centenarians is not read: nobody born before 1900 sits in a class.
        first17 = text[:6] + "19" + text[6:]
        return _check18(first17 + check_character(first17), today, legacy15=True)
    if not _is_eighteen(text):
        if _SCIENTIFIC.fullmatch(text):
            return IdentityFault(ID_PRECISION_LOST, {"value": _shown(text)})
        return IdentityFault(ID_FORMAT, {"length": len(text)})
    return _check18(text, today)


def _is_eighteen(text: str) -> bool:
    return len(text) == 18 and text.isascii() and text[:17].isdigit() and text[17] in _CHECKS


def _shown(destroyed: str) -> str:
    """A destroyed number as a sheet shows it, with too few digits to give anybody away."""
    return f"{float(destroyed):.2E}"


def _check18(number: str, today: date, legacy15: bool = False) -> Identity | IdentityFault:
    expected = check_character(number[:17])
    sound = number[17] == expected
    if not sound and number.endswith("000"):
        return IdentityFault(ID_PRECISION_LOST, {"value": "…000"})
    try:
        birth = date.fromisoformat(number[6:14])
    except ValueError:
        return IdentityFault(ID_BIRTHDATE, {"birth": number[6:14]})
    if birth > today or birth.year < _EARLIEST_YEAR:
        return IdentityFault(ID_BIRTHDATE, {"birth": number[6:14]})
    if not sound:
        return IdentityFault(ID_CHECKSUM, {"expected": expected, "found": number[17]})
    sex = _MALE if number[16] in "13579" else _FEMALE
    kind = _PERMIT if number[:2] in _PERMITS else _CITIZEN
    return Identity(number, kind, birth, sex, legacy15)


# 港澳台居民居住证 carry numbers of the same make with these first digits.
_PERMITS = frozenset({"81", "82", "83"})
# Looking a member up in its class takes ten times as long, and a roster does it 20,000 times.
_MALE, _FEMALE = Sex.MALE, Sex.FEMALE
_CITIZEN, _PERMIT = DocumentType.CITIZEN, DocumentType.RESIDENCE_PERMIT


def document_type_of(text: str) -> DocumentType | None:
    """The document kind that a roster's own column names; None when it says nothing known."""
    return next((kind for word, kind in _DOCUMENT_WORDS if word in text), None)


def check_document(value: object, kind_text: str, today: date) -> Identity | IdentityFault:
    """Whether a cell holds a document number of the kind named, else of the kind it looks like.

    Without a named kind a number that begins with a letter may be a permit or a passport; bare
    digits are always judged as a citizen number.
    """
    kind = document_type_of(kind_text) if kind_text else None
    if kind is DocumentType.CITIZEN or kind is DocumentType.RESIDENCE_PERMIT:
        return check_citizen_number(value, today)
    text = normalise_number(value)
    if not text or (kind is None and text[0] not in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
        return check_citizen_number(value, today)
    if kind is DocumentType.FOREIGN_RESIDENCE and len(text) == 18 and not is_number(value):
        checked = check_citizen_number(value, today)
        if isinstance(checked, IdentityFault):
            return checked
        return Identity(checked.number, kind, checked.birth_date, checked.sex)
    for candidate, shape in _SHAPES.items():
        guessed = kind is None and candidate is not DocumentType.TAIWAN_PERMIT
        if (candidate is kind or guessed) and shape.fullmatch(text):
            return Identity(text, candidate)
    return IdentityFault(ID_FORMAT, {"length": len(text)})
