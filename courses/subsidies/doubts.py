"""疑点: what looks wrong across the lines of a list, to be settled by a person with a reason.

A doubt changes no amount. It blocks review and approval of the list while it is unsettled;
warnings on roster rows are no doubts.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from courses.subsidies.claims import Sayable
from courses.subsidies.terms import Item


class DoubtCode(StrEnum):
    """What looks wrong."""

    OVERLAP = "OVERLAP"
    DOUBLE_PAYMENT = "DOUBLE_PAYMENT"
    SHARED_ACCOUNT = "SHARED_ACCOUNT"
    SHARED_PHONE = "SHARED_PHONE"
    AFTER_DEATH = "AFTER_DEATH"
    EMPLOYED_ELSEWHERE = "EMPLOYED_ELSEWHERE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One person's line of a list, here or elsewhere, as far as doubts need it.

    `account` and `phone` may be keyed hashes: only equality is asked for; empty means none.
    `attended` are dates with a present half-day, `employed` periods (both ends included) of a job
    elsewhere, `paid` items with a positive amount, `subject` the cohort or other ground.
    """

    id: str
    person: str
    subject: str
    account: str = ""
    phone: str = ""
    attended: frozenset[date] = frozenset()
    paid: frozenset[Item] = frozenset()
    died_on: date | None = None
    employed: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """One doubt about the lines `subjects` (ids, sorted), with the facts of its sentence."""

    code: DoubtCode
    subjects: tuple[str, ...]
    facts: Mapping[str, Sayable]


def doubts(lines: Sequence[Line]) -> tuple[Doubt, ...]:
    """Every doubt among the lines, in the order of the codes and then of the line ids."""
    found = [
        *_overlaps(lines),
        *_paid_twice(lines),
        *_shared(lines, DoubtCode.SHARED_ACCOUNT, lambda line: line.account),
        *_shared(lines, DoubtCode.SHARED_PHONE, lambda line: line.phone),
        *(doubt for line in lines for doubt in _about_one(line)),
    ]
    order = list(DoubtCode)
    return tuple(sorted(found, key=lambda doubt: (order.index(doubt.code), doubt.subjects)))


def _ids(lines: Iterable[Line]) -> tuple[str, ...]:
    return tuple(sorted({line.id for line in lines}))


def _grouped(lines: Iterable[Line], key: Callable[[Line], str]) -> Iterator[tuple[Line, ...]]:
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        groups[key(line)].append(line)
    return (tuple(group) for name, group in groups.items() if name)


def _overlaps(lines: Sequence[Line]) -> Iterator[Doubt]:
    """One person in two cohorts on one date: one doubt a pair of lines, flagged on both."""
    for group in _grouped(lines, lambda line: line.person):
        for place, one in enumerate(group):
            for other in group[place + 1 :]:
                shared = one.attended & other.attended
                if shared and one.subject != other.subject:
                    yield Doubt(
                        DoubtCode.OVERLAP,
                        _ids((one, other)),
                        {"days": len(shared), "first": min(shared)},
                    )


def _paid_twice(lines: Sequence[Line]) -> Iterator[Doubt]:
    """One person paid more than once for the same item of the same cohort or other ground."""
    for group in _grouped(lines, lambda line: line.person and f"{line.person}\0{line.subject}"):
        for item in Item:
            paid = [line for line in group if item in line.paid]
            if len(_ids(paid)) > 1:
                yield Doubt(DoubtCode.DOUBLE_PAYMENT, _ids(paid), {"item": item.value})


def _shared(lines: Sequence[Line], code: DoubtCode, key: Callable[[Line], str]) -> Iterator[Doubt]:
    """Several people with one account or one telephone."""
    for group in _grouped(lines, key):
        people = {line.person for line in group}
        if len(people) > 1:
            yield Doubt(code, _ids(group), {"people": len(people)})


def _about_one(line: Line) -> Iterator[Doubt]:
    died = line.died_on
    if died is not None and (after := [day for day in line.attended if day > died]):
        yield Doubt(DoubtCode.AFTER_DEATH, (line.id,), {"died_on": died, "first": min(after)})
    busy = [day for day in line.attended if any(a <= day <= b for a, b in line.employed)]
    if busy:
        yield Doubt(
            DoubtCode.EMPLOYED_ELSEWHERE, (line.id,), {"days": len(busy), "first": min(busy)}
        )
