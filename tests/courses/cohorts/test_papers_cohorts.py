"""开班申请表, 学员花名册, 签到表: the columns an office expects, on whole sheets."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from courses.cohorts.papers import (
    ROSTER,
    SIGN_IN,
    Application,
    CohortFacts,
    ModuleLine,
    RosterLine,
    SheetDays,
    SheetPerson,
    SheetSlot,
    TeacherLine,
    application_pdf,
    roster_pdf,
    roster_xlsx,
    sheet_pages,
    sign_in_pdf,
)
from lms.documents import GridPage
from tests.lms.documents.glyphs import stands_where_weasyprint_sets_it
from tests.lms.documents.pdf_reading import no_empty_boxes, page_texts, squeezed

FACTS = CohortFacts(
    "卢氏县电子商务培训中心", "农村电商实操第3期", date(2018, 9, 10), date(2018, 9, 22)
)
NAMES = ["䶮㛃𫖯", "欧阳𬭩", "阿卜杜拉·买买提", *(f"张{n:03}" for n in range(40))]
PEOPLE = [SheetPerson(n, name) for n, name in enumerate(NAMES, 1)]
SLOTS = [
    SheetSlot(date(2018, 9, 10) + timedelta(days=n), half)
    for n in range(13)
    if n != 6
    for half in ("pm", "am")
]


def test_the_application_holds_every_field() -> None:
    form = Application(
        unit="卢氏县电子商务培训中心",
        applied_on=date(2018, 9, 1),
        legal_person="欧阳𬭩",
        contact="李伟",
        phone="0398-7870000",
        trade="农村电商实操",
        level="初级",
        people=48,
        starts_on=date(2018, 9, 10),
        ends_on=date(2018, 9, 22),
        venue="官道口镇文化站",
        modules=(ModuleLine("网店开设", 8, 16), ModuleLine("直播", 8, 24)),
        teachers=(TeacherLine("李伟", "大学本科", "讲师"),),
        textbook="《农村电子商务实务》",
        assessment="笔试 40%<br>，实操 60%",
    )
    with no_empty_boxes():
        (page,) = page_texts(application_pdf(form))
    text = squeezed(page)
    for part in ("开班申请表", "2018年9月1日", "欧阳𬭩", "0398-7870000", "48人", "初级"):
        assert part in text
    for part in (
        "56（理论16/实操40）",
        "网店开设81624",
        "李伟大学本科讲师",
        "笔试40%<br>，实操60%",
    ):
        assert part in text
    for part in ("培训单位（章）", "审核意见", "考核方案", "课程表"):
        assert part in text


def test_an_application_without_modules_says_the_hours_of_the_class() -> None:
    form = Application(
        unit="卢氏县电子商务培训中心", applied_on=None, legal_person="", contact="", phone="",
        trade="", level="", people=42, starts_on=date(2018, 9, 10), ends_on=date(2018, 9, 22),
        venue="", modules=(), teachers=(), hours=80,
    )  # fmt: skip
    (page,) = page_texts(application_pdf(form))
    assert "80（理论/实操）" in squeezed(page)
    (page,) = page_texts(application_pdf(replace(form, hours=0)))
    assert "总课时（理论/实操）" in squeezed(page)


def test_the_roster_repeats_its_head_and_keeps_everybody() -> None:
    lines = [
        RosterLine(
            n, name, "女", "汉族", "1991年4月", f"41122419910401{n:03}X", "大学专科", "官道口村",
            "建档立卡贫困户", f"4112241010{n:02}", "户主", "13800001234", "农村电商", "2018-03",
        )
        for n, name in enumerate(NAMES, 1)
    ]  # fmt: skip
    with no_empty_boxes():
        texts = [squeezed(text) for text in page_texts(roster_pdf(lines, FACTS))]
    assert len(texts) == 3
    for number, text in enumerate(texts, 1):
        assert f"第{number}页共3页" in text
        assert all(squeezed(column.title) in text for column in ROSTER.columns)
    assert all(line.name in "".join(texts) for line in lines)
    assert all(line.id_number in "".join(texts) for line in lines)
    assert "合计人数：43人" in texts[-1]
    assert roster_xlsx(lines, FACTS).startswith(b"PK")


def test_sheets_go_by_week_and_keep_days_whole() -> None:
    pages = sheet_pages(PEOPLE, SLOTS)
    assert [(page.number, page.count) for page in pages] == [(n, 6) for n in range(1, 7)]
    frames = [frame_of(page) for page in pages]
    assert [frame.half_days for frame in frames] == [12] * 6
    assert frames[0].days[0] == (date(2018, 9, 10), ("am", "pm"))
    assert frames[3].days[0][0] == date(2018, 9, 17)
    assert [len(page.rows) for page in pages] == [18] * 6
    numbers = [row[0].lines[0] for page in pages[:3] for row in page.rows]
    assert numbers == [*(str(one.number) for one in PEOPLE), *[""] * (-len(PEOPLE) % 18)]


def frame_of(page: GridPage) -> SheetDays:
    assert isinstance(page.frame, SheetDays)
    return page.frame


@pytest.mark.parametrize("count", [0, 1, 18, 43])
def test_sheets_stand_where_weasyprint_sets_them(count: int) -> None:
    some = PEOPLE[:count]
    stands_where_weasyprint_sets_it(
        sign_in_pdf(some, SLOTS, FACTS), SIGN_IN, sheet_pages(some, SLOTS), facts=FACTS
    )


def test_a_rare_name_is_on_its_sheet() -> None:
    names = [*PEOPLE[:20], SheetPerson(21, "王𪚥")]
    texts = page_texts(sign_in_pdf(names, SLOTS, FACTS))
    assert ["王𪚥" in text for text in texts] == [False, True, False, True]
    assert [f"第 {n} 页 共 4 页" in text for n, text in enumerate(texts, 1)] == [True] * 4


def test_a_sheet_without_half_days_is_refused() -> None:
    with pytest.raises(ValueError, match="half-days"):
        sign_in_pdf(PEOPLE, [], FACTS)


def test_a_full_week_of_14_half_days_takes_two_sheets() -> None:
    start = date(2018, 12, 31)
    slots = [SheetSlot(start + timedelta(days=n), half) for n in range(7) for half in ("am", "pm")]
    pages = sheet_pages(PEOPLE[:5], slots)
    frames = [frame_of(page) for page in pages]
    assert [frame.half_days for frame in frames] == [12, 2]
    assert frames[0].months == "2018年12月—2019年1月"


def test_the_sign_in_sheet_has_places_for_signatures_and_no_numbers() -> None:
    with no_empty_boxes():
        texts = [squeezed(text) for text in page_texts(sign_in_pdf(PEOPLE, SLOTS, FACTS))]
    assert len(texts) == 6
    for text in texts:
        for part in ("培训签到表", "学员签名", "授课内容", "教师签字", "班主任签字", "2018年9月"):
            assert part in text
        for part in ("√到", "×缺", "¢迟到", "△早退"):
            assert part in text
        assert text.count("上午") == text.count("下午") == 6
    assert all(name in "".join(texts[:3]) for name in NAMES)
    assert "9月22日" in texts[-1]
