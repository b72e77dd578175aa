"""The print shop: a design and records in, print-ready PDF out. What others call is here.

`Master` is a design (HTML of one or two pages with marks, see `marks.py`) with sample values.
`print_one` writes one PDF in the order of the records, `print_zip` one file for each, named by
the caller. A plate is compiled once in a process and kept.
"""

import gc
import io
import re
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import BinaryIO

from lms.documents import crew, plates, sandbox
from lms.documents.batches import Batch, BatchFile
from lms.documents.embedding import Cutter, Ink
from lms.documents.imposition import PLAIN, Paper, Sheets
from lms.documents.photos import bare_address
from lms.documents.places import Values
from lms.documents.plates import Plate
from lms.documents.typeface import typeface

_KEPT_PLATES = 16
_MANY_RECORDS = 2_000
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNSAFE = re.compile(r"[^\w.\-（）]+")


@dataclass(frozen=True, slots=True)
class Master:
    """A design and sample values for all its fields.

    What `trusted` people wrote (our own designs) is compiled here, everything else in a process
    of its own with limits (`sandbox`).
    """

    html: str
    sample: Mapping[str, str]
    trusted: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """What was printed: pages, and how many records WeasyPrint had to make one by one."""

    pages: int
    plain: int


_plates: OrderedDict[str, Plate] = OrderedDict()
_plates_lock = Lock()


def conditions_of(master: Master) -> tuple[str, ...]:
    """The fields whose presence changes what the design shows."""
    return plates.conditions(master.html) if master.trusted else sandbox.conditions(master.html)


def plate_of(master: Master, given: Mapping[str, bool]) -> Plate:
    """The compiled design; see `plates.compile_design` for its refusals."""
    told = repr((master.html, sorted(master.sample.items()), sorted(given.items()), master.trusted))
    key = sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
    with _plates_lock:
        if key in _plates:
            _plates.move_to_end(key)
            return _plates[key]
    compiler = plates.compile_design if master.trusted else sandbox.compile_design
    made = compiler(master.html, master.sample, given)
    with _plates_lock:
        _plates[key] = made
        while len(_plates) > _KEPT_PLATES:
            _plates.popitem(last=False)
    return made


def batch_of(master: Master, records: Sequence[Values], paper: Paper) -> Batch:
    """The plates that these records need, one for each combination of given fields."""
    conditions = conditions_of(master)
    wanted: dict[tuple[bool, ...], Mapping[str, bool]] = {}
    for values in records:
        given = plates.given_in(conditions, values)
        wanted.setdefault(tuple(given.values()), given)
    made = [plate_of(master, given) for given in wanted.values()]

    def plainly(plate: Plate, values: Values, background: bool) -> bytes:
        lay_out = plates.lay_out_plainly if master.trusted else sandbox.lay_out_plainly
        return lay_out(plate, _bare(plate, values), background=background)

    return Batch(made, plainly, background=paper.background)


def print_one(
    master: Master, records: Sequence[Values], target: BinaryIO, paper: Paper = PLAIN,
    *, processes: int | None = None,
) -> Made:  # fmt: skip
    """All records as one PDF in their order; the same input gives the same bytes.

    Raises ValueError without records. `processes` is how many stamp: by default as many as help.
    """
    if not records:
        raise ValueError("nothing to print")
    plain = 0
    with crew.standing_by(len(records), processes) as mate:
        batch = batch_of(master, records, paper)
        if len(records) > _MANY_RECORDS:
            gc.collect()  # a layout is a web of references: it would lie under the pages to come
        file = BatchFile(batch, target)
        sheets = Sheets(file, paper)
        for index, (number, sides) in enumerate(crew.stamped(batch, records, file.ink, mate)):
            if sides is None:
                plain += 1
                sides = batch.lay_out(index, number, records[index])
            sheets.add(number, sides)
        sheets.close()
    file.finish()
    return Made(file.writer.pages, plain)


def print_bytes(master: Master, records: Sequence[Values], paper: Paper = PLAIN) -> bytes:
    """The same as bytes."""
    target = io.BytesIO()
    print_one(master, records, target, paper)
    return target.getvalue()


def print_each(master: Master, records: Sequence[Values], paper: Paper = PLAIN) -> Iterator[bytes]:
    """A PDF for each record, with faces cut to what it shows.

    What is wrong with the design or with fields that are missing is raised at once, not while the
    first file is on its way.
    """
    batch = batch_of(master, records, paper)
    return _each(batch, records, paper, Cutter(_characters(batch, records)))


def _each(batch: Batch, records: Sequence[Values], paper: Paper, cutter: Cutter) -> Iterator[bytes]:
    for index, values in enumerate(records):
        target = io.BytesIO()
        file = BatchFile(batch, target)
        sheets = Sheets(file, paper)
        number, sides = batch.stamp(index, values, file.ink)
        if sides is None:
            sides = batch.lay_out(index, number, values)
        sheets.add(number, sides)
        sheets.close()
        file.finish(cutter)
        yield target.getvalue()


def print_zip(
    master: Master,
    records: Sequence[Values],
    name: Callable[[Values], str],
    paper: Paper = PLAIN,
) -> Iterator[bytes]:
    """A ZIP with a PDF for each record; `name` is that of a file without .pdf."""
    return zip_of(zip(map(name, records), print_each(master, records, paper), strict=True))


def zip_of(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """A ZIP in parts as it grows, of PDFs under names without .pdf.

    Nothing is kept of what was handed out: a class of 10,000 takes as much memory as one of ten.
    """
    sink = _Sink()
    used: dict[str, int] = {}
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(_file_name(name, used), _EPOCH)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
            yield sink.taken()
    yield sink.taken()


def _file_name(asked: str, used: dict[str, int]) -> str:
    stem = _UNSAFE.sub("_", asked).strip("._") or "paper"
    stem = stem[:80]
    used[stem] = used.get(stem, 0) + 1
    return f"{stem}.pdf" if used[stem] == 1 else f"{stem}-{used[stem]}.pdf"


class _Sink(io.RawIOBase):
    """Takes what a ZIP writes and gives it away part by part."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        """A ZIP may write to it, never seek."""
        return True

    def write(self, data: object) -> int:
        """Keep a part."""
        part = bytes(data)  # type: ignore[call-overload]  # any buffer
        self._parts.append(part)
        return len(part)

    def taken(self) -> bytes:
        """Everything written since the last time."""
        parts, self._parts = self._parts, []
        return b"".join(parts)


def _characters(batch: Batch, records: Iterable[Values]) -> Ink:
    """Every character that may be shown in each face: what the faces are first cut down to."""
    shown = {
        character
        for values in records
        for text in values.values()
        if len(text) < 4_000
        for character in text
    }
    ink = Ink()
    for plate in batch.plates:
        for place in plate.places:
            for run in place.runs:
                ink.take(typeface(run.path, run.index), "".join(shown) + run.pattern)
    return ink


def _bare(plate: Plate, values: Values) -> Values:
    """The values with photos that hold nothing but the picture."""
    named = {field for place in plate.places if place.kind == "photo" for field in place.fields}
    return {
        field: bare_address(value) if field in named and value else value
        for field, value in values.items()
    }
