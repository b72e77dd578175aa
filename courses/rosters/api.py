"""What other plugins may ask of rosters: read a sheet, plan and write people, look people up.

An import elsewhere (a cohort's roster) goes the same way as the plugin's own:
`read_roster` → `plan_people` → `lms.runs.services.rehearse(rows=…)` → in the run kind's `apply`
`write_people(…, run=run)` → in its `undo` `undo_people`. A plan is kept by column; who adds to its
rows takes `list(plan_people(…))`. The template part
`rosters/run_rows.html` draws faults, rows and differences of such plan rows.

Panels at the place `rosters.correction` are loaded before and after a correction that is tried;
their template reads `data.before` and `data.after`. Panels at `rosters.import` get the rehearsed run
of an import and say what applying it does beyond the archive.
"""

from courses.rosters.changed import changed_since, differing_places
from courses.rosters.importing import rehearse_people
from courses.rosters.photos import photo_uids, photos
from courses.rosters.planning import PlanRow, plan_people
from courses.rosters.queries import (
    find_by_number,
    find_everywhere,
    may_reach,
    open_doubts,
    people,
    person_for,
    reach,
)
from courses.rosters.reading import RosterReading, checked_workbook, read_roster
from courses.rosters.records import (
    Masked,
    Opened,
    PeopleChanged,
    PersonCorrected,
    masked,
    opened,
)
from courses.rosters.services import (
    PURPOSES,
    correct,
    reveal,
    settle_doubt,
    undo_people,
    write_people,
)
from courses.rosters.undoing import people_changed
from courses.rosters.values import values_in
from courses.rosters.writing import household_ids

__all__ = [
    "PURPOSES",
    "Masked",
    "Opened",
    "PeopleChanged",
    "PersonCorrected",
    "PlanRow",
    "RosterReading",
    "changed_since",
    "checked_workbook",
    "correct",
    "differing_places",
    "find_by_number",
    "find_everywhere",
    "household_ids",
    "masked",
    "may_reach",
    "open_doubts",
    "opened",
    "people",
    "people_changed",
    "person_for",
    "photo_uids",
    "photos",
    "plan_people",
    "reach",
    "read_roster",
    "rehearse_people",
    "reveal",
    "settle_doubt",
    "undo_people",
    "values_in",
    "write_people",
]
