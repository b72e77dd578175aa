"""The matching as a run: rehearse → differences (and overruling) → apply → undo."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from courses.leaders.models import Leader
from courses.lecturers.models import Lecturer
from courses.mentoring import matching_facts, pairing, places
from courses.mentoring.contact_models import ContactLine
from courses.mentoring.matching_facts import Scene
from courses.mentoring.matching_rules import (
    Change,
    LeaderFact,
    LecturerFact,
    Problem,
    Solution,
    changes,
    kilometres,
    parts_of,
    serves,
    tree_distance,
)
from courses.mentoring.models import Agreement, Pair
from courses.mentoring.rules import EndedBy, PairState, Terms, fault_of_terms
from lms.accounts.actor import Actor
from lms.clock import today
from lms.divisions.queries import full_name
from lms.errors import DomainError
from lms.runs import services as runs
from lms.runs.models import Run

KIND = "mentoring.match"
RUN = "mentoring:match:run"
NO_PLACE = "MATCHING_NO_PLACE"
UNDONE = "撤销匹配"
ALTERNATIVES = 40


def rehearse(
    session: Session,
    actor: Actor,
    now: datetime,
    place: str,
    terms: Terms,
    *,
    pinned: matching_facts.Pins | None = None,
    forbidden: matching_facts.Pairs = frozenset(),
) -> Run:
    """Propose a main mentor for every unpaired leader below `place`, writing nothing of it.

    Raises NOT_PERMITTED, MATCHING_NOBODY, MATCHING_NO_LECTURER, MATCHING_TOO_LARGE,
    MATCHING_PIN_IMPOSSIBLE, MATCHING_WEIGHTS_INVALID and the codes of `fault_of_terms`.
    """
    actor.require(RUN, place)
    if (code := fault_of_terms(terms)) is not None:
        raise DomainError(code, start=terms.from_date, end=terms.until_date)
    first = max(today(now), terms.from_date)
    scene = matching_facts.gather(session, place, first, pinned, forbidden)
    solution = solved(scene.problem)
    return runs.rehearse(
        session, actor, now, KIND, title=full_name(session, place), county=place[:6],
        centre_id=None, subject_id=None, rows=_rows(scene, solution),
        counts={"matched": len(solution.matched) - solution.unmatched,
                "unmatched": solution.unmatched, "cost": solution.cost},
        options={
            "place": place, "digest": scene.digest, "terms": _packed(terms),
            "pinned": sorted(map(list, (pinned or {}).items())),
            "forbidden": sorted(map(list, forbidden)), "lecturers": len(scene.problem.lecturers),
        },
    )  # fmt: skip


def solved(problem: Problem) -> Solution:
    """The best assignment; the solver is loaded when it is first asked."""
    from courses.mentoring.matching_solver import solve

    if not problem.leaders:
        raise DomainError("MATCHING_NOBODY")
    if not any(one.free for one in problem.lecturers):
        raise DomainError("MATCHING_NO_LECTURER")
    return solve(problem)


def _rows(scene: Scene, solution: Solution) -> list[dict[str, Any]]:
    lecturers = {one.key: one for one in scene.problem.lecturers}
    taken = Counter(solution.matched.values())
    rows = []
    for number, leader in enumerate(scene.problem.leaders, 1):
        mentor = solution.matched[leader.key]
        name, village = scene.leaders[leader.key]
        row: dict[str, Any] = {
            "row": number, "name": name, "village": village, "leader": leader.key,
            "lecturer": mentor, "lecturer_name": scene.lecturers[mentor] if mentor else "",
            "outcome": "accepted" if mentor else "warned", "codes": [] if mentor else [NO_PLACE],
            "facts": {}, "change": "new" if mentor else "none", "differences": [],
            "pinned": scene.problem.pinned.get(leader.key) == mentor is not None,
        }  # fmt: skip
        if mentor is not None:
            row["why"] = reasons(leader, lecturers[mentor], scene, taken[mentor])
        rows.append(row)
    return rows


def reasons(leader: LeaderFact, lecturer: LecturerFact, scene: Scene, more: int) -> dict[str, Any]:
    """What speaks for and against a pair, for the sentence that explains it."""
    parts = parts_of(leader, lecturer, scene.problem.weights)
    here, there = leader.at, lecturer.at
    return {
        "goods": sorted(leader.goods & lecturer.fields), "goods_known": bool(leader.goods),
        "level": tree_distance(leader.village, lecturer.base),
        "km": kilometres(here, there) if here is not None and there is not None else None,
        "served": serves(lecturer.regions, leader.village), "regions": bool(lecturer.regions),
        "languages": sorted(leader.languages & lecturer.languages),
        "language_asked": bool(leader.languages),
        "sex_asked": leader.sex, "sex_met": leader.sex == lecturer.sex,
        "held": lecturer.held + more, "capacity": lecturer.capacity,
        "cost": parts.total, "parts": asdict(parts),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Overruling:
    """What a pin or prohibition changes: where, and the costs before and after."""

    scene: Scene
    before: Solution
    after: Solution
    changes: tuple[Change, ...]
    pinned: Mapping[int, int]
    forbidden: matching_facts.Pairs


def overrule(
    session: Session, now: datetime, run: Run, leader: int, lecturer: int, *, forbid: bool
) -> Overruling:
    """Solve anew with one pair fixed or forbidden, and say what differs from the rehearsal.

    Raises MATCHING_STALE, MATCHING_OVERRULED_AWAY, MATCHING_PIN_IMPOSSIBLE.
    """
    scene, before = current(session, now, run)
    if leader not in scene.leaders or lecturer not in scene.lecturers:
        raise DomainError("MATCHING_OVERRULED_AWAY")
    pinned, forbidden = pins_of(run), prohibitions_of(run)
    if forbid:
        forbidden |= {(leader, lecturer)}
        pinned = {one: mentor for one, mentor in pinned.items() if one != leader}
    else:
        forbidden -= {(leader, lecturer)}
        pinned = {**pinned, leader: lecturer}
    base = scene.problem
    standing = base.forbidden - prohibitions_of(run)
    after = solved(replace(base, pinned=pinned, forbidden=standing | forbidden))
    return Overruling(scene, before, after, changes(before, after), pinned, forbidden)


def keep(session: Session, actor: Actor, now: datetime, run: Run, found: Overruling) -> Run:
    """Rehearse anew with the overruling; the earlier rehearsal is discarded."""
    made = rehearse(
        session, actor, now, run.options["place"], terms_of(run),
        pinned=found.pinned, forbidden=found.forbidden,
    )  # fmt: skip
    runs.discard(session, actor, now, run)
    return made


def current(session: Session, now: datetime, run: Run) -> tuple[Scene, Solution]:
    """The facts as they are now and what was proposed. Raises MATCHING_STALE when they differ."""
    first = max(today(now), terms_of(run).from_date)
    scene = matching_facts.gather(
        session, run.options["place"], first, pins_of(run), prohibitions_of(run)
    )
    if scene.digest != run.options["digest"]:
        raise DomainError("MATCHING_STALE")
    rows = runs.planned_rows(run)
    return scene, Solution({row["leader"]: row["lecturer"] for row in rows}, run.counts["cost"])


def proposal(session: Session, now: datetime, run: Run, leader: int) -> tuple[Scene, Solution]:
    """As `current`, for one leader of the run. Raises MATCHING_OVERRULED_AWAY."""
    scene, solution = current(session, now, run)
    if leader not in scene.leaders:
        raise DomainError("MATCHING_OVERRULED_AWAY")
    return scene, solution


def alternatives(scene: Scene, leader: int) -> list[tuple[LecturerFact, dict[str, Any]]]:
    """The lecturers who could take a leader, the cheapest first, with their reasons."""
    asked = next(one for one in scene.problem.leaders if one.key == leader)
    open_ones = [
        one
        for one in scene.problem.lecturers
        if one.free and (leader, one.key) not in scene.problem.forbidden
    ]
    found = [(one, reasons(asked, one, scene, 1)) for one in open_ones]
    return sorted(found, key=lambda pair: (pair[1]["cost"], pair[0].key))[:ALTERNATIVES]


def pins_of(run: Run) -> dict[int, int]:
    """The pairs that were fixed."""
    return dict(run.options["pinned"])


def prohibitions_of(run: Run) -> matching_facts.Pairs:
    """The pairs that were forbidden for this run."""
    return frozenset((leader, lecturer) for leader, lecturer in run.options["forbidden"])


def apply(
    session: Session, actor: Actor, now: datetime, run: Run, rows: Sequence[Mapping[str, Any]]
) -> dict[str, int]:
    """Pair one slice. Raises MATCHING_STALE when lecturers or leaders are not as rehearsed."""
    if run.done_rows == 0:
        current(session, now, run)
    wanted = [row for row in rows if row["lecturer"] is not None]
    leaders = _by_id(session, Leader, [row["leader"] for row in wanted])
    lecturers = _by_id(session, Lecturer, [row["lecturer"] for row in wanted])
    terms = terms_of(run)
    places.hold(session, lecturers)
    for row in wanted:
        try:
            pairing.pair(
                session, actor, now, leader=leaders[row["leader"]],
                lecturer=lecturers[row["lecturer"]], terms=terms, run_id=run.id,
            )  # fmt: skip
        except (DomainError, KeyError) as fault:
            raise DomainError("MATCHING_STALE") from fault
    return {"paired": len(wanted)}


def _by_id(session: Session, table: Any, ids: Sequence[int]) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for start in range(0, len(ids), 500):
        rows = session.scalars(select(table).where(table.id.in_(ids[start : start + 500])))
        found |= {row.id: row for row in rows}
    return found


def finish(session: Session, actor: Actor, now: datetime, run: Run) -> None:
    """Nothing is left to do: pairs, agreements and steps are written with each slice."""


def undo(session: Session, actor: Actor, now: datetime, run: Run) -> None:
    """End every pair of the run as undone; they and their steps stay on record.

    Raises MATCHING_UNDO_USED when one of them was used or changed since.
    """
    pairs = session.scalars(
        select(Pair)
        .where(Pair.run_id == run.id)
        .options(joinedload(Pair.leader, innerjoin=True))
        .order_by(Pair.id)
    ).all()
    used = sum(one.state is not PairState.ACTIVE for one in pairs) + _used(session, run.id)
    if used:
        raise DomainError("MATCHING_UNDO_USED", count=used)
    places.hold(session, (one.lecturer_id for one in pairs))
    for one in pairs:
        pairing.close(
            session, actor, now, one, by=EndedBy.UNDONE, on=max(one.from_date, today(now)),
            reason=UNDONE, of_run=True,
        )  # fmt: skip
    run.counts = {**run.counts, "undone": len(pairs)}


def _used(session: Session, run_id: int) -> int:
    """Active pairs of the run with contacts or a further agreement."""
    contacted = select(ContactLine.id).where(ContactLine.pair_id == Pair.id).exists()
    extended = (
        select(Agreement.id).where(Agreement.pair_id == Pair.id, Agreement.version > 1).exists()
    )
    return (
        session.scalar(
            select(func.count())
            .select_from(Pair)
            .where(Pair.run_id == run_id, Pair.state == PairState.ACTIVE, contacted | extended)
        )
        or 0
    )


def _packed(terms: Terms) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(terms).items()
    }


def terms_of(run: Run) -> Terms:
    """The agreement every pair of the run gets."""
    facts = dict(run.options["terms"])
    for name in ("from_date", "until_date", "signed_on"):
        facts[name] = date.fromisoformat(facts[name]) if facts[name] else None
    return Terms(**facts)
