"""Stamping a batch by one process or two; whoever takes the records sees their order only."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from lms.documents.batches import Batch
from lms.documents.places import Values
from lms.documents.stamping import Side
from lms.documents.typeface import Ink

Stamped = Iterator[tuple[int, list[Side] | None]]


@contextmanager
def stamping(
    batch: Batch, records: Sequence[Values], ink: Ink, processes: int | None = None
) -> Iterator[Stamped]:
    """The stamped records in their order."""
    yield (batch.stamp(index, values, ink) for index, values in enumerate(records))
