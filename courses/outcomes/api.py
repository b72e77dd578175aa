"""What other plugins may use of outcomes: giving out the work, attempts, interviews, needs, figures,
people to compare a class with.

`submit(…, event=…)` takes the answers of a phone that sends late and twice; they arrive once.
"""

from courses.outcomes.assigning import cover, reassign, set_beat
from courses.outcomes.attempting import give_up, log_attempt, say_consent, show_phone
from courses.outcomes.choosing import choose
from courses.outcomes.income import Doubt, Exclusion, Income, Period, doubts, yearly
from courses.outcomes.interviewing import Answers, questions, submit
from courses.outcomes.queries import DayLine, case_for, day, wave_for
from courses.outcomes.referring import end, open_needs, take
from courses.outcomes.reported import Asked, Report
from courses.outcomes.reporting import report
from courses.outcomes.scheduling import schedule

__all__ = [
    "Answers",
    "Asked",
    "DayLine",
    "Doubt",
    "Exclusion",
    "Income",
    "Period",
    "Report",
    "case_for",
    "choose",
    "cover",
    "day",
    "doubts",
    "end",
    "give_up",
    "log_attempt",
    "open_needs",
    "questions",
    "reassign",
    "report",
    "say_consent",
    "schedule",
    "set_beat",
    "show_phone",
    "submit",
    "take",
    "wave_for",
    "yearly",
]
