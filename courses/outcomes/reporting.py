"""Reports on one wave of a cohort, a course, a centre or a region: rows from SQL, then counted.

A county and what is smaller is counted live; a city or province is summed from what a job prepared.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sqlalchemy import and_, extract, select
from sqlalchemy.orm import Session, aliased

from courses.outcomes import prices, rules, slicing, tallying
from courses.outcomes.counting import Share, Spread, response_rate, spread
from courses.outcomes.hiding import LEAST, Equation, groups, hidden
from courses.outcomes.income import Income
from courses.outcomes.models import Case, Interview, Prepared, Wave
from courses.outcomes.rules import Status
from courses.outcomes.slicing import Near, Table
from courses.outcomes.tallying import BOXES, EXCLUDED, LEFT, NOT_ASKED, REACHED, Step, Tally
from lms.accounts.actor import Actor, below
from lms.errors import NotFound

REPORT = "outcomes:report:view"
CATEGORY, CENTRE, COURSE, COHORT, REGION = "category", "centre", "course", "cohort", "region"
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
    """Everything a report says. `prepared_at` is how old it is, None for now."""

    asked: Asked
    tally: Tally
    prepared_at: datetime | None
    missing: int
    near: Near = field(default_factory=dict)

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
    def working(self) -> Share | None:
        """The share that works, with interval and bounds; None where too few answered."""
        hidden_ = self.small or any(table.hides_working() for table in self.near.values())
        return None if hidden_ else self._share(self.tally.working)

    def _share(self, part: int) -> Share:
        return Share(part, self.tally.answered, self.tally.eligible)

    def statuses(self) -> list[tuple[Status, Share | None]]:
        """Every status with its share; None where it would show somebody."""
        found = groups({"": [self.tally.statuses[each] for each in Status]})[""]
        gone = {each for table in self.near.values() for each in table.hidden_statuses()}
        gone |= {each for at, each in enumerate(Status) if found[at] is None or self.small}
        return [
            (each, None if each in gone else self._share(self.tally.statuses[each]))
            for each in Status
        ]

    def lines(self, kind: str) -> list[GroupLine]:
        """The sub-groups of a kind, with cells under five hidden, also by subtraction."""
        parts = self.tally.groups.get(kind, {})
        shown = groups({key: group.cells for key, group in sorted(parts.items())})
        return [
            self._line(key, cells, parts[key].after) for key, cells in shown.items() if key in parts
        ]

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
        return Share(up, count, count) if count >= LEAST and _safe(up, count) else None

    @staticmethod
    def _spread(values: Sequence[int]) -> Spread | None:
        return spread(values) if len(values) >= LEAST else None

    def early_late(self) -> tuple[Share, Share] | None:
        """Who works among early and late responders; far apart, the silent may differ too."""
        sides = [Share(side[1], side[0], side[0]) for side in (self.tally.early, self.tally.late)]
        fine = all(side.answered >= LEAST and _safe(side.part, side.answered) for side in sides)
        return (sides[0], sides[1]) if fine else None

    def unseen(self) -> frozenset[Hashable]:
        """Boxes and steps of the flow not shown to who may not see the people, nor on paper."""
        cells: dict[Hashable, int] = {each: self.tally.steps[each] for each in Step}
        cells |= {name: self.tally.of(steps) for name, steps in BOXES.items()}
        equations = [Equation(name, steps) for name, steps in BOXES.items()]
        kept = frozenset({"eligible", "answered", Step.ANSWERED})
        gone = {each for table in self.near.values() for each in table.hidden_steps()}
        if gone:  # by subtraction from reports without the filter; the boxes would add up to them
            return frozenset(cells) - kept
        return hidden(cells, equations, kept)

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


def report(session: Session, actor: Actor, today: date, asked: Asked) -> Report:
    """Count what is asked for. Raises NotFound outside the scope."""
    check_reach(actor, asked)
    if not asked.live:
        return _prepared(session, asked)
    wide = replace(asked, course_id=None, category="", year=None)
    found, near = slicing.split(
        slicing.wanted(asked), (row for _id, row in rows(session, wide)), today
    )
    return Report(asked, found, None, 0, near)


def check_reach(actor: Actor, asked: Asked) -> None:
    """Raise NotFound for a region or centre the actor may not read reports of."""
    if not actor.may(REPORT, asked.prefix, asked.centre_id):
        raise NotFound


def _prepared(session: Session, asked: Asked) -> Report:
    wanted = select(Prepared.figures, Prepared.at, Prepared.county).where(*_stored(asked))
    found, oldest, counties = Tally(), None, set()
    for figures, at, county in session.execute(wanted):
        part = tallying.unpack(figures)
        part.groups = {
            kind: by for kind, by in part.groups.items() if kind in (CATEGORY, COURSE, REGION)
        }
        part.groups[REGION] = {county: tallying.as_group(part)}
        found.merge(part)
        oldest = at if oldest is None else min(oldest, at)
        counties.add(county)
    return Report(asked, found, oldest, len(counties), _near(session, asked))


def _stored(asked: Asked, vary: str = "") -> list[Any]:
    """Which prepared figures are asked for; of a filter that varies all of its values."""
    found = [below(Prepared.county, asked.prefix), Prepared.wave == asked.wave]
    for name, column, value, every in (
        (slicing.COURSE, Prepared.course_id, asked.course_id, 0),
        (slicing.CATEGORY, Prepared.category, asked.category or None, ""),
    ):
        found.append(column != every if name == vary else column == (value or every))
    if asked.year is not None and vary != slicing.YEAR:
        found.append(Prepared.year == asked.year)
    return found


def _near(session: Session, asked: Asked) -> Near:
    """The counts beside those asked for: the other values of each filter."""
    columns = {
        slicing.COURSE: Prepared.course_id, slicing.CATEGORY: Prepared.category,
        slicing.YEAR: Prepared.year,
    }  # fmt: skip
    near: Near = {}
    for name, value in slicing.wanted(asked).items():
        table = Table(str(value))
        for key, counts in session.execute(
            select(columns[name], Prepared.counts).where(*_stored(asked, name))
        ):
            table.row(str(key)).update(counts)
        near[name] = table
    return near


def rows(
    session: Session, asked: Asked, *, grouped: bool = True
) -> Iterator[tuple[int, tallying.Row]]:
    """(case id, row) of everybody a report is about, with the sub-groups they are in if wanted."""
    for row in session.execute(_select(asked)):
        yield row[0], _row(row, asked, grouped=grouped)


def _select(asked: Asked) -> Any:
    after, first, base = aliased(Interview), aliased(Wave), aliased(Interview)
    return (
        select(
            Case.id, Case.exit_kind, Case.category, Case.place, Case.centre_id, Case.course_id,
            Case.cohort_id, Wave.state, Wave.closed_by, Wave.code, Wave.opens_on, Wave.due_on,
            Wave.answered_on, Wave.attempts, after.status, *_money(after), *_money(base), after.on,
            base.on, Case.exit_on,
        )
        .outerjoin(Wave, and_(Wave.case_id == Case.id, Wave.wave == asked.wave))
        .outerjoin(after, and_(after.wave_id == Wave.id, after.current))
        .outerjoin(first, and_(first.case_id == Case.id, first.wave == rules.BASELINE))
        .outerjoin(base, and_(base.wave_id == first.id, base.current))
        .where(*conditions(asked))
    )  # fmt: skip


def _money(row: Any) -> tuple[Any, ...]:
    return (
        row.wages_fen, row.sales_fen, row.costs_fen, row.assets_fen, row.transfers_fen,
        row.household_size,
    )  # fmt: skip


def conditions(asked: Asked) -> list[Any]:
    """Which cases a report is about."""
    found: list[Any] = [below(Case.county, asked.prefix[:6])]
    if len(asked.prefix) > 6:
        found.append(below(Case.place, asked.prefix))
    for column, value in (
        (Case.cohort_id, asked.cohort_id),
        (Case.course_id, asked.course_id),
        (Case.centre_id, asked.centre_id),
        (Case.category, asked.category or None),
    ):
        if value is not None:
            found.append(column == value)
    if asked.year is not None:
        found.append(extract("year", Case.exit_on) == asked.year)
    return found


def _row(row: Any, asked: Asked, *, grouped: bool) -> tallying.Row:
    kind, category, place, centre, course, cohort = row[1:7]
    status = row[14]
    answered = status is not None
    return tallying.Row(
        exit_kind=kind, state=row[7], closed_by=row[8], code=row[9], opens_on=row[10],
        due_on=row[11], answered_on=row[12], attempts=row[13] or 0, status=status,
        before=Income(*row[21:27]) if answered else None,
        after=Income(*row[15:21]) if answered else None,
        level=_level(asked.prefix, row[28], row[27]) if answered and row[28] else Fraction(1),
        groups=(
            (CATEGORY, category), (REGION, place[:9]), (CENTRE, str(centre or "")),
            (COURSE, str(course or "")), (COHORT, str(cohort)),
        ) if grouped else (),
        course_id=course or 0, category=category, year=row[29].year,
    )  # fmt: skip


def _level(place: str, before: date, after: date) -> Fraction | None:
    """Prices of the answers' year over those of the baseline's, None where no index is known."""
    return _levels(place[:6], before.year, after.year)


@lru_cache(maxsize=4096)
def _levels(place: str, first: int, then: int) -> Fraction | None:
    return prices.level(place, first, then)
