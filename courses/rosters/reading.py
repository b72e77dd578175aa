"""A roster file read and judged, before anything is compared or written."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from courses.rosters.columns import FIELDS
from courses.rosters.rules import REJECTING, CheckedRow, check_rows
from lms.divisions import queries as divisions
from lms.errors import DomainError
from lms.sheets import Table, Workbook, read_workbook, require_table, write_back
from lms.sheets.writeback import HEADINGS, WORDS

Sentence = Callable[[str, Mapping[str, object]], str]
"""A code and its facts as a sentence in the reader's language."""


@dataclass(frozen=True, slots=True)
class RosterReading:
    """A centre's own sheet: what it says row by row, and the judgement of every row."""

    workbook: Workbook = field(repr=False)
    table: Table = field(repr=False)
    rows: tuple[CheckedRow, ...]
    title_lines: tuple[str, ...]
    counts: Mapping[str, int]
    data: bytes = field(repr=False)

    @property
    def kept(self) -> tuple[CheckedRow, ...]:
        """Rows that enter the roster: accepted and warned."""
        return tuple(row for row in self.rows if row.kept)


def read_roster(
    session: Session, data: bytes, file_name: str, *, county: str, today: date
) -> RosterReading:
    """Read and judge a roster of `county`. Raises DomainError: SHEET_… or ROSTER_EMPTY."""
    workbook = read_workbook(data, file_name)
    table = require_table(workbook, FIELDS)
    gazetteer = divisions.gazetteer(session, county)
    rows = tuple(check_rows(table.rows(), gazetteer, county, today))
    if not rows:
        raise DomainError("ROSTER_EMPTY", file=file_name, sheet=table.sheet.name)
    found = Counter(row.outcome.value for row in rows)
    counts = {word: found[word] for word in ("accepted", "warned", "rejected")}
    return RosterReading(workbook, table, rows, table.title_lines, counts, data)


def checked_workbook(
    reading: RosterReading,
    sentence: Sentence,
    *,
    words: Mapping[str, str] = WORDS,
    headings: tuple[str, str] = HEADINGS,
) -> bytes:
    """The sender's own sheet with the judgement and the sentences beside every row."""
    faults = {
        row.row: [
            ("rejected" if code in REJECTING else "warned", sentence(code, row.facts.get(code, {})))
            for code in row.codes
        ]
        + [("accepted", sentence(note, row.facts.get(note, {}))) for note in row.notes]
        for row in reading.rows
    }
    return write_back(
        reading.data, reading.workbook, reading.table, faults, headings=headings, words=words
    )
