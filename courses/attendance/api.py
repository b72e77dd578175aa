"""What attendance offers other plugins: marking, counting, completion, registers, history.

`AttendanceMarked` is told for every change of marks, in the transaction that makes it.
"""

from courses.attendance.cells import Cell, Origin
from courses.attendance.counting import completions, minimum_for, tallies
from courses.attendance.events import AttendanceMarked
from courses.attendance.importing import KIND as REGISTER_IMPORT
from courses.attendance.importing import changes_nothing as register_changes_nothing
from courses.attendance.importing import rehearse_register
from courses.attendance.queries import EntryLine, MarkLine, entries, marks_of
from courses.attendance.reading import RegisterRefused
from courses.attendance.rules import Completion, Mark, Tally
from courses.attendance.services import (
    MarkOutcome,
    Refused,
    Seen,
    mark_cells,
    mark_sheet,
)

__all__ = [
    "REGISTER_IMPORT",
    "AttendanceMarked",
    "Cell",
    "Completion",
    "EntryLine",
    "Mark",
    "MarkLine",
    "MarkOutcome",
    "Origin",
    "Refused",
    "RegisterRefused",
    "Seen",
    "Tally",
    "completions",
    "entries",
    "mark_cells",
    "mark_sheet",
    "marks_of",
    "minimum_for",
    "register_changes_nothing",
    "rehearse_register",
    "tallies",
]
