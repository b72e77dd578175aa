"""An existing table of outcomes: one row a person, read for a comparison or refused as a whole.

A row with an empty cell in a column that is used is incomplete: it is dropped and counted. A text
where a number belongs makes the whole file doubtful: it is refused with the rows named.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from courses.outcomes.comparing import Observation
from lms.errors import DomainError
from lms.sheets import Cell, Sheet, Workbook, as_text

HEADING_ROWS = 30
"""How far down a heading is looked for: titles and notes may stand above it."""
NAMED = 5
"""Rows named in a refusal; the number of all is said beside."""
MISSING = frozenset({"", "na", "nan", "."})
"""How R, numpy and Stata write an empty cell into a text file."""
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:[eE][+-]?\d{1,3})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Columns:
    """What was asked for: names of columns and the group's value of those who were trained."""

    group: str
    treated: str
    baselines: tuple[str, ...]
    followup: str
    covariates: tuple[str, ...] = ()
    person: str = ""

    @property
    def numbers(self) -> tuple[str, ...]:
        """Columns that hold numbers, each once, in the order asked for."""
        return tuple(dict.fromkeys((*self.baselines, self.followup, *self.covariates)))

    @property
    def all(self) -> tuple[str, ...]:
        """Every column that is used, each once."""
        own = (self.person,) if self.person else ()
        return tuple(dict.fromkeys((*own, self.group, *self.numbers)))


@dataclass(frozen=True, slots=True)
class OutcomeTable:
    """People with everything filled in, how many rows were dropped, and who the others are."""

    people: tuple[Observation, ...]
    dropped: int
    control_values: tuple[str, ...]


def names_in(text: str) -> tuple[str, ...]:
    """Column names from `a,b,c`; one with a comma inside stands in quotation marks."""
    cells = next(csv.reader([text], skipinitialspace=True), []) if text.strip() else []
    return tuple(name for cell in cells if (name := as_text(cell)))


def read_table(workbook: Workbook, asked: Columns) -> OutcomeTable:
    """Take the people out of a workbook.

    Raises DomainError: COMPARE_COLUMN_MISSING, COMPARE_COLUMN_TWICE, COMPARE_BASELINE_UNSET,
    COMPARE_NOT_A_NUMBER, COMPARE_PERSON_TWICE, COMPARE_GROUP_UNKNOWN.
    """
    _refuse_muddle(asked)
    sheet, head, places = _found(workbook, asked)
    people: list[Observation] = []
    dropped, faults, values = 0, [], Counter[str]()
    seen: dict[str, int] = {}
    for number, cells in _rows(sheet, head, places):
        if asked.person:
            _refuse_twin(seen, as_text(cells[asked.person]), number, asked.person)
        numbers, bad = _numbers(cells, asked)
        faults += [(number, column) for column in bad]
        group = group_value(cells[asked.group])
        values[group] += 1
        complete = not bad and None not in numbers.values() and group not in MISSING
        if complete and (not asked.person or as_text(cells[asked.person])):
            people.append(_observation(numbers, asked, group))
        else:
            dropped += 1
    _refuse_texts(faults)
    treated = group_value(asked.treated)
    if treated not in values:
        offered = [value for value, _count in values.most_common(NAMED) if value]
        raise DomainError(
            "COMPARE_GROUP_UNKNOWN", column=asked.group, value=asked.treated, offered=offered
        )
    others = sorted(value for value in values if value not in MISSING and value != treated)
    return OutcomeTable(tuple(people), dropped, tuple(others))


def group_value(cell: Cell) -> str:
    """A group's value as text; 1, "1" and "1.0" are the same, so are TRUE and true."""
    text = as_text(cell)
    value = number_in(text)
    if value is not None:
        return f"{value:.15g}"
    return text.lower() if text.lower() in {"true", "false", *MISSING} else text


def number_in(text: str) -> float | None:
    """A plain number, also with thousands set off or an exponent; None for anything else."""
    if not _NUMBER.fullmatch(text) or not any(sign.isdigit() for sign in text):
        return None
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        return None
    return value if isfinite(value) else None


def _refuse_muddle(asked: Columns) -> None:
    if not asked.baselines:
        raise DomainError("COMPARE_BASELINE_UNSET")
    for names in ((asked.group, asked.followup, *asked.baselines),
                  (asked.group, asked.followup, *asked.covariates)):  # fmt: skip
        twice = [name for name, count in Counter(names).items() if count > 1]
        if twice:
            raise DomainError("COMPARE_COLUMN_TWICE", column=twice[0])


def _found(workbook: Workbook, asked: Columns) -> tuple[Sheet, int, dict[str, int]]:
    """The first sheet and row that name every column asked for."""
    nearest: list[str] = list(asked.all)
    for sheet in workbook.sheets:
        for at, row in enumerate(sheet.rows[:HEADING_ROWS]):
            titles = [as_text(cell) for cell in row]
            missing = [name for name in asked.all if name not in titles]
            if not missing:
                for name in asked.all:
                    if titles.count(name) > 1:
                        raise DomainError("COMPARE_COLUMN_TWICE", column=name)
                return sheet, at, {name: titles.index(name) for name in asked.all}
            nearest = min(nearest, missing, key=len)
    raise DomainError("COMPARE_COLUMN_MISSING", file=workbook.name, columns=nearest)


def _rows(
    sheet: Sheet, head: int, places: Mapping[str, int]
) -> Iterator[tuple[int, dict[str, Cell]]]:
    """Sheet row and used cells of every row below the heading that holds anything."""
    for at, row in enumerate(sheet.rows[head + 1 :], start=head + 2):
        if any(as_text(cell) for cell in row):
            yield (
                at,
                {name: row[place] if place < len(row) else None for name, place in places.items()},
            )


def _numbers(
    cells: Mapping[str, Cell], asked: Columns
) -> tuple[dict[str, float | None], list[str]]:
    found: dict[str, float | None] = {}
    bad: list[str] = []
    for column in asked.numbers:
        cell = cells[column]
        if isinstance(cell, bool) and column in asked.covariates:
            found[column] = float(cell)
        elif isinstance(cell, int | float) and not isinstance(cell, bool):
            found[column] = float(cell) if isfinite(cell) else None
        else:
            found[column] = _from_text(as_text(cell), flag=column in asked.covariates)
            filled = as_text(cell).lower() not in MISSING
            if filled and found[column] is None:
                bad.append(column)
    return found, bad


def _from_text(text: str, *, flag: bool) -> float | None:
    if flag and text.lower() in ("true", "false"):
        return float(text.lower() == "true")
    return number_in(text)


def _observation(numbers: Mapping[str, float | None], asked: Columns, group: str) -> Observation:
    def taken(columns: Sequence[str]) -> tuple[float, ...]:
        return tuple(value for column in columns if (value := numbers[column]) is not None)

    return Observation(
        treated=group == group_value(asked.treated),
        baselines=taken(asked.baselines),
        followup=taken((asked.followup,))[0],
        covariates=taken(asked.covariates),
    )


def _refuse_twin(seen: dict[str, int], person: str, row: int, column: str) -> None:
    if person and person in seen:
        raise DomainError("COMPARE_PERSON_TWICE", column=column, first=seen[person], row=row)
    seen[person] = row


def _refuse_texts(faults: Sequence[tuple[int, str]]) -> None:
    if not faults:
        return
    column = faults[0][1]
    rows = [row for row, where in faults if where == column]
    raise DomainError("COMPARE_NOT_A_NUMBER", column=column, rows=rows[:NAMED], count=len(faults))
