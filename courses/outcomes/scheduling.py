"""From a class to cases and waves: at its start the baseline, at its end everything else.

Done again it changes only what is different; a wave on which anything happened is never moved.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from courses.attendance.api import completions
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.rules import CohortState, EnrolmentState
from courses.leaders.models import Leader
from courses.leaders.rules import LeaderState
from courses.outcomes import rules
from courses.outcomes.assigning import Beats, beats_of
from courses.outcomes.models import AttemptRow, Case, Interview, PlanRow, Wave
from courses.outcomes.rules import ClosedBy, ExitKind, Plan, PlannedWave, Priority, WaveState
from courses.rosters.models import Person
from courses.rosters.rules import Category
from lms.accounts.actor import Actor
from lms.clock import today as day_of
from lms.errors import DomainError
from lms.orm import new_uid

UNEMPLOYED = frozenset({Category.HARD_TO_EMPLOY.value, Category.ZERO_EMPLOYMENT_FAMILY.value})
FOLLOWED = (ExitKind.GRADUATE, ExitKind.IN_CLASS, ExitKind.COMPARISON)
CHUNK = 2000


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the cases of one class have in common."""

    cohort: Cohort
    plan: Plan
    plan_id: int | None
    exits: Mapping[int, ExitKind]
    leaders: frozenset[int]
    beats: Beats


def schedule(
    session: Session,
    now: datetime,
    cohort: Cohort,
    only: Collection[int] | None = None,
) -> int:
    """Make or refresh the cases and waves of a class; how many waves were new."""
    wanted = select(Enrolment).where(Enrolment.cohort_id == cohort.id)
    if only is not None:
        wanted = wanted.where(Enrolment.id.in_(only))
    wanted = wanted.options(joinedload(Enrolment.person)).order_by(Enrolment.id)
    enrolments = session.scalars(wanted).all()
    facts = _facts(session, cohort, enrolments)
    known = _known(session, cohort)
    fresh = [row for row in enrolments if row.id not in known]
    new = [_case(facts, row, now) for row in fresh]
    for at in range(0, len(new), CHUNK):
        session.execute(insert(Case), new[at : at + CHUNK])
    for row in enrolments:
        if row.id in known:
            _refresh(facts, known[row.id], row)
    session.flush()
    made = _waves(session, facts, {row.id for row in enrolments}, day_of(now))
    return made if only is not None else made + schedule_compared(session, now, cohort)


def schedule_compared(session: Session, now: datetime, cohort: Cohort) -> int:
    """The same waves for the people compared with a class; how many were new."""
    compared = select(Case.id).where(
        Case.cohort_id == cohort.id, Case.comparison_id.is_not(None), Case.left_on.is_(None)
    )
    if session.scalar(compared.limit(1)) is None:
        return 0
    facts = _facts(session, cohort, ())
    for case in _cases(session, cohort):
        if case.compared and case.left_on is None:
            case.exit_on, case.enrolled_on = cohort.end, cohort.start
            case.plan_id, case.course_id = facts.plan_id, cohort.course_id
            _shift(facts, case, followed=True)
    session.flush()
    return _waves(session, facts, None, day_of(now))


def plan_for(session: Session, cohort: Cohort) -> tuple[Plan, int | None]:
    """The plan of a class: of its course before any, of the nearest region, the latest in force."""
    prefixes = [cohort.county[:length] for length in (6, 4, 2, 0)]
    rows = session.scalars(
        select(PlanRow).where(PlanRow.prefix.in_(prefixes), PlanRow.valid_from <= cohort.end)
    ).all()
    fit = [row for row in rows if row.course_id in (None, cohort.course_id)]
    if not fit:
        return rules.STANDARD, None
    best = max(
        fit,
        key=lambda row: (row.course_id is not None, len(row.prefix), row.valid_from, row.version),
    )
    return plan_of(best), best.id


def plan_of(row: PlanRow) -> Plan:
    """A stored version as the rules see it."""
    waves = [PlannedWave(rules.BASELINE, None)]
    waves += [PlannedWave(f"d{days}", int(days)) for days in row.days]
    return Plan(tuple(waves), row.window_before, row.window_after)


def take_back(session: Session, enrolment_ids: Collection[int]) -> None:
    """Enrolments are removed: their cases go, unless somebody was already asked.

    Raises DomainError ENROLMENT_FOLLOWED_UP.
    """
    cases = select(Case.id).where(Case.enrolment_id.in_(enrolment_ids))
    waves = select(Wave.id).where(Wave.case_id.in_(cases))
    tried = select(AttemptRow.id).where(AttemptRow.wave_id.in_(waves)).limit(1)
    asked = select(Interview.id).where(Interview.case_id.in_(cases)).limit(1)
    if session.scalar(tried) is not None or session.scalar(asked) is not None:
        raise DomainError("ENROLMENT_FOLLOWED_UP")
    session.execute(delete(Wave).where(Wave.case_id.in_(cases)))
    session.execute(delete(Case).where(Case.enrolment_id.in_(enrolment_ids)))


def back_in_class(session: Session, cohort: Cohort) -> None:
    """A class is open again: waves that nobody worked on wait for its new end."""
    cases = select(Case.id).where(Case.cohort_id == cohort.id)
    session.execute(
        delete(Wave).where(
            Wave.case_id.in_(cases),
            Wave.wave != rules.BASELINE,
            Wave.attempts == 0,
            Wave.answered_on.is_(None),
        )
    )
    session.execute(
        update(Case)
        .where(Case.cohort_id == cohort.id, Case.enrolment_id.is_not(None))
        .values(exit_kind=ExitKind.IN_CLASS)
    )


def _facts(session: Session, cohort: Cohort, enrolments: Collection[Enrolment]) -> _Facts:
    plan, plan_id = plan_for(session, cohort)
    people = [row.person_id for row in enrolments]
    leaders: set[int] = set()
    for at in range(0, len(people), CHUNK):
        leaders.update(
            session.scalars(
                select(Leader.person_id).where(
                    Leader.person_id.in_(people[at : at + CHUNK]),
                    Leader.state.not_in((LeaderState.LEFT, LeaderState.REFUSED)),
                )
            )
        )
    exits = _exits(session, cohort, enrolments)
    beats = beats_of(session, cohort.county)
    return _Facts(cohort, plan, plan_id, exits, frozenset(leaders), beats)


def _exits(
    session: Session, cohort: Cohort, enrolments: Collection[Enrolment]
) -> dict[int, ExitKind]:
    """How everybody left. Where no minimum is set nobody can have failed it."""
    closed = cohort.state is CohortState.CLOSED
    done = completions(session, cohort) if closed and enrolments else {}
    found = {}
    for row in enrolments:
        if row.state is EnrolmentState.WITHDRAWN:
            found[row.id] = ExitKind.WITHDRAWN
        elif row.state is EnrolmentState.TRANSFERRED:
            found[row.id] = ExitKind.TRANSFERRED
        elif not closed:
            found[row.id] = ExitKind.IN_CLASS
        else:
            failed = row.id in done and "ATTENDANCE_BELOW_MINIMUM" in done[row.id].reasons
            found[row.id] = ExitKind.NOT_COMPLETED if failed else ExitKind.GRADUATE
    return found


def _known(session: Session, cohort: Cohort) -> dict[int, Case]:
    rows = _cases(session, cohort)
    return {case.enrolment_id: case for case in rows if case.enrolment_id is not None}


def _cases(session: Session, cohort: Cohort) -> Sequence[Case]:
    """The cases of a class with their waves as they stand."""
    return session.scalars(
        select(Case)
        .where(Case.cohort_id == cohort.id)
        .options(selectinload(Case.waves))
        .execution_options(populate_existing=True)
    ).all()


def _case(facts: _Facts, row: Enrolment, now: datetime) -> dict[str, object]:
    cohort, person = facts.cohort, row.person
    place = place_of(cohort.county, person)
    return {
        "uid": new_uid(),
        "enrolment_id": row.id,
        "person_id": person.id,
        "cohort_id": cohort.id,
        "course_id": cohort.course_id,
        "county": cohort.county,
        "centre_id": cohort.centre_id,
        "place": place,
        "category": row.category,
        "sex": person.sex,
        "enrolled_on": row.from_date,
        "exit_on": cohort.end,
        "exit_kind": facts.exits[row.id],
        "priority": _priority(facts, row),
        "plan_id": facts.plan_id,
        "worker_id": facts.beats.worker(place),
        "created_at": now,
    }


def place_of(county: str, person: Person) -> str:
    """Home town or village within the county that follows up; else the county."""
    home = person.home_place or ""
    return home if home.startswith(county) and len(home) in (9, 12) else county


def _priority(facts: _Facts, row: Enrolment) -> Priority:
    if row.person_id in facts.leaders:
        return Priority.LEADER
    return Priority.UNEMPLOYED if row.category in UNEMPLOYED else Priority.OTHER


def _refresh(facts: _Facts, case: Case, row: Enrolment) -> None:
    """Put an existing case right; waves that nobody worked on move with the class."""
    case.exit_kind, case.category = facts.exits[row.id], row.category
    case.exit_on, case.enrolled_on = facts.cohort.end, row.from_date
    case.plan_id, case.course_id = facts.plan_id, facts.cohort.course_id
    if case.priority is Priority.OTHER:
        case.priority = _priority(facts, row)
    _shift(facts, case, followed=case.exit_kind in (ExitKind.GRADUATE, ExitKind.IN_CLASS))


def _shift(facts: _Facts, case: Case, *, followed: bool) -> None:
    windows = {window.code: window for window in _windows(facts, case)}
    for wave in case.waves:
        if wave.attempts or wave.answered_on:
            continue
        wave.priority = case.priority
        window = windows.get(wave.wave)
        if window is not None:
            wave.due_on, wave.opens_on = window.due_on, window.opens_on
            wave.closes_on = window.closes_on
        if not followed and wave.state is WaveState.OPEN:
            wave.state, wave.closed_by = WaveState.CLOSED, ClosedBy.REMOVED
        elif followed and wave.closed_by is ClosedBy.REMOVED:
            wave.state, wave.closed_by = WaveState.OPEN, None


def _windows(facts: _Facts, case: Case) -> tuple[rules.Window, ...]:
    return rules.windows(facts.plan, case.enrolled_on, case.exit_on)


def _waves(session: Session, facts: _Facts, wanted: Collection[int] | None, today: date) -> int:
    """Insert the waves that are missing for these enrolments; None: for the people compared."""
    cases = _cases(session, facts.cohort)
    going = facts.cohort.state is not CohortState.CLOSED
    new: list[dict[str, object]] = []
    for case in cases:
        mine = case.compared if wanted is None else case.enrolment_id in wanted
        if not mine or not _followed(case):
            continue
        have = {wave.wave for wave in case.waves}
        for window in _windows(facts, case):
            in_class = case.exit_kind is ExitKind.IN_CLASS or (case.compared and going)
            early = in_class and window.code != rules.BASELINE
            if window.code not in have and not early:
                new.append(wave_values(case, window, today))
    for at in range(0, len(new), CHUNK):
        session.execute(insert(Wave), new[at : at + CHUNK])
    session.flush()
    for case in cases:
        session.expire(case, ["waves"])
    return len(new)


def _followed(case: Case) -> bool:
    asked = case.consent is not rules.Consent.WITHDRAWN and case.died_on is None
    return asked and case.left_on is None and case.exit_kind in FOLLOWED


def wave_values(case: Case, window: rules.Window, today: date) -> dict[str, object]:
    """A new wave of a case, as a row; closed from the start where its time is over."""
    missed = rules.missed(window, case.exit_on, today, paper=not case.compared)
    return {
        "uid": new_uid(),
        "case_id": case.id,
        "wave": window.code,
        "county": case.county,
        "centre_id": case.centre_id,
        "place": case.place,
        "priority": case.priority,
        "worker_id": case.worker_id,
        "due_on": window.due_on,
        "opens_on": window.opens_on,
        "closes_on": window.closes_on,
        "state": WaveState.CLOSED if missed else WaveState.OPEN,
        "closed_by": ClosedBy.MISSED if missed else None,
        "attempts": 0,
        "version": 1,
    }


def add_plan(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    prefix: str,
    course_id: int | None,
    valid_from: date,
    days: Collection[int],
    before: int,
    after: int,
    basis: str,
) -> PlanRow:
    """A new version of a plan, for classes that end from `valid_from` on.

    Raises DomainError NOT_PERMITTED, PLAN_WITHOUT_WAVES.
    """
    actor.require(PLAN, prefix)
    if not days or min(days) < 1 or min(before, after) < 0:
        raise DomainError("PLAN_WITHOUT_WAVES")
    same = select(PlanRow.version).where(
        PlanRow.prefix == prefix, PlanRow.course_id.is_not_distinct_from(course_id)
    )
    version = max(session.scalars(same), default=0) + 1
    row = PlanRow(
        prefix=prefix, course_id=course_id, version=version, valid_from=valid_from,
        days=[str(each) for each in sorted(set(days))], window_before=before, window_after=after,
        basis=basis.strip(), at=now, by=actor.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


PLAN = "outcomes:plan:edit"
