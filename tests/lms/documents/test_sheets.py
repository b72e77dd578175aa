"""Long lists, cards on sheets, two sides, files in a ZIP, the page to calibrate with."""

import io
import zipfile

import pikepdf
import pytest

from lms.documents import (
    Column,
    Design,
    Foot,
    Head,
    ListDesign,
    Master,
    Paper,
    calibration_pdf,
    print_bytes,
    print_zip,
    render_list,
)
from lms.documents.engine import list_html
from lms.documents.imposition import A4, grid_for
from lms.documents.lists import paginate
from lms.documents.press import html_to_pdf
from lms.errors import DomainError
from tests.lms.documents.glyphs import glyphs_of, shift
from tests.lms.documents.pdf_reading import page_texts, squeezed
from tests.lms.documents.test_stamping import DESIGN, VALUES, records

CLOSE = 0.1  # points
MM = 72 / 25.4
LIST = ListDesign(
    Design("lms.documents", "documents/papers/list.html"),
    (
        Column("序号", 12),
        Column("姓名", 22, lines=4, smallest=4.5),
        Column("户籍地", 30, "left", size=8.5),
        Column("金额\n（元）", 24, "right", money=True),
        Column("领款人签字", 30),
    ),
    row_height=9,
    rows=14,
    less_last=4,
    less_first=2,
)
HEAD = Head(
    "补贴发放花名册", (("填报单位：卢氏县", "班次：第3期"),), lead="公示如下。", mark="草拟"
)
FOOT = Foot(("合计人数",), ("制表：", "审核："))
CARD = """<html lang="zh-CN"><head><title>卡</title><style>@page { size: 86mm 54mm; margin: 0 }
body { margin: 0 } .side { position: relative; width: 86mm; height: 54mm; break-after: page }
.side:last-child { break-after: auto } .side div { position: absolute; left: 5mm; top: 9mm;
width: 70mm; font-size: 12pt }</style></head><body>
<section class="side"><div data-f>正{name}</div></section>
<section class="side"><div data-f>背{name}</div></section></body></html>"""
CARDS = Master(CARD, {"name": "张三"}, trusted=True)
MASTER = Master(DESIGN, VALUES, trusted=True)


def rows(count: int, rare: int = -1) -> list[tuple[str | int, ...]]:
    """Cells with names and homes of every length; the row `rare` has a character beyond our faces."""
    homes = ["", "官坡镇", "官道口镇新坪村三组二百一十五号院内东侧平房", "A-12 号"]
    return [
        (
            str(number),
            "𪚥" if number == rare else "张三李四王五赵六钱七孙八周九吴十"[: 2 + number % 14],
            homes[number % 4],
            number * 12_345,
            "",
        )
        for number in range(1, count + 1)
    ]


@pytest.mark.parametrize("count", [1, 8, 9, 12, 13, 14, 27, 45, 100])
def test_lists_stand_where_weasyprint_sets_them(count: int) -> None:
    data = rows(count)
    pages = tuple(paginate(LIST, data))
    stamped = render_list(LIST, HEAD, data, FOOT)
    own = html_to_pdf(list_html(LIST, HEAD, FOOT, len(pages))(pages))
    texts = page_texts(stamped)
    assert len(texts) == len(page_texts(own)) == len(pages)
    for page, text in enumerate(texts):
        assert shift(glyphs_of(stamped, page), glyphs_of(own, page)) <= CLOSE
        assert f"第 {page + 1} 页 共 {len(pages)} 页" in text


def test_a_page_with_a_rare_character_is_in_its_order() -> None:
    texts = [squeezed(text) for text in page_texts(render_list(LIST, HEAD, rows(60, 20), FOOT))]
    assert ["𪚥" in text for text in texts] == [False, True, False, False, False]
    for number, text in enumerate(texts, 1):
        assert f"第{number}页共5页" in text
        assert "本页小计" in text


def test_a_list_is_printed_twice_alike() -> None:
    assert render_list(LIST, HEAD, rows(60, 20), FOOT) == render_list(
        LIST, HEAD, rows(60, 20), FOOT
    )


def test_an_empty_list_is_a_page() -> None:
    (text,) = page_texts(render_list(LIST, HEAD, [], FOOT))
    assert "补贴发放花名册" in squeezed(text)
    assert "第 1 页 共 1 页" in text


def test_cards_fill_sheets_and_backs_lie_behind_their_fronts() -> None:
    names = [f"甲{place}" for place in range(12)]
    pdf = print_bytes(CARDS, [{"name": name} for name in names], Paper(cards=True))
    grid = grid_for((86 * MM, 54 * MM))
    assert grid.seats == 10
    texts = [squeezed(text) for text in page_texts(pdf)]
    assert len(texts) == 4  # fronts and backs of ten, fronts and backs of two
    assert all(f"正{name}" in texts[0] for name in names[:10])
    assert all(f"背{name}" in texts[3] for name in names[10:])
    fronts, backs = glyphs_of(pdf, 0), glyphs_of(pdf, 1)
    width = grid.sheet[0]
    for place in (0, 1, 7):
        (front,) = (one for one in fronts if one.text == "正" and _is(fronts, one, place))
        (back,) = (one for one in backs if one.text == "背" and _is(backs, one, place))
        left_of_front = front.x - grid.corner(place)[0]
        assert back.y == pytest.approx(front.y, abs=0.01)
        # turned at the long edge, the left side of the front is the right side of the back
        assert width - grid.card[0] - grid.corner(place)[0] + left_of_front == pytest.approx(
            back.x, abs=0.02
        )


def _is(glyphs: list, first: object, place: int) -> bool:  # type: ignore[type-arg]  # of glyphs
    """Whether the card that begins with `first` is that of the person `place`."""
    at = glyphs.index(first)
    return "".join(one.text for one in glyphs[at + 1 : at + 3]) == f"甲{place}"


def test_two_sides_follow_each_other() -> None:
    texts = page_texts(print_bytes(CARDS, [{"name": "张三"}, {"name": "𪚥"}, {"name": "李四"}]))
    assert [squeezed(text) for text in texts] == [
        "正张三", "背张三", "正𪚥", "背𪚥", "正李四", "背李四",
    ]  # fmt: skip


def test_cards_larger_than_a_sheet_are_refused() -> None:
    with pytest.raises(DomainError) as refusal:
        grid_for((A4[1] + 1, A4[0] + 1))
    assert refusal.value.code == "CARD_TOO_LARGE_FOR_SHEETS"


def test_backs_are_moved_by_their_own_offset() -> None:
    still = print_bytes(CARDS, [{"name": "张三"}])
    moved = print_bytes(CARDS, [{"name": "张三"}], Paper(right=1, back_right=-3, back_down=2))
    front, back = (glyphs_of(moved, page)[0].x - glyphs_of(still, page)[0].x for page in (0, 1))
    assert front == pytest.approx(MM, abs=0.01)
    assert back == pytest.approx(-3 * MM, abs=0.01)
    assert glyphs_of(moved, 1)[0].y - glyphs_of(still, 1)[0].y == pytest.approx(-2 * MM, abs=0.01)


def test_a_zip_is_handed_out_in_parts_under_safe_names() -> None:
    many = records(["张三", "李四", "王五"])
    asked = iter(["PX/../1", "PX1", "PX1"])
    parts = list(print_zip(MASTER, many, lambda values: next(asked)))
    assert len(parts) == 4
    with zipfile.ZipFile(io.BytesIO(b"".join(parts))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["PX_.._1.pdf", "PX1.pdf", "PX1-2.pdf"]
        for name, values in zip(archive.namelist(), many, strict=True):
            with pikepdf.open(io.BytesIO(archive.read(name))) as opened:
                assert len(opened.pages) == 1
            assert values["name"] in squeezed(page_texts(archive.read(name))[0])


def test_the_calibration_page_says_what_is_set_and_where_places_are() -> None:
    (text,) = page_texts(calibration_pdf(MASTER, Paper(right=1.5, down=-2)))
    assert "向右 +1.5 mm，向下 -2.0 mm" in text
    for field in ("number", "name", "issuer", "url"):
        assert field in text
    assert len(page_texts(calibration_pdf(CARDS))) == 2
