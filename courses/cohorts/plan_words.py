"""The rows of a roster's rehearsal as the macros of a run want them."""

from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any

from courses.cohorts.words import category_word, person_field
from courses.rosters.rules import REJECTING
from lms.web.sentences import sentence


def faults(rows: Iterable[Mapping[str, Any]]) -> list[SimpleNamespace]:
    """Every code of every row in a sentence, rejected rows first."""
    found = [
        SimpleNamespace(
            row=row["row"],
            object=row["name"],
            field="",
            sentence=sentence(code, row["facts"].get(code, {})),
            code=code,
            tone="red" if code in REJECTING else "amber",
        )
        for row in rows
        for code in row["codes"]
    ]
    return sorted(found, key=lambda one: (one.tone != "red", one.row))


def differences(rows: Iterable[Mapping[str, Any]]) -> list[SimpleNamespace]:
    """What the archive will say of people it knows; whole numbers are masked."""
    return [
        SimpleNamespace(
            kind="changed",
            object=row["name"],
            field=person_field(one["field"]),
            before=_value(one["field"], one["before"]),
            after=_value(one["field"], one["after"]),
        )
        for row in rows
        for one in row["differences"]
    ]


def note(found: Mapping[str, Any]) -> str:
    """A note kept with a plan, in a sentence."""
    return sentence(found["code"], found["facts"])


def _value(field: str, value: Any) -> Any:
    return category_word(value) if field == "category" and value else value
