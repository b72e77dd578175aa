"""The second process behind `crew`: stamps slices of records until none come any more."""

import os
import pickle
import sys
from typing import Any, NoReturn

from lms.documents.batches import Batch
from lms.documents.crew import LENGTH, stamp_slice
from lms.documents.places import Values
from lms.documents.plates import Plate


def main() -> None:
    """Read the plates, then slices; a slice that cannot be stamped is left to the first process."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is not an answer
    plates, background, faces = _read()
    batch = Batch(plates, _never, background=background, faces=faces, layers=False)
    while True:
        start, records = _read()
        data = pickle.dumps((start, stamp_slice(batch, start, records)), pickle.HIGHEST_PROTOCOL)
        answers.write(LENGTH.pack(len(data)) + data)
        answers.flush()


def _read() -> tuple[Any, ...]:
    source = sys.stdin.buffer
    head = source.read(LENGTH.size)
    if len(head) < LENGTH.size:
        sys.exit(0)
    told: tuple[Any, ...] = pickle.loads(  # noqa: S301 # nosec B301 - written by our parent
        source.read(LENGTH.unpack(head)[0])
    )
    return told


def _never(plate: Plate, values: Values, background: bool) -> NoReturn:
    raise AssertionError("pages are laid out by the first process")
