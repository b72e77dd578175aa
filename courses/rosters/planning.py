"""What an import would do, row by row, before anything is written."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from courses.rosters.queries import home_names, known_people
from courses.rosters.rules import CheckedRow, CheckedRows, Outcome
from courses.rosters.values import Known, changes, masked_value, values_of
from lms.privacy import vault
from lms.runs.by_column import ByColumn

NEW, MATCHED, CHANGED, NONE = "new", "matched", "changed", "none"
HOME = "home_place"
REJECTED = str(Outcome.REJECTED)

PlanRow = dict[str, Any]
"""A row of a run's plan: row, name, outcome, codes, facts, notes, change, differences, person_id
(None for a new person), the values of `values.FIELDS` (what will be written of a row that is kept),
trade, cohort_number and intention."""

Differences = Sequence[dict[str, Any]]


def plan_people(session: Session, *, county: str, rows: Sequence[CheckedRow]) -> ByColumn:
    """The plan of a roster, of `PlanRow`s; numbers stand in clear in values, never in differences.

    Somebody whose number the county's archive has already is matched, never rejected.
    """
    checked = CheckedRows.of(rows)
    by, values = checked.by, values_of(checked)
    outcomes = list(map(str, by.outcome))
    kept = (
        number if outcome != REJECTED else None
        for number, outcome in zip(by.id_number, outcomes, strict=True)
    )
    indexes = vault().blind_many("id_number", kept)
    change = [NEW if index else NONE for index in indexes]
    differences: list[Differences] = [()] * len(rows)
    people: list[int | None] = [None] * len(rows)
    known = known_people(session, county, filter(None, indexes))
    for at, index in enumerate(indexes if known else ()):
        person = known.get(index) if index else None
        if person is not None:
            found = _differences(person, {field: cells[at] for field, cells in values.items()})
            change[at] = CHANGED if found else MATCHED
            differences[at], people[at] = found or (), person.id
    _name_homes(session, [one for said in differences for one in said if one["field"] == HOME])
    return ByColumn(
        {
            "row": by.row,
            "outcome": outcomes,
            "codes": by.codes,
            "facts": [_facts(facts) if facts else {} for facts in by.facts],
            "notes": by.notes,
            "change": change,
            "differences": differences,
            "person_id": people,
            **values,
            "trade": by.trade,
            "cohort_number": by.cohort_number,
            "intention": by.intention,
        }
    )


def _differences(known: Known, new: Mapping[str, Any]) -> Differences:
    return [
        {"field": f, "before": masked_value(f, before), "after": masked_value(f, after)}
        for f, (before, after) in changes(known.values, new).items()
    ]


def _name_homes(session: Session, differences: Differences) -> None:
    """Say home places by their names; the codes stay in the values."""
    names = home_names(session, (d[side] for d in differences for side in ("before", "after")))
    for difference in differences:
        for side in ("before", "after"):
            difference[side] = names.get(difference[side], difference[side])


def _facts(said: Mapping[str, Mapping[str, object]]) -> dict[str, dict[str, object]]:
    return {code: dict(facts) for code, facts in said.items()}
