"""The agreement a county usually makes."""

from datetime import date

from sqlalchemy.orm import Session

from courses.mentoring.pair_words import DUTIES, ENDING
from courses.mentoring.rules import Terms, term_from
from lms.settings import queries as settings

NORM = 5
"""Households a leader is expected to bring along (帮带规范, an offer in the form)."""


def usual_terms(session: Session, place: str, begin: date) -> Terms:
    """The agreement a county usually makes, from its parameters."""

    def number(name: str, otherwise: int) -> int:
        return int(settings.number(session, f"mentoring.{name}", place) or otherwise)

    return Terms(
        from_date=begin, until_date=term_from(begin, number("term_months", 12)),
        contacts_a_year=number("contacts_a_year", 10),
        contact_minutes=number("contact_minutes", 30), goal_households=NORM,
        duties=DUTIES, ending=ENDING,
    )  # fmt: skip
