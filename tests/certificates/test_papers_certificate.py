"""结业证书: one page a person, a code that can be read, and samples that say so."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
import zxingcpp

from certificates.papers import CertificatePaper, certificates_pdf, certificates_zip, chinese_date
from lms.errors import DomainError
from tests.lms.documents.pdf_reading import drawn_code, no_empty_boxes, page_texts, squeezed

URL = "https://px.example.gov.cn/v/8fJk2mQ0c7T1y5RwXbN4zA"
PAPER = CertificatePaper(
    number="PX411224201803001" + "5",
    name="张三",
    sex="女",
    id_number="41*************123",
    course="农村电商实操",
    cohort="第3期",
    hours=96,
    theory_hours=40,
    practice_hours=56,
    starts_on=date(2018, 9, 10),
    ends_on=date(2018, 9, 22),
    issuer="卢氏县人力资源和社会保障局",
    issued_on=date(2018, 9, 28),
    result="合格",
    verify_url=URL,
)
NAMES = ["李", "䶮㛃𫖯", "欧阳𬭩", "阿卜杜拉·买买提", "阿" * 38 + "提·"]


def test_a_class_is_one_file_with_a_page_for_each_in_order() -> None:
    with no_empty_boxes():
        pdf = certificates_pdf([replace(PAPER, name=name) for name in NAMES])
    texts = [squeezed(text) for text in page_texts(pdf)]
    assert len(texts) == len(NAMES)
    for name, text in zip(NAMES, texts, strict=True):
        assert name in text
        for part in ("结业证书", PAPER.number, PAPER.id_number, "修完规定的96课时", "特发此证"):
            assert part in text
        for part in ("理论40课时，实操56课时", "考核成绩：合格", "二〇一八年九月二十八日", URL):
            assert part in text
        assert "样张" not in text


def test_a_class_is_printed_twice_alike() -> None:
    papers = [replace(PAPER, number=f"PX{n:04}", name=f"张{n:04}") for n in range(5)]
    first, second = certificates_pdf(papers), certificates_pdf(papers)
    assert first == second
    texts = page_texts(first)
    assert [f"张{n:04}" in text for n, text in enumerate(texts)] == [True] * 5


def test_files_are_named_by_their_numbers() -> None:
    papers = [replace(PAPER, number=f"PX{n:04}", name=f"张{n:04}") for n in range(3)]
    with zipfile.ZipFile(io.BytesIO(b"".join(certificates_zip(papers)))) as archive:
        assert archive.namelist() == ["PX0000.pdf", "PX0001.pdf", "PX0002.pdf"]
        for number, name in enumerate(archive.namelist()):
            (text,) = page_texts(archive.read(name))
            assert f"张{number:04}" in text


def test_the_code_on_the_page_can_be_read() -> None:
    (code,) = zxingcpp.read_barcodes(drawn_code(certificates_pdf([PAPER])))
    assert code.text == URL


@pytest.mark.parametrize("change", [{"verify_url": ""}, {"sample": True}])
def test_a_sample_says_so_and_has_no_address(change: dict[str, object]) -> None:
    (text,) = page_texts(certificates_pdf([replace(PAPER, **change)]))  # type: ignore[arg-type]  # both kinds of value
    assert "样张" in squeezed(text)
    assert "http" not in text
    assert "扫描二维码" not in text


def test_a_reissue_carries_its_note() -> None:
    note = "补发，原证书 PX41122420180300027 作废"
    (text,) = page_texts(certificates_pdf([replace(PAPER, note=note)]))
    assert squeezed(f"备注：{note}") in squeezed(text)


def test_long_texts_shrink_and_lose_nothing() -> None:
    paper = replace(
        PAPER,
        name="古丽巴哈尔·吐尔逊·阿不都热合曼·买买提" * 2,
        course="农村电子商务直播带货与短视频运营技能提升专项培训" * 3,
        cohort="2018年第3期卢氏县官道口镇",
        issuer="卢氏县人力资源和社会保障局就业创业培训指导服务中心职业技能鉴定与证书管理办公室",
    )
    (text,) = page_texts(certificates_pdf([paper]))
    for part in (paper.name, paper.sentence, paper.issuer, "特发此证。"):
        assert part in squeezed(text)


def test_a_name_without_glyphs_is_refused_before_anything_is_made() -> None:
    with pytest.raises(DomainError) as refusal:
        certificates_pdf([PAPER, replace(PAPER, name="李\ue863")])
    assert refusal.value.code == "CHARACTER_NOT_PRINTABLE"


@pytest.mark.parametrize(
    "hostile",
    [
        '<img src="file:///etc/passwd">',
        "<style>@import url(http://127.0.0.1/x)</style>",
        "</title><script>alert(1)</script>",
        "{{ 7*7 }}{% raw %}",
        '" onload="x',
    ],
)
@pytest.mark.parametrize("place", ["course", "issuer", "note", "result", "number", "photo"])
def test_markup_in_a_field_stays_text(place: str, hostile: str) -> None:
    (text,) = page_texts(certificates_pdf([replace(PAPER, **{place: hostile})]))  # type: ignore[arg-type]  # text fields only
    if place != "photo":
        assert squeezed(hostile) in squeezed(text)


def test_dates_in_chinese_numerals() -> None:
    assert chinese_date(date(2018, 9, 22)) == "二〇一八年九月二十二日"
    assert chinese_date(date(2020, 10, 10)) == "二〇二〇年十月十日"
    assert chinese_date(date(2021, 12, 31)) == "二〇二一年十二月三十一日"
