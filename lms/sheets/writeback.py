"""The sender's own sheet back, with what was found written beside every row."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lms.sheets.limits import LIMITS, Form, Limits, examine
from lms.sheets.table import Table
from lms.sheets.workbook import Workbook
from lms.sheets.writeback_plain import plain_copy

Faults = Mapping[int, Sequence[tuple[str, str]]]
"""Sheet row → what was found there: (severity, sentence). No pairs: the row is accepted."""

WORDS = {"rejected": "未收", "warned": "存疑", "accepted": "收"}
HEADINGS = ("结果", "说明")
SEVERITIES = ("rejected", "warned", "accepted")
FILLS = {"rejected": "FDE7E4", "warned": "FFF4D6"}
INKS = {"rejected": "9C1C12", "warned": "7A5200", "accepted": "1F6F54"}
KEPT_LAYOUT_CELLS = 250_000
"""Beyond this the rows go into a plain new workbook: openpyxl would take over ten seconds."""

ZIP_TIME = (1980, 1, 1, 0, 0, 0)
CORE_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
FIXED_STAMP = rb"\g<1>2000-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Note:
    """What is written beside one row: its gravest severity, the word for it, the sentences."""

    severity: str
    word: str
    text: str


def write_back(
    data: bytes,
    workbook: Workbook,
    table: Table,
    faults: Faults,
    *,
    headings: tuple[str, str] = HEADINGS,
    words: Mapping[str, str] = WORDS,
    limits: Limits = LIMITS,
) -> bytes:
    """An xlsx of the file `data` with two columns right of `table`: the result and the sentences.

    `workbook` and `table` are what was read from `data`. An xlsx keeps its look and its other
    sheets; of other formats (and of very large files) the rows are given as text. Formulas in
    cells are replaced by the values they showed. `headings` and `words` (by severity) are the
    texts of the two columns in the reader's language. The same input gives the same bytes.
    """
    notes = {row: _note(found, words) for row, found in faults.items()}
    examined = examine(data, workbook.name, limits)
    cells = sum(len(sheet.rows) * sheet.width for sheet in workbook.sheets)
    if examined.form is Form.XLSX and examined.simple and cells <= KEPT_LAYOUT_CELLS:
        # Imported when needed: openpyxl takes longer to load than everything else of this package.
        from lms.sheets.writeback_kept import kept_layout

        try:
            return kept_layout(data, table, notes, headings)
        except Exception:  # noqa: BLE001 - openpyxl fails in many ways on files Excel opens
            return _plain(workbook, table, notes, headings)
    return _plain(workbook, table, notes, headings)


def _note(found: Sequence[tuple[str, str]], words: Mapping[str, str]) -> Note:
    present = {severity for severity, _ in found}
    severity = next((each for each in SEVERITIES if each in present), "accepted")
    return Note(severity, words[severity], "\n".join(sentence for _, sentence in found))


def _plain(
    workbook: Workbook, table: Table, notes: Mapping[int, Note], headings: tuple[str, str]
) -> bytes:
    beside = {row: (note.word, note.text) for row, note in notes.items()}
    styles = {row: (FILLS.get(note.severity), INKS[note.severity]) for row, note in notes.items()}
    return plain_copy(workbook, table, new_column(table, headings), headings, beside, styles)


def new_column(table: Table, headings: tuple[str, str]) -> int:
    """Index (from 0) of the result column: right of everything, or where it already stands."""
    names = [texts[-1] if texts else "" for texts in table.headings]
    if tuple(names[-2:]) == headings:
        return len(names) - 2
    merged = (right + 1 for (_, _), (_, right) in table.sheet.merged)
    return max(table.sheet.width, *merged, 0)


def settled(package: bytes) -> bytes:
    """The same zip without the moment of writing: fixed times, parts in the same order."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "docProps/core.xml":
                content = CORE_TIMES.sub(FIXED_STAMP, content)
            target.writestr(zipfile.ZipInfo(part.filename, ZIP_TIME), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
