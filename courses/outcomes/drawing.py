"""Who may be compared with a class, who may not and why, and a draw that anybody can repeat.

The order of a draw is that of the SHA-256 of the seed and the person's opaque id, so it depends on
nothing else: drawn again, the same people come out, and a larger draw contains the smaller one.
"""

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from courses.outcomes.rules import Beside

VILLAGE = 12
"""Digits of a village's code."""


class Reason(StrEnum):
    """Why somebody of the archive cannot be compared with a class; the first that holds is said."""

    DIED = "died"
    WITHDRAWN = "withdrawn"
    IN_CLASS = "in_class"
    TAUGHT = "taught"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of the archive. `home` is the village or town, '' where it is not known."""

    person_id: int
    uid: str
    home: str
    waiting: bool
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """How many of the archive could be drawn of each group, and why the others could not."""

    archive: int
    people: dict[Beside, int]
    left_out: dict[Reason, int]


def fits(person: Candidate, beside: Beside, homes: Set[str]) -> bool:
    """Whether somebody belongs to a group; `homes` are the villages of the class."""
    if person.reason is not None:
        return False
    if beside is Beside.OTHER_VILLAGE:
        return len(person.home) == VILLAGE and person.home not in homes
    return person.waiting == (beside is Beside.WAITING)


def offer(people: Sequence[Candidate], homes: Set[str]) -> Offer:
    """The counts shown before anybody is drawn."""
    reasons = Counter(person.reason for person in people if person.reason is not None)
    return Offer(
        len(people),
        {beside: sum(fits(person, beside, homes) for person in people) for beside in Beside},
        {reason: reasons[reason] for reason in Reason if reasons[reason]},
    )


def draw(seed: str, people: Iterable[Candidate], wanted: int) -> list[Candidate]:
    """So many of these people, all of them if they are fewer."""
    return sorted(people, key=lambda person: sha256(f"{seed}:{person.uid}".encode()).digest())[
        :wanted
    ]
