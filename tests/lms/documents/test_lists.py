"""Lists: every row once, subtotals that add up, texts that fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.documents import Column, Design, Foot, Head, ListDesign, engine
from lms.documents.faces import SERIF
from lms.documents.fit import fit, width_of
from lms.documents.lists import page_sizes, paginate

LIST = ListDesign(
    Design("lms.documents", "documents/papers/list.html"),
    (Column("序号", 10), Column("金额", 20, "right", money=True)),
    row_height=9,
    rows=10,
    less_last=3,
    less_first=2,
)


@given(
    count=st.integers(0, 500),
    rows=st.integers(4, 30),
    less_first=st.integers(0, 2),
    less_last=st.integers(0, 1),
)
def test_pages_hold_every_row_once_and_none_is_overfull(
    count: int, rows: int, less_first: int, less_last: int
) -> None:
    sizes = page_sizes(count, rows, less_first, less_last)
    assert sum(sizes) == count
    assert sizes[0] <= rows - less_first
    assert sizes[-1] <= rows - less_last
    assert all(size <= rows for size in sizes)
    assert all(size >= 1 for size in sizes) or sizes == (0,)
    assert len(sizes) <= 1 + -(-count // (rows - less_first - less_last))


@given(st.lists(st.integers(0, 10_000_000), max_size=60))
def test_subtotals_add_up_to_the_total(amounts: list[int]) -> None:
    pages = list(paginate(LIST, [(str(n), fen) for n, fen in enumerate(amounts, 1)]))

    def fen(text: str) -> int:
        return int(text.replace(",", "").replace(".", ""))

    assert sum(fen(page.sums[1]) for page in pages) == sum(amounts)
    assert fen(pages[-1].totals[1]) == sum(amounts)
    assert [page.last for page in pages] == [False] * (len(pages) - 1) + [True]
    printed = [row[0].lines[0] for page in pages for row in page.rows]
    assert printed == [str(n) for n in range(1, len(amounts) + 1)]


@given(
    text=st.text("甲乙丙丁，。·abc 019", max_size=80),
    width=st.floats(20, 200),
    lines=st.integers(1, 4),
)
def test_a_fitted_text_keeps_within_its_box(text: str, width: float, lines: int) -> None:
    fitted = fit(text, width, family=SERIF, size=9, smallest=5, lines=lines, height=24)
    assert len(fitted.lines) <= lines
    assert len(fitted.lines) == 1 or len(fitted.lines) * fitted.size * 1.18 <= 24
    assert all(width_of(line, fitted.size, SERIF) <= width + 0.01 for line in fitted.lines)
    if not fitted.lines[-1].endswith("…"):
        assert "".join(fitted.lines).replace(" ", "") == text.replace(" ", "")


def test_a_row_with_too_few_cells_is_refused() -> None:
    with pytest.raises(ValueError, match="1 cells for 2 columns"):
        list(paginate(LIST, [("1",)]))


def test_a_design_without_room_is_refused() -> None:
    with pytest.raises(ValueError, match="room for one row"):
        ListDesign(LIST.design, LIST.columns, row_height=9, rows=3, less_last=3)


@given(rows=st.integers(1, 40), sums=st.integers(0, 2))
def test_the_lines_of_a_table_stand_between_its_rows_and_columns(rows: int, sums: int) -> None:
    path = LIST.ruling(rows, sums)
    across = [line for line in path.split("M") if "H" in line]
    down = [line for line in path.split("M") if "V" in line]
    assert len(across) == rows + sums  # below the titles and each row but the last
    assert float(across[-1].split()[1].partition("H")[0]) < LIST.height(rows, sums)
    assert down == [f"10.00 0V{LIST.height(rows, sums):.2f}"]


def test_a_line_of_sums_has_one_wide_cell_before_the_money() -> None:
    wide = ListDesign(
        LIST.design, (Column("序号", 10), Column("姓名", 15), *LIST.columns[1:]), 9, 10
    )
    down = [line for line in wide.ruling(3, 1).split("M") if "V" in line]
    assert down == ["10.00 0V36.00", "25.00 0V43.00"]


def test_cells_share_what_is_computed_for_one_style() -> None:
    """A style attribute on a cell or row makes WeasyPrint compute every cell anew: twice as slow."""
    rows = [(str(number), number) for number in range(5)]
    made = engine.list_html(LIST, Head("名单"), Foot(), 1)(tuple(paginate(LIST, rows)))
    body = made.partition("<tbody>")[2].partition('<tr class="sums"')[0]
    assert body.count("<td") == 10
    assert "style=" not in body
