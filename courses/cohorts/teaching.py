"""Hours a lecturer has taught (授课课时), from the sessions that were held."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session as Db

from courses.cohorts.models import Cohort, Session
from courses.cohorts.rules import CohortState, SessionState
from courses.lecturers.api import WorkAsked
from courses.lecturers.models import Lecturer
from lms.accounts.actor import Actor
from lms.clock import today as this_day

VIEW = "cohorts:cohort:view"
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Taught:
    """Half-days held and the hours they stand for.

    The hours of a cohort are spread evenly over its planned half-days, exactly; `unknown` half-days
    belong to cohorts whose hours nobody entered.
    """

    half_days: int
    hours: Fraction
    unknown: int

    @property
    def text(self) -> str:
        """Hours as printed: at most one decimal, rounded down."""
        tenths = self.hours.numerator * 10 // self.hours.denominator
        return f"{tenths // 10}" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"


def taught(db: Db, lecturer_ids: Iterable[int], today: date) -> dict[int, Taught]:
    """What each lecturer has taught up to and including today; who taught nothing is left out."""
    rows = db.execute(
        select(Session.lecturer_id, Session.cohort_id, Cohort.hours, func.count())
        .join(Cohort, Cohort.id == Session.cohort_id)
        .where(
            Session.lecturer_id.in_(list(lecturer_ids)),
            Session.state == SessionState.PLANNED,
            Session.date <= today,
            Cohort.state != CohortState.CANCELLED,
        )
        .group_by(Session.lecturer_id, Session.cohort_id, Cohort.hours)
    ).all()
    planned = _planned(db, {row.cohort_id for row in rows})
    found: defaultdict[int, list[tuple[int, Fraction | None]]] = defaultdict(list)
    for lecturer_id, cohort_id, hours, held in rows:
        share = Fraction(hours * held, planned[cohort_id]) if hours else None
        found[lecturer_id or 0].append((held, share))
    return {key: _sum(several) for key, several in found.items()}


def _sum(several: Sequence[tuple[int, Fraction | None]]) -> Taught:
    return Taught(
        sum(held for held, _share in several),
        sum((share for _held, share in several if share is not None), Fraction(0)),
        sum(held for held, share in several if share is None),
    )


def _planned(db: Db, cohort_ids: Iterable[int]) -> dict[int, int]:
    rows = db.execute(
        select(Session.cohort_id, func.count())
        .where(Session.cohort_id.in_(list(cohort_ids)), Session.state == SessionState.PLANNED)
        .group_by(Session.cohort_id)
    )
    return dict(rows.all())


def of_lecturer(db: Db, actor: Actor, lecturer: Lecturer) -> Mapping[str, object] | None:
    """What a lecturer has taught, with the sessions behind it, as far as the reader sees them."""
    today = this_day()
    known = taught(db, [lecturer.id], today).get(lecturer.id)
    if known is None:
        return None
    rows = db.execute(
        select(Session.date, Session.half, Session.topic, Cohort.id, Cohort.title)
        .join(Cohort, Cohort.id == Session.cohort_id)
        .where(
            Session.lecturer_id == lecturer.id,
            Session.state == SessionState.PLANNED,
            Session.date <= today,
            Cohort.state != CohortState.CANCELLED,
            actor.within(VIEW, Cohort.county, Cohort.centre_id),
        )
        .order_by(Session.date.desc(), Session.half.desc())
        .limit(SHOWN)
    ).all()
    return {"taught": known, "lines": rows, "shown": SHOWN}


def tell(db: Db, event: WorkAsked) -> None:
    """The hours for the 讲师团信息表."""
    for lecturer_id, known in taught(db, event.lecturer_ids, event.today).items():
        text = known.text
        if known.unknown:
            text += _("（另 %(count)s 个半天课时未定）", count=known.unknown)
        event.tell(lecturer_id, "hours", text)
