"""Figures for supervision, counted below a division for the days from–to.

Who is counted left a class (结业) in these days; unknown is never success.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from courses.outcomes import prices
from courses.outcomes.income import Income, change
from courses.outcomes.models import Case, Interview, Referral, Wave
from courses.outcomes.rules import (
    BASELINE,
    WORKING,
    AttemptCode,
    ClosedBy,
    ExitKind,
    ReferralState,
    Status,
    WaveState,
)
from lms.accounts.actor import below
from lms.plugin import Figure

SECOND_QUARTER, FOURTH_QUARTER = "d180", "d365"
"""The waves that fall into the second and the fourth quarter after leaving (US WIOA)."""


def _left(prefix: str, first: date, last: date) -> ColumnElement[bool]:
    return and_(
        below(Case.county, prefix),
        Case.exit_kind == ExitKind.GRADUATE,
        Case.exit_on >= first,
        Case.exit_on <= last,
    )


def followed(session: Session, prefix: str, first: date, last: date) -> Figure:
    """Graduates with at least one interview, over all graduates."""
    graduates = _left(prefix, first, last)
    everybody = _count(session, select(func.count()).select_from(Case).where(graduates))
    done = select(Wave.case_id).where(
        Wave.state == WaveState.DONE, Wave.code == AttemptCode.COMPLETE, Wave.wave != BASELINE
    )
    asked = select(func.count()).select_from(Case).where(graduates, Case.id.in_(done))
    return Figure(_count(session, asked), everybody)


def response(session: Session, prefix: str, first: date, last: date) -> Figure:
    """RR1 of all waves whose window has come: 101 over everybody but 231 and 232."""
    graduates = _left(prefix, first, last)
    base = (
        select(func.count())
        .select_from(Wave)
        .join(Case, Case.id == Wave.case_id)
        .where(graduates, Wave.wave != BASELINE, Wave.opens_on <= last)
    )
    gone = base.where(Wave.closed_by.in_((ClosedBy.DIED, ClosedBy.INSTITUTION)))
    removed = base.where(Wave.closed_by == ClosedBy.REMOVED)
    dead, moved = _count(session, gone), _count(session, removed)
    eligible = _count(session, base) - dead - moved
    complete = base.where(Wave.state == WaveState.DONE, Wave.code == AttemptCode.COMPLETE)
    return Figure(_count(session, complete), eligible, {"not_eligible": dead})


def employed(session: Session, prefix: str, first: date, last: date) -> Figure:
    """Working at the last interview, over those who answered."""
    return _statuses(session, prefix, first, last, tuple(WORKING))


def own_shop(session: Session, prefix: str, first: date, last: date) -> Figure:
    """With a shop of their own at the last interview, over those who answered."""
    return _statuses(session, prefix, first, last, (Status.SHOP,))


def employed_second_quarter(session: Session, prefix: str, first: date, last: date) -> Figure:
    """Working in the second quarter after leaving, over those who answered then."""
    return _statuses(session, prefix, first, last, tuple(WORKING), SECOND_QUARTER)


def employed_fourth_quarter(session: Session, prefix: str, first: date, last: date) -> Figure:
    """Working in the fourth quarter after leaving, over those who answered then."""
    return _statuses(session, prefix, first, last, tuple(WORKING), FOURTH_QUARTER)


def _statuses(
    session: Session,
    prefix: str,
    first: date,
    last: date,
    wanted: Sequence[Status],
    wave: str = "",
) -> Figure:
    """Of the last interview with the person (or that of one wave) of every graduate."""
    told = (
        select(Interview.status, func.row_number().over(
            partition_by=Interview.case_id, order_by=(Interview.on.desc(), Interview.id.desc())
        ).label("place"))
        .join(Case, Case.id == Interview.case_id)
        .join(Wave, Wave.id == Interview.wave_id)
        .where(
            _left(prefix, first, last), Interview.current, Interview.proxy == "",
            Wave.wave == wave if wave else Wave.wave != BASELINE,
        )
        .subquery()
    )  # fmt: skip
    counted: dict[Status, int] = dict(
        session.execute(
            select(told.c.status, func.count()).where(told.c.place == 1).group_by(told.c.status)
        ).all()
    )
    return Figure(sum(counted.get(each, 0) for each in wanted), sum(counted.values()))


def income_up(session: Session, prefix: str, first: date, last: date) -> Figure:
    """With more income per head at the last interview than at the baseline, over those who told all
    four parts both times: the same heads and the prices of the first year, as reports have it."""
    rows = session.execute(
        select(
            Interview.case_id, Wave.wave, Case.county, Interview.on, Interview.wages_fen,
            Interview.sales_fen, Interview.costs_fen, Interview.assets_fen, Interview.transfers_fen,
            Interview.household_size,
        )
        .join(Case, Case.id == Interview.case_id)
        .join(Wave, Wave.id == Interview.wave_id)
        .where(
            _left(prefix, first, last), Interview.current, Interview.proxy == "",
            Interview.per_head_fen.is_not(None),
        )
        .order_by(Interview.on, Interview.id)
    )  # fmt: skip
    before: dict[int, tuple[date, Income]] = {}
    after: dict[int, tuple[str, date, Income]] = {}
    for case_id, wave, county, on, *money in rows:
        if wave == BASELINE:
            before[case_id] = on, Income(*money)
        else:
            after[case_id] = county, on, Income(*money)
    rose = total = 0
    for case_id in before.keys() & after.keys():
        (started, had), (county, on, has) = before[case_id], after[case_id]
        level = prices.level(county, started.year, on.year) or Fraction(1)
        found = change(had, has, index=(Fraction(1), level))
        total += found is not None
        rose += found is not None and found.after > found.before
    return Figure(rose, total)


def median_income_second_quarter(session: Session, prefix: str, first: date, last: date) -> Figure:
    """Median household income per head, in fen a year, in the second quarter after leaving.

    Nobody answered: 0 over 0, which reads 不适用.
    """
    values = session.scalars(
        select(Interview.per_head_fen)
        .join(Case, Case.id == Interview.case_id)
        .join(Wave, Wave.id == Interview.wave_id)
        .where(
            _left(prefix, first, last), Wave.wave == SECOND_QUARTER, Interview.current,
            Interview.proxy == "", Interview.per_head_fen.is_not(None),
        )
        .order_by(Interview.per_head_fen)
    ).all()  # fmt: skip
    if not values:
        return Figure(0, 0)
    low, high = values[(len(values) - 1) // 2] or 0, values[len(values) // 2] or 0
    return Figure((low + high) // 2)


def needs_open(session: Session, prefix: str, first: date, last: date) -> Figure:
    """Needs opened in these days and not met yet, over all opened."""
    return _needs(session, prefix, first, last, (ReferralState.OPEN, ReferralState.TAKEN))


def needs_met(session: Session, prefix: str, first: date, last: date) -> Figure:
    """Needs opened in these days and met, over all opened."""
    return _needs(session, prefix, first, last, (ReferralState.DONE,))


def _needs(
    session: Session, prefix: str, first: date, last: date, states: Sequence[ReferralState]
) -> Figure:
    opened = and_(
        below(Referral.county, prefix), Referral.opened_on >= first, Referral.opened_on <= last
    )
    base = (
        select(func.count())
        .select_from(Referral)
        .join(Case, Case.id == Referral.case_id)
        .where(opened, Case.comparison_id.is_(None))
    )
    return Figure(_count(session, base.where(Referral.state.in_(states))), _count(session, base))


def _count(session: Session, wanted: object) -> int:
    return session.scalar(wanted) or 0  # type: ignore[call-overload]  # a count
