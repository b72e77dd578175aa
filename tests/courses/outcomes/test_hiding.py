"""Small cells stay hidden, whatever is subtracted from whatever."""

from hypothesis import given, settings
from hypothesis import strategies as st

from courses.outcomes.hiding import LEAST, Equation, derivable, groups, hidden


def test_a_single_small_cell_takes_another_with_it() -> None:
    cells = {"a": 3, "b": 20, "c": 9, "all": 32}
    gone = hidden(cells, [Equation("all", ("a", "b", "c"))])
    assert gone == {"a", "c"}


def test_two_small_cells_whose_sum_is_small_take_a_third() -> None:
    cells = {"a": 1, "b": 2, "c": 9, "d": 30, "all": 42}
    assert hidden(cells, [Equation("all", ("a", "b", "c", "d"))]) == {"a", "b", "c"}


def test_nothing_small_nothing_hidden() -> None:
    assert groups({"甲": (10, 0, 7), "乙": (6, 8, 5)}) == {
        "甲": (10, 0, 7, 17), "乙": (6, 8, 5, 19), "": (16, 8, 12, 36),
    }  # fmt: skip


def test_both_margins_are_kept() -> None:
    found = groups({"甲": (2, 30), "乙": (20, 40), "丙": (25, 50)})
    assert found[""] == (47, 120, 167)
    assert found["甲"][0] is None
    assert found["甲"][1] is None
    assert sum(row[0] is None for row in found.values()) >= 2


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 14)] * 3), min_size=1, max_size=5))
def test_no_hidden_cell_can_be_worked_out(rows: list[tuple[int, int, int]]) -> None:
    table = {f"g{at}": row for at, row in enumerate(rows)}
    shown = groups(table)
    names, width = [*table], 3
    equations = [
        *(Equation((n, width), tuple((n, a) for a in range(width))) for n in ("", *names)),
        *(Equation(("", a), tuple((n, a) for n in names)) for a in range(width + 1)),
    ]
    gone = {(n, a) for n, row in shown.items() for a, value in enumerate(row) if value is None}
    real = {n: (*row, sum(row)) for n, row in table.items()}
    real[""] = tuple(sum(column) for column in zip(*real.values(), strict=True))
    for key in derivable(equations, gone):
        assert all(
            (n, a) in gone or not real[n][a] for n, a in _company(equations, key)
        )  # only when nothing is left that could be hidden beside it
    for name, row in real.items():
        for at, value in enumerate(row):
            if 0 < value < LEAST:
                assert (name, at) in gone


def _company(equations: list[Equation], key: object) -> set[tuple[str, int]]:
    return {other for one in equations if key in one.keys for other in one.keys}  # type: ignore[misc]
