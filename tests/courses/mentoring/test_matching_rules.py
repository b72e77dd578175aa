"""What a pair costs; and that the flow finds what trying everything finds."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.mentoring.matching_rules import (
    LeaderFact,
    LecturerFact,
    Parts,
    Problem,
    Weights,
    changes,
    cost_of,
    kilometres,
    load_cost,
    parts_of,
    serves,
    tree_distance,
    way_costs,
)
from courses.mentoring.matching_solver import costs_between, solve
from lms.errors import DomainError

VILLAGES = ["411224100001", "411224100002", "411224101001", "411202001001", "441403002002"]
BASES = [*VILLAGES, "411224100", "411224", "4112", ""]
GOODS = ["tea", "herbs", "tourism"]
LANGUAGES = ["hakka", "mandarin"]
POINTS = st.none() | st.tuples(
    st.integers(33_000_000, 35_000_000), st.integers(110_000_000, 112_000_000)
)
SOME = st.sets(st.sampled_from(GOODS)).map(frozenset)
SPOKEN = st.sets(st.sampled_from(LANGUAGES)).map(frozenset)


def leaders(most: int) -> st.SearchStrategy[list[LeaderFact]]:
    one = st.builds(
        LeaderFact, key=st.just(0), village=st.sampled_from(VILLAGES), goods=SOME, languages=SPOKEN,
        sex=st.sampled_from(["", "female"]), at=POINTS,
    )  # fmt: skip
    return st.lists(one, min_size=1, max_size=most).map(
        lambda found: [
            LeaderFact(at, o.village, o.goods, o.languages, o.sex, o.at)
            for at, o in enumerate(found, 1)
        ]
    )


def lecturers(most: int) -> st.SearchStrategy[list[LecturerFact]]:
    one = st.tuples(
        st.sampled_from(BASES), SOME, st.lists(st.sampled_from(BASES[5:8]), max_size=2).map(tuple),
        SPOKEN, st.sampled_from(["female", "male"]), POINTS, st.integers(0, 2), st.integers(0, 3),
    )  # fmt: skip
    return st.lists(one, min_size=1, max_size=most).map(
        lambda found: [LecturerFact(100 + at, *facts) for at, facts in enumerate(found)]
    )


WEIGHTS = st.builds(
    Weights, goods=st.integers(0, 80), region=st.integers(0, 120),
    way=st.just((0, 10, 40, 100, 250, 500)), load=st.integers(0, 60),
    language=st.integers(0, 30), sex=st.integers(0, 30),
)  # fmt: skip


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    ours, theirs = draw(leaders(5)), draw(lecturers(3))
    pairs = [(a.key, b.key) for a in ours for b in theirs]
    forbidden = frozenset(draw(st.sets(st.sampled_from(pairs), max_size=4)))
    return Problem(tuple(ours), tuple(theirs), draw(WEIGHTS), forbidden)


def best_by_trying(problem: Problem) -> tuple[int, int]:
    """Fewest left over, then least cost, over all assignments there are."""
    keys = [one.key for one in problem.lecturers]
    free = {one.key: one.free for one in problem.lecturers}
    found = []
    for choice in product([None, *keys], repeat=len(problem.leaders)):
        matched = dict(zip((one.key for one in problem.leaders), choice, strict=True))
        if any(list(choice).count(key) > free[key] for key in keys):
            continue
        if any((a, b) in problem.forbidden for a, b in matched.items()):
            continue
        found.append((list(choice).count(None), cost_of(problem, matched)))
    return min(found)


@settings(max_examples=150, deadline=None)
@given(problems())
def test_the_flow_is_as_good_as_trying_everything(problem: Problem) -> None:
    solution = solve(problem)
    assert (solution.unmatched, solution.cost) == best_by_trying(problem)
    assert set(solution.matched) == {one.key for one in problem.leaders}
    taken = [key for key in solution.matched.values() if key is not None]
    assert all(taken.count(one.key) <= one.free for one in problem.lecturers)
    assert not problem.forbidden & set(solution.matched.items())
    assert solve(problem) == solution


@settings(max_examples=60, deadline=None)
@given(problems(), st.data())
def test_a_pin_holds_and_the_rest_is_the_best_around_it(
    problem: Problem, data: st.DataObject
) -> None:
    open_pairs = [
        (a.key, b.key)
        for a in problem.leaders
        for b in problem.lecturers
        if b.free and (a.key, b.key) not in problem.forbidden
    ]
    if not open_pairs:
        return
    leader, lecturer = data.draw(st.sampled_from(open_pairs))
    pinned = Problem(
        problem.leaders, problem.lecturers, problem.weights, problem.forbidden, {leader: lecturer}
    )
    solution = solve(pinned)
    others = frozenset((leader, b.key) for b in problem.lecturers if b.key != lecturer)
    same = Problem(problem.leaders, problem.lecturers, problem.weights, problem.forbidden | others)
    assert solution.matched[leader] == lecturer
    left_free = solve(same)
    if left_free.matched[leader] == lecturer:
        assert (solution.unmatched, solution.cost) == (left_free.unmatched, left_free.cost)
    free = solve(problem)
    assert (solution.unmatched, solution.cost) >= (free.unmatched, free.cost)


@settings(max_examples=100, deadline=None)
@given(leaders(4), lecturers(4), WEIGHTS)
def test_the_matrix_says_what_the_rule_says(
    ours: list[LeaderFact], theirs: list[LecturerFact], weights: Weights
) -> None:
    matrix = costs_between(ours, theirs, weights)
    for row, one in enumerate(ours):
        for column, other in enumerate(theirs):
            assert matrix[row, column] == parts_of(one, other, weights).total


def test_nobody_is_left_over_while_a_place_is_free() -> None:
    far = LecturerFact(2, "441403", regions=("441403",), held=7, capacity=8)
    near = LecturerFact(1, "411224", held=0, capacity=1)
    two = tuple(LeaderFact(key, "411224100001") for key in (1, 2))
    solution = solve(Problem(two, (near, far)))
    assert sorted(solution.matched.values(), key=str) == [1, 2]
    three = (*two, LeaderFact(3, "411224100001"))
    assert solve(Problem(three, (near, far))).unmatched == 1


def test_load_is_shared_out_where_all_else_is_equal() -> None:
    mentors = tuple(LecturerFact(key, "411224", capacity=8) for key in (1, 2, 3))
    solution = solve(Problem(tuple(LeaderFact(k, "411224100001") for k in range(9)), mentors))
    taken = list(solution.matched.values())
    assert [taken.count(key) for key in (1, 2, 3)] == [3, 3, 3]


def test_parts_of_one_pair() -> None:
    one = LeaderFact(1, "411224100001", frozenset({"tea"}), frozenset({"hakka"}), "female")
    other = LecturerFact(
        2, "411224", frozenset({"herbs"}), ("411202",), frozenset({"mandarin"}), "male"
    )
    assert parts_of(one, other, Weights()) == Parts(60, 100, 40, 30, 20)
    assert parts_of(LeaderFact(1, "411224100001"), LecturerFact(2, "411224"), Weights()).total == 40


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("411224100001", "411224100001", 0),
        ("411224100001", "411224100002", 1),
        ("411224100001", "411224100", 1),
        ("411224100001", "411224101001", 2),
        ("411224100001", "411224", 2),
        ("411224100001", "411202001001", 3),
        ("411224100001", "410100", 4),
        ("411224100001", "441403002002", 5),
        ("411224100001", "", 5),
    ],
)
def test_tree_distance(one: str, other: str, distance: int) -> None:
    assert tree_distance(one, other) == tree_distance(other, one) == distance


def test_kilometres_and_regions() -> None:
    beijing, shanghai = (39_904_200, 116_407_400), (31_230_400, 121_473_700)
    assert kilometres(beijing, shanghai) == kilometres(shanghai, beijing) == 1067
    assert kilometres(beijing, beijing) == 0
    assert serves((), "411224100001")
    assert serves(("411202", "411224100"), "411224100001")
    assert not serves(("411202",), "411224100001")


def test_each_further_leader_costs_more() -> None:
    steps = [load_cost(2, n + 1, Weights()) - load_cost(2, n, Weights()) for n in range(4)]
    assert steps == [10, 15, 20, 25]


def test_too_many_at_once_and_an_impossible_pin_are_refused() -> None:
    many = tuple(LecturerFact(key, "411224", capacity=1) for key in range(2_000))
    crowd = tuple(LeaderFact(key, "411224100001") for key in range(20_000))
    with pytest.raises(DomainError) as fault:
        solve(Problem(crowd, many))
    assert fault.value.code == "MATCHING_TOO_LARGE"
    full = LecturerFact(1, "411224", held=1, capacity=1)
    with pytest.raises(DomainError) as fault:
        solve(Problem((LeaderFact(5, "411224100001"),), (full,), pinned={5: 1}))
    assert fault.value.code == "MATCHING_PIN_IMPOSSIBLE"


def test_changes_and_way_costs() -> None:
    mentors = (LecturerFact(1, "411224", capacity=1), LecturerFact(2, "411202", capacity=1))
    two = (LeaderFact(1, "411224100001"), LeaderFact(2, "411202001001"))
    before, after = solve(Problem(two, mentors)), solve(Problem(two, mentors, pinned={1: 2}))
    assert [(one.before, one.after) for one in changes(before, after)] == [(1, 2), (2, 1)]
    assert after.cost > before.cost
    assert way_costs("0,10，40, 100,250,500") == (0, 10, 40, 100, 250, 500)
    assert [way_costs(text) for text in ("1,2", "5,4,3,2,1,0", "a,b,c,d,e,f", "")] == [None] * 4
