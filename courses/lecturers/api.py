"""What other plugins may use of the lecturers.

Place: `lecturers.lecturer` (a lecturer's page). Who knows of a lecturer's work listens to
`WorkAsked` and tells it.
"""

from courses.lecturers.events import WorkAsked
from courses.lecturers.queries import (
    capacities,
    lecturer_for,
    lecturer_of_account,
    lecturers,
    lecturers_for,
    phone_of,
    standing_of,
)
from courses.lecturers.services import (
    Corps,
    Proof,
    add_credential,
    add_dispatch,
    add_term,
    save_lecturer,
    set_corps,
)
from courses.lecturers.words import EXPERTISE, KINDS, LANGUAGES

__all__ = [
    "EXPERTISE",
    "KINDS",
    "LANGUAGES",
    "Corps",
    "Proof",
    "WorkAsked",
    "add_credential",
    "add_dispatch",
    "add_term",
    "capacities",
    "lecturer_for",
    "lecturer_of_account",
    "lecturers",
    "lecturers_for",
    "phone_of",
    "save_lecturer",
    "set_corps",
    "standing_of",
]
