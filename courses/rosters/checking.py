"""Roster rows judged: accepted, warned or rejected, with every reason and its facts.

A sheet is judged column by column: that takes half as long as row by row, and each judgement stands
alone. Only what is wrong with a row is kept by row.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import compress
from types import MappingProxyType
from typing import Any, TypeGuard, TypeVar

from courses.rosters.categories import category_of
from courses.rosters.cells import text_of
from courses.rosters.checked import CheckedRow, CheckedRows, Outcome
from courses.rosters.codes import SEX_LABELS, education_code, ethnic_code, sex_of
from courses.rosters.contact import check_account, check_phone
from courses.rosters.identity import (
    DocumentType,
    Identity,
    IdentityFault,
    Sex,
    check_citizen_number,
    check_document,
)
from courses.rosters.names import check_name
from lms.divisions.rules import Gazetteer, Place

DUPLICATE_IN_FILE = "DUPLICATE_IN_FILE"
SEX_MISMATCH = "SEX_MISMATCH"
ID_LEGACY_15 = "ID_LEGACY_15"
BIRTH_DIFFERS = "BIRTH_DIFFERS"

_NO_FACTS: Mapping[str, Mapping[str, object]] = MappingProxyType({})
_FOOTER_WORDS = (
    "合计", "总计", "小计", "共计", "制表", "填表", "审核", "复核", "负责人", "单位负责人",
    "经办人", "盖章", "审批", "培训单位", "说明", "注：", "注:", "备注：",
)  # fmt: skip

_FOOTER_STARTS = frozenset(word[0] for word in _FOOTER_WORDS)
_AS_WRITTEN = ("card", "bank", "trade", "cohort_number", "intention", "remark")
Meant = TypeVar("Meant")


class _Findings:
    """Codes and facts collected while the cells of one row are read."""

    __slots__ = ("facts", "notes", "rejections", "warnings")

    def __init__(self) -> None:
        self.rejections: list[str] = []
        self.warnings: list[str] = []
        self.notes: list[str] = []
        self.facts: dict[str, Mapping[str, object]] = {}

    def reject(self, code: str, **facts: object) -> None:
        self._add(self.rejections, code, facts)

    def warn(self, code: str, **facts: object) -> None:
        self._add(self.warnings, code, facts)

    def note(self, code: str, **facts: object) -> None:
        self._add(self.notes, code, facts)

    def _add(self, codes: list[str], code: str, facts: Mapping[str, object]) -> None:
        codes.append(code)
        if facts:
            self.facts[code] = facts

    def codes(self) -> tuple[str, ...]:
        """Reasons for rejection first, then the doubts."""
        return (*sorted(self.rejections), *sorted(self.warnings))

    def outcome(self) -> Outcome:
        if self.rejections:
            return Outcome.REJECTED
        return Outcome.WARNED if self.warnings else Outcome.ACCEPTED


class _Sheet:
    """The raw cells by field, and by place in the column what was found: most rows have nothing."""

    def __init__(self, cells: Mapping[str, Sequence[object]], length: int) -> None:
        self._cells = cells
        self._blank: Sequence[object] = (None,) * length
        self.found: defaultdict[int, _Findings] = defaultdict(_Findings)

    def raw(self, field: str) -> Sequence[object]:
        return self._cells.get(field, self._blank)

    def text(self, field: str) -> list[str]:
        if field not in self._cells:
            return [""] * len(self._blank)
        return [
            cell if cell.__class__ is str and cell.isalnum() else text_of(cell)
            for cell in self._cells[field]
        ]

    def meant(self, field: str, meaning: Callable[[str], Meant]) -> list[Meant]:
        """What each text means; a roster repeats a few of them, so each is asked for once."""
        texts = self.text(field)
        known = {text: meaning(text) for text in set(texts)}
        return [known[text] for text in texts]


def birth_of(text: str) -> date | None:
    """A birth date or month as sheets write it (1985-03-02, 1985年3月, 198503); no age."""
    for sign in "年月日./\\":
        text = text.replace(sign, "-")
    parts = [part for part in text.split(" ")[0].split("-") if part]
    if len(parts) == 1 and len(parts[0]) in (6, 8):
        parts = [parts[0][:4], parts[0][4:6], parts[0][6:] or "1"]
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2]) if len(parts) > 2 else 1)
    except (ValueError, IndexError, OverflowError):
        return None


def _birth(value: object) -> date | None:
    if value.__class__ is str:
        return _written_birth(value)
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else birth_of(text_of(value))


@lru_cache(maxsize=8192)
def _written_birth(text: str) -> date | None:
    return birth_of(text_of(text))


def _names(sheet: _Sheet) -> list[str]:
    pairs = list(map(check_name, sheet.raw("name")))
    for at, (name, fault) in enumerate(pairs):
        if fault:
            sheet.found[at].reject(fault, length=len(name))
    return [name for name, _ in pairs]


def _identities(sheet: _Sheet, today: date) -> list[Identity | None]:
    found: list[Identity | None] = []
    cells = zip(sheet.raw("id_number"), sheet.raw("document_type"), strict=True)
    for at, (value, kind) in enumerate(cells):
        # Almost every number is a plain citizen number, so that is asked first.
        checked = None if kind else check_citizen_number(value, today)
        if checked is None or checked.__class__ is IdentityFault:
            checked = check_document(value, text_of(kind), today)
        if isinstance(checked, IdentityFault):
            sheet.found[at].reject(checked.code, **checked.facts)
            found.append(None)
            continue
        if checked.legacy15:
            sheet.found[at].note(ID_LEGACY_15)
        found.append(checked)
    return found


def _sexes(sheet: _Sheet, identities: Sequence[Identity | None]) -> list[Sex | None]:
    """The number goes before the sheet, a contradiction is said."""
    written = sheet.meant("sex", sex_of)
    numbered = [one.sex if one else None for one in identities]
    if written == numbered:
        return written
    for at, (told, true) in enumerate(zip(written, numbered, strict=True)):
        if told is not None and true is not None and told is not true:
            sheet.found[at].warn(SEX_MISMATCH, sheet=SEX_LABELS[told], number=SEX_LABELS[true])
    return [true or told for told, true in zip(written, numbered, strict=True)]


def _births(sheet: _Sheet, identities: Sequence[Identity | None]) -> list[date | None]:
    """As `_sexes`; a sheet may say the month only."""
    written = [_birth(cell) if cell else None for cell in sheet.raw("birth")]
    numbered = [one.birth_date if one else None for one in identities]
    for at, (told, true) in enumerate(zip(written, numbered, strict=True)):
        if told is None or true is None:
            continue
        if told.month != true.month or told.year != true.year:
            sheet.found[at].note(BIRTH_DIFFERS, sheet=str(told), number=str(true))
    return [true or told for told, true in zip(written, numbered, strict=True)]


def _homes(sheet: _Sheet, gazetteer: Gazetteer, county: str) -> tuple[list[str], list[Place]]:
    """Home places as written and as understood."""
    written = list(
        zip(sheet.text("town"), sheet.text("village"), sheet.text("address"), strict=True)
    )
    known = {texts: _place(*texts, gazetteer, county) for texts in set(written)}
    places = [known[texts] for texts in written]
    for at, place in enumerate(places):
        if place.problem:
            sheet.found[at].warn(place.problem, text=place.text or "—", reason=place.reason)
    return [town + village or address for town, village, address in written], places


def _place(town: str, village: str, address: str, gazetteer: Gazetteer, county: str) -> Place:
    """The home place: town and village columns first, the address column where they fail."""
    if not (town or village):
        return gazetteer.resolve((address,), county)
    place = gazetteer.resolve((town, village), county)
    if place.problem and address:
        whole = gazetteer.resolve((address, town, village), county)
        alone = gazetteer.resolve((address,), county)
        place = max((place, whole, alone), key=lambda found: len(found.code or ""))
    return place


def _without_faults(sheet: _Sheet, pairs: Sequence[tuple[str, str | None]]) -> list[str]:
    for at, (_, fault) in enumerate(pairs):
        if fault:
            sheet.found[at].warn(fault)
    return [text for text, _ in pairs]


def _judged(
    rows: Sequence[int],
    cells: Mapping[str, Sequence[object]],
    gazetteer: Gazetteer,
    county: str,
    today: date,
) -> CheckedRows:
    """Every row judged by itself, one column after the other."""
    sheet = _Sheet(cells, len(rows))
    names = _names(sheet)
    identities = _identities(sheet, today)
    numbers = [one.number if one else None for one in identities]
    home_texts, places = _homes(sheet, gazetteer, county)
    values: tuple[list[Any], ...] = (
        names,
        [one.document_type if one else DocumentType.CITIZEN for one in identities],
        numbers,
        _births(sheet, identities),
        _sexes(sheet, identities),
        sheet.meant("ethnic", ethnic_code),
        sheet.meant("education", education_code),
        places,
        sheet.meant("category", category_of),
        sheet.text("category"),
        sheet.text("household_number"),
        sheet.text("relation_to_head"),
        _without_faults(sheet, list(map(check_phone, sheet.raw("phone")))),
        _without_faults(sheet, list(map(check_account, sheet.raw("account"), numbers))),
        *(sheet.text(field) for field in _AS_WRITTEN),
        home_texts,
    )
    none: tuple[str, ...] = ()
    outcomes, codes = [Outcome.ACCEPTED] * len(rows), [none] * len(rows)
    facts, notes = [_NO_FACTS] * len(rows), [none] * len(rows)
    for at, found in sheet.found.items():
        outcomes[at], codes[at] = found.outcome(), found.codes()
        facts[at], notes[at] = found.facts or _NO_FACTS, tuple(found.notes)
    return CheckedRows((list(rows), outcomes, codes, facts, notes, *values))


def check_row(
    raw: Mapping[str, object], gazetteer: Gazetteer, county: str, today: date, row: int = 0
) -> CheckedRow:
    """One row judged by itself. `raw` is by field (see columns.FIELDS), `county` the roster's own.

    `row` is the row in the sheet and only handed on. The row's place must lie in the gazetteer,
    else it is DIVISION_UNKNOWN.
    """
    cells = {field: (cell,) for field, cell in raw.items()}
    return _judged((row,), cells, gazetteer, county, today)[0]


def is_person_row(raw: Mapping[str, object]) -> bool:
    """Whether a row speaks of a person: not blank, and not the total or signature line below."""
    name = text_of(raw.get("name"))
    if name and text_of(raw.get("id_number")):
        return not _is_footer(name)
    texts = [text for text in map(text_of, raw.values()) if text]
    return any(not _is_footer(text) for text in texts)


def _is_footer(text: str) -> bool:
    if text[0] not in _FOOTER_STARTS and text[-1] not in "：:":
        return False
    plain = text.replace(" ", "").replace("\u3000", "")
    return plain.startswith(_FOOTER_WORDS) or plain.endswith(("：", ":"))


def check_rows(
    rows: Iterable[tuple[int, Mapping[str, object]]],
    gazetteer: Gazetteer,
    county: str,
    today: date,
) -> CheckedRows:
    """As `check_columns`, for pairs of sheet row and raw fields."""
    numbers, raws = [], []
    for number, raw in rows:
        numbers.append(number)
        raws.append(raw)
    fields = dict.fromkeys(field for raw in raws for field in raw)
    cells = {field: [raw.get(field) for raw in raws] for field in fields}
    return check_columns(numbers, cells, gazetteer, county, today)


def check_columns(
    rows: Sequence[int],
    cells: Mapping[str, Sequence[object]],
    gazetteer: Gazetteer,
    county: str,
    today: date,
) -> CheckedRows:
    """The person rows of a file judged in order; `rows` are sheet rows, `cells` raw cells by field.

    The second and later rows with one number are DUPLICATE_IN_FILE, however the number is
    spelled. A row refused for another reason does not count as the first.
    """
    people = _of_persons(cells, len(rows))
    if not all(people):
        rows = list(compress(rows, people))
        cells = {field: list(compress(column, people)) for field, column in cells.items()}
    return _without_twice(_judged(rows, cells, gazetteer, county, today))


def _of_persons(cells: Mapping[str, Sequence[object]], length: int) -> list[bool]:
    blank = (None,) * length
    pairs = zip(cells.get("name", blank), cells.get("id_number", blank), strict=True)
    return [
        (_plain(number) and _plain(name) and name[0] not in _FOOTER_STARTS)
        or is_person_row({field: column[at] for field, column in cells.items()})
        for at, (name, number) in enumerate(pairs)
    ]


def _plain(cell: object) -> TypeGuard[str]:
    return cell.__class__ is str and cell.isalnum()


def _without_twice(rows: CheckedRows) -> CheckedRows:
    numbers = rows.by.id_number
    if len(set(numbers)) == len(numbers):
        return rows
    seen: dict[str, int] = {}
    for at, number in enumerate(numbers):
        if number is None:
            continue
        first = seen.get(number)
        if first is not None:
            rows.put(at, _as_duplicate(rows[at], first))
        elif rows[at].kept:
            seen[number] = rows.by.row[at]
    return rows


def _as_duplicate(checked: CheckedRow, first: int) -> CheckedRow:
    facts = {**checked.facts, DUPLICATE_IN_FILE: {"first": first}}
    codes = (DUPLICATE_IN_FILE, *checked.codes)
    return checked._replace(outcome=Outcome.REJECTED, codes=codes, facts=facts)
