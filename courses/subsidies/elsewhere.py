"""The same person in other cohorts and counties: earlier claims, and days that are already paid."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from courses.attendance.models import CurrentMark
from courses.attendance.rules import Mark
from courses.catalogue.models import Course
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.models import Session as SessionRow
from courses.cohorts.rules import SessionState
from courses.rosters.models import Person
from courses.subsidies import snapshot
from courses.subsidies.models import DecisionRow, ListLine, SubsidyList
from courses.subsidies.rules import COURSE_ITEMS, Item, ListState, PriorClaim

STANDING = frozenset(
    {
        ListState.SUBMITTED,
        ListState.REVIEWED,
        ListState.ON_NOTICE,
        ListState.APPROVED,
        ListState.PAID,
    }
)
"""States in which a list is a claim: sent in, approved or paid."""

Rank = tuple[int, int]
"""Who comes first where two cohorts would pay one date: a claim, then the older cohort."""


@dataclass(frozen=True, slots=True)
class Twin:
    """Another stay of the same person whose cohort overlaps in its dates.

    `attended` are dates with a present half-day, `paid` the dates it pays for.
    """

    id: int
    cohort_id: int
    cohort_uid: str
    rank: Rank
    attended: frozenset[date]
    paid: frozenset[date]


@dataclass(frozen=True, slots=True)
class Twins:
    """The overlapping stays by enrolment, and the rank of the enrolments themselves."""

    of: Mapping[int, tuple[Twin, ...]]
    ranks: Mapping[int, Rank]

    def paid_elsewhere(self, key: int, cohort_id: int) -> dict[date, str]:
        """Dates that another cohort pays before this one, with that cohort's uid."""
        own = self.ranks.get(key, (1, cohort_id))
        before = sorted((twin for twin in self.of.get(key, ()) if twin.rank < own), key=_rank)
        return {day: twin.cohort_uid for twin in reversed(before) for day in twin.paid}


def _rank(twin: Twin) -> Rank:
    return twin.rank


def prior_claims(
    session: Session, cohort: Cohort, keys: Collection[int] | None
) -> Mapping[int, list[PriorClaim]]:
    """What the same people claimed by other lists of any county, by enrolment, in one query.

    The same class (title, dates, venue) filed in another county is the same subject.
    """
    same, other = aliased(Person), aliased(Enrolment)
    rows = session.execute(
        select(Enrolment.id, SubsidyList, ListLine, DecisionRow.pack, DecisionRow.counts_on, Cohort,
               Course.occupation, Course.level)
        .join(Person, Person.id == Enrolment.person_id)
        .join(same, same.id_number_index == Person.id_number_index)
        .join(other, other.person_id == same.id)
        .join(ListLine, ListLine.enrolment_id == other.id)
        .join(SubsidyList, SubsidyList.id == ListLine.list_id)
        .join(DecisionRow, DecisionRow.id == ListLine.decision_id)
        .join(Cohort, Cohort.id == other.cohort_id)
        .outerjoin(Course, Course.id == Cohort.course_id)
        .where(
            _these(cohort, keys),
            other.cohort_id != cohort.id,
            SubsidyList.state.in_(STANDING),
            ListLine.total_fen > 0,
        )
        .order_by(ListLine.id)
    )  # fmt: skip
    found: defaultdict[int, list[PriorClaim]] = defaultdict(list)
    for key, made, line, pack, on, elsewhere, occupation, level in rows:
        found[key].append(
            PriorClaim(
                id=f"{made.county}-{made.cohort_id}-{made.number}",
                subject=cohort.uid if _same_class(cohort, elsewhere) else elsewhere.uid,
                county=made.county,
                pack=pack,
                on=on,
                claimed=COURSE_ITEMS,
                amounts=(
                    (Item.LIVING, line.living_fen),
                    (Item.TRANSPORT_LODGING, line.transport_lodging_fen),
                ),
                occupation=occupation or "",
                level=level or "",
            )
        )
    return found


def _these(cohort: Cohort, keys: Collection[int] | None) -> ColumnElement[bool]:
    here: ColumnElement[bool] = Enrolment.cohort_id == cohort.id
    return here if keys is None else here & Enrolment.id.in_(keys)


def _same_class(one: Cohort, other: Cohort) -> bool:
    return (one.title, one.start, one.end, one.venue_county) == (
        other.title,
        other.start,
        other.end,
        other.venue_county,
    )


def twins(session: Session, cohort: Cohort, keys: Collection[int] | None) -> Twins:
    """Overlapping stays; one query where there are none, four where there are."""
    same, other = aliased(Person), aliased(Enrolment)
    pairs = session.execute(
        select(Enrolment.id, other.id, Cohort.id, Cohort.uid)
        .join(Person, Person.id == Enrolment.person_id)
        .join(same, same.id_number_index == Person.id_number_index)
        .join(other, other.person_id == same.id)
        .join(Cohort, Cohort.id == other.cohort_id)
        .where(
            _these(cohort, keys),
            other.cohort_id != cohort.id,
            Cohort.start <= cohort.end,
            Cohort.end >= cohort.start,
        )
        .order_by(other.id)
    ).all()
    if not pairs:
        return Twins({}, {})
    others = {pair[1] for pair in pairs}
    standing = _standing(session, others | {pair[0] for pair in pairs})
    attended = attended_dates(session, others)
    paid = _paid(session, others, standing)
    found: defaultdict[int, list[Twin]] = defaultdict(list)
    for key, twin, cohort_id, uid in pairs:
        line = standing.get(twin)
        rank = (0, line[0]) if line else (1, cohort_id)
        found[key].append(
            Twin(
                twin,
                cohort_id,
                uid,
                rank,
                attended.get(twin, frozenset()),
                paid.get(twin, frozenset()),
            )
        )
    return Twins(
        {key: tuple(each) for key, each in found.items()},
        {key: (0, line[0]) for key, line in standing.items() if key in found},
    )


def _standing(session: Session, keys: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Line and frozen decision of the lists that stand, by enrolment; the oldest line counts."""
    rows = session.execute(
        select(ListLine.enrolment_id, ListLine.id, ListLine.decision_id)
        .join(SubsidyList, SubsidyList.id == ListLine.list_id)
        .where(ListLine.enrolment_id.in_(keys), SubsidyList.state.in_(STANDING))
        .order_by(ListLine.id.desc())
    )
    return {key: (line, decision) for key, line, decision in rows}


def attended_dates(session: Session, keys: Collection[int]) -> dict[int, frozenset[date]]:
    """Dates with a present planned half-day, by enrolment."""
    present = [mark for mark in Mark if mark.counts_as_present]
    found: defaultdict[int, set[date]] = defaultdict(set)
    for key, on in session.execute(
        select(CurrentMark.enrolment_id, SessionRow.date)
        .join(SessionRow, SessionRow.id == CurrentMark.session_id)
        .where(
            CurrentMark.enrolment_id.in_(keys),
            CurrentMark.mark.in_(present),
            SessionRow.state == SessionState.PLANNED,
        )
    ):
        found[key].add(on)
    return {key: frozenset(dates) for key, dates in found.items()}


def _paid(
    session: Session, keys: Collection[int], standing: Mapping[int, tuple[int, int]]
) -> dict[int, frozenset[date]]:
    """Dates that are paid: by the frozen decision of a list that stands, else by the current one."""
    frozen = {decision for _, decision in standing.values()}
    rows = session.execute(
        select(DecisionRow.id, DecisionRow.enrolment_id, DecisionRow.payload).where(
            DecisionRow.enrolment_id.in_(keys), DecisionRow.current | DecisionRow.id.in_(frozen)
        )
    )
    found: dict[int, frozenset[date]] = {}
    for decision_id, key, payload in rows:
        if key not in standing or standing[key][1] == decision_id:
            found[key] = snapshot.paid_days(payload)
    return found
