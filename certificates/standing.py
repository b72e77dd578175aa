"""Who of a cohort may be given a certificate today, and what it would say."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from certificates import queries
from certificates.models import Certificate
from certificates.rules import may_issue
from certificates.snapshot import Facts
from courses.attendance import api as attendance
from courses.attendance.rules import Completion, Tally
from courses.catalogue.models import Course, Module
from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort, Enrolment
from courses.rosters import api as rosters
from courses.rosters.models import Person
from courses.rosters.rules import DOCUMENT_LABELS, SEX_LABELS, DocumentType, Sex
from courses.subsidies.rules import percent
from lms.privacy import mask_id_number

CITIZEN = "身份证号"


@dataclass(frozen=True, slots=True)
class Standing:
    """One trainee: completed or why not, certificates of this cohort, and the reasons against one.

    `tally` counts half-days. No `reasons`: a certificate may be issued. `live` is the one that
    holds.
    """

    enrolment: Enrolment
    tally: Tally
    completion: Completion
    certificates: tuple[Certificate, ...]
    reasons: tuple[str, ...]
    minimum: Fraction | None

    @property
    def live(self) -> Certificate | None:
        """The certificate that is neither revoked nor replaced."""
        return next((one for one in self.certificates if queries.live(one)), None)

    @property
    def facts(self) -> dict[str, str | int]:
        """What fills the sentence of a reason."""
        return {
            "present": self.tally.half_days_present,
            "planned": self.tally.half_days_planned,
            "minimum": percent(self.minimum) if self.minimum is not None else "…",
        }


def standings(session: Session, cohort: Cohort) -> tuple[Standing, ...]:
    """Everybody who was ever in the cohort, by seat. A constant number of queries."""
    counted = attendance.tallies(session, cohort)
    completed = attendance.completions(session, cohort, counted)
    minimum = attendance.minimum_for(session, cohort)
    undone = queries.undone_ids(session, cohort.id)
    held: dict[int, list[Certificate]] = defaultdict(list)
    for one in queries.of_cohort(session, cohort.id):
        held[one.enrolment_id].append(one)
    found = []
    for row in cohorts.enrolments_of(session, cohort.id):
        mine = tuple(held[row.id])
        counting = [one.state for one in mine if one.id not in undone]
        reasons = may_issue(completed[row.id], counting)
        found.append(Standing(row, counted[row.id], completed[row.id], mine, reasons, minimum))
    return tuple(found)


def facts_of(session: Session, cohort: Cohort, people: Iterable[Person]) -> dict[int, Facts]:
    """What a certificate of this cohort says today of each of these people, by person id."""
    theory, practice = _hours(session, cohort)
    course = session.get(Course, cohort.course_id) if cohort.course_id is not None else None
    found = {}
    for person in people:
        document = DocumentType(person.document_type)
        found[person.id] = Facts(
            name=person.name,
            sex=SEX_LABELS[Sex(person.sex)] if person.sex else "",
            document=CITIZEN if document is DocumentType.CITIZEN else DOCUMENT_LABELS[document],
            id_number=rosters.opened(person).id_number,
            course=course.name if course else cohort.title,
            cohort=f"第{cohort.ordinal}期" if course and cohort.ordinal else cohort.title,
            hours=cohort.hours,
            theory_hours=theory,
            practice_hours=practice,
            starts_on=cohort.start,
            ends_on=cohort.end,
        )
    return found


def _hours(session: Session, cohort: Cohort) -> tuple[int | None, int | None]:
    """Theory and practice by the syllabus, if together they are the cohort's hours."""
    if cohort.syllabus_id is None:
        return None, None
    theory, practice = session.execute(
        select(
            func.coalesce(func.sum(Module.theory_hours), 0),
            func.coalesce(func.sum(Module.practice_hours), 0),
        ).where(Module.syllabus_id == cohort.syllabus_id)
    ).one()
    if theory + practice != cohort.hours:
        return None, None
    return int(theory), int(practice)


def doubtful(session: Session, people: Collection[int]) -> Mapping[int, Sequence[str]]:
    """Unsettled warnings about what is printed (the sex), by person id."""
    return {
        person: codes
        for person, doubts in rosters.open_doubts(session, people).items()
        if (codes := [one.code for one in doubts if one.code == "SEX_MISMATCH"])
    }


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of a cohort hold a certificate, may be given one, and may not."""

    held: int
    open: int
    refused: int


def counts(lines: Iterable[Standing]) -> Counts:
    """The figures of a class."""
    known = list(lines)
    held = sum(one.live is not None for one in known)
    waiting = sum(not one.reasons for one in known)
    return Counts(held, waiting, len(known) - held - waiting)


def person_of(session: Session, certificate: Certificate) -> Person:
    """The holder as the archive knows the person today."""
    wanted = (
        select(Person)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(Enrolment.id == certificate.enrolment_id)
    )
    return session.scalars(wanted).one()


def compared(session: Session, certificate: Certificate) -> list[tuple[str, object, object]]:
    """(field, printed, as the records say today) of every printed fact that differs."""
    person = person_of(session, certificate)
    printed = asdict(queries.snapshot_of(certificate).facts)
    cohort = session.get_one(Cohort, certificate.cohort_id)
    today = asdict(facts_of(session, cohort, [person])[person.id])
    found: list[tuple[str, object, object]] = []
    for name, value in printed.items():
        if today[name] != value:
            pair = (value, today[name])
            found.append((name, *(map(mask_id_number, pair) if name == "id_number" else pair)))
    return found
