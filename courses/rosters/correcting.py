"""A corrected value judged by the same rules as a roster's cell."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from courses.rosters.checking import birth_of
from courses.rosters.rules import (
    DOCUMENT_LABELS,
    EDUCATION_LABELS,
    ETHNIC_LABELS,
    Category,
    DocumentType,
    IdentityFault,
    Sex,
    check_account,
    check_document,
    check_name,
    check_phone,
    education_code,
    ethnic_code,
    sex_of,
)
from courses.rosters.values import LENGTHS, Values
from lms.divisions import queries as divisions
from lms.divisions.rules import Unknown
from lms.errors import DomainError

CORRECTABLE = (
    "name",
    "id_number",
    "sex",
    "birth_date",
    "ethnic",
    "education",
    "category",
    "home_place",
    "phone",
    "account",
    "bank",
    "household_number",
    "relation_to_head",
    "remark",
)
"""Fields that somebody may put right one by one, in the order of the form."""


_DEEP_ENOUGH = (None, Unknown.VILLAGE_MISSING, Unknown.NOT_LOADED)
"""Of an address elsewhere the county decides; its villages may not be loaded."""


def corrected(
    session: Session, county: str, field: str, value: str, known: Values, today: date
) -> tuple[Values, dict[str, Mapping[str, object]]]:
    """The columns a correction gives, and the doubts (code → facts) the new value raises.

    Raises DomainError: the code of a fault that cannot be kept (ID_…, NAME_…, HOME_UNKNOWN,
    VALUE_INVALID with `field`), FIELD_NOT_CORRECTABLE.
    """
    text = value.strip()
    if field == "id_number":
        return _number(text, known, today)
    if field == "phone":
        phone, code = check_phone(text)
        return {"phone": phone or None}, {code: {}} if code else {}
    if field == "account":
        account, code = check_account(text, known["id_number"])
        return {"account": account or None}, {code: {}} if code else {}
    if field == "home_place":
        return _home(session, county, text), {}
    if field == "name":
        name, fault = check_name(text)
        if fault:
            raise DomainError(fault, length=len(name))
        return {"name": name}, {}
    return _plain(field, text), {}


def _number(
    text: str, known: Values, today: date
) -> tuple[Values, dict[str, Mapping[str, object]]]:
    kind = known["document_type"] or DocumentType.CITIZEN.value
    label = "" if kind == DocumentType.CITIZEN else DOCUMENT_LABELS[DocumentType(kind)]
    checked = check_document(text, label, today)
    if isinstance(checked, IdentityFault):
        raise DomainError(checked.code, **checked.facts)
    values: Values = {
        "id_number": checked.number,
        "document_type": checked.document_type.value,
    }
    if checked.birth_date:
        values["birth_date"] = checked.birth_date.isoformat()
    if checked.sex:
        values["sex"] = checked.sex.value
    return values, {}


def _home(session: Session, county: str, text: str) -> Values:
    if not text:
        raise DomainError("VALUE_INVALID", field="home_place")
    if text.isdecimal():
        names = divisions.names_of(session, [text[:12]])[text[:12]]
        if len(text) not in (9, 12) or not {"town", "village"} & names.keys():
            raise DomainError("VALUE_INVALID", field="home_place")
        written = "".join(names[level] for level in ("town", "village") if level in names)
        return {"home_place": text, "home_county": text[:6], "home_text": written[:200]}
    place = divisions.gazetteer(session, county).resolve((text,), county)
    if place.home_county is None or place.reason not in _DEEP_ENOUGH:
        raise DomainError("HOME_UNKNOWN", text=text)
    return {"home_place": place.code, "home_county": place.home_county, "home_text": text[:200]}


def _plain(field: str, text: str) -> Values:
    if field == "category":
        if text not in set(Category):
            raise DomainError("VALUE_INVALID", field=field)
        return {"category": text, "category_text": ""}
    if field == "sex":
        sex = Sex(text) if text in set(Sex) else sex_of(text)
        return {"sex": _known(field, sex.value if sex else None)}
    if field == "birth_date":
        birth = birth_of(text)
        return {"birth_date": _known(field, birth.isoformat() if birth else None)}
    if field == "ethnic":
        return {field: _known(field, text if text in ETHNIC_LABELS else ethnic_code(text))}
    if field == "education":
        return {field: _known(field, text if text in EDUCATION_LABELS else education_code(text))}
    if field not in LENGTHS:
        raise DomainError("FIELD_NOT_CORRECTABLE", field=field)
    if len(text) > LENGTHS[field]:
        raise DomainError("VALUE_INVALID", field=field)
    return {field: text or None}


def _known(field: str, value: str | None) -> str:
    if value is None:
        raise DomainError("VALUE_INVALID", field=field)
    return value
