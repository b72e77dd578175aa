"""The page that stands in for certificates when none was issued: how many people, and why."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from certificates.standing import Standing
from courses.cohorts.models import Cohort
from lms.documents import Design, render_pdf

UNISSUED = Design("certificates", "certificates/papers/unissued.html")
NOBODY = "NOBODY_ENROLLED"
REASONS = {
    "ATTENDANCE_BELOW_MINIMUM": "出勤低于最低出勤率",
    "MINIMUM_ATTENDANCE_UNSET": "没有设定最低出勤率，不能判定结业",
    "COHORT_NOT_CLOSED": "班次没有结班",
    "ENROLMENT_NOT_ACTIVE": "已退班或转班",
    "CERTIFICATE_VOIDED": "原证书已撤销，没有补发",
    NOBODY: "班里没有学员",
}
"""Papers speak Chinese; a code without words here stands as it is."""


@dataclass(frozen=True, slots=True)
class Unissued:
    """A cohort without certificates; `reasons` are (words, code, people), most people first.

    One person may have several reasons.
    """

    title: str
    starts_on: date
    ends_on: date
    people: int
    reasons: tuple[tuple[str, str, int], ...]


def unissued(cohort: Cohort, found: Iterable[Standing]) -> Unissued:
    """Why nobody of the cohort holds a certificate."""
    known = list(found)
    counted = Counter(code for one in known for code in one.reasons)
    if not known:
        counted[NOBODY] = 0
    reasons = tuple((REASONS.get(code, code), code, count) for code, count in counted.most_common())
    return Unissued(cohort.title, cohort.start, cohort.end, len(known), reasons)


def unissued_pdf(told: Unissued) -> bytes:
    """One page A4 that says so; never mistaken for a certificate."""
    return render_pdf(UNISSUED, told)
