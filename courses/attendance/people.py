"""Which row of a filled register belongs to which trainee of the cohort."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from courses.cohorts.rules import Finding, note

_CITIZEN_NUMBER = re.compile(r"[0-9]{17}[0-9X]")


@dataclass(frozen=True, slots=True)
class RegisterPerson:
    """A row of the register; name and number normalised as rosters do, blank when not there."""

    row: int
    name: str
    id_number: str = ""


@dataclass(frozen=True, slots=True)
class RosterPerson:
    """A trainee of the cohort under the caller's key."""

    key: int
    name: str
    id_number: str


@dataclass(frozen=True, slots=True)
class Matching:
    """`keys` by register row; `unlisted` are the trainees whom no row belongs to."""

    keys: dict[int, int]
    unlisted: tuple[int, ...]
    findings: tuple[Finding, ...]


def match_people(rows: Iterable[RegisterPerson], roster: Sequence[RosterPerson]) -> Matching:
    """By number first; by name only where the row has no readable number and one trainee has it.

    A whole number that belongs to nobody here is a stranger even under a known name: marks are
    money, and namesakes are common. The first row of a person counts, a second one is named.
    """
    by_number = {one.id_number: one.key for one in roster}
    by_name = {one.name: one.key for one in roster}
    names = Counter(one.name for one in roster)
    keys: dict[int, int] = {}
    taken: dict[int, int] = {}
    findings: list[Finding] = []
    # rows with a number first, so that a bare name never takes the place of the right row
    for row in sorted(rows, key=lambda one: (not _whole(one.id_number), one.row)):
        facts = {"row": row.row, "name": row.name}
        if _whole(row.id_number):
            key = by_number.get(row.id_number)
        elif names[row.name] > 1:
            findings.append(note("REGISTER_NAME_AMBIGUOUS", **facts))
            continue
        else:
            key = by_name.get(row.name)
        if key is None:
            findings.append(note("REGISTER_STRANGER", **facts))
        elif key in taken:
            findings.append(note("REGISTER_PERSON_TWICE", first_row=taken[key], **facts))
        else:
            keys[row.row] = key
            taken[key] = row.row
    unlisted = tuple(one.key for one in roster if one.key not in taken)
    return Matching(keys, unlisted, tuple(findings))


def _whole(id_number: str) -> bool:
    return _CITIZEN_NUMBER.fullmatch(id_number) is not None
