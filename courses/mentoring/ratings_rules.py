"""Ratings by trainees (评分): three questions, shown only so that nobody can be found by subtraction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

QUESTIONS = ("useful", "clear", "patient")
"""What is asked, each 1–5: was it of use, was it clear, did the lecturer take time."""
FEWEST = 5
"""Answers from which a round is shown (DOMAIN §6: cells under 5 are hidden)."""
OPEN_DAYS = 7
"""Days a round takes answers, the day it was opened included."""
SLIP_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
SLIP_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Round:
    """The answers of one closed round: one mapping of marks each."""

    key: int
    answers: tuple[Mapping[str, int], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be shown: rounds with enough answers, answers in them, the mean of each question."""

    rounds: int
    answers: int
    means: Mapping[str, Fraction]


def shown(rounds: Iterable[Round]) -> Shown | None:
    """Ratings over whole closed rounds of at least FEWEST answers each, None when there is none.

    A closed round takes no more answers and smaller rounds are never mixed in, so that two looks
    at different times differ by whole rounds: what one person said cannot be subtracted.
    """
    whole = [one for one in rounds if len(one.answers) >= FEWEST]
    marks = [answer for one in whole for answer in one.answers]
    if not marks:
        return None
    means = {
        name: Fraction(sum(answer[name] for answer in marks), len(marks)) for name in QUESTIONS
    }
    return Shown(len(whole), len(marks), means)


def marks_in(values: Sequence[str | None]) -> dict[str, int] | None:
    """The three marks of an answer, None unless each is 1–5."""
    if len(values) != len(QUESTIONS) or any(value not in set("12345") for value in values):
        return None
    return {name: int(value or 0) for name, value in zip(QUESTIONS, values, strict=True)}


def slip_in(text: str) -> str:
    """A slip's code as entered: blanks and hyphens out, in capitals."""
    return "".join(letter for letter in text.upper() if letter.isalnum())
