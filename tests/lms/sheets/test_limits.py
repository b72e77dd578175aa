"""TRUST S5: bombs are refused in under two seconds and 256 MiB, by their own code."""

import io
import resource
import subprocess
import sys
import zipfile

import pytest

from lms.errors import DomainError
from lms.sheets import read_workbook
from lms.sheets.limits import LIMITS, Limits, examine
from tests.lms.sheets.files import SHEET_HEAD, SHEET_TAIL, ods, ods_row, raw_xlsx, zipped

LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>'
)
XXE = '<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>&{};</t></is></c></row>'


def column(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def wide(columns: int) -> bytes:
    cells = "".join(f'<c r="{column(n)}1"><v>{n}</v></c>' for n in range(1, columns + 1))
    return raw_xlsx(f'<row r="1">{cells}</row>')


def far_cell(address: str) -> bytes:
    """A row 1 whose second cell says that it is elsewhere."""
    return raw_xlsx(f'<row r="1"><c r="A1"><v>1</v></c><c r="{address}"><v>1</v></c></row>')


def large() -> bytes:
    """Eight megabytes that unpack to 300 MB."""
    random = b"".join(
        b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>%s</t></is></c></row>'
        % (n, n, bytes(97 + (n * k * k + k) % 26 for k in range(200)))
        for n in range(1, 4000)
    )
    block = random * 8
    return raw_xlsx(block * (300_000_000 // len(block)))


BOMBS = {
    "300 MB of XML": (large, "SHEET_TOO_LARGE"),
    "one part of 120 MB of blanks": (
        lambda: raw_xlsx(b" " * 120_000_000),
        "SHEET_TOO_LARGE",
    ),
    "10,000 columns": (lambda: wide(10_000), "SHEET_TOO_MANY_COLUMNS"),
    "10,000 columns in ods": (
        lambda: ods(ods_row([str(n) for n in range(10_000)])),
        "SHEET_TOO_MANY_COLUMNS",
    ),
    "a cell far below its row": (lambda: far_cell("Z1048576"), "SHEET_TOO_LARGE"),
    "a cell far away in small letters": (lambda: far_cell("xfd1048576"), "SHEET_TOO_LARGE"),
    "10,000 columns in csv": (lambda: b"x," * 10_000, "SHEET_TOO_MANY_COLUMNS"),
    "twelve million commas": (lambda: b"a" + b"," * 12_000_000, "SHEET_TOO_MANY_COLUMNS"),
    "two cells a world apart": (
        lambda: raw_xlsx(
            '<row r="1"><c r="A1"><v>1</v></c></row>'
            '<row r="1048576"><c r="IV1048576"><v>1</v></c></row>'
        ),
        "SHEET_TOO_LARGE",
    ),
    "cells that hide behind a prefix": (
        lambda: raw_xlsx(
            '<row r="1"><c r="A1"><v>1</v></c></row>'
            '<x:row r="1048576" xmlns:x="y"><x:c r="IV1048576"><x:v>1</x:v></x:c></x:row>'
        ),
        "SHEET_TOO_LARGE",
    ),
    "one long text in 100,000 cells": (
        lambda: raw_xlsx(
            "".join(
                f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 100_000)
            ),
            shared=f"<si><t>{'x' * 500_000}</t></si>",
        ),
        "SHEET_TOO_LARGE",
    ),
    "a repeated ods cell": (
        lambda: ods(
            '<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
            'office:value-type="string" table:number-columns-repeated="20"><text:p>x</text:p>'
            "</table:table-cell></table:table-row>"
        ),
        "SHEET_TOO_LARGE",
    ),
    "billion laughs": (lambda: raw_xlsx(CELL.format("d"), prolog=LAUGHS), "SHEET_BROKEN"),
    "an external entity": (lambda: raw_xlsx(CELL.format("x"), prolog=XXE), "SHEET_BROKEN"),
    "laughs in UTF-16": (
        lambda: zipped(
            {
                "xl/workbook.xml": "<workbook/>",
                "xl/worksheets/sheet1.xml": (LAUGHS + SHEET_HEAD + SHEET_TAIL).encode("utf-16"),
            }
        ),
        "SHEET_BROKEN",
    ),
    "6,000 parts": (
        lambda: zipped({"xl/workbook.xml": "<w/>"} | {f"xl/media/{n}": "" for n in range(6000)}),
        "SHEET_TOO_LARGE",
    ),
    "40 MB of anything": (lambda: b"x" * (40 << 20), "SHEET_TOO_LARGE"),
}

REFUSE = """
import resource, sys, time
from lms.errors import DomainError
from lms.sheets import read_workbook
data = open(sys.argv[1], "rb").read()
start = time.process_time()
try:
    read_workbook(data, "x.xlsx")
except DomainError as error:
    code = error.code
else:
    code = "accepted"
children = resource.getrusage(resource.RUSAGE_CHILDREN)  # seconds of work, whatever else runs
seconds = time.process_time() - start + children.ru_utime + children.ru_stime
status = open("/proc/self/status").read()
own_peak = int(status.split("VmHWM:")[1].split()[0]) >> 10
child_peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
print(code, seconds, own_peak, child_peak)
"""


@pytest.mark.parametrize(("make", "code"), BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_is_refused_quickly_and_in_little_memory(make, code, tmp_path):
    bomb = tmp_path / "bomb"
    bomb.write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-c", REFUSE, str(bomb)], capture_output=True, text=True, check=True
    )
    found, seconds, own_peak, child_peak = done.stdout.split()
    assert found == code
    assert float(seconds) < 2
    assert int(own_peak) < 256
    assert int(child_peak) < 256


def test_declared_sizes_that_lie_are_broken():
    data = bytearray(raw_xlsx('<row r="1"><c r="A1"><v>1</v></c></row>' * 1000))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    place = data.rindex(size.to_bytes(4, "little"))
    data[place : place + 4] = (100).to_bytes(4, "little")
    with pytest.raises(DomainError) as caught:
        read_workbook(bytes(data), "x.xlsx")
    assert caught.value.code == "SHEET_BROKEN"


def test_a_child_that_takes_too_long_is_stopped():
    rows = "".join(map(ods_row, [["x"] * 20] * 3000))
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with pytest.raises(DomainError) as caught:
        read_workbook(ods(rows), "x.ods", Limits(child_seconds=0.02, child_seconds_per_mb=0))
    assert caught.value.code == "SHEET_TIMEOUT"
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 2


def test_a_wide_but_blank_format_does_not_refuse_a_good_file():
    cells = "".join(f'<c r="{column(n)}1" s="0"/>' for n in range(2, 1000))
    data = raw_xlsx(f'<row r="1"><c r="A1"><v>5</v></c>{cells}</row>')
    assert read_workbook(data, "x.xlsx").sheets[0].rows == [[5]]


def test_the_limits_hold_at_their_edge():
    assert len(read_workbook(wide(256), "x.xlsx").sheets[0].rows[0]) == 256
    with pytest.raises(DomainError):
        read_workbook(wide(257), "x.xlsx")
    few = Limits(rows=3)
    assert len(read_workbook(b"a\nb\nc\n", "x.csv", few).sheets[0].rows) == 3
    with pytest.raises(DomainError):
        read_workbook(b"a\nb\nc\nd\n", "x.csv", few)


def test_only_files_whose_cells_can_be_counted_are_read_in_this_process():
    plain = '<row r="1"><c r="A1"><v>1</v></c></row>'
    assert examine(raw_xlsx(plain), "x").simple
    for odd in ("<row r='1'><c r='A1'><v>1</v></c></row>", '<row r="1"><c><v>1</v></c></row>'):
        assert not examine(raw_xlsx(odd), "x").simple
    assert not examine(ods(ods_row(["x"])), "x").simple


@pytest.mark.parametrize(
    "far", ["A100000", "z1048576", "AA1000", "IV1048576", "zz1000", "aaa1", "xfd1"]
)
def test_a_cell_far_from_its_row_is_not_laid_out_in_this_process(far: str) -> None:
    # calamine goes by the address of the cell, in either case, and not by the number of its row
    assert examine(far_cell("Z99999"), "x").simple
    assert examine(far_cell("ZZ999"), "x").simple
    assert not examine(far_cell(far), "x").simple


def test_the_limit_on_memory_is_below_the_promise():
    assert LIMITS.child_memory <= 256 << 20


def test_reading_in_the_child_does_not_limit_this_process():
    before = resource.getrlimit(resource.RLIMIT_AS)
    read_workbook(ods(ods_row(["x"])), "x.ods")
    assert resource.getrlimit(resource.RLIMIT_AS) == before
