"""补贴发放花名册, 不予发放名单, 公示表: what is on every page, what adds up, what is not published."""

import io
import re
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from courses.subsidies.notice_papers import NoticeFacts, NoticeLine, notice_pdf, notice_xlsx
from courses.subsidies.papers import (
    PAYOUT,
    ListFacts,
    PayoutLine,
    RefusedLine,
    days,
    payout_pdf,
    payout_xlsx,
    refused_pdf,
    refused_xlsx,
)
from lms.documents import Column
from lms.documents.amounts import amount_in_words
from lms.documents.faces import SANS, SERIF
from lms.documents.fit import POINTS, width_of
from tests.lms.documents.pdf_reading import no_empty_boxes, page_texts, squeezed

NAMES = ["䶮㛃𫖯", "欧阳𬭩", "阿卜杜拉·买买提", "古丽巴哈尔·吐尔逊·阿不都热合曼·买买提"]
FACTS = ListFacts("卢氏县电子商务培训中心", "农村电商实操第3期", "豫人社〔2017〕71号", draft=True)


def lines(count: int) -> list[PayoutLine]:
    return [
        PayoutLine(
            number=n + 1,
            name=NAMES[n] if n < len(NAMES) else f"张{n:03}",
            id_number=f"41122419910401{n % 1000:03}X",
            home="瓦窑沟乡耕阳沟村民委员会第三村民小组",
            trade="农村电商实操",
            starts_on=date(2018, 9, 10),
            ends_on=date(2018, 9, 22),
            half_days=24 - n % 3,
            rate_fen=3000,
            living_fen=36000 - 1000 * (n % 7),
            transport_lodging_fen=26850 if n % 2 else 0,
            bank="中国邮政储蓄银行卢氏县支行",
            account=f"6217001837064190{n:03}",
            phone="13800001234",
        )
        for n in range(count)
    ]


def total(of: list[PayoutLine]) -> int:
    return sum(line.living_fen + line.transport_lodging_fen for line in of)


def amounts(text: str, label: str) -> list[int]:
    """The three sums of the row that starts with `label`, in fen."""
    found = re.search(label + r"\s*([\d,]+\.\d\d)\s*([\d,]+\.\d\d)\s*([\d,]+\.\d\d)", text)
    assert found is not None, label
    return [int(re.sub(r"[,.]", "", part)) for part in found.groups()]


@pytest.mark.parametrize("count", [1, 12, 13, 16, 17, 48])
def test_every_page_has_head_and_subtotal_and_they_add_up(count: int) -> None:
    people = lines(count)
    with no_empty_boxes():
        texts = page_texts(payout_pdf(people, FACTS))
    for number, text in enumerate(texts, 1):
        assert f"第 {number} 页 共 {len(texts)} 页" in text
        assert "草拟" in squeezed(text)
        for column in PAYOUT.columns:
            assert squeezed(column.title) in squeezed(text)
    if len(texts) > 1:
        sums = [amounts(text, "本页小计") for text in texts]
        assert [sum(column) for column in zip(*sums, strict=True)] == amounts(texts[-1], "合计")
    assert amounts(texts[-1], "合计")[2] == total(people)
    assert f"合计人数：{count}人" in squeezed(texts[-1])
    assert amount_in_words(total(people)) in squeezed(texts[-1])
    for place in ("制表：", "审核：", "负责人：", "单位（盖章）："):
        assert place in texts[-1]


def test_nobody_and_nothing_is_lost_or_cut() -> None:
    people = lines(40)
    everything = squeezed("".join(page_texts(payout_pdf(people, FACTS))))
    for line in people:
        for part in (line.name, line.id_number, line.account, line.phone, line.home):
            assert part in everything


def test_without_draft_there_is_no_mark_and_an_empty_list_is_one_page() -> None:
    (text,) = page_texts(payout_pdf([], replace(FACTS, draft=False)))
    assert "草拟" not in squeezed(text)
    assert "合计人数：0人" in squeezed(text)
    assert "人民币零元整" in squeezed(text)


@pytest.mark.parametrize("column", [one for one in PAYOUT.columns if one.money], ids=str)
def test_an_amount_of_a_hundred_thousand_stands_in_one_line_at_full_size(column: Column) -> None:
    free = (column.width - 2) * POINTS
    for family in (SERIF, SANS):
        assert width_of("100,000.00", column.size, family) <= free


def test_the_same_list_gives_the_same_bytes() -> None:
    assert payout_pdf(lines(20), FACTS) == payout_pdf(lines(20), FACTS)


def test_the_spreadsheet_holds_the_same_lines_and_total() -> None:
    people = lines(20)
    sheet = openpyxl.load_workbook(io.BytesIO(payout_xlsx(people, FACTS))).active
    assert sheet is not None
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0] is not None]
    body = [row for row in rows if str(row[0]).isdigit()]
    assert [row[1] for row in body] == [line.name for line in people]
    assert [row[12] for row in body] == [line.account for line in people]
    (last,) = [row for row in rows if row[0] == "合计"]
    assert round(float(str(last[10])) * 100) == total(people)
    assert "草拟" in str(rows[0][0])


def test_the_refused_are_listed_with_their_reason() -> None:
    person = RefusedLine(
        1, "欧阳𬭩", "411224199104010998", "官道口镇", "建档立卡贫困户", 10, 24, "出勤不足"
    )
    (text,) = page_texts(refused_pdf([person], FACTS))
    assert "不予发放补贴人员名单" in squeezed(text)
    assert "出勤不足" in text
    assert "欧阳𬭩" in text
    assert refused_xlsx([person], FACTS).startswith(b"PK")


NOTICE = [
    NoticeLine(n + 1, name, "41*************98X", "官道口村", "农村电商实操", 23, 3000, 33000)
    for n, name in enumerate([*NAMES, *(f"张{n:03}" for n in range(60))])
]
PUBLISHED = NoticeFacts(
    unit="卢氏县人力资源和社会保障局",
    cohort="农村电商实操第3期",
    basis="豫人社〔2017〕71号",
    starts_on=date(2018, 9, 28),
    ends_on=date(2018, 10, 10),
    working_days=5,
    office="就业股",
    telephone="0398-7870000",
)


def test_the_notice_says_how_long_and_where_to_object() -> None:
    texts = [squeezed(text) for text in page_texts(notice_pdf(NOTICE, PUBLISHED))]
    assert len(texts) == 3
    for text in texts:
        assert "职业培训生活费补贴发放公示" in text
        assert "公示期：2018年9月28日至2018年10月10日（5个工作日）" in text
        assert "受理单位：就业股" in text
        assert "监督电话：0398-7870000" in text
        assert "身份证号" in text
        assert "草拟" not in text
    assert "根据豫人社〔2017〕71号" in texts[0]
    assert "根据豫人社〔2017〕71号" not in texts[1]
    assert "21,120.00元" in texts[-1]
    assert all(squeezed(line.name) in "".join(texts) for line in NOTICE)
    assert notice_xlsx(NOTICE, PUBLISHED).startswith(b"PK")


def test_a_draft_notice_leaves_blanks_to_fill() -> None:
    text = page_texts(notice_pdf(NOTICE[:3], NoticeFacts("某局", "某班", draft=True)))[0]
    assert "草拟" in squeezed(text)
    assert "公示期：年月日至年月日（个工作日）" in squeezed(text)


@pytest.mark.parametrize("place", ["home", "trade", "bank", "account", "phone", "id_number"])
def test_markup_in_a_field_stays_text(place: str) -> None:
    hostile = "<img src=file:///a>"
    line = replace(lines(1)[0], **{place: hostile})  # type: ignore[arg-type]  # text fields only
    (text,) = page_texts(payout_pdf([line], replace(FACTS, unit="<b>甲</b>", cohort="{{ 7*7 }}")))
    assert squeezed(hostile) in squeezed(text) or squeezed(hostile)[:8] in squeezed(text)
    assert "<b>甲</b>" in text
    assert "{{7*7}}" in squeezed(text)


def test_half_days_as_days() -> None:
    assert [days(n) for n in (0, 1, 23, 24)] == ["0", "0.5", "11.5", "12"]
