"""A roster file read and judged, before anything is compared or written."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from courses.rosters.columns import FIELDS
from courses.rosters.queries import known_people
from courses.rosters.rules import REJECTING, CheckedRow, CheckedRows, Outcome, check_columns
from courses.rosters.values import Known
from lms.divisions import queries as divisions
from lms.errors import DomainError
from lms.privacy import vault
from lms.sheets import Table, Workbook, read_workbook, require_table, write_back
from lms.sheets.writeback import HEADINGS, WORDS

HOME_UNKNOWN = "DIVISION_UNKNOWN"
Sentence = Callable[[str, Mapping[str, object]], str]
"""A code and its facts as a sentence in the reader's language."""


@dataclass(frozen=True, slots=True)
class RosterReading:
    """A centre's own sheet: what it says row by row, and the judgement of every row."""

    workbook: Workbook = field(repr=False)
    table: Table = field(repr=False)
    rows: CheckedRows
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
    rows = check_columns(*table.by_field(), gazetteer, county, today)
    _settle_homes(session, county, rows)
    if not rows:
        raise DomainError("ROSTER_EMPTY", file=file_name, sheet=table.sheet.name)
    found = Counter(map(str, rows.by.outcome))
    counts = {word: found[word] for word in map(str, Outcome)}
    return RosterReading(workbook, table, rows, table.title_lines, counts, data)


def _settle_homes(session: Session, county: str, rows: CheckedRows) -> None:
    """No doubt about a home place that a row leaves blank and the archive knows."""
    blind = vault().blind
    doubtful = (at for at, codes in enumerate(rows.by.codes) if HOME_UNKNOWN in codes)
    blank = {
        at: blind("id_number", row.id_number or "")
        for at, row in ((at, rows[at]) for at in doubtful)
        if row.kept and not row.home_text
    }
    known = known_people(session, county, blank.values())
    for at, index in blank.items():
        if _has_home(known.get(index)):
            rows.put(at, _without_doubt(rows[at]))


def _has_home(known: Known | None) -> bool:
    return known is not None and bool(known.values["home_place"])


def _without_doubt(row: CheckedRow) -> CheckedRow:
    codes = tuple(code for code in row.codes if code != HOME_UNKNOWN)
    return row._replace(codes=codes, outcome=row.outcome if codes else Outcome.ACCEPTED)


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
