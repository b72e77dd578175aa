"""The vocabulary of rule data: what a dated subsidy rule can say, read from `packs/*.toml`."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class Item(StrEnum):
    """What is paid for: one component of a decision each."""

    LIVING = "living"
    TRANSPORT_LODGING = "transport_lodging"
    TUITION = "tuition"
    STARTUP_AWARENESS = "startup_awareness"
    STARTUP_PRACTICE = "startup_practice"
    STARTUP_FOUNDING = "startup_founding"
    STARTUP_GRANT = "startup_grant"


COURSE_ITEMS = frozenset({Item.LIVING, Item.TRANSPORT_LODGING, Item.TUITION})
"""What an ordinary cohort's list claims when nothing else is said."""

TRAINING_ITEMS = frozenset(Item) - {Item.STARTUP_GRANT}
"""Items that make a claim a training subsidy in the sense of the national limits."""


class DateSelector(StrEnum):
    """Which date of the claim picks the version of the rule."""

    CLASS_START = "class_start"
    CERTIFICATE = "certificate"
    APPLICATION = "application"


class Mode(StrEnum):
    """How a day was taught; a rule names the modes whose days it pays."""

    CLASSROOM = "classroom"
    INTERNSHIP = "internship"
    ONLINE = "online"


class CourseKind(StrEnum):
    """Kind of course, where a rule tells them apart (创业培训 has a table of its own)."""

    SKILL = "skill"
    STARTUP = "startup"


class Unit(StrEnum):
    """What the rate is multiplied with: days, 课时, one event, or the invoices themselves."""

    DAY = "day"
    HOUR = "hour"
    EVENT = "event"
    ACTUAL = "actual"


class DayBasis(StrEnum):
    """Days as scheduled, as attended, or by the table from the hours of the course."""

    SCHEDULED = "scheduled"
    ATTENDED = "attended"
    TABLE = "table"


class DayCounts(StrEnum):
    """When a day counts: only with both halves, or each half as 0.5."""

    BOTH_HALVES = "both_halves"
    HALF = "half"


class PlaceTest(StrEnum):
    """Where the class must be, seen from the home county; always inside the province."""

    NONE = "none"
    OUTSIDE_COUNTY = "outside_county"
    OUTSIDE_CITY = "outside_city"


class Evidence(StrEnum):
    """What must be handed in for the component."""

    NONE = "none"
    INVOICE = "invoice"


class Window(StrEnum):
    """Period over which a cap is counted."""

    CALENDAR_YEAR = "calendar_year"
    ROLLING_12_MONTHS = "rolling_12_months"
    LIFETIME = "lifetime"


class Requirement(StrEnum):
    """A paper without which nothing is paid."""

    CERTIFICATE = "certificate"
    AGREEMENT = "agreement"
    LICENCE = "licence"


class Anchor(StrEnum):
    """The date from which an apply window runs."""

    CLASS_END = "class_end"
    CERTIFICATE = "certificate"
    LICENCE = "licence"


class ApplyPlace(StrEnum):
    """Where the claim is handed in: 户籍地, 居住地, or where the class is held."""

    HOME = "home"
    RESIDENCE = "residence"
    VENUE = "venue"


class PayTo(StrEnum):
    """Who receives the money."""

    TRAINEE = "trainee"
    CENTRE = "centre"


class NoticeUnit(StrEnum):
    """Unit of the public notice's length."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"


class RuleStatus(StrEnum):
    """An unverified row cannot pay until an officer confirms it by name."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"


class LimitKind(StrEnum):
    """The limits that stand above every pack."""

    ANNUAL_COUNT = "annual_count"
    SAME_OCCUPATION_LEVEL = "same_occupation_level"


@dataclass(frozen=True, slots=True)
class Target:
    """A group that a rule pays, with the ways the category is written in rosters."""

    group: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CapWindow:
    """At most `count` payments and/or `amount_fen` fen of an item within `window`."""

    window: Window
    count: int | None = None
    amount_fen: int | None = None


@dataclass(frozen=True, slots=True)
class ApplyWindow:
    """Months after `anchor` between which the claim is accepted; both ends are included."""

    anchor: Anchor
    not_before_months: int = 0
    within_months: int | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Length of the public notice that the paper asks for."""

    days: int
    unit: NoticeUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One item of one instrument with its dates, amounts (fen), conditions and source.

    `minimum_attendance` is a share fixed by the paper; None leaves it to the cohort's parameter
    when `attendance_required`, else attendance is not asked for. `confirmed_by` names who
    confirmed the row for everybody; shipped rows leave it empty. `hours_table` pairs 课时 with days.
    """

    id: str
    pack: str
    version: int
    instrument: str
    clause: str
    jurisdiction: str
    valid_from: date
    valid_to: date | None = None
    date_selector: DateSelector
    item: Item
    unit: Unit
    targets: tuple[Target, ...]
    rate_fen: int = 0
    course_kinds: frozenset[CourseKind] = frozenset(CourseKind)
    modes: frozenset[Mode] = frozenset(Mode)
    day_basis: DayBasis | None = None
    day_counts: DayCounts = DayCounts.BOTH_HALVES
    hours_table: tuple[tuple[int, int], ...] = ()
    hours_per_day: int | None = None
    attendance_required: bool = True
    minimum_attendance: Fraction | None = None
    place_test: PlaceTest = PlaceTest.NONE
    evidence: Evidence = Evidence.NONE
    cap_fen: int | None = None
    cap_windows: tuple[CapWindow, ...] = ()
    requires: frozenset[Requirement] = frozenset()
    apply_window: ApplyWindow | None = None
    apply_places: frozenset[ApplyPlace] = frozenset()
    notice: Notice | None = None
    pay_to: PayTo = PayTo.TRAINEE
    exclusive_with: frozenset[str] = frozenset()
    replaces: frozenset[str] = frozenset()
    status: RuleStatus = RuleStatus.UNVERIFIED
    confidence: str = "F"
    confirmed_by: str = ""

    def accepted_categories(self) -> frozenset[str]:
        """Every code and spelling that makes a person a target of the rule."""
        return frozenset(name for target in self.targets for name in (target.group, *target.names))

    def in_force(self, day: date) -> bool:
        """Whether `day` lies within the dates of the rule, both included."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A national limit: it only ever refuses and therefore applies without confirmation."""

    kind: LimitKind
    pack: str
    instrument: str
    clause: str
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One instrument: its rules (one an item) and the limits it sets on all other packs."""

    id: str
    version: int
    instrument: str
    posted: date | None
    jurisdiction: str
    status: RuleStatus
    confidence: str
    rules: tuple[Rule, ...] = ()
    limits: tuple[Limit, ...] = ()
