"""Text tables as offices save them: UTF-8 with or without BOM, UTF-16, GB18030; any separator."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from lms.errors import DomainError
from lms.sheets.limits import LIMITS, Limits, too_large, too_many_columns
from lms.sheets.workbook import Cell

SEPARATORS = ",\t;|"
SAMPLE_RECORDS = 30
LINE_SEPARATORS = 16_384
FIELD_CHARACTERS = 1 << 20
# control characters no text file of an office contains; markup and PDF are other documents
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
OTHER_DOCUMENT = re.compile(r"\s*(?:<[!?a-zA-Z]|%PDF|\{\\rtf)")
SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def rows_of_text(data: bytes, name: str, limits: Limits = LIMITS) -> list[list[Cell]]:
    """The records of a text table; record 1 is row 1 and blank lines count. Cells stay text.

    Raises DomainError SHEET_NOT_A_SPREADSHEET, SHEET_TOO_MANY_COLUMNS, SHEET_TOO_LARGE,
    SHEET_QUOTE_UNCLOSED (a quotation mark swallows the rest of the file) or SHEET_BROKEN.
    """
    text = decoded(data)
    if text is None or OTHER_DOCUMENT.match(text):
        raise DomainError("SHEET_NOT_A_SPREADSHEET", file=name)
    separator = sniffed(text)
    reading = _Reading(text, separator, name, limits)
    try:
        return reading.rows(strict=True)
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise DomainError("SHEET_QUOTE_UNCLOSED", file=name, row=reading.row) from error
    try:
        return reading.rows(strict=False)
    except csv.Error as error:
        raise DomainError("SHEET_BROKEN", file=name) from error


def decoded(data: bytes) -> str | None:
    """The text of a file, or None when it is no text in any encoding an office uses."""
    for encoding in encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if CONTROLS.search(text) else text
    return None


def encodings(data: bytes) -> tuple[str, ...]:
    """Encodings to try, by byte order mark or by where the zero bytes are."""
    if data.startswith(codecs.BOM_UTF8):
        return ("utf-8-sig",)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    head = data[:4096]
    if head.count(0) > len(head) // 10:
        little = head[1::2].count(0) >= head[0::2].count(0)
        return ("utf-16-le",) if little else ("utf-16-be",)
    return ("utf-8", "gb18030")


def sniffed(text: str) -> str:
    """The separator that cuts the first records into most columns most regularly."""
    if stated := SEPARATOR_LINE.match(text):
        return stated[1]
    sample = list(islice(io.StringIO(text[:65_536], newline=""), SAMPLE_RECORDS))

    def regularity(separator: str) -> int:
        widths = Counter(len(row) for row in csv.reader(sample, delimiter=separator))
        return max(((width - 1) * times for width, times in widths.items()), default=0)

    return max(SEPARATORS, key=regularity)


class _Reading:
    """One pass over the records; `row` is the record where a failed pass stood."""

    def __init__(self, text: str, separator: str, name: str, limits: Limits) -> None:
        self.row = 0
        self._text = text
        self._separator = separator
        self._name = name
        self._limits = limits

    def rows(self, *, strict: bool) -> list[list[Cell]]:
        """All records within the limits, blank cells as None. Raises csv.Error."""
        csv.field_size_limit(FIELD_CHARACTERS)
        reader = csv.reader(self._lines(), delimiter=self._separator, strict=strict)
        rows: list[list[Cell]] = []
        cells = 0
        self.row = 1
        for record in reader:
            row: list[Cell] = [value or None for value in record]
            while len(row) > self._limits.columns and row[-1] is None:
                row.pop()
            cells += len(row)
            if len(row) > self._limits.columns:
                raise too_many_columns(self._name, self._limits)
            if self.row > self._limits.rows or cells > self._limits.cells:
                raise too_large(self._name, self._limits)
            rows.append(row)
            self.row += 1
        return rows

    def _lines(self) -> Iterator[str]:
        for line in io.StringIO(self._text, newline=""):
            if line.count(self._separator) > LINE_SEPARATORS:
                raise too_many_columns(self._name, self._limits)
            yield line
