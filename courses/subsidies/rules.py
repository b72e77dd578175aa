"""Subsidies as questions: may this claim be paid, how much, and why not. All of it is pure.

Where to look: `terms` the vocabulary of rule data · `claims` facts and decision · `matching` which
rule · `checks` the reasons in their order · `components` days and amounts · `deciding` the answer ·
`doubts` 疑点 · `states` the list's way to payment · `verification` sample sizes · `archive` a
decision as plain data.
"""

from courses.subsidies.archive import as_data
from courses.subsidies.checks import percent
from courses.subsidies.claims import (
    CODE_ORDER,
    COMPONENT_CODES,
    Attendance,
    Code,
    Component,
    Confirmation,
    Day,
    Decision,
    Facts,
    Finding,
    PriorClaim,
    RuleRef,
    Uncounted,
    attendance,
)
from courses.subsidies.dates import add_months
from courses.subsidies.deciding import decide
from courses.subsidies.doubts import Doubt, DoubtCode, Line, doubts
from courses.subsidies.matching import applicable, may_pay
from courses.subsidies.minimum import minimum_share
from courses.subsidies.states import (
    EDITABLE,
    TRANSITIONS,
    Duty,
    ListFacts,
    ListState,
    Step,
    Transition,
    next_state,
    possible_steps,
)
from courses.subsidies.terms import (
    COURSE_ITEMS,
    ApplyPlace,
    CourseKind,
    DateSelector,
    DayBasis,
    DayCounts,
    Item,
    Limit,
    Mode,
    Pack,
    Rule,
    RuleStatus,
    Unit,
    Window,
)
from courses.subsidies.verification import sample_size

__all__ = [
    "CODE_ORDER",
    "COMPONENT_CODES",
    "COURSE_ITEMS",
    "EDITABLE",
    "TRANSITIONS",
    "ApplyPlace",
    "Attendance",
    "Code",
    "Component",
    "Confirmation",
    "CourseKind",
    "DateSelector",
    "Day",
    "DayBasis",
    "DayCounts",
    "Decision",
    "Doubt",
    "DoubtCode",
    "Duty",
    "Facts",
    "Finding",
    "Item",
    "Limit",
    "Line",
    "ListFacts",
    "ListState",
    "Mode",
    "Pack",
    "PriorClaim",
    "Rule",
    "RuleRef",
    "RuleStatus",
    "Step",
    "Transition",
    "Uncounted",
    "Unit",
    "Window",
    "add_months",
    "applicable",
    "as_data",
    "attendance",
    "decide",
    "doubts",
    "may_pay",
    "minimum_share",
    "next_state",
    "percent",
    "possible_steps",
    "sample_size",
]
