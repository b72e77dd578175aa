"""A claim and its answer: the facts that go into a decision and everything that comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from courses.subsidies.terms import COURSE_ITEMS, ApplyPlace, CourseKind, Item, Mode, Unit


class Code(StrEnum):
    """Why money is refused, in the order in which reasons are given: the first is *the* reason.

    The order of the first ten and of the first four component codes is fixed by the office
    (DOMAIN of the programme); codes of our own follow theirs, so they never hide one of them.
    """

    NO_ACTIVE_RULE = "NO_ACTIVE_RULE"
    RULE_AMBIGUOUS = "RULE_AMBIGUOUS"
    RULE_UNCONFIRMED = "RULE_UNCONFIRMED"
    NOT_TARGET = "NOT_TARGET"
    DUPLICATE_CLAIM = "DUPLICATE_CLAIM"
    LATE = "LATE"
    TOO_EARLY = "TOO_EARLY"
    MINIMUM_ATTENDANCE_UNSET = "MINIMUM_ATTENDANCE_UNSET"
    ATTENDANCE_BELOW_MINIMUM = "ATTENDANCE_BELOW_MINIMUM"
    CAP_REACHED = "CAP_REACHED"
    ANNUAL_LIMIT_REACHED = "ANNUAL_LIMIT_REACHED"
    SAME_OCCUPATION_LEVEL = "SAME_OCCUPATION_LEVEL"
    REQUIREMENT_MISSING = "REQUIREMENT_MISSING"
    APPLY_PLACE_WRONG = "APPLY_PLACE_WRONG"
    DAYS_PAID_ELSEWHERE = "DAYS_PAID_ELSEWHERE"
    NO_COUNTED_DAYS = "NO_COUNTED_DAYS"
    HOURS_NOT_IN_TABLE = "HOURS_NOT_IN_TABLE"
    OUT_OF_PROVINCE = "OUT_OF_PROVINCE"
    SAME_COUNTY = "SAME_COUNTY"
    SAME_CITY = "SAME_CITY"
    NO_INVOICE = "NO_INVOICE"
    PLACE_UNKNOWN = "PLACE_UNKNOWN"


CODE_ORDER: Mapping[Code, int] = {code: place for place, code in enumerate(Code)}
COMPONENT_CODES = frozenset(
    {
        Code.OUT_OF_PROVINCE,
        Code.SAME_COUNTY,
        Code.SAME_CITY,
        Code.NO_INVOICE,
        Code.PLACE_UNKNOWN,
    }
)
"""Codes of one component: they are a claim's reason only where no other code says why it is 0.

DAYS_PAID_ELSEWHERE, NO_COUNTED_DAYS and HOURS_NOT_IN_TABLE stand on a component while another one
pays, and refuse the claim when nothing is left of it: an amount of 0 fen always has its reason.
"""


class Uncounted(StrEnum):
    """Why a date was not (or, where halves count, only half) counted."""

    ABSENT = "ABSENT"
    HALF_ABSENT = "HALF_ABSENT"
    ONE_HALF_PLANNED = "ONE_HALF_PLANNED"
    MODE_NOT_COVERED = "MODE_NOT_COVERED"
    PAID_ELSEWHERE = "PAID_ELSEWHERE"


@dataclass(frozen=True, slots=True)
class Day:
    """One date of the cohort for one trainee.

    `am`, `pm`: None not planned for this trainee, True present (late and left early included),
    False not present (absent, on leave or unmarked). `paid_elsewhere` is the cohort that already
    pays the date, empty if none.
    """

    on: date
    am: bool | None
    pm: bool | None
    mode: Mode = Mode.CLASSROOM
    paid_elsewhere: str = ""

    @property
    def planned(self) -> int:
        """Half-days planned, 0 to 2."""
        return (self.am is not None) + (self.pm is not None)

    @property
    def present(self) -> int:
        """Half-days present, 0 to 2."""
        return (self.am is True) + (self.pm is True)


@dataclass(frozen=True, slots=True)
class Attendance:
    """A trainee's half-days and whole days of one cohort."""

    present: int
    planned: int
    whole_days: int

    def reaches(self, minimum: Fraction) -> bool:
        """Whether the exact share is at least `minimum`; with nothing planned it never is."""
        return (
            self.planned > 0
            and self.present * minimum.denominator >= minimum.numerator * self.planned
        )


def attendance(days: tuple[Day, ...]) -> Attendance:
    """Half-days present and planned, and days with both halves present."""
    present = planned = whole_days = 0
    for day in days:
        here = day.present
        present += here
        planned += day.planned
        whole_days += here == 2
    return Attendance(present, planned, whole_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorClaim:
    """An earlier claim of the same person that stands: pending, approved or paid.

    Refused, withdrawn and returned claims are not handed in. `subject` is what was claimed for
    (the cohort, the certificate, the licence); `on` the date its rule counts by; `amounts` fen.
    """

    id: str
    subject: str
    county: str
    pack: str
    on: date
    claimed: frozenset[Item] = COURSE_ITEMS
    amounts: tuple[tuple[Item, int], ...] = ()
    occupation: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """An officer's word, by name and with a reason, that an unverified pack may pay `subject`."""

    pack: str
    version: int
    subject: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything a decision looks at, for one trainee and one claim.

    `county` handles the claim and picks the jurisdiction; `home_county` is the home village's
    county, None if unknown. All counties have 6 digits. `categories` are those of the first day,
    as codes or as written. `claimed` None asks for all items of an ordinary course. `hours` are
    the course's 课时. Without `applied_on` the claim is taken to be handed in today. `invoices_fen`
    holds one amount a ticket. `half_days_planned` overrides what the days plan (a transfer), the
    rest counts as not present. Raises ValueError for two entries of one date.
    """

    subject: str
    county: str
    home_county: str | None
    venue_county: str | None
    class_start: date
    class_end: date
    categories: frozenset[str] = frozenset()
    days: tuple[Day, ...] = ()
    minimum_attendance: Fraction | None = None
    course_kind: CourseKind = CourseKind.SKILL
    claimed: frozenset[Item] | None = None
    hours: int | None = None
    invoices_fen: tuple[int, ...] = ()
    prior: tuple[PriorClaim, ...] = ()
    occupation: str = ""
    level: str = ""
    certificate_on: date | None = None
    licence_on: date | None = None
    agreement: bool = False
    applied_on: date | None = None
    apply_place: ApplyPlace | None = None
    confirmations: tuple[Confirmation, ...] = ()
    half_days_planned: int | None = None
    attendance: Attendance = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        counted = attendance(self.days)
        if self.half_days_planned is not None:
            counted = replace(counted, planned=max(counted.planned, self.half_days_planned))
        object.__setattr__(self, "attendance", counted)
        if len({day.on for day in self.days}) != len(self.days):
            raise ValueError("one entry a date")
        if any(fen < 0 for fen in self.invoices_fen):
            raise ValueError("an invoice is not negative")

    @property
    def items(self) -> frozenset[Item]:
        """The items asked for."""
        return COURSE_ITEMS if self.claimed is None else self.claimed


Sayable = str | int | date
"""What may stand in a sentence: dates and numbers are formatted at the edge."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason with the facts that fill its sentence."""

    code: Code
    facts: Mapping[str, Sayable] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRef:
    """Which rule, in which version, decided, and who confirmed it (empty for a verified rule)."""

    id: str
    pack: str
    version: int
    instrument: str
    clause: str
    confirmed_by: str = ""
    confirmed_because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One item: what it is made of, its amount in fen, and why it is refused.

    `amount_fen` is 0 exactly when there is a reason; quantity and days stay visible then.
    `counted_days` and `uncounted` open a day-based amount to its dates; a date that counts 0.5
    stands in both. `facts` adds the figures that are not dates (tickets, cap, hours).
    """

    item: Item
    rule: RuleRef | None
    quantity: Decimal
    unit: Unit | None
    rate_fen: int
    amount_fen: int
    reasons: tuple[Finding, ...] = ()
    counted_days: tuple[date, ...] = ()
    uncounted: tuple[tuple[date, Uncounted], ...] = ()
    facts: Mapping[str, Sayable] = field(default_factory=dict)

    @property
    def reason(self) -> Code | None:
        """The first reason, None if the component is paid."""
        return self.reasons[0].code if self.reasons else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The answer to a claim: every reason in fixed order, every component, the rules, the facts."""

    eligible: bool
    reasons: tuple[Finding, ...]
    components: tuple[Component, ...]
    rules: tuple[RuleRef, ...]
    attendance: Attendance
    facts: Facts
    decided_on: date

    @property
    def reason(self) -> Code | None:
        """*The* reason: the first in the fixed order; None if the claim is eligible."""
        return self.reasons[0].code if self.reasons else None

    @property
    def codes(self) -> tuple[Code, ...]:
        """All reasons as codes, in order."""
        return tuple(finding.code for finding in self.reasons)

    @property
    def total_fen(self) -> int:
        """Sum of the components in fen."""
        return sum(component.amount_fen for component in self.components)

    def component(self, item: Item) -> Component | None:
        """The component of an item, None if no rule speaks of it."""
        return next((each for each in self.components if each.item is item), None)

    def amount_fen(self, item: Item) -> int:
        """What is paid for an item in fen, 0 if it is refused or unknown."""
        component = self.component(item)
        return component.amount_fen if component else 0
