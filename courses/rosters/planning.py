"""What an import would do, row by row, before anything is written."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from courses.rosters.queries import home_names, known_people
from courses.rosters.rules import CheckedRow
from courses.rosters.values import FIELDS, Known, changes, masked_value, values_of
from lms.privacy import vault

NEW, MATCHED, CHANGED, NONE = "new", "matched", "changed", "none"
HOME = "home_place"

PlanRow = dict[str, Any]
"""A row of a run's plan: row, name, outcome, codes, facts, notes, change, differences, and for
kept rows person_id (None for a new person) and values (what will be written, see `values_in`)."""


def plan_people(session: Session, *, county: str, rows: Sequence[CheckedRow]) -> list[PlanRow]:
    """The plan of a roster; numbers stand in clear in `values` only, never in `differences`.

    Somebody whose number the county's archive has already is matched, never rejected.
    """
    numbers = [row.id_number if row.kept else None for row in rows]
    indexes = vault().blind_many("id_number", numbers)
    known = known_people(session, county, filter(None, indexes))
    plan = [
        _kept(row, known.get(index)) if index else _rejected(row)
        for row, index in zip(rows, indexes, strict=True)
    ]
    _name_homes(session, [d for row in plan for d in row["differences"] if d["field"] == HOME])
    return plan


def _name_homes(session: Session, differences: Sequence[dict[str, Any]]) -> None:
    """Say home places by their names; the codes stay in `values`."""
    names = home_names(session, (d[side] for d in differences for side in ("before", "after")))
    for difference in differences:
        for side in ("before", "after"):
            difference[side] = names.get(difference[side], difference[side])


def _facts(row: CheckedRow) -> Mapping[str, Mapping[str, object]]:
    return {code: dict(facts) for code, facts in row.facts.items()} if row.facts else {}


def _rejected(row: CheckedRow) -> PlanRow:
    return {
        "row": row.row,
        "name": row.name,
        "outcome": str(row.outcome),
        "codes": row.codes,
        "facts": _facts(row),
        "notes": row.notes,
        "change": NONE,
        "differences": (),
        "person_id": None,
    }


def _kept(row: CheckedRow, known: Known | None) -> PlanRow:
    values = values_of(row)
    found = changes(known.values, dict(zip(FIELDS, values, strict=True))) if known else None
    return {
        "row": row.row,
        "name": row.name,
        "outcome": str(row.outcome),
        "codes": row.codes,
        "facts": _facts(row),
        "notes": row.notes,
        "change": (CHANGED if found else MATCHED) if known else NEW,
        "differences": [
            {"field": f, "before": masked_value(f, before), "after": masked_value(f, after)}
            for f, (before, after) in found.items()
        ]
        if found
        else (),
        "person_id": known.id if known else None,
        "values": values,
        "trade": row.trade,
        "cohort_number": row.cohort_number,
        "intention": row.intention,
    }
