"""The same person in other cohorts and counties: earlier claims, and days that are already paid."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select
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
from lms.orm import BigInt

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


_OF_COHORT = bindparam("cohort_id", type_=BigInt)
_SAME, _OTHER = aliased(Person), aliased(Enrolment)
_CLAIMS: Any = (
    select(
        Enrolment.id, SubsidyList.county, SubsidyList.cohort_id, SubsidyList.number,
        ListLine.living_fen, ListLine.transport_lodging_fen, DecisionRow.pack,
        DecisionRow.counts_on, Cohort.uid, Cohort.title, Cohort.start, Cohort.end,
        Cohort.venue_county, Course.occupation, Course.level,
    )
    .join(Person, Person.id == Enrolment.person_id)
    .join(_SAME, _SAME.id_number_index == Person.id_number_index)
    .join(_OTHER, _OTHER.person_id == _SAME.id)
    .join(ListLine, ListLine.enrolment_id == _OTHER.id)
    .join(SubsidyList, SubsidyList.id == ListLine.list_id)
    .join(DecisionRow, DecisionRow.id == ListLine.decision_id)
    .join(Cohort, Cohort.id == _OTHER.cohort_id)
    .outerjoin(Course, Course.id == Cohort.course_id)
    .where(
        Enrolment.cohort_id == _OF_COHORT,
        _OTHER.cohort_id != _OF_COHORT,
        SubsidyList.state.in_(STANDING),
        ListLine.total_fen > 0,
    )
    .order_by(ListLine.id)
)  # fmt: skip
_PAIRS: Any = (
    select(Enrolment.id, _OTHER.id, Cohort.id, Cohort.uid)
    .join(Person, Person.id == Enrolment.person_id)
    .join(_SAME, _SAME.id_number_index == Person.id_number_index)
    .join(_OTHER, _OTHER.person_id == _SAME.id)
    .join(Cohort, Cohort.id == _OTHER.cohort_id)
    .where(
        Enrolment.cohort_id == _OF_COHORT,
        _OTHER.cohort_id != _OF_COHORT,
        Cohort.start <= bindparam("last"),
        Cohort.end >= bindparam("first"),
    )
    .order_by(_OTHER.id)
)


def prior_claims(session: Session, cohort: Cohort) -> Mapping[int, list[PriorClaim]]:
    """What the same people claimed by other lists of any county, by enrolment, in one query.

    The same class (title, dates, venue) filed in another county is the same subject.
    """
    own = (cohort.title, cohort.start, cohort.end, cohort.venue_county)
    found: defaultdict[int, list[PriorClaim]] = defaultdict(list)
    for row in session.execute(_CLAIMS, {"cohort_id": cohort.id}):
        same = (row.title, row.start, row.end, row.venue_county) == own
        found[row.id].append(
            PriorClaim(
                id=f"{row.county}-{row.cohort_id}-{row.number}",
                subject=cohort.uid if same else row.uid,
                county=row.county,
                pack=row.pack,
                on=row.counts_on,
                claimed=COURSE_ITEMS,
                amounts=(
                    (Item.LIVING, row.living_fen),
                    (Item.TRANSPORT_LODGING, row.transport_lodging_fen),
                ),
                occupation=row.occupation or "",
                level=row.level or "",
            )
        )
    return found


def twins(session: Session, cohort: Cohort) -> Twins:
    """Overlapping stays; one query where there are none, four where there are."""
    dates = {"cohort_id": cohort.id, "first": cohort.start, "last": cohort.end}
    pairs = session.execute(_PAIRS, dates).all()
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
