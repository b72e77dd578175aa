"""What other plugins may use of cohorts.

Places: `cohorts.cohort` (the page of a cohort; a panel's context may bring a `next_step`) and
`cohorts.effects`, whose panels are loaded before and after a change that is tried in a savepoint;
their template reads `data.before` and `data.after`.
"""

from courses.cohorts.enrolling import (
    Enrolled,
    NewTrainee,
    correct_enrolment,
    enrol,
    readmit,
    transfer,
    withdraw,
)
from courses.cohorts.events import (
    EVENTS,
    CohortCancelled,
    CohortChanged,
    CohortClosed,
    CohortReopened,
    CohortStarted,
    EnrolmentsChanged,
    EnrolmentsRemoving,
    SessionsChanged,
    SessionsRemoving,
)
from courses.cohorts.importing import changes_nothing
from courses.cohorts.leading import cancel, close, postpone, record_marks, reopen, start
from courses.cohorts.lifecycle import CohortAction, CohortFacts, Transition
from courses.cohorts.queries import (
    cohort_facts,
    cohort_for,
    enrolment_for,
    enrolments_of,
    fact_of,
    known_cohort,
    planned,
    planned_basis,
    rest_days,
    session_facts,
    session_rows,
    stay_of,
    stays,
)
from courses.cohorts.rehearsing import KIND, rehearse_person, rehearse_reading, rehearse_roster
from courses.cohorts.scheduling import (
    Details,
    accept_proposal,
    add_session,
    cancel_session,
    describe_sessions,
    move_session,
    propose,
    replace_sessions,
)
from courses.cohorts.services import TITLE_LENGTH, change_cohort, open_cohort
from courses.cohorts.steps import NextStep
from courses.cohorts.timetable import Effects, Proposal
from courses.cohorts.titles import (
    cohort_title,
    dates_in_lines,
    hours_in_lines,
    ordinal_in_title,
    year_in_title,
)

__all__ = [
    "EVENTS",
    "KIND",
    "TITLE_LENGTH",
    "CohortAction",
    "CohortCancelled",
    "CohortChanged",
    "CohortClosed",
    "CohortFacts",
    "CohortReopened",
    "CohortStarted",
    "Details",
    "Effects",
    "Enrolled",
    "EnrolmentsChanged",
    "EnrolmentsRemoving",
    "NewTrainee",
    "NextStep",
    "Proposal",
    "SessionsChanged",
    "SessionsRemoving",
    "Transition",
    "accept_proposal",
    "add_session",
    "cancel",
    "cancel_session",
    "change_cohort",
    "changes_nothing",
    "close",
    "cohort_facts",
    "cohort_for",
    "cohort_title",
    "correct_enrolment",
    "dates_in_lines",
    "describe_sessions",
    "enrol",
    "enrolment_for",
    "enrolments_of",
    "fact_of",
    "hours_in_lines",
    "known_cohort",
    "move_session",
    "open_cohort",
    "ordinal_in_title",
    "planned",
    "planned_basis",
    "postpone",
    "propose",
    "readmit",
    "record_marks",
    "rehearse_person",
    "rehearse_reading",
    "rehearse_roster",
    "reopen",
    "replace_sessions",
    "rest_days",
    "session_facts",
    "session_rows",
    "start",
    "stay_of",
    "stays",
    "transfer",
    "withdraw",
    "year_in_title",
]
