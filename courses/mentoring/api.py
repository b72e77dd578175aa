"""What other plugins may use of mentoring.

Place: `mentoring.pair` (the page of a pair).
"""

from courses.mentoring.contact_models import Ticket
from courses.mentoring.contacts import Told, record
from courses.mentoring.contacts_rules import ContactKind, Said, Topic
from courses.mentoring.pairing import end, pair
from courses.mentoring.quality import TENTH, draw_check, items, settle
from courses.mentoring.quality_rules import CheckResult
from courses.mentoring.ratings import answer, open_round
from courses.mentoring.ratings_rules import QUESTIONS
from courses.mentoring.tickets import hand_on, solve, tickets
from courses.mentoring.tickets_rules import TicketState
from courses.mentoring.usual import usual_terms

__all__ = [
    "QUESTIONS",
    "TENTH",
    "CheckResult",
    "ContactKind",
    "Said",
    "Ticket",
    "TicketState",
    "Told",
    "Topic",
    "answer",
    "draw_check",
    "end",
    "hand_on",
    "items",
    "open_round",
    "pair",
    "record",
    "settle",
    "solve",
    "tickets",
    "usual_terms",
]
