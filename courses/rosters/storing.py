"""A value of a person turned into the columns that keep it: sealed, indexed, with its companions."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from courses.rosters.records import TABLE
from courses.rosters.rules import search_key
from courses.rosters.values import COMPANIONS
from lms.privacy import Vault

SEALED = frozenset({"id_number", "phone", "account"})
NOT_NULL = frozenset({"category_text", "home_text", "remark"})


def stored(
    field: str,
    values: Mapping[str, str | None],
    uid: str,
    keys: Vault,
    households: Mapping[str | None, int],
) -> dict[str, Any]:
    """The columns of `field` and its companions, for the person `uid`."""
    value = values[field]
    if field in SEALED:
        if not value:
            return {field: None, f"{field}_index": None}
        sealed = keys.seal(TABLE, uid, field, value)
        return {field: sealed, f"{field}_index": keys.blind(field, value)}
    if field == "household_number":
        return {"household_id": households[value] if value else None}
    if field == "birth_date":
        return {field: date.fromisoformat(value) if value else None}
    if field == "name":
        return {field: value, "name_key": search_key(value or "")[:200]}
    columns = {name: values.get(name) for name in (field, *COMPANIONS.get(field, ()))}
    return {
        name: "" if text is None and name in NOT_NULL else text for name, text in columns.items()
    }
