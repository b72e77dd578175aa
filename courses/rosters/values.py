"""What a roster row says of a person, as stored; and what it changes in a record that is there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from courses.rosters.rules import CheckedRows
from lms.privacy import mask_account, mask_id_number, mask_phone

Values = dict[str, str | None]
"""Stored columns by name, numbers in clear, days as ISO text; None where nothing is known."""

FIELDS = (
    "id_number", "document_type", "name", "sex", "birth_date", "ethnic", "education", "category",
    "category_text", "home_place", "home_county", "home_text", "household_number",
    "relation_to_head", "phone", "account", "bank", "remark",
)  # fmt: skip
"""What a row of a plan says of the person, each a field of the row."""

COMPARED = (
    "name",
    "sex",
    "birth_date",
    "ethnic",
    "education",
    "category",
    "home_place",
    "household_number",
    "relation_to_head",
    "phone",
    "account",
    "bank",
    "remark",
)
"""What an import compares field by field; `home_place` and `category` bring their companions."""

COMPANIONS = {"category": ("category_text",), "home_place": ("home_county", "home_text")}

FIELD_OF_CODE = {
    "SEX_MISMATCH": "sex",
    "PHONE_INVALID": "phone",
    "ACCOUNT_CHECKSUM": "account",
    "ACCOUNT_IS_ID_NUMBER": "account",
    "ACCOUNT_PRECISION_LOST": "account",
    "DIVISION_UNKNOWN": "home_place",
}
"""The field a doubt is about."""

LENGTHS = {"bank": 80, "household_number": 40, "relation_to_head": 20, "remark": 500}
"""The longest a free text may be."""

_MASKS = {"id_number": mask_id_number, "phone": mask_phone, "account": mask_account}


@dataclass(frozen=True, slots=True)
class Known:
    """A person who is in the archive already, with the numbers opened for comparison."""

    id: int
    uid: str
    values: Values


def values_of(rows: CheckedRows) -> dict[str, list[str | None]]:
    """What rows say, by field, one cell for each row."""
    by = rows.by
    return {
        "id_number": by.id_number,
        "document_type": list(map(str, by.document_type)),
        "name": by.name,
        "sex": [str(sex) if sex else None for sex in by.sex],
        "birth_date": [day.isoformat() if day else None for day in by.birth_date],
        "ethnic": by.ethnic,
        "education": by.education,
        "category": list(map(str, by.category)),
        "category_text": [text[:80] for text in by.category_text],
        "home_place": [place.code for place in by.place],
        "home_county": [place.home_county for place in by.place],
        "home_text": [text[:200] for text in by.home_text],
        "household_number": [text[:40] or None for text in by.household_number],
        "relation_to_head": [text[:20] or None for text in by.relation_to_head],
        "phone": [text[:60] or None for text in by.phone],
        "account": [text[:60] or None for text in by.account],
        "bank": [text[:80] or None for text in by.bank],
        "remark": [text[:500] for text in by.remark],
    }


def values_in(planned: Mapping[str, Any]) -> Values:
    """The values of a row of a plan, by field."""
    values = planned.get("values")  # of a run planned before values stood by themselves
    if isinstance(values, Mapping):
        return dict(values)
    if values is not None:
        return dict(zip(FIELDS, values, strict=True))
    return {field: planned[field] for field in FIELDS}


def changes(known: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Compared fields that a row would change, as (before, after). An empty cell never erases.

    A home place that is known to the village is not replaced by the town or county above it, and
    a category only by one that the sheet names.
    """
    return {
        field: (known[field], new[field])
        for field in COMPARED
        if new[field] and new[field] != known[field] and _counts(field, known, new)
    }


def _counts(field: str, known: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    if field == "home_place":
        return not (known[field] or "").startswith(new[field])
    return field != "category" or bool(new["category_text"])


def masked_value(field: str, value: str | None) -> str | None:
    """The value as a difference or a history may show it."""
    mask = _MASKS.get(field)
    return mask(value) if mask and value else value


def settles(codes: Mapping[str, Any] | list[str] | tuple[str, ...], field: str) -> tuple[str, ...]:
    """Codes of doubts about a field that no longer stand, because its new value raises none."""
    about = tuple(code for code, of in FIELD_OF_CODE.items() if of == field)
    return () if any(code in codes for code in about) else about
