"""What a roster's rows are once they are judged."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple, overload

from courses.rosters.categories import Category
from courses.rosters.identity import DocumentType, Sex
from lms.divisions.rules import Place


class Outcome(StrEnum):
    """What becomes of a row."""

    ACCEPTED = "accepted"
    WARNED = "warned"
    REJECTED = "rejected"


class CheckedRow(NamedTuple):
    """A row in its one spelling with the judgement (a tuple: a roster makes thousands of them).

    `codes` has the reasons for rejection first, then the doubts, each group in the order of the
    alphabet; `facts` holds for a code what its sentence needs, never a whole
    number. `notes` are remarks that raise no doubt (ID_LEGACY_15, BIRTH_DIFFERS). `id_number` is
    None when the number does not stand up. `home_text` is the home place as the sheet writes it.
    """

    row: int
    outcome: Outcome
    codes: tuple[str, ...]
    facts: Mapping[str, Mapping[str, object]]
    notes: tuple[str, ...]
    name: str
    document_type: DocumentType
    id_number: str | None
    birth_date: date | None
    sex: Sex | None
    ethnic: str | None
    education: str | None
    place: Place
    category: Category
    category_text: str
    household_number: str
    relation_to_head: str
    phone: str
    account: str
    card: str
    bank: str
    trade: str
    cohort_number: str
    intention: str
    remark: str
    home_text: str = ""

    @property
    def kept(self) -> bool:
        """Whether the row enters the roster."""
        return self.outcome is not Outcome.REJECTED

    @property
    def village_code(self) -> str | None:
        """The twelve digits of the home village, None when unknown."""
        return self.place.village


class CheckedRows(Sequence[CheckedRow]):
    """Judged rows, kept by column; a row is made when it is asked for.

    `by` has a list of all rows' cells where a row has its cell: `rows.by.name` are the names.
    """

    __slots__ = ("by",)

    def __init__(self, columns: Iterable[list[Any]]) -> None:
        self.by: Any = CheckedRow._make(columns)

    @classmethod
    def of(cls, rows: Sequence[CheckedRow]) -> "CheckedRows":
        """Any rows by column."""
        if isinstance(rows, cls):
            return rows
        return cls(map(list, zip(*rows, strict=True)) if rows else ([] for _ in CheckedRow._fields))

    def __len__(self) -> int:
        return len(self.by.row)

    @overload
    def __getitem__(self, at: int) -> CheckedRow: ...
    @overload
    def __getitem__(self, at: slice) -> "CheckedRows": ...
    def __getitem__(self, at: int | slice) -> "CheckedRow | CheckedRows":
        if isinstance(at, slice):
            return CheckedRows(cells[at] for cells in self.by)
        return CheckedRow._make(cells[at] for cells in self.by)

    def __iter__(self) -> Iterator[CheckedRow]:
        return map(CheckedRow._make, zip(*self.by, strict=True))

    def put(self, at: int, row: CheckedRow) -> None:
        """Another judgement of one row."""
        for cells, cell in zip(self.by, row, strict=True):
            cells[at] = cell
