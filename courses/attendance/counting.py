"""What the stored marks count to: tallies, the minimum that holds, and who completes."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from courses.attendance.models import CurrentMark
from courses.attendance.rules import (
    Completion,
    Mark,
    Tally,
    Timetable,
    completion,
    countable_marks,
    read_minimum,
    tally,
)
from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.models import Session as SessionRow
from courses.cohorts.rules import Enrolment as Stay
from courses.cohorts.rules import PlannedBasis, SessionFact, Slot, planned_with_transfers
from lms.db import worked_out
from lms.settings import queries as settings

MINIMUM = "attendance.minimum"
_LONGEST_CHAIN = 20
_BY_TEXT = {mark.value: mark for mark in Mark}
_Columns = tuple[InstrumentedAttribute[Any], ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A stay of one trainee in one of the cohorts that led into the cohort asked about.

    `key` is the enrolment's id, `previous` that of the stay it continues.
    """

    key: int
    cohort_id: int
    previous: int | None
    stay: Stay


def minimum_for(session: Session, cohort: Cohort) -> Fraction | None:
    """The minimum share of a cohort: its own, else the county's parameter; None where unset."""
    if cohort.minimum_attendance:
        return read_minimum(cohort.minimum_attendance)
    text = settings.text(session, MINIMUM, cohort.county)
    return read_minimum(text) if text else None


def tallies(
    session: Session, cohort: Cohort, enrolment_ids: Collection[int] | None = None
) -> dict[int, Tally]:
    """The marks of every enrolment of the cohort (or of those named) counted, by enrolment id.

    A transferred trainee's half-days of the earlier cohorts count with them. Four queries, and
    one more for each generation of transfers, however many people or sessions.
    """
    if enrolment_ids is None:
        whole = (tallies, cohort.id)
        return worked_out(session, whole, lambda: _tallies(session, cohort, None))
    return _tallies(session, cohort, enrolment_ids)


def _tallies(
    session: Session, cohort: Cohort, enrolment_ids: Collection[int] | None
) -> dict[int, Tally]:
    chains = _chains(session, cohort.id, enrolment_ids)
    cohort_ids = {link.cohort_id for links in chains.values() for link in links} | {cohort.id}
    sessions = session_facts(session, cohort_ids)
    everybody = [link.key for links in chains.values() for link in links]
    marks = _marks(session, sessions, None if enrolment_ids is None else everybody)
    plans = _Plans(sessions, cohorts.planned_basis(session, cohort.county))
    return {key: _counted(links, marks, plans) for key, links in chains.items()}


def completions(
    session: Session, cohort: Cohort, counted: Mapping[int, Tally] | None = None
) -> dict[int, Completion]:
    """Who has completed the cohort and who has not, with all reasons, by enrolment id.

    `counted` are tallies already at hand; only their people are then judged.
    """
    tallied = tallies(session, cohort) if counted is None else counted
    minimum = minimum_for(session, cohort)
    states = session.execute(
        select(Enrolment.id, Enrolment.state).where(Enrolment.cohort_id == cohort.id)
    )
    return {
        key: completion(tallied[key], minimum, cohort=cohort.state, enrolment=state)
        for key, state in states
        if key in tallied
    }


def chain_of(session: Session, cohort_id: int, enrolment_id: int) -> list[Link]:
    """The stays a trainee's count is made of, the oldest first; the last is the one named."""
    return _chains(session, cohort_id, [enrolment_id]).get(enrolment_id, [])


def session_facts(
    session: Session, cohort_ids: Iterable[int]
) -> dict[int, tuple[SessionFact, ...]]:
    """The half-days of cohorts in order, cancelled ones too, keyed by their row ids."""
    found: dict[int, list[SessionFact]] = {key: [] for key in cohort_ids}
    row = SessionRow
    columns: _Columns = (row.cohort_id, row.date, row.half, row.kind, row.online, row.state, row.id)
    rows = session.execute(
        select(*columns).where(row.cohort_id.in_(found)).order_by(row.date, row.half)
    )
    for cohort_id, *fact in rows:
        found[cohort_id].append(SessionFact(*fact))
    return {key: tuple(facts) for key, facts in found.items()}


def _chains(
    session: Session, cohort_id: int, enrolment_ids: Collection[int] | None
) -> dict[int, list[Link]]:
    """For every enrolment the stays it is made of, the oldest first."""
    wanted: ColumnElement[bool] = Enrolment.cohort_id == cohort_id
    if enrolment_ids is not None:
        wanted &= Enrolment.id.in_(enrolment_ids)
    here = _links(session, wanted)
    known = {link.key: link for link in here}
    missing = _unknown(here, known)
    while missing:
        earlier = _links(session, Enrolment.id.in_(missing))
        known |= {link.key: link for link in earlier}
        missing = _unknown(earlier, known)
    return {link.key: _chain(link, known) for link in here}


def _links(session: Session, wanted: ColumnElement[bool]) -> list[Link]:
    row = Enrolment
    stay: _Columns = (row.from_date, row.until_date, row.state)
    rows = session.execute(
        select(row.id, row.cohort_id, row.previous_id, *stay)
        .where(wanted)
        .order_by(row.seat, row.id)
    )
    return [Link(key, at, before, Stay(*dates)) for key, at, before, *dates in rows]


def _unknown(links: Iterable[Link], known: Mapping[int, Link]) -> set[int]:
    return {one.previous for one in links if one.previous is not None} - known.keys()


def _chain(link: Link, known: Mapping[int, Link]) -> list[Link]:
    links = [link]
    while (step := links[-1].previous) is not None and len(links) < _LONGEST_CHAIN:
        links.append(known[step])
    return links[::-1]


def _marks(
    session: Session,
    sessions: Mapping[int, tuple[SessionFact, ...]],
    keys: Collection[int] | None,
) -> Mapping[int, dict[Slot, Mark]]:
    """Marks by enrolment and half-day."""
    slots = {one.key: one.slot for facts in sessions.values() for one in facts}
    # Thousands of marks: the table is asked and not the model, for all who have a mark at once.
    row = CurrentMark.__table__.c
    here = select(SessionRow.id).where(SessionRow.cohort_id.in_(sessions))
    wanted: ColumnElement[bool] = row.session_id.in_(here)
    if keys is not None:
        wanted &= row.enrolment_id.in_(keys)
    session.flush()
    mark = type_coerce(row.mark, String)
    people = func.aggregate_strings(cast(row.enrolment_id, String), " ")
    rows = session.execute(
        select(row.session_id, mark, people).where(wanted).group_by(row.session_id, mark)
    )
    found: dict[int, dict[Slot, Mark]] = defaultdict(dict)
    for at, text, who in rows:
        slot, given = slots[at], _BY_TEXT[text]
        for key in map(int, who.split()):
            found[key][slot] = given
    return found


class _Plans:
    """Planned half-days by chain of stays, each worked out once."""

    def __init__(
        self, sessions: Mapping[int, tuple[SessionFact, ...]], basis: PlannedBasis
    ) -> None:
        self._sessions = sessions
        self._basis = basis
        self._known: dict[tuple[tuple[int, Stay], ...], tuple[Timetable, int]] = {}

    def of(self, links: list[Link]) -> tuple[Timetable, int]:
        """The half-days whose marks count and the denominator."""
        chain = tuple((link.cohort_id, link.stay) for link in links)
        if chain not in self._known:
            stays = [(stay, self._sessions[cohort_id]) for cohort_id, stay in chain]
            planned = planned_with_transfers(stays, self._basis)
            self._known[chain] = (Timetable(planned.sessions), planned.half_days)
        return self._known[chain]


def _counted(links: list[Link], marks: Mapping[int, dict[Slot, Mark]], plans: _Plans) -> Tally:
    table, half_days = plans.of(links)
    given: dict[Slot, Mark] = {}
    for link in links:
        given |= countable_marks(marks.get(link.key, {}), [link.stay])
    return tally(given, table, half_days_planned=half_days)
