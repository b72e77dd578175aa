"""Income of a household by the year, in four parts (国家统计局《住户收支与生活状况调查方案》): wages,
net business (sales − costs), net property, net transfers. Integer fen; unknown is never nought.

What does not count as income stands in `Exclusion`; it is written down beside the answer and left
out. Change is told of the same people and the same parts; a change of the household's size is told
apart from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

MONTHS = 12


class Part(StrEnum):
    """The four parts of income."""

    WAGES = "wages"
    BUSINESS = "business"
    PROPERTY = "property"
    TRANSFERS = "transfers"


class Exclusion(StrEnum):
    """What is no income of the year (不计入收入的款项)."""

    CONDOLENCE = "condolence"
    ONE_OFF_AID = "one_off_aid"
    GIFT = "gift"
    COMPENSATION = "compensation"
    INSURANCE = "insurance"
    LOAN = "loan"
    SAVINGS = "savings"
    ASSET_SALE = "asset_sale"


EXCLUDED: Mapping[Exclusion, str] = MappingProxyType(
    {
        Exclusion.CONDOLENCE: "慰问金",
        Exclusion.ONE_OFF_AID: "一次性临时救助",
        Exclusion.GIFT: "婚丧嫁娶礼金",
        Exclusion.COMPENSATION: "征地拆迁补偿",
        Exclusion.INSURANCE: "保险理赔",
        Exclusion.LOAN: "借款和贷款",
        Exclusion.SAVINGS: "提取的存款",
        Exclusion.ASSET_SALE: "出售房产、车辆等财物所得",
    }
)
"""The table of exclusions; words as offices write them, so that imports know them too."""


class Period(StrEnum):
    """What an amount was named for."""

    YEAR = "year"
    MONTH = "month"


def yearly(fen: int | None, period: Period, months: int = MONTHS) -> int | None:
    """An amount by the month as one of the year; `months` is how many of them were earned in."""
    if fen is None or period is Period.YEAR:
        return fen
    return fen * months


@dataclass(frozen=True, slots=True)
class Income:
    """A household's year. Sales and costs stand for themselves; None is not known."""

    wages: int | None = None
    sales: int | None = None
    costs: int | None = None
    assets: int | None = None
    transfers: int | None = None
    household: int | None = None

    @property
    def business(self) -> int | None:
        """Sales minus costs; a loss is negative."""
        if self.sales is None or self.costs is None:
            return None
        return self.sales - self.costs

    @property
    def parts(self) -> dict[Part, int | None]:
        """The four parts."""
        return {
            Part.WAGES: self.wages,
            Part.BUSINESS: self.business,
            Part.PROPERTY: self.assets,
            Part.TRANSFERS: self.transfers,
        }

    @property
    def known(self) -> frozenset[Part]:
        """Parts that were answered."""
        return frozenset(part for part, fen in self.parts.items() if fen is not None)

    @property
    def total(self) -> int | None:
        """The sum of the four parts; None unless all are known."""
        parts = (self.wages, self.business, self.assets, self.transfers)
        known = [fen for fen in parts if fen is not None]
        return sum(known) if len(known) == len(parts) else None

    def total_of(self, parts: frozenset[Part]) -> int:
        """The sum of the parts named; they must be known."""
        return sum(fen for part, fen in self.parts.items() if part in parts and fen is not None)

    @property
    def per_head(self) -> int | None:
        """Fen per head and year, to the nearest fen; None unless total and size are known."""
        total = self.total
        return None if total is None else per_head(total, self.household)


def per_head(total: int, household: int | None) -> int | None:
    """A total over the heads, halves away from nought; None without a household."""
    return None if not household else _over(total, household)


def _over(total: int, heads: int) -> int:
    """`nearest` of a fraction, in whole numbers only."""
    whole = (2 * abs(total) + heads) // (2 * heads)
    return whole if total >= 0 else -whole


def nearest(value: Fraction) -> int:
    """The nearest whole number, halves away from nought."""
    whole = int((abs(value) * 2 + 1) // 2)
    return whole if value >= 0 else -whole


@dataclass(frozen=True, slots=True)
class Change:
    """Before and after of one household, per head, on parts known both times.

    `after` is over the household of before, so that money and not births is compared;
    `after_resized` is over the household of now, None where its size did not change.
    """

    parts: frozenset[Part]
    before: int
    after: int
    after_resized: int | None

    @property
    def difference(self) -> int:
        """Fen per head, at the household's size before."""
        return self.after - self.before

    @property
    def share(self) -> Fraction | None:
        """The difference over what was before; None where that was not above nought."""
        return Fraction(self.difference, self.before) if self.before > 0 else None

    @property
    def difference_resized(self) -> int | None:
        """Fen per head with everybody of now, None where the size did not change."""
        return None if self.after_resized is None else self.after_resized - self.before

    @property
    def whole(self) -> bool:
        """Whether all four parts are in it."""
        return self.parts == frozenset(Part)


def change(
    before: Income, after: Income, *, index: tuple[Fraction, Fraction] = (Fraction(1), Fraction(1))
) -> Change | None:
    """What changed, or None where nothing or no household is known both times.

    `index` are the price levels of the two years; amounts are brought to those of the first year.
    """
    parts = before.known & after.known
    if not parts or not before.household:
        return None
    first, level = before.total_of(parts), index[0] / index[1]
    then, below = after.total_of(parts) * level.numerator, level.denominator
    resized = after.household not in (None, before.household)
    return Change(
        parts,
        _over(first, before.household),
        _over(then, below * before.household),
        _over(then, below * (after.household or 1)) if resized else None,
    )


class Doubt(StrEnum):
    """What is asked about before answers are taken; it never blocks."""

    TEN_TIMES = "INCOME_TEN_TIMES"
    TENTH = "INCOME_A_TENTH"
    COSTS_ABOVE = "COSTS_ABOVE_SALES"
    VERY_HIGH = "INCOME_VERY_HIGH"
    NOTHING = "INCOME_NOTHING"
    HOUSEHOLD_CHANGED = "HOUSEHOLD_CHANGED"
    HOUSEHOLD_LARGE = "HOUSEHOLD_LARGE"
    SHOP_WITHOUT_SALES = "SHOP_WITHOUT_SALES"


HIGH_TOTAL = 50_000_000
"""Fen a year (500,000 yuan) of a household from which on it is asked about."""
LARGE_HOUSEHOLD = 12
TIMES = 10


def doubts(now: Income, last: Income | None = None, *, shop: bool = False) -> tuple[Doubt, ...]:
    """What to ask again about these answers, beside the last ones where there are any."""
    found: list[Doubt] = []
    if now.business is not None and now.business < 0:
        found.append(Doubt.COSTS_ABOVE)
    total = now.total
    if total is not None and total >= HIGH_TOTAL:
        found.append(Doubt.VERY_HIGH)
    if total == 0:
        found.append(Doubt.NOTHING)
    if shop and not now.sales:
        found.append(Doubt.SHOP_WITHOUT_SALES)
    if now.household is not None and now.household > LARGE_HOUSEHOLD:
        found.append(Doubt.HOUSEHOLD_LARGE)
    if last is not None:
        found += _beside(now, last)
    return tuple(found)


def _beside(now: Income, last: Income) -> list[Doubt]:
    found: list[Doubt] = []
    if now.household and last.household and now.household != last.household:
        found.append(Doubt.HOUSEHOLD_CHANGED)
    if now.total is not None and last.total is not None and last.total > 0:
        if now.total >= TIMES * last.total:
            found.append(Doubt.TEN_TIMES)
        elif now.total * TIMES <= last.total:
            found.append(Doubt.TENTH)
    return found


class Fault(StrEnum):
    """What cannot be an answer."""

    NEGATIVE = "INCOME_NEGATIVE"
    TOO_LARGE = "INCOME_TOO_LARGE"
    HOUSEHOLD = "HOUSEHOLD_IMPOSSIBLE"


LARGEST = 1_000_000_000
"""Fen a year (10 million yuan) that a household's part is never taken for."""
MOST_HEADS = 40


def faults(income: Income) -> tuple[tuple[Fault, str], ...]:
    """What must be put right, with the field: negative costs, ten million yuan, no such household."""
    found: list[tuple[Fault, str]] = []
    for field in ("wages", "sales", "costs", "assets", "transfers"):
        fen = getattr(income, field)
        if fen is None:
            continue
        if fen < 0 and field not in ("assets", "transfers"):  # those two are net of what is paid
            found.append((Fault.NEGATIVE, field))
        if abs(fen) >= LARGEST:
            found.append((Fault.TOO_LARGE, field))
    if income.household is not None and not 1 <= income.household <= MOST_HEADS:
        found.append((Fault.HOUSEHOLD, "household"))
    return tuple(found)


FELL = Fraction(1, 10)
"""Income lower by more than this share of the last one is an early warning."""


def fell(before: Income, after: Income) -> bool:
    """Whether income per head on the same parts fell by more than a tenth, a loss by growing."""
    found = change(before, after)
    return found is not None and found.difference < -abs(found.before) * FELL
