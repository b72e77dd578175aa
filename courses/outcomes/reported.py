"""What a report on one wave is about, and what it says; small cells are not told."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction

from courses.outcomes import slicing
from courses.outcomes.counting import Share, Spread, response_rate, spread
from courses.outcomes.hiding import LEAST, Cell, Equation, Key, hidden, shown
from courses.outcomes.rules import WORKING, Status
from courses.outcomes.slicing import Near
from courses.outcomes.tallying import (
    BOXES,
    COHORT,
    EXCLUDED,
    LEFT,
    NOT_ASKED,
    REACHED,
    SUMS,
    Step,
    Tally,
)

CATEGORY, CENTRE, COURSE, REGION = slicing.CATEGORY, "centre", slicing.COURSE, slicing.REGION
KINDS = (CATEGORY, REGION, CENTRE, COURSE, COHORT)
WAVES = ("baseline", "d30", "d90", "d180", "d365", "d730")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is about. `prefix` has 2, 4 or 6 digits (9 for a town)."""

    prefix: str
    wave: str = "d180"
    cohort_id: int | None = None
    course_id: int | None = None
    centre_id: int | None = None
    category: str = ""
    year: int | None = None

    @property
    def live(self) -> bool:
        """Whether it is counted now rather than summed from what was prepared."""
        return len(self.prefix) >= 6 or self.cohort_id is not None or self.centre_id is not None

    @property
    def filtered(self) -> bool:
        """Whether only some of a place's people are looked at."""
        return bool(slicing.wanted(self))

    @property
    def whole(self) -> "Asked":
        """The same place without a filter."""
        return replace(self, course_id=None, category="", year=None)

    @property
    def within(self) -> bool:
        """Whether it is about a part of a county."""
        return self.live and (len(self.prefix) != 6 or bool(self.cohort_id or self.centre_id))


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A sub-group as it may be shown; None is hidden."""

    key: str
    eligible: int | None
    answered: int | None
    working: int | None
    share: Share | None
    after: Spread | None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a report says. `prepared_at` is how old it is, None for now.

    `strict` is for who may not see the people: few who work, or few who do not, are not told.
    """

    asked: Asked
    tally: Tally
    prepared_at: datetime | None
    missing: int
    near: Near = field(default_factory=dict)
    strict: bool = False

    @property
    def rate(self) -> Fraction | None:
        """RR1."""
        return response_rate(self.tally.answered, self.tally.eligible)

    @property
    def reached(self) -> int:
        """Spoken to."""
        return self.tally.of(REACHED)

    @property
    def small(self) -> bool:
        """So few answered that nothing but their number is shown."""
        return 0 < self.tally.answered < LEAST

    @property
    def withheld(self) -> bool:
        """Whether so few are left by the filters, or by those who are left out by them, that who
        may not see the people is told nothing."""
        return any(table.withheld() for table in self.near.values())

    @property
    def undivided(self) -> bool:
        """Whether it has no sub-groups because of what they would tell."""
        return self.strict and self.asked.live and self.asked.filtered

    @property
    def _held_against(self) -> bool:
        """Whether shares that no other report is asked about could be subtracted from those of one."""
        return self.strict and (self.asked.live or self.asked.filtered)

    @property
    def working(self) -> Share | None:
        """The share that works, with interval and bounds; None where too few answered."""
        few = self.strict and not _safe(self.tally.working, self.tally.answered)
        hidden_ = self.small or few or any(table.hides_working() for table in self.near.values())
        return None if hidden_ else self._share(self.tally.working)

    def _share(self, part: int) -> Share:
        return Share(part, self.tally.answered, self.tally.eligible)

    def statuses(self) -> list[tuple[Status, Share | None]]:
        """Every status with its share; None where it would show somebody."""
        gone: set[Hashable] = set(Status) if self.small else set()
        gone |= {each for table in self.near.values() for each in table.hidden_statuses()}
        unseen = self._unseen_statuses(gone)
        return [
            (each, None if each in unseen else self._share(self.tally.statuses[each]))
            for each in Status
        ]

    def _unseen_statuses(self, gone: set[Hashable]) -> frozenset[Hashable]:
        """Those not shown, also by subtraction from those who work and from those who answered."""
        sides = {"working": WORKING, "others": frozenset(Status) - WORKING}
        cells: dict[Hashable, int] = {each: self.tally.statuses[each] for each in Status}
        cells |= {name: sum(cells[each] for each in side) for name, side in sides.items()}
        cells["answered"] = self.tally.answered
        equations = [Equation(name, tuple(sorted(side))) for name, side in sides.items()]
        equations.append(Equation("answered", tuple(sides)))
        if self.working is None:
            return hidden(cells, equations, {"answered"}, gone | set(sides), noughts=True)
        return hidden(cells, equations, {"answered", *sides}, gone, noughts=True)

    def sub_groups(self) -> dict[str, list[GroupLine]]:
        """The sub-groups of every kind, with cells under five hidden, also by subtraction from each
        other, from everybody, and of classes from their centre and course.

        A filtered report of a county has none for who may not see the people: with those of the
        report without the filter too many could be worked out.
        """
        if self.undivided:
            return {}
        every = {
            (kind, key): group.cells
            for kind in KINDS
            for key, group in sorted(self.tally.groups.get(kind, {}).items())
        }
        found = self.tally
        rows: dict[Key, Sequence[int]] = {line: every[line] for line in every}
        rows[""] = [found.working, found.answered - found.working, found.eligible - found.answered]
        sums: list[tuple[Key, Sequence[Key]]] = [
            ("", [line for line in every if line[0] == kind]) for kind in found.groups
        ]
        for kind in (CENTRE, COURSE):
            sums += [
                ((kind, key), [(COHORT, each) for each in of])
                for key, of in found.classes_of(kind).items()
            ]
        told = frozenset(("", at) for at in ((2, 3) if self.working is None else range(4)))
        gone: set[Cell] = {cell for at in (0, 1) if (cell := ("", at)) not in told}
        for table in self.near.values():
            gone |= {(line, at) for line, at in table.hidden_cells() if line in every}
        cells = shown(rows, sums, told, gone)
        lines: dict[str, list[GroupLine]] = {}
        for kind, key in every:
            group = found.groups[kind][key]
            lines.setdefault(kind, []).append(self._line(key, cells[kind, key], group.after))
        return lines

    def lines(self, kind: str) -> list[GroupLine]:
        """The sub-groups of one kind."""
        return self.sub_groups().get(kind, [])

    def _line(self, key: str, cells: Sequence[int | None], after: Sequence[int]) -> GroupLine:
        working, other, _silent, eligible = cells
        answered = None if working is None or other is None else working + other
        known = None not in (working, answered, eligible)
        share = Share(working or 0, answered or 0, eligible or 0) if known else None
        incomes = spread(after) if answered and len(after) >= LEAST else None
        return GroupLine(key, eligible, answered, working, share, incomes)

    def before(self) -> Spread | None:
        """Income per head before, of those asked both times."""
        return self._spread([pair[0] for pair in self.tally.pairs])

    def after(self) -> Spread | None:
        """The same people afterwards, over the same heads."""
        return self._spread([pair[1] for pair in self.tally.pairs])

    def difference(self) -> Spread | None:
        """Each person's change."""
        return self._spread([pair[1] - pair[0] for pair in self.tally.pairs])

    def resized(self) -> Spread | None:
        """The change of those whose household grew or shrank, over all heads of now; shown apart."""
        return self._spread([pair[2] - pair[0] for pair in self.tally.pairs if pair[2] is not None])

    def all_after(self) -> Spread | None:
        """Income per head of everybody who answered it."""
        return self._spread(self.tally.after)

    def rose(self) -> Share | None:
        """How many have more than before, of those asked both times."""
        count = len(self.tally.pairs)
        up = sum(pair[1] > pair[0] for pair in self.tally.pairs)
        fine = count >= LEAST and _safe(up, count) and not self._held_against
        return Share(up, count, count) if fine else None

    @staticmethod
    def _spread(values: Sequence[int]) -> Spread | None:
        return spread(values) if len(values) >= LEAST else None

    def early_late(self) -> tuple[Share, Share] | None:
        """Who works among early and late responders; far apart, the silent may differ too."""
        sides = [Share(side[1], side[0], side[0]) for side in (self.tally.early, self.tally.late)]
        fine = all(side.answered >= LEAST and _safe(side.part, side.answered) for side in sides)
        told = fine and self.working is not None and not self._held_against
        return (sides[0], sides[1]) if told else None

    def unseen(self) -> frozenset[Hashable]:
        """Boxes and steps of the flow not shown to who may not see the people, nor on paper."""
        cells: dict[Hashable, int] = {each: self.tally.steps[each] for each in Step}
        cells |= {name: self.tally.of(steps) for name, steps in BOXES.items()}
        equations = [Equation(name, parts) for name, parts in SUMS.items()]
        kept = frozenset({"eligible", "answered", Step.ANSWERED})
        gone = {each for table in self.near.values() for each in table.hidden_flow()}
        return hidden(cells, equations, kept, gone - kept)

    def beside(self, *, everybody: bool) -> tuple[int, int] | None:
        """Asked and answered of the people compared, who are in no other figure; None where there
        are none, or too few to be told to who may not see them."""
        eligible, answered = self.tally.beside_eligible, self.tally.beside[Step.ANSWERED]
        told = everybody or _safe(answered, eligible)
        return (eligible, answered) if eligible and told else None

    def flow(self) -> list[tuple[str, int]]:
        """The boxes of the flow chart from enrolled to answered; the reasons stand in `steps`."""
        return [(name, self.tally.of(steps)) for name, steps in BOXES.items()]

    def reasons(self) -> list[tuple[Step, int]]:
        """Everybody who is not in the last box, by the step they stand in."""
        every = [each for each in Step if each is not Step.ANSWERED]
        return [(each, self.tally.steps[each]) for each in every if self.tally.steps[each]]

    def excluded(self) -> list[tuple[Step, int]]:
        """Not in RR1's denominator, by reason."""
        every = (*LEFT, *NOT_ASKED, *EXCLUDED)
        return [(each, self.tally.steps[each]) for each in every if self.tally.steps[each]]


def _safe(part: int, whole: int) -> bool:
    """Whether neither those counted nor the rest are few enough to be told."""
    return all(not 0 < count < LEAST for count in (part, whole - part))
