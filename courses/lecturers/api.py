"""What other plugins may use of the lecturers."""

from courses.lecturers.queries import (
    lecturer_for,
    lecturer_of_account,
    lecturers,
    lecturers_for,
    phone_of,
)
from courses.lecturers.services import save_lecturer
from courses.lecturers.words import EXPERTISE, LANGUAGES

__all__ = [
    "EXPERTISE",
    "LANGUAGES",
    "lecturer_for",
    "lecturer_of_account",
    "lecturers",
    "lecturers_for",
    "phone_of",
    "save_lecturer",
]
