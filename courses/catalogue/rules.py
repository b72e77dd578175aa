"""What a syllabus may be, and how much of it is practice."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class CourseKind(StrEnum):
    """Kind of course, where subsidy rules tell them apart (创业培训 has a table of its own)."""

    SKILL = "skill"
    STARTUP = "startup"


@dataclass(frozen=True, slots=True)
class ModuleFact:
    """A part of a syllabus; theory and practice in 课时 (45 minutes)."""

    title: str
    theory_hours: int
    practice_hours: int

    @property
    def hours(self) -> int:
        """Theory and practice together."""
        return self.theory_hours + self.practice_hours


def total_hours(modules: Sequence[ModuleFact]) -> int:
    """课时 of the whole syllabus."""
    return sum(module.hours for module in modules)


def practice_share(modules: Sequence[ModuleFact]) -> Fraction | None:
    """Practice over all hours; None for a syllabus without hours."""
    total = total_hours(modules)
    return Fraction(sum(m.practice_hours for m in modules), total) if total else None


def syllabus_fault(modules: Sequence[ModuleFact]) -> str | None:
    """Why a syllabus cannot be published: empty, a module without hours or title, a title twice."""
    if not modules:
        return "SYLLABUS_EMPTY"
    if any(
        not m.title or m.hours <= 0 or m.theory_hours < 0 or m.practice_hours < 0 for m in modules
    ):
        return "MODULE_WITHOUT_HOURS"
    if len({m.title for m in modules}) != len(modules):
        return "MODULE_TWICE"
    return None
