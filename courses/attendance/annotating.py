"""The sender's own register back, with what was found written beside every row of every sheet."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from courses.attendance.reading import FIELDS
from lms.sheets import find_table, read_workbook
from lms.sheets.writeback import write_back

Row = Mapping[str, Any]
Said = Callable[[tuple[str, dict[str, object]]], str]
"""Says a remembered finding (code, facts) in the reader's language."""


def checked_register(
    data: bytes,
    file_name: str,
    rows: Sequence[Row],
    said: Said,
    *,
    words: Mapping[str, str],
    headings: tuple[str, str],
) -> bytes:
    """An xlsx of the register with two columns beside the people: the result and the sentences.

    `rows` are those of the rehearsal. Who is missing from the register has no row there and is told
    on the page alone. Raises SHEET_… of the reading.
    """
    names = [sheet.name for sheet in read_workbook(data, file_name).sheets]
    for name, faults in _by_sheet(rows, said, names).items():
        workbook = read_workbook(data, file_name)
        table = find_table(workbook.sheets[names.index(name)], FIELDS)
        data = write_back(data, workbook, table, faults, headings=headings, words=words)
        file_name = f"{file_name.rpartition('.')[0] or file_name}.xlsx"
    return data


def _by_sheet(
    rows: Sequence[Row], said: Said, names: Sequence[str]
) -> dict[str, dict[int, list[tuple[str, str]]]]:
    """What stands beside the rows of each sheet: (severity, sentence) of every finding."""
    found: defaultdict[str, dict[int, list[tuple[str, str]]]] = defaultdict(dict)
    for row in rows:
        if row["row"] is not None and row["sheet"] in names:
            pairs = [(row["outcome"], said((code, facts))) for code, facts in row["findings"]]
            found[row["sheet"]].setdefault(row["row"], []).extend(pairs)
    return found
