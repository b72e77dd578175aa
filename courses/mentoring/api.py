"""What other plugins may use of mentoring.

Place: `mentoring.pair` (the page of a pair).
"""

from courses.mentoring.contacts import Told, record
from courses.mentoring.contacts_rules import ContactKind, Said, Topic
from courses.mentoring.pairing import end, pair
from courses.mentoring.usual import usual_terms

__all__ = ["ContactKind", "Said", "Told", "Topic", "end", "pair", "record", "usual_terms"]
