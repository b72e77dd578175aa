"""Stamped pages beside WeasyPrint's own: the same glyphs in the same places, the same text."""

import hashlib
import io
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pikepdf
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.documents import Master, Paper, print_bytes, print_each, print_one
from lms.documents.codes import LEVELS, code_of
from lms.documents.embedding import Ink
from lms.documents.faces import faces
from lms.documents.plates import Plate, compile_design, lay_out_plainly
from lms.documents.printshop import batch_of, plate_of
from lms.documents.typeface import typeface
from lms.errors import DomainError
from tests.lms.documents.glyphs import glyphs_of, shift
from tests.lms.documents.pdf_reading import drawn_code, embedded_files, page_texts, squeezed

CLOSE = 0.1  # points
DESIGN = """<!doctype html><html lang="zh-CN"><head><title>结业证书</title><style>
@page { size: A4 landscape; margin: 0 } body { margin: 0 } div { position: absolute }
.title { left: 0; width: 297mm; top: 20mm; text-align: center; font-size: 40pt }
.number { left: 34mm; width: 225mm; top: 49mm; text-align: right; font-size: 12pt }
.name { left: 80mm; width: 60mm; top: 58mm; font-size: 18pt; line-height: 1.85 }
.words { left: 80mm; width: 183mm; top: 75mm; height: 60mm; font-size: 18pt; line-height: 1.85;
  text-align: justify; overflow-wrap: anywhere }
.issuer { left: 150mm; width: 105mm; top: 145mm; height: 20mm; font-size: 16pt; line-height: 1.4;
  text-align: center; color: #234 }
.code { left: 34mm; top: 150mm; width: 30mm; height: 30mm }
.seal { left: 180mm; top: 140mm; width: 40mm; height: 40mm; border: 1mm solid red }
.note { left: 10mm; top: 195mm; width: 90mm; font-size: 9pt }
</style></head><body><div class="title">结业证书</div>
<div class="number" data-f>证书编号：{number}</div>
<div class="name sans" data-f="name"></div>
<div class="words" data-flow><span class="sans">{name}</span>参加“{course}”培训，修完规定的{hours}课时，
准予结业。<br>　　特发此证。 See {url} for the record of this certificate.</div>
<div class="issuer" data-flow="issuer" data-smallest="10"></div>
<div class="code" data-qr="url"></div>
<div class="seal" data-over></div>
<div class="note" data-if="note">有备注</div>
<div class="note" style="left: 110mm" data-f>备注：{note}</div></body></html>"""
VALUES = {
    "number": "PX41122420180300101",
    "name": "张三",
    "course": "农村电商实操",
    "hours": "96",
    "issuer": "卢氏县人力资源和社会保障局",
    "url": "https://px.example/verify/8fJk2mQ0c7T1y5RwXbN4zA",
    "note": "补发",
}
NAMES = ["李", "䶮㛃𬭩𫖯𠅤", "阿卜杜拉·买买提", "阿" * 38 + "提·", "Ann-Marie O’Neil", "欧阳AV Ta."]
MASTER = Master(DESIGN, VALUES, trusted=True)


@cache
def plate() -> Plate:
    """The compiled design, for records with a note."""
    return plate_of(MASTER, {"note": True})


def records(names: Sequence[str]) -> list[dict[str, str]]:
    """A record for each name, with numbers and codes of its own."""
    return [
        {**VALUES, "name": name, "number": f"PX{place:04}", "url": f"{VALUES['url']}{place}"}
        for place, name in enumerate(names)
    ]


def test_the_compiler_finds_nothing_to_leave_to_weasyprint() -> None:
    assert plate().reasons == ()
    assert plate().fields == ("number", "name", "course", "hours", "url", "issuer", "note")


@pytest.mark.parametrize("name", NAMES)
def test_glyphs_stand_where_weasyprint_sets_them(name: str) -> None:
    (values,) = records([name])
    stamped, own = print_bytes(MASTER, [values]), lay_out_plainly(plate(), values)
    assert shift(glyphs_of(stamped, 0), glyphs_of(own, 0)) <= CLOSE
    assert sorted(squeezed(page_texts(stamped)[0])) == sorted(squeezed(page_texts(own)[0]))


CHARACTERS = "甲乙丙丁赵钱孙李，。、（）()“”《》·abcAVTo 0123456789-—/：:;%X"


@settings(max_examples=25, deadline=None)
@given(
    name=st.text(CHARACTERS, min_size=1, max_size=25),
    course=st.text(CHARACTERS, max_size=60),
    issuer=st.text(CHARACTERS, min_size=1, max_size=50),
)
def test_any_text_breaks_into_the_lines_weasyprint_makes(
    name: str, course: str, issuer: str
) -> None:
    values = {**VALUES, "name": name, "course": course, "issuer": issuer}
    made = compile_design(DESIGN, values, {"note": True})
    assert made.reasons == ()


def test_a_batch_keeps_its_order_and_prints_rare_characters_plainly() -> None:
    names = ["张三", "𪚥𠮷", "李四", "⼀一"]
    target = io.BytesIO()
    made = print_one(MASTER, records(names), target)
    assert (made.pages, made.plain) == (4, 1)
    texts = [squeezed(text) for text in page_texts(target.getvalue())]
    for place, (name, text) in enumerate(zip(names, texts, strict=True)):
        assert name in text
        assert f"PX{place:04}" in text


def test_characters_of_one_glyph_are_read_back_as_they_are() -> None:
    """⼀ (U+2F00) and 一 (U+4E00) are drawn alike; copied out they must not become one."""
    (text,) = page_texts(print_bytes(MASTER, records(["⼀一"])))
    assert "⼀一" in squeezed(text)


def test_every_code_can_be_read() -> None:
    pdf = print_bytes(MASTER, records(NAMES))
    for page, values in enumerate(records(NAMES)):
        (code,) = zxingcpp.read_barcodes(drawn_code(pdf, page))
        assert code.text == values["url"]
        assert code.ec_level == "M"


@pytest.mark.parametrize("level", LEVELS)
def test_codes_are_as_large_and_as_safe_as_those_of_segno(level: str) -> None:
    import segno

    made = code_of(VALUES["url"], level)
    other = segno.make(VALUES["url"], error=level, boost_error=False, micro=False)
    assert made.side == other.symbol_size(border=0)[0]


def test_the_code_leads_to_its_address_and_the_file_tells_no_name() -> None:
    pdf = print_bytes(MASTER, records(["张三丰"]))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        (link,) = opened.pages[0].Annots
        assert str(link.A.URI) == f"{VALUES['url']}0"
        assert str(opened.docinfo["/Title"]) == "结业证书"
        assert str(opened.Root.Lang) == "zh-CN"
        assert set(opened.docinfo.keys()) == {"/Title", "/Producer"}
        metadata = opened.Root.Metadata.read_bytes().decode("utf-8")
    assert "结业证书" in metadata
    assert "张三丰" not in metadata
    assert embedded_files(pdf) == 0


def test_every_face_is_embedded_and_reads_back() -> None:
    with pikepdf.open(io.BytesIO(print_bytes(MASTER, records(NAMES)))) as opened:
        fonts = [
            one
            for one in opened.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Subtype") == "/Type0"
        ]
        assert fonts
        for font in fonts:
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
            assert "/ToUnicode" in font


def test_the_same_input_gives_the_same_bytes_by_one_and_by_two_and_in_another_process() -> None:
    many = records([f"张{place}" for place in range(60)])
    made = []
    for processes in (1, 2, 2):
        target = io.BytesIO()
        print_one(MASTER, many, target, processes=processes)
        made.append(hashlib.sha256(target.getvalue()).hexdigest())
    program = (
        "import hashlib;from tests.lms.documents.test_stamping import *;"
        "print(hashlib.sha256(print_bytes(MASTER, records([f'张{n}' for n in range(60)]))).hexdigest())"
    )
    said = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert {*made, said.stdout.strip()} == {made[0]}


def test_a_second_process_that_dies_is_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    alone, together = io.BytesIO(), io.BytesIO()
    many = records([f"张{place}" for place in range(120)])
    print_one(MASTER, many, alone, processes=1)
    monkeypatch.setattr("lms.documents.crew._START", "import sys; sys.exit(3)")
    print_one(MASTER, many, together, processes=2)
    assert alone.getvalue() == together.getvalue()


def test_values_alone_stand_where_they_stand_with_the_background() -> None:
    (values,) = records(["张三"])
    bare = glyphs_of(print_bytes(MASTER, [values], Paper(background=False)), 0)
    whole = glyphs_of(print_bytes(MASTER, [values]), 0)
    assert {(one.text, one.x, one.y) for one in bare} < {(one.text, one.x, one.y) for one in whole}
    assert "结业证书" not in "".join(one.text for one in bare)


def test_offsets_move_everything_by_millimetres() -> None:
    (values,) = records(["张三"])
    still = glyphs_of(print_bytes(MASTER, [values]), 0)
    moved = glyphs_of(print_bytes(MASTER, [values], Paper(right=10, down=-5)), 0)
    for one, other in zip(still, moved, strict=True):
        assert other.x - one.x == pytest.approx(10 * 72 / 25.4, abs=0.01)
        assert other.y - one.y == pytest.approx(5 * 72 / 25.4, abs=0.01)


def test_single_files_are_small_and_hold_one_record_each() -> None:
    names = ["张三", "𪚥", "李四"]
    for name, pdf in zip(names, print_each(MASTER, records(names)), strict=True):
        (text,) = page_texts(pdf)
        assert name in squeezed(text)
        assert not any(other in squeezed(text) for other in names if other != name)


def test_a_field_that_is_not_given_is_named() -> None:
    with pytest.raises(DomainError) as refusal:
        print_bytes(MASTER, [{"name": "张三", "note": ""}])
    assert refusal.value.code == "DESIGN_FIELD_MISSING"


def test_a_text_that_fits_in_no_size_is_refused() -> None:
    with pytest.raises(DomainError) as refusal:
        print_bytes(MASTER, [{**VALUES, "name": "阿" * 400}])
    assert refusal.value.code == "TEXT_TOO_LONG"


def test_what_cannot_be_stamped_is_laid_out_by_weasyprint() -> None:
    turned = DESIGN.replace(".name {", ".name { transform: rotate(3deg);")
    spaced = DESIGN.replace(".name {", ".name { letter-spacing: 2pt;")
    for html, code in ((turned, "DESIGN_PLACE_TURNED:1"), (spaced, "DESIGN_STYLE_NOT_STAMPED:1")):
        master = replace(MASTER, html=html)
        target = io.BytesIO()
        made = print_one(master, records(["张三"]), target)
        assert batch_of(master, records(["张三"]), Paper()).plates[0].reasons == (code,)
        assert made.plain == 1
        assert "张三" in squeezed(page_texts(target.getvalue())[0])


def test_a_line_is_measured_as_it_is_shaped() -> None:
    """What is set without shaping (ideographs, digits) is as wide as HarfBuzz makes it."""
    face = typeface(str(faces()[0].path))
    chosen = random.Random(5)
    for _ in range(200):
        text = "".join(chosen.choice("国张三李四0123456789（），。、") for _ in range(12))
        line, shaped = face.line(text), face._shape_run(text)
        assert line is not None
        assert shaped is not None
        assert line.width == pytest.approx(sum(shaped) / 1000)


def test_ink_knows_what_was_shown() -> None:
    ink = Ink()
    ink.take(typeface(str(faces()[0].path)), "张三")
    other = Ink()
    other.take(typeface(str(faces()[0].path)), "李")
    ink.add(other)
    assert [*ink.used.values()] == [set("张三李")]
