"""One wave of many people summed up so that sums of sums are the same: what every report is made of.

Everybody who was ever enrolled stands in exactly one step of the flow; nobody disappears.
"""

import datetime as dt
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

from courses.outcomes.income import Change, Income, change
from courses.outcomes.rules import (
    WORKING,
    AttemptCode,
    ClosedBy,
    ExitKind,
    Status,
    WaveState,
)


class Step(StrEnum):
    """Where somebody stands in the flow, in the order in which it is drawn."""

    IN_CLASS = "in_class"
    WITHDRAWN = "withdrawn"
    TRANSFERRED = "transferred"
    NOT_COMPLETED = "not_completed"
    NOT_PLANNED = "not_planned"
    NOT_YET = "not_yet"
    DIED = "died"
    INSTITUTION = "institution"
    CONSENT = "consent"
    REFUSED = "refused"
    LOST = "lost"
    TRYING = "trying"
    UNTRIED = "untried"
    PARTIAL = "partial"
    PROXY = "proxy"
    ANSWERED = "answered"


LEFT = (Step.IN_CLASS, Step.WITHDRAWN, Step.TRANSFERRED, Step.NOT_COMPLETED)
"""Enrolled, and no graduates."""
NOT_ASKED = (Step.NOT_PLANNED, Step.NOT_YET)
"""Graduates whose turn it is not."""
EXCLUDED = (Step.DIED, Step.INSTITUTION)
"""Not eligible (231, 232)."""
SILENT = (
    Step.CONSENT, Step.REFUSED, Step.LOST, Step.TRYING, Step.UNTRIED, Step.PARTIAL, Step.PROXY,
)  # fmt: skip
"""Eligible without an interview with the person; a proxy's answers are shown apart."""
_SILENT = frozenset(SILENT)
REACHED = (Step.REFUSED, Step.PARTIAL, Step.PROXY, Step.ANSWERED)
"""Spoken to, or somebody who speaks for them."""


GRADUATED = tuple(each for each in Step if each not in LEFT)
COHORT = "cohort"
LEFT_FOR_CLASS = "left_for_class"
"""Somebody compared who enrolled in a class before the wave was held."""
BOXES: dict[str, tuple[Step, ...]] = {
    "enrolled": tuple(Step),
    "graduates": GRADUATED,
    "asked": tuple(each for each in GRADUATED if each not in NOT_ASKED),
    "eligible": (*SILENT, Step.ANSWERED),
    "reached": REACHED,
    "answered": (Step.ANSWERED,),
}
"""The boxes of the flow chart from enrolled to answered, and the steps that stand in each."""

SUMS: dict[str, tuple[str, ...]] = {
    "enrolled": (*LEFT, "graduates"),
    "graduates": (*NOT_ASKED, "asked"),
    "asked": (*EXCLUDED, "eligible"),
    "eligible": (*SILENT, "answered"),
    "reached": REACHED,
    "answered": (Step.ANSWERED,),
}
"""The boxes by the boxes inside them."""


@dataclass(frozen=True, slots=True)
class Row:
    """One person and one wave; `level` is prices now over those of the baseline, None if unknown."""

    exit_kind: ExitKind
    state: WaveState | None = None
    closed_by: ClosedBy | None = None
    code: AttemptCode | None = None
    opens_on: dt.date | None = None
    due_on: dt.date | None = None
    answered_on: dt.date | None = None
    attempts: int = 0
    status: Status | None = None
    before: Income | None = None
    after: Income | None = None
    level: Fraction | None = Fraction(1)
    groups: tuple[tuple[str, str], ...] = ()
    course_id: int = 0
    category: str = ""
    year: int = 0


ONE = Fraction(1)
_CLOSED = {
    ClosedBy.DIED: Step.DIED,
    ClosedBy.INSTITUTION: Step.INSTITUTION,
    ClosedBy.WITHDRAWN: Step.CONSENT,
    ClosedBy.REFUSED: Step.REFUSED,
    ClosedBy.LOST: Step.LOST,
    ClosedBy.MISSED: Step.UNTRIED,
}


def step(row: Row, today: dt.date) -> Step:
    """Where a person stands with this wave."""
    if row.exit_kind not in (ExitKind.GRADUATE, ExitKind.COMPARISON):
        return Step(row.exit_kind.value)
    if row.state is None or row.closed_by in (ClosedBy.REMOVED, ClosedBy.ENROLLED):
        return Step.NOT_PLANNED
    if row.state is WaveState.DONE:
        return Step.PROXY if row.code is AttemptCode.PROXY else Step.ANSWERED
    if row.closed_by is not None:
        return _CLOSED[row.closed_by]
    if row.opens_on is not None and row.opens_on > today:
        return Step.NOT_YET
    if row.code is AttemptCode.PARTIAL:
        return Step.PARTIAL
    return Step.TRYING if row.attempts else Step.UNTRIED


def in_time(row: Row) -> bool:
    """Whether somebody answered by the day it was meant for."""
    return row.answered_on is None or row.due_on is None or row.answered_on <= row.due_on


def paired(row: Row) -> Change | None:
    """The change of somebody who told all four parts both times, in prices of the first year."""
    if row.before is None or row.after is None:
        return None
    found = change(row.before, row.after, index=(ONE, row.level or ONE))
    return found if found is not None and found.whole else None


@dataclass(slots=True)
class Group:
    """A sub-group: who works, who does not, who is silent; incomes of those who answered."""

    cells: list[int] = field(default_factory=lambda: [0, 0, 0])
    after: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Tally:
    """Counts, and the amounts a median needs. `beside` counts the people compared, who are in no
    other count, by their step and as LEFT_FOR_CLASS. `pairs` are (before, after, after with all heads of
    now or None) per head of the same people on the same parts, in prices of the baseline's year;
    `nominal` counts those whose years have no known prices between them. `classes` are the groups
    each class lies in, which what is kept does not know."""

    steps: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    early: list[int] = field(default_factory=lambda: [0, 0])
    late: list[int] = field(default_factory=lambda: [0, 0])
    after: list[int] = field(default_factory=list)
    pairs: list[tuple[int, int, int | None]] = field(default_factory=list)
    groups: dict[str, dict[str, Group]] = field(default_factory=dict)
    nominal: int = 0
    beside: Counter[str] = field(default_factory=Counter)
    classes: dict[str, dict[str, str]] = field(default_factory=dict)

    def add(self, row: Row, today: dt.date) -> None:
        """Count one person."""
        if row.exit_kind is ExitKind.COMPARISON:
            left = row.closed_by is ClosedBy.ENROLLED
            self.beside[LEFT_FOR_CLASS if left else step(row, today)] += 1
            return
        at = step(row, today)
        self.steps[at] += 1
        answered = at is Step.ANSWERED
        working = answered and row.status in WORKING
        per_head = row.after.per_head if answered and row.after else None
        if answered:
            self._answered(row, per_head, working=working)
        if answered or at in _SILENT:
            self._inside(dict(row.groups))
            place = 2 if not answered else 0 if working else 1
            for kind, key in row.groups:
                group = self.groups.setdefault(kind, {}).setdefault(key, Group())
                group.cells[place] += 1
                if per_head is not None:
                    group.after.append(per_head)

    def _inside(self, groups: dict[str, str]) -> None:
        if COHORT in groups:
            self.classes[groups[COHORT]] = groups

    def classes_of(self, kind: str) -> dict[str, list[str]]:
        """The classes in each group of a kind, a centre or a course."""
        found: dict[str, list[str]] = {}
        for cohort, groups in sorted(self.classes.items()):
            found.setdefault(groups[kind], []).append(cohort)
        return found

    def _answered(self, row: Row, per_head: int | None, *, working: bool) -> None:
        if row.status is not None:
            self.statuses[row.status] += 1
        side = self.early if in_time(row) else self.late
        side[0] += 1
        side[1] += working
        if row.after is None:
            return
        if per_head is not None:
            self.after.append(per_head)
        found = paired(row)
        if found is not None:
            self.pairs.append((found.before, found.after, found.after_resized))
            self.nominal += row.level is None

    def merge(self, other: "Tally") -> None:
        """Add another one."""
        self.steps.update(other.steps)
        self.statuses.update(other.statuses)
        self.beside.update(other.beside)
        for own, more in ((self.early, other.early), (self.late, other.late)):
            for at in (0, 1):
                own[at] += more[at]
        self.after += other.after
        self.pairs += other.pairs
        self.nominal += other.nominal
        self.classes |= other.classes
        for kind, groups in other.groups.items():
            own_groups = self.groups.setdefault(kind, {})
            for key, group in groups.items():
                own_group = own_groups.setdefault(key, Group())
                own_group.cells = [a + b for a, b in zip(own_group.cells, group.cells, strict=True)]
                own_group.after += group.after

    def of(self, steps: Iterable[Step]) -> int:
        """How many stand in these steps."""
        return sum(self.steps[each] for each in steps)

    @property
    def enrolled(self) -> int:
        """Everybody."""
        return sum(self.steps.values())

    @property
    def graduates(self) -> int:
        """Who completed."""
        return self.enrolled - self.of(LEFT)

    @property
    def eligible(self) -> int:
        """RR1's denominator: asked, but not dead and not in an institution."""
        return self.of((*SILENT, Step.ANSWERED))

    @property
    def answered(self) -> int:
        """Complete interviews with the person."""
        return self.steps[Step.ANSWERED]

    @property
    def beside_eligible(self) -> int:
        """The same of the people compared."""
        return sum(self.beside[each] for each in (*SILENT, Step.ANSWERED))

    @property
    def working(self) -> int:
        """Of those who answered."""
        return sum(self.statuses[each] for each in WORKING)


def as_group(part: Tally) -> Group:
    """A tally as a sub-group of a larger one."""
    cells = [part.working, part.answered - part.working, part.eligible - part.answered]
    return Group(cells, list(part.after))


def tally(rows: Iterable[Row], today: dt.date) -> Tally:
    """Sum up."""
    found = Tally()
    for row in rows:
        found.add(row, today)
    return found


def merged(parts: Iterable[Tally]) -> Tally:
    """The sum of sums."""
    found = Tally()
    for part in parts:
        found.merge(part)
    return found


def pack(found: Tally) -> bytes:
    """A tally as it is kept."""
    plain = {
        "steps": found.steps,
        "statuses": found.statuses,
        "early": found.early,
        "late": found.late,
        "after": found.after,
        "pairs": found.pairs,
        "nominal": found.nominal,
        "beside": found.beside,
        "groups": {
            kind: {key: [group.cells, group.after] for key, group in groups.items()}
            for kind, groups in found.groups.items()
        },
    }
    return zlib.compress(json.dumps(plain, separators=(",", ":")).encode(), 6)


def unpack(kept: bytes) -> Tally:
    """What was kept."""
    plain: dict[str, Any] = json.loads(zlib.decompress(kept))
    return Tally(
        Counter(plain["steps"]),
        Counter(plain["statuses"]),
        plain["early"],
        plain["late"],
        plain["after"],
        [_pair(each) for each in plain["pairs"]],
        {
            kind: {key: Group(cells, after) for key, (cells, after) in groups.items()}
            for kind, groups in plain["groups"].items()
        },
        plain["nominal"],
        Counter(plain.get("beside", {})),
    )


def _pair(each: Sequence[int | None]) -> tuple[int, int, int | None]:
    return int(each[0] or 0), int(each[1] or 0), each[2]
