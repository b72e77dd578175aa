"""Files as offices send them, and as attackers do, made on the spot."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

DATA = Path(__file__).parents[2] / "data"

CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
PACKAGE_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="s" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
WORKBOOK_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/>'
    '<Relationship Id="rId2" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" '
    'Target="sharedStrings.xml"/></Relationships>'
)
SHEET_HEAD = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
SHEET_TAIL = "</sheetData></worksheet>"


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def raw_xlsx(sheet_data: str | bytes, shared: str = "", prolog: str = "") -> bytes:
    """An xlsx whose only sheet holds exactly this XML between <sheetData> tags."""
    middle = sheet_data if isinstance(sheet_data, bytes) else sheet_data.encode()
    strings = (
        f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{shared}</sst>'
    )
    return zipped(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "_rels/.rels": PACKAGE_RELS,
            "xl/workbook.xml": WORKBOOK,
            "xl/_rels/workbook.xml.rels": WORKBOOK_RELS,
            "xl/sharedStrings.xml": strings,
            "xl/worksheets/sheet1.xml": (prolog + SHEET_HEAD).encode()
            + middle
            + SHEET_TAIL.encode(),
        }
    )


def ods(table_xml: str, manifest: str = "") -> bytes:
    """An ods whose content is this XML inside one table."""
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="表1">{table_xml}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": manifest or "<manifest/>",
            "content.xml": content,
        }
    )


def ods_row(texts: Sequence[str]) -> str:
    """One row of text cells for `ods`."""
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in texts
    )
    return f"<table:table-row>{cells}</table:table-row>"


def xls(rows: Sequence[Sequence[str | float | None]], *, protected: bool = False) -> bytes:
    """A BIFF8 workbook with one sheet, in an OLE container."""
    return _ole("Workbook", _biff(rows, protected=protected))


def encrypted_office_file() -> bytes:
    """What Excel saves when a password is set: an OLE container with EncryptedPackage."""
    return _ole("EncryptedPackage", b"\x11" * 5000)


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _biff(rows: Sequence[Sequence[str | float | None]], *, protected: bool) -> bytes:
    bof = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 0x0600)
    lock = _record(0x002F, b"\1\0\1\0" + b"\7" * 50) if protected else b""
    head = _record(0x0809, bof) + lock + _record(0x0042, struct.pack("<H", 1200))
    name = "名册".encode("utf-16-le")
    bound_size = 4 + 8 + len(name)
    position = len(head) + bound_size + 4
    bound = _record(0x0085, struct.pack("<IBBBB", position, 0, 0, len(name) // 2, 1) + name)
    cells = b""
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if isinstance(value, str):
                text = value.encode("utf-16-le")
                label = struct.pack("<HHHHB", row, column, 0, len(value), 1) + text
                cells += _record(0x0204, label)
            elif value is not None:
                cells += _record(0x0203, struct.pack("<HHHd", row, column, 0, value))
    sheet_bof = struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 0x0600)
    end = _record(0x000A, b"")
    return head + bound + end + _record(0x0809, sheet_bof) + cells + end


def _ole(stream_name: str, stream: bytes) -> bytes:
    """A compound file with one stream, padded beyond the mini-stream size."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    fat = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    fat_bytes = struct.pack(f"<{len(fat)}I", *fat).ljust(512, b"\xff")
    assert len(fat_bytes) == 512, "a test file of at most 126 sectors"
    header = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<I", 0) + b"\xff" * (108 * 4)
    directory = _entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)
    directory += _entry(stream_name, 2, 2, len(stream)) + _entry("", 0, 0, 0) * 2
    return header + fat_bytes + directory + stream


def _entry(name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF) -> bytes:
    raw = name.encode("utf-16-le")
    length = len(raw) + 2 if name else 0
    links = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
    return (
        raw.ljust(64, b"\0")
        + struct.pack("<HBB", length, kind, 1)
        + links
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )
