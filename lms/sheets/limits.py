"""Size checks before a foreign file is parsed (TRUST S5), and what counts as too large.

A zip's directory is read and its parts are scanned, never parsed: a file that would unpack to
300 MB, that has 10,000 columns, entity declarations or a password is refused here. A small file
whose cells can be counted exactly is called `simple` and may be parsed in this process; every
other file is parsed by `child.py` with a limit on memory and CPU time.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from lms.errors import DomainError


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may be. Bytes, counts and seconds of CPU time; a cell counts even when blank."""

    file_bytes: int = 32 << 20
    text_bytes: int = 12 << 20
    unpacked_bytes: int = 128 << 20
    members: int = 5_000
    ratio: int = 200
    columns: int = 256
    rows: int = 200_000
    cells: int = 2_000_000
    simple_file_bytes: int = 4 << 20
    simple_unpacked_bytes: int = 20 << 20
    simple_text_bytes: int = 96 << 20
    child_memory: int = 250 << 20
    child_seconds: float = 1.3
    child_seconds_per_mb: float = 0.04


LIMITS = Limits()


class Form(StrEnum):
    """The kinds of files that are read, told by their content and never by their name."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that passed: its form, its unpacked size and whether it is safe in this process."""

    form: Form
    unpacked_bytes: int
    simple: bool


ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
XLS_STREAMS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
XLS_BEGIN = bytes.fromhex("0908100000060500")
XLS_FILEPASS, XLS_RECORDS_BEFORE_FILEPASS = 0x002F, 4
DOCTYPE, WIDE_DOCTYPE = b"<!DOCTYPE", b"<\0!\0D\0O\0C\0T\0Y\0P\0E"
CHUNK = 1 << 20
OVERLAP = 256
RATIO_FREE_BYTES = 5 << 20

# a cell beyond column IV (256) that holds something
WIDE_CELL = re.compile(
    rb'c r="(?:I[W-Z]|[J-Z][A-Z]|[A-Z]{3,})\d+"[^>]*(?<!/)><(?:\w+:)?(?:v|is|f)[ >]'
)
PREFIXED = re.compile(rb":(?:c|row)[\s/>]")
# calamine lays out every cell up to the farthest address and allots 32 bytes to each; nearer than
# these (row 100,000 up to column Z, row 1,000 up to ZZ) that stays below 90 MB
FAR_CELL = re.compile(rb'<c r="[A-Za-z](?:\d{6}|[A-Za-z](?:\d{4}|[A-Za-z]))')


def examine(data: bytes, name: str, limits: Limits = LIMITS) -> Examined:
    """Tell what a file is and refuse what must not be parsed.

    Raises DomainError SHEET_EMPTY, SHEET_TOO_LARGE, SHEET_TOO_MANY_COLUMNS,
    SHEET_PASSWORD_PROTECTED, SHEET_BROKEN or SHEET_NOT_A_SPREADSHEET.
    """
    if not data:
        raise DomainError("SHEET_EMPTY", file=name)
    if len(data) > limits.file_bytes:
        raise too_large(name, limits)
    if data.startswith(OLE_MAGIC):
        return _examine_ole(data, name)
    if data.startswith(ZIP_MAGICS):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                return _examine_zip(archive, len(data), name, limits)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise DomainError("SHEET_BROKEN", file=name) from error
    if len(data) > limits.text_bytes:
        raise too_large(name, limits)
    return Examined(Form.TEXT, len(data), simple=True)


def too_large(name: str, limits: Limits) -> DomainError:
    """The refusal of a file beyond the limits, with the limits as facts."""
    megabytes = limits.unpacked_bytes >> 20
    return DomainError("SHEET_TOO_LARGE", file=name, megabytes=megabytes, rows=limits.rows)


def too_many_columns(name: str, limits: Limits) -> DomainError:
    """The refusal of a file with more columns than a form can have."""
    return DomainError("SHEET_TOO_MANY_COLUMNS", file=name, columns=limits.columns)


def _examine_ole(data: bytes, name: str) -> Examined:
    if ENCRYPTED_PACKAGE in data or _has_filepass(data):
        raise DomainError("SHEET_PASSWORD_PROTECTED", file=name)
    if not any(stream in data for stream in XLS_STREAMS):
        raise DomainError("SHEET_NOT_A_SPREADSHEET", file=name)
    return Examined(Form.XLS, len(data), simple=False)


def _has_filepass(data: bytes) -> bool:
    """Whether the workbook stream of an xls opens with a FILEPASS record: it is encrypted."""
    place = data.find(XLS_BEGIN)
    for _ in range(XLS_RECORDS_BEFORE_FILEPASS):
        if place < 0 or place + 4 > len(data):
            return False
        kind, length = struct.unpack_from("<HH", data, place)
        if kind == XLS_FILEPASS:
            return True
        place += 4 + length
    return False


def _examine_zip(archive: zipfile.ZipFile, file_bytes: int, name: str, limits: Limits) -> Examined:
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    if len(members) > limits.members or unpacked > limits.unpacked_bytes:
        raise too_large(name, limits)
    for member in members:
        if member.flag_bits & 1:
            raise DomainError("SHEET_PASSWORD_PROTECTED", file=name)
        if _is_bomb(member, limits):
            raise too_large(name, limits)
    form = _zip_form(archive, name)
    small = file_bytes <= limits.simple_file_bytes and unpacked <= limits.simple_unpacked_bytes
    count = _Count(limits, simple=small and form is Form.XLSX)
    for member in members:
        if not member.filename.startswith(("xl/media/", "Pictures/", "Thumbnails/")):
            _scan(archive, member, count, name, limits)
    return Examined(form, unpacked, simple=count.simple)


def _is_bomb(member: zipfile.ZipInfo, limits: Limits) -> bool:
    large = member.file_size > RATIO_FREE_BYTES
    return large and member.file_size > limits.ratio * max(member.compress_size, 1)


def _zip_form(archive: zipfile.ZipFile, name: str) -> Form:
    names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return Form.XLSX
    if {"content.xml", "mimetype"} <= names and b"spreadsheet" in archive.read("mimetype")[:200]:
        manifest = "META-INF/manifest.xml"
        if manifest in names and b"encryption-data" in archive.read(manifest):
            raise DomainError("SHEET_PASSWORD_PROTECTED", file=name)
        return Form.ODS
    if "[Content_Types].xml" in names and any("worksheets/" in part for part in names):
        return Form.XLSX
    raise DomainError("SHEET_NOT_A_SPREADSHEET", file=name)


class _Count:
    """Whether a workbook is simple: the cells and texts it makes calamine build are bounded."""

    def __init__(self, limits: Limits, *, simple: bool) -> None:
        self.simple = simple
        self._limits = limits
        self._longest_text = 0
        self._filled_cells = 0

    def add(self, part: bytes) -> None:
        """Count one whole part of the package."""
        if b"\0" in part[:4] or part.startswith((b"\xfe\xff", b"\xff\xfe")):
            self.simple = False
        elif b"<sheetData" in part or b"<row" in part or b"<c " in part:
            self._add_sheet(part)
        elif b"<si" in part or b"<sst" in part:
            self._longest_text = max(map(len, part.split(b"</si>")))
        elif b":sheetData" in part or b":sst" in part or b":row" in part:
            self.simple = False
        if self._longest_text * self._filled_cells > self._limits.simple_text_bytes:
            self.simple = False

    def _add_sheet(self, part: bytes) -> None:
        """Every cell must say where it is, and nowhere far away: a row's own number says nothing."""
        addressed = part.count(b'<c r="')
        columns = part.count(b"<col", 0, max(part.find(b"<sheetData"), 0))
        # calamine ignores namespaces, so a prefixed cell would be a cell that is not counted here
        hidden = PREFIXED.search(part) or part.count(b"<c") != addressed + columns
        if hidden or FAR_CELL.search(part):
            self.simple = False
        self._filled_cells += addressed


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    tail = b""
    with archive.open(member) as part:
        while chunk := part.read(CHUNK):
            yield tail + chunk
            tail = chunk[-OVERLAP:]


def _scan(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, count: _Count, name: str, limits: Limits
) -> None:
    whole = [archive.read(member)] if count.simple else _chunks(archive, member)
    for chunk in whole:
        if DOCTYPE in chunk or (b"\0" in chunk and WIDE_DOCTYPE in chunk):
            raise DomainError("SHEET_BROKEN", file=name)
        if count.simple:
            count.add(chunk)
        if not count.simple and WIDE_CELL.search(chunk):
            raise too_many_columns(name, limits)
