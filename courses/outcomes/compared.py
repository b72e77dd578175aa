"""Graduates beside the people drawn to be compared with their classes, at the same wave.

Who is compared told the household's income in person at the wave; the difference-in-differences is
of those among them who told it at the baseline too. Everybody who was asked stands in the counts,
for who does not answer, does not complete or enrols meanwhile can make two groups unlike.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from courses.outcomes import rules, tallying
from courses.outcomes.comparing import Comparison as Found
from courses.outcomes.comparing import Observation, compare
from courses.outcomes.hiding import LEAST
from courses.outcomes.models import Case, Comparison, Interview, Wave
from courses.outcomes.reported import Asked
from courses.outcomes.reporting import check_reach, conditions, sees_people
from courses.outcomes.rules import Beside, ExitKind
from courses.outcomes.tallying import Step, Tally
from courses.outcomes.waiting import COMPARE, FEN, check_left, tells, weighted
from courses.outcomes.weighting import Reweighted
from lms.accounts.actor import Actor
from lms.errors import DomainError, NotFound

TRAITS = ("before", "household", "female", "registered_poor")
"""What was known before the class: income per head and people at the baseline, sex, category."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The comparison, in yuan per head and year.

    `found` is of everybody who answered, `paired` of those with a baseline too (None where under
    five of a group have one); `traits` are what is balanced, `tally` what became of everybody.
    `after_leaving` answered on or after the day they enrolled in a class and are not compared.
    """

    found: Found
    paired: Found | None
    traits: tuple[str, ...]
    weighted: Reweighted | None
    tally: Tally
    groups: tuple[Beside, ...]
    lots: tuple[str, ...]
    after_leaving: int
    first: date
    last: date

    @property
    def by_lot(self) -> bool:
        """Whether a lot decided in every class who was taught and who waited."""
        return bool(self.lots) and "" not in self.lots

    @property
    def not_completed(self) -> int:
        """Enrolled in the classes and no graduates: they are in no group."""
        return self.tally.of((Step.WITHDRAWN, Step.TRANSFERRED, Step.NOT_COMPLETED))


def compare_drawn(session: Session, actor: Actor, today: date, asked: Asked) -> Compared:
    """Compare the graduates of the classes asked for that have drawn people with these.

    Raises NotFound outside the scope, DomainError COMPARISON_NOT_DRAWN, COMPARE_ONE_GROUP,
    COMPARE_GROUP_SMALL (under five in a group), COMPARE_FILTER_SMALL.
    """
    if asked.wave == rules.BASELINE:
        raise NotFound
    check_reach(actor, asked, COMPARE)
    drawn = _drawn(session, asked)
    if not drawn:
        raise DomainError("COMPARISON_NOT_DRAWN")
    rows = list(_rows(session, asked, drawn))
    tally = tallying.tally((_standing(row) for row in rows), today)
    told = [row for row in rows if _told(row) and not _had_left(row)]
    gone = sum(_told(row) and _had_left(row) for row in rows)
    treated = _treated(told)
    _refuse_small(treated, len(told) - treated)
    if asked.filtered and not sees_people(actor, asked):
        every = [
            row
            for row in _rows(session, asked.whole, _drawn(session, asked.whole))
            if _told(row) and not _had_left(row)
        ]
        others = len(every) - _treated(every) - (len(told) - treated)
        check_left(_treated(every) - treated, others)
    people = [_observed(row, ()) for row in told]
    pairs = [row for row in told if row.before is not None and row.had is not None]
    paired, traits, weights = _paired(pairs)
    days = [row.on for row in told]
    groups = tuple(sorted({each.beside for each in drawn}, key=list(Beside).index))
    lots = tuple(dict.fromkeys(each.lot_number for each in drawn))
    found = compare(people)
    return Compared(found, paired, traits, weights, tally, groups, lots, gone, min(days), max(days))


def _refuse_small(treated: int, control: int) -> None:
    if not treated or not control:
        raise DomainError("COMPARE_ONE_GROUP", treated=treated, control=control)
    if min(treated, control) < LEAST:
        raise DomainError("COMPARE_GROUP_SMALL", treated=treated, control=control, least=LEAST)


def _drawn(session: Session, asked: Asked) -> Sequence[Comparison]:
    """The draws of the classes asked for."""
    cases = select(Case.comparison_id).where(*conditions(asked), Case.comparison_id.is_not(None))
    return session.scalars(
        select(Comparison).where(Comparison.id.in_(cases)).order_by(Comparison.id)
    ).all()


def _rows(session: Session, asked: Asked, drawn: Sequence[Comparison]) -> Iterator[Any]:
    """Everybody of these classes and beside them, with what was told at the wave and before."""
    after, first, base = aliased(Interview), aliased(Wave), aliased(Interview)
    yield from session.execute(
        select(
            Case.exit_kind, Case.sex, Case.category, Case.left_on, Wave.state, Wave.closed_by,
            Wave.code, Wave.opens_on, Wave.attempts, after.on, after.proxy,
            after.per_head_fen.label("now"), base.per_head_fen.label("before"),
            base.household_size.label("had"), base.proxy.label("base_proxy"),
        )
        .outerjoin(Wave, and_(Wave.case_id == Case.id, Wave.wave == asked.wave))
        .outerjoin(after, and_(after.wave_id == Wave.id, after.current))
        .outerjoin(first, and_(first.case_id == Case.id, first.wave == rules.BASELINE))
        .outerjoin(base, and_(base.wave_id == first.id, base.current, base.proxy == ""))
        .where(*conditions(asked), Case.cohort_id.in_({each.cohort_id for each in drawn}))
        .order_by(Case.id)
    )  # fmt: skip


def _standing(row: Any) -> tallying.Row:
    return tallying.Row(
        exit_kind=row.exit_kind, state=row.state, closed_by=row.closed_by, code=row.code,
        opens_on=row.opens_on, attempts=row.attempts or 0,
    )  # fmt: skip


def _told(row: Any) -> bool:
    """Whether a graduate or somebody compared told an income in person."""
    asked = row.exit_kind in (ExitKind.GRADUATE, ExitKind.COMPARISON)
    return asked and row.now is not None and row.proxy == ""


def _had_left(row: Any) -> bool:
    """Whether somebody compared answered on or after the day of enrolling."""
    return row.left_on is not None and bool(row.on >= row.left_on)


def _treated(told: Sequence[Any]) -> int:
    return sum(row.exit_kind is ExitKind.GRADUATE for row in told)


def _traits(row: Any) -> tuple[float, ...]:
    return (
        row.before / FEN, float(row.had), float(row.sex == "female"),
        float(row.category == "registered_poor"),
    )  # fmt: skip


def _observed(row: Any, traits: tuple[float, ...]) -> Observation:
    before = 0.0 if row.before is None else row.before / FEN
    return Observation(row.exit_kind is ExitKind.GRADUATE, (before,), row.now / FEN, traits)


def _paired(pairs: Sequence[Any]) -> tuple[Found | None, tuple[str, ...], Reweighted | None]:
    """Those with a baseline: changes, what was alike before, and the estimates that adjust for it."""
    ordered = sorted(pairs, key=lambda row: row.exit_kind is not ExitKind.GRADUATE)
    treated = sum(row.exit_kind is ExitKind.GRADUATE for row in ordered)
    if min(treated, len(ordered) - treated) < LEAST:
        return None, (), None
    every = [_traits(row) for row in ordered]
    used = [at for at in range(len(TRAITS)) if tells(every, treated, at)]
    people = [
        _observed(row, tuple(traits[at] for at in used))
        for row, traits in zip(ordered, every, strict=True)
    ]
    names = tuple(TRAITS[at] for at in used)
    try:
        return compare(people, names), names, weighted(people, names)
    except DomainError:  # too few people for these traits: the changes stand without adjustment
        return compare(people), (), None
