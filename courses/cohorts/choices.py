"""What the forms of cohorts offer: counties, centres, courses, lecturers, other cohorts."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session as Db

from courses.catalogue import api as catalogue
from courses.catalogue.models import Syllabus
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.rules import CohortState
from courses.lecturers import api as lecturer_api
from lms.accounts.actor import Actor, below
from lms.divisions import queries as divisions
from lms.divisions.models import Centre, DivisionRow

EDIT = "cohorts:cohort:edit"
Pairs = list[tuple[str, str]]


def counties(session: Db, actor: Actor) -> Pairs:
    """Counties in which the actor may open a cohort."""
    return [(row.code[:6], row.name) for row in divisions.counties_within(session, actor, EDIT)]


def centres(session: Db, actor: Actor, county: str | None = None) -> Sequence[Centre]:
    """Open centres for which the actor may edit cohorts."""
    found = divisions.centres(session, actor)
    return [
        one
        for one in found
        if one.closed_on is None
        and county in (None, one.county)
        and actor.may(EDIT, one.county, one.id)
    ]


def centre_pairs(found: Sequence[Centre], actor: Actor, cohort: Cohort | None) -> Pairs:
    """Centres to choose from; none at all where the actor's right is the county's."""
    pairs = [(str(one.id), one.name) for one in found]
    if cohort is not None and cohort.centre is not None:
        own = (str(cohort.centre_id), cohort.centre.name)
        pairs = pairs if own in pairs else [own, *pairs]
    limited = actor.centres(EDIT) is not None
    return pairs if limited and pairs else [*pairs, ("", str(_("不属于培训中心")))]


def facts_of(cohort: Cohort) -> dict[str, Any]:
    """What the form of a cohort shows."""
    share = cohort.minimum_attendance
    return {
        "county": cohort.county,
        "centre": str(cohort.centre_id or ""),
        "course": str(cohort.course_id or ""),
        "minimum_attendance": None if share is None else Decimal(share) * 100,
        **{
            name: getattr(cohort, name)
            for name in (
                "title", "start", "end", "venue_county", "venue", "hours", "capacity",
                "fund_source", "filed_on", "online",
            )
        },
    }  # fmt: skip


def courses(session: Db, codes: Sequence[str]) -> Pairs:
    """Courses with a published syllabus that are offered in one of these counties."""
    published = set(
        session.scalars(select(Syllabus.course_id).where(Syllabus.published_at.is_not(None)))
    )
    found = {one.id: one for code in codes for one in catalogue.courses_for(session, code)}
    return [
        (str(one.id), f"{one.name}（{one.level}）" if one.level else one.name)
        for one in found.values()
        if one.id in published
    ]


def lecturers(session: Db, cohort: Cohort) -> Pairs:
    """Lecturers of the cohort's county who had not left when it began."""
    found = lecturer_api.lecturers_for(session, cohort.county, cohort.start)
    return [(str(one.id), f"{one.name} {one.organisation}".strip()) for one in found]


def transfer_targets(session: Db, actor: Actor, row: Enrolment) -> Sequence[Cohort]:
    """Cohorts of the same county that are worked on and that the person is not in."""
    own = select(Enrolment.cohort_id).where(Enrolment.person_id == row.person_id)
    return session.scalars(
        select(Cohort)
        .where(
            Cohort.county == row.cohort.county,
            Cohort.id.not_in(own),
            Cohort.state.in_((CohortState.OPEN, CohortState.RUNNING)),
            actor.within(EDIT, Cohort.county, Cohort.centre_id),
        )
        .order_by(Cohort.start.desc(), Cohort.id.desc())
        .limit(100)
    ).all()


def neighbouring_counties(session: Db, county: str) -> Pairs:
    """Codes and full names of the counties of the province, for a field with suggestions."""
    rows = session.execute(
        select(DivisionRow.code, DivisionRow.name)
        .where(DivisionRow.level == "county", below(DivisionRow.code, county[:2]))
        .order_by(DivisionRow.code)
    )
    return [(code[:6], name) for code, name in rows]


def county_named(session: Db, text: str, near: str) -> str:
    """The county code that a person wrote as code, code and name, or name; the text as it is if none.

    Of counties of one name the one in the same city, then in the same province as `near` is meant.
    """
    words = text.strip()
    if words[:6].isdecimal():
        return words[:6]
    rows = session.scalars(
        select(DivisionRow.code).where(
            DivisionRow.level == "county",
            or_(DivisionRow.name == words, func.replace(DivisionRow.name, " ", "") == words),
        )
    ).all()
    found = sorted((code[:6] for code in rows), key=lambda code: _distance(code, near))
    if len(found) == 1 or (found and _distance(found[0], near) < 2):
        return found[0]
    return words


def _distance(code: str, near: str) -> int:
    return 0 if code[:4] == near[:4] else 1 if code[:2] == near[:2] else 2
