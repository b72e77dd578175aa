"""The best assignment of all leaders at once, as a minimum-cost flow (OR-tools).

Leader → lecturer arcs of one unit carry the cost of the pair; from each lecturer one arc of one
unit leads to the sink for every free place, each dearer than the one before (the load); a leader
for whom nothing is left goes to the sink directly, at a cost above all others together, so that
nobody is left over while a place is free. All arcs are kept (2.5 million at 5,000 × 500), only
forbidden ones are not there: the flow's optimum is the assignment's. The solver is deterministic
and gets leaders and lecturers in the order of their keys, so the same facts give the same answer.
"""

from typing import Any

from courses.mentoring.matching_rules import (
    EARTH_KM,
    FARTHEST,
    LEVELS,
    LeaderFact,
    LecturerFact,
    Problem,
    Solution,
    Weights,
    cost_of,
    disjoint,
)
from lms.errors import DomainError

MOST_ARCS = 6_000_000
"""About 1 GB while solving; more is matched county by county."""


def solve(problem: Problem) -> Solution:
    """The assignment with the fewest left over and, among those, the least cost.

    Raises MATCHING_TOO_LARGE, and MATCHING_PIN_IMPOSSIBLE for a pin on an excluded or full one.
    """
    if len(problem.leaders) * len(problem.lecturers) > MOST_ARCS:
        raise DomainError(
            "MATCHING_TOO_LARGE", leaders=len(problem.leaders), lecturers=len(problem.lecturers)
        )
    free, held = _after_pins(problem)
    open_leaders = [one for one in problem.leaders if one.key not in problem.pinned]
    lecturers = [one for one in problem.lecturers if free[one.key]]
    found: dict[int, int | None] = {one.key: None for one in problem.leaders}
    found |= problem.pinned
    if open_leaders and lecturers:
        found |= _flow(problem, open_leaders, lecturers, free, held)
    return Solution(found, cost_of(problem, found))


def _after_pins(problem: Problem) -> tuple[dict[int, int], dict[int, int]]:
    """Free places and leaders held of every lecturer once the pinned ones are in."""
    free = {one.key: one.free for one in problem.lecturers}
    held = {one.key: one.held for one in problem.lecturers}
    known = {one.key for one in problem.leaders}
    for leader, lecturer in problem.pinned.items():
        full = free.get(lecturer, 0) < 1
        if full or leader not in known or (leader, lecturer) in problem.forbidden:
            raise DomainError("MATCHING_PIN_IMPOSSIBLE", leader=leader, lecturer=lecturer)
        free[lecturer] -= 1
        held[lecturer] += 1
    return free, held


def _flow(
    problem: Problem,
    leaders: list[LeaderFact],
    lecturers: list[LecturerFact],
    free: dict[int, int],
    held: dict[int, int],
) -> dict[int, int]:
    """Leader key → lecturer key of those who get one."""
    import numpy as np
    from ortools.graph.python import min_cost_flow

    costs = costs_between(leaders, lecturers, problem.weights)
    allowed = _allowed(problem, leaders, lecturers)
    rows, columns = np.nonzero(allowed)
    n, m = len(leaders), len(lecturers)
    sink = n + m
    flow = min_cost_flow.SimpleMinCostFlow()
    pairs = flow.add_arcs_with_capacity_and_unit_cost(
        rows, n + columns, np.ones(len(rows), dtype=np.int64), costs[rows, columns]
    )
    places = [min(free[one.key], n) for one in lecturers]
    owners = np.repeat(np.arange(m), places)
    steps = np.concatenate(
        [
            problem.weights.load * (held[one.key] + np.arange(count, dtype=np.int64))
            for one, count in zip(lecturers, places, strict=True)
        ]
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        n + owners, np.full(len(owners), sink), np.ones(len(owners), dtype=np.int64), steps
    )
    above_all = n * (int(costs.max()) + int(steps.max())) + 1
    ones = np.ones(n, dtype=np.int64)
    flow.add_arcs_with_capacity_and_unit_cost(
        np.arange(n), np.full(n, sink), ones, ones * above_all
    )
    flow.set_nodes_supplies(np.arange(n), ones)
    flow.set_node_supply(sink, -n)
    if flow.solve() != flow.OPTIMAL:  # cannot be: everybody may go to the sink
        raise DomainError("MATCHING_UNSOLVED")
    taken = np.nonzero(flow.flows(pairs))[0]
    return {leaders[rows[at]].key: lecturers[columns[at]].key for at in taken.tolist()}


def _allowed(problem: Problem, leaders: list[LeaderFact], lecturers: list[LecturerFact]) -> Any:
    import numpy as np

    row = {one.key: at for at, one in enumerate(leaders)}
    column = {one.key: at for at, one in enumerate(lecturers)}
    allowed = np.ones((len(leaders), len(lecturers)), dtype=bool)
    for leader, lecturer in problem.forbidden:
        if leader in row and lecturer in column:
            allowed[row[leader], column[lecturer]] = False
    return allowed


def costs_between(
    leaders: list[LeaderFact], lecturers: list[LecturerFact], weights: Weights
) -> Any:
    """The cost of every pair as a matrix: `parts_of(...).total`, all at once."""
    import numpy as np

    costs = _ways(leaders, lecturers, weights)
    goods = _table([one.goods for one in leaders], [one.fields for one in lecturers], disjoint)
    costs += weights.goods * goods
    spoken = _table(
        [one.languages for one in leaders], [one.languages for one in lecturers], disjoint
    )
    costs += weights.language * spoken
    sexes = _table(
        [one.sex for one in leaders], [one.sex for one in lecturers],
        lambda wish, sex: bool(wish) and wish != sex,
    )  # fmt: skip
    costs += weights.sex * sexes
    for at, one in enumerate(lecturers):
        if one.regions:
            outside = [not leader.village.startswith(one.regions) for leader in leaders]
            costs[:, at] += weights.region * np.asarray(outside, dtype=np.int64)
    return costs


def _table(left: list[Any], right: list[Any], asked: Any) -> Any:
    """A question asked once for each two different values, spread over all pairs as 0 and 1."""
    import numpy as np

    rows, columns = list(dict.fromkeys(left)), list(dict.fromkeys(right))
    small = np.array([[asked(a, b) for b in columns] for a in rows], dtype=np.int64)
    row, column = {a: i for i, a in enumerate(rows)}, {b: i for i, b in enumerate(columns)}
    return small[np.ix_([row[a] for a in left], [column[b] for b in right])]


def _ways(leaders: list[LeaderFact], lecturers: list[LecturerFact], weights: Weights) -> Any:
    """Tree distances as costs; kilometres where both ends have coordinates."""
    import numpy as np

    shared = np.zeros((len(leaders), len(lecturers)), dtype=np.int64)
    for length in LEVELS:
        ours = np.array([_digits(one.village, length, -1) for one in leaders])
        theirs = np.array([_digits(one.base, length, -2) for one in lecturers])
        shared += ours[:, None] == theirs[None, :]
    costs = np.asarray(weights.way, dtype=np.int64)[FARTHEST - shared]
    here = [at for at, one in enumerate(leaders) if one.at is not None]
    there = [at for at, one in enumerate(lecturers) if one.at is not None]
    if here and there:
        costs[np.ix_(here, there)] = _kilometres(
            np.array([leaders[at].at for at in here]), np.array([lecturers[at].at for at in there])
        )
    return costs


def _digits(code: str, length: int, none: int) -> int:
    return int(code[:length]) if len(code) >= length else none


def _kilometres(ours: Any, theirs: Any) -> Any:
    """As `kilometres`, for all pairs of points at once."""
    import numpy as np

    lat1, lon1 = np.radians(ours[:, None, :] / 1e6).transpose(2, 0, 1)
    lat2, lon2 = np.radians(theirs[None, :, :] / 1e6).transpose(2, 0, 1)
    square = (
        np.sin((lat2 - lat1) / 2) ** 2
        + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    )
    ways = 2 * EARTH_KM * np.arcsin(np.minimum(1.0, np.sqrt(square)))
    return np.rint(ways).astype(np.int64)
